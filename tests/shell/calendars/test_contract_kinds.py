"""The kinds of appointments a tutor has, the same for every calendar: as CalDAV carries them, and as Google does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.shell.calendars.test_contract import Case, case

__all__ = ["case"]
SINCE, UNTIL = datetime(2026, 10, 22, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)
SPRING = datetime(2027, 3, 26, tzinfo=UTC), datetime(2027, 4, 2, tzinfo=UTC)
AMS, NYC = "TZID=Europe/Amsterdam", "TZID=America/New_York"


def google(start: str, end: str, **more: Any) -> dict[str, Any]:
    """An event as Google lists it; `singleEvents` has expanded what recurs."""
    key = "date" if len(start) == len("2026-11-24") else "dateTime"
    return {"start": {key: start}, "end": {key: end}, **more}


@dataclass(frozen=True)
class Kind:
    """Events of one kind: iCalendar components, what Google lists for them, and what is busy then ("day hour:minute", UTC)."""

    name: str
    ical: tuple[str, ...]
    google: tuple[dict[str, Any], ...]
    busy: tuple[str, ...]
    window: tuple[datetime, datetime] = (SINCE, UNTIL)


ONE = "DTSTART:20261124T130000Z\nDTEND:20261124T140000Z"
THERE = google("2026-11-24T14:00:00+01:00", "2026-11-24T15:00:00+01:00")
WEEKLY = f"UID:s\nDTSTART;{AMS}:20261019T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=4"
KINDS = (
    Kind("plain", (ONE,), (THERE,), ("24 13:00-24 14:00",)),
    Kind("cancelled", (ONE + "\nSTATUS:CANCELLED",), (THERE | {"status": "cancelled"},), ()),
    Kind("tentative", (ONE + "\nSTATUS:TENTATIVE",), (THERE | {"status": "tentative"},), ("24 13:00-24 14:00",)),
    Kind("transparent", (ONE + "\nTRANSP:TRANSPARENT",), (THERE | {"transparency": "transparent"},), ()),
    Kind(
        "another zone",
        (f"DTSTART;{NYC}:20261124T080000\nDTEND;{NYC}:20261124T090000",),
        (google("2026-11-24T08:00:00-05:00", "2026-11-24T09:00:00-05:00"),),
        ("24 13:00-24 14:00",),
    ),
    Kind(
        "no zone: the clock on the wall here",
        ("DTSTART:20261124T140000\nDTEND:20261124T150000",),
        (google("2026-11-24T14:00:00", "2026-11-24T15:00:00"),),
        ("24 13:00-24 14:00",),
    ),
    Kind(
        "a whole day",
        ("DTSTART;VALUE=DATE:20261124",),
        (google("2026-11-24", "2026-11-25"),),
        ("23 23:00-24 23:00",),
    ),
    Kind(
        "a holiday of days, over the end of summer time",
        ("DTSTART;VALUE=DATE:20261024\nDTEND;VALUE=DATE:20261027",),
        (google("2026-10-24", "2026-10-27"),),
        ("23 22:00-26 23:00",),
    ),
    Kind(
        "a night over the beginning of summer time",
        (f"DTSTART;{AMS}:20270327T220000\nDTEND;{AMS}:20270328T080000",),
        (google("2027-03-27T22:00:00+01:00", "2027-03-28T08:00:00+02:00"),),
        ("27 21:00-28 06:00",),
        SPRING,
    ),
    Kind(
        "begins before and ends behind the stretch",
        ("DTSTART:20260101T000000Z\nDTEND:20270101T000000Z",),
        (google("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),),
        ("01 00:00-01 00:00",),
    ),
    Kind(
        "every week at ten, over the end of summer time",
        (WEEKLY,),
        tuple(google(f"2026-{day}T10:00:00{off}", f"2026-{day}T11:00:00{off}")
              for day, off in (("10-26", "+01:00"), ("11-02", "+01:00"), ("11-09", "+01:00"))),
        ("26 09:00-26 10:00", "02 09:00-02 10:00", "09 09:00-09 10:00"),
    ),
    Kind(
        "every week, one left out, one moved, one cancelled",
        (
            WEEKLY + f"\nEXDATE;{AMS}:20261026T100000",
            f"UID:s\nRECURRENCE-ID;{AMS}:20261102T100000\nDTSTART;{AMS}:20261103T150000\nDURATION:PT30M",
            f"UID:s\nRECURRENCE-ID;{AMS}:20261109T100000\nDTSTART;{AMS}:20261109T100000\nDURATION:PT1H\nSTATUS:CANCELLED",
        ),
        (
            google("2026-11-03T15:00:00+01:00", "2026-11-03T15:30:00+01:00"),
            google("2026-11-09T10:00:00+01:00", "2026-11-09T11:00:00+01:00", status="cancelled"),
        ),
        ("03 14:00-03 14:30",),
    ),
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_what_is_busy(case: Case, kind: Kind) -> None:
    """Exactly its time, in whatever it is written; in a calendar of the desk's own there is never anything of others."""
    await case.writes(kind.ical, kind.google)
    reading = await case.calendar.read(*kind.window)
    assert reading is not None
    found = tuple(f"{one.start:%d %H:%M}-{one.end:%d %H:%M}" for one in reading.busy)
    assert found == (() if case.alone else kind.busy)


async def test_our_lesson_beside_them_is_ours(case: Case) -> None:
    """A lesson of this desk is no busy time, however full the calendar is; and it stands there as it was written, alarms and all."""
    for kind in KINDS[:7]:
        await case.writes(kind.ical, kind.google)
    await case.calendar.put(case.lesson)
    reading = await case.calendar.read(SINCE, SINCE + timedelta(days=60))
    assert reading is not None
    assert [(one.uid, one.start, one.end) for one in reading.ours] == [
        (case.lesson.uid, case.lesson.start, case.lesson.end)
    ]
    assert all(one.uid != case.lesson.uid for one in reading.busy)
    assert case.alarms() == ([] if case.alone else [30])
