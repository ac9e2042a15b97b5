"""The writer: what waits is committed together, and nobody suffers for another's mistake."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError

from bot.core.errors import TryAgainLater
from bot.shell.store import Store, open_store
from bot.shell.tables import talks
from bot.shell.writer import Tx, Unit


def talk(name: str) -> Unit[str]:
    """A unit that writes a row; a second one of that name is an IntegrityError."""

    def unit(tx: Tx) -> str:
        tx.run(talks.insert(), {"id": name, "version": 1, "body": ""})
        return name

    return unit


def count(tx: Tx) -> int:
    """How many rows there are."""
    return int(tx.run(select(func.count()).select_from(talks)).scalar_one())


@pytest_asyncio.fixture
async def store(fresh_url: str) -> AsyncIterator[Store]:
    opened = await open_store(fresh_url)
    yield opened
    await opened.close()


class Held:
    """Keeps the writer busy, so that everything after it is one batch."""

    def __init__(self, store: Store) -> None:
        self._begun, self._go = threading.Event(), threading.Event()
        self._future = store.write(self._wait, name="held")
        self._begun.wait(60)

    def _wait(self, _: Tx) -> None:
        self._begun.set()
        self._go.wait(60)

    async def release(self) -> None:
        self._go.set()
        await self._future


async def test_what_waits_is_one_transaction(store: Store) -> None:
    """Fifty units, one commit."""
    held = Held(store)
    stamp = "SELECT pg_current_xact_id()::text" if store.postgres else "SELECT total_changes()"
    marks = [store.write(lambda tx: tx.run(text(stamp)).scalar_one(), name="mark") for _ in range(50)]
    await held.release()
    assert len(set(await asyncio.gather(*marks))) == 1


async def test_who_knocks_does_not_wait_for_a_crowd(store: Store) -> None:
    """Four hundred slow units wait; one that saves a callback, and the heartbeat, are committed long before them."""
    finished: list[str] = []

    def slow(name: str, seconds: float) -> "asyncio.Future[None]":
        return store.write(lambda _: time.sleep(seconds), name=name, then=lambda _: finished.append(name))

    learned = [slow("turn", 0.005) for _ in range(60)]
    await asyncio.gather(*learned)
    crowd = [slow("turn", 0.005) for _ in range(400)]
    await crowd[0]
    await asyncio.gather(slow("accept", 0), slow("beat", 0))
    assert finished.count("turn") < 200
    await asyncio.gather(*crowd)
    assert finished.count("turn") == 460


async def test_one_units_mistake_is_its_own(store: Store) -> None:
    """The batch is rolled back and run one by one; only the culprit gets the exception."""
    await store.write(talk("b"), name="talk")
    held = Held(store)
    futures = [store.write(talk(name), name="talk") for name in "abc"]
    await held.release()
    outcomes = await asyncio.gather(*futures, return_exceptions=True)
    assert (outcomes[0], outcomes[2]) == ("a", "c")
    assert isinstance(outcomes[1], IntegrityError)
    assert await store.read(count) == 3


async def test_nothing_of_a_failed_unit_remains(store: Store) -> None:
    """Not even what it wrote before it failed, nor for those that came with it."""

    def half(tx: Tx) -> None:
        talk("half")(tx)
        raise ZeroDivisionError

    held = Held(store)
    halves, whole = store.write(half, name="half"), store.write(talk("whole"), name="talk")
    await held.release()
    assert await whole == "whole"
    assert isinstance(halves.exception(), ZeroDivisionError)
    assert await store.read(lambda tx: [row[0] for row in tx.run(select(talks.c.id))]) == ["whole"]


async def test_who_stops_waiting_stops_nobody(store: Store) -> None:
    """A cancelled future is left alone; its `then` is called, its neighbours get their results."""
    heard: list[str] = []
    held = Held(store)
    cancelled = store.write(talk("a"), name="talk", then=heard.append)
    other = store.write(talk("b"), name="talk")
    cancelled.cancel()
    await held.release()
    assert await other == "b"
    assert heard == ["a"]
    assert await store.read(count) == 2


async def test_units_keep_their_order(store: Store) -> None:
    """Those of one talk run in the order in which they were handed in."""
    order: list[int] = []
    held = Held(store)
    futures = [store.write(lambda _, n=n: order.append(n), name="n", talk="t") for n in range(20)]  # type: ignore[misc]
    await held.release()
    await asyncio.gather(*futures)
    assert order == list(range(20))


async def test_a_unit_can_ask_for_a_commit_of_its_own(store: Store) -> None:
    """On PostgreSQL it runs again, alone; on SQLite nobody else writes anyway."""
    alone: list[bool] = []

    def unit(tx: Tx) -> None:
        tx.needs_own()
        alone.append(tx.alone)

    held = Held(store)
    first, own, last = (
        store.write(talk("a"), name="talk"),
        store.write(unit, name="own"),
        store.write(talk("b"), name="talk"),
    )
    await held.release()
    await asyncio.gather(first, last)
    await own
    assert alone == [store.postgres]
    assert await store.read(count) == 2


async def test_a_reader_cannot_write(store: Store) -> None:
    """The database refuses it, whatever the code says."""
    with pytest.raises(Exception, match=r"readonly|read-only"):
        await store.read(talk("a"))


async def test_a_writer_that_dies_takes_the_process_with_it(fresh_url: str) -> None:
    """`die` is called; in earnest it ends the process."""
    died = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell(_: BaseException) -> None:
        loop.call_soon_threadsafe(died.set)

    store = await open_store(fresh_url, die=tell)

    def fatal(_: Tx) -> None:
        raise SystemExit

    store.write(fatal, name="fatal")
    await asyncio.wait_for(died.wait(), 60)
    await store.close()


async def test_a_locked_sqlite_is_trouble_that_passes(sqlite_url: str) -> None:
    """Another program holds the file: TryAgainLater after a second, then all is well."""
    store = await open_store(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TryAgainLater):
        await store.write(talk("a"), name="talk")
    other.execute("ROLLBACK")
    other.close()
    assert await store.write(talk("a"), name="talk") == "a"
    await store.close()


async def test_a_full_disk_is_trouble_that_passes(sqlite_url: str) -> None:
    """SQLITE_FULL: TryAgainLater, nothing half written, and all is well when there is room again."""
    store = await open_store(sqlite_url)
    pages = await store.write(lambda tx: tx.run(text("PRAGMA page_count")).scalar_one(), name="pages")

    def small(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def big(tx: Tx) -> None:
        tx.run(talks.insert(), {"id": "big", "version": 1, "body": "x" * 100_000})

    event.listen(store._writing, "connect", small)
    await store.write(lambda tx: tx.run(text(f"PRAGMA max_page_count = {pages}")).scalar_one(), name="limit")
    with pytest.raises(TryAgainLater):
        await store.write(big, name="big")
    assert await store.read(count) == 0
    event.remove(store._writing, "connect", small)
    await store.write(lambda tx: tx.run(text("PRAGMA max_page_count = 10000")).scalar_one(), name="limit")
    await store.write(big, name="big")
    assert await store.read(count) == 1
    await store.close()


async def test_sqlite_is_durable_at_every_commit(sqlite_url: str) -> None:
    """WAL, and synchronous = FULL: an answered 200 survives the power cut."""
    store = await open_store(sqlite_url)

    def pragmas(tx: Tx) -> tuple[object, ...]:
        names = ("journal_mode", "synchronous", "busy_timeout")
        return tuple(tx.run(text(f"PRAGMA {name}")).scalar_one() for name in names)

    assert await store.write(pragmas, name="pragmas") == ("wal", 2, 1000)
    await store.close()


@pytest.mark.postgres
async def test_a_deadlock_is_run_again(postgres_url: str) -> None:
    """Two processes lock two rows in opposite order: PostgreSQL ends one of them, which then succeeds."""
    one, two = await open_store(postgres_url), await open_store(postgres_url)
    await one.write(talk("a"), name="talk")
    await one.write(talk("b"), name="talk")
    barrier, runs = threading.Barrier(2), list[str]()

    def locks(first: str, second: str) -> Unit[None]:
        def unit(tx: Tx) -> None:
            tx.run(talks.update().where(talks.c.id == first).values(version=talks.c.version + 1))
            if runs.count(first) == 0:
                runs.append(first)
                barrier.wait(60)
            runs.append(first)
            tx.run(talks.update().where(talks.c.id == second).values(version=talks.c.version + 1))

        return unit

    await asyncio.gather(one.write(locks("a", "b"), name="ab"), two.write(locks("b", "a"), name="ba"))
    assert len(runs) >= 5
    assert await one.read(lambda tx: {row[0] for row in tx.run(select(talks.c.version))}) == {3}
    await one.close()
    await two.close()


@pytest.mark.postgres
async def test_a_lost_connection_is_trouble_that_passes(postgres_url: str) -> None:
    """PostgreSQL restarts: TryAgainLater, then a new connection."""
    store = await open_store(postgres_url)
    pid = await store.write(lambda tx: tx.run(text("SELECT pg_backend_pid()")).scalar_one(), name="pid")
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 60000)", (pid,))  # it returns when that connection is gone
    outcomes = [await _outcome(store) for _ in range(3)]
    assert outcomes[-1] == "ok"
    assert set(outcomes) <= {"ok", "TryAgainLater"}
    await store.close()


async def _outcome(store: Store) -> str:
    try:
        await store.write(count, name="count")
    except TryAgainLater:
        return "TryAgainLater"
    return "ok"
