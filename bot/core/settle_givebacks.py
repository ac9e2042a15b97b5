"""What becomes of an order when money goes: refunds (each by its id, totals compared), disputes, fraud warnings."""

from dataclasses import replace

from bot.core import events as e
from bot.core.effects import ReleaseSlot
from bot.core.ledger import learn
from bot.core.orders import ATTENTION, BESIDE, BOOKED, CAME_BACK, RELEASED, Order, Payment
from bot.core.payment import KnownDispute, KnownRefund
from bot.core.settled import Settled, World


def refunded(order: Order, event: e.OrderRefunded, world: World) -> Settled:
    """So much of a payment has been given back, all in all."""
    order, before = learn(order, event, "pending")
    if before is None:
        return Settled(order)
    known = replace(before, amount_cents=before.amount_cents or event.amount_cents)
    return _moved(order, before, known.told_total(event.refunded_cents), world)


def refund_told(order: Order, event: e.RefundTold, world: World) -> Settled:
    """One refund: made, through, or failed, by whoever tells it first."""
    order, before = learn(order, event, "pending")
    if before is None:
        return Settled(order)
    known = next((one for one in before.refunds if one.id == event.refund_id), None)
    refund = KnownRefund(event.refund_id, event.amount_cents, event.status, event.key)
    payment = before.told_refund(refund)
    if refund.failed and (known is None or not known.failed):
        return _stayed(order.with_payment(payment), payment)
    return _moved(order, before, payment, world)


def _moved(order: Order, before: Payment, payment: Payment, world: World) -> Settled:
    order = order.with_payment(payment)
    if payment.refunded_cents <= before.refunded_cents or not payment.came or before.gone_back:
        return Settled(order)
    return given_back(order, payment, world)


def given_back(order: Order, payment: Payment, world: World) -> Settled:
    """What we gave back frees the time; what was given back beside us leaves a booking for a person to judge."""
    if not payment.gone_back:
        return Settled(order, news="refunded_part")
    if any(p.kept for p in order.payments):
        return Settled(order, news="" if payment.refund_asked else "refunded_part")  # the lesson's own money is here
    if order.booking == BOOKED and not payment.refund_asked:
        upcoming = world.now < order.slot.end
        return Settled(replace(order, booking=ATTENTION, attention=BESIDE) if upcoming else order, news="refunded")
    if order.booking not in (BOOKED, ATTENTION):
        return Settled(order, news="refunded")
    released = replace(order, booking=RELEASED, closed=order.closed or "cancelled", held_until=None)
    return Settled(released, (ReleaseSlot(order.id, heir=order.replaced_by),), "refunded")


def _stayed(order: Order, payment: Payment) -> Settled:
    """A refund failed, so the money is here again. A lesson it still pays for stays, or stands again; else a person is needed."""
    beside = any(p.id != payment.id for p in order.kept)
    if not payment.came or payment.gone_back or (order.booking == BOOKED and (beside or not payment.refund_asked)):
        return Settled(order, news="refund_failed")
    if payment.refund_asked and not beside:
        # It was asked back whole: the lesson is off, and whoever asked still wants the money.
        off = replace(order, booking=ATTENTION, attention=CAME_BACK)
        freed = (ReleaseSlot(order.id, heir=order.replaced_by),) if order.booking == BOOKED else ()
        return Settled(off, freed, "refund_failed")
    if order.booking == ATTENTION and order.attention == BESIDE:
        return Settled(replace(order, booking=BOOKED, attention=""), news="refund_failed")  # its time was never let go
    # Money without a lesson, for the reason it had before it was given back.
    order = replace(order, booking=ATTENTION, attention=order.attention or CAME_BACK)
    return Settled(order, news="refund_failed")


def refund_failed(order: Order, event: e.RefundFailed, _: World) -> Settled:
    """Stripe would not make a refund we asked for: nothing moved, and a person is needed."""
    order, payment = learn(order, event, "pending")
    if payment is None:
        return Settled(order, news="refund_failed")
    asked = tuple(replace(ask, refused=ask.refused or event.key in ("", ask.key)) for ask in payment.asked)
    order = order.with_payment(replace(payment, asked=asked))
    if any(p.kept for p in order.payments) and order.booking not in (BOOKED, ATTENTION):
        order = replace(order, booking=ATTENTION, attention=CAME_BACK)
    return Settled(order, news="refund_failed")


def disputed(order: Order, event: e.OrderDisputed, _: World) -> Settled:
    """The bank took the money for now, only asks (an inquiry takes nothing), or has closed the matter."""
    order, before = learn(order, event, "pending")
    if before is None:
        return Settled(order)
    verdict = {None: "open", True: "won", False: "lost"}[event.won]
    payment = before.told_dispute(KnownDispute(event.dispute_id, verdict, event.amount_cents, event.inquiry))
    order = order.with_payment(payment)
    if _shown(payment, event) == _shown(before, event):
        return Settled(order)  # an "opened" that arrives after the verdict changes nothing
    return Settled(order, news={"open": "disputed", "won": "dispute_won", "lost": "dispute_lost"}[verdict])


def _shown(payment: Payment, event: e.OrderDisputed) -> tuple[bool, str] | None:
    """What people see of that dispute: its chargeback, else its inquiry."""
    mine = [one for one in payment.disputes if one.id in ("", event.dispute_id)]
    shown = min(mine, key=lambda one: one.inquiry, default=None)
    return None if shown is None else (shown.inquiry, shown.verdict)


def fraud_warned(order: Order, event: e.FraudWarned, _: World) -> Settled:
    """A card network fears fraud: people hear of it once, while they can still do something."""
    order, payment = learn(order, event, "pending")
    if payment is None or payment.fraud_warned:
        return Settled(order)
    order = order.with_payment(replace(payment, fraud_warned=True))
    return Settled(order, news="fraud_warning")
