"""The tutors' own calendars, read every few minutes into the table of taken times; what tutors did there becomes facts.

Before a time is promised to anybody its day is read anew (`look`): the engine asks, and waits only seconds for it.

A calendar that cannot be read never means that everything is free: what it said last stays, and once that is older than
the settings trust, `store_calendars.blind` names its tutor, with whom nothing is offered until it is read again.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog
from prometheus_client import Counter

from bot.core.desk import Business
from bot.core.errors import DeskError
from bot.core.events import Event, TimeClashed
from bot.core.slots import Busy
from bot.shell import store_calendars as table
from bot.shell.calendars.changes import told_by
from bot.shell.calendars.looking import Looking
from bot.shell.calendars.port import OutsideCalendar, Reading
from bot.shell.ports import Look
from bot.shell.store import Store
from bot.shell.store_calendars import Clash, How
from bot.shell.store_claims import queue_up
from bot.shell.store_marks import set_mark, take_turn
from bot.shell.tables import to_ms
from bot.shell.writer import Tx

TURN_MARK = "calendars_until"
LEASE = timedelta(minutes=10)
LOOKS_BACK = timedelta(days=1)
LOOKS_AHEAD = timedelta(days=120)  # at least: lessons of a series lie behind the horizon of what is offered
RETRY = timedelta(seconds=30)
LOOK_SECONDS = 2.5  # a student waits for it
TOLD_AFTER = timedelta(minutes=15)  # a calendar that is away for a moment is nobody's business

log = structlog.get_logger(__name__)
READS = Counter("desk_calendar_reads", "Readings of the tutors' own calendars, by how they ended.", ["outcome"])


class Door(Protocol):
    """What the reading asks of the engine."""

    async def accept(self, *events: Event) -> int:
        """How many of the facts were new, once they are durable."""


class Bell(Protocol):
    """Where alerts go: `bot.shell.alerts.Alerts`."""

    async def raised(self, kind: str, cause: str, text: str) -> bool:
        """Whether somebody is told now."""

    async def over(self, cause: str) -> bool:
        """Whether somebody is told now that it is over."""


class Syncing:
    """Reads again and again; `nudge(tutor)` reads that one at once, without keeping whoever asks waiting."""

    def __init__(
        self,
        store: Store,
        calendars: Sequence[OutsideCalendar],
        door: Door,
        bell: Bell,
        business: Business,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._door, self._bell = store, door, bell
        self._calendars = {one.name: one for one in calendars}
        self._rules = business.outside
        horizon = max((one.profile.horizon_days for one in business.rules.values()), default=0)
        self._ahead = max(LOOKS_AHEAD, timedelta(days=horizon + 1))
        self._clock = clock
        self._busy = {name: asyncio.Lock() for name in self._calendars}
        self._looking = {
            name: Looking(partial(self._take_in_stretch, one), LOOK_SECONDS) for name, one in self._calendars.items()
        }
        self._task: asyncio.Task[None] | None = None
        self._nudged: dict[str, asyncio.Task[None]] = {}
        self._troubles: dict[str, str] = {}

    async def register(self) -> None:
        """The database knows these calendars and no others. Call it before anything is offered."""
        tutors = {one.name: one.tutor for one in self._calendars.values()}
        await self._store.write(lambda tx: table.known(tx, tutors), name="calendars", talk="", alone=True)

    def start(self) -> None:
        """Begin at once; never without a calendar."""
        if self._calendars:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End, also in the middle of a reading: nothing of it is kept."""
        tasks = [one for one in (self._task, *self._nudged.values()) if one is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def nudge(self, tutor: str) -> None:
        """Something was held or booked with that tutor: look again whether it is really free."""
        for name, calendar in self._calendars.items():
            if calendar.tutor == tutor and (name not in self._nudged or self._nudged[name].done()):
                self._nudged[name] = asyncio.create_task(self._safely(calendar))

    async def look(self, looks: Collection[Look]) -> None:
        """Those stretches as the calendars say now. Where one does not answer in time, what it said last counts."""
        wanted = [
            (name, one) for one in looks for name, calendar in self._calendars.items() if calendar.tutor == one.tutor
        ]
        asked = (self._looked_at(name, one) for name, one in wanted)
        await asyncio.gather(*asked)

    async def _looked_at(self, name: str, one: Look) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._looking[name].at(one.since, one.until)
            READS.labels("looked").inc()
        except Exception as error:
            READS.labels("not_looked").inc()
            log.warning("calendar_not_looked_at", calendar=name, why=type(error).__name__)

    @property
    def calendars(self) -> Sequence[OutsideCalendar]:
        """Those that are read."""
        return tuple(self._calendars.values())

    def sentences(self) -> Iterable[str]:
        """What needs somebody: calendars that cannot be read."""
        return tuple(self._troubles.values())

    async def turn(self) -> bool:
        """Whether every calendar was read, by this process; False also when another process is at it."""
        now = self._clock()
        until = to_ms(now + LEASE)
        if not await self._store.write(
            lambda tx: take_turn(tx, TURN_MARK, to_ms(now), until), name="calendars", talk="", alone=True
        ):
            return False
        try:
            return all([await self.read(calendar) for calendar in self._calendars.values()])
        finally:
            await self._store.write(
                lambda tx: set_mark(tx, TURN_MARK, f"{to_ms(now):015d}"), name="calendars", talk="", alone=True
            )

    async def read(self, calendar: OutsideCalendar) -> bool:
        """Whether the calendar was read and understood; everything that follows from it is durable then."""
        async with self._busy[calendar.name]:
            began = self._clock()
            how = await self._how(calendar.name)
            try:
                await self._take_in(calendar, how, began)
            except DeskError as error:
                await self._failed(how, str(error), type(error).__name__)
                return False
            except Exception as error:
                # An answer of a shape nobody thought of: no reading, and no news of what was in it.
                await self._failed(how, f"its answer surprised us ({type(error).__name__})", type(error).__name__)
                return False
            READS.labels("read").inc()
            self._troubles.pop(calendar.name, None)
            if how.told_at is not None or how.trouble:
                await self._bell.over(_cause(calendar.name))
            return True

    async def _take_in(self, calendar: OutsideCalendar, how: How, began: datetime) -> None:
        since, until = began - LOOKS_BACK, began + self._ahead
        day, _, token = how.token.partition("|")  # each day shows a new last day, whatever changed
        today = since.date().isoformat()
        reading = await calendar.read(since, until, token if day == today else "")
        if reading is not None:
            # Facts first: should we die here, the token is still the old one, and they are found again.
            facts = await told_by(self._store, calendar, reading, began, until)
            if facts:
                await self._door.accept(*facts)
        name, now = calendar.name, self._clock()
        new_token = how.token if reading is None else f"{today}|{reading.token}" if reading.token else ""
        clashes = await self._store.write(
            lambda tx: _kept(tx, calendar, reading, new_token, now), name="calendars", talk="", alone=True
        )
        await self._tell(clashes)
        log.debug("calendar_read", calendar=name, changed=reading is not None, clashes=len(clashes))

    async def _take_in_stretch(self, calendar: OutsideCalendar, since: datetime, until: datetime) -> None:
        async with self._busy[calendar.name]:  # a reading that began before must not be kept after this
            reading = await calendar.read(since, until)
            if reading is None:
                return
            now = self._clock()
            clashes = await self._store.write(
                lambda tx: _kept_stretch(tx, calendar, reading, since, until, now),
                name="calendars",
                talk="",
                alone=True,
            )
        await self._tell(clashes)

    async def _tell(self, clashes: Iterable[Clash]) -> None:
        for clash in clashes:
            event_id = f"outside:{clash.order_id}:clash:{to_ms(clash.start)}"
            await self._door.accept(TimeClashed(id=event_id, talk=clash.talk, order_id=clash.order_id))

    async def _failed(self, how: How, why: str, kind: str) -> None:
        now = self._clock()
        READS.labels("failed").inc()
        log.warning("calendar_not_read", calendar=how.name, why=kind)
        self._troubles[how.name] = f"the calendar of {how.tutor} cannot be read: {why}"
        told_at = how.told_at
        if told_at is None and (how.read_at is None or now - how.read_at >= TOLD_AFTER):
            told_at = now
            hours = self._rules.trust // timedelta(hours=1)
            text = (
                f"the calendar of tutor {how.tutor} cannot be read ({why}). What it said last counts for {hours} hours; "
                "then nothing is offered with this tutor until it can be read again"
            )
            await self._bell.raised("calendar_unread", _cause(how.name), text)
        await self._store.write(lambda tx: table.failed(tx, how.name, kind, now, told_at), name="calendars")

    async def _how(self, name: str) -> How:
        found: Mapping[str, How] = {one.name: one for one in await self._store.read(table.how)}
        return found[name]

    async def _safely(self, calendar: OutsideCalendar) -> None:
        try:
            await self.read(calendar)
        except Exception as error:
            log.warning("calendar_not_read", calendar=calendar.name, why=type(error).__name__)

    async def _run(self) -> None:
        while True:
            whole = False
            try:
                whole = await self.turn()
            except Exception as error:
                log.warning("calendars_not_read", why=type(error).__name__)
            wait = self._rules.every if whole else min(RETRY, self._rules.every)
            await asyncio.sleep(wait.total_seconds())


def _kept(tx: Tx, calendar: OutsideCalendar, reading: Reading | None, token: str, now: datetime) -> tuple[Clash, ...]:
    """Saves the reading behind the queue of those who claim time, so that none is compared with half of it."""
    queue_up(tx)
    if reading is None:
        table.was_read(tx, calendar.name, token, now)
    else:
        table.keep(tx, calendar.name, *_taken(calendar, reading), token, now)
    return table.clashes(tx, calendar.name, now)


def _kept_stretch(
    tx: Tx, calendar: OutsideCalendar, reading: Reading, since: datetime, until: datetime, now: datetime
) -> tuple[Clash, ...]:
    queue_up(tx)
    table.keep_stretch(tx, calendar.name, *_taken(calendar, reading), since, until)
    return table.clashes(tx, calendar.name, now)


def _taken(calendar: OutsideCalendar, reading: Reading) -> tuple[list[Busy], list[str]]:
    busy = [Busy(one.start, one.end, tutor=calendar.tutor) for one in reading.busy]
    return busy, [one.uid for one in reading.busy]


def _cause(name: str) -> str:
    return f"calendar_unread:{name}"
