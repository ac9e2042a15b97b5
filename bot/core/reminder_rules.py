"""When a lesson is reminded of and asked about: moments, from [reminders] of the business file.

Nothing is said at night. A reminder that would ring then comes the evening before, a question after the lesson the next
morning. A reminder less than an hour after the booking (or the move) would only repeat it, and is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.slots import Slot

LESSON_DAY, LESSON_SOON, LESSON_OVER = "lesson_day", "lesson_soon", "lesson_over"
ALARMS = (LESSON_DAY, LESSON_SOON, LESSON_OVER)
BOOKED_BEFORE = "lesson_booked"  # rings once, after an upgrade: any turn sets the alarms of a lesson that has none
A_DAY = timedelta(hours=12)  # reminders this long before, or longer, are LESSON_DAY; nearer ones LESSON_SOON
APART = timedelta(hours=1)  # from the booking to the first reminder, and between two
BESIDE_THE_NIGHT = timedelta(hours=1)  # 21:00 is the evening, 09:00 the morning of a night from 22 to 8


@dataclass(frozen=True, slots=True)
class Template:
    """A message WhatsApp has approved, for when its window is closed. `parameters`: which facts fill {{1}}, {{2}} …"""

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    category: str = "UTILITY"


@dataclass(frozen=True, slots=True)
class Reminders:
    """`before`: how long before a lesson, none = no reminders. `after`: the question after it, None = none is asked."""

    before: tuple[timedelta, ...] = (timedelta(hours=26), timedelta(hours=2))
    after: timedelta | None = timedelta(hours=1)
    quiet_from: time = time(22)
    quiet_until: time = time(8)  # the same as `quiet_from`: there is no night
    templates: Mapping[str, Template] = field(default_factory=dict)  # by the student's language


def moments(rules: Reminders, zone: ZoneInfo, slot: Slot, now: datetime) -> dict[str, datetime | None]:
    """Alarm -> when it rings next; None for one that does not. Several reminders of one name ring one after the other."""
    found: dict[str, datetime | None] = dict.fromkeys(ALARMS)
    wanted = sorted({evening(rules, zone, slot.start - ahead): ahead for ahead in sorted(rules.before)}.items())
    for n, (at, ahead) in enumerate(wanted):
        crowded = n + 1 < len(wanted) and wanted[n + 1][0] - at < APART  # the nearer one is worth more
        name = LESSON_DAY if ahead >= A_DAY else LESSON_SOON
        if at - now >= APART and not crowded and found[name] is None:
            found[name] = at
    if rules.after is not None and slot.end + rules.after > now:
        found[LESSON_OVER] = morning(rules, zone, slot.end + rules.after)
    return found


def at_night(rules: Reminders, zone: ZoneInfo, moment: datetime) -> bool:
    """Whether nothing is said then, by the clock on the wall."""
    at, begins, ends = moment.astimezone(zone).time(), rules.quiet_from, rules.quiet_until
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def evening(rules: Reminders, zone: ZoneInfo, moment: datetime) -> datetime:
    """The moment; one at night becomes the evening before."""
    if not at_night(rules, zone, moment):
        return moment
    local = moment.astimezone(zone)
    day = local.date() if local.time() >= rules.quiet_from else local.date() - timedelta(days=1)
    return datetime.combine(day, rules.quiet_from, zone).astimezone(UTC) - BESIDE_THE_NIGHT


def morning(rules: Reminders, zone: ZoneInfo, moment: datetime) -> datetime:
    """The moment; one at night becomes the morning after."""
    if not at_night(rules, zone, moment):
        return moment
    local = moment.astimezone(zone)
    day = local.date() if local.time() < rules.quiet_until else local.date() + timedelta(days=1)
    return datetime.combine(day, rules.quiet_until, zone).astimezone(UTC) + BESIDE_THE_NIGHT


def good_until(rules: Reminders, zone: ZoneInfo, moment: datetime) -> datetime:
    """When what is said at that moment has gone stale: as the night begins, at midnight at the latest, when “tomorrow” is today."""
    local = moment.astimezone(zone)
    ends = datetime.combine(local.date() + timedelta(days=1), time(0), zone)
    if rules.quiet_from != rules.quiet_until and local.time() < rules.quiet_from:
        ends = min(ends, datetime.combine(local.date(), rules.quiet_from, zone))
    return ends.astimezone(UTC)
