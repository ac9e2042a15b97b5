"""Joining a fact about money into an order: which attempt it speaks of, which payment, and what is known of it now.

Stripe tells one payment in several events, in any order: `checkout.session.completed` knows session and intent,
`payment_intent.succeeded` often only the intent. Entries that turn out to be one payment become one.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.events import CheckoutLookedUp, MoneyEvent
from bot.core.orders import Attempt, Order
from bot.core.payment import STAGES, Payment


def attempt_of(order: Order, session_id: str) -> Attempt | None:
    """The attempt with that session."""
    return next((a for a in order.attempts if session_id and a.session_id == session_id), None)


def find_payment(order: Order, event: MoneyEvent) -> Payment | None:
    """What is known of the payment this event speaks of: the intent's entry first, else the session's."""
    same = [p for p in order.payments if _speaks_of(event, p)]
    return next((p for p in same if p.intent and p.intent == event.payment_intent), same[0] if same else None)


def learn(
    order: Order, event: MoneyEvent, stage: str, amount_cents: int = 0, currency: str = "", at: datetime | None = None
) -> tuple[Order, Payment | None]:
    """The order with the event's payment at least at `stage`, and that payment (None: the event names none)."""
    if not (event.session_id or event.payment_intent):
        return order, None
    told = Payment(
        event.payment_intent or event.session_id,
        stage,
        amount_cents,
        currency.lower(),
        session_id=event.session_id,
        stage=stage,
        at=at,
    ).judged()
    same = [p for p in order.payments if _speaks_of(event, p)]
    payment = told
    for known in reversed(same):
        payment = known.merged(payment)
    if stage == "paid" and (amount_cents, told.currency) != (order.price.cents, order.price.currency):
        # Of two sums told for one payment the odd one is what people must see.
        payment = replace(payment, amount_cents=amount_cents, currency=told.currency).judged()
    if same:
        payments = [payment if p is same[0] else p for p in order.payments if p not in same[1:]]
    else:
        payments = [*order.payments, payment]
    order = replace(order, payments=tuple(payments))
    if STAGES.index(stage) > 0:
        order = _spend_page(order, payment)
    return order, payment


def legitimate(order: Order, event: CheckoutLookedUp) -> Attempt | None:
    """The attempt a looked-up session belongs to, with the session's id adopted; None when it is not ours.

    Required: our order as reference, and a session id we know or else amount, currency and expiry of a frozen attempt.
    A signature alone proves little: other integrations of the same Stripe account may carry any reference. A session we
    know is ours whatever was paid there: another sum is for `settle` to judge.
    """
    if event.reference != order.id:
        return None
    fitting = [a for a in order.attempts if _fits(order, a, event)]
    fitting.sort(key=lambda a: (a.session_id == event.session_id, a.n))
    return replace(fitting[-1], session_id=event.session_id) if fitting else None


def _fits(order: Order, attempt: Attempt, event: CheckoutLookedUp) -> bool:
    if attempt.session_id:
        return attempt.session_id == event.session_id
    same_end = not event.expires_at or attempt.params.get("expires_at", event.expires_at) == event.expires_at
    return same_end and _frozen_sum(order, attempt) == (event.amount_cents, event.currency.lower())


def _frozen_sum(order: Order, attempt: Attempt) -> tuple[int, str]:
    return (attempt.amount_cents or order.price.cents, attempt.currency or order.price.currency)


def _speaks_of(event: MoneyEvent, payment: Payment) -> bool:
    if event.payment_intent and payment.intent:
        return event.payment_intent == payment.intent
    return bool(event.session_id) and event.session_id == payment.session_id


def _spend_page(order: Order, payment: Payment) -> Order:
    """A page whose payment is under way or over is complete: it can be neither paid again nor expired."""
    attempt = attempt_of(order, payment.session_id)
    return order if attempt is None else order.with_attempt(replace(attempt, state="complete"))
