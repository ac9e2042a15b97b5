"""What a fact about money does to its order: `settle(order, event, …) -> Settled`. Pure, only forward.

A payment is settled in a unit of its own before any flow code runs; the engine saves the order, carries the records and
deliveries out, marks the inbox event with `news`, and only then the talk hears of it.

Two steps, always: the fact is joined into the order's attempts and payments (`bot.core.ledger`: joining is indifferent
to order and repetition), then the booking follows from what is known now.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core import events as e
from bot.core import settle_givebacks as givebacks
from bot.core import settle_money as money
from bot.core import settle_pages as pages
from bot.core.effects import Alert, LookUpCheckout, Refund
from bot.core.events import MoneyEvent
from bot.core.ledger import attempt_of, find_payment, learn, legitimate
from bot.core.orders import Order, Payment
from bot.core.settled import Settled, World

__all__ = ["Settled", "ask_refund", "settle"]


def settle(order: Order, event: MoneyEvent, now: datetime, *, slot_is_free: bool, late_minimum: timedelta) -> Settled:
    """See `Settled`. `slot_is_free`: whether the order's time is its own still or could be claimed now."""
    if order.free:
        return Settled(order)
    if event.hinted and not _ours(order, event) and not isinstance(event, e.CheckoutLookedUp):
        if not (event.session_id or event.payment_intent):
            return Settled(order, news="foreign")
        ask = LookUpCheckout(order.id, session_id=event.session_id, payment_intent=event.payment_intent)
        return Settled(order, (ask,), "look_up")
    rule = _RULES.get(type(event))
    if rule is None:
        return Settled(order)
    return _refund_extras(rule(order, event, World(now, slot_is_free, late_minimum)), event)


def ask_refund(order: Order, payment: Payment, reason: str = "requested_by_customer") -> tuple[Order, Refund]:
    """The order with that payment marked as on its way back, and the delivery that gives all that is left of it back."""
    left_cents = payment.amount_cents - payment.refunded_cents
    effect = Refund(order.id, payment.intent, left_cents, f"refund:{order.id}:{payment.intent}", reason)
    return order.with_payment(replace(payment, refund_asked=True)), effect


def _ours(order: Order, event: MoneyEvent) -> bool:
    return attempt_of(order, event.session_id) is not None or find_payment(order, event) is not None


def _looked_up(order: Order, event: e.CheckoutLookedUp, world: World) -> Settled:
    adopted = legitimate(order, event)
    if adopted is None:
        text = f"a checkout that names order {order.id} is not one of its attempts"
        return Settled(order, (Alert("foreign_checkout", text),), "foreign")
    facts: dict[str, Any] = {
        "id": event.id,
        "talk": event.talk,
        "order_id": event.order_id,
        "session_id": event.session_id,
        "payment_intent": event.payment_intent,
    }
    order = order.with_attempt(adopted)
    if event.status == "expired":
        return pages.expired(order, e.CheckoutExpired(**facts), world)
    if event.status == "complete" and event.payment_status in ("paid", "no_payment_required"):
        paid = e.OrderPaid(**facts, amount_cents=event.amount_cents, currency=event.currency)
        return money.paid(order, paid, world)
    if event.status == "complete":
        return money.pending(order, e.PaymentPending(**facts), world)
    if event.payment_intent:
        order, _payment = learn(order, event, "pending")
    return pages.opened(order, e.CheckoutOpened(**facts, attempt=adopted.n, url=adopted.url), world)


def _refund_extras(settled: Settled, event: MoneyEvent) -> Settled:
    """Of two kept payments the one this event is about goes back, whatever state the order is in."""
    order, effects = settled.order, list(settled.effects)
    touched = find_payment(order, event)
    for payment in sorted(order.kept, key=lambda p: touched is not None and p.id == touched.id)[1:]:
        if payment.intent:
            key = f"refund:dup:{payment.intent}"
            order = order.with_payment(replace(payment, refund_asked=True))
            effects.append(Refund(order.id, payment.intent, payment.amount_cents, key, reason="duplicate"))
            effects.append(Alert("paid_twice", f"order {order.id} was paid twice; the second payment goes back"))
        else:  # a refund needs the intent, which only Stripe can tell
            effects.append(LookUpCheckout(order.id, session_id=payment.session_id))
    return replace(settled, order=order, effects=tuple(effects))


_RULES: Mapping[type[MoneyEvent], Callable[[Order, Any, World], Settled]] = {
    e.CheckoutOpened: pages.opened,
    e.CheckoutRefused: pages.refused,
    e.CheckoutExpired: pages.expired,
    e.OrderPaid: money.paid,
    e.PaymentPending: money.pending,
    e.PaymentFailed: money.failed,
    e.CheckoutLookedUp: _looked_up,
    e.OrderRefunded: givebacks.refunded,
    e.RefundFailed: givebacks.refund_failed,
    e.OrderDisputed: givebacks.disputed,
}
