"""The store: one database, one writer, many readers."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import URL

from bot.core.orders import Order
from bot.shell import store_talks
from bot.shell.store_connections import database_url, reading_engine, sqlite_path, writing_engine
from bot.shell.store_lock import FileLock
from bot.shell.store_schema import compare, upgrade
from bot.shell.writer import Tx, Unit, Writer, exit_process

T = TypeVar("T")
READERS = 4


class Store:
    """An open store. `write` hands a unit to the writer, `read` runs a function of a `Tx` in a reading transaction."""

    def __init__(self, url: URL, die: Callable[[BaseException], None], *, lock: bool) -> None:
        self.url = url
        path = sqlite_path(url)
        self.postgres = path is None
        self._writing, self._reading = writing_engine(url), reading_engine(url)
        self._lock = FileLock(path) if path is not None and lock else None
        try:
            if lock:
                upgrade(self._writing)
            else:
                compare(self._reading)
        except BaseException:
            self._close()
            raise
        self._readers = ThreadPoolExecutor(READERS, "desk-reader")
        self._writer = Writer(self._writing, asyncio.get_running_loop(), die)
        self._writer.start()
        self.write = self._writer.submit

    async def read(self, unit: Unit[T]) -> T:
        """What the unit finds. It must not write; it sees everything committed before it began."""

        def begun() -> T:
            with self._reading.begin() as connection:
                return unit(Tx(connection, self.postgres, alone=True))

        return await asyncio.get_running_loop().run_in_executor(self._readers, begun)

    async def order_by_token(self, token: str) -> Order | None:
        """The order of a public link."""
        return await self.read(lambda tx: store_talks.order_by_token(tx, token))

    async def order(self, order_id: str) -> Order | None:
        """The order with that id."""
        return (await self.read(lambda tx: store_talks.read_orders(tx, [order_id]))).get(order_id)

    async def close(self) -> None:
        """Commits what was handed in, then lets go of the database."""
        await self._writer.stop()
        # Who stopped waiting did not stop its thread: a connection is closed only when it was given back.
        await asyncio.to_thread(self._readers.shutdown)
        self._close()

    def _close(self) -> None:
        self._reading.dispose()
        self._writing.dispose()
        if self._lock is not None:
            self._lock.release()


async def open_store(url: str, die: Callable[[BaseException], None] = exit_process, *, lock: bool = True) -> Store:
    """The store of a `DATABASE_URL`, with its schema brought up to date. WrongSettings when it cannot be.

    `lock`: with SQLite, refuse a second process (a desk's `run`). Without it the store is opened beside a running desk:
    its schema is left alone, and WrongSettings says so when it is not this release's.
    """
    return Store(database_url(url), die, lock=lock)
