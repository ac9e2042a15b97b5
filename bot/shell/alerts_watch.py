"""Looks each quarter of a minute at what no single event shows, and raises or ends its alerts.

A lasting trouble is raised again every five minutes, so that the table knows it still stands, and is over when nobody has
seen it for ten: with several processes, each of them sees only a part.
"""

import asyncio
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

import structlog
from sqlalchemy import select

from bot.core.events import Event
from bot.core.orders import ATTENTION, BOOKED
from bot.shell import store_talks
from bot.shell.alerts import Alerts
from bot.shell.alerts_checks import MISDIRECTED, WATCHED, Readings, Trouble, troubles
from bot.shell.alerts_rates import Lately, read
from bot.shell.alerts_unbooked import PAID_NOT_BOOKED, call_into_talk
from bot.shell.engine_health import Health
from bot.shell.engine_meters import Meters
from bot.shell.store import Store
from bot.shell.store_connections import sqlite_path
from bot.shell.store_marks import set_mark
from bot.shell.tables import from_ms, orders
from bot.shell.writer import Tx

LOOKS_EVERY_SECONDS = 15.0
RAISED_AGAIN_SECONDS, CALM_SECONDS = 300.0, 600.0
UNBOOKED_SECONDS = 120.0
DATABASE_SECONDS = 10.0
NOT_WRITABLE = "the database cannot be written; what happens now is not taken in"

log = structlog.get_logger(__name__)


class Engine(Protocol):
    """What is looked at."""

    store: Store
    meters: Meters
    alerts: Alerts

    async def health(self) -> Health:
        """Its numbers."""

    async def accept(self, *events: Event) -> int:
        """How many of the events were new, once they are durable."""


class Shout(Protocol):
    """Tells the owner at once, past the database."""

    async def __call__(self, title: str, text: str, kind: str) -> Sequence[bool]:
        """Whether each service took it."""


class Watch:
    """The looks. `key_troubles`: sentences about Stripe's key. `seconds`: a clock that only goes forward."""

    def __init__(
        self,
        engine: Engine,
        *,
        key_troubles: Callable[[], Iterable[str]],
        error_percent: int,
        shout: Shout,
        now: Callable[[], float],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._key_troubles, self._error_percent = engine, key_troubles, error_percent
        self._shout, self._now, self._seconds = shout, now, seconds
        self._refused, self._calls, self._worked, self._misdirected = Lately(600), Lately(600), Lately(300), Lately(600)
        self._raised: dict[str, float] = {}
        self._unbooked: dict[str, float] = {}
        self._unwritable = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """One look at everything."""
        if not await self._writable():
            return
        found = {one.cause: one for one in troubles(await self._readings())}
        for one in found.values():
            await self._raise(one)
        for alarm in await self._engine.alerts.standing():
            calm = self._now() - from_ms(alarm.last_at).timestamp() >= CALM_SECONDS
            if alarm.kind in WATCHED and alarm.cause not in found and calm:
                self._raised.pop(alarm.cause, None)
                await self._engine.alerts.over(alarm.cause)

    async def _raise(self, one: Trouble) -> None:
        seconds = self._seconds()
        if seconds - self._raised.get(one.cause, float("-inf")) >= RAISED_AGAIN_SECONDS:
            await self._engine.alerts.raised(one.kind, one.cause, one.text)
            if one.kind == PAID_NOT_BOOKED:
                await call_into_talk(self._engine.store, self._engine, one.cause.partition(":")[2])
            self._raised[one.cause] = seconds

    async def _readings(self) -> Readings:
        seconds, registry = self._seconds(), self._engine.meters.registry
        doors = {"chatwoot": "desk_chatwoot_callbacks", "stripe": "desk_stripe_webhooks"}
        refused = {door: read(name, "outcome").get("bad_signature", 0.0) for door, name in doors.items()}
        misdirected = read("desk_stripe_webhook_alerts", "kind")
        systems = {system: read(f"desk_{system}_calls", "outcome") for system in ("chatwoot", "stripe")}
        flat = {f"{system}:{outcome}": n for system, calls in systems.items() for outcome, n in calls.items()}
        grown = self._calls.grown(seconds, flat)
        work = {
            "turns": sum(read("desk_turns", registry=registry).values()),
            "failed": sum(read("desk_turns_failed", registry=registry).values()),
            **read("desk_deliveries", "state", registry),
            "put_off": sum(read("desk_deliveries_put_off", registry=registry).values()),
        }
        lately = self._worked.grown(seconds, work)
        return Readings(
            health=await self._engine.health(),
            refused=self._refused.grown(seconds, refused),
            misdirected=self._misdirected.grown(seconds, dict.fromkeys(MISDIRECTED, 0.0) | misdirected),
            calls={
                system: {outcome: grown[f"{system}:{outcome}"] for outcome in calls}
                for system, calls in systems.items()
            },
            went=lately["turns"] + lately.get("done", 0.0),
            failed=lately["failed"] + lately["put_off"] + lately.get("dead", 0.0),
            error_percent=self._error_percent,
            key_troubles=tuple(self._key_troubles()),
            free_bytes=await asyncio.to_thread(_free_bytes, self._engine.store),
            unbooked=await self._left_unbooked(),
        )

    async def _left_unbooked(self) -> tuple[str, ...]:
        """Orders with money that is ours to keep and no lesson, in looks two minutes apart."""
        seconds = self._seconds()
        now_so = await self._engine.store.read(_paid_not_booked)
        self._unbooked = {one: self._unbooked.get(one, seconds) for one in now_so}
        return tuple(one for one, since in self._unbooked.items() if seconds - since >= UNBOOKED_SECONDS)

    async def _writable(self) -> bool:
        """Whether a commit goes through. What is told when it does not cannot wait in that database."""
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                await self._engine.store.write(lambda tx: set_mark(tx, "written", str(int(self._now()))), name="watch")
        except Exception as error:
            log.error("database_not_writable", error=type(error).__name__)
            if not self._unwritable:
                self._unwritable = True
                self._engine.meters.alerts.labels("database").inc()
                await self._shout("database", NOT_WRITABLE, "failure")
            return False
        if self._unwritable:
            self._unwritable = False
            await self._shout("database (over)", "the database is written again", "success")
        return True

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOKS_EVERY_SECONDS)
            try:
                await self.look()
            except Exception as error:
                log.warning("watch_broke_off", error=type(error).__name__)  # the next look is soon


def _paid_not_booked(tx: Tx) -> list[str]:
    suspects = select(orders.c.id).where(orders.c.payment == "paid", orders.c.booking.not_in((BOOKED, ATTENTION)))
    found = [row[0] for row in tx.run(suspects)]
    return [one.id for one in store_talks.read_orders(tx, found).values() if one.open_cents > 0] if found else []


def _free_bytes(store: Store) -> int | None:
    path = sqlite_path(store.url)
    return shutil.disk_usage(Path(path).parent).free if path is not None else None
