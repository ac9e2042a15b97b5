"""What one message says about a lesson: flow, subject, length, day and time, for whom, a name, a place.

Everything is taken at once and read back; only what is missing is asked for.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.conversation import Wish
from bot.core.desk import Option
from bot.core.flow import Heard, Reader
from bot.core.hearing import is_question, mentions, plain, says, topic
from bot.core.turn import Turn
from bot.core.wish_lengths import read_minutes
from bot.core.wish_weeks import read_weeks
from bot.core.wishes import When, read_when
from flows.ages import OF_AGE, own_age, their_age
from flows.shifts import shifted

FLOWS = ("trial", "urgent", "weekend", "regular")  # the order in which their words are looked for
WHO = ("child", "minor", "adult", "other")
MINOR = {"adult": False, "minor": True, "child": True}
_NAMED = r"\s+(?P<name>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)"
_OWN_NAME = re.compile(
    r"(?:\b(?:[Ii]k ben|[Ii] am|[Ii][’']?m|[Tt]his is)|^(?:\w+[,!.]? )?[Mm]et)"
    + _NAMED
    + r"|\b(?i:ik heet|mijn naam is|my name is|i am called|i m called)\s+(?P<told>[^\W\d_][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]+)?)"
)
_NAME = re.compile(
    r"\b(?:(?:hij|zij|ze) heet|(?:zijn|haar) naam is|(?:his|her) name is|(?:he|she) is called"
    r"|(?:mijn|my|onze|our|m'n|mn) (?:zoon|zoontje|dochter|dochtertje|kind|son|daughter|child|kid)"
    r"|(?:moeder|vader|ouder|mother|father|parent|mum|mom|dad) (?:van|of))" + _NAMED
)
_ONLY_FIGURES = re.compile(
    r"(?:(?:nee|ja|no|yes|toch|maar|liever|doe|dan|rather|ok|oke) )*(\d{2,3})(?: (?:graag|please|dan))?"
)
_FOR_THEM = re.compile(r"\b(?:voor|for) (?:mijn|m n|mn|my|een|a)\b")
_TAUGHT_IN = re.compile(r"\bin (?:het |de )?\w+")
_DENIED = re.compile(r"\b(?:niet|geen|not|no|ipv|instead of|in plaats van) \w+")


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
    with_tutor: str = ""
    odd_minutes: int = 0
    own_name: str = ""
    another: bool = False  # “also”, “one more”: a lesson beside the one there is
    several: bool = False  # two children, two subjects: one lesson at a time
    minor: bool | None = None  # told by an age
    weekly: bool = False
    weeks: int = 0  # how many; 0 where it was not said

    def __bool__(self) -> bool:
        return replace(self, another=False, several=False, minor=None) != Said()


def read(turn: Turn, text: str, *, asking: str = "") -> Said:
    """What the message says. `asking`: the field the open question is about ("minutes" reads a bare “2 uur” as a length)."""
    speech, whole, moved = turn.desk.speech, plain(text), shifted(turn, text)
    weekly, weeks, text = read_weeks(text)
    minutes, rest = (None, text) if moved else read_minutes(text, asking=asking == "minutes")
    when, rest = (moved, text) if moved else read_when(rest, turn.local_now)
    said = plain(rest)
    subjects = _named(turn.business.subjects, said)
    place = next(iter(_named(turn.business.places, said, by_title=False)), "")
    flow = _flow(turn, whole, when)
    minutes = minutes or _bare_length(turn, whole)
    who, minor = _who(turn, said, text)
    names = _NAME.findall(text[:1].lower() + text[1:])
    odd = minutes or 0 if minutes and minutes not in _lengths(turn, flow) else 0
    return Said(
        flow=flow,
        subject=subjects[0] if subjects else "",
        minutes=0 if odd else minutes or 0,
        when=when,
        who=who,
        name=names[0] if names else "",
        place=place,
        with_tutor=_with_tutor(turn, said),
        odd_minutes=odd,
        own_name=_own_name(turn, text),
        another=mentions(whole, speech.words("another")),
        several=len(subjects) > 1 or len(set(names)) > 1 or mentions(whole, speech.words("several")),
        minor=minor,
        weekly=weekly,
        weeks=weeks,
    )


def _own_name(turn: Turn, text: str) -> str:
    """What the student is called: “ik ben Sanne, …”, “my name is tom”. Not “Ik ben Nederlands”, nor “met Sam”, who teaches."""
    found = _OWN_NAME.search(text)
    name = (found["name"] or found["told"]) if found else ""
    first = plain(name.partition(" ")[0])
    tutors = {plain(one.name) for one in turn.business.tutors}
    if not first or first in turn.desk.speech.words("no-name") or first in tutors or first.endswith(" s"):
        return ""
    if name[:2].isupper() or (
        found and found["name"] and (read_when(name, turn.local_now)[0] or _named(turn.business.subjects, first))
    ):
        return ""
    return name[0].upper() + name[1:]


def _named(options: Sequence[Option], said: str, *, by_title: bool = True) -> list[str]:
    """The subjects or places a message names and does not deny, the first one first. “Bij ons” is the student's home."""
    said = _DENIED.sub(" ", said)
    found = [one for one in options if _means(one.words, one.titles if by_title else {}, said)]
    if len(found) > 1:  # “statistics, in English please”
        taught_in = _TAUGHT_IN.sub(" ", said)
        found = [one for one in found if _means(one.words, one.titles if by_title else {}, taught_in)] or found
    return [one.value for one in sorted(found, key=lambda one: _place_of(one.words, one.titles, said))]


