"""What one message says about a lesson: flow, subject, length, day and time, for whom, a name, a place.

Everything is taken at once and read back; only what is missing is asked for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.core.conversation import Wish
from bot.core.flow import Heard, Reader
from bot.core.hearing import is_question, mentions, plain, topic
from bot.core.turn import Turn
from bot.core.wish_lengths import read_minutes
from bot.core.wishes import When, read_when

FLOWS = ("trial", "urgent", "weekend", "regular")  # the order in which their words are looked for
WHO = ("child", "minor", "adult", "other")
MINOR = {"adult": False, "minor": True, "child": True}
_NAMED = r"\s+(?P<name>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)"
_OWN_NAME = re.compile(r"\b(?:ik heet|mijn naam is|my name is|i am called)" + _NAMED)
_NAME = re.compile(
    r"\b(?:(?:hij|zij|ze) heet|(?:zijn|haar) naam is|(?:his|her) name is|(?:he|she) is called"
    r"|(?:mijn|my|onze|our) (?:zoon|zoontje|dochter|dochtertje|kind|son|daughter|child|kid))" + _NAMED
)


@dataclass(frozen=True, slots=True)
class Said:
    """The findings of one message; empty where it said nothing. `odd_minutes`: a length that is not sold."""

    flow: str = ""
    subject: str = ""
    minutes: int = 0
    when: When | None = None
    who: str = ""
    name: str = ""
    place: str = ""
    odd_minutes: int = 0
    own_name: str = ""
    another: bool = False  # “also”, “one more”: a lesson beside the one there is

    def __bool__(self) -> bool:
        return replace(self, another=False) != Said()


def read(turn: Turn, text: str, *, asking: str = "") -> Said:
    """What the message says. `asking`: the field the open question is about ("minutes" reads a bare “2 uur” as a length)."""
    speech, whole = turn.desk.speech, plain(text)
    minutes, rest = read_minutes(text, asking=asking == "minutes")
    when, rest = read_when(rest, turn.local_now)
    said = plain(rest)
    subject = next((one.value for one in turn.business.subjects if _means(one.words, one.titles, said)), "")
    place = next((one.value for one in turn.business.places if _means(one.words, {}, said)), "")
    flow = _flow(turn, whole, when)
    who = next((who for who in WHO if mentions(said, speech.words(f"who-{who}"))), "")
    name, own = (one.search(text[:1].lower() + text[1:]) for one in (_NAME, _OWN_NAME))
    odd = minutes or 0 if minutes and minutes not in _lengths(turn, flow) else 0
    return Said(
        flow=flow,
        subject=subject,
        minutes=0 if odd else minutes or 0,
        when=when,
        who=who,
        name=name["name"] if name else "",
        place=place,
        odd_minutes=odd,
        own_name=own["name"] if own else "",
        another=mentions(whole, speech.words("another")),
    )


def _flow(turn: Turn, said: str, when: When | None) -> str:
    """The flow a message names. “A lesson” alone is no choice between them: it only opens the usual one."""
    speech, rules = turn.desk.speech, turn.business.rules
    for flow in FLOWS:
        if flow in rules and mentions(said, speech.words(f"flow-{flow}")):
            return flow
    return "" if turn.wish.flow or not mentions(said, speech.words("lesson")) else usual_flow(turn, when)


def usual_flow(turn: Turn, when: When | None) -> str:
    """The flow of somebody who named none: a weekend's day is the weekend's, all else regular."""
    days = (when.day,) if when and when.day else when.days if when else ()
    weekend = bool(days) and all(day.weekday() >= 5 for day in days)
    wanted = "weekend" if weekend else "regular"
    return wanted if wanted in turn.business.rules else next(iter(turn.business.rules))


def reader(asking: str = "") -> Reader:
    """A `Step.reads` that takes everything a message says. A question about a topic is left to the topics."""

    def reads(turn: Turn, text: str) -> Heard | None:
        said = read(turn, text, asking=asking)
        if not said or _only_asks(turn, text, said):
            return None
        return Heard("told", said)

    return reads


def _only_asks(turn: Turn, text: str, said: Said) -> bool:
    when = said.when
    names_time = when is not None and (when.day or when.at or when.after or when.before or when.soonest)
    if names_time or said.who or said.name or not is_question(turn, text):
        return False  # “weekend” alone may be the lesson a question is about
    return topic(turn, plain(text)) is not None


def into(wish: Wish, said: Said) -> Wish:
    """The wish with what was said put in; a new time takes the place of the old."""
    changes: dict[str, object] = {}
    for field in ("flow", "subject", "minutes", "who", "name", "place"):
        if getattr(said, field):
            changes[field] = getattr(said, field)
    if said.who:
        changes["minor"] = MINOR.get(said.who)
    if said.when is not None:
        changes |= {"when": said.when, "start": None, "page": 0}
    return replace(wish, **changes)  # type: ignore[arg-type]


def _means(words: Mapping[str, Iterable[str]], titles: Mapping[str, str], said: str) -> bool:
    return mentions(said, [word for found in words.values() for word in found] + list(titles.values()))


def _lengths(turn: Turn, flow: str) -> set[int]:
    rules = turn.business.rules
    wanted = flow or turn.wish.flow
    if wanted in rules:
        return set(rules[wanted].profile.minutes)
    return {m for r in rules.values() for m in r.profile.minutes}
