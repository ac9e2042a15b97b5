"""Half of all webhooks lost, a quarter doubled, all shuffled: after two comparisons every cent has its place."""

from pathlib import Path

import pytest

from tests.soak.lost import lost

ORDERS, SEED = 30, 5


@pytest.fixture
def troubles() -> list[str]:
    """What becomes of thirty payments is worth an alert or two."""
    return ["needs_attention", "alert "]


async def test_thirty_orders_come_out_right_after_two_comparisons(tmp_path: Path) -> None:
    """The audit is clean; every paid lesson is booked, given back, or waits for a person who was told."""
    run = await lost(tmp_path, ORDERS, SEED, tell=lambda *_lines: None)
    assert run.wrong == []
    assert (run.lost > 30, run.brought > 30) == (True, True)
    assert [len(report.differences) > 0 for report in run.reports] == [True, False]
