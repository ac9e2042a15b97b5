"""The comparison inside `run`: every few minutes, by one process at a time, from where the last one stopped.

Polite to Stripe, whose reads are counted: each turn asks for the events since the last one, one call when nothing
happened. Once an hour the things themselves are listed, which does not depend on any event.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from prometheus_client import Counter, Gauge

from bot.core import reconcile
from bot.core.errors import DeskError
from bot.shell import reconciling_books as books
from bot.shell.alerts_unbooked import PAID_NOT_BOOKED
from bot.shell.reconciling import CLOCKS_DIFFER, Reconciler, Report
from bot.shell.store import Store
from bot.shell.store_alarms import FORGOTTEN_AFTER, Alarm
from bot.shell.store_marks import mark, set_mark
from bot.shell.tables import from_ms, insert, marks, to_ms
from bot.shell.writer import Tx

FIRST_AFTER_SECONDS = 10.0
EVENTS_MARK, THINGS_MARK, TURN_MARK = "reconciled_until", "reconciled_things_until", "reconciling_until"
THINGS_EVERY = timedelta(hours=1)
FIRST_LOOK_BACK = timedelta(days=7)
ON_THEIR_WAY = timedelta(minutes=1) + CLOCKS_DIFFER  # younger events are left to their webhooks
OVERLAP = timedelta(minutes=5)
LONGEST_PAGE = timedelta(hours=25)  # a page lives a day at most: what was opened before is over, or known as under way
LEASE = timedelta(minutes=10)

log = structlog.get_logger(__name__)
TURNS = Counter("desk_reconcile_turns", "Comparisons with Stripe, by how they ended.", ["outcome"])
UNTIL = Gauge("desk_reconciled_until_seconds", "Until when events were compared with Stripe's list (Unix time).")


class Bell(Protocol):
    """Where alerts go: `bot.shell.alerts.Alerts`."""

    async def raised(self, kind: str, cause: str, text: str) -> bool:
        """Whether somebody is told now."""

    async def over(self, cause: str) -> bool:
        """Whether somebody is told now that it is over."""

    async def standing(self) -> Sequence[Alarm]:
        """Every cause that is not over, whoever raised it."""


class Turns:
    """Compares again and again. `minutes`: how often."""

    def __init__(
        self, reconciler: Reconciler, store: Store, bell: Bell, minutes: int, *, clock: Callable[[], datetime]
    ) -> None:
        self.reconciler, self._store, self._bell = reconciler, store, bell
        self._every = timedelta(minutes=minutes)
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._left = 0
        self._trouble = ""

    def start(self) -> None:
        """Begin, soon; never with 0 minutes."""
        if self._every:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End, also in the middle of a call: the next turn begins where the last whole one ended."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def sentences(self) -> Iterable[str]:
        """What needs somebody: differences that no machine may repair, a Stripe that cannot be read."""
        if self._left:
            yield f"{self._left} differences between orders, Stripe and bookings: python -m bot reconcile"
        if self._trouble:
            yield self._trouble

    async def turn(self) -> Report | None:
        """One comparison, repairing what is safe; None when another process has done it or is at it."""
        now = self._clock()
        report = None
        if await self._take(now):
            try:
                report = await self._compare(now)
            except BaseException:
                await self._lease_until(now)
                raise
            await self._lease_until(now + self._every * 0.9)
        await self._look_what_stands(now)
        return report

    async def _compare(self, now: datetime) -> Report:
        until = now - ON_THEIR_WAY
        events_until = await self._mark(EVENTS_MARK)
        things_until = await self._mark(THINGS_MARK)
        things = things_until is None or now - things_until >= THINGS_EVERY
        if not await books.any_orders(self._store):
            events_until, things = until, False  # nothing to compare: whatever Stripe has is not ours
        since = (events_until - OVERLAP) if events_until else now - FIRST_LOOK_BACK
        report = await self.reconciler.compare(since, until, fix=True, things=False, between=self._held)
        if things:
            back = (things_until - LONGEST_PAGE) if things_until else now - FIRST_LOOK_BACK
            whole = await self.reconciler.compare(back, now, fix=True, events=False, between=self._held)
            report.seen |= whole.seen
            for one in whole.differences:
                report.add(one.finding, one.outcome)
            report.read += whole.read
            report.unread = (*report.unread, *whole.unread)
        await self._remember(
            ({} if report.events_unread else {EVENTS_MARK: until}) | ({THINGS_MARK: now} if things else {})
        )
        if not report.events_unread:
            UNTIL.set(until.timestamp())
        await self._tell(report, whole=things)
        return report

    async def _tell(self, report: Report, *, whole: bool) -> None:
        """Each difference that stays is one alert, over once a look that would have shown it again does not.

        Our own books are looked at whole each time. Of what Stripe shows only the newest is, so an old difference that no
        list reaches any more is not over: nobody has looked.
        """
        left = {one.finding.cause: one.finding for one in report.left if not one.finding.safe}
        for cause, finding in left.items():
            about = finding.about or finding.order_id
            await self._bell.raised(finding.kind, cause, f"order {finding.order_id}: {finding.text} ({about})")
            if finding.kind == PAID_NOT_BOOKED:
                await self.reconciler.call_into_talk(finding.order_id)
        for alarm in await self._bell.standing():
            looked = alarm.kind in reconcile.BY_ITSELF or (whole and alarm.cause.partition(":")[2] in report.seen)
            if alarm.kind in reconcile.TEXTS and alarm.cause not in left and looked:
                await self._bell.over(alarm.cause)
        self._trouble = "; ".join(dict.fromkeys(report.unread))
        repaired = len(report.differences) - len(report.left)
        if repaired:
            log.warning("stripe_webhooks_missed", repaired=repaired)

    async def _look_what_stands(self, now: datetime) -> None:
        """The differences any process told of, for as long as they are found again."""
        lately = to_ms(now - FORGOTTEN_AFTER)
        ours = (one for one in await self._bell.standing() if one.kind in reconcile.TEXTS)
        self._left = sum(one.last_at >= lately for one in ours)

    async def _run(self) -> None:
        await asyncio.sleep(FIRST_AFTER_SECONDS)
        while True:
            try:
                await self.turn()
                TURNS.labels("whole").inc()
            except DeskError as error:
                self._trouble = f"orders could not be compared with Stripe: {error}"
                TURNS.labels("broken_off").inc()
                log.warning("reconcile_broken_off", why=str(error))
            except Exception as error:
                # An answer of a shape nobody thought of, a database that is away: tried again like everything else.
                self._trouble = f"orders could not be compared with Stripe ({type(error).__name__})"
                TURNS.labels("broken_off").inc()
                log.warning("reconcile_broken_off", why=type(error).__name__)
            await asyncio.sleep(self._every.total_seconds())

    # -- what all processes remember together --------------------------------------------------------------------------

    async def _mark(self, name: str) -> datetime | None:
        found = await self._store.read(lambda tx: mark(tx, name))
        return from_ms(int(found)) if found else None

    async def _remember(self, moments: dict[str, datetime]) -> None:
        def unit(tx: Tx) -> None:
            for name, moment in moments.items():
                set_mark(tx, name, _sortable(moment))

        await self._store.write(unit, name="reconcile", talk="", alone=True)

    async def _take(self, now: datetime) -> bool:
        """Whether this turn is ours: one statement, so of several processes one gets it."""
        new = insert(marks).values(name=TURN_MARK, value=_sortable(now + LEASE))
        taking = new.on_conflict_do_update(
            index_elements=[marks.c.name], set_={"value": new.excluded.value}, where=marks.c.value <= _sortable(now)
        ).returning(marks.c.name)
        return await self._store.write(
            lambda tx: tx.run(taking).first() is not None, name="reconcile", talk="", alone=True
        )

    async def _lease_until(self, moment: datetime) -> None:
        await self._remember({TURN_MARK: moment})

    async def _held(self, _until: datetime, _report: Report) -> None:
        await self._lease_until(self._clock() + LEASE)


def _sortable(moment: datetime) -> str:
    return f"{to_ms(moment):015d}"
