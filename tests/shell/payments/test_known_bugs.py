"""What went wrong with others' payments, each as a test named after the report, with the rule in its docstring.

Those that need a whole desk are in `tests/whole/test_known_bugs_of_others.py`. Left out, because they cannot concern this
desk: dj-stripe #2146 (it syncs endpoints that were made elsewhere; the desk makes, changes and deletes none, and
`wire_tap.KINDS` allows no such request); cal.diy #10121 (rescheduling asked for a second payment; a booked lesson is
moved by people here, and its order keeps its payments).
"""

import asyncio
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from bot.core import events as e
from bot.core.errors import NotForUs
from bot.core.orders import BOOKED, HELD, Attempt
from bot.rehearsal.world import World
from bot.shell import store_inbox
from bot.shell.engine import Mapped, Reference
from bot.shell.engine_settle import SettleUnit
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.inbound import WANTED_EVENTS, OtherAccount, heard
from tests.shell.payments.books import Books, an_order
from tests.shell.payments.samples import own
from tests.shell.payments.test_webhook import Broken, body, follow, page, post, wired
from tests.shell.stage import Stage, stage
from tests.shell.test_engine_money import held, saved
from tests.shell.toys import NOW, TALK, order

__all__ = ["stage", "wired"]  # the fixtures
ROOT = Path(__file__).parents[3]
PAGE = Attempt(1, "o1:1", {}, NOW + timedelta(hours=1), "open", "cs_x", amount_cents=6000, currency="eur")


async def an_open_page(stage: Stage) -> None:
    """An order whose page is the one `body()` tells of."""
    await held(stage, order("o1", NOW + timedelta(days=1), booking=HELD, attempts=(PAGE,)))


async def test_dj_stripe_832_received_is_not_processed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Received and processed are different columns: what failed stays open, and a repeat neither hides nor doubles it."""
    await an_open_page(stage)
    settles, broken = SettleUnit.__call__, True

    def sometimes(*args: Any, **kwargs: Any) -> Any:
        if broken:
            raise RuntimeError("the handler failed")
        return settles(*args, **kwargs)

    monkeypatch.setattr(SettleUnit, "__call__", sometimes)
    async with page(stage.engine) as client:
        assert await post(client, body()) == 200
        await stage.engine.idle()
        assert await stage.store.read(lambda tx: store_inbox.has_open(tx, TALK))
        broken = False
        assert await post(client, body()) == 200
    stage.clock.forward(3600)
    await stage.engine.sweep()
    await stage.engine.idle(backoffs=True)
    booked = await saved(stage)
    assert (booked.booking, booked.payment, len(booked.payments)) == (BOOKED, "paid", 1)


async def test_dj_stripe_1239_duplicates_at_once_are_no_500(stage: Stage) -> None:
    """Insert or ignore on the event's id: twenty of one event at once are twenty times 200 and one payment."""
    await an_open_page(stage)
    async with page(stage.engine) as client:
        assert await asyncio.gather(*(post(client, body()) for _ in range(20))) == [200] * 20
    await stage.engine.idle()
    assert len((await saved(stage)).payments) == 1


async def test_dj_stripe_1267_and_saleor_14649_parallel_webhooks_do_not_deadlock(stage: Stage) -> None:
    """Locks in one order, short transactions: sixty webhooks about six students, each in another order, are all taken."""
    for n in range(6):
        session = Attempt(1, f"o{n}:1", {}, NOW + timedelta(hours=1), "open", f"cs_{n}")
        start = NOW + timedelta(days=n + 1)
        await held(stage, order(f"o{n}", start, talk=f"1:2:s{n}", booking=HELD, attempts=(session,)))

    async def told(n: int) -> bool:
        def make(mapped: Mapped) -> e.MoneyEvent:
            return e.OrderPaid(
                id=f"evt_{n}",
                talk=mapped.talk,
                order_id=mapped.order_id,
                session_id=f"cs_{n % 6}",
                payment_intent=f"pi_{n % 6}",
                amount_cents=6000,
            )

        return await stage.engine.accept_mapped(Reference(session_id=f"cs_{n % 6}"), make)

    assert await asyncio.gather(*(told(n * 7 % 60) for n in range(60))) == [True] * 60
    await stage.engine.idle()
    assert {(await saved(stage, f"o{n}")).payment for n in range(6)} == {"paid"}


