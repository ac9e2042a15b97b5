"""Our lessons in the tutors' own calendars: the carrier that makes a calendar agree with an order as it stands.

What is about to be written is noted first, and again once it is there: whoever reads the calendar meanwhile knows that a
difference is ours.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.conversation import Talk
from bot.core.desk import Desk
from bot.core.diary import shown_as
from bot.core.effects import Delivery, PutInCalendar
from bot.core.events import Event
from bot.core.orders import Order
from bot.shell import store_calendars as table
from bot.shell import store_talks
from bot.shell.calendars.port import CONFIRMED, TENTATIVE, Entry, OutsideCalendar, uid_of
from bot.shell.ports import Parcel
from bot.shell.store import Store
from bot.shell.store_calendars import Written

A_MINUTE = timedelta(minutes=1)


class Nudged(Protocol):
    """Told of a tutor whose time was just taken."""

    def __call__(self, tutor: str) -> None: ...


class CalendarCarrier:
    """Carries `PutInCalendar`. Repeats are harmless: what stands there under the UID is overwritten with the same."""

    handles: Sequence[type[Delivery]] = (PutInCalendar,)

    def __init__(
        self, store: Store, desk: Desk, calendars: Sequence[OutsideCalendar], *, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._desk, self._clock = store, desk, clock
        self._by_name = {one.name: one for one in calendars}
        self._by_tutor = {one.tutor: one for one in calendars}
        self.nudge: Nudged = _nobody

    async def deliver(self, parcel: Parcel) -> Sequence[Event]:
        """Make it so. Nothing comes back; the tutor's calendar is read again when the lesson is new there."""
        effect = parcel.effect
        if not isinstance(effect, PutInCalendar):
            return ()
        talk, order = await self._read(parcel.talk, effect.order_id)
        before = await self._store.read(lambda tx: table.written(tx, order.id))
        calendar = self._by_tutor.get(order.tutor)
        status = shown_as(order, held=self._desk.business.outside.show_held)
        if before is not None and (not status or calendar is None or before.calendar != calendar.name):
            await self._take_out(before)
        if status and calendar is not None:
            await self._put(calendar, talk, order, status)
            self.nudge(order.tutor)
        return ()

    async def was_delivered(self, parcel: Parcel) -> bool | None:  # noqa: ARG002 - written twice is written once
        """False: doing it again does no harm."""
        return False

    async def _read(self, talk_id: str, order_id: str) -> tuple[Talk, Order]:
        talk = await self._store.read(
            lambda tx: store_talks.read_talk(tx, talk_id, *store_talks.talk_row(tx, talk_id), (order_id,))
        )
        return talk, talk.orders[order_id]

    async def _put(self, calendar: OutsideCalendar, talk: Talk, order: Order, status: str) -> None:
        now = self._clock()
        entry = self.entry(talk, order, status, now)
        writing = Written(
            order.id, talk.id, calendar.name, entry.uid, entry.start, entry.end, entry.sequence, table.WRITING, now
        )
        await self._store.write(lambda tx: table.write_down(tx, writing), name="calendars")
        await calendar.put(entry)
        there = replace(writing, state=table.THERE, put_at=self._clock())
        await self._store.write(lambda tx: table.write_down(tx, there), name="calendars")

    async def _take_out(self, before: Written) -> None:
        leaving = replace(before, state=table.REMOVING)
        await self._store.write(lambda tx: table.write_down(tx, leaving), name="calendars")
        calendar = self._by_name.get(before.calendar)  # None: the settings no longer know it
        if calendar is not None:
            await calendar.remove(before.uid)
        await self._store.write(lambda tx: table.forget(tx, [before.order_id]), name="calendars")

    def entry(self, talk: Talk, order: Order, status: str, now: datetime) -> Entry:
        """The lesson as the tutor reads it, in the team's language."""
        business, rules = self._desk.business, self._desk.business.outside
        staff = business.staff_language
        say = self._desk.speech.say
        learner = talk.learner(order.learner)
        subject = next((one.titles[staff] for one in business.subjects if one.value == order.subject), "")
        place = next((one for one in business.places if one.value == order.slot.place), None)
        parts = {
            "lesson": say(staff, f"lesson-{order.flow}", subject=subject or "–", minutes=str(order.slot.minutes)),
            "learner": learner.name if learner else "",
            "place": place.titles[staff] if place else "",
            "status": say(staff, f"diary-{status}"),
        }
        link = f"{self._desk.public_url}/p/{order.token}"
        return Entry(
            uid=uid_of(order.id, self._desk.public_url),
            sequence=order.moves,
            start=order.slot.start,
            end=order.slot.end,
            summary=" · ".join(parts[name] for name in rules.title if parts[name]),
            changed_at=now,
            description=say(staff, "diary-about", order=order.id, link=link),
            location=place.details.get(staff, "") if place else "",
            status=CONFIRMED if status == "booked" else TENTATIVE,
            alarms=tuple(before // A_MINUTE for before in rules.alarms),
        )


def _nobody(tutor: str) -> None:
    """Nobody wants to know."""
