"""What a fact about money does to its order: `settle(order, event, …) -> Settled`. Pure, only forward.

A payment is settled in a unit of its own before any flow code runs; the engine saves the order, carries the records and
deliveries out, marks the inbox event with `news`, and only then the talk hears of it.

Two steps, always: the fact is joined into the order's attempts and payments (`bot.core.ledger`: joining is indifferent
to order and repetition), then the booking follows from what is known now.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core import events as e
from bot.core import settle_givebacks as givebacks
from bot.core import settle_money as money
from bot.core import settle_pages as pages
from bot.core import settle_requests as requests
from bot.core.effects import Alert, ExpireCheckout, LookUpCheckout
from bot.core.events import MoneyEvent
from bot.core.ledger import attempt_of, find_payment, learn, legitimate
from bot.core.orders import Order
from bot.core.settle_requests import ask_refund
from bot.core.settled import Settled, World

__all__ = ["Settled", "ask_refund", "settle"]


def settle(order: Order, event: MoneyEvent, now: datetime, *, slot_is_free: bool, late_minimum: timedelta) -> Settled:
    """See `Settled`. `slot_is_free`: whether the order's time is its own still or could be claimed now."""
    if not order.price.cents:
        return Settled(order)
    if event.hinted and not _ours(order, event) and not isinstance(event, e.CheckoutLookedUp):
        if not (event.session_id or event.payment_intent):
            return Settled(order, news="foreign")
        ask = LookUpCheckout(order.id, session_id=event.session_id, payment_intent=event.payment_intent)
        return Settled(order, (ask,), "look_up")
    rule = _RULES.get(type(event))
    if rule is None:
        return Settled(order)
    return requests.refund_extras(rule(order, event, World(now, slot_is_free, late_minimum)), event)


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
    if not adopted.alive:  # given up or over as far as we knew, and still open at Stripe: nobody is to pay there
        return Settled(order, (ExpireCheckout(order.id, adopted.n, event.session_id),))
    if event.payment_intent:
        order, _payment = learn(order, event, "pending")
    return pages.opened(order, e.CheckoutOpened(**facts, attempt=adopted.n, url=adopted.url), world)


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
    e.RefundTold: givebacks.refund_told,
    e.OrderDisputed: givebacks.disputed,
    e.FraudWarned: givebacks.fraud_warned,
    e.RefundRequested: requests.requested,
}
