"""What a fact about money does to its order: `settle(order, event, …) -> Settled`. Pure, only forward.

A payment is settled in a unit of its own before any flow code runs; the engine saves the order, carries the records and
deliveries out, marks the inbox event with `news`, and only then the talk hears of it.

Two steps, always: the fact is joined into the order's attempts and payments (`bot.core.ledger`: joining is indifferent
to order and repetition), then the booking follows from what is known now.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core import events as e
from bot.core.effects import Alert, BookSlot, Effect, ExpireCheckout, HoldSlot, LookUpCheckout, Refund, ReleaseSlot
from bot.core.events import MoneyEvent
from bot.core.ledger import attempt_of, find_payment, learn, legitimate
from bot.core.orders import ATTENTION, BOOKED, HELD, PROPOSED, RELEASED, Order, Payment


@dataclass(frozen=True, slots=True)
class Settled:
    """The order afterwards, what to save and do at once, and the `news` for the talk ("" = nothing new).

    news: opened · refused · processing · paid (booked) · paid_late (booked again) · paid_gone (order in attention) ·
    paid_twice (this payment is being refunded) · mismatch (amount or currency differs) · declined · failed · expired ·
    refunded · refunded_part · refund_failed · disputed · dispute_won · dispute_lost · look_up (only hinted) · foreign

    Booked again = `HoldSlot` then `BookSlot`: the claim cannot lose when `slot_is_free` was read in the same unit.
    """

    order: Order
    effects: tuple[Effect, ...] = ()
    news: str = ""


@dataclass(frozen=True, slots=True)
class _World:
    """What a rule may look at besides order and event."""

    now: datetime
    slot_is_free: bool
    late_minimum: timedelta


def settle(order: Order, event: MoneyEvent, now: datetime, *, slot_is_free: bool, late_minimum: timedelta) -> Settled:
    """See `Settled`. `slot_is_free`: whether the order's own time could be claimed now (asked only of a released order)."""
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
    return _refund_extras(rule(order, event, _World(now, slot_is_free, late_minimum)), event)


def ask_refund(order: Order, payment: Payment, reason: str = "requested_by_customer") -> tuple[Order, Refund]:
    """The order with that payment marked as on its way back, and the delivery that gives all that is left of it back."""
    left_cents = payment.amount_cents - payment.refunded_cents
    effect = Refund(order.id, payment.intent, left_cents, f"refund:{order.id}:{payment.intent}", reason)
    return order.with_payment(replace(payment, refund_asked=True)), effect


def _ours(order: Order, event: MoneyEvent) -> bool:
    return attempt_of(order, event.session_id) is not None or find_payment(order, event) is not None


# -- pages ---------------------------------------------------------------------------------------------------------------


def _opened(order: Order, event: e.CheckoutOpened, _: _World) -> Settled:
    attempt = next((a for a in order.attempts if a.n == event.attempt), None)
    if attempt is None or attempt.session_id not in ("", event.session_id):
        # A page no attempt of ours stands for must not be paid. (Never overwrite a session id: it may be paid yet.)
        return Settled(order, (ExpireCheckout(order.id, event.attempt, event.session_id),))
    news = "opened" if attempt.state == "asked" else ""
    attempt = replace(attempt, session_id=event.session_id, url=event.url or attempt.url)
    if not attempt.alive:
        return Settled(order.with_attempt(attempt))
    if order.closed or order.kept or attempt.state == "expiring":
        closing = order.with_attempt(replace(attempt, state="expiring"))
        return Settled(closing, (ExpireCheckout(order.id, attempt.n, event.session_id),))
    return Settled(order.with_attempt(replace(attempt, state="open")), news=news)


def _refused(order: Order, event: e.CheckoutRefused, _: _World) -> Settled:
    attempt = next((a for a in order.attempts if a.n == event.attempt), None)
    if attempt is None or not attempt.alive:
        return Settled(order)
    session_id = attempt.session_id or event.session_id
    order = order.with_attempt(replace(attempt, state="refused", session_id=session_id))
    if order.closed:
        return _release(order, "refused")  # cancelled meanwhile: there is no page to wait for
    return Settled(order, news="refused")


