"""The desk's engine, looked at from outside: what its tables hold about one talk, and what it decided."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.core.desk import Desk
from bot.rehearsal.decisions import Decisions
from bot.rehearsal.engine_rows import claims_now, deliveries, events_in, orders_now, step_now, wakeups_now
from bot.rehearsal.rival import takes_the_hour
from bot.rehearsal.stream import Stream
from bot.rehearsal.wire import Json
from bot.shell.store import Store
from bot.shell.store_connections import sqlite_path
from bot.shell.writer import Tx

LOOKS_EVERY_S = 0.05
LAST = 60


class EngineView:
    """Reads through the store's read-only connections, and tells the stream when anything was committed."""

    def __init__(self, desk: Desk, store: Store, decisions: Decisions, clock: Callable[[], datetime]) -> None:
        self._desk, self._store, self._decisions, self._clock = desk, store, decisions, clock

    def chart(self) -> Json:
        """Every flow with its steps, and every row, as the machine has them."""
        machine = self._desk.machine
        return {
            "flows": [
                {"name": flow.name, "steps": [step.name for step in flow.steps]} for flow in machine.flows if flow.steps
            ],
            "moves": [{"source": move.source, "trigger": move.trigger, "to": move.to} for move in machine.moves],
        }

    def business(self) -> Json:
        """What a page needs to show times and languages as the desk does."""
        business = self._desk.business
        return {"name": business.name, "zone": business.zone.key, "languages": list(business.languages)}

    async def of(self, talk: str, last: int = LAST) -> Json:
        """Everything about a talk; the claimed times are everybody's. An unknown talk has empty lists."""

        def look(tx: Tx) -> Json:
            return {
                "step": step_now(tx, talk),
                "events": events_in(tx, talk, last),
                "deliveries": deliveries(tx, talk, last),
                "wakeups": wakeups_now(tx, talk),
                "orders": orders_now(tx, talk),
                "claims": claims_now(tx, self._clock()),
            }

        seen = await self._store.read(look)
        return seen | {"talk": talk, "decisions": [_shown(asdict(each)) for each in self._decisions.of(talk, last)]}

    async def take_hour(self, order_id: str) -> Json:
        """Another student books the time of that order, if it is free."""
        return await takes_the_hour(self._store, self._desk, order_id, self._clock())

    @asynccontextmanager
    async def watching(self, stream: Stream) -> AsyncIterator["EngineView"]:
        """This view, telling the stream of every commit meanwhile."""
        path = sqlite_path(self._store.url)
        if path is None:
            raise ValueError("only a desk on SQLite can be watched")
        watch = asyncio.create_task(self._watch(str(path), stream))
        try:
            yield self
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def _watch(self, path: str, stream: Stream) -> None:
        """SQLite counts the commits of other connections; asking takes microseconds, so it is done in the loop."""
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)) as connection:
            seen = 0
            while True:
                await asyncio.sleep(LOOKS_EVERY_S)
                if stream.has_listeners:
                    (now,) = connection.execute("PRAGMA data_version").fetchone()
                    if now != seen:
                        seen = now
                        stream.publish("engine")


def _shown(row: dict[str, Any]) -> Json:
    return row | {"at": row["at"].isoformat(), "took_us": round(row["took_us"])}
