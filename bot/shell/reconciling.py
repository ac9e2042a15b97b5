"""The comparison of our orders with Stripe and with the bookings: reads both, lets orders hear what they missed, reports.

Nothing is repaired here but by the door in: a missed fact goes into the inbox like its webhook would have, under an id that
makes any repeat harmless, and settles the order as ever.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

import structlog
from prometheus_client import Counter as Metric

from bot.core import reconcile
from bot.core.desk import Desk
from bot.core.errors import NotForUs
from bot.core.events import Event, MoneyEvent
from bot.core.reconcile import Finding, Seen
from bot.shell import reconciling_books as books
from bot.shell.alerts_unbooked import call_into_talk
from bot.shell.engine import Mapped, Reference
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.reading import Shown, StripeReader
from bot.shell.payments.reading_pace import Pace
from bot.shell.store import Store

EVENTS_KEPT = timedelta(days=30)  # Stripe lists no older events
A_SLICE = timedelta(days=1)  # what is read, compared and forgotten at once
HEARD_WITHIN_SECONDS = 60.0
CLOCKS_DIFFER = timedelta(minutes=1)
REPAIRED, REPAIRABLE, UNDER_WAY, LEFT = "repaired", "repairable", "under way", "left"

log = structlog.get_logger(__name__)
FOUND = Metric(
    "desk_reconcile_differences", "Differences found between orders, Stripe and bookings.", ["kind", "outcome"]
)


class Door(Protocol):
    """What the comparison asks of the engine."""

    async def accept_mapped(self, reference: Reference, make: Callable[[Mapped], MoneyEvent]) -> bool:
        """Whether the fact was new, once it is durable."""

    async def accept(self, *events: Event) -> int:
        """How many were new, once they are durable."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A finding and what became of it: repaired, repairable (nobody asked for it), under way, left (for a person)."""

    finding: Finding
    outcome: str


@dataclass(slots=True)
class Report:
    """What a comparison found. `read`: how many things at Stripe; `unread`: what the key may not read, a sentence each.

    `seen`: the orders of which something was shown or asked for as it is now; of others this comparison says nothing.
    """

    since: datetime
    until: datetime
    differences: list[Difference] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    unread: tuple[str, ...] = ()
    events_unread: bool = False

    @property
    def left(self) -> list[Difference]:
        """What is still different."""
        return [one for one in self.differences if one.outcome != REPAIRED]

    @property
    def causes(self) -> set[str]:
        """What alerts about these differences are known by."""
        return {one.finding.cause for one in self.differences}

    def add(self, finding: Finding, outcome: str) -> None:
        """Another finding, unless it is there already."""
        new = (finding.kind, finding.order_id, finding.about)
        if all((f.kind, f.order_id, f.about) != new for f in (one.finding for one in self.differences)):
            self.differences.append(Difference(finding, outcome))


Between = Callable[[datetime, Report], Awaitable[None]]


async def nothing_between(_until: datetime, _report: Report) -> None:
    """Nothing."""


