"""What is offered, out of real iCalendar text, against a slow oracle that reads the rules once more by itself.

Generated: appointments that recur by the day or week, at any hour, in several zones over every day on which a clock
changes; with a length or an end, with occurrences left out, moved or cancelled, whole days, floating times, what is
cancelled or takes no time; lessons of two tutors, a place for one or two lessons, hours and pauses of a tutor, everybody's
pauses, closed days, notice, horizon.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.core.desk import Business, Option, Tutor
from bot.core.slots import IN_PERSON, ONLINE, Busy, Hours, Profile, Slot
from bot.core.tutors import Asked, free_with
from bot.shell.calendars.ical import BusyRules, understood
from tests.shell.toys import toy_desk

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = (AMSTERDAM, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland"), ZoneInfo("UTC"))
# The Friday before Amsterdam's clocks go back, forward; before New York's do, and Auckland's; and of an ordinary week.
BEGINNINGS = (
    *(date(2026, 10, 23), date(2027, 3, 26), date(2026, 10, 30), date(2027, 3, 12)),
    *(date(2026, 9, 25), date(2027, 4, 2), date(2026, 6, 12)),
)
TUTORS = ("tutor", "sam")
FREE = ("STATUS:CANCELLED", "TRANSP:TRANSPARENT")  # these take no time
MARKS = ("", "", "", "STATUS:TENTATIVE", "STATUS:CONFIRMED", "TRANSP:OPAQUE", *FREE)
KINDS = ("length", "end", "floating", "day")
QUARTER, DAYS = timedelta(minutes=15), 5
RULES = BusyRules(AMSTERDAM, "desk.test")


@dataclass(frozen=True)
class Recurring:
    """An appointment at a wall time of a zone, again every so many days.

    `kind`: "length" (DURATION), "end" (DTEND), "day" (whole days), "floating" (without a zone: the tutor's own clock).
    `gone`: occurrences left out; `moved`: occurrences that begin so many minutes later, or are cancelled (None).
    `mark`: a line of its own, of which some take no time.
    """

    tutor: str
    first: datetime
    minutes: int
    every: int
    times: int
    kind: str = "length"
    gone: tuple[int, ...] = ()
    moved: tuple[tuple[int, int | None], ...] = ()
    mark: str = ""

    def text(self, uid: str) -> str:
        """As a calendar writes it."""
        event, calendar = self._event(uid, self._wall(0), self.mark), Calendar()
        weekly = self.every % 7 == 0
        often = {"FREQ": "WEEKLY" if weekly else "DAILY", "INTERVAL": self.every // 7 if weekly else self.every}
        if self.times > 1:
            event.add("RRULE", {**often, "COUNT": self.times})
        for n in self.gone:
            event.add("EXDATE", self._wall(n))
        calendar.add_component(event)
        for n, later in self.moved:
            off = later is None
            other = self._event(uid, self._wall(n, later or 0), "STATUS:CANCELLED" if off else self.mark)
            other.add("RECURRENCE-ID", self._wall(n))
            calendar.add_component(other)
        whole: str = calendar.to_ical().decode()
        return whole

    def _event(self, uid: str, start: date | datetime, mark: str) -> Event:
        event = Event()
        event.add("UID", uid)
        event.add("DTSTART", start)
        length = timedelta(days=1 + self.minutes // 100) if self.kind == "day" else timedelta(minutes=self.minutes)
        if self.kind == "length":
            event.add("DURATION", length)
        else:
            event.add("DTEND", start + length)
        if mark:
            name, value = mark.split(":")
            event.add(name, value)
        return event

    def _wall(self, n: int, later: int = 0) -> date | datetime:
        wall = self.first + timedelta(days=n * self.every, minutes=later)
        if self.kind == "day":
            return wall.date()
        return wall.replace(tzinfo=None) if self.kind == "floating" else wall

    def by_hand(self) -> list[Busy]:
        """Each of them, by the calendar on the wall and a watch that runs on."""
        if self.mark in FREE:
            return []
        found, moved = [], dict(self.moved)
        for n in range(self.times):
            later = moved.get(n, 0)
            if n in self.gone or later is None:
                continue
            wall = self._wall(n, later)
            if isinstance(wall, datetime):
                start = wall if wall.tzinfo else wall.replace(tzinfo=AMSTERDAM)
                watch = start.astimezone(UTC) + timedelta(minutes=self.minutes)
                over = (start + timedelta(minutes=self.minutes)).astimezone(UTC)  # by the clock on the wall
                ends = watch if self.kind == "length" else over if n in moved else max(watch, over)
                if self.times == 1 and self.kind != "length":
                    ends = over
                if ends <= start.astimezone(UTC):
                    ends = watch  # it begins in the hour that is left out
                begins = start.astimezone(UTC)
            else:
                begins, ends = (
                    datetime.combine(day, time(0), AMSTERDAM).astimezone(UTC)
                    for day in (wall, wall + timedelta(days=1 + self.minutes // 100))
                )
            found.append(Busy(begins, ends, tutor=self.tutor))
        return found


@dataclass(frozen=True)
class Problem:
    """A business, what is taken, and what is asked when."""

    business: Business
    recurring: tuple[Recurring, ...]
    lessons: tuple[Busy, ...]
    asked: Asked
    now: datetime

    @property
    def profile(self) -> Profile:
        return self.business.rules["regular"].profile


def _recurring(draw: st.DrawFn, day: date) -> Recurring:
    times = draw(st.integers(1, 30))
    odd = draw(st.lists(st.integers(0, times - 1), unique=True, max_size=4)) if times > 1 else []
    cut = draw(st.integers(0, len(odd)))
    return Recurring(
        draw(st.sampled_from(TUTORS)),
        datetime.combine(
            day - timedelta(days=draw(st.integers(0, 20))),
            time(draw(st.sampled_from((0, 1, 1, 2, 2, *range(24)))), draw(st.sampled_from((0, 5, 20, 45)))),
            draw(st.sampled_from(ZONES)),
        ),
        draw(st.sampled_from((25, 60, 150))),
        draw(st.sampled_from((1, 1, 2, 7, 14))),
        times,
        draw(st.sampled_from(KINDS)),
        tuple(odd[:cut]),
        tuple((n, draw(st.sampled_from((None, 45, 300)))) for n in odd[cut:]),
        draw(st.sampled_from(MARKS)),
    )


def _hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    edges = [
        draw(st.sampled_from((time(0), time(7), time(9, 30), time(12)))),
        draw(st.sampled_from((time(15), time(18, 15), time(0)))),
    ]
    return tuple(Hours(day, *edges) for day in range(7) if draw(st.integers(0, 4)))


def _pauses(draw: st.DrawFn) -> tuple[Hours, ...]:
    clocks = (time(12, 30), time(13)), (time(8), time(9, 45)), (time(14, 50), time(15, 10))
    return tuple(Hours(draw(st.integers(0, 6)), *draw(st.sampled_from(clocks))) for _ in range(draw(st.integers(0, 3))))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    day, places = draw(st.sampled_from(BEGINNINGS)), st.sampled_from((ONLINE, IN_PERSON))
    midnight = datetime.combine(day, time(0), UTC)
    recurring = tuple(_recurring(draw, day) for _ in range(draw(st.integers(0, 4))))
    lessons = []
    for _ in range(draw(st.integers(0, 6))):
        start = midnight + QUARTER * draw(st.integers(20, DAYS * 96))
        lessons.append(
            Busy(
                start,
                start + timedelta(minutes=draw(st.sampled_from((30, 60, 90)))),
                draw(places),
                draw(st.sampled_from(TUTORS)),
            )
        )
    toy = toy_desk().business
    profile = Profile(
        (30, 60, 90), _hours(draw), timedelta(minutes=draw(st.integers(0, 300))), timedelta(hours=12), draw(st.integers(1, DAYS)),
        AMSTERDAM, closed=frozenset({day + timedelta(days=draw(st.integers(0, 9)))}),
        pauses=_pauses(draw),
    )  # fmt: skip
    business = replace(
        toy,
        zone=AMSTERDAM,
        rules={"regular": replace(toy.rules["regular"], profile=profile)},
        places=(Option(ONLINE, {}, {}, {}), Option(IN_PERSON, {}, {}, {}, capacity=draw(st.integers(0, 2)))),
        tutors=(Tutor("tutor"), Tutor("sam", hours=_hours(draw) if draw(st.booleans()) else (), pauses=_pauses(draw))),
    )
    asked = Asked("regular", draw(st.sampled_from(profile.minutes)), draw(places), new_student=draw(st.booleans()))
    return Problem(business, recurring, tuple(lessons), asked, midnight + timedelta(minutes=draw(st.integers(0, 1440))))


def oracle(problem: Problem) -> dict[Slot, tuple[str, ...]]:
    """Every quarter of every day, each tutor on their own."""
    asked, now, profile = problem.asked, problem.now, problem.profile
    taken = [*problem.lessons, *(one for each in problem.recurring for one in each.by_hand())]
    own = profile.gap_between(asked.place, asked.place)
    full = _full(problem, own)
    today = now.astimezone(AMSTERDAM).date()
    first = now.replace(minute=0, second=0, microsecond=0)
    found: dict[Slot, tuple[str, ...]] = {}
    for start in (first + QUARTER * n for n in range(96 * (DAYS + 1))):
        local, end = start.astimezone(AMSTERDAM), start + timedelta(minutes=asked.minutes)
        if local.fold or start < now + (profile.notice_new if asked.new_student else profile.notice):
            continue
        if local.date() >= today + timedelta(days=profile.horizon_days) or local.date() in profile.closed:
            continue
        who = []
        for tutor in problem.business.tutors:
            pauses = (*profile.pauses, *tutor.pauses)
            if any(_meets(pause, start, end) for pause in pauses):
                continue
            if not all(_open(hours, start, end) for hours in (profile.hours, tutor.hours or profile.hours)):
                continue
            near = [
                (b.start, b.end, profile.gap_between(asked.place, b.place)) for b in taken if b.tutor == tutor.value
            ]
            near += [(since, until, own) for since, until in full]
            if any(start < over + gap and begun < end + gap for begun, over, gap in near):
                continue
            touches = any(
                over + gap <= start < over + gap + QUARTER or end + gap <= begun < end + gap + QUARTER
                for begun, over, gap in near
            )
            if local.minute in (0, 30) or touches:
                who.append(tutor.value)
        if who:
            found[Slot(start, asked.minutes, asked.place)] = tuple(who)
    return found


def _meets(pause: Hours, start: datetime, end: datetime) -> bool:
    day = start.astimezone(AMSTERDAM).date()
    begins, ends = (datetime.combine(day, clock, AMSTERDAM).astimezone(UTC) for clock in (pause.opens, pause.closes))
    return pause.weekday == day.weekday() and start < ends and end > begins


def _open(hours: tuple[Hours, ...], start: datetime, end: datetime) -> bool:
    day = start.astimezone(AMSTERDAM).date()
    for one in hours:
        closes = day if one.closes > time(0) else day + timedelta(days=1)
        opened = datetime.combine(day, one.opens, AMSTERDAM).astimezone(UTC)
        if (
            one.weekday == day.weekday()
            and opened <= start
            and end <= datetime.combine(closes, one.closes, AMSTERDAM).astimezone(UTC)
        ):
            return True
    return False


def _full(problem: Problem, gap: timedelta) -> list[tuple[datetime, datetime]]:
    """The stretches in which the asked place takes no lesson more, without the gap at their end, counted every five minutes."""
    capacity = problem.business.capacity(problem.asked.place)
    there = [one for one in problem.lessons if one.place == problem.asked.place]
    if not capacity or not there:
        return []
    five, found = timedelta(minutes=5), list[tuple[datetime, datetime]]()
    moment, last = min(one.start for one in there), max(one.end for one in there) + gap + five
    since = None
    while moment <= last:
        full = sum(one.start <= moment < one.end + gap for one in there) >= capacity
        if full and since is None:
            since = moment
        elif not full and since is not None:
            found.append((since, moment - gap))
            since = None
        moment += five
    return found


@settings(max_examples=80, deadline=None)
@given(problem=problems())
def test_every_offer_is_free_and_none_is_missing(problem: Problem) -> None:
    """The same times with the same tutors, however the calendars are written."""
    since, until = problem.now - timedelta(hours=12), problem.now + timedelta(days=DAYS + 2)
    busy = list(problem.lessons)
    for n, one in enumerate(problem.recurring):
        read = understood([one.text(str(n))], since, until, RULES)
        hours = {(each.start, each.end) for each in one.by_hand() if each.start < until and each.end > since}
        assert {(each.start, each.end) for each in read.busy} == hours, one.text(str(n))
        busy += [Busy(each.start, each.end, tutor=one.tutor) for each in read.busy]
    assert dict(free_with(problem.business, problem.asked, busy, problem.now)) == oracle(problem)
