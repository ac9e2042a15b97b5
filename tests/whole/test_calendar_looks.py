"""What the tutor puts into their own calendar between two readings is seen before anything is promised."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.shell.calendars.radicale import Radicale
from tests.whole.desk_and_world import Chat, Whole, choices, texts
from tests.whole.test_calendars import desk_beside, event, radicale, read

__all__ = ["radicale"]
THURSDAY = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)  # 16:00 in Amsterdam
LESSON = "say Bijles wiskunde, 60 minuten, voor mezelf, 18+, donderdag 16:00"
TRIAL = ("say Proefles wiskunde voor mezelf, 18+, ik heet Sam Vos, donderdag 17:30", "say sam@example.org")
FOR_A_MINOR = ("say Bijles wiskunde, 60 minuten, donderdag 16:00", "tap minor")


def lessons(radicale: Radicale) -> list[str]:
    """What of ours stands in the tutor's calendar."""
    return [one for one in radicale.uids() if one.startswith("order_")]


async def notes(whole: Whole, chat: Chat) -> str:
    """What the team was told."""
    return str((await whole.staff.sees(chat.conversation_id))["notes"])


@pytest.mark.parametrize(("wish", "yes", "start"), [((LESSON,), "tap pay", 15.0), (TRIAL, "tap book", 16.5)])
async def test_a_time_the_tutor_took_a_moment_ago_is_not_promised(
    radicale: Radicale, tmp_path: Path, wish: tuple[str, ...], yes: str, start: float
) -> None:
    """Seen at the yes, though the last reading knew nothing of it: other times, no link, nothing booked."""
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat = await whole.chat(language="nl")
        assert yes.removeprefix("tap ") in choices(await chat.goes(*wish))
        radicale.put("dentist", event("dentist", THURSDAY.replace(hour=0) + timedelta(hours=start)))
        said = await chat.goes(yes)
        assert "niet meer vrij" in texts(said)
        assert whole.pages == []
        assert lessons(radicale) == []
        radicale.delete("dentist")
        await chat.goes("say vrijdag 17:30", yes)
        await whole.until(lambda: len(lessons(radicale)) == 1)


async def test_a_page_waits_for_a_parent_and_the_tutor_is_busy_by_then(radicale: Radicale, tmp_path: Path) -> None:
    """The time was held for the parent's yes: it is let go, and no page is opened."""
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat = await whole.chat(language="nl")
        await chat.goes(*FOR_A_MINOR, "tap pay")
        await whole.until(lambda: len(lessons(radicale)) == 1)
        radicale.put("dentist", event("dentist", THURSDAY))
        answer = await whole.browser.post(
            f"{chat.link}/agree", data={"name": "Eva Visser", "agree": "yes"}, headers={"origin": whole.url}
        )
        assert answer.status_code < 400
        assert "toch niet" in texts(await chat.hears())
        assert whole.pages == []
        await whole.until(lambda: lessons(radicale) == [])


async def test_paid_while_the_tutor_put_something_over_it_is_booked_and_told_once(
    radicale: Radicale, tmp_path: Path
) -> None:
    """The student's claim stood first, in the calendar too: the money is never refused, and people hear of the overlap."""
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat = await whole.chat(language="nl")
        await chat.goes(LESSON, "tap pay")
        await whole.until(lambda: len(lessons(radicale)) == 1)
        radicale.put("dentist", event("dentist", THURSDAY))
        await whole.payer("pay")
        assert "Geboekt" in texts(await chat.hears())
        for _ in range(2):
            assert await read(whole)
        assert (await notes(whole, chat)).count("staat nu iets anders") == 1
        assert whole.charged == [6000]
        assert "STATUS:CONFIRMED" in radicale.get(*lessons(radicale))


async def test_a_deaf_calendar_costs_a_student_seconds_and_no_lesson(
    radicale: Radicale, tmp_path: Path, troubles: list[str]
) -> None:
    """It takes connections and says nothing: what was read last decides, and somebody else does not even wait."""
    troubles += ["calendar_not_looked_at", "calendar_not_read", "deliver"]
    async with desk_beside(radicale, tmp_path) as whole:
        assert await read(whole)
        chat, other = await whole.chat(language="nl"), await whole.chat(language="nl")
        await chat.goes(LESSON)
        radicale.freeze()
        try:
            await chat.student.taps("pay")
            await other.student.writes("hoi")
            while not [each for each in await other.student.phone() if each["from"] == "bot"]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            assert whole.pages == []
            await whole.until(lambda: whole.pages == ["open"])
        finally:
            radicale.thaw()
