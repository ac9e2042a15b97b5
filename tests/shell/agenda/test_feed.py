"""The feed: every lesson as other calendars understand it, for whoever has the token, and cheaply."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from bot.core.desk import Business
from bot.shell.agenda.access import Access
from bot.shell.agenda.feed import Feed
from bot.shell.agenda.feed_endpoint import FeedEndpoint
from bot.shell.agenda.words import agenda_words
from bot.shell.store import Store, open_store
from bot.shell.store_talks import save_orders
from tests.shell.agenda.front import CHATWOOT
from tests.shell.agenda.lessons import NOW, keep, lesson, thursday
from tests.shell.pages.shelf import ORIGIN, the_desk

TOKENS = ("the-new-token-of-the-feed", "the-old-token-of-the-feed")
ADDRESS = f"/calendar/{TOKENS[0]}.ics"


class Later:
    """The desk's clock."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


def subscriber(store: Store, business: Business, clock: Later | None = None) -> httpx.AsyncClient:
    """A calendar in front of the feed."""
    feed = Feed(business, agenda_words(business), public_url=ORIGIN, chatwoot_url=CHATWOOT)
    endpoint = FeedEndpoint(store, business, Access(TOKENS), feed, clock=clock or Later())
    return httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=endpoint.routes())), base_url=ORIGIN)


@pytest.fixture
async def store(fresh_url: str) -> AsyncIterator[Store]:
    """With the Thursday in it."""
    opened = await open_store(fresh_url)
    await keep(opened, thursday())
    yield opened
    await opened.close()


async def events(client: httpx.AsyncClient, address: str = ADDRESS) -> dict[str, Any]:
    """What a calendar reads, by the order's name."""
    answer = await client.get(address)
    assert answer.status_code == 200
    read = Calendar.from_ical(answer.content)
    assert not read.errors
    return {str(one["UID"]).removesuffix("@desk.example").removeprefix("order_"): one for one in read.walk("VEVENT")}


async def test_every_lesson_stands_in_it_as_it_is(store: Store) -> None:
    """Confirmed, tentative or cancelled, in UTC, with its place and the way into Chatwoot; what ran out, or whose refund failed, is not there."""
    await keep(store, [lesson("back", 12, booking="attention", attention="refund_failed")])
    async with subscriber(store, the_desk().business) as client:
        found = await events(client)
        assert {name: str(event["STATUS"]) for name, event in found.items()} == {
            "anna": "CONFIRMED",
            "bram": "CONFIRMED",
            "trial": "CONFIRMED",
            "held": "TENTATIVE",
            "minor": "TENTATIVE",
            "slow": "TENTATIVE",
            "bank": "CONFIRMED",
            "off": "CANCELLED",
            "friday": "CONFIRMED",
            "monday": "CONFIRMED",
        }
        anna = found["anna"]
        assert anna.decoded("DTSTART") == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
        assert anna.decoded("DTEND") - anna.decoded("DTSTART") == timedelta(hours=1)
        assert anna.decoded("LAST-MODIFIED") == anna.decoded("DTSTAMP") == NOW - timedelta(hours=1)
        assert f"{CHATWOOT}/app/accounts/1/conversations/414" in str(anna["DESCRIPTION"])
        assert (found["off"]["SEQUENCE"], anna["SEQUENCE"]) == (1, 0)


async def test_names_are_in_it_only_if_the_business_says_so(store: Store) -> None:
    """`event_title` of the business file decides, as for the tutors' own calendars."""
    business = the_desk().business
    for title, has in ((("lesson", "place"), False), (("learner", "lesson"), True)):
        with_title = replace(business, outside=replace(business.outside, title=title))
        async with subscriber(store, with_title) as client:
            text = (await client.get(ADDRESS)).text
            assert ("Anna de Vries" in text) is has
            assert "Ouder" not in text


async def test_who_has_it_already_gets_nothing(store: Store) -> None:
    """304 until an order changes; zipped for who can read that; the same bytes from another process."""
    async with subscriber(store, the_desk().business) as client:
        first = await client.get(ADDRESS, headers={"accept-encoding": "identity"})
        etag = {"if-none-match": f'"other", {first.headers["etag"]}'}
        again = await client.get(ADDRESS, headers=etag)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        zipped = await client.get(ADDRESS, headers={"accept-encoding": "gzip"})
        assert zipped.headers["content-encoding"] == "gzip"
        assert zipped.content == first.content == gzip.decompress(gzip.compress(first.content))
        async with subscriber(store, the_desk().business) as other:
            assert (await other.get(ADDRESS, headers=etag)).status_code == 304
        await keep(store, [lesson("new", 12.5)])
        assert (await client.get(ADDRESS, headers=etag)).status_code == 200
        assert first.headers["cache-control"] == "private, no-cache"


async def test_a_moved_lesson_keeps_its_uid_and_counts_up(store: Store) -> None:
    """So every calendar moves the one it has."""
    clock = Later()
    async with subscriber(store, the_desk().business, clock) as client:
        before = (await events(client))["anna"]
        moved = replace(lesson("anna", 34), moves=1)
        await store.write(lambda tx: save_orders(tx, {moved.id: moved}, {}), name="move")
        await keep(store, [lesson("other", 12.5)])
        after = (await events(client))["anna"]
        assert before["UID"] == after["UID"]
        assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
        assert after.decoded("DTSTART") == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


async def test_a_cancelled_lesson_stays_for_thirty_days(store: Store) -> None:
    clock = Later()
    async with subscriber(store, the_desk().business, clock) as client:
        clock.now = NOW + timedelta(days=29)
        assert str((await events(client))["off"]["STATUS"]) == "CANCELLED"
        clock.now = NOW + timedelta(days=32)
        assert "off" not in await events(client)


async def test_each_tutor_may_have_their_own(store: Store) -> None:
    await keep(store, [replace(lesson("other", 12.5), tutor="somebody")])
    async with subscriber(store, the_desk().business) as client:
        assert "other" in await events(client)
        assert "other" not in await events(client, f"{ADDRESS}?tutor=tutor")
        assert (await client.get(f"{ADDRESS}?tutor=nobody")).status_code == 404


@pytest.mark.parametrize("name", ["wrong.ics", ".ics", TOKENS[0], f"{TOKENS[0]}.ICS", "%00.ics", "é.ics"])
async def test_without_the_token_there_is_nothing(store: Store, name: str) -> None:
    async with subscriber(store, the_desk().business) as client:
        assert (await client.get(f"/calendar/{name}")).status_code == 404


async def test_two_tokens_count_while_one_is_replaced_and_guessing_ends(store: Store) -> None:
    async with subscriber(store, the_desk().business) as client:
        assert (await client.get(f"/calendar/{TOKENS[1]}.ics")).status_code == 200
        codes = [(await client.get(f"/calendar/guess{n}.ics")).status_code for n in range(12)]
        assert codes == [404] * 10 + [429] * 2
