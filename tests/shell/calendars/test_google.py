"""What only Google does: pages, sync tokens that grow old, limits, whole days, guests."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.core.errors import DeskError, Refused, TryAgainLater
from bot.shell.calendars.google import GoogleCalendar, event_id, uid_behind
from tests.shell.calendars.conftest import NOW
from tests.shell.calendars.pretend_google import CALENDAR, PretendGoogle
from tests.shell.calendars.test_contract import RULES, UNTIL

PLAIN = {"start": {"dateTime": "2026-11-24T14:00:00+01:00"}, "end": {"dateTime": "2026-11-24T15:00:00+01:00"}}


@pytest_asyncio.fixture
async def google() -> AsyncIterator[PretendGoogle]:
    """The other side."""
    async with PretendGoogle().open() as opened:
        yield opened


@pytest_asyncio.fixture
async def calendar(google: PretendGoogle) -> AsyncIterator[GoogleCalendar]:
    """Our side."""
    client = GoogleCalendar("tutor", CALENDAR, google.key, RULES, api=google.url)
    yield client
    await client.aclose()


async def busy(calendar: GoogleCalendar) -> list[str]:
    """What is taken, UTC."""
    reading = await calendar.read(NOW, UNTIL)
    assert reading is not None
    return [f"{one.start:%d %H:%M}-{one.end:%d %H:%M}" for one in reading.busy]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["24 13:00-24 14:00"]),
        ({"transparency": "transparent"}, []),
        ({"status": "cancelled"}, []),
        ({"status": "tentative"}, ["24 13:00-24 14:00"]),
        ({"attendees": [{"email": "noor@example.org", "self": True, "responseStatus": "declined"}]}, []),
        ({"attendees": [{"email": "sam@example.org", "responseStatus": "declined"}]}, ["24 13:00-24 14:00"]),
        ({"start": {"date": "2026-11-24"}, "end": {"date": "2026-11-25"}}, ["23 23:00-24 23:00"]),
    ],
)
async def test_what_is_busy(
    google: PretendGoogle, calendar: GoogleCalendar, more: dict[str, object], expected: list[str]
) -> None:
    """Each kind of event takes exactly its time, or none."""
    google.put({"id": "one", **PLAIN, **more})
    assert await busy(calendar) == expected


async def test_every_page_is_read(google: PretendGoogle, calendar: GoogleCalendar) -> None:
    """Five events are three pages there."""
    for n in range(5):
        start, end = (NOW + timedelta(hours=n), NOW + timedelta(hours=n, minutes=30))
        google.put({"id": f"e{n}", "start": {"dateTime": start.isoformat()}, "end": {"dateTime": end.isoformat()}})
    assert len(await busy(calendar)) == 5


async def test_a_token_that_grew_old_reads_everything_again(google: PretendGoogle, calendar: GoogleCalendar) -> None:
    """410 is no trouble, and no empty calendar."""
    google.put({"id": "one", **PLAIN})
    first = await calendar.read(NOW, UNTIL)
    assert first is not None
    google.oldest = google.changes + 1
    again = await calendar.read(NOW, UNTIL, first.token)
    assert again is not None
    assert again.busy == first.busy


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (PlainTextResponse("<html>502</html>", 502), TryAgainLater),
        (PlainTextResponse("<html>ok</html>"), TryAgainLater),
        (JSONResponse({}), TryAgainLater),
        (JSONResponse({"kind": "calendar#events", "items": [{"id": "x"}]}), TryAgainLater),
        (JSONResponse({"error": {"errors": [{"reason": "rateLimitExceeded"}], "code": 403}}, 403), TryAgainLater),
        (JSONResponse({"error": {"errors": [{"reason": "quotaExceeded"}], "code": 403}}, 403), TryAgainLater),
        (JSONResponse({"error": {"errors": [{"reason": "authError"}], "code": 401}}, 401), TryAgainLater),
        (JSONResponse({"error": "invalid"}, 429), TryAgainLater),
        (JSONResponse(["kind", "calendar#events"]), TryAgainLater),
        (
            JSONResponse({"kind": "calendar#events", "items": [{**PLAIN, "id": "x", "end": {"date": "soon"}}]}),
            TryAgainLater,
        ),
        (PlainTextResponse("", 500), TryAgainLater),
        (PlainTextResponse("", 503), TryAgainLater),
        (JSONResponse({"error": {"errors": [{"reason": "forbidden"}], "code": 403}}, 403), Refused),
    ],
)
async def test_no_answer_like_these_is_an_empty_calendar(
    google: PretendGoogle, calendar: GoogleCalendar, answer: Response, error: type[DeskError]
) -> None:
    """Whatever comes instead of a list of events is an error."""
    google.breaks = answer
    with pytest.raises(error):
        await calendar.read(NOW, UNTIL)


def test_ids_are_letters_google_takes_and_come_back() -> None:
    """base32hex, both ways; an id of somebody else's stays what it is."""
    identity = event_id("order_abc@desk.test")
    assert set(identity) <= set("abcdefghijklmnopqrstuv0123456789")
    assert uid_behind(identity) == "order_abc@desk.test"
    assert uid_behind("not-ours") == "not-ours"


@pytest.mark.parametrize(
    "answer",
    [PlainTextResponse("<html>"), JSONResponse({"error": "invalid_grant"}, 400), JSONResponse([]), JSONResponse({})],
)
async def test_without_a_token_nothing_is_known(
    google: PretendGoogle, calendar: GoogleCalendar, answer: Response
) -> None:
    """A key that was revoked, a clock that is wrong, nonsense: tried again, never an empty calendar."""
    google.breaks_token = answer
    with pytest.raises(TryAgainLater):
        await calendar.read(NOW, UNTIL)
    google.breaks_token = None
    assert await busy(calendar) == []


async def test_a_list_that_breaks_off_is_no_list(google: PretendGoogle, calendar: GoogleCalendar) -> None:
    """The second page fails: what the first one said is not taken for all."""
    for n in range(5):
        start = NOW + timedelta(hours=n)
        google.put({"id": f"e{n}", **{one: {"dateTime": start.isoformat()} for one in ("start", "end")}})
    google.breaks_after = 1
    with pytest.raises(TryAgainLater):
        await calendar.read(NOW, UNTIL)
