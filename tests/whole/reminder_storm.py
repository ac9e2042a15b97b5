"""A storm of reminders: lessons of so many students are due for one in the same minute, at two desks of which one is killed.

The students are real ones of the pretend Chatwoot; their lessons and alarms are put into the database as a booking leaves them.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select

from bot.core.conversation import Talk, talk_id
from bot.core.effects import WakeMe
from bot.core.money import Money
from bot.core.orders import BOOKED, Order
from bot.core.slots import Slot
from bot.rehearsal.chatwoot.records import OUTGOING, Conversation
from bot.rehearsal.people import Student
from bot.rehearsal.world import World
from bot.shell import store_talks, store_wakeups
from bot.shell.store import Store
from bot.shell.tables import talks
from bot.shell.writer import Tx
from tests.whole.replicas import Replicas

REMINDED = "herinnering"
LONGEST_SECONDS = 1_800.0
ASKS_EVERY_SECONDS = 0.5
LOOKS_EVERY_SECONDS = 0.2  # a look goes over every message there is
UNTIL_THE_LESSON = timedelta(hours=26)
DUE_IN = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Weathered:
    """How it went. `seconds`: from the first due reminder to the last one said; `answered`: how long answers took meanwhile."""

    reminded: int
    seconds: float
    answered: Sequence[float]

    def __str__(self) -> str:
        others = f"{len(self.answered)} others wrote and were answered in {median(self.answered):.2f} s"
        return (
            f"{self.reminded} reminded once each in {self.seconds:.0f} s; meanwhile {others} (median), "
            f"{max(self.answered):.2f} s at most"
        )


async def arrive(world: World, number: int) -> list[Student]:
    """So many students who have said hello to Chatwoot. Only the first one's words reach the desk, and are answered."""
    people = [await Student.arrives(world, language="nl") for _ in range(number)]
    await people[0].writes("hallo")
    await people[0].sees(timeout_s=LONGEST_SECONDS, alone=True)
    knobs = world.chatwoot.callbacks.knobs
    knobs.drop_rate = 1.0
    for one in people[1:]:
        await one.writes("hallo")
    knobs.drop_rate = 0.0
    return people


async def book_everybody(beside: Store, world: World, people: Sequence[Student], due: datetime) -> None:
    """Everybody is known to the desks as the first one is, and has a lesson that is reminded of at `due`."""
    now = world.clock.now()

    def unit(tx: Tx) -> None:
        row = tx.run(select(talks.c.id, talks.c.version, talks.c.body)).one()
        model = store_talks.read_talk(tx, *row)
        for n, one in enumerate(people):
            place = world.chatwoot.tables.conversations[model.conversation.account_id, one.conversation_id]
            _book(tx, model, place, f"storm{n:015d}", now, due)

    await beside.write(unit, name="book")


def _book(tx: Tx, model: Talk, place: Conversation, token: str, now: datetime, due: datetime) -> None:
    mine, account, source = f"order_{token}", place.account_id, place.contact_inbox.source_id
    conversation = replace(
        model.conversation,
        inbox_id=place.inbox.id,
        source_id=source,
        conversation_id=place.display_id,
        contact_id=place.contact.id,
        step="booked.ready",
        offered=None,
        orders=(mine,),
    )
    talk = replace(model, id=talk_id(account, place.inbox.id, source), conversation=conversation)
    old_version = talk.version if talk.id == model.id else 0
    start = (due + UNTIL_THE_LESSON).replace(microsecond=0)
    order = Order(
        mine,
        token,
        talk.id,
        account,
        place.display_id,
        "trial",
        Slot(start, 30),
        Money(0),
        now,
        subject="math",
        booking=BOOKED,
        booked_at=now,
        alarms=f"{start.isoformat()} 30",
    )
    assert store_talks.save_talk(tx, talk, old_version)
    store_talks.save_orders(tx, {mine: order}, {})
    store_wakeups.wake(tx, talk.id, WakeMe("lesson_day", due, mine))


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


async def storm(desks: Replicas, beside: Store, number: int, *, kill_after: float = 1 / 3) -> Weathered:
    """Everybody is due at once; the first desk is killed when that share of them was reminded; all the while others write."""
    people = await arrive(desks.world, number)
    await desks.settles()
    await book_everybody(beside, desks.world, people, desks.world.clock.now() + DUE_IN)
    began = time.monotonic()
    answered: list[float] = []
    over = asyncio.Event()
    asking = asyncio.create_task(_keep_asking(desks.world, answered, over))
    await _until(desks.world, max(1, int(number * kill_after)), began)
    desks.desks[0].kill()
    await _until(desks.world, number, began)
    seconds = time.monotonic() - began
    over.set()
    await asking
    await desks.settles(LONGEST_SECONDS)  # Chatwoot still tells of thousands of messages
    mine = {one.conversation_id for one in people}
    said = {place: times for place, times in reminders(desks.world).items() if place in mine}
    assert said == dict.fromkeys(mine, 1), {place: times for place, times in said.items() if times != 1}
    assert desks.ledger.dead() == [], desks.ledger.dead()
    return Weathered(number, seconds, answered)


async def _until(world: World, number: int, began: float) -> None:
    while (reminded := sum(reminders(world).values())) < number:
        assert time.monotonic() - began < LONGEST_SECONDS, f"only {reminded} were reminded"
        await asyncio.sleep(LOOKS_EVERY_SECONDS)


async def _keep_asking(world: World, answered: list[float], over: asyncio.Event) -> None:
    """Until it is over; whoever asked last is waited for too."""
    while not over.is_set():
        asker = await Student.arrives(world, language="nl")
        asked = time.monotonic()
        await asker.writes("hallo")
        await asker.sees(timeout_s=LONGEST_SECONDS, alone=True)
        answered.append(time.monotonic() - asked)
        await asyncio.sleep(ASKS_EVERY_SECONDS)
