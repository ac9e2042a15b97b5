"""Waiting for the world, without fixed sleeps: until something is true, or until nothing has moved for a moment."""

import asyncio
import time
from collections.abc import Callable

LOOKS_ELSEWHERE_EVERY_S = 0.005


class Quiet:
    """Counts what is under way and wakes whoever waits each time something moved.

    `busy_elsewhere`: a desk in the same process may say that it still has something to do. Each student has a part:
    what moves there moves the whole, but whoever waits for one student is not woken by the others.
    """

    def __init__(self, whole: "Quiet | None" = None) -> None:
        self._whole = whole
        self._parts: dict[int, Quiet] = {}
        self.under_way = 0
        self.moved_at = time.monotonic()
        self.busy_elsewhere: Callable[[], bool] = lambda: False
        self._waiting: set[asyncio.Future[None]] = set()

    def part(self, student: int) -> "Quiet":
        """The part of one student."""
        if student not in self._parts:
            self._parts[student] = Quiet(self)
        return self._parts[student]

    def moved(self) -> None:
        """Something changed: wake all waiters so that they look again."""
        self.moved_at = time.monotonic()
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()
        if self._whole:
            self._whole.moved()

    def begins(self) -> None:
        """One more thing is under way (a callback to deliver, a request being served)."""
        self.under_way += 1
        if self._whole:
            self._whole.under_way += 1

    def ends(self) -> None:
        """One thing less is under way."""
        self.under_way -= 1
        if self._whole:
            self._whole.under_way -= 1
        self.moved()

    async def until(self, is_true: Callable[[], bool], timeout_s: float = 5.0) -> bool:
        """True as soon as `is_true()` holds; False when it did not within the time."""
        deadline = time.monotonic() + timeout_s
        while not is_true():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            await self._next_move(left)
        return True

    async def settles(self, quiet_s: float = 0.05, timeout_s: float = 5.0) -> bool:
        """True once nothing is under way and nothing has moved for `quiet_s`; False when it never became so."""
        deadline = time.monotonic() + timeout_s
        while True:
            now = time.monotonic()
            still_s = now - self.moved_at
            busy_elsewhere = self.busy_elsewhere()
            if self.under_way == 0 and still_s >= quiet_s and not busy_elsewhere:
                return True
            if now >= deadline:
                return False
            rest_s = deadline - now
            if busy_elsewhere:
                rest_s = LOOKS_ELSEWHERE_EVERY_S  # nobody wakes us when the desk is done
            await self._next_move(
                min(rest_s, quiet_s - still_s) if still_s < quiet_s and self.under_way == 0 else rest_s
            )

    async def _next_move(self, at_most_s: float) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        await asyncio.wait((waiter,), timeout=max(at_most_s, 0.001))
        self._waiting.discard(waiter)
