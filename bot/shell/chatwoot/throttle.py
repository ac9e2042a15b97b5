"""Stays under Chatwoot's throttle: a token bucket for all requests of this process; answers first, reminders, mirror writes last."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.core.errors import TryAgainLater

FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 30.0  # Rack::Attack counts by the minute and names no Retry-After

CHAT, REMINDER, MIRROR = 0, 1, 2
"""What goes first when requests wait: a student's answer, then a reminder, then what Chatwoot shows."""
RESERVED = (0.0, 0.125, 0.25)  # of the bucket, left to those before
AT_ONCE = (16, 6, 6)  # of the client's connections
# More than these wait elsewhere: a delivery that stands in line for a minute passes for one that may have gone.
MOST_WAITING = (10_000, 200, 200)
UNLIMITED_PER_SECOND = 100.0  # how fast those who wait elsewhere come back where nothing limits us


class Throttle:
    """`async with passage(rank)` around each request; `refused()` after a 429, `accepted()` after any other answer."""

    def __init__(self, per_minute: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60 if per_minute else 0.0
        self._size = max(self._per_second * 2, 2.0)
        self._left = self._size
        self._clock = clock
        self._filled_at = clock()
        self._paused_until = 0.0
        self._pause = FIRST_PAUSE_SECONDS
        self._queues = tuple(asyncio.Lock() for _ in RESERVED)
        self._rooms = tuple(asyncio.Semaphore(most) for most in AT_ONCE)
        self._waiting = [0 for _ in RESERVED]
        self._appointed = [0.0 for _ in RESERVED]

    @asynccontextmanager
    async def passage(self, rank: int) -> AsyncIterator[None]:
        """A request may leave, and has one of its rank's connections. TryAgainLater with an appointment when too many wait."""
        if self._waiting[rank] >= MOST_WAITING[rank]:
            raise TryAgainLater("too many requests wait for Chatwoot", after=self._appointment(rank))
        self._waiting[rank] += 1
        try:
            await self._rooms[rank].acquire()
        finally:
            self._waiting[rank] -= 1
        try:
            await self.turn(rank)
            yield
        finally:
            self._rooms[rank].release()

    async def turn(self, rank: int) -> None:
        """Returns when a request may leave. TryAgainLater while Chatwoot has told us to be quiet."""
        self._refuse_while_paused()
        if not self._per_second:
            return
        async with self._queues[rank]:
            floor = RESERVED[rank] * self._size
            while True:
                missing = floor + 1 - self._refilled()
                if missing <= 0:
                    break
                await asyncio.sleep(missing / self._per_second)
            self._left -= 1
        self._refuse_while_paused()

    def refused(self) -> float:
        """Chatwoot answered 429: nobody sends for the returned number of seconds, longer each time."""
        if self._clock() >= self._paused_until:
            seconds = self._pause * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, not a secret
            self._paused_until = self._clock() + seconds
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        return self._paused_until - self._clock()

    def accepted(self) -> None:
        """An answer that was no 429: the next pause is short again."""
        self._pause = FIRST_PAUSE_SECONDS

    def _appointment(self, rank: int) -> float:
        """In how many seconds to come back: each a moment of its own, so that a crowd is not a crowd again."""
        per_second = self._per_second or UNLIMITED_PER_SECOND
        soonest = self._clock() + self._waiting[rank] / per_second
        self._appointed[rank] = max(self._appointed[rank], soonest) + 1 / per_second
        return self._appointed[rank] - self._clock()

    def _refuse_while_paused(self) -> None:
        left = self._paused_until - self._clock()
        if left > 0:
            raise TryAgainLater("Chatwoot is throttling us; all calls wait", after=left)

    def _refilled(self) -> float:
        now = self._clock()
        self._left = min(self._size, self._left + (now - self._filled_at) * self._per_second)
        self._filled_at = now
        return self._left
