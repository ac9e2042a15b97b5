"""Free times against opening hours, taken times, notice, horizon and the days the clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from bot.core.codec import from_json, to_json
from bot.core.slots import Busy, Hours, Profile, Slot, cells, free_slots, is_free

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEKDAYS = tuple(Hours(day, time(9), time(21)) for day in range(5))
REGULAR = Profile(
    minutes=(60, 90),
    hours=WEEKDAYS,
    notice=timedelta(hours=6),
    notice_new=timedelta(hours=12),
    horizon_days=14,
    zone=AMSTERDAM,
)
MONDAY = date(2026, 11, 23)
LONG_AGO = datetime(2026, 11, 22, 8, tzinfo=UTC)


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), AMSTERDAM).astimezone(UTC)


def busy(start: str, end: str, place: str = "online") -> Busy:
    return Busy(at(start), at(end), place)


def clocks(slots: tuple[Slot, ...]) -> list[str]:
    return [f"{slot.start.astimezone(AMSTERDAM):%H:%M}" for slot in slots]


def one_day(hours: str, *taken: Busy, minutes: int = 60, place: str = "online", now: datetime = LONG_AGO) -> list[str]:
    opens, closes = (time.fromisoformat(part) for part in hours.split("-"))
    profile = replace(REGULAR, hours=(Hours(0, opens, closes),), horizon_days=2)
    return clocks(free_slots(profile, minutes, place, taken, now, new_student=False))


@pytest.mark.parametrize(
    ("hours", "taken", "place", "expected"),
    [
        pytest.param("09:00-11:00", [], "online", "09:00 09:30 10:00", id="full and half hours, ends by closing"),
        pytest.param("09:10-11:00", [], "online", "09:30 10:00", id="odd opening"),
        pytest.param("09:00-11:15", [], "online", "09:00 09:30 10:00", id="no quarter at closing"),
        pytest.param("09:15-11:30", [], "online", "09:30 10:00 10:30", id="no quarter at opening"),
        pytest.param(
            "09:00-13:00", [("09:00", "10:00")], "online", "10:15 10:30 11:00 11:30 12:00", id="quarter after a lesson"
        ),
        pytest.param("09:00-12:00", [("09:00", "10:20")], "online", "10:30 11:00", id="half hour touches by itself"),
        pytest.param("09:00-12:00", [("11:00", "12:00")], "online", "09:00 09:30 09:45", id="quarter before a lesson"),
        pytest.param(
            "09:00-12:30",
            [("09:00", "10:00"), ("11:30", "12:30")],
            "online",
            "10:15",
            id="one lesson fits between two",
        ),
        pytest.param(
            "09:00-13:00",
            [("09:00", "10:00")],
            "in_person",
            "10:30 11:00 11:30 12:00",
            id="in person needs half an hour",
        ),
        pytest.param(
            "09:00-13:00",
            [("09:00", "10:00", "in_person")],
            "online",
            "10:30 11:00 11:30 12:00",
            id="after one in person too, counted once",
        ),
        pytest.param("09:00-10:00", [("08:00", "08:50")], "online", "09:00", id="gap just fits before opening"),
        pytest.param("09:00-11:00", [("08:00", "08:51")], "online", "09:15 09:30 10:00", id="gap reaches past opening"),
        pytest.param(
            "09:15-11:30",
            [("08:00", "08:45", "in_person")],
            "online",
            "09:15 09:30 10:00 10:30",
            id="a lesson before opening, its gap ending at a quarter",
        ),
        pytest.param(
            "09:00-11:00", [("09:00", "10:30"), ("09:10", "09:20")], "online", "", id="overlapping taken times"
        ),
        pytest.param("23:00-00:00", [], "online", "23:00", id="closes at the end of the day"),
    ],
)
def test_starts_of_one_day(hours: str, taken: list[tuple[str, ...]], place: str, expected: str) -> None:
    """Starts are on the half hour; a quarter only where it touches a taken time, with its gap."""
    assert one_day(hours, *(busy(*row) for row in taken), place=place) == expected.split()


def test_a_lunch_break_closes_the_middle_of_the_day() -> None:
    """No lesson runs through the pause between two opening windows of one day."""
    profile = replace(REGULAR, hours=(Hours(0, time(13), time(15)), Hours(0, time(9), time(12))), horizon_days=2)
    found = clocks(free_slots(profile, 90, "online", (), LONG_AGO, new_student=False))
    assert found == ["09:00", "09:30", "10:00", "10:30", "13:00", "13:30"]


def test_notice_is_longer_for_a_new_student() -> None:
    """Six hours ahead for who is known, twelve for who is new, to the minute."""
    now = at("09:00")
    known = free_slots(REGULAR, 60, "online", (), now, new_student=False)
    new = free_slots(REGULAR, 60, "online", (), now, new_student=True)
    assert known[0].start == at("15:00")
    assert new[0].start == at("09:00", MONDAY + timedelta(days=1))
    assert free_slots(REGULAR, 60, "online", (), now + timedelta(seconds=1), new_student=False)[0].start == at("15:30")


def test_horizon_counts_local_days_with_today_as_the_first() -> None:
    """Two days ahead means today and tomorrow, read on the local calendar, also just before midnight."""
    urgent = replace(REGULAR, hours=tuple(Hours(day, time(0), time(0)) for day in range(7)), horizon_days=2)
    now = at("23:30")
    found = free_slots(urgent, 60, "online", (), now, new_student=False)
    assert {slot.start.astimezone(AMSTERDAM).date() for slot in found} == {MONDAY + timedelta(days=1)}


def test_closed_days_and_unknown_lengths_have_nothing() -> None:
    """A closed day is skipped; a length the profile does not sell has no free time."""
    closed = replace(REGULAR, closed=frozenset({MONDAY}))
    found = free_slots(closed, 60, "online", (), LONG_AGO, new_student=False)
    assert min(found).start == at("09:00", MONDAY + timedelta(days=1))
    assert free_slots(REGULAR, 75, "online", (), LONG_AGO, new_student=False) == ()


def test_earliest_and_latest_bound_the_start_both_included() -> None:
    """A wish "between 16:00 and 17:00" keeps starts at both ends."""
    found = free_slots(REGULAR, 60, "online", (), LONG_AGO, new_student=False, earliest=at("16:00"), latest=at("17:00"))
    assert clocks(found) == ["16:00", "16:30", "17:00"]


@pytest.mark.parametrize(
    ("day", "hours", "expected"),
    [
        # 2026-10-25: 02:00-02:59 happens twice. 2027-03-28: 02:00-02:59 never happens.
        (date(2026, 10, 25), (time(1), time(4)), ["23:00", "23:30", "00:00", "00:30", "02:00"]),
        (date(2027, 3, 28), (time(1), time(4)), ["00:00", "00:30", "01:00"]),
    ],
)
def test_the_days_the_clock_changes(day: date, hours: tuple[time, time], expected: list[str]) -> None:
    """A wall time that happens twice is offered as the first, one that never happens not at all."""
    profile = replace(REGULAR, hours=(Hours(6, *hours),), horizon_days=2)
    now = datetime.combine(day - timedelta(days=1), time(12), UTC)
    found = free_slots(profile, 60, "online", (), now, new_student=False)
    assert [f"{slot.start:%H:%M}" for slot in found] == expected


def test_opening_hours_stay_on_the_wall_across_the_change() -> None:
    """Nine in the morning is nine before and after the change, an hour apart in UTC."""
    every_day = replace(REGULAR, hours=tuple(Hours(day, time(9), time(10)) for day in range(7)), horizon_days=3)
    found = free_slots(every_day, 60, "online", (), datetime(2026, 10, 23, 12, tzinfo=UTC), new_student=False)
    assert [slot.start for slot in found] == [
        datetime(2026, 10, 24, 7, tzinfo=UTC),
        datetime(2026, 10, 25, 8, tzinfo=UTC),
    ]


def test_is_free_agrees_with_what_was_offered() -> None:
    """An offered slot is free until it is taken, its notice runs out, or it never was a start."""
    slot = Slot(at("16:00"), 60)
    assert is_free(REGULAR, slot, (), LONG_AGO, new_student=True)
    assert not is_free(REGULAR, slot, (busy("15:30", "15:55"),), LONG_AGO, new_student=True)
    assert not is_free(REGULAR, slot, (), at("10:01"), new_student=False)
    assert not is_free(REGULAR, replace(slot, start=at("16:05")), (), LONG_AGO, new_student=False)
    assert not is_free(REGULAR, replace(slot, minutes=30), (), LONG_AGO, new_student=False)


def test_cells_cover_the_lesson_and_the_gap_after_it() -> None:
    """Unequal lessons that overlap share a cell; one that starts right after the gap shares none."""
    gap = timedelta(minutes=10)
    first = cells(Slot(at("16:00"), 60), gap)
    assert len(first) == 14
    assert first.start == int(at("16:00").timestamp()) // 300
    assert set(first) & set(cells(Slot(at("17:05"), 30), gap))
    assert not set(first) & set(cells(Slot(at("17:10"), 30), gap))
    assert len(cells(Slot(at("16:00") + timedelta(minutes=2), 61), timedelta(0))) == 13


def test_a_slot_survives_json() -> None:
    """What is kept of a slot reads back as the same slot."""
    slot = Slot(at("16:00"), 90, "in_person")
    assert from_json(Slot, to_json(slot)) == slot
    assert to_json(slot) == '{"start":"2026-11-23T15:00:00Z","minutes":90,"place":"in_person"}'
    assert slot.end == at("17:30")


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 23, 16),  # noqa: DTZ001  the point of the test
        datetime(2026, 11, 23, 16, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_moments_are_utc(moment: datetime) -> None:
    """A moment without a zone, or in another one, is refused where it is made."""
    with pytest.raises(ValueError, match="UTC"):
        Slot(moment, 60)
    with pytest.raises(ValueError, match="UTC"):
        Busy(moment, moment)


def test_a_year_of_lessons_costs_little() -> None:
    """Ten thousand taken times and a fortnight of starts are looked through in a few milliseconds."""
    year = [
        Busy(start, start + timedelta(minutes=25))
        for start in (LONG_AGO - timedelta(days=180) + timedelta(minutes=50 * n) for n in range(10_000))
    ]
    timings = []
    for _ in range(5):
        begun = perf_counter()
        free_slots(REGULAR, 60, "online", year, LONG_AGO, new_student=False)
        timings.append(perf_counter() - begun)
    assert min(timings) < 0.05
