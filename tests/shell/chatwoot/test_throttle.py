"""Under the limit, messages first, and quiet after a 429."""

import asyncio
import time

import pytest

from bot.core.errors import TryAgainLater
from bot.shell.chatwoot.throttle import Throttle


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_burst_passes_and_then_the_rate_holds() -> None:
    throttle = Throttle(6000)  # 100 a second, a bucket of 200
    began = time.monotonic()
    for _ in range(210):
        await throttle.turn(urgent=True)
    assert 0.05 < time.monotonic() - began < 2


async def test_mirror_writes_leave_room_for_messages() -> None:
    throttle = Throttle(60, Hands())  # a bucket of 2 that never fills: half a request is reserved
    await throttle.turn(urgent=False)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(throttle.turn(urgent=False), 0.05)
    await asyncio.wait_for(throttle.turn(urgent=True), 0.05)


async def test_no_limit_on_loopback() -> None:
    throttle = Throttle(None, Hands())
    for _ in range(10_000):
        await throttle.turn(urgent=False)


async def test_a_429_silences_everything_for_a_while_longer_each_time() -> None:
    clock = Hands()
    throttle = Throttle(None, clock)
    first = throttle.refused()
    with pytest.raises(TryAgainLater) as caught:
        await throttle.turn(urgent=True)
    assert caught.value.after == pytest.approx(first)
    assert throttle.refused() == pytest.approx(first)  # the others' 429s of the same moment do not add up
    clock.now += first
    await throttle.turn(urgent=True)
    second = throttle.refused()
    assert second > first
    clock.now += second
    throttle.accepted()
    assert throttle.refused() < second
