"""Stripe in trouble, each kind, for each thing asked of it: one plain sentence, the attempt goes on, a person after five minutes.

Waits are shortened, not their order: a call has two seconds instead of ten, and what is put off comes back soon.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.events import RefundRequested
from bot.core.orders import Order
from bot.rehearsal.gate import Trouble
from bot.rehearsal.stripe.server import StripeKnobs
from bot.shell import deliveries
from bot.shell.app_watch import owners_services, watch
from bot.shell.payments import client, outbound
from tests.patience import LONGEST_SECONDS
from tests.whole.conftest import BOOK
from tests.whole.desk_and_world import Chat, Whole, desk_and_world, sqlite, texts

A_CALL_HAS_SECONDS = 2.0
SORRY, OTHERWISE = "werkt nu even niet", "overmaken naar"
CALLED = "al minuten geen betaalpagina"


def _unreachable(knobs: StripeKnobs) -> None:
    knobs.down = "refuse"


def _away(knobs: StripeKnobs) -> None:
    knobs.down = "503"


def _never_answers(knobs: StripeKnobs) -> None:
    knobs.latency_s = A_CALL_HAS_SECONDS * 1.5


def _throttled(knobs: StripeKnobs) -> None:
    knobs.troubles = [Trouble("429", times=10_000)]


def _failing_and_kept(knobs: StripeKnobs) -> None:
    knobs.troubles = [Trouble("500_after", times=10_000, method="POST")]


def _key_revoked(knobs: StripeKnobs) -> None:
    knobs.revoked = True


def _permission_missing(knobs: StripeKnobs) -> None:
    knobs.forbidden = ["rak_checkout_session_write", "rak_checkout_session_read", "rak_charge_write"]


def _well(knobs: StripeKnobs) -> None:
    knobs.down, knobs.latency_s, knobs.troubles = None, 0.0, []
    knobs.revoked, knobs.forbidden = False, []


KINDS: dict[str, Callable[[StripeKnobs], None]] = {
    "unreachable": _unreachable,
    "away": _away,
    "never answers": _never_answers,
    "throttled": _throttled,
    "failing, kept under its key": _failing_and_kept,
    "key revoked": _key_revoked,
    "permission missing": _permission_missing,
}
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest_asyncio.fixture
async def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Whole]:
    """A desk with less patience."""
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", A_CALL_HAS_SECONDS)
    monkeypatch.setattr(outbound, "UNFIT_KEY_SECONDS", 0.2)
    monkeypatch.setattr(outbound, "LINK_LATER_SECONDS", 0.2)
    monkeypatch.setattr(deliveries, "FIRST_BACKOFF_SECONDS", 0.05)
    monkeypatch.setattr(deliveries, "LONGEST_BACKOFF_SECONDS", 0.2)
    async with desk_and_world(sqlite(tmp_path)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def expected(troubles: list[str]) -> None:
    """What the log may say."""
    troubles += [
        "stripe_key",
        "stripe_trouble",
        "TryAgainLater",
        "OutcomeUnknown",
        "refund_slow",
        "hold_stuck",
        "ClientDisconnect",
    ]


@pytest_asyncio.fixture
async def at_the_summary(whole: Whole) -> Chat:
    """A student who is about to ask for the link."""
    chat = await whole.chat(language="nl")
    await chat.goes(*BOOK)
    return chat


def phone(whole: Whole) -> str:
    """Everything that was said or noted."""
    return "\n".join(message.content or "" for message in whole.world.chatwoot.tables.messages.values())


async def minutes(whole: Whole, many: float) -> None:
    """Time passes; nothing but calls to a Stripe that never answers is under way by then."""
    if whole.world.stripe.knobs.latency_s:
        await _only_stripe_is_asked(whole)
    else:
        await whole.settles()
    whole.world.jump(many * 60)
    await whole.desk.engine.sweep()


async def _only_stripe_is_asked(whole: Whole) -> None:
    """Returns between two calls to Stripe: a callback or webhook that is under way while the clock jumps would look forged."""
    callbacks, webhooks = whole.world.chatwoot.callbacks.log, whole.world.stripe.webhooks._under_way
    async with asyncio.timeout(LONGEST_SECONDS):
        await whole.desk.engine.idle()
        while webhooks or any(each.outcome in ("queued", "retrying") for each in callbacks):
            await asyncio.sleep(0.01)
            await whole.desk.engine.idle()


async def the_order(whole: Whole) -> Order:
    """The only order there is."""
    name = phone(whole).partition("order_")[2][:20]
    order = await whole.desk.store.order_by_token(name)
    assert order is not None
    return order


@each_kind
async def test_a_trouble_that_passes_within_five_minutes_is_one_sentence_and_then_the_link(
    whole: Whole, at_the_summary: Chat, kind: str
) -> None:
    """Told once; nobody is called; the link comes by itself, and is paid once."""
    KINDS[kind](whole.world.stripe.knobs)
    await at_the_summary.student.taps("pay")
    await whole.until(lambda: SORRY in phone(whole))
    await minutes(whole, 4)
    _well(whole.world.stripe.knobs)
    await whole.until(lambda: "/p/" in texts_said(whole))
    await whole.settles(backoffs=True)
    await minutes(whole, 2)
    told = texts(await at_the_summary.hears())
    assert (told.count(SORRY), told.count(OTHERWISE), told.count("/p/")) == (1, 0, 1)
    staff = await at_the_summary.seen_by_staff()
    assert (staff["status"], len(staff["notes"])) == ("pending", 2)
    await whole.payer("pay")
    assert "Geboekt!" in texts(await at_the_summary.hears())
    assert (whole.charged, whole.pages.count("complete"), whole.pages.count("open")) == ([6_000], 1, 0)


@each_kind
async def test_a_trouble_that_lasts_calls_one_person_with_the_other_way_to_pay(
    whole: Whole, at_the_summary: Chat, kind: str
) -> None:
    """After five minutes, once; nothing is "failed"; when Stripe is well the link comes, with a word about the other way."""
    KINDS[kind](whole.world.stripe.knobs)
    await at_the_summary.student.taps("pay")
    await whole.until(lambda: SORRY in phone(whole))
    await minutes(whole, 5.1)
    await whole.until(lambda: OTHERWISE in phone(whole))
    await minutes(whole, 6)
    said = phone(whole)
    assert (said.count(SORRY), said.count(OTHERWISE), said.count(CALLED)) == (1, 1, 1)
    assert "mislukt" not in said
    _well(whole.world.stripe.knobs)
    await whole.until(lambda: "toch" in texts_said(whole))
    await whole.settles(backoffs=True)
    told = texts(await at_the_summary.hears())
    assert "Heb je al op een andere manier betaald?" in told
    staff = await at_the_summary.seen_by_staff()
    assert (staff["status"], "status:attention" in staff["labels"]) == ("open", True)
    assert sum(CALLED in note for note in staff["notes"]) == 1


def texts_said(whole: Whole) -> str:
    """What was said, without notes."""
    said = whole.world.chatwoot.tables.messages.values()
    return "\n".join(message.content or "" for message in said if not message.private)


async def test_an_answer_in_time_is_no_trouble(tmp_path: Path) -> None:
    """Slow, but it comes before the call is given up: the link, and no word of trouble."""
    async with desk_and_world(sqlite(tmp_path)) as whole:
        chat = await whole.chat(language="nl")
        await chat.goes(*BOOK)
        whole.world.stripe.knobs.latency_s = client.TIMEOUT_SECONDS * 0.1
        await chat.taps("pay")
        assert (SORRY in phone(whole), phone(whole).count("mislukt"), "/p/" in texts_said(whole)) == (False, 0, True)


async def test_a_person_who_has_the_conversation_gets_the_link_instead_of_the_student(
    whole: Whole, at_the_summary: Chat
) -> None:
    """The page opens while somebody of the team writes with the student: a note, and nothing said in between."""
    whole.world.stripe.knobs.revoked = True
    await at_the_summary.student.taps("pay")
    await whole.until(lambda: SORRY in phone(whole))
    await minutes(whole, 5.1)
    await whole.until(lambda: OTHERWISE in phone(whole))
    await whole.staff.replies(at_the_summary.conversation_id, "Ik kijk even mee.")
    await whole.settles()
    _well(whole.world.stripe.knobs)
    await whole.until(lambda: "kreeg de link niet" in phone(whole))
    await whole.settles(backoffs=True)
    assert "/p/" not in texts_said(whole)


@each_kind
async def test_a_page_that_cannot_be_ended_keeps_its_time_until_it_can(whole: Whole, paying: Chat, kind: str) -> None:
    """Stopped while Stripe is in trouble: the time is given back on Stripe's word only, and that comes by itself."""
    KINDS[kind](whole.world.stripe.knobs)
    await paying.student.writes("stop")
    await whole.until(lambda: len(whole.world.chatwoot.tables.messages) and "stop" in phone(whole))
    await minutes(whole, 3)
    carried_out = KINDS[kind] is _failing_and_kept  # only the answer was lost: the next call says that it is over
    assert (await the_order(whole)).booking == ("released" if carried_out else "held")
    _well(whole.world.stripe.knobs)
    await whole.until(lambda: whole.pages == ["expired"])
    await whole.settles(backoffs=True)
    assert (await the_order(whole)).booking == "released"


