"""Free times: which starts a profile still allows. Which few of them to offer is `bot.core.offering`.

Pure. Every moment inside is aware UTC; wall clocks (opening hours, days, full and half hours) are read in the
profile's zone and turned into UTC once, so days on which the clock changes come out right.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

ONLINE, IN_PERSON = "online", "in_person"
TUTOR = "tutor"  # the first tutor's value; the only one's, where the business names none
CELL_SECONDS = 300
QUARTER_SECONDS = 900
QUARTER = timedelta(seconds=QUARTER_SECONDS)
HALF_HOUR = timedelta(minutes=30)
ONE_DAY = timedelta(days=1)
OPEN_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time a lesson could have or has: start (aware UTC), length, place. Sorts by start."""

    start: datetime
    minutes: int
    place: str = ONLINE

    def __post_init__(self) -> None:
        _refuse_unless_utc(self.start)

    @property
    def end(self) -> datetime:
        """When the lesson ends, the gap after it not included."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Busy:
    """A taken time of one tutor: the lesson (or appointment) itself, without the gap around it."""

    start: datetime
    end: datetime
    place: str = ONLINE
    tutor: str = TUTOR

    def __post_init__(self) -> None:
        _refuse_unless_utc(self.start)
        _refuse_unless_utc(self.end)


@dataclass(frozen=True, slots=True)
class Hours:
    """One opening window on one weekday (0 = Monday), local; closes at 00:00 means the end of that day."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Profile:
    """When one flow can be booked.

    A slot lies within the horizon when its local date < today + horizon_days: today counts as the first day, so 2 is
    "today and tomorrow".
    """

    minutes: tuple[int, ...]
    hours: tuple[Hours, ...]
    notice: timedelta
    notice_new: timedelta
    horizon_days: int
    zone: ZoneInfo
    closed: frozenset[date] = frozenset()
    gap: timedelta = timedelta(minutes=10)
    gap_in_person: timedelta = timedelta(minutes=30)
    pauses: tuple[Hours, ...] = ()  # lunch: open, and yet no lesson; no gap around it

    def gap_between(self, place: str, other_place: str) -> timedelta:
        """The pause two neighbouring lessons need: the longer one as soon as either is in person."""
        return self.gap_in_person if IN_PERSON in (place, other_place) else self.gap


def free_slots(
    profile: Profile,
    minutes: int,
    place: str,
    busy: Iterable[Busy],
    now: datetime,
    *,
    new_student: bool,
    earliest: datetime | None = None,
    latest: datetime | None = None,
) -> tuple[Slot, ...]:
    """Every free start, in clock order; empty for a length the profile does not have.

    Starts lie on local full and half hours, and on a quarter only where the slot touches a taken time: it is the first
    quarter after that lesson and its gap, or the last one that ends a gap before it. `earliest` and `latest` bound the
    start, both included. `busy` may be in any order and may overlap. Of a local time that the autumn change makes
    happen twice the first is offered, one that the spring change skips is not.
    """
    if minutes not in profile.minutes:
        return ()
    length = timedelta(minutes=minutes)
    first = now + (profile.notice_new if new_student else profile.notice)
    first = (max(first, earliest) if earliest else first).astimezone(UTC)
    last = latest.astimezone(UTC) if latest else OPEN_END
    windows = tuple(_windows(profile, now, first, last))
    if not windows:
        return ()
    padded = _padded(profile, place, busy, windows[0][0], windows[-1][1])
    taken = _Taken(padded)
    touching = sorted({edge for start, end in padded for edge in (_quarter_from(end), _quarter_until(start - length))})
    found: set[datetime] = set()
    for opens, closes in windows:
        fitting = touching[bisect_left(touching, opens) : bisect_left(touching, closes)]
        quarters = (start for start in fitting if _is_offered_quarter(start.astimezone(profile.zone)))
        for start in (*_half_hours(profile.zone, opens, closes), *quarters):
            end = start + length
            if first <= start <= last and end <= closes and not taken.overlaps(start, end):
                found.add(start)
    return tuple(Slot(start, minutes, place) for start in sorted(found))


def is_free(profile: Profile, slot: Slot, busy: Iterable[Busy], now: datetime, new_student: bool) -> bool:
    """Whether `free_slots` would offer exactly this slot now."""
    start = slot.start
    return slot in free_slots(
        profile, slot.minutes, slot.place, busy, now, new_student=new_student, earliest=start, latest=start
    )


