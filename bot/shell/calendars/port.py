"""What the desk asks of a tutor's calendar, whatever it speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

TENTATIVE, CONFIRMED = "TENTATIVE", "CONFIRMED"  # RFC 5545, 3.8.1.11


@dataclass(frozen=True, slots=True, order=True)
class Appointment:
    """A stretch of somebody's time, aware UTC: one event, or one occurrence of a recurring one."""

    uid: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A lesson as it should stand in the calendar. `alarms`: minutes before the start."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    changed_at: datetime
    description: str = ""
    location: str = ""
    status: str = CONFIRMED
    alarms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A calendar as it was read. `busy`: what others put there and is taken. `ours`: our lessons as they stand in it.

    `token`: where its next changes begin; "" when the calendar cannot tell whether it changed.
    """

    busy: tuple[Appointment, ...]
    ours: tuple[Appointment, ...]
    token: str = ""


class OutsideCalendar(Protocol):
    """One tutor's calendar. Every call raises TryAgainLater (a passing fault, or an answer that cannot be understood) or Refused.

    What cannot be understood is never taken for an empty calendar.
    """

    name: str
    tutor: str

    async def read(self, since: datetime, until: datetime, token: str = "") -> Reading | None:
        """What lies between the two moments; None when nothing changed since `token` was handed out."""

    async def look(self, uid: str) -> Appointment | None:
        """One of our own lessons as it stands there, wherever it was moved to; None when it is gone, or cancelled there."""

    async def put(self, entry: Entry) -> None:
        """The lesson stands there like this, whatever stood there under its UID."""

    async def remove(self, uid: str) -> None:
        """The lesson does not stand there (any more)."""

    async def aclose(self) -> None:
        """Lets go of connections."""


def uid_of(order_id: str, public_url: str) -> str:
    """The UID of a lesson, for good: the same in the tutor's calendar, the student's file and the feed."""
    return f"{order_id}@{host_of(public_url)}"


def host_of(public_url: str) -> str:
    """What stands behind the @ of our UIDs."""
    return urlsplit(public_url).hostname or "desk"


def order_of(uid: str, host: str) -> str:
    """The order whose lesson that is; "" for an appointment that is not ours (another desk's lessons are not)."""
    name, _, where = uid.partition("@")
    return name if where == host and name.startswith("order_") else ""


def within(appointments: Sequence[Appointment], since: datetime, until: datetime) -> tuple[Appointment, ...]:
    """Those that touch the stretch, in order, each once."""
    return tuple(sorted({one for one in appointments if one.start < until and one.end > since}))
