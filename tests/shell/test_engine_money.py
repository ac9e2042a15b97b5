"""Facts about money: mapped to an order, settled on it in a unit of their own, then heard by the talk."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import effects as do
from bot.core import events as e
from bot.core.errors import NotForUs
from bot.core.orders import BOOKED, HELD, RELEASED, Attempt, Order
from bot.shell import engine_endings, store_claims, store_talks
from bot.shell.engine import Mapped, Reference
from tests.shell.stage import Stage
from tests.shell.toys import NOW, TALK, order, toy_desk, wrote

START = NOW + timedelta(days=1)
PAGE = Attempt(1, "o1:1", {}, NOW + timedelta(hours=1), "open", "cs_1")
OTHER = "1:2:ben"


def paid(event_id: str = "evt_1", intent: str = "pi_1", session: str = "cs_1") -> Callable[[Mapped], e.MoneyEvent]:
    """Makes the fact that € 60.00 are there."""

    def make(mapped: Mapped) -> e.OrderPaid:
        return e.OrderPaid(
            id=event_id,
            talk=mapped.talk,
            order_id=mapped.order_id,
            hinted=mapped.hinted,
            session_id=session,
            payment_intent=intent,
            amount_cents=6000,
        )

    return make


async def held(stage: Stage, made: Order) -> None:
    """The order is in the store, and its time is held unless it is released."""
    claim = store_claims.Claim(made.id, made.slot, toy_desk().business.rules["regular"].profile.gap_between, NOW)
    await stage.store.write(lambda tx: store_talks.save_orders(tx, {made.id: made}, {}), name="order")
    if made.booking != RELEASED:
        await stage.store.write(lambda tx: store_claims.hold(tx, claim), name="hold")


async def saved(stage: Stage, order_id: str = "o1") -> Order:
    """The order as it is now."""
    found = await stage.store.order(order_id)
    assert found is not None
    return found


async def test_a_payment_books_the_order_and_then_the_talk_hears_of_it(stage: Stage) -> None:
    """Found by its session; settled, booked, said."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))
    assert await stage.engine.accept_mapped(Reference(session_id="cs_1"), paid())
    await stage.engine.idle()
    assert stage.world.texts == ["o1 paid"]
    assert (await saved(stage)).booking == BOOKED


async def test_the_same_payment_twenty_times_at_once_is_one(stage: Stage) -> None:
    """One booking, one message."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))
    accepts = [stage.engine.accept_mapped(Reference(session_id="cs_1"), paid()) for _ in range(20)]
    assert sum(await asyncio.gather(*accepts)) == 1
    await stage.engine.idle()
    assert stage.world.texts == ["o1 paid"]
    assert len((await saved(stage)).payments) == 1


async def test_a_sister_event_of_a_settled_payment_is_no_news(stage: Stage) -> None:
    """Another event id, the same payment intent, which is known by now: the talk does not hear of it."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))
    await stage.engine.accept_mapped(Reference(session_id="cs_1"), paid())
    await stage.engine.idle()
    assert await stage.engine.accept_mapped(Reference(payment_intent="pi_1"), paid("evt_2"))
    await stage.engine.idle()
    assert stage.world.texts == ["o1 paid"]
    assert (await stage.engine.health()).open_events == 0


async def test_a_fact_that_only_names_the_order_is_hinted(stage: Stage) -> None:
    """It is looked up at Stripe before anything is believed."""
    await held(stage, order("o1", START, booking=HELD, attempts=(replace(PAGE, session_id=""),)))
    await stage.engine.accept_mapped(Reference(session_id="cs_9", order_id="o1"), paid(session="cs_9"))
    await stage.engine.idle()
    assert (await saved(stage)).booking == HELD
    lookups = [one.effect for one in stage.world.arrived if isinstance(one.effect, do.LookUpCheckout)]
    assert [lookup.session_id for lookup in lookups] == ["cs_9"]


