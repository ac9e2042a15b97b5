"""What every calendar does alike: embedded, a real Radicale by CalDAV, and a Google that answers as Google does."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.shell.calendars.caldav_calendar import CalDavAccount, CalDavCalendar
from bot.shell.calendars.embedded import Embedded
from bot.shell.calendars.google import GoogleCalendar, event_id
from bot.shell.calendars.ical import BusyRules, written
from bot.shell.calendars.port import TENTATIVE, Appointment, Entry, OutsideCalendar, Reading, uid_of
from tests.shell.calendars.conftest import NOW
from tests.shell.calendars.pretend_google import CALENDAR, PretendGoogle
from tests.shell.calendars.radicale import PASSWORD, USER, Radicale

RULES = BusyRules(ZoneInfo("Europe/Amsterdam"), "desk.test")
UNTIL = NOW + timedelta(days=30)
UID = uid_of("order_abc", "https://desk.test")
START = NOW + timedelta(days=2)
LESSON = Entry(
    UID, 0, START, START + timedelta(hours=1), "Wiskunde", NOW, "Over; de les, \n ja", "Kade 1", TENTATIVE, (30,)
)


@dataclass(frozen=True, slots=True)
class Case:
    """A calendar, and the tutor's own hands in it. `alone`: nobody but the desk can write there.

    `writes`: one appointment, as iCalendar components and as Google lists it. `alarms`: when the lesson warns, minutes before.
    """

    calendar: OutsideCalendar
    puts: Callable[[str, datetime, datetime], Awaitable[None]]
    deletes: Callable[[str], Awaitable[None]]
    writes: Callable[[Sequence[str], Sequence[dict[str, Any]]], Awaitable[None]]
    alarms: Callable[[], list[int]]
    alone: bool = False
    lesson: Entry = LESSON


@pytest_asyncio.fixture(params=["embedded", "caldav", "google"])
async def case(request: pytest.FixtureRequest) -> AsyncIterator[Case]:
    """Each kind, empty."""
    if request.param == "embedded":
        yield _embedded()
    elif request.param == "caldav":
        radicale: Radicale = request.getfixturevalue("radicale")
        for uid in radicale.uids():
            radicale.delete(uid)
        account = CalDavAccount(radicale.url, USER, PASSWORD)
        calendar = CalDavCalendar("tutor", account, RULES)
        yield _caldav(calendar, radicale)
        await calendar.aclose()
    else:
        async with PretendGoogle().open() as google:
            client = GoogleCalendar("tutor", CALENDAR, google.key, RULES, api=google.url)
            yield _google(client, google)
            await client.aclose()


def _embedded() -> Case:
    calendar = Embedded("tutor")

    async def puts(uid: str, start: datetime, end: datetime) -> None:
        if uid == UID:  # nobody else writes there
            await calendar.put(replace(LESSON, start=start, end=end))

    async def writes(ical: Sequence[str], google: Sequence[dict[str, Any]]) -> None:
        """Nobody else does."""

    return Case(calendar, puts, calendar.remove, writes, list, alone=True)


def _caldav(calendar: CalDavCalendar, radicale: Radicale) -> Case:
    async def puts(uid: str, start: datetime, end: datetime) -> None:
        text = written(replace(LESSON, uid=uid, start=start, end=end, alarms=()))
        radicale.put(uid.replace("@", "%40"), "BEGIN:VEVENT" + text.split("BEGIN:VEVENT")[1].split("END:VCALENDAR")[0])

    async def deletes(uid: str) -> None:
        radicale.delete(uid.replace("@", "%40"))

    numbers = count()

    async def writes(ical: Sequence[str], _: Sequence[dict[str, Any]]) -> None:
        name = f"kind{next(numbers)}"
        events = ["\n".join(["DTSTAMP:20261101T000000Z", f"UID:{name}", one.removeprefix("UID:s\n")]) for one in ical]
        text = "".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT\n" for one in events)
        radicale.put(name, text.replace("\n", "\r\n"))

    def alarms() -> list[int]:
        text = radicale.get(UID.replace("@", "%40"))
        return [int(one) for one in re.findall(r"TRIGGER:-PT(\d+)M", text)]

    return Case(calendar, puts, deletes, writes, alarms)


def _google(calendar: GoogleCalendar, google: PretendGoogle) -> Case:
    async def puts(uid: str, start: datetime, end: datetime) -> None:
        identity = event_id(uid) if uid == UID else uid
        times = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": end.isoformat()}}
        google.put({"id": identity, "summary": "?", **times})

    async def deletes(uid: str) -> None:
        google.delete(event_id(uid) if uid == UID else uid)

    numbers = count()

    async def writes(_: Sequence[str], listed: Sequence[dict[str, Any]]) -> None:
        for one in listed:
            google.put({"id": f"kind{next(numbers)}", **one})

    def alarms() -> list[int]:
        reminders = google.events[event_id(UID)]["reminders"]
        return [one["minutes"] for one in reminders["overrides"]]

    return Case(calendar, puts, deletes, writes, alarms)


async def whole(case: Case) -> Reading:
    """Everything, whatever was read before."""
    reading = await case.calendar.read(NOW, UNTIL)
    assert reading is not None
    return reading


async def test_a_lesson_stands_there_as_it_was_written(case: Case) -> None:
    """It is ours and no busy time; written again it is still one."""
    await case.calendar.put(LESSON)
    await case.calendar.put(LESSON)
    there = Appointment(UID, LESSON.start, LESSON.end)
    assert (await whole(case)).ours == (there,)
    assert (await whole(case)).busy == ()
    assert await case.calendar.look(UID) == there


async def test_a_moved_lesson_is_one_lesson(case: Case) -> None:
    """The UID stays, the time is the new one."""
    await case.calendar.put(LESSON)
    later = replace(LESSON, sequence=1, start=START + timedelta(days=1), end=START + timedelta(days=1, hours=2))
    await case.calendar.put(later)
    assert (await whole(case)).ours == (Appointment(UID, later.start, later.end),)


async def test_a_removed_lesson_is_gone_and_may_come_back(case: Case) -> None:
    """Removing what is not there is no trouble."""
    await case.calendar.remove(UID)
    await case.calendar.put(LESSON)
    await case.calendar.remove(UID)
    await case.calendar.remove(UID)
    assert (await whole(case)).ours == ()
    assert await case.calendar.look(UID) is None
    await case.calendar.put(LESSON)
    assert await case.calendar.look(UID) is not None


async def test_nothing_new_is_read_once(case: Case) -> None:
    """With the token of the last reading there is nothing to say, until something changes."""
    await case.calendar.put(LESSON)
    first = await whole(case)
    assert first.token
    assert await case.calendar.read(NOW, UNTIL, first.token) is None
    await case.puts(UID, START + timedelta(hours=3), START + timedelta(hours=4))
    again = await case.calendar.read(NOW, UNTIL, first.token)
    assert again is not None
    assert again.ours == (Appointment(UID, START + timedelta(hours=3), START + timedelta(hours=4)),)


async def test_a_lesson_taken_out_by_the_tutor_is_seen(case: Case) -> None:
    """It is neither read nor found."""
    await case.calendar.put(LESSON)
    before = await whole(case)
    await case.deletes(UID)
    after = await case.calendar.read(NOW, UNTIL, before.token)
    assert after is not None
    assert after.ours == ()
    assert await case.calendar.look(UID) is None


async def test_a_lesson_moved_out_of_sight_is_found(case: Case) -> None:
    """Behind the end of the stretch it is not read, but it is there."""
    await case.calendar.put(LESSON)
    far = UNTIL + timedelta(days=10)
    await case.puts(UID, far, far + timedelta(hours=1))
    assert (await whole(case)).ours == ()
    assert await case.calendar.look(UID) == Appointment(UID, far, far + timedelta(hours=1))


async def test_appointments_of_others_are_busy_where_they_lie_in_the_stretch(case: Case) -> None:
    """Several, and one outside it; in an embedded calendar there are none."""
    hours = [NOW + timedelta(hours=n) for n in (1, 3, 5, 24 * 40)]
    for n, start in enumerate(hours):
        await case.puts(f"other{n}", start, start + timedelta(hours=1))
    busy = (await whole(case)).busy
    expected = [] if case.alone else [(start, start + timedelta(hours=1)) for start in hours[:3]]
    assert [(one.start, one.end) for one in busy] == expected
