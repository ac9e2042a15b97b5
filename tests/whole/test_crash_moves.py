"""Killed while a lesson moves, the desk leaves one lesson, at one time, paid for once. All: `tests.soak.crash --changes`."""

import asyncio
from pathlib import Path

import pytest

from tests.whole.crashing import UNREACHED, Play, judged, undisturbed
from tests.whole.desk_and_world import sqlite
from tests.whole.stories import BEGINS, CHANGES, STORIES

EVERY = 9
AT_ONCE = 2
MOST_UNREACHED = 3


@pytest.mark.parametrize("name", CHANGES)
async def test_killed_while_a_lesson_moves(name: str, tmp_path: Path) -> None:
    """A ninth of the moments of the change: it ends as if nothing had happened, for staff, student, Stripe and the books."""

    def play(point: str) -> Play:
        folder = tmp_path / point.replace(":", "_")
        return Play(STORIES[name], sqlite(folder), folder)

    expected, points = await undisturbed(play("undisturbed"), since=BEGINS)
    assert expected.outcome.left == CHANGES[name]
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(point: str) -> tuple[str, list[str]]:
        async with turn:
            return point, await judged(play(point), point, expected)

    results = await asyncio.gather(*(one(point) for point in points[::EVERY]))
    wrong = {point: [line for line in lines if not line.startswith(UNREACHED)] for point, lines in results if lines}
    assert not any(wrong.values()), wrong
    assert len(wrong) <= MOST_UNREACHED, f"too many moments were not reached: {sorted(wrong)}"
