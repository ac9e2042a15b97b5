"""Signed webhooks over real HTTP: what is believed, what is answered."""

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.core.errors import TryAgainLater
from bot.core.events import MoneyEvent
from bot.core.orders import BOOKED, HELD
from bot.rehearsal.serving import Serving
from bot.rehearsal.stripe.webhooks import signature_header
from bot.rehearsal.world import World
from bot.shell.engine import Mapped, Reference
from bot.shell.payments.webhook import LARGEST_BODY_BYTES, PaymentsWebhook
from tests.shell.payments.books import Books, an_order
from tests.shell.stage import Stage, stage

__all__ = ["stage"]  # the fixture
SECRETS = ("whsec_old", "whsec_new")


class Broken:
    """A door behind which the database is gone."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def accept_mapped(self, reference: Reference, make: Callable[[Mapped], MoneyEvent]) -> bool:  # noqa: ARG002
        """Never."""
        raise self.error


def page(door: Any, now: float | None = None) -> httpx.AsyncClient:
    """A client in front of the endpoint."""
    webhook = PaymentsWebhook(SECRETS, door, live=False, clock=lambda: now or time.time())
    app = Starlette(routes=webhook.routes())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk")


def body(**changes: Any) -> bytes:
    """A completed, paid session of nobody."""
    session = {"id": "cs_x", "object": "checkout.session", "mode": "payment", "status": "complete"} | {
        "payment_status": "paid", "amount_total": 6000, "currency": "eur", "livemode": False, "metadata": {},
    }  # fmt: skip
    event = {"id": "evt_1", "object": "event", "type": "checkout.session.completed", "livemode": False}
    return json.dumps(event | {"data": {"object": session}} | changes).encode()


async def post(client: httpx.AsyncClient, content: bytes, signer: str = "whsec_new", age: int = 0) -> int:
    """The status of a signed webhook."""
    header = signature_header(signer, int(time.time()) - age, content)
    answer = await client.post("/webhook/payments", content=content, headers={"Stripe-Signature": header})
    return answer.status_code


async def test_every_configured_secret_opens_and_no_other(books: Books) -> None:
    """While a secret is rolled both are good; 401 for the rest."""
    async with page(books) as client:
        assert [await post(client, body(), secret) for secret in (*SECRETS, "whsec_else")] == [200, 200, 401]
        assert (await client.post("/webhook/payments", content=body())).status_code == 401
        assert (await client.post("/webhook/payments/", content=body())).status_code == 401
        bad = {"Stripe-Signature": "t=now,v1=x"}
        assert (await client.post("/webhook/payments", content=body(), headers=bad)).status_code == 401


async def test_a_signature_is_young_in_both_directions(books: Books) -> None:
    """Too old is a replay; far in the future is not accepted either."""
    async with page(books) as client:
        assert [await post(client, body(), age=age) for age in (301, 299, -299, -301)] == [401, 200, 200, 401]


@pytest.mark.parametrize(
    "fresh", ["x=1, t={now},t={then},{sum}", "t={then}=1,t={now},{sum}", "t= {then},t={now},{sum}"]
)
async def test_the_age_is_that_of_the_timestamp_that_was_signed(books: Books, fresh: str) -> None:
    """A fresh `t` that the signature does not cover makes no old webhook young."""
    now = int(time.time())
    old = signature_header("whsec_new", now - 4000, body())
    header = fresh.format(now=now, then=now - 4000, sum=old.partition(",")[2])
    async with page(books) as client:
        answer = await client.post("/webhook/payments", content=body(), headers={"Stripe-Signature": header})
    assert answer.status_code == 401


async def test_what_no_database_takes_is_not_repeated_for_days(stage: Stage) -> None:
    """Half of a surrogate pair or a NUL in another integration's names: nobody's, so 200 and not 500."""
    session = {"id": "cs_\x00", "mode": "payment", "status": "complete", "payment_status": "paid", "livemode": False}
    names = {"payment_intent": "pi_\ud800", "metadata": {"order_id": "order_\udfff"}}
    content = body(data={"object": session | names})
    async with page(stage.engine) as client:
        assert await post(client, content) == 200


async def test_other_bytes_than_signed_are_refused(books: Books) -> None:
    """Raw bytes count."""
    header = signature_header("whsec_new", int(time.time()), body())
    async with page(books) as client:
        answer = await client.post("/webhook/payments", content=body() + b" ", headers={"Stripe-Signature": header})
    assert answer.status_code == 401


@pytest.mark.parametrize("content", [b"not json", b"[]", b"\xff\xfe", b'{"a": NaN}', b"{}", b'{"type": "x", "id": 5}'])
async def test_what_is_no_event_is_a_400(books: Books, content: bytes) -> None:
    """Signed or not, it must be an event. (What is not UTF-8 cannot be signed by Stripe: 401.)"""
    async with page(books) as client:
        assert await post(client, content) == (401 if content.startswith(b"\xff") else 400)


async def test_too_large_is_a_413(books: Books) -> None:
    """Announced or not."""

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * (LARGEST_BODY_BYTES // 2)

    async with page(books) as client:
        assert (await client.post("/webhook/payments", content=b"x" * (LARGEST_BODY_BYTES + 1))).status_code == 413
        assert (await client.post("/webhook/payments", content=chunks())).status_code == 413


async def test_what_is_not_ours_is_a_200(books: Books) -> None:
    """Foreign sessions, other types, pings, other modes: else Stripe would repeat them for days."""
    thin = {"id": "evt_t", "object": "v2.core.event", "type": "v2.core.event_destination.ping", "livemode": False}
    async with page(books) as client:
        for content in (
            body(),
            body(type="invoice.paid"),
            json.dumps(thin).encode(),
            body(livemode=True),
            body(account="acct_1"),
        ):
            assert await post(client, content) == 200
    assert books.news == []


@pytest.mark.parametrize("error", [TryAgainLater("slow"), RuntimeError("disk")])
async def test_what_could_not_be_saved_is_a_500(error: Exception) -> None:
    """Stripe sends it again."""
    async with page(Broken(error)) as client:
        assert await post(client, body()) == 500


async def test_the_body_is_never_logged(books: Books, caplog: pytest.LogCaptureFixture, capsys: Any) -> None:
    """A bad signature carries the whole body in the SDK's error; nothing of it may be told."""
    async with page(books) as client:
        await post(client, body(secret="sam@example.com"), "whsec_else")
    out = capsys.readouterr()
    assert "sam@example.com" not in caplog.text + out.out + out.err


