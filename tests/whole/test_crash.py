"""Killed at any moment, the desk finishes the conversation: an eighth of the moments and one of each kind, on SQLite. All: `tests.soak.crash`."""

import asyncio
import fcntl
import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.whole.crashing import UNREACHED, Play, Run, judged, some, undisturbed
from tests.whole.desk_and_world import sqlite
from tests.whole.outcome import Outcome
from tests.whole.stories import CHANGED

EVERY = 8
SHARES = 4
AT_ONCE = 2
MOST_UNREACHED = 3


def _play(folder: Path) -> Play:
    return Play(CHANGED, sqlite(folder), folder)


@pytest.fixture(scope="module")
def undisturbed_story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, list[str]]:
    """What the story leaves behind when nobody dies, and all its moments; played once for all workers."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if run else base) / f"undisturbed{run}.json"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            story, points = asyncio.run(undisturbed(_play(tmp_path_factory.mktemp("undisturbed"))))
            shared.write_text(json.dumps({"story": asdict(story), "points": points}), encoding="utf-8")
    read = json.loads(shared.read_text(encoding="utf-8"))
    return Run(**read["story"] | {"outcome": Outcome(**read["story"]["outcome"])}), read["points"]


def test_the_story_passes_all_that_a_paid_conversation_has(undisturbed_story: tuple[Run, list[str]]) -> None:
    """One booking, one page an order, one charge; and every kind of commit and delivery is among the moments."""
    (story, points), outcome = undisturbed_story, undisturbed_story[0].outcome
    assert len(story.bubbles) == len(CHANGED)
    assert [page[1] for page in outcome.pages] == ["expired", "complete"]
    assert [charge[1:] for charge in outcome.charges] == [[9_000, True]]
    assert [time[1] for time in outcome.times] == ["booked"]
    assert (outcome.status, outcome.refunds, outcome.dead) == ("pending", [], [])
    commits = {f"{unit}.{side}_commit" for unit in ("accept", "turn", "done") for side in ("before", "after")}
    kinds = ("Say", "NoteForStaff", "Mirror", "OpenCheckout", "ExpireCheckout")
    deliveries = {f"delivery.{side}:{kind}" for kind in kinds for side in ("before", "after")}
    assert commits | deliveries <= {point.rpartition(":")[0] for point in points}


@pytest.mark.parametrize("share", range(SHARES))
async def test_killed_at_any_moment_it_finishes_as_if_nothing_had_happened(
    share: int, undisturbed_story: tuple[Run, list[str]], tmp_path: Path
) -> None:
    """Nothing lost, nothing said twice, one booking, one page an order, one charge, the same view for staff."""
    expected, points = undisturbed_story
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(point: str) -> tuple[str, list[str]]:
        async with turn:
            return point, await judged(_play(tmp_path / point.replace(":", "_")), point, expected)

    found = await asyncio.gather(*(one(point) for point in some(points, EVERY)[share::SHARES]))
    wrong = {point: [line for line in lines if not line.startswith(UNREACHED)] for point, lines in found if lines}
    assert not any(wrong.values()), wrong
    assert len(wrong) <= MOST_UNREACHED, f"too many moments were not reached: {sorted(wrong)}"


async def test_a_new_release_in_the_middle_of_every_step_goes_unnoticed(
    undisturbed_story: tuple[Run, list[str]], tmp_path: Path
) -> None:
    """SIGTERM right after each thing anybody does: running turns commit, what is left is done by the next process."""
    expected, _ = undisturbed_story
    run = await _play(tmp_path).run(deploys=True, wanted=expected.bubbles)
    assert run.deaths >= len(CHANGED), "the last desk may be asked to end before it has begun"
    assert run.complaints == []
    assert run.outcome.unlike(expected.outcome) == []
