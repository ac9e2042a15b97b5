"""What a student typed about a time, as a wish: Dutch and English, mixed, with slips of the finger.

The text becomes a line of codes (`wish_line`), numbers that are no times are covered (`wish_covers`), then days
(`wish_days`) and times of day (`wish_clock`) are taken out; what is left is the rest of the sentence.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.core.wish_calendar import Days
from bot.core.wish_clock import read_clock_phrases, read_dashed_hours, read_hours, read_hours_ahead
from bot.core.wish_covers import cover_what_is_no_time
from bot.core.wish_days import read_days, read_days_ahead
from bot.core.wish_hours import Hours
from bot.core.wish_lengths import read_minutes
from bot.core.wish_line import Line, rule

__all__ = ["When", "names_impossible_day", "read_minutes", "read_when"]

FIRST = r"(?:eerste?|first|earliest|soonest|vroegste|eerstvolgende)"
FREE = r"(?:beste|vrije|available|free|possible|mogelijke|beschikbare)"
CHANCE = (
    r"(?:mogelijkheid|gelegenheid|moment|plekje|plek|plaats|tijdstip|tijd|opportunity|possibility|time|slot|spot|"
    r"opening|optie|les|lesson|afspraak|appointment)"
)
SOONEST = rule(
    r"(?:so|as|E6) (?:soon|snel|spoedig|vlug|gauw)(?: (?:als|as))?(?: (?:mogelijke?|possible|you can|kan|het kan))?"
    rf"|(?:op |AT |ON )?(?:de |het |the |your )?{FIRST} {FREE}(?: {CHANCE})?"
    r"|(?:op |AT |ON )?(?:de |the )?(?:eerste?|first|earliest|eerstvolgende) (?:mogelijkheid|gelegenheid|opportunity|slot|plekje|plek)"
    r"|(?:the )?(?:earliest|soonest)|eerstvolgende(?! [DE]\d)|asap|zsm|right (?:now|away)|immediately|onmiddellijk"
)
ONLY_NOW = rule(r"^(?:nu|now|direct|meteen|straks)(?: (?:graag|please|aub))?$")
MAY_BE_A_TIME = re.compile(
    r"[0-9A-Z]|asap|zsm|first|eerst|earliest|soon|nu|now|direct|meteen|immedia|onmidd|right|vroegste", re.ASCII
)


@dataclass(frozen=True, slots=True)
class When:
    """A wish for a time, in local days and clock times. Every part may be missing.

    `day` is one definite day, `days` several that would do (in order; never both). `at` is a start; `after` the
    earliest start and `before` the moment the lesson should be over. `soonest` asks for the first free time.
    """

    day: date | None = None
    days: tuple[date, ...] = ()
    at: time | None = None
    after: time | None = None
    before: time | None = None
    soonest: bool = False


def read_when(
    text: str, now_local: datetime, *, opens: time = time(9), closes: time = time(21)
) -> tuple[When | None, str]:
    """The wish for a time, and the text without it; None and the text untouched if it says nothing about time.

    `now_local` is the local wall clock. Bare hours are read as the ones between `opens` and `closes`. "Any day" is a
    wish without parts. A date that does not exist gives None: ask `names_impossible_day`. A date that is over is kept.
    """
    line = Line(text)
    if not MAY_BE_A_TIME.search(line.codes):
        return None, text
    days, hours = Days(now_local.date()), Hours()
    soonest = _read(line, days, hours, now_local)
    left = line.left_over()
    if days.impossible or not line.anything_taken:
        return None, text
    if hours.moment:
        days.near, (today, at) = [], (hours.moment.date(), hours.moment.time().replace(second=0, microsecond=0))
        return When(day=today, at=at, soonest=soonest), left
    at_, after, before = hours.window(opens, closes)
    clock = now_local.time()
    found = days.resolved(today_still_possible=clock < (at_ or before or closes))
    several = len(found) > 1
    return When(
        day=None if several or not found else found[0],
        days=found if several else (),
        at=at_,
        after=after,
        before=before,
        soonest=soonest,
    ), left


def names_impossible_day(text: str, now_local: datetime) -> bool:
    """Whether the text names a date that no calendar has, such as 31-02."""
    days = Days(now_local.date())
    _read(Line(text), days, Hours(), now_local)
    return days.impossible


def _read(line: Line, days: Days, hours: Hours, now_local: datetime) -> bool:
    """Takes all that is about time out of the line, in the one order that works; whether the soonest is wanted."""
    soonest = False

    def soon(_: re.Match[str]) -> bool:
        nonlocal soonest
        soonest = True
        return True

    line.read(SOONEST, soon)
    line.read(ONLY_NOW, soon)
    read_clock_phrases(line)
    read_hours_ahead(line, hours, now_local)
    read_days_ahead(line, days)
    cover_what_is_no_time(line)
    read_dashed_hours(line, hours, days)
    read_days(line, days)
    read_hours(line, hours)
    return soonest