def test_dj_stripe_1039_a_refund_under_a_charges_name_is_a_refund() -> None:
    """What counts is the object inside, not the prefix of the type."""
    fact = heard(own("charge.refund.updated"), live=False).make(Mapped("order_tok", "1:2:src"))
    assert isinstance(fact, e.RefundTold)
    wrong = own("charge.refund.updated")
    wrong["data"]["object"]["object"] = "charge"
    with pytest.raises(NotForUs):
        heard(wrong, live=False)


async def test_pretix_343_the_refund_of_the_second_payment_leaves_the_order_alone(books: Books) -> None:
    """A refund belongs to a payment: paid twice, the second goes back, the lesson stays booked and paid."""
    attempts = tuple(Attempt(n, f"k{n}", {}, NOW, "open", f"cs_{n}", "", 6000, "eur") for n in (1, 2))
    books.orders["order_tok"] = an_order(books.world.clock.now(), attempts=attempts)
    for n in (1, 2):
        paid = {"session_id": f"cs_{n}", "payment_intent": f"pi_{n}", "amount_cents": 6000}
        books.take_in([e.OrderPaid(id=f"paid_{n}", talk="", order_id="order_tok", **paid)])  # type: ignore[arg-type]
    refund = e.RefundTold(
        id="r",
        talk="",
        order_id="order_tok",
        payment_intent="pi_2",
        refund_id="re_1",
        amount_cents=6000,
        status="succeeded",
    )
    books.take_in([refund])
    after = books.orders["order_tok"]
    assert (after.payment, after.booking) == ("paid", BOOKED)
    assert [p.refunded_cents for p in after.payments] == [0, 6000]


def test_cal_diy_15294_an_event_without_an_account_is_ours_and_one_with_it_is_told_aloud() -> None:
    """They dropped every event that names no account; ours name none, and another's is an endpoint set up wrongly."""
    fact = own("checkout.session.completed")
    assert heard(fact, live=False)
    with pytest.raises(OtherAccount):
        heard(fact | {"account": "acct_1"}, live=False)


