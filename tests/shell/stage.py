"""An engine with a toy bot and a toy world, on each kind of database."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from bot.shell.engine import Engine
from bot.shell.store import Store, open_store
from tests.shell.toys import TALK, Clock, World, toy_decide, toy_desk, wrote


class Stage:
    """One process of a desk: `restart` is another one after it, on the same database."""

    def __init__(self, store: Store, world: World, clock: Clock) -> None:
        self.store = store
        self.world = world
        self.clock = clock
        self.engine = Engine(store, toy_decide, toy_desk(), [world], clock=clock)

    async def hear(self, *texts: str, talk: str = TALK) -> list[str]:
        """What the student has read once all of this was heard."""
        for text in texts:
            await self.engine.accept(wrote(text, talk=talk))
        await self.engine.idle()
        return self.world.texts

    async def restart(self) -> "Stage":
        """The same world, another process."""
        await self.engine.stop(deliveries_seconds=0)
        after = Stage(self.store, self.world, self.clock)
        await after.engine.start()
        return after

    async def until(self, condition: Callable[[], object]) -> None:
        """Returns when the condition holds; fails when it never does. The time only ends what hangs: it proves nothing."""
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 - any condition of any test
                await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def stage(fresh_url: str) -> AsyncIterator[Stage]:
    """A started engine."""
    store = await open_store(fresh_url)
    made = Stage(store, World(), Clock())
    await made.engine.start()
    yield made
    await made.engine.stop(deliveries_seconds=0)
    await store.close()
