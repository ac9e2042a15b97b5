"""The tutor's own calendar, a real Radicale, beside a running desk: read, written, away, deaf, and talking nonsense."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.rehearsal.wire import Json
from bot.shell.calendars.caldav_calendar import CalDavCalendar
from tests.shell.calendars.radicale import PASSWORD, USER, Radicale
from tests.whole.conftest import BOOK
from tests.whole.desk_and_world import MONDAY, Whole, desk_and_world, sqlite, texts

ZONE = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    """The tutor's server."""
    folder = tmp_path / "radicale"
    folder.mkdir()
    server = Radicale(folder)
    server.start()
    yield server
    server.stop()


@asynccontextmanager
async def desk_beside(radicale: Radicale, folder: Path, url: str = "") -> AsyncIterator[Whole]:
    """A desk whose tutor has that calendar."""
    account = {
        "CALENDAR_TUTOR_URL": url or radicale.url,
        "CALENDAR_TUTOR_USER": USER,
        "CALENDAR_TUTOR_PASSWORD": PASSWORD,
    }
    async with desk_and_world(sqlite(folder), settings=account) as whole:
        yield whole


def event(uid: str, start: datetime, minutes: int = 60, more: str = "") -> str:
    """An appointment of the tutor's."""
    end = start + timedelta(minutes=minutes)
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\n"
        f"DTEND:{end:%Y%m%dT%H%M%SZ}\r\nSUMMARY:Tandarts\r\n{more}END:VEVENT\r\n"
    )


async def read(whole: Whole) -> bool:
    """Whether every calendar could be read now."""
    syncing = whole.desk.calendars
    done = [await syncing.read(one) for one in syncing.calendars]
    await whole.settles()
    return all(done)


def starts(said: list[Json]) -> list[str]:
    """The values of the choices that are times."""
    choices = said[-1].get("choices") or said[-1].get("items") or []
    return [one["value"] for one in choices]


async def test_a_busy_time_is_not_offered_and_a_booking_stands_in_the_calendar(
    radicale: Radicale, tmp_path: Path
) -> None:
    """What the tutor has in their own calendar is not sold; what is sold stands there, held first and then booked."""
    radicale.put("away", event("away", MONDAY, 60 * 24 * 3))
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat = await whole.chat(language="nl")
        await chat.goes(*BOOK)
        await chat.goes("tap pay")
        await whole.until(lambda: any(uid.startswith("order_") for uid in radicale.uids()))
        (uid,) = [one for one in radicale.uids() if one.startswith("order_")]
        held = radicale.get(uid)
        assert "STATUS:TENTATIVE" in held
        assert held.split("DTSTART:")[1][:8] > f"{MONDAY + timedelta(days=2):%Y%m%d}"
        await whole.payer("pay")
        assert "STATUS:CONFIRMED" in radicale.get(uid)