def test_cal_diy_24805_the_guide_names_every_event_the_desk_needs() -> None:
    """An event nobody subscribes to never comes: the guide and the code name the same ones."""
    named = set(re.findall(r"\b(?:[a-z_]+\.)+[a-z_]+\b", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert set(WANTED_EVENTS) <= named


async def test_cal_diy_12371_a_declined_card_books_nothing(wired: Books, world: World) -> None:
    """A booking follows from *paid* alone."""
    await wired.opened()
    await world.customer_side.decline()
    await follow(wired)
    assert (wired.orders["order_tok"].booking, wired.news.count("paid")) == (HELD, 0)


async def test_saleor_14648_one_capture_told_by_two_events_counts_once(wired: Books, world: World) -> None:
    """`completed` and `payment_intent.succeeded` are one payment, whichever comes first, however often."""
    world.stripe.knobs.webhooks.copies = 3
    await wired.opened()
    await world.customer_side.pay()
    await follow(wired)
    assert [p.amount_cents for p in wired.orders["order_tok"].payments] == [6000]
    assert wired.news.count("paid") == 1


async def test_saleor_19220_two_tries_make_one_page(books: Books, world: World) -> None:
    """An attempt is frozen under its key: asked for twice at once, there is one page at Stripe."""
    effect = books.ask(an_order(world.clock.now()))
    await asyncio.gather(books.carry(effect), books.carry(effect), return_exceptions=True)
    await books.carry(effect)
    assert len(world.stripe.tables.sessions) == 1
    assert books.orders["order_tok"].attempts[0].state == "open"


async def test_django_payments_with_stripe_15_answers_are_plain_dicts(books: Books, world: World) -> None:
    """A StripeObject has no `.get()`: none of them gets past the gateway, at no depth."""
    await books.opened()
    await world.customer_side.pay()
    stripe_ = StripeGateway(world.stripe.key, api_base=f"{world.url}/stripe/")
    waiting: list[Any] = await stripe_.sessions_since(0)
    waiting.append(await stripe_.session(waiting[0]["id"]))
    kinds = set()
    while waiting:
        thing = waiting.pop()
        kinds.add(type(thing))
        waiting += thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else []
    await stripe_.aclose()
    assert kinds <= {dict, list, str, int, bool, type(None)}


def test_djangoproject_1886_the_client_is_pinned() -> None:
    """A new major version of the client comes by our own hand, with the contract tests in between."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    [pin] = [each for each in wanted if re.match(r"stripe\b", each)]
    major = stripe.VERSION.partition(".")[0]
    assert re.fullmatch(rf"stripe>={major}\.\d+,<{int(major) + 1}", pin)


async def test_woocommerce_stripe_2331_the_refunds_id_is_the_key(wired: Books, world: World) -> None:
    """Told by our own call, by `created`, `updated` and the charge, in any order and twice: one refund, one word of it."""
    world.stripe.knobs.webhooks.copies = 2
    world.stripe.knobs.webhooks.shuffle_rate = 1.0
    await wired.opened()
    await world.customer_side.pay()
    await follow(wired)
    await world.owner_side.refund(amount=1000)
    await follow(wired)
    [payment] = wired.orders["order_tok"].payments
    assert payment.refunded_cents == 1000
    assert wired.news.count("refunded_part") == 1


def test_lunora_627_an_unpaid_completed_page_can_still_fail(books: Books) -> None:
    """Money on its way is *processing*, not paid, and from there it may fail."""
    attempt = Attempt(1, "k", {}, NOW, "open", "cs_test_1", "", 6000, "eur")
    books.orders["order_tok"] = an_order(books.world.clock.now(), attempts=(attempt,))
    seen = []
    for name in ("checkout.session.completed.unpaid", "checkout.session.async_payment_failed"):
        books.take_in([heard(own(name), live=False).make(Mapped("order_tok", "1:2:src"))])
        seen.append(books.orders["order_tok"].payment)
    assert seen == ["processing", "failed"]


@pytest.mark.parametrize("error", [OSError("disk"), KeyError("a mistake of ours")])
async def test_eventyay_3447_a_failure_is_never_a_200(error: Exception) -> None:
    """Whatever went wrong before it was saved: 5xx, and Stripe sends it again."""
    async with page(Broken(error)) as client:
        assert await post(client, body()) == 500


@pytest.mark.parametrize("only", ["refund.created", "charge.refunded"])
async def test_hi_events_1067_a_refund_needs_no_updated(wired: Books, world: World, only: str) -> None:
    """An ordinary card refund sends no `refund.updated`: `created` alone is enough, and so is the charge alone."""
    await wired.opened()
    await world.customer_side.pay()
    await follow(wired)
    told = ("refund.created", "refund.updated", "charge.refund.updated", "charge.refunded")
    world.stripe.knobs.webhooks.lose_types = [each for each in told if each != only]
    await world.owner_side.refund()
    await follow(wired)
    assert wired.orders["order_tok"].payment == "refunded"


def test_pgeu_156_a_failed_refund_is_money_that_stayed() -> None:
    """A refund event is no proof that money went: its status is."""
    fact = heard(own("refund.failed"), live=False).make(Mapped("order_tok", "1:2:src"))
    assert isinstance(fact, e.RefundTold)
    assert fact.status == "failed"


def test_stripe_python_327_and_1428_another_event_loop_and_no_warning() -> None:
    """Connections belong to the gateway, not to the module: a second loop works, and nothing deprecated is called."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": "re_1", "object": "refund", "asked": request.content.decode()})

    async def once() -> str:
        gateway = StripeGateway("sk_test_x", http=httpx.AsyncClient(transport=httpx.MockTransport(answer)))
        made = await gateway.refund({"payment_intent": "pi_1", "amount": 5}, "key")
        await gateway.aclose()
        return str(made["asked"])

    said = [asyncio.run(once()) for _ in range(2)]
    assert said[0] == said[1]
    assert "payment_intent=pi_1" in said[0]
