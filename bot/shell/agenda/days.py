"""The agenda day by day: lessons, held times and appointments elsewhere in clock order, with the gaps between them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.desk import Business
from bot.shell.agenda.entries import TAKEN, Elsewhere, Entry, State

SHORTEST_GAP = timedelta(minutes=30)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a day: a lesson or held time (`entry`), an appointment `elsewhere`, or else a gap."""

    start: datetime
    end: datetime
    entry: Entry | None = None
    elsewhere: Elsewhere | None = None

    @property
    def is_gap(self) -> bool:
        """Whether nothing is planned then."""
        return self.entry is None and self.elsewhere is None


@dataclass(frozen=True, slots=True)
class Day:
    """One local day."""

    date: date
    rows: tuple[Row, ...]

    @property
    def lessons(self) -> int:
        """How many lessons are booked."""
        return sum(row.entry.state in (State.PAID, State.BOOKED, State.DISPUTED) for row in self.rows if row.entry)

    @property
    def waiting(self) -> int:
        """How many times are held for money or a parent's yes."""
        return sum(row.entry.state in (State.HELD, State.PROCESSING, State.PARENT) for row in self.rows if row.entry)


def days(
    business: Business,
    entries: Sequence[Entry],
    elsewhere: Sequence[Elsewhere],
    first: date,
    count: int,
    tutor: str = "",
) -> list[Day]:
    """`count` days from `first` on. A gap is where none of those shown has anything; opening hours bound it."""
    return [_day(business, entries, elsewhere, first + timedelta(days=n), tutor) for n in range(count)]


def beginning(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of that local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(business: Business, entries: Iterable[Entry], elsewhere: Iterable[Elsewhere], day: date, tutor: str) -> Day:
    since, until = beginning(day, business.zone), beginning(day + timedelta(days=1), business.zone)
    rows = [
        Row(one.order.slot.start, one.order.slot.end, entry=one)
        for one in entries
        if since <= one.order.slot.start < until
    ]
    rows += [
        Row(max(one.start, since), min(one.end, until), elsewhere=one)
        for one in elsewhere
        if one.start < until and one.end > since
    ]
    taken = [(row.start, row.end) for row in rows if row.entry is None or row.entry.state in TAKEN]
    rows += [Row(*stretch) for stretch in _without(_open(business, day, tutor), taken)]
    return Day(day, tuple(sorted(rows, key=lambda row: (row.start, row.end, row.entry is None))))


def _open(business: Business, day: date, tutor: str) -> list[Stretch]:
    """When somebody could have a lesson that day, of any kind; a tutor's own hours narrow it."""
    if day in business.closed:
        return []
    found = [
        stretch
        for rules in business.rules.values()
        for hours in rules.profile.hours
        if hours.weekday == day.weekday()
        for stretch in [_local(day, hours.opens, hours.closes, business.zone)]
    ]
    known = business.tutor_named(tutor) if tutor or len(business.tutors) > 1 else business.tutors[0]
    own = known.hours if known else ()
    if own:
        theirs = [_local(day, one.opens, one.closes, business.zone) for one in own if one.weekday == day.weekday()]
        both = [(max(a[0], b[0]), min(a[1], b[1])) for a in found for b in theirs]
        found = [stretch for stretch in both if stretch[0] < stretch[1]]
    pauses = {one for rules in business.rules.values() for one in rules.profile.pauses}
    pauses |= set(known.pauses) if known else set()
    resting = [_local(day, one.opens, one.closes, business.zone) for one in pauses if one.weekday == day.weekday()]
    return _without(_joined(found), sorted(resting))


def _local(day: date, opens: time, closes: time, zone: ZoneInfo) -> Stretch:
    end = beginning(day + timedelta(days=1), zone) if closes == time() else datetime.combine(day, closes, zone)
    return datetime.combine(day, opens, zone).astimezone(UTC), end.astimezone(UTC)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _without(stretches: Iterable[Stretch], taken: Sequence[Stretch]) -> list[Stretch]:
    """What is left of the stretches, where it is long enough for a lesson."""
    left = []
    for start, end in stretches:
        at = start
        for begins, ends in _joined(taken):
            if ends > at and begins < end:
                left.append((at, begins))
                at = max(at, ends)
        left.append((at, end))
    return [(start, end) for start, end in left if end - start >= SHORTEST_GAP]
