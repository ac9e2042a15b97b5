"""The calendar file of a booked lesson (RFC 5545): a stable UID, times in UTC, no learner's name."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.core.orders import Order

LINE_BYTES = 75
CONTENT_TYPE = "text/calendar; charset=utf-8"


def lesson_file(order: Order, *, public_url: str, title: str, place: str, about: str, changed_at: datetime) -> str:
    """The file. The UID never changes, so importing a moved lesson again moves it in the calendar."""
    host = urlsplit(public_url).hostname or "desk"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tutorbot//lesson//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{order.id}@{host}",
        f"DTSTAMP:{_utc(changed_at)}",
        f"DTSTART:{_utc(order.slot.start)}",
        f"DTEND:{_utc(order.slot.end)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(about)}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> str:
    """At most 75 bytes a line, never through a character; what follows begins with a space."""
    pieces, size = [""], 0
    for letter in line:
        wide = len(letter.encode())
        if size + wide > LINE_BYTES:
            pieces.append("")
            size = 1  # the space counts
        pieces[-1] += letter
        size += wide
    return "\r\n ".join(pieces)
