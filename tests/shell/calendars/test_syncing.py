"""Google answers garbage in the middle: what it said last counts, and once it is well again all is as it is there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.core.desk import Tutor
from bot.core.events import Event
from bot.shell import store_calendars as table
from bot.shell import store_claims
from bot.shell.calendars.google import GoogleCalendar
from bot.shell.calendars.syncing import Syncing
from bot.shell.ports import Look
from bot.shell.store import Store, open_store
from tests.shell.calendars.conftest import NOW
from tests.shell.calendars.pretend_google import CALENDAR, PretendGoogle
from tests.shell.calendars.test_contract import RULES
from tests.shell.toys import Clock, toy_desk

HOUR = timedelta(hours=1)
GARBAGE = (
    PlainTextResponse("<html>502</html>", 502),
    JSONResponse({"error": {"errors": [{"reason": "authError"}], "code": 401}}, 401),
    JSONResponse({"error": {"errors": [{"reason": "rateLimitExceeded"}], "code": 403}}, 403),
    JSONResponse({"error": {"errors": [{"reason": "forbidden"}], "code": 403}}, 403),
    JSONResponse({"error": {"errors": [{"reason": "fullSyncRequired"}], "code": 410}}, 410),
    PlainTextResponse("", 503),
    JSONResponse({}),
)


class Owner:
    """The door into the engine and the bell to the owner: what came through."""

    def __init__(self) -> None:
        self.facts: list[Event] = []
        self.told: list[str] = []

    async def accept(self, *events: Event) -> int:
        self.facts += events
        return len(events)

    async def raised(self, kind: str, cause: str, text: str) -> bool:  # noqa: ARG002 - as the real one
        self.told.append(kind)
        return True

    async def over(self, cause: str) -> bool:  # noqa: ARG002 - as the real one
        self.told.append("over")
        return True


@pytest_asyncio.fixture
async def google() -> AsyncIterator[PretendGoogle]:
    """The other side."""
    async with PretendGoogle().open() as opened:
        yield opened


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A database."""
    opened = await open_store(f"sqlite:///{tmp_path}/desk.sqlite3")
    yield opened
    await opened.close()


async def taken(store: Store) -> list[float]:
    """What is not offered, in hours from now."""
    found = await store.read(lambda tx: store_claims.busy(tx, NOW, NOW + HOUR * 200, ()))
    return sorted((one.start - NOW) / HOUR for one in found)


def put(google: PretendGoogle, name: str, hours: int) -> None:
    """The tutor's own hand."""
    moments = {key: {"dateTime": (NOW + HOUR * at).isoformat()} for key, at in (("start", hours), ("end", hours + 1))}
    google.put({"id": name, **moments})


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_in_the_middle(google: PretendGoogle, store: Store, garbage: Response) -> None:
    """Neither a reading nor a look frees or takes anything; after the trust is over nobody knows; then it is well by itself."""
    clock, owner, toy = Clock(), Owner(), toy_desk().business
    client = GoogleCalendar("tutor", CALENDAR, google.key, RULES, api=google.url)
    syncing = Syncing(store, [client], owner, owner, replace(toy, tutors=(Tutor(outside=True),)), clock=clock)
    await syncing.register()
    put(google, "one", 5)
    assert await syncing.turn()
    google.breaks = garbage
    put(google, "two", 7)
    assert not await syncing.turn()
    await syncing.look([Look("tutor", NOW, NOW + HOUR * 24)])
    assert await taken(store) == [5]
    clock.forward(16 * 60)
    assert not await syncing.turn()
    assert not await syncing.turn()
    assert owner.told == ["calendar_unread"]
    clock.forward(12 * 3600)
    assert await store.read(lambda tx: table.blind(tx, clock() - toy.outside.trust)) == ("tutor",)
    google.breaks = None
    assert await syncing.turn()
    assert owner.told == ["calendar_unread", "over"]
    assert await store.read(lambda tx: table.blind(tx, clock() - toy.outside.trust)) == ()
    await client.aclose()


async def test_a_look_sees_what_the_last_reading_did_not(google: PretendGoogle, store: Store) -> None:
    """The day that is asked about is as it is there; the next reading says the same of it."""
    clock, owner, toy = Clock(), Owner(), toy_desk().business
    client = GoogleCalendar("tutor", CALENDAR, google.key, RULES, api=google.url)
    syncing = Syncing(store, [client], owner, owner, replace(toy, tutors=(Tutor(outside=True),)), clock=clock)
    await syncing.register()
    for name, hours in (("one", 5), ("two", 50)):
        put(google, name, hours)
    assert await syncing.turn()
    put(google, "three", 8)
    put(google, "four", 60)
    google.delete("one")
    await syncing.look([Look("tutor", NOW, NOW + HOUR * 24)])
    assert await taken(store) == [8, 50]
    assert await syncing.turn()
    assert await taken(store) == [8, 50, 60]
    await client.aclose()
