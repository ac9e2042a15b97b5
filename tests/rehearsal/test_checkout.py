"""Checkout Sessions: what is taken and refused, paid, declined, delayed, expired, refunded."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.rehearsal.wire import BadRequest
from bot.rehearsal.world import World
from tests.rehearsal.conftest import RecordingDesk

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


async def test_a_new_session_is_open_and_has_no_payment_yet(world: World, stripe_api: httpx.AsyncClient) -> None:
    """Amount from the price, url on our page, payment_intent null; metadata strings."""
    session = await created(stripe_api)
    assert (session["status"], session["payment_status"], session["payment_intent"]) == ("open", "unpaid", None)
    assert (session["amount_total"], session["currency"]) == (6_000, "eur")
    assert session["url"].startswith(f"{world.url}/rehearsal/checkout/{session['id']}#")
    assert session["metadata"] == {"order_id": "order_1"}
    assert session["payment_method_types"] == ["card", "ideal"]
    inline = {
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "7500",
        "line_items[0][price_data][product_data][name]": "Lesson",
        "line_items[0][quantity]": "2",
    }
    params = {key: value for key, value in GOOD.items() if not key.startswith("line_items")} | inline
    assert (await stripe_api.post(SESSIONS, data=params)).json()["amount_total"] == 15_000


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"payment_method_types[0]": "card"}, "parameter_unknown", "payment_method_types"),
        ({"line_items[0][foo]": "1"}, "parameter_unknown", "line_items[0][foo]"),
        ({"line_items[0][price]": "price_none"}, "resource_missing", "line_items[0][price]"),
        ({"line_items[0][quantity]": "one"}, "parameter_invalid_integer", "line_items[0][quantity]"),
        ({"mode": "gift"}, None, "mode"),
        ({"locale": "xx"}, None, "locale"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"metadata[k]": "x" * 501}, None, "metadata[k]"),
        ({"success_url": ""}, "parameter_missing", "success_url"),
    ],
)
async def test_wrong_parameters_are_refused_by_name(
    stripe_api: httpx.AsyncClient, more: dict[str, str], code: str | None, param: str
) -> None:
    """400 with Stripe's code and param."""
    answer = await stripe_api.post(SESSIONS, data=GOOD | more)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error.get("code"), error["param"]) == (
        400,
        "invalid_request_error",
        code,
        param,
    )


@pytest.mark.parametrize(
    ("seconds", "is_fine"), [(29 * 60, False), (31 * 60, True), (23 * 3600, True), (25 * 3600, False)]
)
async def test_expires_at_lies_between_half_an_hour_and_a_day(
    world: World, stripe_api: httpx.AsyncClient, seconds: int, is_fine: bool
) -> None:
    """On the world's clock."""
    world.jump(10 * 86_400)
    expires_at = str(world.clock.seconds() + seconds)
    answer = await stripe_api.post(SESSIONS, data=GOOD | {"expires_at": expires_at})
    assert (answer.status_code == 200) is is_fine
    if not is_fine:
        assert answer.json()["error"]["param"] == "expires_at"


