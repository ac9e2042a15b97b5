"""The questions every lesson flow asks, and the one rule of what comes next: the first thing still missing.

`booking_flow(name)` gives a flow its steps and rows; the four flow files only name themselves and what is special.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation import Choice
from bot.core.flow import STAY, Act, Flow, Guard, Heard, Move, Step
from bot.core.turn import Turn
from flows import confirm, times
from flows.said import Said, into, read, reader

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_JUST_NAME = re.compile(r"^(?:ik ben|ik heet|mijn naam is|i'm|i am|my name is|it's|naam:?)\s+", re.IGNORECASE)


def booking_flow(name: str, *, extra: Sequence[Move] = ()) -> Flow:
    """The steps of one flow, in the order in which they are asked."""
    steps = (
        Step(f"{name}.subject", ask_subject, reader("subject"), unfinished=True),
        Step(f"{name}.minutes", ask_minutes, reader("minutes"), unfinished=True),
        Step(f"{name}.slot", times.ask_slot, reader("slot"), unfinished=True),
        Step(f"{name}.day", times.ask_day, reader("day"), unfinished=True),
        Step(f"{name}.for_whom", ask_for_whom, reader("for_whom"), unfinished=True),
        Step(f"{name}.of_age", ask_of_age, reader("of_age"), unfinished=True),
        Step(f"{name}.name", ask_name, read_name, quiet=True, unfinished=True),
        Step(f"{name}.confirm", confirm.ask, confirm.reads, unfinished=True),
        Step(f"{name}.change", confirm.ask_change, reader("change"), unfinished=True),
        Step(f"{name}.place", confirm.ask_place, reader("place"), unfinished=True),
        Step(f"{name}.language", confirm.ask_language, unfinished=True),
    )
    at = f"{name}.*"
    moves = (
        Move("*", "go_on", STAY, do=next_gap, when=_wished(name)),
        *(Move("*", f"ask_{name}", f"{name}.{step}", when=missing) for step, missing in MISSING),
        Move("*", f"ask_{name}", f"{name}.confirm"),
        *(Move(at, trigger, STAY, do=take) for trigger, take in TAKE.items()),
        Move(at, "more_times", f"{name}.slot", do=times.more_times),
        Move(at, "other_day", f"{name}.day"),
        Move(at, "change", f"{name}.change"),
        Move(at, "change_place", f"{name}.place"),
        Move(at, "change_language", f"{name}.language"),
        Move(at, "confirmed", STAY, do=confirm.confirmed),
        Move(at, "slot_lost", STAY, do=slot_lost),
        *extra,
    )
    return Flow(name, steps, moves)


# -- what is still missing, in the order of asking -----------------------------------------------------------------------


def _several_known(turn: Turn) -> bool:
    return len(turn.student.learners) > 1 and not turn.wish.learner and not turn.wish.who and not turn.wish.name


def _subject(turn: Turn) -> bool:
    return not turn.wish.subject


def _minutes(turn: Turn) -> bool:
    return len(turn.rules.profile.minutes) > 1 and not turn.wish.minutes


def _slot(turn: Turn) -> bool:
    return turn.wish.start is None


def _for_whom(turn: Turn) -> bool:
    return not turn.wish.learner and not turn.wish.who


def _of_age(turn: Turn) -> bool:
    return not turn.wish.learner and turn.wish.who == "other" and turn.wish.minor is None


def _name(turn: Turn) -> bool:
    """Somebody else's name only helps to prepare, so when the lesson is paid it is asked after booking."""
    if unreachable(turn):
        return True
    if turn.wish.name or (turn.learner is not None and turn.learner.name):
        return False
    return not (turn.wish.who in ("child", "other") and turn.rules.paid)


def unreachable(turn: Turn) -> bool:
    """Nothing is paid (Stripe would ask for an address) and the channel gives neither phone nor e-mail."""
    return not turn.rules.paid and not turn.student.reachable


MISSING: tuple[tuple[str, Guard], ...] = (
    ("for_whom", _several_known),
    ("subject", _subject),
    ("minutes", _minutes),
    ("slot", _slot),
    ("for_whom", _for_whom),
    ("of_age", _of_age),
    ("name", _name),
)


def _wished(flow: str) -> Guard:
    return lambda turn: turn.wish.flow == flow


def next_gap(turn: Turn) -> None:
    """Fills in what need not be asked; the rows of `ask_<flow>` then find the first gap."""
    fill_in(turn)
    turn.then = f"ask_{turn.wish.flow}"


def fill_in(turn: Turn) -> None:
    """What need not be asked: a known learner's subject and length, the only length, the student's own name."""
    wish, learners = turn.wish, turn.student.learners
    changes: dict[str, object] = {}
    known = turn.learner
    if known is None and not wish.who and not wish.name and len(learners) == 1:
        known = learners[0]
        changes |= {"learner": known.id, "who": known.who, "minor": known.minor}
    if known is None and wish.name:
        known = next((one for one in learners if one.name.casefold() == wish.name.casefold()), None)
        if known:
            changes |= {"learner": known.id, "who": known.who, "minor": known.minor}
    lengths = turn.rules.profile.minutes
    if known:
        changes |= {"subject": wish.subject or known.subject}
        if not wish.minutes and known.minutes in lengths:
            changes["minutes"] = known.minutes
    if len(lengths) == 1:
        changes["minutes"] = lengths[0]
    elif wish.minutes and wish.minutes not in lengths:
        changes["minutes"] = 0
    if wish.who in ("adult", "minor") and not wish.name and turn.student.name:
        changes["name"] = turn.student.name
    new = replace(wish, **changes)  # type: ignore[arg-type]
    if new != wish:
        turn.set(wish=new)


