"""Every kind of webhook as a payload, and the fact it means."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.core import events as e
from bot.core.errors import BadRequest, NotForUs
from bot.shell.engine import Mapped, Reference
from bot.shell.payments.inbound import WANTED_EVENTS, WrongMode, heard

PAYLOADS = Path(__file__).parents[2] / "payloads" / "stripe"
OURS: dict[str, Any] = {"talk": "1:2:src", "order_id": "order_tok", "hinted": False}
SESSION = {"session_id": "cs_test_1", "payment_intent": "pi_1"}
INTENT = {"payment_intent": "pi_1"}
EUROS: dict[str, Any] = {"amount_cents": 6000, "currency": "eur"}
REFUND: dict[str, Any] = INTENT | {"refund_id": "re_1", "amount_cents": 6000}
DISPUTE: dict[str, Any] = INTENT | {"dispute_id": "du_1", "amount_cents": 6000, "reason": "fraudulent"}
MEANS: dict[str, tuple[type[e.MoneyEvent], dict[str, Any]]] = {
    "completed_paid": (e.OrderPaid, SESSION | EUROS),
    "completed_unpaid": (e.PaymentPending, SESSION | EUROS),
    "completed_free": (e.OrderPaid, {"session_id": "cs_test_1", "amount_cents": 0, "currency": "eur"}),
    "completed_presentment": (e.OrderPaid, SESSION | EUROS),  # what counts is our currency
    "async_payment_succeeded": (e.OrderPaid, SESSION | EUROS),
    "async_payment_failed": (e.PaymentFailed, SESSION | {"final": True, "reason": "async"}),
    "expired": (e.CheckoutExpired, {"session_id": "cs_test_1"}),
    "intent_succeeded": (e.OrderPaid, INTENT | EUROS),
    "intent_processing": (e.PaymentPending, INTENT),
    "intent_payment_failed": (e.PaymentFailed, INTENT | {"reason": "insufficient_funds"}),
    "charge_refunded_partial": (e.OrderRefunded, INTENT | {"refunded_cents": 1500, "amount_cents": 6000}),
    "charge_refunded": (e.OrderRefunded, INTENT | {"refunded_cents": 6000, "amount_cents": 6000}),
    "refund_created": (e.RefundTold, REFUND | {"status": "pending", "key": "refund:order_tok:1"}),
    "refund_updated": (e.RefundTold, REFUND | {"status": "succeeded"}),
    "refund_canceled": (e.RefundTold, REFUND | {"status": "canceled"}),
    "refund_failed": (e.RefundTold, REFUND | {"status": "failed", "reason": "expired_or_canceled_card"}),
    "dispute_created": (e.OrderDisputed, DISPUTE),
    "dispute_won": (e.OrderDisputed, DISPUTE | {"won": True}),
    "dispute_lost": (e.OrderDisputed, DISPUTE | {"won": False}),
    "inquiry_created": (e.OrderDisputed, DISPUTE | {"inquiry": True}),
    "inquiry_closed": (e.OrderDisputed, DISPUTE | {"inquiry": True, "won": True}),
    "dispute_escalated": (e.OrderDisputed, DISPUTE),
    "fraud_warned": (e.FraudWarned, INTENT),
}
# Understood, not asked for.
TWINS = {"charge_refund_updated": MEANS["refund_updated"]}


def payload(name: str) -> dict[str, Any]:
    """A webhook's body."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", [*MEANS, *TWINS])
def test_each_webhook_is_one_fact(name: str) -> None:
    """Under Stripe's own event id, for the order the engine found."""
    body = payload(name)
    kind, facts = (MEANS | TWINS)[name]
    assert heard(body, live=False).make(Mapped("order_tok", "1:2:src")) == kind(id=body["id"], **OURS, **facts)


def test_a_hint_stays_a_hint() -> None:
    """What the engine only found by the metadata is marked so."""
    assert heard(payload("completed_paid"), live=False).make(Mapped("order_tok", "1:2:src", hinted=True)).hinted


def test_what_a_webhook_says_of_whose_it_is() -> None:
    """Session, payment intent, and the order id of our own metadata; `client_reference_id` is anybody's to set."""
    assert heard(payload("completed_paid"), live=False).reference == Reference("cs_test_1", "pi_1", "order_tok")
    assert heard(payload("intent_succeeded"), live=False).reference == Reference("", "pi_1", "order_tok")
    assert heard(payload("dispute_created"), live=False).reference == Reference("", "pi_1", "")
    body = payload("foreign_payment_link")
    body["data"]["object"]["client_reference_id"] = "order_tok"
    assert heard(body, live=False).reference == Reference("cs_test_x", "pi_x", "")


def test_every_type_we_ask_for_has_a_payload() -> None:
    """The list for the endpoint at Stripe is what is tried here."""
    assert {payload(name)["type"] for name in MEANS} == set(WANTED_EVENTS)


def test_the_object_says_what_it_is() -> None:
    """A charge under a refund's type, a refund under a charge's: neither is read as what the type's name promises."""
    body = payload("refund_updated")
    for swapped in (body | {"type": "charge.refunded"}, payload("charge_refunded") | {"type": "refund.updated"}):
        with pytest.raises(NotForUs):
            heard(swapped, live=False)


@pytest.mark.parametrize("name", ["foreign_subscription", "thin_ping", "intent_canceled", "account_updated"])
def test_what_is_not_ours(name: str) -> None:
    """Other things of the same account."""
    with pytest.raises(NotForUs):
        heard(payload(name), live=False)


def test_the_other_mode_is_told_apart() -> None:
    """Live money at a test desk, test money at a live one."""
    assert heard(payload("live"), live=True)
    with pytest.raises(WrongMode):
        heard(payload("live"), live=False)
    with pytest.raises(WrongMode):
        heard(payload("completed_paid"), live=True)


@pytest.mark.parametrize(
    "changes", [{"id": ""}, {"type": None}, {"data": {}}, {"data": {"object": []}}, {"data": None}]
)
def test_what_is_no_event(changes: dict[str, Any]) -> None:
    """A body that lacks what every event has."""
    with pytest.raises(BadRequest):
        heard(payload("completed_paid") | changes, live=False)


@pytest.mark.parametrize("name", MEANS)
def test_fields_of_any_shape_never_raise_anything_else(name: str) -> None:
    """Each field missing, null, a number, a list: a fact, NotForUs or BadRequest."""
    body = payload(name)
    thing = body["data"]["object"]
    for key in thing:
        shapes: tuple[Any, ...] = (None, 5, [], {}, "x", True)
        for wrong in shapes:
            changed = body | {"data": {"object": thing | {key: wrong}}}
            try:
                heard(changed, live=False).make(Mapped("order_tok", "1:2:src"))
            except (NotForUs, BadRequest):
                continue