async def test_the_same_key_replays_and_never_creates_twice(stripe_api: httpx.AsyncClient, world: World) -> None:
    """Same parameters: the same answer, marked; different ones: idempotency_error; a refusal is not kept."""
    first = await stripe_api.post(SESSIONS, data=GOOD, headers={"Idempotency-Key": "k1"})
    again = await stripe_api.post(SESSIONS, data=GOOD, headers={"Idempotency-Key": "k1"})
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    other = await stripe_api.post(SESSIONS, data=GOOD | {"locale": "en"}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
    refused = await stripe_api.post(SESSIONS, data=GOOD | {"mode": "x"}, headers={"Idempotency-Key": "k2"})
    assert refused.status_code == 400
    assert (await created(stripe_api, "k2"))["status"] == "open"
    assert len(world.stripe.tables.sessions) == 2
    world.jump(86_401)  # keys are forgotten after a day
    assert (await created(stripe_api, "k1"))["id"] != first.json()["id"]


async def test_a_500_after_execution_is_kept_under_its_key(stripe_api: httpx.AsyncClient, world: World) -> None:
    """The session exists, the key replays the 500; a 500 before execution keeps nothing."""
    world.stripe.knobs.troubles = []
    await world.do("world/stripe_knobs", troubles=[{"kind": "500_after"}, {"kind": "500"}])
    headers = {"Idempotency-Key": "k"}
    statuses = [(await stripe_api.post(SESSIONS, data=GOOD, headers=headers)).status_code for _ in range(3)]
    assert statuses == [500, 500, 500]
    assert len(world.stripe.tables.sessions) == 1
    await world.do("world/stripe_knobs", troubles=[{"kind": "500"}])
    headers = {"Idempotency-Key": "k3"}
    statuses = [(await stripe_api.post(SESSIONS, data=GOOD, headers=headers)).status_code for _ in range(2)]
    assert statuses == [500, 200]


async def test_a_lost_answer_is_found_again_by_its_key(stripe_api: httpx.AsyncClient, world: World) -> None:
    """The connection breaks after the session was made; the identical request brings it."""
    await world.do("world/stripe_knobs", troubles=[{"kind": "drop_after", "path": "sessions"}])
    with pytest.raises(httpx.TransportError):
        await stripe_api.post(SESSIONS, data=GOOD, headers={"Idempotency-Key": "k"})
    again = await stripe_api.post(SESSIONS, data=GOOD, headers={"Idempotency-Key": "k"})
    assert again.headers["idempotent-replayed"] == "true"
    assert list(world.stripe.tables.sessions) == [again.json()["id"]]


async def test_keys_and_permissions(stripe_api: httpx.AsyncClient, world: World) -> None:
    """401 for a wrong key, 403 naming the permission, 429 as a rate limit."""
    wrong = await stripe_api.get("/v1/account", headers={"Authorization": "Bearer sk_test_nope_nope_nope"})
    assert wrong.status_code == 401
    assert wrong.json()["error"]["message"].startswith("Invalid API Key provided: sk_test_")
    assert (await stripe_api.get("/v1/account", auth=(world.stripe.key, ""))).status_code == 200
    await world.do("world/stripe_knobs", forbidden=["rak_checkout_session_write"])
    refused = await stripe_api.post(SESSIONS, data=GOOD)
    assert refused.status_code == 403
    assert "rak_checkout_session_write" in refused.json()["error"]["message"]
    await world.do("world/stripe_knobs", forbidden=[], troubles=[{"kind": "429"}])
    assert (await stripe_api.get("/v1/account")).json()["error"]["code"] == "rate_limit"
    assert (await stripe_api.get("/v1/nothing")).status_code == 404
    with pytest.raises(ValueError, match="test keys only"):
        World(stripe_key="sk_live_x")


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
        assert await world.quiet.until(lambda: "checkout.session.expired" in desk.types(), timeout_s=2)


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


async def test_lists_are_filtered_and_paged(world: World, stripe_api: httpx.AsyncClient) -> None:
    """Newest first, cursors, status, created."""
    ids = [(await created(stripe_api))["id"] for _ in range(3)]
    await world.do("stripe/pay", session=ids[0])
    page = (await stripe_api.get(SESSIONS, params={"limit": "2"})).json()
    assert ([each["id"] for each in page["data"]], page["has_more"]) == ([ids[2], ids[1]], True)
    rest = (await stripe_api.get(SESSIONS, params={"starting_after": ids[1]})).json()
    assert ([each["id"] for each in rest["data"]], rest["has_more"]) == ([ids[0]], False)
    complete = (await stripe_api.get(SESSIONS, params={"status": "complete"})).json()["data"]
    assert [each["id"] for each in complete] == [ids[0]]
    by_intent = {"payment_intent": complete[0]["payment_intent"]}
    assert len((await stripe_api.get(SESSIONS, params=by_intent)).json()["data"]) == 1
    later = {"created[gt]": str(world.clock.seconds() + 60)}
    assert (await stripe_api.get(SESSIONS, params=later)).json()["data"] == []
    assert (await stripe_api.get(SESSIONS, params={"client_reference_id": "x"})).status_code == 400


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


async def test_the_plain_checkout_page_works_without_scripts(stripe_api: httpx.AsyncClient) -> None:
    """It says it is a rehearsal; pay leads to the success page once the webhook was answered."""
    session = await created(stripe_api)
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(session["url"])
        assert "rehearsal" in page.text
        base = session["url"].partition("#")[0]
        declined = await browser.post(f"{base}/decline")
        assert (declined.status_code, declined.headers["location"]) == (
            303,
            f"/rehearsal/checkout/{session['id']}?declined",
        )
        closed = await browser.post(f"{base}/close")
        assert closed.headers["location"] == "https://desk.example/cancel"
        paid = await browser.post(f"{base}/pay-ideal")
        assert paid.headers["location"] == f"https://desk.example/ok?s={session['id']}"
        assert (await browser.post(f"{base}/pay-card")).status_code == 409
