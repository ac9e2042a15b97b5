"""The calendar file: what a calendar needs, nothing that names the learner."""

from datetime import UTC, datetime, timedelta

from bot.core.slots import Slot
from bot.shell.pages.lesson_file import lesson_file
from tests.shell.pages.shelf import NOW, Shelf, an_order, booked, browser


def made(**changes: str) -> str:
    """A file."""
    words = {"title": "Bijles", "place": "Online", "about": "Schrijf ons"} | changes
    return lesson_file(booked(), public_url="https://desk.example", changed_at=NOW, **words)


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


def test_the_uid_survives_a_move() -> None:
    """Importing again moves the lesson in the calendar."""
    moved = booked(slot=Slot(datetime(2026, 12, 3, 15, 0, tzinfo=UTC), 60))
    text = lesson_file(
        moved, public_url="https://desk.example", title="x", place="y", about="z", changed_at=NOW + timedelta(days=1)
    )
    assert "UID:order_tok@desk.example" in text
    assert "DTSTAMP:20261124T120000Z" in text


def test_text_is_escaped_and_folded() -> None:
    """Commas, semicolons, backslashes and lines are escaped; no line is longer than 75 bytes, no letter is cut."""
    text = made(place="Straat 1; achter, \\ links\nbel 2×", title="Wiskunde é" * 20)
    assert "LOCATION:Straat 1\\; achter\\, \\\\ links\\nbel 2×" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "Wiskunde é" * 20 in text.replace("\r\n ", "")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
