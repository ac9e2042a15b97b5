"""What each channel can carry, as one table. A new channel or a changed limit is a row here.

Chatwoot itself checks none of these limits: an oversized question is accepted with 200 and fails later at the provider.
Buttons exist where Chatwoot renders `input_select`; everywhere else it silently drops the options.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.conversation import Choice

NO_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Tier:
    """Up to `options` choices may have titles of `title` characters."""

    options: int
    title: int


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of channel. No `tiers`: no buttons, the choices are printed as a numbered list."""

    tiers: tuple[Tier, ...] = ()
    body: int = NO_LIMIT  # characters of the text above the buttons
    value_bytes: int = NO_LIMIT  # of what a tap sends back
    mark: str = "{}. "  # how a printed choice begins
    emoji: bool = True
    plain: bool = False  # letters of the SMS alphabet only, where we add any
    raw: bool = False  # nothing on the way touches the text (no markdown)
    escapes_html: bool = True  # Telegram's text goes out as HTML with `<` and `&` unescaped
    joins_lines: bool = False  # LINE turns a single newline into a space


_ANY = (Tier(NO_LIMIT, NO_LIMIT),)
_SMS = Channel(emoji=False, plain=True)
_WRITTEN = Channel(emoji=False)

CHANNELS: Mapping[str, Channel] = {
    "Channel::WebWidget": Channel(_ANY),
    "Channel::Api": Channel(_ANY, raw=True),
    # Up to 3 become reply buttons, more a list; list numbers are dropped by the renderer in some releases.
    "Channel::Whatsapp": Channel((Tier(3, 20), Tier(10, 24)), body=1024, value_bytes=200, mark="{}: "),
    "Channel::Telegram": Channel(_ANY, value_bytes=64, escapes_html=False),
    "Channel::Line": Channel((Tier(13, 20),), mark="{}: ", joins_lines=True),
    "Channel::FacebookPage": Channel((Tier(13, 20),)),
    "Channel::TwilioSms": _SMS,  # also WhatsApp through Twilio
    "Channel::Sms": _SMS,
    "Channel::Instagram": _WRITTEN,
    "Channel::Tiktok": _WRITTEN,
    "Channel::TwitterProfile": _WRITTEN,
    "Channel::Email": _WRITTEN,
}


def channel(name: str) -> Channel:
    """The row of a channel; one we do not know gets a numbered list, which works everywhere."""
    return CHANNELS.get(name, _WRITTEN)


def fits(name: str, text: str, choices: Sequence[Choice]) -> list[str]:
    """What keeps these choices from being buttons on this channel, one sentence each; empty when all is well.

    A channel without buttons has no limits here: it gets the numbered list by design.
    """
    row = channel(name)
    if not row.tiers or not choices:
        return []
    problems = []
    tier = next((each for each in row.tiers if len(choices) <= each.options), None)
    if tier is None:
        problems.append(f"{name} takes at most {row.tiers[-1].options} choices, these are {len(choices)}")
    longest = (tier or row.tiers[-1]).title
    seen = set[str]()
    for each in choices:
        value, title = each.value, each.title
        if len(title) > longest:
            problems.append(f"{name}: the title {title!r} has {len(title)} characters, at most {longest} fit")
        if not title.strip():
            problems.append(f"{name}: the choice {value!r} has no title")
        if title in seen:
            problems.append(f"{name}: the title {title!r} occurs twice")
        if len(value.encode()) > row.value_bytes:
            problems.append(f"{name}: the value {value!r} has more than {row.value_bytes} bytes")
        seen.add(title)
    if len(text) > row.body:
        problems.append(f"{name}: the text has {len(text)} characters, at most {row.body} fit above choices")
    if not text.strip():
        problems.append(f"{name}: choices need a text above them")
    return problems
