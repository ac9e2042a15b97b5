"""Lessons at the same time every week: their moments, and how the others of a series follow its first order.

A series is one order a lesson, so that each is moved, cancelled and reminded of like any other. The first of them is the
one the student pays: with one payment for all, its price is that of all, and what of it pays for the others is lent to
them (`Order.lent_cents`, their `credit_cents`). Until it is booked the others only hold their times.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.effects import BookSlot, ReleaseSlot
from bot.core.orders import BOOKED, HELD, RELEASED, Order
from bot.core.turn import Turn


def moments(start: datetime, weeks: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """`start` and the same time by the clock on the wall in each of the next weeks, `weeks` of them in all, UTC."""
    local = start.astimezone(zone)
    return tuple((local + timedelta(weeks=week)).astimezone(UTC) for week in range(weeks))


def others_of(turn: Turn, first: Order) -> Iterator[Order]:
    """The other orders of its series, week by week."""
    return (turn.talk.orders[one] for one in first.others if one in turn.talk.orders)


def later(turn: Turn) -> list[Order]:
    """The lessons of a begun series that hold their times until a link of their own, week by week."""
    waiting = [one for one in turn.talk.orders.values() if one.series and one.booking == HELD]
    waiting = [one for one in waiting if not (one.closed or one.attempts or one.credit_cents)]
    first = {one.id: turn.talk.orders.get(one.series) for one in waiting}
    begun = [one for one in waiting if (it := first[one.id]) is None or it.booked_at is not None]
    return sorted(begun, key=lambda one: one.slot.start)


def follow(turn: Turn) -> None:
    """Whatever became of a first order in this turn, the held times of its series follow. No flow has to think of it."""
    for first in [one for one in turn.talk.orders.values() if one.others]:
        for other in list(others_of(turn, first)):
            if other.booking == HELD:
                _follow(turn, first, other)


def _follow(turn: Turn, first: Order, other: Order) -> None:
    if first.booked_at is not None:
        agreed = replace(other, consent_at=first.consent_at)
        if other.credit_cents:  # paid with the first
            agreed = replace(agreed, booking=BOOKED, booked_at=turn.now, held_until=None)
            turn.do(BookSlot(other.id))
        if agreed != other:
            turn.put_order(agreed)
    elif first.booking == RELEASED:
        turn.put_order(replace(other, booking=RELEASED, closed=first.closed, held_until=None))
        turn.do(ReleaseSlot(other.id, heir=first.replaced_by))
    elif other.credit_cents and other.held_until != first.held_until:
        turn.put_order(replace(other, held_until=first.held_until))
