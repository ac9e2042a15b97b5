"""What was read about days, and the local dates it comes to."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
WEEK_DAYS = 7
# A date without a year that is longer ago than this was meant for next year.
LONG_AGO = timedelta(days=60)
# "From Tuesday on" looks this many days ahead.
BOUND_DAYS = 14


@dataclass(slots=True)
class Days:
    """Days as they were named, before the calendar is asked."""

    today: date
    dates: list[date] = field(default_factory=list)
    near: list[int] = field(default_factory=list)  # days from today
    weekdays: list[tuple[int, bool]] = field(default_factory=list)  # (0 = Monday, "next")
    stretch: list[date] = field(default_factory=list)  # a week, a weekend, a month
    week_named: int | None = None  # 0 this week, 1 next week
    weeks_ahead: int = 0
    bound: str = ""  # FROM, AFTER, BEF, TOT
    impossible: bool = False

    @property
    def monday(self) -> date:
        """The Monday of the running week."""
        return self.today - ONE_DAY * self.today.weekday()

    def add_date(self, day: int, month: int, year: int) -> bool:
        """Whether there is such a day, which is then kept; without a year (0) the one that is meant."""
        years = (year,) if year else (self.today.year, self.today.year + 1)
        for candidate in years:
            if 1 <= month <= 12 and 1 <= day <= monthrange(candidate, month)[1]:
                named = date(candidate, month, day)
                if year or named >= self.today - LONG_AGO:
                    self.dates.append(named)
                    return True
        self.impossible = True
        return False

    def add_day_of_month(self, day: int) -> bool:
        """Whether this or next month has such a day ahead, which is then kept."""
        following = self.today.replace(day=1) + ONE_DAY * 32
        if day >= self.today.day and self.add_date(day, self.today.month, self.today.year):
            return True
        return self.add_date(day, following.month, following.year)

    def day_of_month_on(self, weekday: int, day: int) -> date | None:
        """The first coming date within two months with this day of the month, if it falls on this weekday."""
        for ahead in range(60):
            named = self.today + ONE_DAY * ahead
            if named.day == day:
                return named if named.weekday() == weekday else None
        return None

    def means_date(self, day: int, month: int, weekday: int) -> bool:
        """Whether "Tuesday 4-6" is a date: that weekday, or so near that the weekday will be the slip."""
        named = Days(self.today)
        if not named.add_date(day, month, 0):
            return False
        return named.dates[0].weekday() == weekday or named.dates[0] - self.today < LONG_AGO

    def add_month(self, month: int) -> None:
        """Keeps every day of that month, from today on if it is running."""
        year = self.today.year + (month < self.today.month)
        whole = [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]
        self.stretch += [day for day in whole if day >= self.today]

    def add_coming(self, count: int, *, but_weekday: int = -1) -> None:
        """Keeps today and so many days after it, one weekday left out."""
        coming = (self.today + ONE_DAY * ahead for ahead in range(min(count, BOUND_DAYS) + 1))
        self.stretch += (day for day in coming if day.weekday() != but_weekday)

    def add_weekend(self, *, is_next: bool) -> None:
        """Keeps Saturday and Sunday, as far as they are still ahead."""
        saturday = self.monday + ONE_DAY * (5 + WEEK_DAYS * is_next)
        self.stretch += [day for day in (saturday, saturday + ONE_DAY) if day >= self.today]

    def add_week(self, number: int, weekdays: tuple[int, ...] = tuple(range(WEEK_DAYS))) -> None:
        """Keeps the days of the week that many weeks on; weekdays named beside it fall in that week."""
        self.week_named = number
        monday = self.monday + ONE_DAY * WEEK_DAYS * number
        self.stretch += [day for weekday in weekdays if (day := monday + ONE_DAY * weekday) >= self.today]

    def resolved(self, *, today_still_possible: bool) -> tuple[date, ...]:
        """The candidate days in order. A weekday that is today means today only while that is still possible."""
        found = list(self.dates)
        if not found:
            later = WEEK_DAYS * self.weeks_ahead
            found = [self.today + ONE_DAY * (ahead + later) for ahead in self.near]
            found += [self._on_weekday(weekday, is_next, today_still_possible) for weekday, is_next in self.weekdays]
        if not found and self.weeks_ahead:
            found = [self.today + ONE_DAY * WEEK_DAYS * self.weeks_ahead]
        days = sorted(set(found or self.stretch))
        return tuple(self._bounded(days) if days and self.bound else days)

    def _on_weekday(self, weekday: int, is_next: bool, today_still_possible: bool) -> date:
        if self.week_named is not None or is_next:
            weeks = 1 if self.week_named is None else self.week_named
            return self.monday + ONE_DAY * (WEEK_DAYS * weeks + weekday)
        ahead = (weekday - self.today.weekday()) % WEEK_DAYS
        if ahead == 0 and not today_still_possible and not self.weeks_ahead:
            ahead = WEEK_DAYS
        return self.today + ONE_DAY * (ahead + WEEK_DAYS * self.weeks_ahead)

    def _bounded(self, days: list[date]) -> list[date]:
        """The days from, after, before or until the named ones; at least the first of those named."""
        first, last = {
            "FROM": (days[0], days[0] + ONE_DAY * (BOUND_DAYS - 1)),
            "AFTER": (days[-1] + ONE_DAY, days[-1] + ONE_DAY * BOUND_DAYS),
            "BEF": (self.today, days[0] - ONE_DAY),
            "TOT": (self.today, days[-1]),
        }[self.bound]
        return [first + ONE_DAY * ahead for ahead in range(min((last - first).days + 1, BOUND_DAYS))] or days[:1]
