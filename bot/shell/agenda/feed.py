"""All lessons as one iCalendar text that other calendars subscribe to (RFC 5545, RFC 7986).

The same lessons give the same bytes: what stands in it depends on the orders and the settings, not on the time it is made.
"""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, vDuration, vText

from bot.core.desk import Business
from bot.core.orders import CAME_BACK, GONE
from bot.shell.agenda.entries import Entry, State, conversation_link
from bot.shell.agenda.words import AgendaWords
from bot.shell.calendars.ical import PRODUCT, event_of
from bot.shell.calendars.port import CONFIRMED, TENTATIVE, uid_of
from bot.shell.calendars.port import Entry as Event

CANCELLED = "CANCELLED"
END = b"END:VCALENDAR\r\n"
READ_EVERY = timedelta(minutes=15)
STATUS = {
    State.PAID: CONFIRMED,
    State.BOOKED: CONFIRMED,
    State.DISPUTED: CONFIRMED,
    State.CANCELLED: CANCELLED,
}


class Feed:
    """The lessons of a business as a calendar. `chatwoot_url`: "" leaves out the links into Chatwoot."""

    def __init__(self, business: Business, words: AgendaWords, *, public_url: str, chatwoot_url: str) -> None:
        self._business, self._words = business, words
        self._public_url, self._chatwoot_url = public_url, chatwoot_url
        self._written: dict[str, dict[Event, bytes]] = {}  # half a millisecond each, and nearly all are as they were

    @property
    def names(self) -> bool:
        """Whether the learners' names are in it: the business file says so with `event_title`."""
        return "learner" in self._business.outside.title

    def text(self, entries: Iterable[Entry], tutor: str = "") -> bytes:
        """The calendar. A lesson whose time is free again, or somebody else's by now, is none."""
        name = " · ".join(part for part in (self._business.name, self._words.tutor(tutor) if tutor else "") if part)
        calendar = Calendar()
        calendar.add("PRODID", PRODUCT)
        calendar.add("VERSION", "2.0")
        for key in ("NAME", "X-WR-CALNAME"):
            calendar[key] = vText(name)
        calendar["X-WR-TIMEZONE"] = vText(self._business.zone.key)
        every = vDuration(READ_EVERY)
        every.params["VALUE"] = "DURATION"
        calendar["REFRESH-INTERVAL"] = every
        calendar["X-PUBLISHED-TTL"] = vDuration(READ_EVERY)
        before, now = self._written.get(tutor, {}), dict[Event, bytes]()
        for entry in entries:
            if entry.state is not State.ATTENTION or entry.order.attention not in (GONE, CAME_BACK):
                event = self._event(entry)
                now[event] = before.get(event) or _written(event)
        self._written[tutor] = now
        frame: bytes = calendar.to_ical()
        return frame.removesuffix(END) + b"".join(now.values()) + END

    def _event(self, entry: Entry) -> Event:
        order, words = entry.order, self._words
        parts = {
            "lesson": f"{words.subject(order)}, {words.say('minutes', minutes=order.slot.minutes)}",
            "learner": entry.name,
            "place": words.place(order),
            "status": words.say(entry.state.value),
        }
        link = conversation_link(self._chatwoot_url, order) if self._chatwoot_url else ""
        about = (words.say(entry.state.value), words.tutor(order.tutor) if len(self._business.tutors) > 1 else "", link)
        return Event(
            uid=uid_of(order.id, self._public_url),
            # Called off is a change, too: a calendar believes only a higher number than the one it has.
            sequence=order.moves + (entry.state is State.CANCELLED),
            start=order.slot.start,
            end=order.slot.end,
            summary=" · ".join(parts[name] for name in self._business.outside.title if parts[name]) or parts["lesson"],
            changed_at=entry.changed_at,
            description="\n".join(part for part in about if part),
            location=words.address(order),
            status=STATUS.get(entry.state, TENTATIVE),
        )


def _written(event: Event) -> bytes:
    made = event_of(event)
    made.add("LAST-MODIFIED", event.changed_at.replace(microsecond=0))
    whole: bytes = made.to_ical()
    return whole
