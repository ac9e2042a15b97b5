"""What the tutor did in their own calendar: a lesson moved or taken out there, something else put over one.

A calendar is easily touched by accident, so nothing a student paid for changes by it alone: people are told and decide. Only
a time that is not paid yet is let go, when the tutor turns out to be busy then.
"""

from datetime import datetime

from bot.core.effects import Alert
from bot.core.flow import STAY, Flow, Move
from bot.core.orders import BOOKED, CLASHED, HELD, Order
from bot.core.turn import Turn
from flows import news, orders, payment


def moved(turn: Turn) -> None:
    """The lesson stands elsewhere in the tutor's calendar: people agree on it with the student, or put it back."""
    order = _still_there(turn)
    start = getattr(turn.event, "start", None)
    if order is None or not isinstance(start, datetime) or start == order.slot.start:
        return
    there = turn.desk.speech.moment(turn.business.staff_language, start)
    turn.note("note-moved-outside", mention=True, order=order, there=there, **orders.facts(turn, order))


def removed(turn: Turn) -> None:
    """The lesson is gone from the tutor's calendar: it stays, and people say what is to become of it."""
    order = _still_there(turn)
    if order is None:
        return
    turn.note("note-removed-outside", mention=True, order=order, **orders.facts(turn, order))
    if order.booking == BOOKED:
        turn.do(Alert("lesson_removed", f"order {order.id}: its lesson was taken out of the tutor's calendar"))


def clashed(turn: Turn) -> None:
    """The tutor is busy then after all: what is only held is let go, its page first; what is booked is for people."""
    order = _still_there(turn)
    if order is None:
        return
    if order.booking == BOOKED or order.payment == "processing":
        turn.note("note-clashed", mention=True, order=order, **orders.facts(turn, order))
        return
    orders.let_go(turn, order, CLASHED)
    turn.note("note-clashed-held", order=order, **orders.facts(turn, order))
    asked_there = news.current(turn, order) and turn.state.startswith("payment.")
    if turn.asks and (asked_there or news.idle(turn)):
        turn.lead("clashed", **orders.facts(turn, order, language=turn.language))
        payment.lost(turn, order)
    elif turn.voice:
        turn.say("clashed-other", **orders.facts(turn, order, language=turn.language))


def _still_there(turn: Turn) -> Order | None:
    """The order, while its lesson is held or booked and still to come."""
    order = news.subject_of(turn)
    if order is None or order.closed or order.booking not in (HELD, BOOKED) or order.slot.start <= turn.now:
        return None
    return order


FLOW = Flow(
    "outside",
    steps=(),
    moves=(
        Move("*", "lesson_moved_outside", STAY, do=moved),
        Move("*", "lesson_removed_outside", STAY, do=removed),
        Move("*", "time_clashed", STAY, do=clashed),
    ),
)
