"""A pretend Stripe over real HTTP, and books in front of it."""

from collections.abc import AsyncIterator

import pytest

from bot.rehearsal.world import World
from tests.shell.payments.books import Books, a_carrier


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Nobody listens to its webhooks unless the test says so."""
    async with World() as running:
        yield running


@pytest.fixture
async def books(world: World) -> AsyncIterator[Books]:
    """Orders with a carrier to that world."""
    kept = Books(world)
    kept.carrier = a_carrier(world, kept)
    yield kept
    await kept.carrier.aclose()
