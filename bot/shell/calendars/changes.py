"""What a tutor did with our lessons in their own calendar, as facts: moved there, or taken out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.events import Event, LessonMovedOutside, LessonRemovedOutside
from bot.shell import store_calendars as table
from bot.shell.calendars.port import Appointment, OutsideCalendar, Reading
from bot.shell.store import Store
from bot.shell.store_calendars import Written
from bot.shell.tables import to_ms

A_MINUTE = timedelta(minutes=1)


async def told_by(
    store: Store, calendar: OutsideCalendar, reading: Reading, began: datetime, until: datetime
) -> Sequence[Event]:
    """The facts of a reading that began then and reached until there. Their ids say what was seen, so each is told once.

    Lessons that were being written meanwhile are left for the next reading. One that is missing is looked for by its UID
    before it counts as taken out: it may have been moved behind the end of the stretch.
    """
    wrote = await store.read(lambda tx: table.standing(tx, calendar.name, began))
    there = {one.uid: one for one in reading.ours}
    facts: list[Event] = []
    for one in wrote:
        if one.state != table.THERE or one.put_at >= began or one.start >= until:
            continue
        seen = there.get(one.uid) or await calendar.look(one.uid)
        if seen is None:
            event_id = f"{_about(one)}:removed"
            facts.append(LessonRemovedOutside(id=event_id, talk=one.talk, order_id=one.order_id))
        elif (seen.start, seen.end) != (one.start, one.end):
            facts.append(_moved(one, seen))
    return facts


def _moved(one: Written, seen: Appointment) -> Event:
    minutes = (seen.end - seen.start) // A_MINUTE
    event_id = f"{_about(one)}:moved:{to_ms(seen.start)}:{minutes}"
    return LessonMovedOutside(id=event_id, talk=one.talk, order_id=one.order_id, start=seen.start, minutes=minutes)


def _about(one: Written) -> str:
    # When it was written belongs to it: put right and touched again is another deed.
    return f"outside:{one.order_id}:{one.sequence}:{to_ms(one.start)}:{to_ms(one.put_at)}"
