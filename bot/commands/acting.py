"""A desk that a command can act on: the one that runs, through its inbox, or one of our own when none does.

A command never changes an order itself. It puts an event into the inbox and waits for what becomes of it: beside a running
desk, whose sweep takes it up within a second, or with the whole engine in this process (under the lock of an SQLite file),
without a web server. Which way it goes is said on stderr.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

import typer
from sqlalchemy.exc import DBAPIError, ProgrammingError

from bot.core.decide import decide
from bot.core.desk import Desk
from bot.core.errors import WrongSettings
from bot.core.events import Event, MoneyEvent
from bot.shell import store_inbox
from bot.shell.app import Clock, open_desk, real_now
from bot.shell.app_desk import build_desk
from bot.shell.engine import Engine, Mapped, Reference
from bot.shell.leases_shared import living
from bot.shell.settings import Settings
from bot.shell.store import Store, open_store
from bot.shell.store_connections import database_url, reading_engine, sqlite_path
from bot.shell.store_lock import served_by
from bot.shell.writer import Tx

LOOKS_EVERY_SECONDS = 0.05
NO_DATABASE = "there is no desk's database"


class Door(Protocol):
    """The door in, as `bot.shell.engine.Engine` has it."""

    async def accept(self, *events: Event) -> int:
        """How many were new, once all are durable. TryAgainLater when they could not be saved."""

    async def accept_mapped(self, reference: Reference, make: Callable[[Mapped], MoneyEvent]) -> bool:
        """Whether the fact was new. NotForUs when it is no order of ours."""


@dataclass(frozen=True, slots=True)
class Acting:
    """What a command works with. `here`: the engine is in this process, so what it puts off waits for the next desk."""

    store: Store
    desk: Desk
    door: Door
    here: bool
    clock: Clock = real_now

    async def heard(self, event_ids: Iterable[str], seconds: float) -> Mapping[str, str]:
        """What became of each event, at the latest after so long: "done", "dead", "open" (not taken up yet), "" (not there)."""
        wanted, deadline = tuple(event_ids), monotonic() + seconds
        while True:
            found = await self.store.read(lambda tx: store_inbox.states_of(tx, wanted))
            if "open" not in found.values() or monotonic() >= deadline:
                return {one: found.get(one, "") for one in wanted}
            await asyncio.sleep(LOOKS_EVERY_SECONDS)


@asynccontextmanager
async def acting(settings: Settings, *, clock: Clock = real_now) -> AsyncIterator[Acting]:
    """A desk to act on. WrongSettings when there is no database, or one of another release under a running desk."""
    who = await _who_runs(settings)
    if who:
        typer.echo(f"A desk runs ({who}): it gets this through its inbox.", err=True)
        async with _beside(settings, clock) as beside:
            yield beside
        return
    typer.echo("No desk runs on this database: the work is done here.", err=True)
    async with open_desk(settings, clock=clock) as opened:
        yield Acting(opened.store, opened.desk, opened.engine, here=True, clock=clock)


@asynccontextmanager
async def looking(settings: Settings, *, clock: Clock = real_now) -> AsyncIterator[Acting]:
    """A desk only to look at, whether one runs or not: nothing that waits in it is begun. WrongSettings as `acting`."""
    await _who_runs(settings)
    async with _beside(settings, clock) as beside:
        yield beside


@asynccontextmanager
async def _beside(settings: Settings, clock: Clock) -> AsyncIterator[Acting]:
    desk = build_desk(settings)
    store = await open_store(settings.database_url, lock=False)
    try:
        # An engine that was never started is only its door: it saves events as the running one does, and works on nothing.
        yield Acting(store, desk, Engine(store, decide, desk, (), clock=clock), here=False, clock=clock)
    finally:
        await store.close()


async def _who_runs(settings: Settings) -> str:
    """The desk that works on this database, for people; "" when none does."""
    if not settings.database_url:
        raise WrongSettings([f"{NO_DATABASE}: a rehearsal keeps nothing. Name the accounts of yours; see .env.example"])
    path = sqlite_path(database_url(settings.database_url))
    if path is not None:
        if not path.is_file():
            raise WrongSettings([f"DATABASE_URL: {NO_DATABASE} at {path}; start one with `python -m bot run`"])
        pid = served_by(path)
        return f"process {pid}" if pid else ""
    alive = await asyncio.to_thread(_living, settings.database_url)
    return f"{alive} on this PostgreSQL" if alive else ""


def _living(url: str) -> int:
    engine = reading_engine(database_url(url))
    try:
        with engine.begin() as connection:
            return living(Tx(connection, postgres=True, alone=True))
    except ProgrammingError:
        raise WrongSettings([f"DATABASE_URL: {NO_DATABASE} there yet; start one with `python -m bot run`"]) from None
    except DBAPIError as error:
        raise WrongSettings([f"DATABASE_URL: the database cannot be reached ({type(error.orig).__name__})"]) from None
    finally:
        engine.dispose()
