"""The days: several tutors, days on which the clock changes, closed days, and gaps that are gaps."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.core.desk import Business, Tutor
from bot.core.slots import Hours
from bot.shell.agenda.days import Day, beginning, days
from bot.shell.agenda.entries import Elsewhere, Entry
from tests.shell.agenda.lessons import NOW, lesson
from tests.shell.pages.shelf import the_desk

THURSDAY = date(2026, 11, 26)


def a_day(business: Business, hours: tuple[float, ...], tutor: str = "", day: date = THURSDAY) -> Day:
    """That day, with paid lessons of an hour at these hours."""
    entries = [Entry(lesson(f"n{hour}", hour), NOW) for hour in hours]
    (made,) = days(business, entries, (), day, 1, tutor)
    return made


def gaps(day: Day) -> list[str]:
    """The gaps in local clock time."""
    zone = the_desk().business.zone
    return [f"{r.start.astimezone(zone):%H:%M}-{r.end.astimezone(zone):%H:%M}" for r in day.rows if r.is_gap]


def test_gaps_fill_the_opening_hours_around_lessons() -> None:
    """One shorter than half an hour is none; lessons outside the hours bound nothing."""
    assert gaps(a_day(the_desk().business, (8, 10, 11.25, 20))) == ["09:00-10:00", "12:15-20:00"]


def test_a_closed_day_has_no_gaps() -> None:
    business = replace(the_desk().business, closed=frozenset({THURSDAY}))
    assert a_day(business, ()).rows == ()


def test_one_tutors_hours_bound_their_own_gaps() -> None:
    """With everybody shown, a gap is where anybody could teach and nobody has anything."""
    anna = Tutor("anna", "Anna", hours=(Hours(3, time(15), time(18)),))
    business = replace(the_desk().business, tutors=(anna, Tutor("bram", "Bram")))
    assert gaps(a_day(business, (), "anna")) == ["15:00-18:00"]
    assert gaps(a_day(business, ())) == ["09:00-21:00"]


def test_a_pause_is_no_gap() -> None:
    """Everybody's lunch, and one tutor's tea while that tutor is shown."""
    business = the_desk().business
    lunch = Hours(3, time(12, 30), time(13))
    rules = {name: replace(one, profile=replace(one.profile, pauses=(lunch,))) for name, one in business.rules.items()}
    anna = Tutor("anna", "Anna", pauses=(Hours(3, time(16), time(17)),))
    paused = replace(business, rules=rules, tutors=(anna, Tutor("bram", "Bram")))
    assert gaps(a_day(paused, ())) == ["09:00-12:30", "13:00-21:00"]
    assert gaps(a_day(paused, (), "anna")) == ["09:00-12:30", "13:00-16:00", "17:00-21:00"]


def test_the_day_the_clock_goes_back_has_twenty_five_hours() -> None:
    zone = the_desk().business.zone
    sunday = date(2026, 10, 25)
    assert beginning(date(2026, 10, 26), zone) - beginning(sunday, zone) == timedelta(hours=25)
    out = Elsewhere(datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 27, 12, tzinfo=UTC), "tutor")
    (day,) = days(the_desk().business, (), [out], sunday, 1)
    assert [(row.end - row.start, row.is_gap) for row in day.rows] == [(timedelta(hours=25), False)]


def test_what_asks_for_a_person_or_is_cancelled_takes_no_time() -> None:
    gone = Entry(lesson("gone", 15, booking="released", closed="cancelled"), NOW)
    (day,) = days(the_desk().business, [gone], (), THURSDAY, 1)
    assert gaps(day) == ["09:00-21:00"]
