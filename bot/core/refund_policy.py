"""What a cancellation gives back: from the order, the moment and the business's steps, to cents and a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.orders import BOOKED, RELEASED, Order
from bot.core.settle_requests import DISPUTED, NO_INTENT, refusal

# Why so much, as keys of sentences. `refusal` adds its own: disputed, no_intent.
FREE, NOT_PAID, GONE_ALREADY, NO_LESSON = "free", "not_paid", "gone_already", "no_lesson"
IN_TIME, PARTLY, TOO_LATE, BEGUN = "in_time", "partly", "too_late", "begun"
WITHHELD, CREDITED = "withheld", "credited"


@dataclass(frozen=True, slots=True)
class RefundStep:
    """Until `before` the lesson begins, a cancellation gives `percent` of its price back."""

    before: timedelta
    percent: int


@dataclass(frozen=True, slots=True)
class GivenBack:
    """How much a cancellation gives back now, and why. `percent` of the price; `before`: the step it is from."""

    cents: int
    why: str
    percent: int = 0
    before: timedelta | None = None


def gives_back(order: Order, now: datetime, steps: Iterable[RefundStep], credited: Iterable[Order] = ()) -> GivenBack:
    """What cancelling `order` at `now` gives back. `credited`: the orders whose money was credited to it when it
    was moved, or that paid for its series.

    A lesson that was never ours to give (in attention) gives everything back, as does one that its tutor moved until it
    begins; of one that is off already, what nobody has decided about. What was given back before counts towards it: 50 % of
    60.00 after 10.00 went back is 20.00 more. Never on top of a dispute, never more than is left.
    """
    if order.free:
        return GivenBack(0, FREE)
    paid = (order, *credited)
    if not any(one.money_in_cents for one in paid):
        return GivenBack(0, NOT_PAID)
    for one in paid:
        if (why := refusal(one)) in (DISPUTED, NO_INTENT):
            return GivenBack(0, why)
    own = order.refundable_cents - order.lending_cents
    left = max(0, own) + min(order.credit_cents, sum(one.refundable_cents for one in paid[1:]))
    if not left:
        return GivenBack(0, GONE_ALREADY)
    if order.booking == RELEASED:
        undecided = min(order.refundable_cents, order.open_cents)
        kept = CREDITED if order.closed == "moved" else WITHHELD
        return GivenBack(undecided, NO_LESSON, 100) if undecided else GivenBack(0, kept)
    if order.booking != BOOKED:
        return GivenBack(left, NO_LESSON, 100)
    if order.tutor_moves and order.slot.start > now:
        return GivenBack(left, IN_TIME, 100)
    return _by_step(order, now, steps, left)


def givable(order: Order, credited: Iterable[Order] = ()) -> list[tuple[Order, int]]:
    """How much each order could give for this one: itself all it has, what was credited to it no more than that was."""
    found, rest = [(order, order.refundable_cents)], order.credit_cents
    for one in credited:
        part = min(rest, one.refundable_cents)
        found.append((one, part))
        rest -= part
    return found


def shares(order: Order, credited: Iterable[Order], cents: int) -> list[tuple[Order, int]]:
    """How much each order gives of so many cents, of those that give any.

    All of it comes from each. A part comes from what was credited first, as for a cheaper lesson: an order that gave all of
    its own back has no lesson any more.
    """
    could = givable(order, credited)
    whole = cents >= sum(part for _, part in could)
    found = list[tuple[Order, int]]()
    for one, most in could if whole else reversed(could):
        part = min(cents, most)
        if part:
            found.append((one, part))
            cents -= part
    return found


def _by_step(order: Order, now: datetime, steps: Iterable[RefundStep], left: int) -> GivenBack:
    ahead = order.slot.start - now
    if ahead <= timedelta(0):
        return GivenBack(0, BEGUN)
    for step in sorted(steps, key=lambda one: one.before, reverse=True):
        if ahead >= step.before and step.percent:
            share = -(-order.worth_cents * step.percent // 100)  # half a cent is the student's
            cents = max(0, left - (order.worth_cents - share))
            why = IN_TIME if step.percent == 100 else PARTLY
            return GivenBack(cents, why if cents else GONE_ALREADY, step.percent, step.before)
    return GivenBack(0, TOO_LATE)