class Reconciler:
    """Compares. `between` is awaited after each slice with what was done so far; it may keep a lease or show progress."""

    def __init__(
        self, store: Store, desk: Desk, door: Door, gateway: StripeGateway, *, pace: Pace | None = None
    ) -> None:
        self._store, self._desk, self._door = store, desk, door
        self._gateway, self._pace = gateway, pace

    async def call_into_talk(self, order_id: str) -> None:
        """The team hears in its conversation that this order was paid and is not booked; once."""
        await call_into_talk(self._store, self._door, order_id)

    async def compare(
        self,
        since: datetime,
        now: datetime,
        *,
        fix: bool,
        events: bool = True,
        things: bool = True,
        between: Between = nothing_between,
    ) -> Report:
        """What differs. `events`: what Stripe told since then; `things`: what is there now, whatever was told.

        TryAgainLater or Refused when Stripe cannot be read at all; what was repaired by then stays so.
        """
        reader, report = StripeReader(self._gateway, self._pace), Report(since, now)
        report.read = reader.counts
        pages: set[str] = set()
        for start, end in slices(since, now + CLOCKS_DIFFER):
            shown = await self._read(reader, start, end, events=events and end > now - EVENTS_KEPT, things=things)
            pages |= {one.about for one in shown if one.stands}
            await self._hear(shown, report, now, fix=fix)
            await between(min(end, now), report)
        if things:
            shown = await self._due(reader, pages, report, now)
            await self._hear(shown, report, now, fix=fix)
        await self._itself(report, now)
        report.unread, report.events_unread = tuple(reader.unread.values()), "events" in reader.unread
        for one in report.differences:
            FOUND.labels(one.finding.kind, one.outcome).inc()
        return report

    async def _read(
        self, reader: StripeReader, start: datetime, end: datetime, *, events: bool, things: bool
    ) -> list[Shown]:
        since, until = int(start.timestamp()), int(end.timestamp())
        shown = await reader.events(since, until) if events else []
        if things:
            shown += await reader.sessions(since, until)
            shown += await reader.intents(since, until)
            shown += await reader.refunds(since, until)
            shown += await reader.disputes(since, until)
        return shown

    async def _due(self, reader: StripeReader, pages: set[str], report: Report, now: datetime) -> list[Shown]:
        """What no list showed: pages that should be over, money long on its way, disputes that are still open."""
        shown: list[Shown] = []
        ours = await books.read(self._store, await books.under_way(self._store))
        for each in ours.values():
            for page in reconcile.pages_to_ask(each.order, pages, now):
                found = await reader.session(page)
                if found is None:
                    report.add(Finding("page_missing", each.order.id, page), LEFT)
                shown += found or []
            for intent in reconcile.disputes_to_ask(each.order):
                shown += await reader.disputes_of(intent)
        return shown

    async def _hear(self, shown: Sequence[Shown], report: Report, now: datetime, *, fix: bool) -> None:
        """What the orders did not know is found, and heard when it is to be repaired.

        What only names its order waits for the rest: by then its session or payment is mostly known.
        """
        mapped = await books.whose(self._store, shown)
        for one, of in zip(shown, mapped, strict=True):
            if one.stands:
                report.seen.add(of.order_id if of else one.reference.order_id)
            stranger = Finding("unknown_payment", one.reference.order_id, one.about)
            if of is None and self._says_ours(one) and stranger.cause not in report.causes:
                report.add(stranger, LEFT)
        ours = [(one, of) for one, of in zip(shown, mapped, strict=True) if of is not None]
        await self._hear_of([each for each in ours if not each[1].hinted], report, now, fix=fix)
        hinted = [each for each in ours if each[1].hinted]
        if fix:
            named = [one for one, _ in hinted]
            again = zip(named, await books.whose(self._store, named), strict=True)
            hinted = [(one, of) for one, of in again if of is not None]
        else:
            told = {one.finding.order_id for one in report.differences if one.finding.safe}
            hinted = [each for each in hinted if each[1].order_id not in told]
        await self._hear_of(hinted, report, now, fix=fix)

    async def _hear_of(self, ours: Sequence[tuple[Shown, Mapped]], report: Report, now: datetime, *, fix: bool) -> None:
        facts = [(one, one.make(of)) for one, of in ours]
        known = await books.heard(self._store, (fact.id for _, fact in facts))
        orders = {i: each.order for i, each in (await books.read(self._store, {of.order_id for _, of in ours})).items()}
        seen = [Seen(fact, one.about, known.get(fact.id, ""), one.stands) for one, fact in facts]
        found = reconcile.with_stripe(orders, seen, now, self._desk.business.late_minimum)
        if fix:
            await self._repair(found, {fact.id: one for one, fact in facts}, report)
            return
        for finding in found:
            report.add(finding, REPAIRABLE if finding.safe else LEFT)

    async def _repair(self, found: Iterable[Finding], things: Mapping[str, Shown], report: Report) -> None:
        fed: list[tuple[Finding, str]] = []
        for finding in found:
            if finding.repair is None:
                report.add(finding, LEFT)
                continue
            thing = things[finding.repair.id]
            try:
                await self._door.accept_mapped(thing.reference, thing.make)
            except NotForUs:  # the order went meanwhile
                report.add(finding, LEFT)
                continue
            fed.append((finding, finding.repair.id))
        states = await self._heard([event_id for _, event_id in fed])
        for finding, event_id in fed:
            outcome = {"done": REPAIRED, "open": UNDER_WAY}.get(states.get(event_id, ""), LEFT)
            log.info("reconciled", order=finding.order_id, kind=finding.kind, stripe=finding.about, outcome=outcome)
            report.add(finding, outcome)

    async def _heard(self, event_ids: Sequence[str]) -> Mapping[str, str]:
        deadline = monotonic() + HEARD_WITHIN_SECONDS
        while True:
            states = await books.heard(self._store, event_ids)
            if "open" not in states.values() or monotonic() >= deadline:
                return states
            await asyncio.sleep(0.05)

    async def _itself(self, report: Report, now: datetime) -> None:
        ours = await books.read(self._store, await books.suspects(self._store, now))
        told = {one.finding.order_id for one in report.differences if one.finding.safe and one.outcome != LEFT}
        for finding in reconcile.with_itself(ours.values(), now):
            if finding.order_id not in told:
                report.add(finding, LEFT)

    def _says_ours(self, one: Shown) -> bool:
        """A paid page of our service that names an order and leads to us, not to another desk on the same Stripe account."""
        service, here = self._desk.business.service, f"{self._desk.public_url.rstrip('/')}/p/"
        ours = one.metadata.get("service") == service and one.leads.startswith(here)
        return one.paid and ours and bool(one.reference.order_id)


def slices(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The time from `since` to `until` in pieces, oldest first."""
    while since < until:
        end = min(since + A_SLICE, until)
        yield since, end
        since = end
