"""Every kind of event Stripe sends about a payment, and what the desk must make of it.

One table for two sets of bodies: our own small ones (`tests/payloads/stripe`), and full-sized ones from elsewhere, where
somebody has them. A file of the other set is called as Stripe calls its event, with a variant behind it.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core import events as e
from bot.core.errors import BadRequest, NotForUs
from bot.shell.payments.inbound import WrongMode

OWN = Path(__file__).parents[2] / "payloads" / "stripe"
PRICE = object()
"""Stands for the price of the order, which differs between the sets."""
MOST_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """`own`: our own body of the kind. `fact`: the event it becomes, or the error. `after`: the order's payment, booking
    and the sum given back once it is settled. `paid`: the order was paid before."""

    own: str
    fact: type[e.MoneyEvent | NotForUs | BadRequest]
    after: tuple[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    paid: bool = False
    given_back: Any = 0


PAID, HELD, KEPT = ("paid", "booked"), ("pending", "held"), ("paid", "booked")
GONE = ("refunded", "released")  # all of it went back, and the lesson with it
BACK = ("paid", "attention")  # it had gone back, and is here again without a lesson
_MONEY: Mapping[str, Any] = {"amount_cents": PRICE, "currency": "eur"}
_DISPUTED: dict[str, Any] = {"amount_cents": PRICE, "reason": "fraudulent", "inquiry": False}

SAMPLES: Mapping[str, Meaning] = {
    "checkout.session.completed": Meaning("completed_paid", e.OrderPaid, PAID, _MONEY),
    "checkout.session.completed.ideal": Meaning("completed_ideal", e.OrderPaid, PAID, _MONEY),
    # What the customer saw in another currency is not what the order costs.
    "checkout.session.completed.presentment": Meaning("completed_presentment", e.OrderPaid, PAID, _MONEY),
    "checkout.session.completed.amount_mismatch": Meaning(
        "completed_other_sum", e.OrderPaid, ("paid", "attention"), {"amount_cents": 100, "currency": "eur"}
    ),
    "checkout.session.completed.unpaid": Meaning(
        "completed_unpaid", e.PaymentPending, ("processing", "held"), {"amount_cents": PRICE}
    ),
    "checkout.session.completed.livemode": Meaning("live", WrongMode, HELD),
    "checkout.session.completed.foreign": Meaning("foreign_payment_link", e.OrderPaid, HELD),
    "checkout.session.async_payment_succeeded": Meaning("async_payment_succeeded", e.OrderPaid, PAID, _MONEY),
    "checkout.session.async_payment_failed": Meaning(
        "async_payment_failed", e.PaymentFailed, ("failed", "held"), {"final": True}
    ),
    "checkout.session.expired": Meaning("expired", e.CheckoutExpired, ("expired", "released")),
    "checkout.session.expired.by_api": Meaning("expired_by_us", e.CheckoutExpired, ("expired", "released")),
    "checkout.session.expired.recovery": Meaning("expired_recoverable", e.CheckoutExpired, ("expired", "released")),
    "payment_intent.created": Meaning("intent_created", NotForUs, HELD),
    "payment_intent.processing": Meaning("intent_processing", e.PaymentPending, ("processing", "held")),
    "payment_intent.succeeded": Meaning("intent_succeeded", e.OrderPaid, PAID, _MONEY),
    "payment_intent.succeeded.ideal": Meaning("intent_succeeded_ideal", e.OrderPaid, PAID, _MONEY),
    # A declined card: its page stays open for another try.
    "payment_intent.payment_failed": Meaning("intent_payment_failed", e.PaymentFailed, HELD, {"final": False}),
    # Stripe cancels the intent of a page that expired; the page says so itself.
    "payment_intent.canceled": Meaning("intent_canceled", NotForUs, HELD),
    "charge.succeeded": Meaning("charge_succeeded", NotForUs, HELD),
    "charge.succeeded.ideal": Meaning("charge_succeeded_ideal", NotForUs, HELD),
    "charge.updated": Meaning("charge_updated", NotForUs, KEPT, paid=True),
    "charge.failed": Meaning("charge_failed", NotForUs, HELD),
    "charge.refunded": Meaning("charge_refunded", e.OrderRefunded, GONE, {"refunded_cents": PRICE}, True, PRICE),
    "charge.refunded.partial": Meaning(
        "charge_refunded_partial", e.OrderRefunded, KEPT, {"refunded_cents": 1500, "amount_cents": PRICE}, True, 1500
    ),
    "refund.created": Meaning(
        "refund_made", e.RefundTold, GONE, {"status": "succeeded", "amount_cents": PRICE}, True, PRICE
    ),
    "refund.created.ideal_pending": Meaning("refund_created", e.RefundTold, GONE, {"status": "pending"}, True, PRICE),
    "refund.updated": Meaning("refund_updated", e.RefundTold, GONE, {"status": "succeeded"}, True, PRICE),
    # Not asked for, but understood: a refund under a charge's name.
    "charge.refund.updated": Meaning("charge_refund_updated", e.RefundTold, GONE, {"status": "succeeded"}, True, PRICE),
    "refund.failed": Meaning(
        "refund_failed", e.RefundTold, BACK, {"status": "failed", "reason": "expired_or_canceled_card"}, True
    ),
    "charge.dispute.created": Meaning(
        "dispute_created", e.OrderDisputed, ("disputed", "booked"), _DISPUTED | {"won": None}, True
    ),
    "charge.dispute.closed": Meaning(
        "dispute_lost", e.OrderDisputed, ("disputed", "booked"), _DISPUTED | {"won": False}, True
    ),
    "radar.early_fraud_warning.created": Meaning("fraud_warned", e.FraudWarned, KEPT, {"actionable": True}, True),
    "invoice.paid": Meaning("invoice_paid", NotForUs, HELD),
    "account.updated": Meaning("account_updated", NotForUs, HELD),
    "v2.core.event_destination.ping.thin": Meaning("thin_ping", NotForUs, HELD),
}


def own(name: str) -> dict[str, Any]:
    """Our own small body of that kind."""
    return _read(OWN / f"{SAMPLES[name].own}.json")


def full_sized() -> Mapping[str, dict[str, Any]]:
    """The bodies of a folder `stripe-events` by name: that of STRIPE_EVENT_SAMPLES, else one beside the project."""
    named = os.environ.get("STRIPE_EVENT_SAMPLES", "")
    folder = Path(named) if named else _beside(Path(__file__).resolve().parents[3].parent)
    return {file.stem: _read(file) for file in sorted(folder.glob("*.json"))} if folder else {}


def _beside(parent: Path) -> Path | None:
    for level in range(1, MOST_LEVELS + 1):
        try:
            found = next(parent.glob("/".join(["*"] * (level - 1) + ["stripe-events"])), None)
        except OSError:
            return None  # a neighbour we may not look into
        if found is not None:
            return found
    return None


def _read(file: Path) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return body