def cells(slot: Slot, gap: timedelta) -> range:
    """The five-minute cells (UTC epoch // 300) a claim of this slot takes, from its start to its end plus the gap."""
    end_seconds = (slot.end + gap).timestamp()
    return range(int(slot.start.timestamp() // CELL_SECONDS), int(-(-end_seconds // CELL_SECONDS)))


class _Taken:
    """Answers whether a stretch of time meets one of many taken ones, in logarithmic time."""

    def __init__(self, padded: Sequence[tuple[datetime, datetime]]) -> None:
        self._starts = [start for start, _ in padded]
        self._latest_ends = list(accumulate((end for _, end in padded), max))

    def overlaps(self, start: datetime, end: datetime) -> bool:
        begun = bisect_left(self._starts, end)
        return begun > 0 and self._latest_ends[begun - 1] > start


def _padded(
    profile: Profile, place: str, busy: Iterable[Busy], opens: datetime, closes: datetime
) -> list[tuple[datetime, datetime]]:
    """The taken times that can matter between opening and closing, each with its gap on both sides, by start.

    One that ended before the opening matters as well: it may let the lesson start at a quarter.
    """
    reach = max(profile.gap, profile.gap_in_person) + QUARTER
    from_, until = opens - reach, closes + reach
    near = [taken for taken in busy if taken.start < until and taken.end > from_]
    gaps = {other: profile.gap_between(place, other) for other in {taken.place for taken in near}}
    return sorted((taken.start - gaps[taken.place], taken.end + gaps[taken.place]) for taken in near)


def _windows(profile: Profile, now: datetime, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The opening windows (UTC) between two moments within the horizon, closed days left out, in clock order."""
    zone, today = profile.zone, now.astimezone(profile.zone).date()
    day = max(today, first.astimezone(zone).date())
    until = today + ONE_DAY * profile.horizon_days
    if last != OPEN_END:
        until = min(until, last.astimezone(zone).date() + ONE_DAY)
    while day < until:
        if day not in profile.closed:
            pauses = sorted(_stretch(day, pause, zone) for pause in profile.pauses if pause.weekday == day.weekday())
            for hours in sorted(profile.hours, key=lambda hours: hours.opens):
                if hours.weekday == day.weekday():
                    yield from _around(pauses, *_stretch(day, hours, zone))
        day += ONE_DAY


def _stretch(day: date, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    closing_day = day if hours.closes > time(0) else day + ONE_DAY
    return _moment(day, hours.opens, zone), _moment(closing_day, hours.closes, zone)


def _around(
    pauses: Sequence[tuple[datetime, datetime]], opens: datetime, closes: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """What is left of the window before, between and after the pauses (by their beginnings)."""
    for begins, ends in pauses:
        if opens < begins and opens < closes:
            yield opens, min(begins, closes)
        opens = max(opens, ends)
    if opens < closes:
        yield opens, closes


def _half_hours(zone: ZoneInfo, opens: datetime, closes: datetime) -> Iterator[datetime]:
    """The moments (UTC) between opening and closing at which a local clock shows :00 or :30 for the first time."""
    wall = opens.astimezone(zone).replace(tzinfo=None)
    wall += timedelta(minutes=-wall.minute % 30, seconds=-wall.second, microseconds=-wall.microsecond)
    until = closes.astimezone(zone).replace(tzinfo=None)
    while wall < until:
        start = wall.replace(tzinfo=zone).astimezone(UTC)
        # A wall time the spring change skips comes back as another one.
        if start >= opens and start.astimezone(zone).replace(tzinfo=None) == wall:
            yield start
        wall += HALF_HOUR


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _quarter_from(moment: datetime) -> datetime:
    """The first quarter of an hour at or after the moment. UTC serves: no zone's offset breaks a quarter."""
    return datetime.fromtimestamp(-(-moment.timestamp() // QUARTER_SECONDS) * QUARTER_SECONDS, UTC)


def _quarter_until(moment: datetime) -> datetime:
    """The last quarter of an hour at or before the moment."""
    return datetime.fromtimestamp(moment.timestamp() // QUARTER_SECONDS * QUARTER_SECONDS, UTC)


def _is_offered_quarter(local: datetime) -> bool:
    return local.minute in (15, 45) and local.fold == 0


def _refuse_unless_utc(moment: datetime) -> None:
    if moment.utcoffset() != timedelta(0):
        raise ValueError(f"{moment.isoformat()} is not a moment in UTC; use .astimezone(UTC)")
