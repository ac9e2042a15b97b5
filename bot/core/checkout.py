"""The frozen create parameters of a Stripe Checkout Session, from an order and the desk.

Everything Stripe will see is decided here, once: the same idempotency key with other parameters is refused, so a retry
must send these very values. No learner's name is among them.
"""

from datetime import datetime, timedelta
from typing import Any

from bot.core.desk import Desk
from bot.core.orders import Attempt, Order

# Stripe allows 30 minutes to 24 hours after *its* clock's creation time; the margins are for clock skew and retries.
SHORTEST_PAGE = timedelta(minutes=36)
LONGEST_PAGE = timedelta(hours=23, minutes=50)
# The hold ends by our own expire call; Stripe's own expiry, this much later, is only the net below it.
PAGE_OUTLIVES_HOLD = timedelta(minutes=5)
# Checkout's locales we may name; any other language lets Stripe read it from the browser.
LOCALES = ("nl", "en", "de", "fr", "es", "it", "pt", "pl", "tr", "sv", "da", "fi", "nb", "cs", "ro", "hu", "el", "bg")


def attempt_key(order_id: str, n: int) -> str:
    """The idempotency key of an order's nth attempt."""
    return f"cs:{order_id}:{n}"


def new_attempt(desk: Desk, order: Order, now: datetime) -> Attempt:
    """The order's next attempt, not asked yet; store it (`order.with_attempt`) with the `OpenCheckout` that asks."""
    n = max((a.n for a in order.attempts), default=0) + 1
    expires_at = page_expires_at(desk, order, now)
    return Attempt(
        n=n,
        key=attempt_key(order.id, n),
        params=checkout_params(desk, order, expires_at),
        expires_at=expires_at,
        amount_cents=order.price.cents,
        currency=order.price.currency,
    )


def page_expires_at(desk: Desk, order: Order, now: datetime) -> datetime:
    """When Stripe closes the page by itself: five minutes after the hold, within what Stripe allows; whole seconds.

    No two attempts of an order share it, so it tells which attempt a page belongs to when nothing else does.
    """
    held_until = order.held_until or now + desk.business.rules[order.flow].hold
    wished = held_until + PAGE_OUTLIVES_HOLD
    moment = min(max(wished, now + SHORTEST_PAGE), now + LONGEST_PAGE).replace(microsecond=0)
    taken = {a.expires_at for a in order.attempts}
    while moment in taken:
        moment += timedelta(seconds=1)
    return moment


def checkout_params(desk: Desk, order: Order, expires_at: datetime) -> dict[str, Any]:
    """Stripe's create parameters (API 2026-10-28.endive: `payment_method_types` is gone, methods are an allowed list)."""
    page = f"{desk.public_url.rstrip('/')}/p/{order.token}"
    metadata = metadata_of(desk, order)
    return {
        "mode": "payment",
        "line_items": [_line_item(desk, order)],
        "success_url": f"{page}/thanks",
        "cancel_url": f"{page}/back",
        "client_reference_id": order.id,
        "metadata": metadata,
        # Stripe does not copy a session's metadata to its payment intent; refunds and charges read it there.
        "payment_intent_data": {"metadata": metadata},
        "locale": order.language if order.language in LOCALES else "auto",
        "expires_at": int(expires_at.timestamp()),
        "allowed_payment_method_types": list(desk.business.payment_methods),
        # On by a Dashboard switch, it would show another currency than the chat did.
        "adaptive_pricing": {"enabled": False},
    }


def metadata_of(desk: Desk, order: Order) -> dict[str, str]:
    """What staff find at Stripe, strings only, no names."""
    return {
        "order_id": order.id,
        "conversation_id": str(order.conversation_id),
        "account_id": str(order.account_id),
        "flow": order.flow,
        "minutes": str(order.slot.minutes),
        "service": desk.business.service,
        "audience": order.audience or "student",
        "program": order.subject or "general",
    }


def product_name(desk: Desk, order: Order) -> str:
    """What Stripe's page calls the lesson, in the student's language: “Tutoring Maths, 60 minutes”."""
    subject = next((one.titles for one in desk.business.subjects if one.value == order.subject), {})
    values = {"subject": subject.get(order.language, ""), "minutes": str(order.slot.minutes)}
    name = desk.speech.say(order.language, f"lesson-{order.flow}", **values)
    if order.moves_order:
        name = desk.speech.say(order.language, "product-difference", lesson=name)
    return " ".join(name.split()).replace(" ,", ",")


def _line_item(desk: Desk, order: Order) -> dict[str, Any]:
    lessons = 1 + len(order.others) if order.lent_cents else 1
    price_id = desk.business.rules[order.flow].tariff.price_ids.get(order.slot.minutes)
    if price_id and not order.moves_order:  # a difference is no price of the catalogue's
        return {"price": price_id, "quantity": lessons}
    return {
        "price_data": {
            "currency": order.price.currency,
            "unit_amount": order.price.cents // lessons,
            "product_data": {"name": product_name(desk, order)},
        },
        "quantity": lessons,
    }