# -- the pretend Stripe's own webhooks, from end to end ------------------------------------------------------------------


@pytest.fixture
async def wired(world: World, books: Books) -> AsyncIterator[Books]:
    """The books behind a real endpoint that the pretend Stripe calls."""
    webhook = PaymentsWebhook(
        [world.stripe_webhook_secret], books, live=False, clock=lambda: world.clock.now().timestamp()
    )
    serving = Serving(Starlette(routes=webhook.routes()), "127.0.0.1", 0)
    await serving.start()
    world.stripe.webhooks.url = f"http://127.0.0.1:{serving.port}/webhook/payments"
    yield books
    await serving.stop()


async def follow(books: Books) -> None:
    """Waits for the webhooks and carries out what settling asked for, until nothing is left."""
    while True:
        assert await books.world.quiet.settles()
        if not books.asked:
            return
        asked, books.asked = books.asked, []
        for effect in asked:
            if books.carrier and isinstance(effect, tuple(books.carrier.handles)):
                await books.carry(effect)  # type: ignore[arg-type]


@pytest.mark.parametrize("shuffled", [False, True])
async def test_a_payment_books_once(wired: Books, world: World, shuffled: bool) -> None:
    """Five events, doubled, in any order: one payment, one booking."""
    await world.owner_side.shuffle(shuffled)
    world.stripe.knobs.webhooks.copies = 2
    world.stripe.knobs.webhooks.shuffle_rate = 1.0 if shuffled else 0.0
    order = await wired.opened()
    await world.customer_side.pay(method="ideal")
    await follow(wired)
    order = wired.orders[order.id]
    assert (order.booking, order.payment, len(order.payments)) == (BOOKED, "paid", 1)
    assert wired.news.count("paid") == 1
    assert order.attempts[0].state == "complete"


async def test_money_that_comes_before_the_page_is_known(wired: Books, world: World) -> None:
    """The answer to the creation was lost, the student paid: the hint is looked up and believed."""
    effect = wired.ask(an_order(world.clock.now()))
    assert wired.carrier
    await wired.carrier.deliver(wired.parcel(effect))
    await world.customer_side.pay()
    await follow(wired)
    assert "look_up" in wired.news
    assert (wired.orders["order_tok"].booking, wired.news.count("paid")) == (BOOKED, 1)


async def test_a_declined_card_is_told_and_changes_nothing(wired: Books, world: World) -> None:
    """Its payment intent is known by metadata only: looked up, then told."""
    order = await wired.opened()
    await world.customer_side.decline()
    await follow(wired)
    assert "declined" in wired.news
    assert wired.orders[order.id].payment == "pending"


async def test_delayed_money(wired: Books, world: World) -> None:
    """On its way, then there; or on its way, then failed."""
    await wired.opened()
    await world.customer_side.pay_later()
    await follow(wired)
    assert wired.orders["order_tok"].payment == "processing"
    await world.customer_side.settle(succeeded=True)
    await follow(wired)
    assert wired.orders["order_tok"].booking == BOOKED

    await wired.opened("two")
    await world.customer_side.pay_later()
    await world.customer_side.settle(succeeded=False)
    await follow(wired)
    assert (wired.orders["order_two"].payment, wired.orders["order_two"].booking) == ("failed", HELD)


async def test_expiry_refund_and_dispute(wired: Books, world: World) -> None:
    """Each of the other facts finds its order."""
    await wired.opened()
    await world.customer_side.expire()
    await follow(wired)
    assert wired.orders["order_tok"].closed == "expired"

    await wired.opened("two")
    await world.customer_side.pay()
    await follow(wired)
    await world.owner_side.refund(amount=1000)
    await world.owner_side.dispute()
    await follow(wired)
    assert wired.orders["order_two"].payment == "disputed"
    await world.owner_side.close_dispute("won")
    await follow(wired)
    order = wired.orders["order_two"]
    assert (order.payment, order.payments[0].refunded_cents) == ("paid", 1000)
    await world.owner_side.settle_refund(succeeded=False)
    await follow(wired)
    assert wired.news.count("refund_failed") == 1
