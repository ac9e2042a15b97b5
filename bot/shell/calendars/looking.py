"""A fresh look at one calendar, shared by everybody who asks at the same time.

A look answers for whoever asked before it began, never for who came later: what a tutor put in meanwhile would be missed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

TakeIn = Callable[[datetime, datetime], Awaitable[None]]


class Looking:
    """Looks one after the other. `take_in(since, until)` reads the stretch and keeps it."""

    def __init__(self, take_in: TakeIn, seconds: float) -> None:
        self._take_in, self._seconds = take_in, seconds
        self._one_at_a_time = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None
        self._stretch: tuple[datetime, datetime] | None = None

    async def at(self, since: datetime, until: datetime) -> None:
        """Returns once a look that began after this call has taken the stretch in. TimeoutError, or the calendar's own errors."""
        others = self._stretch
        self._stretch = (min(since, others[0]), max(until, others[1])) if others else (since, until)
        if self._next is None:
            self._next = asyncio.create_task(self._look())
            self._next.add_done_callback(_heard)
        await asyncio.shield(self._next)

    async def _look(self) -> None:
        async with self._one_at_a_time:
            stretch, self._next, self._stretch = self._stretch, None, None  # who asks from here on gets the next one
            if stretch is not None:
                async with asyncio.timeout(self._seconds):
                    await self._take_in(*stretch)


def _heard(look: "asyncio.Task[None]") -> None:
    """Whoever asked may have gone by now: an error is nobody's surprise then."""
    if not look.cancelled():
        look.exception()
