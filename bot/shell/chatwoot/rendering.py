"""What a channel shows of a `Say`: pure, so `check` and the transcripts see exactly what a student sees.

Chatwoot renders every text of a bot twice: as a Liquid template when it is stored, and as Markdown when the channel
sends it. Both would let quoted words of a student do things; both are disarmed here, for every text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.conversation import Choice
from bot.shell.chatwoot.channels import Channel, channel, fits

_LIQUID = re.compile(r"\{(?=[{%])")
_URL = re.compile(r"(https?://\S+)")
_BULLET = re.compile(r"^(\s*)\*(?=\s)", re.MULTILINE)
_HEADING = re.compile(r"^(\s*)#([ \t]*)", re.MULTILINE)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\](?=\()")
_SPACES = re.compile(r"[ \t]{2,}")
_JOINERS = frozenset("\ufe0f\u200d\u20e3")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the channel gets it. `items` become buttons; when empty, choices (if any) are in `content`."""

    content: str
    items: tuple[Choice, ...] = ()


def render(name: str, text: str, choices: Sequence[Choice]) -> Shown:
    """Buttons where the channel has them and they fit, else the choices as a numbered list below the text."""
    row = channel(name)
    if choices and row.tiers and not fits(name, text, choices):
        return Shown(_harmless(text, row), tuple(choices))
    if choices:
        listed = "\n".join(row.mark.format(n) + each.title for n, each in enumerate(choices, 1))
        text = f"{text.rstrip()}\n\n{listed}" if text.strip() else listed
    return Shown(_harmless(text, row))


def note(text: str, mention: str = "") -> str:
    """A private note's content: Liquid and links disarmed, then the mention of the settings on a line of its own."""
    content = without_liquid(_LINK.sub("] ", text))
    called = mention_link(mention)
    return f"{content}\n\n{called}" if called else content


def mention_link(mention: str) -> str:
    """`mention://user/7/Anna` -> `[@Anna](mention://user/7/Anna)`; "" stays ""."""
    name = mention.rpartition("/")[2]
    return f"[@{name.replace('%20', ' ')}]({mention})" if mention else ""


def without_liquid(text: str) -> str:
    """The text with a space inside `{{` and `{%`: Chatwoot would run them and fill in attributes of the contact."""
    return _LIQUID.sub("{ ", text)


def _harmless(text: str, row: Channel) -> str:
    if not row.emoji:
        text = _without_emoji(text)
    if not row.raw:
        # Addresses are left alone: a changed character is another address.
        parts = _URL.split(text)
        text = "".join(part if n % 2 else _without_markdown(part, row) for n, part in enumerate(parts))
    if row.joins_lines:
        text = re.sub(r"(?<!\n)\n(?!\n)", "\n\n", text)
    return without_liquid(text)


def _without_markdown(text: str, row: Channel) -> str:
    text = _BULLET.sub(r"\1-", text).replace("*", "x" if row.plain else "×")
    text = _HEADING.sub(r"\1No. " if row.plain else r"\1＃\2", text)
    if not row.escapes_html:
        return text.replace("<", "‹").replace(">", "›").replace("&", "＆")
    return _TAG.sub("< ", text)


def _without_emoji(text: str) -> str:
    kept = "".join(char for char in text if not _is_emoji(char))
    if kept == text:
        return text
    return "\n".join(_SPACES.sub(" ", line).strip() for line in kept.split("\n"))


def _is_emoji(char: str) -> bool:
    # Above the arrows, "other symbols" are pictures; ° and © lie below. Skin tones are modifiers of their own.
    if char in _JOINERS or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    return char > "\u2190" and unicodedata.category(char) == "So"
