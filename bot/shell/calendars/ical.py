"""iCalendar text to appointments and back (RFC 5545): what is busy, when exactly, and what is ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Alarm, Calendar, Event, vDuration

from bot.core.errors import TryAgainLater
from bot.shell.calendars.port import TENTATIVE, Appointment, Entry, Reading, order_of, within

ONE_DAY = timedelta(days=1)
LENGTH, AGAIN = "length", "again"
PRODUCT = "-//tutorbot//lesson//EN"
OFTEN = frozenset(("SECONDLY", "MINUTELY"))  # nobody's diary; a month of it is minutes of reckoning
ESSENTIAL = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", None})


@dataclass(frozen=True, slots=True)
class BusyRules:
    """How events count. `zone`: whose days and clocks those without a zone mean. `host`: behind the @ of our own UIDs.
    `owner`: the tutor's e-mail address. `tentative`: whether what is not certain yet takes its time.
    """

    zone: ZoneInfo
    host: str
    owner: str = ""
    tentative: bool = True


def understood(texts: Iterable[str], since: datetime, until: datetime, rules: BusyRules) -> Reading:
    """What the calendar objects say of the stretch. TryAgainLater when one of them cannot be understood.

    Better no answer than one that leaves something out: an event that was not understood may be the one that matters.
    """
    busy: list[Appointment] = []
    ours: list[Appointment] = []
    for text in texts:
        if "END:VCALENDAR" not in text:
            raise TryAgainLater("an event of the calendar is cut off")
        try:
            for calendar in Calendar.from_ical(text, multiple=True):
                _sorted_out(calendar, since, until, rules, busy, ours)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
            # Never with the error's own words: they quote what the appointment is about.
            raise TryAgainLater(f"an event of the calendar cannot be understood ({type(error).__name__})") from None
    return Reading(within(busy, since, until), tuple(sorted(set(ours))))


def _sorted_out(
    calendar: Any,
    since: datetime,
    until: datetime,
    rules: BusyRules,
    busy: list[Appointment],
    ours: list[Appointment],
) -> None:
    events = calendar.walk("VEVENT")
    # The library leaves out what it cannot read; of these none can be missed.
    if any(name in ESSENTIAL for one in events for name, _ in one.errors):
        raise ValueError("a time of an event")
    if any(str(freq).upper() in OFTEN for one in events for freq in _frequencies(one)):
        raise ValueError("an event that never rests")
    lessons = [one for one in events if order_of(str(one.get("UID", "")), rules.host)]
    ours += [_lesson(one, rules) for one in lessons if _on(one)]
    if len(lessons) == len(events):
        return
    lasts = {(str(one.get("UID", "")), _which(one)): _lasts(one) for one in events}
    # A day to both sides: what has no zone of its own is compared as if it were in UTC.
    for one in recurring_ical_events.of(calendar, components=["VEVENT"]).between(since - ONE_DAY, until + ONE_DAY):
        uid = str(one.get("UID", ""))
        if not order_of(uid, rules.host) and _is_busy(one, rules):
            start, end = _times(one, rules.zone, lasts.get((uid, _which(one)), lasts.get((uid, None), "")))
            if end > start:
                busy.append(Appointment(uid, start, end))


def _lesson(event: Any, rules: BusyRules) -> Appointment:
    return Appointment(str(event["UID"]), *_times(event, rules.zone))


def _on(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() != "CANCELLED"


def _is_busy(event: Any, rules: BusyRules) -> bool:
    if not _on(event) or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    if not rules.tentative and str(event.get("STATUS", "")).upper() == TENTATIVE:
        return False
    return not _declined(event, rules.owner)


def _declined(event: Any, owner: str) -> bool:
    """Whether the tutor said no to the invitation."""
    if not owner:
        return False
    guests = event.get("ATTENDEE", [])
    for guest in guests if isinstance(guests, list) else [guests]:
        if str(guest).casefold().removeprefix("mailto:") == owner.casefold():
            return str(guest.params.get("PARTSTAT", "")).upper() == "DECLINED"
    return False


def _which(event: Any) -> datetime | None:
    """The occurrence an event is or takes the place of; None for a series itself, or an event that comes once."""
    told: date | datetime | None = event.decoded("RECURRENCE-ID") if "RECURRENCE-ID" in event else None
    return _moment(told, ZoneInfo("UTC")) if told is not None else None


def _lasts(event: Any) -> str:
    """How an event as it was written says its end: `LENGTH`, `AGAIN` where occurrences only repeat one, or "": by the clock."""
    if "DURATION" in event and event.decoded("DURATION") < ONE_DAY:
        return LENGTH
    return AGAIN if "RRULE" in event or "RDATE" in event else ""


def _times(event: Any, zone: ZoneInfo, lasts: str = "") -> tuple[datetime, datetime]:
    """Start and end in UTC. A whole day is the local day; an end that is missing follows RFC 5545, 3.6.1.

    In the night a clock changes, an event that `lasts` so many hours is not over when the clock says so. An occurrence of
    a series with an end is the longer of the two: the standard counts its hours, people read the clock.
    """
    start: date | datetime = event.decoded("DTSTART")
    end: date | datetime
    if "DTEND" in event:
        end = event.decoded("DTEND")
    elif "DURATION" in event:
        end = start + event.decoded("DURATION")
    else:
        end = start if isinstance(start, datetime) else start + ONE_DAY
    begins, ends = _moment(start, zone), _moment(end, zone)
    if not (isinstance(start, datetime) and isinstance(end, datetime) and start.tzinfo == end.tzinfo):
        return begins, ends
    by_length = begins + (end.replace(tzinfo=None) - start.replace(tzinfo=None))
    if lasts == LENGTH or ends <= begins:  # or it begins in the hour that is left out
        return begins, by_length
    return begins, max(ends, by_length) if lasts == AGAIN else ends


def _frequencies(event: Any) -> list[Any]:
    rules = event.get("RRULE", [])
    return [freq for rule in (rules if isinstance(rules, list) else [rules]) for freq in rule.get("FREQ", [])]


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(0))
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def written(entry: Entry) -> str:
    """The calendar object of a lesson."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add_component(event_of(entry))
    whole: str = calendar.to_ical().decode()
    return whole


def event_of(entry: Entry) -> Event:
    """The lesson as a VEVENT, its times in UTC."""
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("DTSTART", entry.start.astimezone(UTC))
    event.add("DTEND", entry.end.astimezone(UTC))
    event.add("SUMMARY", _clean(entry.summary))
    for name, text in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if text:
            event.add(name, _clean(text))
    event.add("STATUS", entry.status)
    event.add("TRANSP", "OPAQUE")
    for minutes in entry.alarms:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", _clean(entry.summary))
        alarm["TRIGGER"] = vDuration(-timedelta(minutes=minutes))
        event.add_component(alarm)
    return event


def _clean(text: str) -> str:
    """Without what RFC 5545, 3.1 forbids in a text: one name with a NUL in it would spoil the whole calendar for its reader."""
    spaced = "".join(" " if one in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029" else one for one in text)
    return "".join(one for one in spaced if one in "\r\n\t" or category(one) not in ("Cc", "Cs"))
