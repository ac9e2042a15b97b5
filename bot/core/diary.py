"""Which lessons the tutors' own calendars are asked to show: one order each time what it should show has changed."""

import hashlib
from dataclasses import replace

from bot.core.effects import PutInCalendar
from bot.core.orders import BOOKED, HELD, Order
from bot.core.turn import Turn


def write_down(turn: Turn) -> None:
    """Asks for every order of the talk whose lesson is another than its tutor's calendar was last asked to show.

    No flow has to think of it: whatever becomes of an order, its fingerprint tells.
    """
    for order in list(turn.talk.orders.values()):
        tutor = turn.business.tutor_named(order.tutor)
        if not order.diary and (tutor is None or not tutor.outside):
            continue
        now = fingerprint(turn, order)
        if now != order.diary:
            turn.put_order(replace(order, diary=now))
            turn.do(PutInCalendar(order.id))


def fingerprint(turn: Turn, order: Order) -> str:
    """What the calendar should show of the order, in a word; "" for an order it has never shown and need not show."""
    status = shown_as(order, held=turn.business.outside.show_held)
    if not status:
        return "gone" if order.diary else ""
    learner = turn.talk.learner(order.learner)
    parts = (status, order.slot, order.tutor, order.moves, order.subject, learner.name if learner else "")
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def shown_as(order: Order, *, held: bool) -> str:
    """`booked`, `held`, or "" for a lesson that does not belong into the calendar. `held`: those are shown too."""
    if order.booking == BOOKED:
        return "booked"
    return "held" if held and order.booking == HELD and not order.closed else ""
