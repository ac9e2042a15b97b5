"""Statements that pass SQLAlchemy by mean the same as those that do not, and so do their errors."""

import asyncio
import threading
from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import bindparam, insert, select, text, update

from bot.core.errors import TryAgainLater
from bot.shell.prepared import Prepared
from bot.shell.store import Store, open_store
from bot.shell.tables import talks
from bot.shell.writer import Tx, Unit

_BY_VERSION = select(talks.c.id).where(talks.c.version == bindparam("v")).order_by(talks.c.id).limit(2)
PUT = Prepared(insert(talks).inline(), "id", "version", "body")
SOME = Prepared(_BY_VERSION)
ADD = Prepared(insert(talks).values(id=bindparam("of"), version=7, body="").returning(talks.c.version))
RAISE = Prepared(update(talks).where(talks.c.id == bindparam("of")).values(version=talks.c.version + 1))


@pytest_asyncio.fixture
async def store(fresh_url: str) -> AsyncIterator[Store]:
    store = await open_store(fresh_url)
    yield store
    await store.close()


def put(name: str, body: str = "") -> Unit[int]:
    """A unit that writes a row."""
    return lambda tx: tx.do(PUT, {"id": name, "version": 1, "body": body})


async def test_values_of_the_statement_itself_are_sent_along(store: Store) -> None:
    """A limit, a number written into an insert; and a percent sign or a quote in a parameter is only a character."""

    def unit(tx: Tx) -> tuple[object, ...]:
        tx.do_each(PUT, [{"id": name, "version": 7, "body": "{}"} for name in ("a%s", "b'", "c")])
        return tx.first(ADD, {"of": "z"}), tx.all(SOME, {"v": 7}), tx.first(SOME, {"v": 8})

    assert await store.write(unit, name="put") == ((7,), [("a%s",), ("b'",)], None)
    assert await store.read(lambda tx: [tuple(row) for row in tx.run(_BY_VERSION, {"v": 7})]) == [("a%s",), ("b'",)]


def test_a_list_of_values_cannot_be_prepared() -> None:
    """Its text would be another one for each length."""
    with pytest.raises(TypeError, match=r"Tx\.run"):
        Prepared(select(talks.c.id).where(talks.c.id.in_(bindparam("ids", expanding=True))))


async def test_a_mistake_is_nobody_elses(store: Store) -> None:
    """What the driver raises rolls the batch back, and only the culprit hears of it."""
    units = [store.write(put(name), name="put") for name in ("a", "a", "b")]
    outcomes = await asyncio.gather(*units, return_exceptions=True)
    assert [type(one).__name__ for one in outcomes] in (
        ["int", "IntegrityError", "int"],
        ["int", "UniqueViolation", "int"],
    )
    assert await store.read(lambda tx: tx.all(SOME, {"v": 1})) == [("a",), ("b",)]


async def test_a_full_disk_is_trouble(sqlite_url: str) -> None:
    """The driver's own error means "later", as SQLAlchemy's does."""
    store = await open_store(sqlite_url)
    pages = await store.write(lambda tx: tx.run(text("PRAGMA page_count")).scalar_one(), name="pages")

    def unit(tx: Tx) -> None:
        tx.run(text(f"PRAGMA max_page_count = {pages}")).scalar_one()
        put("big", "x" * 100_000)(tx)

    with pytest.raises(TryAgainLater):
        await store.write(unit, name="big")
    await store.write(put("big"), name="small")
    await store.close()


@pytest.mark.postgres
async def test_a_lost_connection_is_trouble_that_passes(postgres_url: str) -> None:
    """It breaks in the middle of a unit: TryAgainLater, then a new connection."""
    store = await open_store(postgres_url)

    def unit(tx: Tx) -> None:
        pid = tx.run(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        put("lost")(tx)

    with pytest.raises(TryAgainLater):
        await store.write(unit, name="lost")
    await store.write(put("found"), name="found")
    assert await store.read(lambda tx: tx.all(SOME, {"v": 1})) == [("found",)]
    await store.close()


@pytest.mark.postgres
async def test_a_deadlock_is_run_again(postgres_url: str) -> None:
    """Two processes lock two rows in opposite order: PostgreSQL ends one of them, which then succeeds."""
    one, two = await open_store(postgres_url), await open_store(postgres_url)
    await one.write(put("a"), name="put")
    await one.write(put("b"), name="put")
    barrier, runs = threading.Barrier(2), list[str]()

    def locks(first: str, second: str) -> Unit[None]:
        def unit(tx: Tx) -> None:
            tx.do(RAISE, {"of": first})
            runs.append(first)
            if runs.count(first) == 1:
                barrier.wait(60)
            tx.do(RAISE, {"of": second})

        return unit

    await asyncio.gather(one.write(locks("a", "b"), name="ab"), two.write(locks("b", "a"), name="ba"))
    # Whoever is ended may come back before the other has woken, and be ended once more: PostgreSQL keeps no queue for that.
    assert len(runs) >= 3
    assert await one.read(lambda tx: tx.all(SOME, {"v": 3})) == [("a",), ("b",)]
    await one.close()
    await two.close()
