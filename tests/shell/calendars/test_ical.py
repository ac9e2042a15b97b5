"""Events as calendars really write them: what is busy, and when exactly."""

from datetime import UTC, datetime, timedelta
from unicodedata import category
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.core.errors import TryAgainLater
from bot.shell.calendars.ical import BusyRules, understood, written
from bot.shell.calendars.port import Entry, Reading

RULES = BusyRules(ZoneInfo("Europe/Amsterdam"), "desk.test", "noor@example.org")
SINCE, UNTIL = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def read(*events: str, since: datetime = SINCE, until: datetime = UNTIL, rules: BusyRules = RULES) -> Reading:
    """What one calendar object with those events says."""
    return understood([calendar(*events)], since, until, rules)


def calendar(*events: str) -> str:
    """A calendar object; each event is its lines, and has a UID and a stamp unless it says so."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for text in events:
        own = [] if "UID:" in text else ["UID:one"]
        lines += ["BEGIN:VEVENT", *own, "DTSTAMP:20261101T000000Z", *text.splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def times(reading: Reading) -> list[str]:
    """Start and end of what is busy, UTC."""
    return [f"{one.start:%d %H:%M}-{one.end:%d %H:%M}" for one in reading.busy]


PLAIN = "DTSTART:20261124T130000Z\nDTEND:20261124T140000Z"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (PLAIN, ["24 13:00-24 14:00"]),
        ("DTSTART;TZID=America/New_York:20261124T080000\nDURATION:PT45M", ["24 13:00-24 13:45"]),
        ("DTSTART:20261124T130000\nDTEND:20261124T140000", ["24 12:00-24 13:00"]),  # floating: the tutor's own clock
        ("DTSTART;VALUE=DATE:20261124", ["23 23:00-24 23:00"]),
        ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261127", ["23 23:00-26 23:00"]),
        ("DTSTART:20261124T130000Z", []),  # no end: no time
        (PLAIN + "\nSTATUS:CANCELLED", []),
        (PLAIN + "\nTRANSP:TRANSPARENT", []),
        (PLAIN + "\nSTATUS:TENTATIVE", ["24 13:00-24 14:00"]),
        (PLAIN + "\nATTENDEE;PARTSTAT=DECLINED:mailto:Noor@Example.org", []),
        (PLAIN + "\nATTENDEE;PARTSTAT=DECLINED:mailto:sam@example.org", ["24 13:00-24 14:00"]),
        (PLAIN + "\nATTENDEE;PARTSTAT=ACCEPTED:mailto:noor@example.org", ["24 13:00-24 14:00"]),
        (
            "DTSTART;TZID=Europe/Amsterdam:20261116T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3",
            ["23 09:00-23 10:00", "30 09:00-30 10:00"],
        ),
        (
            "DTSTART:20261123T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261124T100000Z",
            ["23 10:00-23 11:00", "25 10:00-25 11:00"],
        ),
    ],
)
def test_what_is_busy(event: str, expected: list[str]) -> None:
    """Each kind of event takes exactly its time, or none."""
    assert times(read(event)) == expected


def test_tentative_is_free_where_the_settings_say_so() -> None:
    """What is not certain yet does not count when the business wants it so."""
    rules = BusyRules(RULES.zone, RULES.host, tentative=False)
    assert not read(PLAIN + "\nSTATUS:TENTATIVE", rules=rules).busy


def test_one_occurrence_moved_and_one_cancelled() -> None:
    """An override takes the place of its occurrence, and only of that."""
    series = "UID:s\nDTSTART:20261123T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    moved = "UID:s\nRECURRENCE-ID:20261124T100000Z\nDTSTART:20261124T150000Z\nDURATION:PT1H"
    cancelled = "UID:s\nRECURRENCE-ID:20261125T100000Z\nDTSTART:20261125T100000Z\nDURATION:PT1H\nSTATUS:CANCELLED"
    assert times(read(series, moved, cancelled)) == ["23 10:00-23 11:00", "24 15:00-24 16:00"]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (datetime(2026, 10, 24, tzinfo=UTC), ["24 08:00", "25 09:00"]),  # the clock goes back on the 25th
        (datetime(2027, 3, 27, tzinfo=UTC), ["27 09:00", "28 08:00"]),  # and forward on the 28th
    ],
)
def test_a_series_keeps_its_local_hour_over_a_change_of_the_clock(first: datetime, expected: list[str]) -> None:
    """Ten in the morning is ten in the morning, whatever UTC does."""
    since = first
    event = f"DTSTART;TZID=Europe/Amsterdam:{first:%Y%m%d}T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2"
    found = read(event, since=since, until=since + timedelta(days=3))
    assert [f"{one.start:%d %H:%M}" for one in found.busy] == expected


def test_a_whole_day_on_which_the_clock_changes_is_longer() -> None:
    """25 October has 25 hours in Amsterdam."""
    since = datetime(2026, 10, 24, tzinfo=UTC)
    found = read("DTSTART;VALUE=DATE:20261025", since=since, until=since + timedelta(days=3))
    (day,) = found.busy
    assert day.end - day.start == timedelta(hours=25)


def test_our_own_lessons_are_no_busy_time() -> None:
    """A lesson of this desk is ours; one of another desk is somebody's time like any other."""
    found = read(f"UID:order_a@desk.test\n{PLAIN}", f"UID:order_b@other.test\n{PLAIN}")
    assert [one.uid for one in found.ours] == ["order_a@desk.test"]
    assert [one.uid for one in found.busy] == ["order_b@other.test"]


