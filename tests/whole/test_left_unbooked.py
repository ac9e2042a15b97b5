"""Money without a lesson, found by a comparison or by the looks: a person is called into that very conversation."""

from dataclasses import replace

import pytest

from bot.core.orders import RELEASED
from bot.shell.alerts_unbooked import call_into_talk
from bot.shell.store_talks import save_orders
from tests.whole.desk_and_world import Chat, Whole, texts

CALLED = "de les staat niet geboekt"


async def test_a_paid_lesson_that_is_not_booked_calls_a_person_into_its_conversation_once(
    whole: Whole, paying: Chat, troubles: list[str]
) -> None:
    """However often and by whomever it is seen: one note with a mention, and nothing to the student."""
    troubles += ["paid_not_booked", "time_without_booking"]
    order = await _paid_and_lost(whole, paying)
    for _ in range(2):
        await whole.desk.reconciling.turn()
        await whole.settles()
        await whole.passes(11)
    assert not await call_into_talk(whole.desk.store, whole.desk.engine, order)  # what the looks would do
    await whole.settles()
    notes = [note for note in (await paying.seen_by_staff())["notes"] if CALLED in note]
    assert len(notes) == 1
    assert order in notes[0]
    assert texts(await paying.hears()) == ""


async def test_what_came_right_meanwhile_calls_nobody(whole: Whole, paying: Chat) -> None:
    """The look was between two commits: the talk sees that the lesson is booked."""
    await whole.payer("pay")
    order = await whole.desk.store.order_by_token(paying.link.rpartition("/")[2])
    assert order is not None
    assert await call_into_talk(whole.desk.store, whole.desk.engine, order.id)
    await whole.settles()
    assert not any(CALLED in note for note in (await paying.seen_by_staff())["notes"])


@pytest.mark.usefixtures("paying")
async def test_an_order_nobody_knows_calls_nobody(whole: Whole) -> None:
    """A payment under our name with an order that is not here has no conversation."""
    assert not await call_into_talk(whole.desk.store, whole.desk.engine, "order_nobody")


async def _paid_and_lost(whole: Whole, chat: Chat) -> str:
    """Paid and booked; then somebody's hand in the database takes the lesson away."""
    await whole.payer("pay")
    await chat.hears()
    order = await whole.desk.store.order_by_token(chat.link.rpartition("/")[2])
    assert order is not None
    lost = replace(order, booking=RELEASED)
    await whole.desk.store.write(lambda tx: save_orders(tx, {order.id: lost}, {order.id: order}), name="test")
    await whole.desk.engine.idle()
    return order.id
