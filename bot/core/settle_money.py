"""What becomes of an order when money comes: booked, booked again, or a person's matter; and when it does not."""

from dataclasses import replace
from datetime import timedelta

from bot.core import events as e
from bot.core.effects import BookSlot, Effect, ExpireCheckout, HoldSlot
from bot.core.ledger import find_payment, learn
from bot.core.orders import ATTENTION, BOOKED, GONE, HELD, PROPOSED, RELEASED, SUM, Order, Payment
from bot.core.settle_givebacks import given_back, stayed
from bot.core.settle_pages import release
from bot.core.settled import Settled, World


def paid(order: Order, event: e.OrderPaid, world: World) -> Settled:
    """The money of one payment, however many events tell of it."""
    before = find_payment(order, event)
    order, payment = learn(order, event, "paid", event.amount_cents, event.currency, at=world.now)
    if payment is None or (before is not None and before.came and _right(order, before) == _right(order, payment)):
        return Settled(order)  # the same payment, told by another event
    if before is not None and before.came and before.gone_back:
        return Settled(order)  # another sum of money that is gone
    came = _contradicted if before is not None and before.came else _arrived
    if not payment.was_gone:
        return came(order, payment, world)
    # It went back, for good or not, before we heard that it came: as if both had been heard in turn.
    there = payment.without_refunds()
    arrived = came(order.with_payment(there), there, world)
    order = arrived.order.with_payment(payment)
    if not (payment.gone_back or order.booking == BOOKED):
        return replace(arrived, order=order)
    then = given_back(order, payment, world) if payment.gone_back else stayed(order, payment, world)
    return replace(then, effects=(*arrived.effects, *then.effects))


def _arrived(order: Order, payment: Payment, world: World) -> Settled:
    others = [p for p in order.kept if p.id != payment.id]
    if others and not (_right(order, payment) and not any(_right(order, p) for p in others)):
        return Settled(order, news="paid_twice" if payment.kept else "")
    return _book(order, payment, world) if _right(order, payment) else _mismatch(order)


def _contradicted(order: Order, payment: Payment, _: World) -> Settled:
    """Two events tell two sums of one payment: the odd one counts, unless another payment stands for the lesson."""
    others = [p for p in order.payments if p.id != payment.id and p.came and p.state != "refunded"]
    return Settled(order) if any(_right(order, p) for p in others) else _mismatch(order)


def _mismatch(order: Order) -> Settled:
    return Settled(replace(order, booking=ATTENTION, attention=SUM), news="mismatch")


def _right(order: Order, payment: Payment) -> bool:
    return (payment.amount_cents, payment.currency) == (order.price.cents, order.price.currency)


def _book(order: Order, payment: Payment, world: World) -> Settled:
    """The lesson is paid: booked, booked again, or a person's matter when the time is gone."""
    ahead = order.slot.start - world.now
    booked = replace(order, booking=BOOKED, booked_at=world.now, held_until=None, closed="", attention="")
    if order.booking == BOOKED:
        return Settled(order, news="paid")
    if order.booking in (HELD, PROPOSED) and world.slot_is_free and ahead > timedelta(0):
        booked, closing = _close_other_pages(booked, payment)
        return Settled(booked, (BookSlot(order.id), *closing), "paid")
    # Another payment had called a person; this one is the right one, so the lesson is what it would be without that.
    again = order.booking == ATTENTION and order.attention == SUM
    let_go = order.booking == RELEASED or (again and order.closed != "" and order.held_until is None)
    soonest = world.late_minimum if let_go else timedelta(seconds=1)
    if (again or let_go) and world.slot_is_free and ahead >= soonest:
        booked, closing = _close_other_pages(replace(booked, late=let_go), payment)
        claim = HoldSlot(order.id, order.slot, until=order.slot.end)
        return Settled(booked, (claim, BookSlot(order.id), *closing), "paid_late" if let_go else "paid")
    gone, closing = _close_other_pages(replace(order, booking=ATTENTION, attention=GONE), payment)
    return Settled(gone, closing, "paid_gone")


def _close_other_pages(order: Order, payment: Payment) -> tuple[Order, tuple[Effect, ...]]:
    """Every other page that could still be paid is expired, so that a second payment stays rare."""
    open_pages = [a for a in order.attempts if a.alive and a.session_id != payment.session_id]
    if not payment.session_id and len(open_pages) == 1:
        return order, ()  # `payment_intent.succeeded` came first: that page is the one being paid
    for attempt in open_pages:
        order = order.with_attempt(replace(attempt, state="expiring"))
    return order, tuple(ExpireCheckout(order.id, a.n, a.session_id) for a in open_pages)


def pending(order: Order, event: e.PaymentPending, _: World) -> Settled:
    """On its way: nothing is booked, nothing released."""
    before = find_payment(order, event)
    order, payment = learn(order, event, "processing")
    fresh = payment is not None and payment.state == "processing" and (before is None or before.state != "processing")
    return Settled(order, news="processing" if fresh else "")


def failed(order: Order, event: e.PaymentFailed, _: World) -> Settled:
    """A card was declined (the page stays open), or a delayed payment failed for good."""
    before = find_payment(order, event)
    if not event.final:
        order, _payment = learn(order, event, "pending")
        return Settled(
            order, news="declined" if order.payment == "pending" and order.booking in (HELD, PROPOSED) else ""
        )
    order, payment = learn(order, event, "failed")
    if payment is None or payment.state != "failed" or (before is not None and before.state == "failed"):
        return Settled(order)
    # The hold stays for a new page behind the same link, unless the order was only waiting for its end.
    return release(order, "failed", otherwise="failed") if order.closed else Settled(order, news="failed")
