"""Bad days: the database and the outside fail at random, and still everything is said once, in order."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.core import events as e
from bot.core.errors import OutcomeUnknown, TryAgainLater
from bot.shell import deliveries, engine_lane
from bot.shell.ports import Parcel
from bot.shell.writer import CommitUnknown, Job, Outcome, Writer
from tests.shell.stage import Stage
from tests.shell.toys import wrote

TALKS, EVENTS = 6, 12


class Moods:
    """Decides, by a seed, what fails."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - to be repeated
        self.on = True

    def fails(self, probability: float) -> bool:
        """Whether this one does."""
        return self.on and self.random.random() < probability


def spoil_database(monkeypatch: pytest.MonkeyPatch, moods: Moods) -> None:
    """Some transactions fail before their commit, some are committed and nobody is told."""
    transaction = Writer._transaction

    def spoiled(self: Writer, jobs: Sequence[Job], *, alone: bool) -> tuple[list[Outcome], list[Job]]:
        if moods.fails(0.1):
            raise OperationalError("BEGIN", None, Exception("the database is locked"))
        done = transaction(self, jobs, alone=alone)
        if moods.fails(0.1):
            raise CommitUnknown from OperationalError("COMMIT", None, Exception("the connection broke"))
        return done

    monkeypatch.setattr(Writer, "_transaction", spoiled)


def spoil_world(stage: Stage, moods: Moods) -> None:
    """Some deliveries fail, some arrive and nobody is told; who asks is told the truth."""
    deliver = stage.world.deliver

    async def spoiled(parcel: Parcel) -> Sequence[e.Event]:
        if moods.fails(0.15):
            raise TryAgainLater("down")
        if moods.fails(0.1):
            raise OutcomeUnknown("timed out, never arrived")
        brought = await deliver(parcel)
        if moods.fails(0.1):
            raise OutcomeUnknown("timed out, arrived")
        return brought

    async def was_delivered(parcel: Parcel) -> bool:
        if moods.fails(0.2):
            raise TryAgainLater("down")
        return any(one.id == parcel.id for one in stage.world.arrived)

    stage.world.deliver = spoiled  # type: ignore[method-assign]
    stage.world.was_delivered = was_delivered  # type: ignore[method-assign]


async def persist(stage: Stage, event: e.Event) -> None:
    """Accepts as Chatwoot does: again, until it is answered 200."""
    while True:
        try:
            await stage.engine.accept(event)
        except TryAgainLater:
            await asyncio.sleep(0.01)
        else:
            return


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_fails_everything_is_said_once_and_in_order(
    stage: Stage, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Database and outside fail in a tenth of all cases; each student hears everything, once, in order."""
    moods = Moods(seed)
    for module, name in ((deliveries, "FIRST_BACKOFF_SECONDS"), (engine_lane, "DATABASE_SECONDS")):
        monkeypatch.setattr(module, name, 0.01)
    spoil_database(monkeypatch, moods)
    spoil_world(stage, moods)
    await asyncio.gather(*(_student(stage, number) for number in range(TALKS)))
    await stage.until(lambda: len(stage.world.texts) >= TALKS * EVENTS * 2)
    moods.on = False
    await stage.engine.idle(backoffs=True)
    for number in range(TALKS):
        heard = [text for text in stage.world.texts if text.startswith(f"{number}.")]
        assert heard == [f"{number}.{n}{part}" for n in range(EVENTS) for part in "ab"]
    await stage.until(lambda: not stage.engine._lanes)
    health = await stage.engine.health()
    assert (health.open_events, health.open_deliveries, health.dead_events, health.dead_deliveries) == (0, 0, 0, 0)


async def _student(stage: Stage, number: int) -> Any:
    for n in range(EVENTS):
        await persist(stage, wrote(f"say {number}.{n}a|{number}.{n}b", talk=f"1:2:s{number}"))
