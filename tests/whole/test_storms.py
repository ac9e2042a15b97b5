"""Everything many times, at once and in every order: one booking, one confirmation, no time sold twice."""

import random
from itertools import permutations
from pathlib import Path

import pytest

from tests.whole.crowd import crowd, nothing_was_sold_twice, storm
from tests.whole.desk_and_world import Chat, Whole, desk_and_world, sqlite, texts
from tests.whole.ledger_of import Ledger
from tests.whole.replicas import replicas
from tests.whole.webhook_storm import paid_unheard, post, post_shuffled, repeat

MATTER = {
    False: ("checkout.session.completed", "payment_intent.succeeded"),
    True: (
        "checkout.session.completed",
        "payment_intent.processing",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ),
}
"""The events a payment's order hangs on, at once or later. The others of it are posted with them."""


async def _is_booked_once(whole: Whole, chat: Chat, database: str) -> None:
    told = texts(await chat.hears())
    assert told.count("Geboekt!") == 1, told
    staff = await chat.seen_by_staff()
    assert sorted(staff["labels"]) == ["flow:regular", "payment:paid", "status:booked"]
    assert [note.split(" ")[0] for note in staff["notes"] if note.startswith("Betaald")] == ["Betaald"]
    assert whole.world.stripe.tables.refunds == {}
    ledger = Ledger(database)
    assert (ledger.dead(), ledger.findings()) == ([], [])
    order_id = f"order_{chat.link.rpartition('/')[2]}"
    assert [claim.state for claim in ledger.claimed() if claim.order_id == order_id] == ["booked"]
    ledger.close()


@pytest.mark.parametrize("later", [False, True], ids=["card", "delayed"])
async def test_the_events_of_a_payment_twenty_times_each_all_at_once(tmp_path: Path, later: bool) -> None:
    """Sisters that matter and sisters that do not, shuffled: one booking, one confirmation, everything answered 200."""
    database = sqlite(tmp_path)
    async with desk_and_world(database) as whole:
        for seed in range(3):
            chat, events = await paid_unheard(whole, later=later)
            answers = await post_shuffled(whole, events, 20, random.Random(seed))  # noqa: S311 - to be repeatable
            assert set(answers) == {200}
            await _is_booked_once(whole, chat, database)


@pytest.mark.parametrize("later", [False, True], ids=["card", "delayed"])
async def test_the_events_of_a_payment_in_every_order(tmp_path: Path, later: bool) -> None:
    """One after the other, each of them twice; the end is always the same."""
    database = sqlite(tmp_path)
    async with desk_and_world(database) as whole:
        for order in permutations(MATTER[later]):
            chat, events = await paid_unheard(whole, later=later)
            for kind in order:
                matching = [event for event in events if event["type"] == kind]
                assert set(await post(whole, matching * 2)) == {200}
                await whole.settles()
            await post(whole, events)
            await _is_booked_once(whole, chat, database)


async def test_one_callback_twenty_times_at_once_is_one_message_and_one_tap(whole: Whole) -> None:
    """A message, then a tap: each is answered once."""
    chat = await whole.chat(language="nl")
    whole.world.chatwoot.knobs.callbacks.duplicate_rate = 0.0
    for step in ("say hoi", "tap regular", "tap math"):
        assert len(await chat.goes(step)) == 1
        newest = next(each for each in reversed(whole.world.chatwoot.callbacks.log) if _is_the_students(each.body))
        assert set(await repeat(whole, newest, 20)) == {200}
        assert await chat.hears() == []


async def test_fifty_students_at_once_for_overlapping_times(tmp_path: Path) -> None:
    """Lessons of 30, 60, 90 and 120 minutes on unequal starts: no overlap is held, and everyone finds another time."""
    database = sqlite(tmp_path)
    async with desk_and_world(database) as whole:
        people = await crowd(whole.world, 50, seed=1)
        await storm(people)
        await whole.settles()
        assert sum(one.refused for one in people) > 20, "it was no storm"
        ledger = Ledger(database)
        await nothing_was_sold_twice(people, ledger)
        assert ledger.dead() == []
        ledger.close()


@pytest.mark.postgres
async def test_twenty_students_at_once_at_two_desks_on_one_postgres(postgres_url: str, tmp_path: Path) -> None:
    """Every callback goes to either desk by chance."""
    async with replicas(postgres_url, tmp_path) as desks:
        people = await crowd(desks.world, 20, seed=2)
        await storm(people)
        await desks.settles()
        assert min(desks.balancer.passed.values()) > 50
        await nothing_was_sold_twice(people, desks.ledger)
        assert desks.ledger.dead() == []


def _is_the_students(body: bytes) -> bool:
    return b'"message_type":"incoming"' in body.replace(b" ", b"") or b"submitted_values" in body
