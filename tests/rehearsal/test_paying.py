"""Checkout Sessions paid, declined, delayed, expired and refunded; the webhooks that tell of it."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.rehearsal.wire import BadRequest
from bot.rehearsal.world import World
from tests.rehearsal.conftest import RecordingDesk
from tests.rehearsal.sessions import SESSIONS, created


@pytest.mark.parametrize("method", ["card", "ideal"])
async def test_paying_emits_five_signed_events(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient, method: str
) -> None:
    """One payment, five events; the session and the intent agree."""
    session = await created(stripe_api)
    left = await world.do("stripe/pay", session=session["url"], method=method)
    assert left["success_url"] == f"https://desk.example/ok?s={session['id']}"
    await world.quiet.settles()
    assert sorted(desk.types()) == [
        "charge.succeeded",
        "charge.updated",
        "checkout.session.completed",
        "payment_intent.created",
        "payment_intent.succeeded",
    ]
    completed = next(each for each in desk.webhooks if each.json["type"] == "checkout.session.completed")
    paid = completed.json["data"]["object"]
    assert (paid["status"], paid["payment_status"], paid["url"]) == ("complete", "paid", None)
    assert completed.json["livemode"] is False
    stamp, v1 = (part.partition("=")[2] for part in completed.headers["stripe-signature"].split(","))
    secret = world.stripe_webhook_secret.encode()
    assert v1 == hmac.new(secret, f"{stamp}.".encode() + completed.body, hashlib.sha256).hexdigest()
    answer = await stripe_api.get(f"{SESSIONS}/{session['id']}", params={"expand[]": "payment_intent.latest_charge"})
    intent = answer.json()["payment_intent"]
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 6_000)
    assert intent["metadata"] == {"order_id": "order_1"}
    assert intent["latest_charge"]["payment_method_details"]["type"] == method
    with pytest.raises(BadRequest, match="no longer open"):
        await world.do("stripe/pay", session=session["id"])


async def test_a_declined_card_leaves_the_session_open(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """The next attempt uses the same intent."""
    session = await created(stripe_api)
    await world.do("stripe/decline")
    await world.do("stripe/pay")
    await world.quiet.settles()
    assert desk.types().count("payment_intent.created") == 1
    assert {"charge.failed", "payment_intent.payment_failed"} <= set(desk.types())
    failed = next(each.json for each in desk.webhooks if each.json["type"] == "payment_intent.payment_failed")
    assert failed["data"]["object"]["last_payment_error"]["code"] == "card_declined"
    assert (await stripe_api.get(f"{SESSIONS}/{session['id']}")).json()["payment_status"] == "paid"


@pytest.mark.parametrize(("succeeded", "kind"), [(True, "succeeded"), (False, "failed")])
async def test_a_delayed_payment_completes_unpaid_and_settles_later(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient, succeeded: bool, kind: str
) -> None:
    """completed(unpaid) and processing, then async_payment_…"""
    await created(stripe_api)
    await world.do("stripe/pay_later")
    await world.quiet.settles()
    completed = next(each.json for each in desk.webhooks if each.json["type"] == "checkout.session.completed")
    assert completed["data"]["object"]["payment_status"] == "unpaid"
    assert "payment_intent.processing" in desk.types()
    await world.do("stripe/settle", succeeded=succeeded)
    await world.quiet.settles()
    assert f"checkout.session.async_payment_{kind}" in desk.types()
    with pytest.raises(BadRequest, match="nothing is on its way"):
        await world.do("stripe/settle")


async def test_only_an_open_session_can_be_expired(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """By API: the event carries the request; twice, or once paid: 400 in Stripe's words."""
    session = await created(stripe_api)
    path = f"{SESSIONS}/{session['id']}/expire"
    assert (await stripe_api.post(path, headers={"Idempotency-Key": "x1"})).json()["status"] == "expired"
    await world.quiet.settles()
    assert desk.webhooks[0].json["request"]["idempotency_key"] == "x1"
    again = await stripe_api.post(path)
    assert again.status_code == 400
    assert "has a status of `expired`" in again.json()["error"]["message"]
    paid = await created(stripe_api)
    await world.do("stripe/pay")
    refused = await stripe_api.post(f"{SESSIONS}/{paid['id']}/expire")
    assert "has a status of `complete`" in refused.json()["error"]["message"]


