"""Stays under Chatwoot's throttle: a token bucket for all requests of this process, messages before mirror writes."""

import asyncio
import random
import time
from collections.abc import Callable

from bot.core.errors import TryAgainLater

FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 30.0  # Rack::Attack counts by the minute and names no Retry-After


class Throttle:
    """`await turn(urgent=…)` before each request; `refused()` after a 429, `accepted()` after any other answer."""

    def __init__(self, per_minute: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60 if per_minute else 0.0
        self._size = max(self._per_second * 2, 2.0)
        # Mirror writes leave this many to messages.
        self._reserve = self._size / 4
        self._left = self._size
        self._clock = clock
        self._filled_at = clock()
        self._paused_until = 0.0
        self._pause = FIRST_PAUSE_SECONDS
        self._queues = {True: asyncio.Lock(), False: asyncio.Lock()}

    async def turn(self, *, urgent: bool) -> None:
        """Returns when a request may leave. TryAgainLater while Chatwoot has told us to be quiet."""
        self._refuse_while_paused()
        if not self._per_second:
            return
        async with self._queues[urgent]:
            floor = 0.0 if urgent else self._reserve
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

    def _refuse_while_paused(self) -> None:
        left = self._paused_until - self._clock()
        if left > 0:
            raise TryAgainLater("Chatwoot is throttling us; all calls wait", after=left)

    def _refilled(self) -> float:
        now = self._clock()
        self._left = min(self._size, self._left + (now - self._filled_at) * self._per_second)
        self._filled_at = now
        return self._left