def _with_tutor(turn: Turn, said: str) -> str:
    """Whose lesson it should be, where there is a choice: “bij Sam”. The name alone may be the learner's."""
    tutors, said = turn.business.tutors, _DENIED.sub(" ", said)
    named = [one for one in tutors if re.search(rf"\b(?:bij|met|with|by) {re.escape(plain(one.name))}\b", said)]
    return named[0].value if len(tutors) > 1 and len(named) == 1 else ""


def _place_of(words: Mapping[str, Iterable[str]], titles: Mapping[str, str], said: str) -> int:
    """Where in the message the first of the words stands; last when only a slip of one does."""
    every = [plain(word) for found in words.values() for word in found] + [plain(one) for one in titles.values()]
    return min((said.index(word) for word in every if word in said), default=len(said))


def _bare_length(turn: Turn, whole: str) -> int:
    """“Nee, 60”: a length of the flow, where there is a choice."""
    rules, found = turn.business.rules.get(turn.wish.flow), _ONLY_FIGURES.fullmatch(whole)
    lengths = rules.profile.minutes if rules else ()
    return int(found[1]) if found and len(lengths) > 1 and int(found[1]) in lengths else 0


def _who(turn: Turn, said: str, text: str) -> tuple[str, bool | None]:
    """For whom, and whether an age tells that they are a minor. “For me” from somebody at school leaves the age open."""
    speech, own = turn.desk.speech, own_age(text)
    who = next((who for who in WHO if mentions(said, speech.words(f"who-{who}"))), "")
    about_self = who in ("", "adult", "minor") or (who == "other" and not _FOR_THEM.search(said))
    if about_self and own is not None and own < 100:
        return ("adult" if own >= OF_AGE else "minor"), None
    if who == "other" and mentions(said, speech.words("join")) and not _FOR_THEM.search(said):
        return "", None  # “can my friend join?”, “my mother pays”
    if who == "adult" and mentions(said, speech.words("at-school")):
        return "", None
    age = their_age(text) if who == "other" else None
    return who, None if age is None else age < OF_AGE


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
        return heard(turn, text, read(turn, text, asking=asking))

    return reads


def heard(turn: Turn, text: str, said: Said) -> Heard | None:
    """What a message said, as a trigger; None when it said nothing or only asks."""
    return Heard("told", said) if said and not _only_asks(turn, text, said) else None


def other_subject(turn: Turn, text: str, said: Said) -> Heard | None:
    """A subject the business does not teach: a person looks who can help."""
    if said.subject or said.name or said.own_name:
        return None
    named = mentions(plain(text), turn.desk.speech.words("other-subject"))
    return Heard("person", "other_subject") if named else None


def read_subject(turn: Turn, text: str) -> Heard | None:
    """A subject of the business or another, and everything else a message may say."""
    said = read(turn, text, asking="subject")
    if says(turn, plain(text), "none-of-these"):
        return Heard("person", "other_subject")
    return other_subject(turn, text, said) or heard(turn, text, said)


def _only_asks(turn: Turn, text: str, said: Said) -> bool:
    when = said.when
    names_time = when is not None and (when.day or when.at or when.after or when.before or when.soonest)
    if names_time or said.who or said.name or not is_question(turn, text):
        return False  # “weekend” alone may be the lesson a question is about
    return topic(turn, plain(text)) is not None


def into(wish: Wish, said: Said) -> Wish:
    """The wish with what was said put in; a new time takes the place of the old."""
    changes: dict[str, object] = {}
    for field in ("flow", "subject", "minutes", "who", "name", "place", "with_tutor"):
        if getattr(said, field):
            changes[field] = getattr(said, field)
    if said.who:
        changes["minor"] = MINOR.get(said.who) if said.minor is None else said.minor
    if said.weekly:
        changes |= {"weekly": True, "weeks": said.weeks}
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
