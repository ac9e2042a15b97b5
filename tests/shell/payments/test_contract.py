"""What we send is what the installed SDK's own typed parameters allow, within Stripe's documented limits."""

from typing import Any

import pytest

from bot.core.checkout import new_attempt
from bot.core.orders import Order
from tests.core.test_orders import a_desk
from tests.core.test_settle import NOW, an_order
from tests.shell.payments.sdk_schema import problems

SESSION = ("checkout/_session_create_params.py", "SessionCreateParams")


def params(price_id: str = "", **changes: Any) -> dict[str, Any]:
    """What would be sent for an order."""
    order: Order = an_order(**changes)
    return dict(new_attempt(a_desk(price_id), order, NOW).params)


@pytest.mark.parametrize("language", ["nl", "en", "xx"])
@pytest.mark.parametrize("price_id", ["", "price_1"])
def test_a_checkout_is_what_the_sdk_allows(language: str, price_id: str) -> None:
    """No unknown key at any depth, every type and word right."""
    assert problems(*SESSION, params(price_id, language=language)) == []


def test_stripes_limits_are_kept() -> None:
    """Lengths of references, metadata and product names (docs.stripe.com/metadata; Stripe's OpenAPI document)."""
    sent = params(id="order_" + "t" * 43, token="t" * 43)
    assert len(sent["client_reference_id"]) <= 200
    assert len(sent["metadata"]) <= 50
    assert all(
        len(key) <= 40 and isinstance(value, str) and len(value) <= 500 for key, value in sent["metadata"].items()
    )
    assert len(sent["line_items"][0]["price_data"]["product_data"]["name"]) < 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"payment_method_types": ["card"]},  # gone since 2026-09-30.endive
        {"locale": "klingon"},
        {"allowed_payment_method_types": ["cash"]},
        {"expires_at": "tomorrow"},
        {"adaptive_pricing": {"enable": False}},
        {"line_items": [{"price_data": {"unit_amount": 6000, "product_data": {"name": "x"}}, "quantity": 1}]},
        {"metadata": {"minutes": 60}},
    ],
)
def test_the_check_itself_can_fail(wrong: dict[str, Any]) -> None:
    """Each of these was refused by Stripe or would be."""
    assert problems(*SESSION, params() | wrong)


def test_a_refund_is_what_the_sdk_allows() -> None:
    """The parameters of `refunds.create`."""
    sent = {
        "payment_intent": "pi_1",
        "amount": 6000,
        "reason": "duplicate",
        "metadata": {"order_id": "order_tok", "refund_key": "refund:dup:pi_1"},
        "expand": ["charge"],
    }
    assert problems("_refund_create_params.py", "RefundCreateParams", sent) == []
    assert problems("_refund_create_params.py", "RefundCreateParams", sent | {"reason": "boredom"})
