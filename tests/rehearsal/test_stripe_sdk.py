"""The real Stripe SDK against the pretend Stripe, and our objects against the SDK's classes."""

from typing import Any

import pytest
import stripe
from stripe import HTTPClient

from bot.rehearsal.people import Student
from bot.rehearsal.world import World
from tests.rehearsal.conftest import RecordingDesk


class OurClient(HTTPClient):
    """The SDK over one httpx client, as the desk does it."""

    name = "httpx"

    def __init__(self, client: Any) -> None:
        super().__init__()
        self._client = client

    async def request_async(self, method: str, url: str, headers: Any, post_data: Any = None) -> tuple[Any, int, Any]:
        answer = await self._client.request(method, url, headers=headers, content=post_data)
        return answer.content, answer.status_code, answer.headers

    async def sleep_async(self, secs: float) -> None:
        raise AssertionError(f"no retries wanted, not even after {secs} s")

    async def close_async(self) -> None:
        await self._client.aclose()


@pytest.fixture
def sdk(world: World, stripe_api: Any, monkeypatch: pytest.MonkeyPatch) -> stripe.StripeClient:
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    return stripe.StripeClient(
        world.stripe.key, base_addresses={"api": f"{world.url}/stripe"}, http_client=OurClient(stripe_api)
    )


def params() -> Any:
    return {
        "mode": "payment",
        "success_url": "https://desk.example/ok",
        "line_items": [{"price": "price_weekend_90", "quantity": 1}],
        "metadata": {"order_id": "order_1"},
        "payment_intent_data": {"metadata": {"order_id": "order_1"}},
        "adaptive_pricing": {"enabled": False},
    }


async def test_the_sdk_creates_pays_refunds_and_lists(world: World, sdk: stripe.StripeClient) -> None:
    """Sessions, intents, refunds and events through StripeClient with base_addresses."""
    session = await sdk.v1.checkout.sessions.create_async(params(), {"idempotency_key": "k"})
    again = await sdk.v1.checkout.sessions.create_async(params(), {"idempotency_key": "k"})
    assert session.id == again.id
    assert session.amount_total == 11_250
    with pytest.raises(stripe.IdempotencyError):
        await sdk.v1.checkout.sessions.create_async(params() | {"locale": "nl"}, {"idempotency_key": "k"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sdk.v1.checkout.sessions.create_async(params() | {"payment_method_types": ["card"]})
    assert refused.value.code == "parameter_unknown"
    await world.do("stripe/pay", session=session.id)
    paid = await sdk.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["payment_intent"]})
    assert paid.payment_status == "paid"
    assert isinstance(paid.payment_intent, stripe.PaymentIntent)
    refund = await sdk.v1.refunds.create_async({"payment_intent": paid.payment_intent.id})
    assert refund.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="has a status of `complete`"):
        await sdk.v1.checkout.sessions.expire_async(session.id)
    page = await sdk.v1.events.list_async({"types": ["checkout.session.completed"], "limit": 1})
    assert [each.type async for each in page.auto_paging_iter()] == ["checkout.session.completed"]
    assert (await sdk.v1.prices.retrieve_async("price_weekend_90")).unit_amount == 11_250


async def test_the_sdk_accepts_our_signatures(world: World, desk: RecordingDesk, sdk: stripe.StripeClient) -> None:
    """Every webhook verifies and constructs."""
    await sdk.v1.checkout.sessions.create_async(params())
    await world.do("stripe/decline")
    await world.do("stripe/pay")
    await world.do("stripe/refund")
    await world.quiet.settles()
    for got in desk.webhooks:
        event = sdk.construct_event(got.body, got.headers["stripe-signature"], world.stripe_webhook_secret)
        assert event.type == got.json["type"]


@pytest.mark.parametrize(
    ("cls", "table"),
    [
        (stripe.checkout.Session, "sessions"),
        (stripe.PaymentIntent, "intents"),
        (stripe.Charge, "charges"),
        (stripe.Refund, "refunds"),
        (stripe.Price, "prices"),
        (stripe.Event, "events"),
    ],
)
async def test_our_objects_have_only_fields_the_sdk_knows(
    world: World, sdk: stripe.StripeClient, cls: Any, table: str
) -> None:
    """Names from the SDK's own annotations; nobody can come to rely on a field that Stripe does not have."""
    await sdk.v1.checkout.sessions.create_async(params())
    await world.do("stripe/pay")
    await world.do("stripe/refund")
    things = list(getattr(world.stripe.tables, table).values())
    assert things
    for thing in things:
        assert set(thing) <= set(cls.__annotations__)


async def test_a_student_and_a_payer_meet_in_one_world(world: World, desk: RecordingDesk) -> None:
    """Chatwoot callbacks and Stripe webhooks go to their own doors of the same desk."""
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.do("stripe/emit", type="invoice.paid", object={"id": "in_1", "object": "invoice"})
    await world.quiet.settles()
    assert desk.events() == ["message_created"]
    assert desk.types() == ["invoice.paid"]
