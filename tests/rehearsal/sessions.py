"""A good Checkout Session, asked for as the SDK asks."""

from typing import Any

import httpx

GOOD = {
    "mode": "payment",
    "success_url": "https://desk.example/ok?s={CHECKOUT_SESSION_ID}",
    "cancel_url": "https://desk.example/cancel",
    "client_reference_id": "order_1",
    "line_items[0][price]": "price_standard_60",
    "line_items[0][quantity]": "1",
    "metadata[order_id]": "order_1",
    "payment_intent_data[metadata][order_id]": "order_1",
    "allowed_payment_method_types[0]": "card",
    "allowed_payment_method_types[1]": "ideal",
    "locale": "nl",
}


SESSIONS = "/v1/checkout/sessions"


async def created(api: httpx.AsyncClient, key: str = "", **more: str) -> dict[str, Any]:
    answer = await api.post(SESSIONS, data=GOOD | more, headers={"Idempotency-Key": key} if key else {})
    assert answer.status_code == 200, answer.text
    session: dict[str, Any] = answer.json()
    return session
