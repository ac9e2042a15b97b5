"""After a lesson: one friendly question, and the next one within two taps. After a trial in other words.

Asked only where the desk may speak and the student is in the middle of nothing, has no lesson ahead and was not asked
about this one before. Nobody is asked through a template, and nobody's team is told that nothing was asked.
"""

from dataclasses import replace
from typing import Any

from bot.core.conversation import Choice, Wish
from bot.core.effects import WakeMe
from bot.core.flow import STAY, Flow, Move
from bot.core.orders import BOOKED, HELD, Order
from bot.core.reminder_rules import LESSON_OVER, at_night, morning
from bot.core.turn import Turn
from flows import news, orders, reminders, weekly
from flows.welcome import same_again, take_same_again


def lesson_over(turn: Turn) -> None:
    """The question, and the next lesson: the same time next week where it is free, or every week, other times, not now."""
    order = news.subject_of(turn)
    if order is None or order.booking != BOOKED or order.slot.end > turn.now or "asked" in order.told:
        return
    rules, zone = turn.business.reminders, turn.clock_at(order.slot.place).zone
    if at_night(rules, zone, turn.now):  # the desk was away when it was due
        turn.do(WakeMe(LESSON_OVER, morning(rules, zone, turn.now), order.id))
        return
    if not _may_ask(turn):
        return
    turn.put_order(replace(order, told=(*order.told, "asked")))
    trial = turn.business.rules[order.flow].once_per_learner
    key = "after-trial" if trial else "after-lesson"
    turn.say(key, _trial_choices(turn, order) if trial else _choices(turn, order), **_about(turn, order))


def _may_ask(turn: Turn) -> bool:
    ahead = orders.upcoming(turn) or any(one.booking == HELD for one in turn.talk.orders.values())
    return turn.asks and turn.window_open and not turn.gone and not ahead and news.idle(turn)


def _about(turn: Turn, order: Order) -> dict[str, Any]:
    return {"subject": orders.subject_title(turn, order.subject)}


def _choices(turn: Turn, order: Order) -> list[Choice]:
    again = same_again(turn)
    found = []
    if again is not None and again[1].id == order.learner:
        start, clock = again[2].start, turn.clock_at(again[2].place)
        moment = f"{clock.weekday(start)} {clock.time(start)}"
        found.append(turn.choice("same_again", "choice-same-again", "same_again", when=moment))
        if weekly.sold(turn, again[0]):
            found.append(turn.choice("every_week", "choice-change-weekly", "every_week"))
    return [*found, turn.choice(order.id, "choice-other-times", "next_times"), _not_now(turn)]


def _trial_choices(turn: Turn, order: Order) -> list[Choice]:
    return [
        turn.choice(order.id, "choice-regular", "next_times"),
        turn.choice("question", "choice-question", "question"),
        _not_now(turn),
    ]


def _not_now(turn: Turn) -> Choice:
    return turn.choice("not_now", "choice-not-now", "not_now")


def every_week(turn: Turn) -> None:
    """The same again, and for how many weeks."""
    take_same_again(turn)
    if turn.wish.start is not None:
        turn.set_wish(weekly=True)


def next_times(turn: Turn) -> None:
    """A lesson like that one, at another time: what is known is not asked again."""
    order = turn.talk.orders.get(str(turn.value))
    learner = turn.talk.learner(order.learner) if order is not None else None
    wish = Wish(flow="regular")
    if order is not None and learner is not None:
        known = order.slot.minutes if order.slot.minutes in turn.business.rules["regular"].profile.minutes else 0
        wish = replace(wish, subject=order.subject, minutes=known, place=order.slot.place)
        wish = replace(wish, learner=learner.id, who=learner.who, minor=learner.minor, name=learner.name)
    turn.set(wish=wish, order="", before=())
    turn.then = "go_on"


def not_now(turn: Turn) -> None:
    """Kindly, and nothing more."""
    reminders.and_back(turn, "not-now")


FLOW = Flow(
    "after",
    steps=(),
    moves=(
        Move("*", "time_lesson_over", STAY, do=lesson_over),
        Move("*", "every_week", STAY, do=every_week),
        Move("*", "next_times", STAY, do=next_times),
        Move("*", "not_now", STAY, do=not_now),
    ),
)
