"""Clocks on walls all over the world: what is read from one and typed again is the same moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clocks import Clock, clock_for, zone_named
from bot.core.slots import IN_PERSON, ONLINE
from bot.core.speech import Speech

SPEECH = Speech({"en": "x = y", "nl": "x = y"})
HOME = ZoneInfo("Europe/Amsterdam")
ZONES = sorted(name for name in available_timezones() if zone_named(name) is not None)
MOMENTS = st.integers(0, 3 * 365 * 96).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * n))


def hung(name: str, place: str = ONLINE) -> Clock:
    return clock_for(SPEECH, "en", HOME, name, place)


def test_the_world_has_zones() -> None:
    """Every zone that is a place; none that only looks like one."""
    assert len(ZONES) > 350
    assert {"America/New_York", "Europe/Kyiv", "Asia/Calcutta", "America/Argentina/Buenos_Aires"} <= {*ZONES}
    assert not [
        name
        for name in ("EST", "UTC", "Etc/GMT+5", "posix/Europe/Paris", "Europe", "localtime", "/etc/x", "a/../b")
        if zone_named(name)
    ]


@given(st.sampled_from(ZONES), MOMENTS)
def test_what_is_read_can_be_typed(name: str, moment: datetime) -> None:
    """Day and time of a moment lead back to it, except in the hour that comes twice: there to the first."""
    clock = hung(name)
    local = clock.local(moment)
    back = clock.moment_at(local.date(), local.time())
    assert back == moment or (clock.shows_again(moment) and timedelta() < moment - back <= timedelta(hours=3))
    assert clock.time(back) == clock.time(moment)


@given(st.sampled_from(ZONES), MOMENTS)
def test_home_is_named_where_it_differs(name: str, moment: datetime) -> None:
    """Both clocks are named exactly where they show two times; the offsets decide, not the names."""
    clock = hung(name)
    differs = moment.astimezone(ZoneInfo(name)).utcoffset() != moment.astimezone(HOME).utcoffset()
    assert bool(clock.at_home(moment)) == differs == clock.differs(moment)
    assert (clock.city(moment) == "Amsterdam") == (not differs or clock.zone is HOME)


@given(st.sampled_from(ZONES), MOMENTS)
def test_in_person_is_home(name: str, moment: datetime) -> None:
    """Who comes to the lesson reads the clock there, and is told whose it is where their own shows another time."""
    clock, own = hung(name, IN_PERSON), hung(name)
    assert clock.zone is HOME
    assert clock.is_foreign(moment) == own.differs(moment)
    assert not own.is_foreign(moment)


@given(st.sampled_from(ZONES), st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_the_days_a_day_falls_on(name: str, day: date) -> None:
    """The business's days that a student's day meets: one or two, in order, and every hour of it is in one of them."""
    clock = hung(name)
    days = clock.home_days(day)
    assert 1 <= len(days) <= 3
    assert list(days) == sorted(days)
    for hour in range(24):
        moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(name)).astimezone(UTC)
        if clock.local(moment).date() == day:
            assert moment.astimezone(HOME).date() in days


@pytest.mark.parametrize(
    ("name", "moment", "told"),
    [
        ("America/New_York", datetime(2026, 11, 26, 15, tzinfo=UTC), ("Thu 26 Nov 10:00", "16:00", "New York")),
        (
            "America/Los_Angeles",
            datetime(2026, 11, 27, 3, tzinfo=UTC),
            ("Thu 26 Nov 19:00", "Fri 27 Nov 04:00", "Los Angeles"),
        ),
        ("Asia/Calcutta", datetime(2026, 11, 26, 15, tzinfo=UTC), ("Thu 26 Nov 20:30", "16:00", "Kolkata")),
        ("Africa/Johannesburg", datetime(2026, 7, 1, 8, tzinfo=UTC), ("Wed 1 Jul 10:00", "", "Amsterdam")),
        ("Africa/Johannesburg", datetime(2026, 11, 26, 8, tzinfo=UTC), ("Thu 26 Nov 10:00", "09:00", "Johannesburg")),
    ],
)
def test_read_aloud(name: str, moment: datetime, told: tuple[str, str, str]) -> None:
    """The clock, the business's beside it with its day where that is another, and the city that names it."""
    clock = hung(name)
    assert (clock.moment(moment), clock.at_home(moment), clock.city(moment)) == told
