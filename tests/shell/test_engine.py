"""A turn: heard once, decided once, saved with everything that follows, then done."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.shell.engine import Engine
from bot.shell.store import Store, open_store
from tests.shell.toys import TALK, Clock, World, toy_decide, toy_desk, wrote


class Stage:
    """An engine with a toy bot and a toy world."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.world = World()
        self.clock = Clock()
        self.engine = Engine(store, toy_decide, toy_desk(), [self.world], clock=self.clock)

    async def hear(self, *texts: str, talk: str = TALK) -> list[str]:
        """What the student has read once all of this was heard."""
        for text in texts:
            await self.engine.accept(wrote(text, talk=talk))
        await self.engine.idle()
        return self.world.texts


@pytest_asyncio.fixture
async def stage(fresh_url: str) -> AsyncIterator[Stage]:
    store = await open_store(fresh_url)
    made = Stage(store)
    await made.engine.start()
    yield made
    await made.engine.stop()
    await store.close()


async def test_a_message_is_heard_and_answered(stage: Stage) -> None:
    """What the student writes is decided and the answer is delivered."""
    assert await stage.hear("say hello") == ["hello"]


async def test_the_same_event_again_changes_nothing(stage: Stage) -> None:
    """A repeat is not new, and is not answered again."""
    assert await stage.engine.accept(wrote("say hello")) == 1
    assert await stage.engine.accept(wrote("say hello")) == 0
    await stage.engine.idle()
    assert stage.world.texts == ["hello"]