def _expired(order: Order, event: e.CheckoutExpired, _: _World) -> Settled:
    attempt = attempt_of(order, event.session_id) or next((a for a in order.attempts if a.n == event.attempt), None)
    spent = attempt is not None and attempt.alive
    if attempt is not None and attempt.state != "complete":
        order = order.with_attempt(replace(attempt, state="expired"))
    return _release(order, "expired", otherwise="expired" if spent else "")


def _release(order: Order, news: str, otherwise: str = "") -> Settled:
    """The time goes back once nothing can be paid any more and no money came or is on its way."""
    moving = any(p.state in ("processing", "disputed") for p in order.payments)
    if any(a.alive for a in order.attempts) or order.kept or moving:
        return Settled(order)
    if order.booking not in (HELD, PROPOSED):
        return Settled(order, news=otherwise)
    released = replace(order, booking=RELEASED, closed=order.closed or "expired", held_until=None)
    return Settled(released, (ReleaseSlot(order.id, heir=order.replaced_by),), news)


# -- money comes ---------------------------------------------------------------------------------------------------------


def _paid(order: Order, event: e.OrderPaid, world: _World) -> Settled:
    before = find_payment(order, event)
    order, payment = learn(order, event, "paid", event.amount_cents, event.currency, at=world.now)
    if payment is None or (before is not None and before.came and _right(order, before) == _right(order, payment)):
        return Settled(order)  # the same payment, told by another event
    if payment.state != "refunded":
        return _arrived(order, payment, world)
    # It went back before we heard that it came: as if both had been heard in turn.
    there = replace(payment, refunded_cents=0).judged()
    arrived = _arrived(order.with_payment(there), there, world)
    gone = _given_back(arrived.order.with_payment(payment), payment, world)
    return replace(gone, effects=(*arrived.effects, *gone.effects))


def _arrived(order: Order, payment: Payment, world: _World) -> Settled:
    if any(p.id != payment.id for p in order.kept):
        return Settled(order, news="paid_twice" if payment.kept else "")
    if not _right(order, payment):
        text = f"order {order.id}: got {payment.amount_cents} {payment.currency}, expected {order.price}"
        return Settled(replace(order, booking=ATTENTION), (Alert("amount_mismatch", text),), "mismatch")
    return _book(order, payment, world)


def _right(order: Order, payment: Payment) -> bool:
    return (payment.amount_cents, payment.currency) == (order.price.cents, order.price.currency)


def _book(order: Order, payment: Payment, world: _World) -> Settled:
    """The lesson is paid: booked, booked again, or a person's matter when the time is gone."""
    ahead = order.slot.start - world.now
    booked = replace(order, booking=BOOKED, booked_at=world.now, held_until=None, closed="")
    if order.booking == BOOKED:
        return Settled(order, news="paid")
    if order.booking in (HELD, PROPOSED) and ahead > timedelta(0):
        booked, closing = _close_other_pages(booked, payment)
        return Settled(booked, (BookSlot(order.id), *closing), "paid")
    if order.booking == RELEASED and world.slot_is_free and ahead >= world.late_minimum:
        booked, closing = _close_other_pages(replace(booked, late=True), payment)
        claim = HoldSlot(order.id, order.slot, until=order.slot.end)
        return Settled(booked, (claim, BookSlot(order.id), *closing), "paid_late")
    gone, closing = _close_other_pages(replace(order, booking=ATTENTION), payment)
    return Settled(gone, closing, "paid_gone")


