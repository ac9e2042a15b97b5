"""Reading Stripe for the comparison: whole lists however long, at a pace, with patience, and only what is ours to read."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from bot.core.errors import TryAgainLater
from bot.rehearsal.stripe.forms import nested
from bot.rehearsal.stripe.objects import new_id
from bot.rehearsal.world import World
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.reading import StripeReader
from bot.shell.payments.reading_pace import BACK_OFF_SECONDS, Pace
from tests.rehearsal.sessions import GOOD


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    """A pretend Stripe without a desk."""
    async with World() as opened:
        yield opened


@pytest_asyncio.fixture
async def gateway(world: World) -> AsyncIterator[StripeGateway]:
    """A client of it."""
    opened = StripeGateway(world.stripe.key, api_base=f"{world.url}/stripe")
    yield opened
    await opened.aclose()


async def pay_many(world: World, gateway: StripeGateway, number: int) -> None:
    """So many payments of the same kind: a page makes only one."""
    await gateway.create_session(nested(urlencode(GOOD)), "key")
    await world.do("stripe/pay")
    paid = next(iter(world.stripe.tables.intents.values()))
    for _ in range(number - 1):
        again = paid | {"id": new_id("pi")}
        world.stripe.tables.intents[again["id"]] = again
        world.stripe.tables.emit("payment_intent.succeeded", again)


async def test_a_list_of_several_pages_is_read_whole_and_oldest_first(world: World, gateway: StripeGateway) -> None:
    """A hundred a page; events and things come in the order in which they happened."""
    await pay_many(world, gateway, 250)
    reader, now = StripeReader(gateway, Pace(10_000)), world.clock.seconds()
    shown = await reader.intents(now - 60, now + 60)
    events = await reader.events(now - 60, now + 60)
    made = list(world.stripe.tables.intents)
    assert [one.about for one in shown] == made
    assert [one.about for one in events if one.about in made] == made
    assert (reader.counts["intents"], reader.counts["events"]) == (250, 251), "the page's own event, too"
    assert await reader.intents(now + 60, now + 120) == []


async def test_calls_keep_their_pace() -> None:
    """One after the other, never two sooner than the pace allows."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    pace = Pace(10, sleep=sleep)
    for _ in range(4):
        await pace.call(lambda: asyncio.sleep(0))
    assert len(waited) == 3
    assert all(0 < each <= 0.1 * (n + 1) for n, each in enumerate(waited))


async def test_too_many_requests_are_waited_out_and_a_stripe_that_stays_away_is_told() -> None:
    """Each wait is twice as long as the last; after half a minute it is an error."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def throttled() -> None:
        raise TryAgainLater("Stripe answered 429")

    with pytest.raises(TryAgainLater):
        await Pace(1_000_000, sleep=sleep).call(throttled)
    assert [each for each in waited if each >= 1] == list(BACK_OFF_SECONDS)
