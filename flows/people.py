"""For whom the lesson is: the student, a child, somebody else; of age or not; the name, and how to reach them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation import Choice, Learner
from bot.core.flow import Heard
from bot.core.hearing import plain, says, topic
from bot.core.turn import Turn
from flows.ages import OF_AGE
from flows.gaps import NEW, SELF, known_name, unreachable
from flows.said import MINOR, WHO, reader

SELF_SOMEHOW = "self"  # “me”: of age or not is still to be told
NO_REACH = "–"  # Student.reach of one who would rather not say
MOST_LEARNERS = 8
LONGEST_TITLE = 20
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_AGE = re.compile(r"\b(?P<age>[1-9]\d?)\b(?! ?(?:uur|min|euro|h\b))")
_JUST_NAME = re.compile(
    r"^(?:ik ben|ik heet|mijn naam is|hij heet|zij heet|ze heet|i'm|i am|my name is|it's|he's|she's|naam:?)\s+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,;:|/\\]|\b(?:en|and|mail|e-mail|email|tel|telefoon|phone|mobiel|mobile)\b", re.IGNORECASE)


def ask_for_whom(turn: Turn) -> None:
    """The learners we know by their first names, or the four kinds of people."""
    known = _known(turn)
    if known and turn.wish.learner != NEW:
        new = turn.choice("someone_new", "choice-someone-new", "who_chosen")
        return turn.say("for-whom-ask", [*known, new])
    choices = [turn.choice(who, f"choice-who-{who}", "who_chosen") for who in WHO_ASKED]
    return turn.say("for-whom-ask", choices)


def _known(turn: Turn) -> list[Choice]:
    """A row for each learner; first names, in full where two are the same, never two of one title."""
    learners = turn.student.learners[:MOST_LEARNERS]
    titles = [first_name(one) or turn.text(f"choice-who-{one.who}") for one in learners]
    full = [
        one.name if titles.count(title) > 1 and one.name else title for one, title in zip(learners, titles, strict=True)
    ]
    rows: dict[str, Choice] = {}
    for one, title in zip(learners, full, strict=True):
        rows.setdefault(title[:LONGEST_TITLE], Choice(f"learner:{one.id}", title[:LONGEST_TITLE], "who_chosen"))
    return list(rows.values())


def first_name(learner: Learner) -> str:
    """“Tim” of Tim de Vries."""
    return learner.name.split()[0] if learner.name else ""


def ask_of_age(turn: Turn) -> None:
    """Whether somebody else is a minor: then a parent has to say yes."""
    choices = [turn.choice("yes", "choice-of-age", "age_told"), turn.choice("no", "choice-under-age", "age_told")]
    turn.say("of-age-ask", choices)


def ask_name(turn: Turn) -> None:
    """The learner's name, how to reach the student, or both in one question."""
    named = bool(known_name(turn))
    key = ("reach-ask" if named else "name-and-reach-ask") if unreachable(turn) else "name-ask"
    turn.say(key, whose="mine" if turn.wish.who in (*SELF, "") else "learner")


# -- hearing ---------------------------------------------------------------------------------------------------------------


def read_who(turn: Turn, text: str) -> Heard | None:
    """“Voor Tim”, “I am 17”, “mijn zoon van 14”, and everything else a message may say."""
    said = plain(text)
    for one in turn.student.learners:
        if one.name and plain(first_name(one)) in said.split():
            return Heard("who_chosen", f"learner:{one.id}")
    told = reader("for_whom")(turn, text)
    if told is not None:
        return told
    age = _AGE.search(said)
    if age and (said == age["age"] or turn.desk.speech.words("me") & set(said.split())):
        return Heard("who_chosen", "adult" if int(age["age"]) >= OF_AGE else "minor")
    return Heard("who_chosen", SELF_SOMEHOW) if says(turn, said, "self") else None


def read_age(turn: Turn, text: str) -> Heard | None:
    """Yes, no, or an age."""
    said = plain(text)
    age = _AGE.search(said)
    if age:
        return Heard("age_told", "yes" if int(age["age"]) >= OF_AGE else "no")
    if says(turn, said, "truly"):  # “ok” is no answer to this
        return Heard("age_told", "yes")
    if says(turn, said, "no"):
        return Heard("age_told", "no")
    return reader("of_age")(turn, text)


