"""What the lesson is about, how long it takes, and everything a message tells at once."""

from dataclasses import replace

from bot.core.conversation import Choice, Wish
from bot.core.turn import Turn
from bot.core.wishes import When
from flows.gaps import filled_in, first_gap, which_known
from flows.said import Said, into, read, usual_flow


def ask_subject(turn: Turn) -> None:
    """The subjects of the business; for any other a person looks."""
    choices = [Choice(one.value, one.titles[turn.language], "subject_chosen") for one in turn.business.subjects]
    choices.append(turn.choice("other_subject", "choice-other-subject", "person"))
    turn.say("subject-ask", choices)


def ask_minutes(turn: Turn) -> None:
    """The lengths of the flow, each with its price (not to one who pays another)."""
    key = "choice-minutes-only" if turn.student.special_price else "choice-minutes"
    choices = [
        turn.choice(str(m), key, "minutes_chosen", minutes=m, price=turn.money(turn.rules.price(m)))
        for m in turn.rules.profile.minutes
    ]
    turn.say("minutes-ask", choices)


def take_subject(turn: Turn) -> None:
    """A subject."""
    turn.set_wish(subject=str(turn.value))
    turn.then = "go_on"


def take_minutes(turn: Turn) -> None:
    """A length."""
    turn.set_wish(minutes=int(turn.value))
    turn.then = "go_on"


def take_told(turn: Turn) -> None:
    """Everything a message said, at once. A first message in a hurry that named a time needs no question about length."""
    said: Said = turn.value if isinstance(turn.value, Said) else read(turn, str(turn.value))
    before = turn.wish
    wish = into(before, said)
    if not wish.flow:
        wish = replace(wish, flow=usual_flow(turn, said.when))
    if said.flow and before.flow and said.flow != before.flow:
        wish = replace(wish, start=None, when=wish.when or before.when)
    if said.who or said.name:
        wish = replace(wish, learner="", name=said.name)
    wish = replace(wish, when=_with_its_day(turn, before, said.when)) if said.when else wish
    if said.own_name and not turn.student.name:
        turn.set_student(name=said.own_name)
    lengths = turn.business.rules[wish.flow].profile.minutes
    if said.odd_minutes and len(lengths) > 1:
        wish = replace(wish, minutes=0)
        turn.lead("minutes-not-sold", minutes=said.odd_minutes)
    turn.set(wish=wish)
    in_a_hurry = said.when is not None and not before.flow and not said.odd_minutes
    if in_a_hurry and not filled_in(turn).minutes and not which_known(turn):
        turn.set_wish(minutes=lengths[0])
    if said.several:
        turn.lead("one-at-a-time")
    if not turn.leading and turn.state == f"{wish.flow}.{_next(turn, said)}":
        turn.lead("noted")  # the same question comes again: what was said is not lost
    turn.then = "go_on"


def _next(turn: Turn, said: Said) -> str:
    """The question that comes next, if nothing in it would show that the message was heard."""
    asked = turn.wish
    turn.set(wish=filled_in(turn))
    step = first_gap(turn)
    turn.set(wish=asked)
    other_times = said.when or said.minutes or said.place or said.flow
    return "" if step == "confirm" or (step == "slot" and other_times) else step


def _with_its_day(turn: Turn, before: Wish, when: When) -> When:
    """“Can it be at five?” means the day spoken of before."""
    if when.day or when.days or when.soonest:
        return when
    if before.start is not None:
        return replace(when, day=turn.clock.local(before.start).date())
    return replace(when, day=before.when.day, days=before.when.days) if before.when else when