async def test_an_intent_is_looked_up_as_itself(stage: Stage) -> None:
    """Not as the newest page of the order its metadata names: that page's word says nothing about this payment."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))
    await stage.engine.accept_mapped(Reference(payment_intent="pi_9", order_id="o1"), paid(session="", intent="pi_9"))
    await stage.engine.idle()
    lookups = [one.effect for one in stage.world.arrived if isinstance(one.effect, do.LookUpCheckout)]
    assert lookups == [do.LookUpCheckout("o1", session_id="", payment_intent="pi_9")]


async def test_a_fact_about_nobodys_order_is_not_for_us(stage: Stage) -> None:
    """Another integration of the same account."""
    with pytest.raises(NotForUs):
        await stage.engine.accept_mapped(Reference("cs_foreign", "pi_foreign", "order_foreign"), paid())


async def test_paid_late_is_booked_again_when_the_time_is_free(stage: Stage) -> None:
    """The cells are claimed anew."""
    await held(
        stage, order("o1", START, booking=RELEASED, closed="expired", attempts=(replace(PAGE, state="expired"),))
    )
    await stage.engine.accept_mapped(Reference(session_id="cs_1"), paid())
    await stage.engine.idle()
    assert stage.world.texts == ["o1 paid_late"]
    assert (await saved(stage)).booking == BOOKED
    taken = await stage.hear(f"hold o2 {START.isoformat()} 60", talk=OTHER)
    assert taken[-1] == f"taken {START:%H:%M}"


async def test_paid_late_and_gone_is_a_matter_for_attention(stage: Stage) -> None:
    """Somebody else has the time; the order is not booked."""
    await held(
        stage, order("o1", START, booking=RELEASED, closed="expired", attempts=(replace(PAGE, state="expired"),))
    )
    await stage.hear(f"hold o2 {(START + timedelta(minutes=30)).isoformat()} 60", talk=OTHER)
    await stage.engine.accept_mapped(Reference(session_id="cs_1"), paid())
    await stage.engine.idle()
    assert stage.world.texts[-1] == "o1 paid_gone"
    assert (await saved(stage)).booking == "attention"


async def test_the_order_is_settled_even_when_the_talk_fails(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in a flow loses no money."""
    monkeypatch.setattr(engine_endings, "PAUSES_SECONDS", (0, 0))

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(stage.engine._parts, "decide", broken)
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))
    await stage.engine.accept_mapped(Reference(session_id="cs_1"), paid())
    await stage.engine.idle()
    assert (await saved(stage)).booking == BOOKED
    assert (await stage.engine.health()).dead_events == 2


async def test_two_payments_for_one_order_give_one_back(stage: Stage) -> None:
    """The refund goes out under an id that follows from the event."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE, replace(PAGE, n=2, session_id="cs_2"))))
    await stage.engine.accept_mapped(Reference(session_id="cs_1"), paid())
    await stage.engine.accept_mapped(Reference(session_id="cs_2"), paid("evt_2", "pi_2", "cs_2"))
    await stage.engine.idle()
    refunds = [one for one in stage.world.arrived if isinstance(one.effect, do.Refund)]
    assert len(refunds) == 1
    assert refunds[0].id.startswith("evt_2:settled:")


async def test_a_page_is_expired_under_the_name_that_became_known_meanwhile(stage: Stage) -> None:
    """Asked for before the answer to its opening was in: its session is looked up when its turn comes."""
    await held(stage, order("o1", START, booking=HELD, attempts=(replace(PAGE, state="asked", session_id=""),)))
    opening = asyncio.Event()

    async def slow(parcel: object) -> None:
        if isinstance(getattr(parcel, "effect", None), do.OpenCheckout):
            await opening.wait()

    stage.world.before = slow
    stage.world.answers = lambda parcel: (
        [e.CheckoutOpened(id="o:1", talk=TALK, order_id="o1", attempt=1, session_id="cs_new", url="http://pay.test")]
        if isinstance(parcel.effect, do.OpenCheckout)
        else []
    )
    await stage.engine.accept(wrote("open o1"))
    await stage.engine.accept(wrote("expire o1"))
    await stage.until(lambda: stage.engine.meters.turns._value.get() == 2)
    opening.set()
    await stage.engine.idle()
    expired = [one.effect for one in stage.world.arrived if isinstance(one.effect, do.ExpireCheckout)]
    assert [effect.session_id for effect in expired] == ["cs_new"]
