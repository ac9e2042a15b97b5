"""The calendar file of a booked lesson (RFC 5545): a UID for good, times in UTC, no learner's name.

Importing it again moves the lesson, or takes it away once it is cancelled: SEQUENCE counts what happened to it.
"""

from collections.abc import Sequence
from datetime import datetime

from icalendar import Calendar

from bot.core.orders import BOOKED, RELEASED, Order
from bot.shell.calendars.ical import PRODUCT, event_of
from bot.shell.calendars.port import CONFIRMED, Entry, uid_of

CONTENT_TYPE = "text/calendar; charset=utf-8"


def has_file(order: Order) -> bool:
    """Whether there is something to tell a calendar: a booked lesson, or that a booked one is cancelled."""
    was_booked = order.booked_at is not None and order.closed not in ("replaced", "moved")
    return order.booking == BOOKED or (order.booking == RELEASED and was_booked)


def lesson_file(
    lessons: Sequence[tuple[Sequence[Order], str]], *, public_url: str, title: str, about: str, now: datetime
) -> str:
    """The file of one lesson, or of all of a weekly series: of each its chain and its place.

    A chain is the order itself after those whose lesson it moved, for a higher price.
    """
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "CANCEL" if all(chain[-1].booking != BOOKED for chain, _ in lessons) else "PUBLISH")
    for chain, place in lessons:
        calendar.add_component(event_of(_entry(chain, public_url, title, place, about, now)))
    whole: str = calendar.to_ical().decode()
    return whole


def _entry(chain: Sequence[Order], public_url: str, title: str, place: str, about: str, now: datetime) -> Entry:
    """The UID is that of the first, under which the lesson stands in the student's calendar."""
    order, first = chain[-1], chain[0]
    is_off = order.booking != BOOKED
    return Entry(
        uid=uid_of(first.id, public_url),
        sequence=sum(one.moves for one in chain) + len(chain) - 1 + is_off,
        start=order.slot.start,
        end=order.slot.end,
        summary=title,
        changed_at=now,
        description=about,
        location=place,
        status="CANCELLED" if is_off else CONFIRMED,
    )
