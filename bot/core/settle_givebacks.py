"""What becomes of an order when money goes: refunds (each by its id, totals compared), disputes, fraud warnings."""

from dataclasses import replace

from bot.core import events as e
from bot.core.effects import ReleaseSlot
from bot.core.ledger import learn
from bot.core.orders import ATTENTION, BOOKED, CAME_BACK, RELEASED, SUM, Order, Payment
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
        return stayed(order.with_payment(payment), payment, world)
    return _moved(order, before, payment, world)


def _moved(order: Order, before: Payment, payment: Payment, world: World) -> Settled:
    order = order.with_payment(payment)
    if not payment.came or before.gone_back:
        return Settled(order)
    if payment.was_gone and not before.was_gone and not payment.gone_back:
        # That all of it had gone is heard only now that some of it is here again.
        return stayed(order, payment, world) if order.booking == BOOKED else Settled(order)
    if payment.refunded_cents <= before.refunded_cents:
        return Settled(order)
    return given_back(order, payment, world)


def given_back(order: Order, payment: Payment, world: World) -> Settled:
    """Money that went back whole takes its lesson along, whoever gave it back; a part leaves the lesson as it is."""
    if not payment.gone_back:
        return Settled(order, news="refunded_part")
    if kept := [p for p in order.payments if p.kept]:
        if order.booking == BOOKED and not (_stands(order, world) or any(_pays(order, p) for p in kept)):
            return Settled(
                replace(order, booking=ATTENTION, attention=SUM), news="mismatch"
            )  # only a wrong sum is left
        return Settled(order, news="" if payment.refund_asked else "refunded_part")  # the lesson's own money is here
    if order.booking not in (BOOKED, ATTENTION) or _stands(order, world):
        return Settled(order, news="refunded")
    released = replace(order, booking=RELEASED, closed=order.closed or "cancelled", held_until=None)
    if order.booking == BOOKED:
        released = replace(released, attention="")  # that was about an hour it had before
    return Settled(released, (ReleaseSlot(order.id, heir=order.replaced_by),), "refunded")


def _pays(order: Order, payment: Payment) -> bool:
    return payment.currency == order.price.currency and payment.amount_cents >= order.price.cents


def _stands(order: Order, world: World) -> bool:
    """Whether its lesson stays, whatever went back: it has begun, so it was given; or it was moved for a difference, so
    that money of another order pays for it too, and only the talk has both (`flows.givebacks`).
    """
    return order.booking == BOOKED and (order.slot.start <= world.now or bool(order.credit_from or order.moves_order))


def stayed(order: Order, payment: Payment, world: World) -> Settled:
    """A refund failed, so the money is here again. What it still pays for stays; a lesson whose money had gone whole, or was
    asked back whole, is off all the same, and a person is needed: whoever gave it back still wants the student to have it.
    """
    beside = any(p.id != payment.id for p in order.kept)
    off = payment.refund_asked or payment.was_gone
    pays = _stands(order, world) or (order.booking == BOOKED and (beside or not off))
    pays = pays or (order.closed == "moved" and not payment.refund_asked)  # for the lesson it was credited to
    if not payment.came or payment.gone_back or pays:
        return Settled(order, news="refund_failed")
    # Money without a lesson: for the reason it had before it was given back, or for this.
    ours = order.booking == BOOKED or (payment.refund_asked and not beside)
    freed = (ReleaseSlot(order.id, heir=order.replaced_by),) if order.booking == BOOKED else ()
    attention = CAME_BACK if ours else order.attention or CAME_BACK
    return Settled(replace(order, booking=ATTENTION, attention=attention), freed, "refund_failed")


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
