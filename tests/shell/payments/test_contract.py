"""What we send is what the installed SDK's own typed parameters allow, within Stripe's documented limits."""

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.checkout import new_attempt
from bot.core.orders import Order
from bot.rehearsal.stripe.objects import refund_object
from bot.rehearsal.world import World
from bot.shell.payments.client import Json, StripeGateway
from bot.shell.payments.inbound import WANTED_EVENTS
from tests.core.test_orders import a_desk
from tests.core.test_settle import NOW, an_order
from tests.shell.payments.sdk_answers import answer_problems
from tests.shell.payments.sdk_schema import problems
from tests.shell.payments.wire_tap import KINDS, WireTap

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams

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


CALLS: dict[str, Callable[[StripeGateway, Json], Awaitable[Any]]] = {
    "create_session": lambda stripe, page: stripe.create_session(page["sent"], "first"),
    "session": lambda stripe, page: stripe.session(page["id"]),
    "session_of_intent": lambda stripe, page: stripe.session_of_intent(page["payment_intent"]),
    "sessions_since": lambda stripe, _: stripe.sessions_since(1_700_000_000),
    "expire_session": lambda stripe, page: stripe.expire_session(page["id"]),
    "refund": lambda stripe, page: stripe.refund(refund_params(page["payment_intent"]), "refund:key"),
    "refunds_of": lambda stripe, page: stripe.refunds_of(page["payment_intent"]),
    "charge_of": lambda stripe, page: stripe.charge_of(page["payment_intent"]),
    "listed": lambda stripe, _: everything_listed(stripe),
    "account_id": lambda stripe, _: stripe.account_id(),
    "price": lambda stripe, _: stripe.price("price_standard_60"),
    "webhook_endpoints": lambda stripe, _: stripe.webhook_endpoints(),
}


def refund_params(intent: str) -> "RefundCreateParams":
    """What the desk sends for a refund, as `refunding.py` makes it."""
    return {
        "payment_intent": intent,
        "amount": 1000,
        "reason": "requested_by_customer",
        "metadata": {"order_id": "order_tok", "refund_key": "refund:key"},
    }


async def everything_listed(stripe: StripeGateway) -> None:
    """One page of each kind, asked for as a comparison does."""
    since = {"created": {"gte": 1_700_000_000, "lt": 1_900_000_000}, "limit": 100}
    for kind in ("events", "sessions", "intents", "refunds", "disputes"):
        await stripe.listed(kind, since | ({"types": list(WANTED_EVENTS)} if kind == "events" else {}))


async def test_every_request_of_the_gateway_is_what_the_sdk_allows(world: World, wire_tap: WireTap) -> None:
    """Each of its methods, over real HTTP, judged by the tap; a method without its line here is named."""
    public = {name for name, _ in inspect.getmembers(StripeGateway, inspect.iscoroutinefunction) if name[0] != "_"}
    assert public - {"aclose"} == set(CALLS)
    stripe = StripeGateway(world.stripe.key, api_base=f"{world.url}/stripe/")
    sent = params() | {"expires_at": int(world.clock.now().timestamp()) + 3600}
    opened = await stripe.create_session(sent, "first")
    await world.customer_side.pay()
    page = await stripe.session(opened["id"])
    page |= {"payment_intent": page["payment_intent"]["id"], "sent": sent}
    for name, call in CALLS.items():
        if name == "expire_session":
            page = page | {"id": (await stripe.create_session(sent, "second"))["id"]}
        await call(stripe, page)
    await stripe.aclose()
    assert wire_tap.kinds == set(KINDS)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("payment_intent=pi_1&reason=boredom", "reason"),
        ("payment_intent=pi_1&amount=ten", "amount"),
        ("payment_intent=pi_1&metadata[order_id]=" + "x" * 501, "at most 500"),
        ("payment_intent=pi_1&metadata[" + "x" * 41 + "]=1", "key"),
        ("payment_intent=pi_1&colour=red", "unknown"),
    ],
)
def test_the_tap_itself_can_fail(form: str, says: str) -> None:
    """Each of these would be refused."""
    (told,) = WireTap().request("POST", "/v1/refunds", form, {})
    assert says in told


@pytest.mark.parametrize(
    ("place", "most"),
    [
        ("client_reference_id", 200),
        ("payment_intent_data[description]", 1000),
        ("payment_intent_data[statement_descriptor_suffix]", 22),
        ("custom_text[submit][message]", 1200),
    ],
)
def test_the_tap_measures_what_the_types_do_not_say(place: str, most: int) -> None:
    """One character too many is one complaint, the last that fits is none."""
    for length in (most, most + 1):
        found = WireTap().request("POST", "/v1/checkout/sessions", f"{place}={'x' * length}", {})
        assert len([each for each in found if "at most" in each]) == length - most


def test_an_unknown_request_is_named() -> None:
    """Whoever adds a call says which parameters of the SDK's it takes."""
    assert WireTap().request("POST", "/v1/payment_links", "", {})


@pytest.mark.parametrize(
    "wrong", [{"colour": "red"}, {"status": 5}, {"amount": "60.00"}, {"charge": 5}, {"metadata": "x"}]
)
def test_the_check_of_answers_can_fail(wrong: Json) -> None:
    """An answer with an unknown field, word or type is no answer of Stripe's."""
    charge = {"id": "ch_1", "currency": "eur", "payment_intent": "pi_1", "payment_method": "pm_1"}
    charge["payment_method_details"] = {"type": "card"}  # type: ignore[assignment]
    refund = refund_object(charge, 1000, None, {}, 1_800_000_000)
    assert answer_problems(refund) == []
    assert answer_problems(refund | wrong)