# -- the questions -------------------------------------------------------------------------------------------------------


def ask_subject(turn: Turn) -> None:
    choices = [Choice(one.value, one.titles[turn.language], "subject_chosen") for one in turn.business.subjects]
    choices.append(turn.choice("something_else", "choice-other-subject", "person"))
    turn.say("subject-ask", choices)


def ask_minutes(turn: Turn) -> None:
    choices = [
        turn.choice(str(m), "choice-minutes", "minutes_chosen", minutes=m, price=turn.money(turn.rules.price(m)))
        for m in turn.rules.profile.minutes
    ]
    turn.say("minutes-ask", choices)


def ask_for_whom(turn: Turn) -> None:
    known = [Choice(f"learner:{one.id}", one.name, "who_chosen") for one in turn.student.learners if one.name]
    if known and turn.value != "someone_new":
        choices = [*known[:8], turn.choice("someone_new", "choice-someone-new", "who_chosen")]
    else:
        choices = [turn.choice(who, f"choice-who-{who}", "who_chosen") for who in ("adult", "minor", "child", "other")]
    turn.say("for-whom-ask", choices)


def ask_of_age(turn: Turn) -> None:
    choices = [turn.choice("yes", "choice-of-age", "age_told"), turn.choice("no", "choice-under-age", "age_told")]
    turn.say("of-age-ask", choices)


def ask_name(turn: Turn) -> None:
    known = turn.wish.name or (turn.learner.name if turn.learner else "")
    key = ("reach-ask" if known else "name-and-reach-ask") if unreachable(turn) else "name-ask"
    mine = turn.wish.who in ("adult", "minor", "")
    turn.say(key, whose="mine" if mine else "learner")


# -- taking answers --------------------------------------------------------------------------------------------------------


def take_subject(turn: Turn) -> None:
    turn.set_wish(subject=str(turn.value))
    turn.then = "go_on"


def take_minutes(turn: Turn) -> None:
    turn.set_wish(minutes=int(turn.value))
    turn.then = "go_on"


def take_who(turn: Turn) -> None:
    value = str(turn.value)
    if value == "someone_new":
        turn.set_wish(learner="", who="")
        return turn.desk.machine.jump(turn, f"{turn.wish.flow}.for_whom")
    if value.startswith("learner:"):
        known = turn.talk.learner(value.removeprefix("learner:"))
        if known:
            turn.set_wish(learner=known.id, who=known.who, minor=known.minor, name=known.name)
    else:
        name = turn.student.name if value in ("adult", "minor") else ""
        known = next((one for one in turn.student.learners if one.who == value and not one.name), None)
        minor = {"adult": False, "minor": True, "child": True}.get(value)
        turn.set_wish(learner=known.id if known else "", who=value, minor=minor, name=name)
    turn.then = "go_on"
    return None


def take_age(turn: Turn) -> None:
    turn.set_wish(minor=str(turn.value) == "no")
    turn.then = "go_on"


def read_name(_: Turn, text: str) -> Heard | None:
    """A name, and where it is asked for, a phone number or e-mail address."""
    return Heard("name_told", text) if any(c.isalpha() for c in text) or _PHONE.search(text) else None


def take_name(turn: Turn) -> None:
    text = str(turn.value)
    reach = _EMAIL.search(text) or _PHONE.search(text)
    if reach:
        turn.set_student(reachable=True, reach=reach[0])
        text = text.replace(reach[0], " ")
    name = _JUST_NAME.sub(
        "", " ".join(re.sub(r"[,;:|/\\]|\b(?:en|and|mail|e-mail|tel|telefoon|phone)\b", " ", text).split())
    )
    name = name.strip(" .-")[:60]
    if name and any(c.isalpha() for c in name) and not (turn.wish.name or (turn.learner and turn.learner.name)):
        turn.set_wish(name=name)
        if turn.wish.who in ("adult", "minor") and not turn.student.name:
            turn.set_student(name=name)
    turn.then = "go_on"


def take_told(turn: Turn) -> None:
    """Everything a message said, at once. A first message in a hurry that named a time needs no question about length."""
    said: Said = turn.value if isinstance(turn.value, Said) else read(turn, str(turn.value))
    before = turn.wish
    wish = into(before, said)
    if not wish.flow:
        wish = replace(wish, flow="regular")
    if said.flow and before.flow and said.flow != before.flow:
        wish = replace(wish, start=None, when=wish.when or before.when)
    lengths = turn.business.rules[wish.flow].profile.minutes
    if said.when is not None and not wish.minutes and not before.flow:
        wish = replace(wish, minutes=_usual_minutes(turn, lengths))
    if said.who or said.name:
        wish = replace(wish, learner="")
    turn.set(wish=wish)
    turn.then = "go_on"


def slot_lost(turn: Turn) -> None:
    """The claim was lost to somebody faster."""
    times.lost(turn, turn.value)
    turn.then = "go_on"


def _usual_minutes(turn: Turn, lengths: Sequence[int]) -> int:
    learners = turn.student.learners
    known = learners[0].minutes if len(learners) == 1 else 0
    return known if known in lengths else lengths[0]


TAKE: dict[str, Act] = {
    "told": take_told,
    "subject_chosen": take_subject,
    "minutes_chosen": take_minutes,
    "slot_chosen": times.choose_slot,
    "day_chosen": times.choose_day,
    "other_times": times.other_times,
    "flow_switched": times.switch_flow,
    "who_chosen": take_who,
    "age_told": take_age,
    "name_told": take_name,
    "change_what": confirm.change_what,
    "place_chosen": confirm.take_place,
    "language_chosen": confirm.take_language,
}
