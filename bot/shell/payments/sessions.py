"""Reading a Checkout Session or a refund: what its JSON says as a fact. Webhooks and answers are read by the same words.

`checkout.session.completed` does not mean paid: only `payment_status` tells (a delayed method says "unpaid").
"""

from collections.abc import Mapping
from typing import Any

from bot.core.events import CheckoutExpired, MoneyEvent, OrderPaid, PaymentFailed, PaymentPending, RefundTold
from bot.core.payment import REFUND_STATUSES

PAID = ("paid", "no_payment_required")
Json = Mapping[str, Any]


def text(value: object) -> str:
    """The string, without what a database refuses (NUL, half of a surrogate pair); "" for anything else."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def cents(value: object) -> int:
    """The amount, 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def inside(thing: Json, name: str) -> Json:
    """The object under that name, empty when it is none (or only an id)."""
    value = thing.get(name)
    return value if isinstance(value, dict) else {}


def id_of(thing: Json, name: str) -> str:
    """The id under that name, whether it is expanded or not; "" when there is none."""
    return text(inside(thing, name).get("id")) or text(thing.get(name))


def sum_of(session: Json) -> dict[str, Any]:
    """Amount and currency, as our facts name them."""
    return {"amount_cents": cents(session.get("amount_total")), "currency": text(session.get("currency")).lower()}


def declined_because(intent: Json) -> str:
    """Why the last try with this payment intent failed; "" when none did."""
    error = inside(intent, "last_payment_error")
    return text(error.get("decline_code")) or text(error.get("code")) or ("declined" if error else "")


def how_it_ended(session: Json, **facts: Any) -> MoneyEvent | None:
    """Paid, on its way, failed or expired; None while the page is open. `facts`: id, talk, order_id and what else is known."""
    facts |= {"session_id": text(session.get("id")), "payment_intent": id_of(session, "payment_intent")}
    if session.get("status") == "expired":
        return CheckoutExpired(**facts)
    if session.get("status") != "complete":
        return None
    if session.get("payment_status") in PAID:
        return OrderPaid(**facts, **sum_of(session))
    intent = inside(session, "payment_intent")
    if intent.get("status") in ("requires_payment_method", "canceled"):
        return PaymentFailed(**facts, final=True, reason=declined_because(intent))
    return PaymentPending(**facts, **sum_of(session))


def refund_told(refund: Json, **facts: Any) -> RefundTold:
    """A refund as it stands. `facts`: id, talk, order_id and what else is known.

    A status we do not know is a refund under way: the money is not counted as ours until Stripe says that it failed.
    """
    status = text(refund.get("status"))
    told: dict[str, Any] = {
        "refund_id": text(refund.get("id")),
        "payment_intent": id_of(refund, "payment_intent"),
        "amount_cents": cents(refund.get("amount")),
        "status": status if status in REFUND_STATUSES else "pending",
        "reason": text(refund.get("failure_reason")),
        "key": text(inside(refund, "metadata").get("refund_key")),
    }
    return RefundTold(**told | facts)
