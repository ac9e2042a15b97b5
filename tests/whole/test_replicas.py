"""Two desks on one PostgreSQL, every request to either by chance, and one of them dies: everything happens, once."""

from pathlib import Path

import pytest

from tests.whole.crowd import all_pay, crowd, everything_happened_once, storm
from tests.whole.replicas import replicas

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("failpoint", ["", "turn.after_commit:20", "delivery.after:Say:12", "done.before_commit:25"])
async def test_paid_conversations_over_two_desks_of_which_one_dies(
    failpoint: str, postgres_url: str, tmp_path: Path
) -> None:
    """The other takes its talks over in the middle of a word, and nobody notices."""
    async with replicas(postgres_url, tmp_path, failpoint=failpoint) as desks:
        people = await crowd(desks.world, 8, seed=3)
        await storm(people)
        await all_pay(desks.world, people)
        await desks.settles()
        assert len(desks.died) == (1 if failpoint else 0)
        await everything_happened_once(desks.world, people, desks.ledger)
