"""The tutor's own calendar, a real Radicale, beside a running desk: read, written, away, deaf, and talking nonsense."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.rehearsal.serving import Serving
from bot.shell.calendars.caldav_calendar import CalDavCalendar
from bot.shell.tables import outside_busy
from tests.shell.calendars.radicale import PASSWORD, USER, Radicale
from tests.whole.conftest import BOOK
from tests.whole.desk_and_world import MONDAY, Whole, desk_and_world, sqlite, texts


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


class Between:
    """Stands between the desk and Radicale, and passes on, talks nonsense or keeps silent."""

    def __init__(self, radicale: Radicale) -> None:
        self._radicale = radicale
        self._http = httpx.AsyncClient(timeout=20)
        self.nonsense: Response | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        body = await request.body()
        answer = self.nonsense
        if answer is None:
            kept = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
            address = self._radicale.root.rstrip("/") + request.url.path
            try:
                there = await self._http.request(request.method, address, content=body, headers=kept)
            except httpx.ConnectError:
                answer = PlainTextResponse("nobody there", 502)
            else:
                kind = {"Content-Type": there.headers.get("content-type", "text/plain")}
                answer = Response(there.content, there.status_code, {**kind, **_auth(there)})
        await answer(scope, receive, send)

    async def aclose(self) -> None:
        """Lets go of connections."""
        await self._http.aclose()


def _auth(there: httpx.Response) -> dict[str, str]:
    asks = there.headers.get("www-authenticate")
    return {"WWW-Authenticate": asks} if asks else {}


NONSENSE = (
    PlainTextResponse("<html>502</html>", 502),
    PlainTextResponse("<html><p>signed out</html>"),
    PlainTextResponse("", 200),
    Response('<?xml version="1.0"?><multistatus xmlns="DAV:"><response>', 207, media_type="text/xml"),
    Response('<?xml version="1.0"?><error xmlns="DAV:"/>', 207, media_type="text/xml"),
    PlainTextResponse("no", 401),
)


async def test_stopped_and_talking_nonsense_it_never_frees_a_time_and_recovers(
    radicale: Radicale, tmp_path: Path, troubles: list[str]
) -> None:
    """What was read last counts for a while, then nothing is offered and a person comes; read again, all is as before."""
    troubles += ["calendar_not_read", "calendar_unread"]
    radicale.put("away", event("away", MONDAY, 60 * 24 * 3))
    between = Between(radicale)
    serving = Serving(between, "127.0.0.1", 0)
    await serving.start()
    try:
        url = radicale.url.replace(str(radicale.port), str(serving.port))
        async with desk_beside(radicale, tmp_path, url) as whole:
            assert await read(whole)
            before = await busy(whole)
            for each in NONSENSE:
                between.nonsense = each
                assert not await read(whole)
                assert await busy(whole) == before
            between.nonsense = None
            radicale.stop()
            assert not await read(whole)
            assert await busy(whole) == before
            assert list(whole.desk.calendars.sentences())
            await whole.passes(13 * 60)
            assert not await read(whole)
            chat = await whole.chat(language="nl")
            said = await chat.goes("say Bijles wiskunde, 60 minuten")
            assert "agenda nu even niet" in texts(said)
            assert [one.kind for one in await whole.desk.engine.alerts.standing()] == ["calendar_unread"]
            radicale.start()
            assert await read(whole)
            assert not list(whole.desk.calendars.sentences())
            assert not await whole.desk.engine.alerts.standing()
            other = await whole.chat(language="nl")
            await other.goes(*BOOK)
    finally:
        await serving.stop()
        await between.aclose()


async def busy(whole: Whole) -> list[Any]:
    """The table of what is taken outside."""
    return list(await whole.desk.store.read(lambda tx: tx.run(select(outside_busy)).all()))


async def booked(whole: Whole, radicale: Radicale) -> tuple[Any, str]:
    """A student with a paid lesson, and its UID in the tutor's calendar."""
    chat = await whole.chat(language="nl")
    await chat.goes(*BOOK, "tap pay")
    await whole.payer("pay")
    await whole.until(lambda: any("STATUS:CONFIRMED" in radicale.get(one) for one in radicale.uids()))
    (uid,) = [one for one in radicale.uids() if one.startswith("order_")]
    return chat, uid


async def test_a_held_time_the_tutor_turns_out_not_to_have_is_let_go(radicale: Radicale, tmp_path: Path) -> None:
    """The page is expired, the student gets other times."""
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat = await whole.chat(language="nl")
        await chat.goes(*BOOK, "tap pay")
        await whole.until(lambda: any(one.startswith("order_") for one in radicale.uids()))
        (uid,) = [one for one in radicale.uids() if one.startswith("order_")]
        start = radicale.get(uid).split("DTSTART:")[1][:16].strip()
        radicale.put("dentist", event("dentist", datetime.strptime(start, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)))
        assert await read(whole)
        said = await chat.hears()
        assert "toch niet" in texts(said)
        assert whole.pages == ["expired"]
        await whole.until(lambda: uid not in radicale.uids())


@pytest.mark.slow
async def test_deaf_it_keeps_nobody_waiting(radicale: Radicale, tmp_path: Path, troubles: list[str]) -> None:
    """While the calendar takes connections and says nothing, students are served from what was read last."""
    troubles += ["calendar_not_read"]
    radicale.put("away", event("away", MONDAY, 60 * 24 * 3))
    async with desk_beside(radicale, tmp_path) as whole:
        (calendar,) = whole.desk.calendars.calendars
        assert isinstance(calendar, CalDavCalendar)
        assert await read(whole)
        assert calendar._client is not None
        calendar._client.timeout = 60  # however busy the machine is, the reading outlasts the conversation
        before = await busy(whole)
        radicale.freeze()
        reading = asyncio.create_task(read(whole))
        chat = await whole.chat(language="nl")
        await chat.goes(*BOOK)
        assert not reading.done()
        radicale.thaw()
        assert await reading
        calendar._client.timeout = 1
        radicale.freeze()
        assert not await read(whole)
        assert await busy(whole) == before
        radicale.thaw()
        assert await read(whole)
