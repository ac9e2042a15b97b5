"""The calendar file: what a calendar needs, nothing that names the learner."""

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from bot.core.orders import RELEASED
from bot.core.slots import Slot
from bot.shell.pages.lesson_file import lesson_file
from tests.shell.pages.shelf import NOW, Shelf, an_order, booked, browser


def made(**changes: str) -> str:
    """A file."""
    words = {"title": "Bijles", "about": "Schrijf ons"} | changes
    place = words.pop("place", "Online")
    return lesson_file([([booked()], place)], public_url="https://desk.example", now=NOW, **words)


async def test_a_booked_lesson_has_a_file_and_others_have_none() -> None:
    """UTC times of the local hour, a stable UID, no name."""
    shelf = Shelf()
    shelf.put(booked())
    async with browser(shelf) as client:
        answer = await client.get("/p/tok/lesson.ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert "lesson.ics" in answer.headers["content-disposition"]
        lines = answer.text.split("\r\n")
        assert "DTSTART:20261126T150000Z" in lines
        assert "DTEND:20261126T160000Z" in lines
        assert "UID:order_tok@desk.example" in lines
        assert any(line.startswith("SUMMARY:Bijles") for line in lines)
        assert "learner" not in answer.text
        shelf.put(an_order())
        assert (await client.get("/p/tok/lesson.ics")).status_code == 404


async def fetched(shelf: Shelf, link: str = "tok") -> tuple[str, Any]:
    """METHOD, and the one event."""
    async with browser(shelf) as client:
        read = Calendar.from_ical((await client.get(f"/p/{link}/lesson.ics")).content)
    (event,) = read.walk("VEVENT")
    assert not read.errors
    return str(read["METHOD"]), event


async def test_importing_it_again_moves_the_lesson() -> None:
    """The UID stays, SEQUENCE counts up."""
    shelf = Shelf()
    shelf.put(booked())
    _, before = await fetched(shelf)
    shelf.put(booked(slot=Slot(datetime(2026, 12, 3, 15, 0, tzinfo=UTC), 60), moves=1))
    method, after = await fetched(shelf)
    assert (method, str(after["UID"]), after["SEQUENCE"]) == ("PUBLISH", str(before["UID"]), 1)
    assert after.decoded("DTSTART") == datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
    assert after.decoded("DTSTAMP") == NOW


async def test_a_lesson_moved_for_a_higher_price_is_still_the_same_in_the_calendar() -> None:
    """It is another order then, and its file has the first one's UID."""
    shelf = Shelf()
    shelf.put(booked(moves=1, booking=RELEASED, closed="moved"))
    shelf.put(booked(id="order_2", token="two", moves_order="order_tok", booking=RELEASED, closed="moved"))
    shelf.put(booked(id="order_3", token="three", moves_order="order_2", moves=1))
    _, event = await fetched(shelf, "three")
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == ("order_tok@desk.example", 4, "CONFIRMED")
    async with browser(shelf) as client:
        assert (await client.get("/p/tok/lesson.ics")).status_code == 404


async def test_a_cancelled_lesson_is_taken_away() -> None:
    """METHOD and STATUS say so, with a higher SEQUENCE; one that was never booked has no file."""
    shelf = Shelf()
    shelf.put(booked(booking=RELEASED, closed="cancelled", moves=1))
    method, event = await fetched(shelf)
    assert (method, str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    shelf.put(an_order(booking=RELEASED, closed="cancelled"))
    async with browser(shelf) as client:
        assert (await client.get("/p/tok/lesson.ics")).status_code == 404


def test_text_is_escaped_and_folded() -> None:
    """Commas, semicolons, backslashes and lines are escaped; no line is longer than 75 bytes, no letter is cut."""
    text = made(place="Straat 1; achter, \\ links\nbel 2×", title="Wiskunde é" * 20)
    assert "LOCATION:Straat 1\\; achter\\, \\\\ links\\nbel 2×" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "Wiskunde é" * 20 in text.replace("\r\n ", "")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
