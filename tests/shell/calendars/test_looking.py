"""A look at a calendar is shared by who asks at the same time, and never answers for who asked after it began."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.shell.calendars.looking import Looking
from tests.shell.calendars.conftest import NOW

HOUR = timedelta(hours=1)


class Calendar:
    """Remembers what was asked of it, and answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, float]] = []
        self.begun = asyncio.Event()
        self.answers = asyncio.Semaphore(0)
        self.error: Exception | None = None

    async def __call__(self, since: datetime, until: datetime) -> None:
        self.asked.append(((since - NOW) / HOUR, (until - NOW) / HOUR))
        self.begun.set()
        await self.answers.acquire()
        if self.error is not None:
            raise self.error


async def test_who_asks_meanwhile_shares_the_next_look() -> None:
    """Fifty questions are two looks: the first one's, and one for everybody who came after it began."""
    calendar = Calendar()
    looking = Looking(calendar, 5)
    first = asyncio.create_task(looking.at(NOW, NOW + HOUR))
    await calendar.begun.wait()
    others = [asyncio.create_task(looking.at(NOW + n * HOUR, NOW + (n + 1) * HOUR)) for n in range(49)]
    await asyncio.sleep(0.01)
    calendar.answers.release()
    await first
    assert not any(one.done() for one in others)
    calendar.answers.release()
    await asyncio.gather(*others)
    assert calendar.asked == [(0, 1), (0, 49)]


async def test_a_look_that_fails_fails_for_those_who_shared_it_and_the_next_is_another() -> None:
    """And who does not wait for it any more does not end it for the others."""
    calendar = Calendar()
    calendar.error = ConnectionError()
    looking = Looking(calendar, 5)
    both = [asyncio.create_task(looking.at(NOW, NOW + HOUR)) for _ in range(2)]
    await calendar.begun.wait()
    both[0].cancel()
    calendar.answers.release()
    with pytest.raises(ConnectionError):
        await both[1]
    calendar.error = None
    calendar.answers.release()
    await looking.at(NOW, NOW + HOUR)
    assert len(calendar.asked) == 2


async def test_a_deaf_calendar_is_not_waited_for() -> None:
    """It takes as long as was said, and no longer."""
    looking = Looking(Calendar(), 0.01)
    with pytest.raises(TimeoutError):
        await looking.at(NOW, NOW + HOUR)