GARBAGE = (
    "<html>502</html>",
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
    calendar("DTSTART:never"),
    calendar(PLAIN + "\nRRULE:FREQ=SOMETIMES"),
    calendar(PLAIN + "\nRRULE:FREQ=SECONDLY"),
    calendar("DTSTART:20261123T100000Z\nDURATION:PT1S\nRRULE:FREQ=MINUTELY"),
    calendar("SUMMARY:never"),
    calendar(PLAIN + "\nRRULE:FREQ=DAILY\nEXDATE:nonsense"),
)


@pytest.mark.parametrize("text", GARBAGE)
def test_what_cannot_be_understood_is_never_an_empty_calendar(text: str) -> None:
    """Better no reading than one that leaves something out."""
    with pytest.raises(TryAgainLater):
        understood([text], SINCE, UNTIL, RULES)


AUTUMN, SPRING = "TZID=Europe/Amsterdam:20261025T", "TZID=Europe/Amsterdam:20270328T"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        # Three hours are three hours, whatever the clock says when they are over.
        (f"DTSTART;{SPRING}013000\nDURATION:PT3H", ["28 00:30-28 03:30"]),
        (f"DTSTART;{AUTUMN}013000\nDURATION:PT3H", ["24 23:30-25 02:30"]),
        # A single end is what it says.
        (f"DTSTART;{SPRING}013000\nDTEND;{SPRING}043000", ["28 00:30-28 02:30"]),
        (f"DTSTART;{AUTUMN}013000\nDTEND;{AUTUMN}043000", ["24 23:30-25 03:30"]),
        # What begins in the hour that is left out begins an hour later, and lasts.
        (f"DTSTART;{SPRING}023000\nDTEND;{SPRING}033000", ["28 01:30-28 02:30"]),
        (f"DTSTART;{SPRING}023000\nDURATION:PT1H", ["28 01:30-28 02:30"]),
        # A series that says its end: as long as ever, or until the clock says so, whichever is later.
        (
            "DTSTART;TZID=Europe/Amsterdam:20270327T013000\nDTEND;TZID=Europe/Amsterdam:20270327T043000\nRRULE:FREQ=DAILY;COUNT=2",
            ["27 00:30-27 03:30", "28 00:30-28 03:30"],
        ),
        (
            "DTSTART;TZID=Europe/Amsterdam:20261024T013000\nDTEND;TZID=Europe/Amsterdam:20261024T043000\nRRULE:FREQ=DAILY;COUNT=2",
            ["23 23:30-24 02:30", "24 23:30-25 03:30"],
        ),
        (
            "DTSTART;TZID=Europe/Amsterdam:20270327T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2",
            ["27 01:30-27 02:30", "28 01:30-28 02:30"],
        ),
    ],
)
def test_in_the_night_a_clock_changes(event: str, expected: list[str]) -> None:
    """No hour of an appointment is lost, and none is added to one that is over."""
    since = datetime(2026, 10, 22, tzinfo=UTC) if "202610" in event else datetime(2027, 3, 25, tzinfo=UTC)
    assert times(read(event, since=since, until=since + timedelta(days=7))) == expected


