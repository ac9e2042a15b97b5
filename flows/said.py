"""What one message says about a lesson: flow, subject, length, day and time, for whom, a name, a place.

Everything is taken at once and read back; only what is missing is asked for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.core.conversation import Wish
from bot.core.flow import Heard, Reader
from bot.core.hearing import mentions, plain
from bot.core.turn import Turn
from bot.core.wish_lengths import read_minutes
from bot.core.wishes import When, read_when

FLOWS = ("trial", "urgent", "weekend", "regular")  # the order in which their words are looked for
WHO = ("child", "minor", "adult", "other")
_NAME = re.compile(
    r"\b(?:(?:ik heet|mijn naam is|my name is|i am called|naam is|zijn naam is|haar naam is|his name is|her name is)"
    r"|(?:mijn|my|onze|our) (?:zoon|dochter|kind|son|daughter|child|kid))\s+(?P<name>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)"
)


@dataclass(frozen=True, slots=True)
class Said:
    """The findings of one message; empty where it said nothing."""

    flow: str = ""
    subject: str = ""
    minutes: int = 0
    when: When | None = None
    who: str = ""
    name: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return self != Said()


def read(turn: Turn, text: str, *, asking: str = "") -> Said:
    """What the message says. `asking`: the field the open question is about ("minutes" reads a bare “2 uur” as a length)."""
    speech = turn.desk.speech
    minutes, rest = read_minutes(text, asking=asking == "minutes")
    when, rest = read_when(rest, turn.local_now)
    said = plain(rest)
    subject = next((one.value for one in turn.business.subjects if _means(one.words, one.titles, said)), "")
    place = next((one.value for one in turn.business.places if _means(one.words, {}, said)), "")
    # "weekendles" and "spoed vandaag": the words of a flow may be taken by the wish for a time.
    flow = next((flow for flow in FLOWS if mentions(plain(text), speech.words(f"flow-{flow}"))), "")
    who = next((who for who in WHO if mentions(said, speech.words(f"who-{who}"))), "")
    name = _NAME.search(text[:1].lower() + text[1:])
    if minutes and minutes not in _lengths(turn, flow) and asking != "minutes":
        minutes = 0
    return Said(flow, subject, minutes or 0, when, who, name["name"] if name else "", place)


def reader(asking: str = "") -> Reader:
    """A `Step.reads` that takes everything a message says."""

    def reads(turn: Turn, text: str) -> Heard | None:
        said = read(turn, text, asking=asking)
        return Heard("told", said) if said else None

    return reads


def into(wish: Wish, said: Said) -> Wish:
    """The wish with what was said put in; a new time takes the place of the old."""
    changes: dict[str, object] = {}
    for field in ("flow", "subject", "minutes", "who", "name", "place"):
        if getattr(said, field):
            changes[field] = getattr(said, field)
    if said.who:
        changes["minor"] = {"adult": False, "minor": True, "child": True}.get(said.who)
    if said.when is not None:
        changes |= {"when": said.when, "start": None, "page": 0}
    if said.minutes and said.minutes != wish.minutes and said.when is None and wish.start is not None:
        changes["start"] = wish.start  # the time stays; the slot step checks that it still fits
    return replace(wish, **changes)  # type: ignore[arg-type]


def _means(words: Mapping[str, Iterable[str]], titles: Mapping[str, str], said: str) -> bool:
    return mentions(said, [word for found in words.values() for word in found] + list(titles.values()))


def _lengths(turn: Turn, flow: str) -> set[int]:
    rules = turn.business.rules
    wanted = flow or turn.wish.flow
    return (
        set(rules[wanted].profile.minutes)
        if wanted in rules
        else {m for r in rules.values() for m in r.profile.minutes}
    )
