"""Everybody wants the same hours at once, of two tutors and a place for one lesson, while their own calendars change."""

from pathlib import Path

import pytest

from bot.shell.store import open_store
from tests.whole.claims_storm import business, claims_storm, judge
from tests.whole.desk_and_world import desk_and_world, sqlite
from tests.whole.ledger_of import Ledger
from tests.whole.replicas import replicas


async def test_no_overlap_is_held_twice_and_the_refused_are_offered_others(tmp_path: Path) -> None:
    """One desk on SQLite."""
    database = sqlite(tmp_path)
    async with desk_and_world(database, settings=business(tmp_path)) as whole:
        beside = await open_store(database, lock=False)
        storm, people = await claims_storm(whole.world, beside, 40, seed=1)
        await whole.settles()
        assert storm.refused > 20, "it was no storm"
        assert await beside.read(lambda tx: judge(tx, people)) == []
        assert (storm.lengths, 15 in storm.starts) == ([30, 60, 90, 120], True)
        await beside.close()
        ledger = Ledger(database)
        assert (ledger.findings(), ledger.dead()) == ([], [])
        ledger.close()


@pytest.mark.postgres
async def test_nor_by_three_desks_on_one_postgres(postgres_url: str, tmp_path: Path) -> None:
    """Every callback goes to any of them by chance."""
    async with replicas(postgres_url, tmp_path, number=3, settings=business(tmp_path)) as desks:
        beside = await open_store(postgres_url, lock=False)
        storm, people = await claims_storm(desks.world, beside, 24, seed=2)
        await desks.settles()
        assert storm.refused > 12, "it was no storm"
        assert await beside.read(lambda tx: judge(tx, people)) == []
        await beside.close()
        assert len(desks.balancer.passed) == 3, "a desk had nothing to do"
        assert (desks.ledger.findings(), desks.ledger.dead()) == ([], [])
