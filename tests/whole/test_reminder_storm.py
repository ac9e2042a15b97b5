"""Sixty lessons are due for their reminder in the same moment, at two desks of which one is killed: each student is reminded once."""

from pathlib import Path

import pytest

from bot.shell.store import open_store
from tests.whole.reminder_storm import storm
from tests.whole.replicas import replicas

pytestmark = pytest.mark.postgres


async def test_everybody_is_reminded_exactly_once(postgres_url: str, tmp_path: Path) -> None:
    """The other desk takes over what the dead one was about to say; students who write meanwhile are answered."""
    async with replicas(postgres_url, tmp_path) as desks:
        beside = await open_store(postgres_url, lock=False)
        weathered = await storm(desks, beside, 60)
        await beside.close()
        assert len(desks.died) == 1
        assert weathered.reminded == 60
