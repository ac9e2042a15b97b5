"""A lesson that its tutor moves or takes out in their own calendar: followed everywhere, put right once, never to and fro."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar

from bot.core.orders import BOOKED, Order
from tests.shell.calendars.radicale import Radicale
from tests.whole.desk_and_world import Chat, Whole, choices, texts
from tests.whole.test_calendars import booked, desk_beside, event, radicale, read

__all__ = ["radicale"]
STAMP = "%Y%m%dT%H%M%SZ"


def starts(text: str) -> datetime:
    """Where the lesson stands."""
    found = re.search(r"DTSTART:(\w+)", text)
    assert found, text
    return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC)


def drag(radicale: Radicale, uid: str, start: datetime) -> None:
    """The tutor moves it on their phone, which keeps the rest of the event as it is."""
    text = radicale.get(uid)
    moved = re.sub(r"DTSTART:\w+", f"DTSTART:{start:{STAMP}}", text)
    moved = re.sub(r"DTEND:\w+", f"DTEND:{start + timedelta(hours=1):{STAMP}}", moved)
    radicale.put(uid, "BEGIN:VEVENT" + moved.split("BEGIN:VEVENT")[1].split("END:VCALENDAR")[0])


async def order_of(whole: Whole, uid: str) -> Order:
    """The order behind an event."""
    order = await whole.desk.store.order(uid.partition("%40")[0].partition("@")[0])
    assert order is not None
    return order


async def notes(whole: Whole, chat: Chat) -> str:
    """What the team was told."""
    return str((await whole.staff.sees(chat.conversation_id))["notes"])


async def test_a_lesson_follows_its_tutor(radicale: Radicale, tmp_path: Path) -> None:
    """Order, calendar, file, Chatwoot and student; read again and again, nothing more happens."""
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat, uid = await booked(whole, radicale)
        await chat.hears()
        await whole.settles()
        before = starts(radicale.get(uid))
        later = before + timedelta(hours=3)
        drag(radicale, uid, later)
        assert await read(whole)
        said = await chat.hears()
        assert "De docent heeft je les" in texts(said)
        assert [one.partition("_")[0] for one in choices(said)] == ["fine", "other", "off"]
        order = await order_of(whole, uid)
        assert (order.slot.start, order.moves, order.booking) == (later, 1, BOOKED)
        await whole.until(lambda: "SEQUENCE:1" in radicale.get(uid))
        assert starts(radicale.get(uid)) == later
        file = Calendar.from_ical((await whole.page(f"/p/{order.token}/lesson.ics")).content)
        (lesson,) = file.walk("VEVENT")
        assert (lesson.decoded("DTSTART"), lesson["SEQUENCE"]) == (later, 1)
        shown = (await chat.seen_by_staff())["custom_attributes"]["lesson_start"]
        assert datetime.fromisoformat(shown) == later
        for _ in range(3):
            assert await read(whole)
        assert await chat.hears() == []
        assert (await notes(whole, chat)).count("Verzet door de docent") == 1
        await chat.taps(choices(said)[0])
        assert (await order_of(whole, uid)).tutor_moves == 0


async def test_onto_something_else_it_is_put_back(radicale: Radicale, tmp_path: Path) -> None:
    """Once; dragged there again it is left alone. The student hears of nothing."""
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat, uid = await booked(whole, radicale)
        await chat.hears()
        before = starts(radicale.get(uid))
        dentist = before + timedelta(hours=4)
        radicale.put("dentist", event("dentist", dentist))
        for n in range(2):
            await whole.settles()
            drag(radicale, uid, dentist + timedelta(minutes=30))
            assert await read(whole)
            if not n:
                await whole.until(lambda: starts(radicale.get(uid)) == before)
        for _ in range(3):
            assert await read(whole)
        assert starts(radicale.get(uid)) == dentist + timedelta(minutes=30)
        assert (await order_of(whole, uid)).slot.start == before
        assert await chat.hears() == []
        assert (await notes(whole, chat)).count("De les blijft op") == 2


async def test_taken_out_it_comes_back_once(radicale: Radicale, tmp_path: Path, troubles: list[str]) -> None:
    """A slip costs nothing; the second time it stays out, people are called, and the paid lesson stands."""
    troubles += ["lesson_removed"]
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat, uid = await booked(whole, radicale)
        await chat.hears()
        for n in range(2):
            await whole.settles()
            radicale.delete(uid)
            assert await read(whole)
            if not n:
                await whole.until(lambda: uid in radicale.uids())
        for _ in range(2):
            assert await read(whole)
        assert uid not in radicale.uids()
        assert (await order_of(whole, uid)).booking == BOOKED
        assert await chat.hears() == []
        assert (await notes(whole, chat)).count("uit de agenda van de docent gehaald") == 2
        assert [one.kind for one in await whole.desk.engine.alerts.standing()] == ["lesson_removed"]


async def test_something_put_over_a_booked_lesson_is_told_once(radicale: Radicale, tmp_path: Path) -> None:
    """The lesson stands, and people see what has to move."""
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat, uid = await booked(whole, radicale)
        radicale.put("dentist", event("dentist", starts(radicale.get(uid)) + timedelta(minutes=30)))
        for _ in range(2):
            assert await read(whole)
        assert (await notes(whole, chat)).count("staat nu iets anders") == 1
        assert (await order_of(whole, uid)).booking == BOOKED