CUSTOM = "\r\n".join(
    ("BEGIN:VTIMEZONE", "TZID:Customized Time Zone", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:-0400",
     "TZOFFSETTO:-0500", "END:STANDARD", "END:VTIMEZONE", "")
)  # fmt: skip


@pytest.mark.parametrize(
    ("event", "since", "expected"),
    [
        # The hour from two to three is not there: the event has its length all the same.
        ("DTSTART;TZID=Europe/Amsterdam:20270328T023000\nDURATION:PT1H", datetime(2027, 3, 27, tzinfo=UTC), "28 01:30-28 02:30"),
        ("DTSTART;TZID=Europe/Amsterdam:20261024T220000\nDURATION:P1D", datetime(2026, 10, 24, tzinfo=UTC), "24 20:00-25 21:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261124T100000\nDURATION:PT1H", SINCE, "24 09:00-24 10:00"),
        ("DTSTART;TZID=Customized Time Zone:20261124T080000\nDURATION:PT1H", SINCE, "24 13:00-24 14:00"),
        ("DTSTART:20261101T100000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20261125T100000Z/PT3H", SINCE, "25 10:00-25 13:00"),
        ("RECURRENCE-ID:20261125T100000Z\nDTSTART:20261126T100000Z\nDURATION:PT1H", SINCE, "26 10:00-26 11:00"),
    ],
)  # fmt: skip
def test_odd_times(event: str, since: datetime, expected: str) -> None:
    """As Outlook writes zones, and where clocks change."""
    text = calendar(event).replace("BEGIN:VEVENT", CUSTOM + "BEGIN:VEVENT", 1)
    assert times(understood([text], since, since + timedelta(days=7), RULES)) == [expected]


def test_from_here_on_later() -> None:
    """An override for this and all that follow (RANGE=THISANDFUTURE)."""
    series = "UID:s\nDTSTART:20261123T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    later = "UID:s\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261124T100000Z\nDTSTART:20261124T120000Z\nDURATION:PT2H"
    assert times(read(series, later)) == ["23 10:00-23 11:00", "24 12:00-24 14:00", "25 12:00-25 14:00"]


@pytest.mark.parametrize(
    "name", ["a\0b\x07c", "a\x0bb\u2028c\x85d", "x\ud800y", "ok\r\nEND:VEVENT\r\nBEGIN:VEVENT", "\U0001f600" * 60]
)
def test_whatever_a_learner_is_called_the_calendar_can_be_read(name: str) -> None:
    """One event, no control character, no line over 75 bytes, and what was meant is still there."""
    entry = Entry("order_a@desk.test", 1, SINCE, UNTIL, name, SINCE, description=name, location=name, alarms=(0, 30))
    text = written(entry)
    read_again = Calendar.from_ical(text.encode())
    (event,) = read_again.walk("VEVENT")
    assert not event.errors
    assert str(event["SUMMARY"])[0] == name[0]
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert all(category(one) not in ("Cc", "Cs", "Zl") for line in lines for one in line)
