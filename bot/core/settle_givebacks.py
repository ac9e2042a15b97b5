"""What becomes of an order when money goes: refunds (compared, never added) and disputes."""

from dataclasses import replace

from bot.core import events as e
from bot.core.effects import ReleaseSlot
from bot.core.ledger import learn
from bot.core.orders import ATTENTION, BOOKED, RELEASED, Order, Payment
from bot.core.settled import Settled, World


def refunded(order: Order, event: e.OrderRefunded, world: World) -> Settled:
    """So much of a payment has been given back, all in all."""
    order, payment = learn(order, event, "pending")
    if payment is None or event.refunded_cents <= payment.refunded_cents:
        return Settled(order)  # compared, never added
    payment = replace(
        payment, refunded_cents=event.refunded_cents, amount_cents=payment.amount_cents or event.amount_cents
    ).judged()
    order = order.with_payment(payment)
    return given_back(order, payment, world) if payment.came else Settled(order)


def given_back(order: Order, payment: Payment, world: World) -> Settled:
    """What we gave back frees the time; what was given back beside us leaves a booking for a person to judge."""
    if payment.state != "refunded":
        return Settled(order, news="refunded_part")
    if any(p.kept for p in order.payments):
        return Settled(order, news="" if payment.refund_asked else "refunded_part")  # the lesson's own money is here
    if order.booking == BOOKED and not payment.refund_asked:
        upcoming = world.now < order.slot.end
        return Settled(replace(order, booking=ATTENTION) if upcoming else order, news="refunded")
    if order.booking not in (BOOKED, ATTENTION):
        return Settled(order, news="refunded")
    released = replace(order, booking=RELEASED, closed=order.closed or "cancelled", held_until=None)
    return Settled(released, (ReleaseSlot(order.id, heir=order.replaced_by),), "refunded")


def refund_failed(order: Order, event: e.RefundFailed, _: World) -> Settled:
    """The money stayed with us although we gave it back: a person is needed."""
    order, payment = learn(order, event, "pending")
    if payment is not None:
        # Other refunds of the same payment stand.
        left_cents = max(0, payment.refunded_cents - event.amount_cents) if event.amount_cents else 0
        order = order.with_payment(replace(payment, refunded_cents=left_cents).judged())
    if any(p.kept for p in order.payments) and order.booking != BOOKED:
        order = replace(order, booking=ATTENTION)  # money without a lesson
    return Settled(order, news="refund_failed")


def disputed(order: Order, event: e.OrderDisputed, _: World) -> Settled:
    """The bank took the money for now, or has closed the matter."""
    order, payment = learn(order, event, "pending")
    verdict = {None: "open", True: "won", False: "lost"}[event.won]
    if payment is None or payment.dispute == verdict or (verdict == "open" and payment.dispute):
        return Settled(order)  # an "opened" that arrives after the verdict changes nothing
    order = order.with_payment(replace(payment, dispute=verdict).judged())
    return Settled(order, news={"open": "disputed", "won": "dispute_won", "lost": "dispute_lost"}[verdict])