async def test_a_session_expires_by_itself_on_the_worlds_clock(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """Also an intent that was declined before is canceled."""
    session = await created(stripe_api, expires_at=str(world.clock.seconds() + 1_860))
    await world.do("stripe/decline")
    await world.do("world/jump", seconds=1_861)
    await world.quiet.settles()
    assert {"checkout.session.expired", "payment_intent.canceled"} <= set(desk.types())
    assert (await stripe_api.get(f"{SESSIONS}/{session['id']}")).json()["url"] is None
    with pytest.raises(BadRequest, match="no longer open"):
        await world.do("stripe/pay")


async def test_expiry_needs_nobody_to_ask(desk: RecordingDesk) -> None:
    """A frozen clock that moves: the world notices within its own tick."""
    times = [datetime(2026, 11, 23, 12, 0, tzinfo=UTC)]
    async with World(desk.url, now=lambda: times[0]) as world:
        headers = {"Authorization": f"Bearer {world.stripe.key}"}
        async with httpx.AsyncClient(base_url=f"{world.url}/stripe", headers=headers, trust_env=False) as api:
            await created(api, expires_at=str(world.clock.seconds() + 2_000))
        times[0] += timedelta(seconds=2_001)
        assert await world.quiet.until(lambda: "checkout.session.expired" in desk.types(), timeout_s=60)


async def test_webhooks_are_retried_doubled_and_lost(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """Any non-2xx is retried; what is lost stays in the event list as not delivered."""
    world.stripe.knobs.webhooks.retries_after_s = [0.01, 0.01]
    desk.webhook_answers = [500, 404]
    await created(stripe_api)
    await world.do("stripe/expire")
    await world.quiet.settles()
    assert desk.types() == ["checkout.session.expired"] * 3
    assert len({each.json["id"] for each in desk.webhooks}) == 1
    await world.do("world/stripe_knobs", webhooks={"copies": 2, "lose_types": ["checkout.session.completed"]})
    await created(stripe_api)
    await world.do("stripe/pay")
    await world.quiet.settles()
    assert desk.types().count("payment_intent.succeeded") == 2
    assert "checkout.session.completed" not in desk.types()
    events = await stripe_api.get("/v1/events", params={"delivery_success": "false", "limit": "100"})
    assert [each["type"] for each in events.json()["data"]] == ["checkout.session.completed"]
    await world.do("stripe/resend", event=events.json()["data"][0]["id"])
    await world.do("world/stripe_knobs", webhooks={"lose_types": []})
    await world.do("stripe/resend", event=events.json()["data"][0]["id"])
    await world.quiet.settles()
    assert desk.types().count("checkout.session.completed") == 2


async def test_refunds_add_up_and_never_exceed(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """Partial, idempotent, over-refund 400; the charge says refunded only when it is all."""
    await created(stripe_api)
    await world.do("stripe/pay")
    intent = next(iter(world.stripe.tables.intents))
    params, headers = {"payment_intent": intent, "amount": "2000"}, {"Idempotency-Key": "r1"}
    first = (await stripe_api.post("/v1/refunds", data=params, headers=headers)).json()
    again = (await stripe_api.post("/v1/refunds", data=params, headers=headers)).json()
    assert (first["id"], first["status"]) == (again["id"], "succeeded")
    over = await stripe_api.post("/v1/refunds", data={"payment_intent": intent, "amount": "4001"})
    assert over.status_code == 400
    await stripe_api.post("/v1/refunds", data={"payment_intent": intent, "reason": "duplicate"})
    none_left = await stripe_api.post("/v1/refunds", data={"payment_intent": intent})
    assert none_left.json()["error"]["code"] == "charge_already_refunded"
    await world.quiet.settles()
    charges = [each.json["data"]["object"] for each in desk.webhooks if each.json["type"] == "charge.refunded"]
    assert sorted((each["amount_refunded"], each["refunded"]) for each in charges) == [(2_000, False), (6_000, True)]
    rows = (await stripe_api.get("/v1/refunds", params={"payment_intent": intent})).json()["data"]
    assert [each["amount"] for each in rows] == [4_000, 2_000]


async def test_a_refund_can_be_pending_and_fail(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """The money comes back to the charge."""
    await created(stripe_api)
    await world.do("stripe/pay")
    await world.do("stripe/next_refunds", status="pending")
    refund = (await world.do("stripe/refund"))["refund"]
    assert refund["status"] == "pending"
    await world.do("stripe/settle_refund", succeeded=False)
    await world.quiet.settles()
    assert {"refund.created", "refund.failed"} <= set(desk.types())
    charge = next(iter(world.stripe.tables.charges.values()))
    assert charge["amount_refunded"] == 0
    await world.do("stripe/dispute")
    await world.do("stripe/close_dispute", status="lost")
    await world.quiet.settles()
    assert {"charge.dispute.created", "charge.dispute.closed"} <= set(desk.types())
