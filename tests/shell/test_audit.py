"""The audit against real tables: what the engine leaves is right, and whatever is changed behind its back is found."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from bot.core.errors import WrongSettings
from bot.core.orders import HELD
from bot.shell.engine import Reference
from bot.shell.store_audit import Audit, audit, how_many
from bot.shell.store_reading import reading
from bot.shell.tables import cells, claims, money_keys, orders, trials
from tests.shell.stage import Stage
from tests.shell.test_engine_money import PAGE, START, held, paid
from tests.shell.toys import NOW, order


async def booked(stage: Stage) -> None:
    """Two lessons: one paid and booked, one held beside nothing."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))
    await held(stage, order("o2", START + timedelta(hours=5), booking=HELD))
    await stage.engine.accept_mapped(Reference(session_id="cs_1"), paid())
    await stage.engine.idle()


async def audited(stage: Stage) -> Audit:
    """What the audit says now."""
    return await stage.store.read(lambda tx: audit(tx, {"trial"}, NOW))


async def test_what_the_engine_leaves_is_right(stage: Stage) -> None:
    """Every cent is where it belongs."""
    await booked(stage)
    found = await audited(stage)
    assert (found.orders, found.findings) == (2, [])
    assert (found.sums, found.money_in("eur")) == ({("eur", "booked"): 6000}, 6000)


@pytest.mark.parametrize(
    ("kind", "tampered"),
    [
        ("columns", update(orders).where(orders.c.id == "o1").values(payment="pending")),
        ("money_keys", delete(money_keys).where(money_keys.c.key == "pi_1")),
        ("money_keys", update(money_keys).where(money_keys.c.key == "pi_1").values(order_id="o2")),
        ("claim", update(claims).where(claims.c.order_id == "o2").values(state="booked")),
        ("claim_elsewhere", update(claims).where(claims.c.order_id == "o1").values(starts_at=1)),
        ("stray", insert(money_keys).values(key="pi_9", order_id="o9")),
        ("stray", insert(trials).values(learner="x", order_id="o9")),
        ("cell", insert(cells).values(resource="tutor", cell=1, order_id="o1")),
        ("cells", delete(cells).where(cells.c.order_id == "o1", cells.c.cell == START.timestamp() // 300)),
    ],
)
async def test_what_is_changed_behind_its_back_is_found(stage: Stage, kind: str, tampered: Any) -> None:
    """Once each, by its own name."""
    await booked(stage)
    await stage.store.write(lambda tx: tx.run(tampered), name="tamper")
    assert [one.kind for one in (await audited(stage)).findings] == [kind]


async def test_two_lessons_at_the_same_time_are_found(stage: Stage) -> None:
    """The unique cells refuse it; somebody who moves a claim by hand is told all the same."""
    await booked(stage)
    first = update(claims).where(claims.c.order_id == "o2")
    moved = first.values(first_cell=START.timestamp() // 300, last_cell=START.timestamp() // 300 + 13)
    await stage.store.write(lambda tx: tx.run(moved), name="tamper")
    assert "two_at_once" in [one.kind for one in (await audited(stage)).findings]


async def test_it_reads_beside_a_running_desk(stage: Stage, fresh_url: str) -> None:
    """One moment of all tables, whatever is written meanwhile; it cannot write itself."""
    await booked(stage)
    with reading(fresh_url) as tx:
        assert how_many(tx) == 2
        await held(stage, order("o3", START + timedelta(hours=9), booking=HELD))
        assert (how_many(tx), audit(tx, (), NOW).findings) == (2, [])
    with pytest.raises(WrongSettings, match="cannot be read"), reading(fresh_url) as tx:
        tx.run(delete(orders))


def test_it_says_where_there_is_no_database(tmp_path: Any) -> None:
    """Reading makes none."""
    with pytest.raises(WrongSettings, match="no desk's database"), reading(f"sqlite:///{tmp_path}/none.db"):
        pass
    assert list(tmp_path.iterdir()) == []
