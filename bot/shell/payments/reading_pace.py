"""Calls to Stripe at a pace that leaves room for everything else, with patience when Stripe asks for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.core.errors import TryAgainLater

T = TypeVar("T")
# Stripe takes 100 requests a second in live mode and 25 in a sandbox, 25 on any one endpoint
# (docs.stripe.com/rate-limits); the desk's own calls must never wait for these.
LIVE_PER_SECOND, TEST_PER_SECOND = 10.0, 5.0
BACK_OFF_SECONDS = (1.0, 2.0, 4.0, 8.0, 16.0)
Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """One call after the other, at most so many a second."""

    def __init__(self, per_second: float, *, sleep: Sleep = asyncio.sleep) -> None:
        self._seconds = 1 / per_second
        self._sleep = sleep
        self._next = 0.0

    async def call(self, make: Callable[[], Awaitable[T]]) -> T:
        """What the call gives. TryAgainLater when Stripe is throttling or away for half a minute."""
        for seconds in BACK_OFF_SECONDS:
            await self._turn()
            try:
                return await make()
            except TryAgainLater:
                await self._sleep(seconds)
        await self._turn()
        return await make()

    async def _turn(self) -> None:
        now = asyncio.get_running_loop().time()
        wait = self._next - now
        self._next = max(now, self._next) + self._seconds
        if wait > 0:
            await self._sleep(wait)
