"""Checkout Sessions: what is taken and refused, paid, declined, delayed, expired, refunded."""

import httpx
import pytest

from bot.rehearsal.world import World
from tests.rehearsal.sessions import GOOD, SESSIONS, created


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
