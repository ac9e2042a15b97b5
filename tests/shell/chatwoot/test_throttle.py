"""Under the limit, messages first, and quiet after a 429."""

import asyncio
import time

import pytest

from bot.core.errors import TryAgainLater
from bot.shell.chatwoot.throttle import AT_ONCE, CHAT, MIRROR, MOST_WAITING, REMINDER, Throttle


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
        await throttle.turn(CHAT)
    assert 0.05 < time.monotonic() - began < 30


async def test_mirror_writes_leave_room_for_messages() -> None:
    throttle = Throttle(60, Hands())  # a bucket of 2 that never fills: half a request is reserved
    await throttle.turn(MIRROR)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(throttle.turn(MIRROR), 0.05)
    await asyncio.wait_for(throttle.turn(CHAT), 30)


async def test_no_limit_on_loopback() -> None:
    throttle = Throttle(None, Hands())
    for _ in range(10_000):
        await throttle.turn(MIRROR)


async def test_a_429_silences_everything_for_a_while_longer_each_time() -> None:
    clock = Hands()
    throttle = Throttle(None, clock)
    first = throttle.refused()
    with pytest.raises(TryAgainLater) as caught:
        await throttle.turn(CHAT)
    assert caught.value.after == pytest.approx(first)
    assert throttle.refused() == pytest.approx(first)  # the others' 429s of the same moment do not add up
    clock.now += first
    await throttle.turn(CHAT)
    second = throttle.refused()
    assert second > first
    clock.now += second
    throttle.accepted()
    assert throttle.refused() < second


async def test_a_crowd_of_reminders_leaves_connections_to_answers_and_gets_appointments() -> None:
    """Reminders wait for each other, an answer does not wait for them; those too many come back one after the other."""
    throttle, leave = Throttle(None, Hands()), asyncio.Event()

    async def one() -> None:
        async with throttle.passage(REMINDER):
            await leave.wait()

    crowd = [asyncio.create_task(one()) for _ in range(MOST_WAITING[REMINDER] + AT_ONCE[REMINDER])]
    await asyncio.sleep(0)  # each has begun
    async with asyncio.timeout(30), throttle.passage(CHAT):
        pass
    again = []
    for _ in range(3):
        with pytest.raises(TryAgainLater) as caught:
            await one()
        again.append(caught.value.after or 0)
    assert again[0] < again[1] < again[2]
    leave.set()
    await asyncio.wait_for(asyncio.gather(*crowd), 60)
