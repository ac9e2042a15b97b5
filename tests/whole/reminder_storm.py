"""A storm of reminders: lessons of so many students are due for one in the same minute, at two desks of which one is killed.

The students are real ones of the pretend Chatwoot; their lessons and alarms are put into the database as a booking leaves them.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.core.effects import WakeMe
from bot.core.money import Money
from bot.core.orders import BOOKED, Order
from bot.core.slots import Slot
from bot.rehearsal.chatwoot.records import OUTGOING
from bot.rehearsal.people import Student
from bot.rehearsal.world import World
from bot.shell import store_talks, store_wakeups
from bot.shell.store import Store
from bot.shell.tables import talks
from bot.shell.writer import Tx
from tests.whole.replicas import Replicas

AT_ONCE = 25  # students who say hello at the same time
REMINDED = "herinnering"
LONGEST_SECONDS = 600.0
ASKERS = 5
UNTIL_THE_LESSON = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Weathered:
    """How it went. `seconds`: from the first due reminder to the last one said; `answered`: how long answers took meanwhile."""

    reminded: int
    seconds: float
    answered: Sequence[float]

    def __str__(self) -> str:
        slowest = max(self.answered, default=0.0)
        return f"{self.reminded} reminded once each in {self.seconds:.0f} s; the slowest answer meanwhile took {slowest:.2f} s"


async def arrive(world: World, number: int) -> list[Student]:
    """So many students who have said hello and been answered."""
    people = [await Student.arrives(world, language="nl") for _ in range(number)]
    for first in range(0, number, AT_ONCE):
        await asyncio.gather(*(_says_hello(one) for one in people[first : first + AT_ONCE]))
    return people


async def _says_hello(one: Student) -> None:
    await one.writes("hallo")
    await one.sees(timeout_s=LONGEST_SECONDS, alone=True)


async def book_everybody(beside: Store, now: datetime, due: datetime) -> int:
    """Every student who is known to the desks has a lesson that is reminded of at `due`. How many."""

    def unit(tx: Tx) -> int:
        found = tx.run(select(talks.c.id, talks.c.version, talks.c.body)).all()
        for n, (talk_id, version, body) in enumerate(found):
            _book(tx, n, (talk_id, version, body), now, due)
        return len(found)

    return await beside.write(unit, name="book")


def _book(tx: Tx, n: int, row: tuple[str, int, str], now: datetime, due: datetime) -> None:
    talk = store_talks.read_talk(tx, *row)
    start = (due + UNTIL_THE_LESSON).replace(microsecond=0)
    token = f"storm{n:015d}"
    order = Order(
        f"order_{token}",
        token,
        talk.id,
        talk.conversation.account_id,
        talk.conversation.conversation_id,
        "trial",
        Slot(start, 30),
        Money(0),
        now,
        subject="math",
        booking=BOOKED,
        booked_at=now,
        alarms=f"{start.isoformat()} 30",
    )
    store_talks.save_orders(tx, {order.id: order}, {})
    store_wakeups.wake(tx, talk.id, WakeMe("lesson_day", due, order.id))


def reminders(world: World) -> dict[int, int]:
    """Conversation -> how many reminders stand in it."""
    return {
        place: sum(
            REMINDED in (message.content or "")
            for message in conversation.messages
            if message.message_type == OUTGOING and not message.private
        )
        for (_, place), conversation in world.chatwoot.tables.conversations.items()
    }


async def storm(desks: Replicas, beside: Store, number: int, now: datetime) -> Weathered:
    """Everybody is due at once; the first desk is killed in the middle; some students write meanwhile."""
    people = await arrive(desks.world, number)
    askers = [await Student.arrives(desks.world, language="nl") for _ in range(ASKERS)]
    await desks.settles()
    due = now + timedelta(seconds=2)
    assert await book_everybody(beside, now, due) == number, "not everybody is known to the desks"
    began = time.monotonic()
    killing = asyncio.create_task(_kill_in_the_middle(desks, number))
    answered = []
    for asker in askers:
        asked = time.monotonic()
        await asker.writes("hallo")
        await asker.sees(timeout_s=LONGEST_SECONDS, alone=True)
        answered.append(time.monotonic() - asked)
    await killing
    while sum(reminders(desks.world).values()) < number:
        assert time.monotonic() - began < LONGEST_SECONDS, f"only {sum(reminders(desks.world).values())} were reminded"
        await asyncio.sleep(0.05)
    seconds = time.monotonic() - began
    await desks.settles()
    mine = {one.conversation_id for one in people}
    said = {place: times for place, times in reminders(desks.world).items() if place in mine}
    assert said == dict.fromkeys(mine, 1), {place: times for place, times in said.items() if times != 1}
    assert desks.ledger.dead() == [], desks.ledger.dead()
    return Weathered(number, seconds, answered)


async def _kill_in_the_middle(desks: Replicas, number: int) -> None:
    while sum(reminders(desks.world).values()) < number // 3:  # noqa: ASYNC110 - only the world knows
        await asyncio.sleep(0.02)
    desks.desks[0].kill()