def _close_other_pages(order: Order, payment: Payment) -> tuple[Order, tuple[Effect, ...]]:
    """Every other page that could still be paid is expired, so that a second payment stays rare."""
    open_pages = [a for a in order.attempts if a.alive and a.session_id != payment.session_id]
    if not payment.session_id and len(open_pages) == 1:
        return order, ()  # `payment_intent.succeeded` came first: that page is the one being paid
    for attempt in open_pages:
        order = order.with_attempt(replace(attempt, state="expiring"))
    return order, tuple(ExpireCheckout(order.id, a.n, a.session_id) for a in open_pages)


def _pending(order: Order, event: e.PaymentPending, _: _World) -> Settled:
    before = find_payment(order, event)
    order, payment = learn(order, event, "processing")
    fresh = payment is not None and payment.state == "processing" and (before is None or before.state != "processing")
    return Settled(order, news="processing" if fresh else "")


def _failed(order: Order, event: e.PaymentFailed, _: _World) -> Settled:
    before = find_payment(order, event)
    if not event.final:
        order, _payment = learn(order, event, "pending")
        return Settled(
            order, news="declined" if order.payment == "pending" and order.booking in (HELD, PROPOSED) else ""
        )
    order, payment = learn(order, event, "failed")
    if payment is None or payment.state != "failed" or (before is not None and before.state == "failed"):
        return Settled(order)
    return _release(order, "failed", otherwise="failed")


def _looked_up(order: Order, event: e.CheckoutLookedUp, world: _World) -> Settled:
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
        return _expired(order, e.CheckoutExpired(**facts), world)
    if event.status == "complete" and event.payment_status in ("paid", "no_payment_required"):
        paid = e.OrderPaid(**facts, amount_cents=event.amount_cents, currency=event.currency)
        return _paid(order, paid, world)
    if event.status == "complete":
        return _pending(order, e.PaymentPending(**facts), world)
    if event.payment_intent:
        order, _payment = learn(order, event, "pending")
    return _opened(order, e.CheckoutOpened(**facts, attempt=adopted.n, url=adopted.url), world)


# -- money goes ----------------------------------------------------------------------------------------------------------


def _refunded(order: Order, event: e.OrderRefunded, world: _World) -> Settled:
    order, payment = learn(order, event, "pending")
    if payment is None or event.refunded_cents <= payment.refunded_cents:
        return Settled(order)  # compared, never added
    payment = replace(
        payment, refunded_cents=event.refunded_cents, amount_cents=payment.amount_cents or event.amount_cents
    ).judged()
    order = order.with_payment(payment)
    return _given_back(order, payment, world) if payment.came else Settled(order)


def _given_back(order: Order, payment: Payment, world: _World) -> Settled:
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


def _refund_failed(order: Order, event: e.RefundFailed, _: _World) -> Settled:
    order, payment = learn(order, event, "pending")
    if payment is not None:
        order = order.with_payment(replace(payment, refunded_cents=0).judged())
    if any(p.kept for p in order.payments) and order.booking != BOOKED:
        order = replace(order, booking=ATTENTION)  # money without a lesson
    return Settled(order, news="refund_failed")


def _disputed(order: Order, event: e.OrderDisputed, _: _World) -> Settled:
    order, payment = learn(order, event, "pending")
    verdict = {None: "open", True: "won", False: "lost"}[event.won]
    if payment is None or payment.dispute == verdict or (verdict == "open" and payment.dispute):
        return Settled(order)  # an "opened" that arrives after the verdict changes nothing
    order = order.with_payment(replace(payment, dispute=verdict).judged())
    return Settled(order, news={"open": "disputed", "won": "dispute_won", "lost": "dispute_lost"}[verdict])


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


_RULES: Mapping[type[MoneyEvent], Callable[[Order, Any, _World], Settled]] = {
    e.CheckoutOpened: _opened,
    e.CheckoutRefused: _refused,
    e.CheckoutExpired: _expired,
    e.OrderPaid: _paid,
    e.PaymentPending: _pending,
    e.PaymentFailed: _failed,
    e.CheckoutLookedUp: _looked_up,
    e.OrderRefunded: _refunded,
    e.RefundFailed: _refund_failed,
    e.OrderDisputed: _disputed,
}