@each_kind
async def test_who_says_to_have_paid_is_never_told_that_it_failed(whole: Whole, paying: Chat, kind: str) -> None:
    """The webhook is lost and Stripe cannot be asked: “I am looking”, and booked as soon as it can."""
    whole.world.stripe.knobs.webhooks.lose_next = 99
    await whole.world.do("stripe/pay")
    KINDS[kind](whole.world.stripe.knobs)
    await paying.student.writes("ik heb betaald")
    await whole.until(lambda: len([1 for text in phone(whole).splitlines() if "ik heb betaald" in text]))
    await minutes(whole, 1)
    _well(whole.world.stripe.knobs)
    await whole.until(lambda: "Geboekt!" in phone(whole))
    await whole.settles(backoffs=True)
    said = texts_said(whole)
    assert (said.count("Geboekt!"), "mislukt" in said, "niet gelukt" in said) == (1, False, False)


@each_kind
@pytest.mark.usefixtures("paying")
async def test_money_goes_back_once_when_stripe_is_well(whole: Whole, kind: str) -> None:
    """A refund meets the trouble: tried in the background, made once, and nobody reads that it failed."""
    await whole.payer("pay")
    order = await the_order(whole)
    KINDS[kind](whole.world.stripe.knobs)
    asked = RefundRequested(id="asked", talk=order.talk, order_id=order.id, by="anna", why="ziek")
    await whole.desk.engine.accept(asked)
    await whole.until(lambda: "anna" in phone(whole))
    await minutes(whole, 3)
    assert "mislukt" not in phone(whole)
    _well(whole.world.stripe.knobs)
    await whole.until(lambda: [one["amount"] for one in whole.world.stripe.tables.refunds.values()] == [6_000])
    await whole.settles(backoffs=True)
    await minutes(whole, 20)
    await whole.settles(backoffs=True)
    assert (await the_order(whole)).payment == "refunded"
    assert len(whole.world.stripe.tables.refunds) == 1


@pytest.mark.parametrize("kind", ["key revoked", "permission missing"])
async def test_an_unfit_key_is_one_alert_and_over_when_it_is_well(
    whole: Whole, at_the_summary: Chat, kind: str
) -> None:
    """However many orders meet it; no alert of each order, and none that says the order was refused."""
    engine, now = whole.desk.engine, whole.world.clock.now
    [cashier] = {one for one in engine._parts.carriers.values() if isinstance(one, outbound.StripeCarrier)}
    watching = watch(
        whole.desk.settings, engine, owners_services(whole.desk.settings, now), lambda: cashier.limits, now
    )
    KINDS[kind](whole.world.stripe.knobs)
    await at_the_summary.student.taps("pay")
    await whole.until(lambda: SORRY in phone(whole))
    await watching.look()
    kinds = [one.kind for one in await whole.desk.engine.alerts.standing()]
    assert kinds == ["stripe_key"]
    _well(whole.world.stripe.knobs)
    await whole.until(lambda: "/p/" in texts_said(whole))
    await whole.settles(backoffs=True)
    whole.world.jump(11 * 60)
    await watching.look()
    assert await whole.desk.engine.alerts.standing() == ()
