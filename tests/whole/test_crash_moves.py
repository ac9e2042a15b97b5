"""Killed while a lesson moves, the desk leaves one lesson, at one time, paid for once. All moments: `tests.soak.crash`."""

import asyncio
from pathlib import Path

import pytest

from tests.whole.crashing import UNREACHED, Play, judged, undisturbed
from tests.whole.stories import STORIES

EVERY = 6  # all of them: `python -m tests.soak.crash`
AT_ONCE = 2
MOST_UNREACHED = 3
LAST = {
    "moved": 45,
    "moved_dearer": 90,
    "cancelled": 50,
}  # so many of the moments are about the move, or the cancellation
WANTED = {
    "moved": ([[6_000, True]], [], ["booked"]),
    "moved_dearer": ([[6_000, True], [1_500, True]], [], ["booked"]),
    "cancelled": ([[6_000, True]], [6_000], []),
}


@pytest.mark.parametrize("name", LAST)
async def test_killed_while_a_lesson_moves(name: str, tmp_path: Path) -> None:
    """Some of the moments of the move: it ends as if nothing had happened, for staff, student, Stripe and the books."""

    def play(point: str) -> Play:
        folder = tmp_path / point.replace(":", "_")
        return Play(STORIES[name], f"sqlite:///{folder}/desk.db", folder)

    expected, points = await undisturbed(play("undisturbed"))
    outcome = expected.outcome
    found = ([charge[1:] for charge in outcome.charges], outcome.refunds, [time[1] for time in outcome.times])
    assert found == WANTED[name]
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(point: str) -> tuple[str, list[str]]:
        async with turn:
            return point, await judged(play(point), point, expected)

    results = await asyncio.gather(*(one(point) for point in points[-LAST[name] :: EVERY]))
    wrong = {point: [line for line in lines if not line.startswith(UNREACHED)] for point, lines in results if lines}
    assert not any(wrong.values()), wrong
    assert len(wrong) <= MOST_UNREACHED, f"too many moments were not reached: {sorted(wrong)}"