def read_name(turn: Turn, text: str) -> Heard | None:
    """A name, and where it is asked for, a phone number or e-mail address. No need to give the latter."""
    said, speech = plain(text), turn.desk.speech
    if said in speech.words("skip") | speech.words("no") | speech.words("yes"):
        return Heard("no_reach") if known_name(turn) and unreachable(turn) else None
    if says(turn, said, "greeting"):
        return Heard("greeted")
    if "?" in text and not _EMAIL.search(text):
        return topic(turn, said)  # nobody is called “why?”
    reach = _EMAIL.search(text) or _PHONE.search(text)
    if known_name(turn) and unreachable(turn) and not reach:
        return None
    return Heard("name_told", text) if reach or any(c.isalpha() for c in text) else None


# -- taking ----------------------------------------------------------------------------------------------------------------


def take_who(turn: Turn) -> None:
    """A known learner, a new one, or what kind of person it is."""
    value = str(turn.value)
    if value == "someone_new":
        return _take_new(turn)
    if value == SELF_SOMEHOW:
        turn.lead("self-age")
        turn.set_wish(learner=NEW)
        return turn.desk.machine.jump(turn, f"{turn.wish.flow}.for_whom")
    known = turn.talk.learner(value.removeprefix("learner:")) if value.startswith("learner:") else None
    if known is not None:
        turn.set_wish(learner=known.id, who=known.who, minor=known.minor, name=known.name)
    elif value in WHO:
        turn.set_wish(learner="" if value in SELF else NEW, who=value, minor=MINOR.get(value), name="")
    turn.then = "go_on"
    return None


def _take_new(turn: Turn) -> None:
    """Somebody we do not know yet; “my daughter” was said already, else what kind of person it is."""
    if turn.wish.who and not turn.wish.learner:
        turn.set_wish(learner=NEW)
        turn.then = "go_on"
    else:
        turn.set_wish(learner=NEW, who="", minor=None, name="")
        turn.desk.machine.jump(turn, f"{turn.wish.flow}.for_whom")


def take_age(turn: Turn) -> None:
    """Of age, or not."""
    turn.set_wish(minor=str(turn.value) == "no")
    turn.then = "go_on"


def take_name(turn: Turn) -> None:
    """A name and an address, in any order, in one message."""
    text = str(turn.value)
    reach = _EMAIL.search(text) or _PHONE.search(text)
    if reach:
        turn.set_student(reach=reach[0])
        text = text.replace(reach[0], " ")
    name = clean_name(text)
    if name and not known_name(turn):
        turn.set_wish(name=name)
        if turn.wish.who in SELF and not turn.student.name:
            turn.set_student(name=name)
    turn.then = "go_on"


def clean_name(text: str) -> str:
    """The name in “ik heet Noor de Vries, mail:”; "" when there is none."""
    name = _JUST_NAME.sub("", " ".join(_BETWEEN.sub(" ", text).split())).strip(" .-!")[:60]
    return name if any(c.isalpha() for c in name) else ""


def take_no_reach(turn: Turn) -> None:
    """Would rather not say: never asked again."""
    turn.set_student(reach=NO_REACH)
    turn.then = "go_on"


def learner(turn: Turn) -> Learner:
    """The learner of the wish, made or brought up to date, and kept with the student."""
    wish, student = turn.wish, turn.student
    known = turn.learner
    if known is None:
        level = student.level_before if wish.who in SELF and wish.learner != NEW else ""
        known = Learner(id=str(len(student.learners) + 1), level=level)
    known = replace(
        known,
        name=wish.name or known.name,
        who=wish.who or known.who,
        minor=known.minor if wish.minor is None else wish.minor,
        subject=wish.subject,
        minutes=wish.minutes if len(turn.rules.profile.minutes) > 1 else known.minutes,
        place=wish.place or known.place,
    )
    turn.put_learner(known)
    turn.set_wish(learner=known.id)
    return known


WHO_ASKED: Sequence[str] = ("adult", "minor", "child", "other")
