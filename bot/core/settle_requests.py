"""What we ask Stripe to give back: everything of a payment, what the team wants, or a second payment."""

from dataclasses import replace

from bot.core import events as e
from bot.core.effects import Alert, LookUpCheckout, Refund
from bot.core.errors import FlowMistake
from bot.core.events import MoneyEvent
from bot.core.ledger import find_payment
from bot.core.orders import Order, Payment
from bot.core.payment import AskedBack
from bot.core.settled import Settled, World

# Why a request is refused, see `refusal`.
NOTHING_LEFT, MORE_THAN_LEFT, DISPUTED, NO_INTENT = "nothing_left", "more_than_left", "disputed", "no_intent"


def ask_refund(order: Order, payment: Payment, reason: str = "requested_by_customer") -> tuple[Order, Refund]:
    """The order with that payment marked as on its way back, and the delivery that gives all that is left of it back.

    FlowMistake when Stripe would give nothing of it back (`Payment.refundable_cents`): never on top of a dispute.
    """
    if not payment.refundable_cents:
        raise FlowMistake(f"order {order.id}: nothing of payment {payment.id} can be given back")
    return _asking(order, payment, payment.refundable_cents, next_key(order), reason=reason)


def requested(order: Order, event: e.RefundRequested, _: World) -> Settled:
    """Money the team wants given back, the newest payment first: all that is left, or so much of it."""
    if any(ask.request == event.id for payment in order.payments for ask in payment.asked):
        return Settled(order)  # this very request, heard again
    why = refusal(order, event.amount_cents)
    if why:
        ask = [LookUpCheckout(order.id, session_id=p.session_id) for p in order.kept if why == NO_INTENT]
        return Settled(order, tuple(ask), "refund_refused", why)
    order, refunds = ask_part(order, event.amount_cents or order.refundable_cents, request=event.id)
    return Settled(order, refunds, "refund_asked")


def ask_part(order: Order, cents: int, *, request: str = "") -> tuple[Order, tuple[Refund, ...]]:
    """The order with so much of its money on its way back, the newest payment first; at most what can be given back."""
    refunds: list[Refund] = []
    for payment in reversed(order.payments):
        part = min(cents, payment.refundable_cents)
        if part:
            order, refund = _asking(order, payment, part, next_key(order), request=request)
            refunds.append(refund)
            cents -= part
    return order, tuple(refunds)


def refusal(order: Order, amount_cents: int = 0) -> str:
    """Why so much (0: all that is left) cannot be given back now, "" when it can. Never less than was asked."""
    left = order.refundable_cents
    if left and 0 <= amount_cents <= left:
        return ""
    if any(p.dispute in ("open", "lost") for p in order.payments):
        return DISPUTED
    if any(p.kept_cents and not p.intent for p in order.payments):
        return NO_INTENT
    return MORE_THAN_LEFT if left else NOTHING_LEFT


def refund_extras(settled: Settled, event: MoneyEvent) -> Settled:
    """Of two kept payments one goes back: the wrong sum before the right one, else the one this event is about."""
    order, effects = settled.order, list(settled.effects)
    touched = find_payment(order, event)
    right = (order.price.cents, order.price.currency)
    kept = sorted(
        order.kept,
        key=lambda p: ((p.amount_cents, p.currency) != right, touched is not None and p.id == touched.id),
    )
    for payment in kept[1:]:
        if not payment.intent:  # a refund needs the intent, which only Stripe can tell
            effects.append(LookUpCheckout(order.id, session_id=payment.session_id))
        elif payment.refundable_cents:
            key = f"refund:dup:{payment.intent}"
            order, refund = _asking(order, payment, payment.refundable_cents, key, reason="duplicate")
            effects.append(refund)
            if settled.news != "paid_twice":  # else the talk hears of it, and tells
                effects.append(Alert("paid_twice", order.id))
    return replace(settled, order=order, effects=tuple(effects))


def next_key(order: Order) -> str:
    """The idempotency key of the order's next refund. Stripe forgets keys after a day, so each ask has its own."""
    return f"refund:{order.id}:{1 + sum(len(payment.asked) for payment in order.payments)}"


def _asking(
    order: Order, payment: Payment, cents: int, key: str, *, reason: str = "requested_by_customer", request: str = ""
) -> tuple[Order, Refund]:
    asked = payment.asking(AskedBack(key, cents, request))
    return order.with_payment(asked), Refund(order.id, payment.intent, cents, key, reason)
