"""Chatwoot is down when a reminder is due and up again at night: the student is not woken, and reminded in the morning, once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.conversation import new_talk
from bot.core.decide import decide
from bot.core.effects import Say, WakeMe
from bot.core.errors import TryAgainLater
from bot.core.orders import BOOKED
from bot.core.slots import Slot
from bot.shell import store_talks, store_wakeups
from bot.shell.engine import Engine
from bot.shell.ports import Parcel
from bot.shell.store import Store, open_store
from bot.shell.writer import Tx
from tests.flows.stage import DESK
from tests.shell.toys import TALK, Clock, World, order

LESSON = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)  # Thursday, 23:30 in Amsterdam
DUE = LESSON - timedelta(hours=26)  # Wednesday, 21:30


async def book(store: Store) -> None:
    """A lesson, and its reminder of the day before."""
    lesson = replace(order("o1", LESSON), slot=Slot(LESSON, 60), booking=BOOKED, alarms=f"{LESSON.isoformat()} 60")

    def unit(tx: Tx) -> None:
        talk = new_talk(1, 2, TALK.rpartition(":")[2])
        here = replace(talk.conversation, conversation_id=7, orders=("o1",), step="booked.ready")
        store_talks.save_talk(tx, replace(talk, version=1, conversation=here), 0)
        store_talks.save_orders(tx, {"o1": lesson}, {})
        store_wakeups.wake(tx, TALK, WakeMe("lesson_day", DUE, "o1"))

    await store.write(unit, name="book")


async def test_a_reminder_that_waited_into_the_night_comes_in_the_morning(fresh_url: str) -> None:
    """It is dropped as the night begins, rings again by day, and then says what is true then."""
    store, world, clock = await open_store(fresh_url), World(), Clock()
    clock.now = DUE + timedelta(minutes=1)
    await book(store)
    engine = Engine(store, decide, DESK, [world], clock=clock)
    down = asyncio.Event()

    async def refuse(parcel: Parcel) -> None:
        if isinstance(parcel.effect, Say):
            down.set()
            raise TryAgainLater("Chatwoot is down", after=0.05)

    world.before = refuse
    await engine.start()
    await down.wait()
    world.before = None
    clock.forward(3600)  # 22:31
    await engine.idle(backoffs=True)
    assert not any(isinstance(one.effect, Say) for one in world.arrived)
    clock.forward(11 * 3600)  # 09:31
    await engine.sweep()
    await engine.idle(backoffs=True)
    said = [one.effect for one in world.arrived if isinstance(one.effect, Say)]
    assert [one.text.partition(" om ")[0] for one in said] == ["Een herinnering: vandaag"]
    clock.forward(3600)
    await engine.sweep()
    await engine.idle(backoffs=True)
    assert sum(isinstance(one.effect, Say) for one in world.arrived) == 1
    await engine.stop()
    await store.close()
