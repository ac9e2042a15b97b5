"""Lessons that were booked before the desk reminded of any: after the upgrade they have their alarms, and nobody is told anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.conversation import new_talk
from bot.core.decide import decide
from bot.core.orders import BOOKED, RELEASED, Order
from bot.core.slots import Slot
from bot.shell import store_talks
from bot.shell.engine import Engine
from bot.shell.store import Store, open_store
from bot.shell.store_connections import database_url, writing_engine
from bot.shell.store_schema import upgrade
from bot.shell.tables import to_ms, wakeups
from bot.shell.writer import Tx
from tests.flows.stage import DESK
from tests.shell.databases import Databases
from tests.shell.toys import World, order

BEFORE = "0005"
NOW = datetime.now(UTC).replace(microsecond=0)  # the migration reads the machine's clock
IN_TWO_WEEKS = (NOW + timedelta(days=14)).replace(hour=15, minute=0, second=0)
Row = tuple[str, str, int]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> str:
    """A database with the schema of the release before."""
    if request.param == "sqlite":
        url = databases.sqlite(tmp_path)
    else:
        databases.postgres()  # the server
        url = databases.empty_postgres()
    engine = writing_engine(database_url(url))
    upgrade(engine, BEFORE)
    engine.dispose()
    return url


def lesson(name: str, start: datetime, **values: object) -> Order:
    """A lesson of a student of that name."""
    made = order(name, start, talk=f"1:2:{name}")
    return replace(made, slot=Slot(start, 60), booking=BOOKED, booked_at=NOW, **values)  # type: ignore[arg-type]


def save(url: str, lessons: Sequence[Order]) -> None:
    """As the old release left them."""
    engine = writing_engine(database_url(url))
    with engine.begin() as connection:
        tx = Tx(connection, engine.dialect.name == "postgresql", alone=True)
        for n, one in enumerate(lessons):
            talk = new_talk(1, 2, one.talk.rpartition(":")[2])
            here = replace(talk.conversation, conversation_id=70 + n, orders=(one.id,), step="booked.ready")
            store_talks.save_talk(tx, replace(talk, version=1, conversation=here), 0)
            store_talks.save_orders(tx, {one.id: one}, {})
    engine.dispose()


async def alarms(store: Store) -> list[Row]:
    """What rings when, in order."""
    columns = (wakeups.c.order_id, wakeups.c.name, wakeups.c.due_at)
    rows = await store.read(lambda tx: tx.run(select(*columns).order_by(*columns)).all())
    return [(order_id, name, due_ms) for order_id, name, due_ms in rows]


async def test_a_lesson_ahead_gets_its_alarms_by_the_upgrade(old_url: str) -> None:
    """A day and two hours before, and the question after it; not a lesson that is over or called off, and only once."""
    over, off = NOW - timedelta(days=3), {"booking": RELEASED, "closed": "cancelled"}
    save(old_url, [lesson("ahead", IN_TWO_WEEKS), lesson("over", over), replace(lesson("off", IN_TWO_WEEKS), **off)])  # type: ignore[arg-type]
    expected = [
        ("ahead", "lesson_day", to_ms(IN_TWO_WEEKS - timedelta(hours=26))),
        ("ahead", "lesson_over", to_ms(IN_TWO_WEEKS + timedelta(hours=2))),
        ("ahead", "lesson_soon", to_ms(IN_TWO_WEEKS - timedelta(hours=2))),
    ]
    for _ in range(2):  # the second start is any later one
        store, world = await open_store(old_url), World()
        engine = Engine(store, decide, DESK, [world], clock=lambda: datetime.now(UTC) + timedelta(seconds=30))
        await engine.start()
        await engine.idle()
        assert await alarms(store) == expected
        assert [type(one.effect).__name__ for one in world.arrived if type(one.effect).__name__ != "Mirror"] == []
        await engine.stop()
        await store.close()
