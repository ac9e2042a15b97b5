"""Whose clock a time is read by: a student's own, where Chatwoot tells it, else the business's; and how it reads there.

Every moment that people read, and every clock time that they type, goes through a `Clock`. Babel and Fluent only see
days and words, so a sentence cannot name a time without somebody having said whose.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.slots import ONLINE
from bot.core.speech import Speech

# "Area/City". Not EST or Etc/GMT+5: the first never changes its clock, the second means the opposite of what it says.
_ZONE = re.compile(r"(?!Etc/|posix/|right/|SystemV/)[A-Za-z_]{2,}(?:/[A-Za-z0-9_+-]{2,}){1,2}", re.ASCII)


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of the world's list with that name; None for anything else. Anybody may have written it."""
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock on a wall, read aloud in one language.

    `zone`: where it hangs. `home`: the business's zone. `own`: where the reader is, as far as is known.
    """

    speech: Speech
    language: str
    zone: ZoneInfo
    home: ZoneInfo
    own: ZoneInfo

    def local(self, moment: datetime) -> datetime:
        """The moment by this clock."""
        return moment.astimezone(self.zone)

    def moment_at(self, day: date, at: time) -> datetime:
        """The moment (UTC) at which it shows this; of one that comes twice the first."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def shows_again(self, moment: datetime) -> bool:
        """Whether it showed this very time an hour before: in the night it is put back. At home no such time is free at all."""
        return self.zone is not self.home and self.local(moment).fold == 1

    def day(self, moment: datetime, *, long: bool = False) -> str:
        """“Thu 26 Nov”."""
        return self.speech.day(self.language, self.local(moment).date(), long=long)

    def short_date(self, moment: datetime) -> str:
        """“26 Nov”."""
        return self.speech.short_date(self.language, self.local(moment).date())

    def weekday(self, moment: datetime) -> str:
        """“Thu”."""
        return self.speech.weekday(self.language, self.local(moment).date())

    def time(self, moment: datetime) -> str:
        """“16:00”: 24-hour in every language."""
        return self.local(moment).strftime("%H:%M")

    def moment(self, moment: datetime, *, long: bool = False) -> str:
        """“Thu 26 Nov 16:00”."""
        return f"{self.day(moment, long=long)} {self.time(moment)}"

    def city(self, *moments: datetime) -> str:
        """The city that names this clock: the business's own as long as both show the same at all of these moments."""
        differs = any(self.differs(one) for one in moments)
        return self.speech.city(self.language, self.zone if differs else self.home)

    def differs(self, moment: datetime) -> bool:
        """Whether it shows something else than the business's then."""
        return self.zone is not self.home and _shows(self.zone, moment) != _shows(self.home, moment)

    def at_home(self, moment: datetime) -> str:
        """What the business's clock shows then, with its day where that is another; "" where it shows the same."""
        if not self.differs(moment):
            return ""
        there = Clock(self.speech, self.language, self.home, self.home, self.home)
        same_day = there.local(moment).date() == self.local(moment).date()
        return there.time(moment) if same_day else there.moment(moment)

    @property
    def home_city(self) -> str:
        """The business's city."""
        return self.speech.city(self.language, self.home)

    def is_foreign(self, moment: datetime) -> bool:
        """Whether the reader's own clock shows something else then: the time needs its city beside it."""
        return _shows(self.zone, moment) != _shows(self.own, moment)

    def home_days(self, day: date) -> tuple[date, ...]:
        """The days, by the business's clock, that this clock's day falls on: one, or two; three where it has 25 hours."""
        begins = self.moment_at(day, time()).astimezone(self.home).date()
        last = self.moment_at(day + timedelta(days=1), time()) - timedelta(minutes=1)
        count = (last.astimezone(self.home).date() - begins).days + 1
        return tuple(begins + timedelta(days=n) for n in range(count))


def clock_for(speech: Speech, language: str, home: ZoneInfo, student_zone: str, place: str) -> Clock:
    """The clock a student reads a lesson's times by: their own for one online, the business's for one they come to."""
    own = zone_named(student_zone) or home
    return Clock(speech, language, own if place == ONLINE else home, home, own)


def clock_of_team(speech: Speech, language: str, home: ZoneInfo) -> Clock:
    """The business's clock, in the team's language."""
    return Clock(speech, language, home, home, home)


def _shows(zone: ZoneInfo, moment: datetime) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
