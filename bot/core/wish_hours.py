"""What was read about times of day, and the local times it comes to."""

from dataclasses import dataclass, field
from datetime import datetime, time

# Parts of the day: from, until, and whether a bare hour in it is one after noon.
PARTS = {
    "MOR": (time(6), time(12), False),
    "early MOR": (time(6), time(10), False),
    "late MOR": (time(10), time(12, 30), False),
    "LUNCH": (time(12), time(14), True),
    "AFT": (time(12), time(18), True),
    "early AFT": (time(12), time(14), True),
    "late AFT": (time(16), time(18), True),
    "EVE": (time(17, 30), time(22), True),
    "early EVE": (time(17, 30), time(19, 30), True),
    "late EVE": (time(20), time(22), True),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour and minute on the face of a clock; `certain` when it cannot be twelve hours later."""

    hour: int
    minute: int = 0
    certain: bool = False

    @classmethod
    def of_code(cls, code: str) -> "Clock | None":
        """The clock behind T1630, A0430, L0130, 16, W4, 1630, "een" or "one"; None when there is no such time."""
        plain = code.removesuffix(" UUR").rstrip("~")
        digits = plain.lstrip("TALW")
        if not digits.isdecimal():
            return cls(1)
        hour, minute = (int(digits[:2]), int(digits[2:])) if len(digits) == 4 else (int(digits), 0)
        if hour > 23 or minute > 59 or plain == "0":
            return None
        zero_leads = digits[0] == "0" and plain[0] not in "AL"
        return cls(hour, minute, hour >= 12 or plain[0] == "T" or zero_leads)

    def resolved(self, part: str, opens: time, closes: time, *, as_end: bool = False) -> time:
        """The time of day meant: the reading the part of the day asks for, else the one the desk is open at."""
        first = time(self.hour, self.minute)
        if self.certain or self.hour >= 12:
            return first
        second = time(self.hour + 12, self.minute)
        if part:
            return second if PARTS[part][2] and not (part.endswith(("AFT", "LUNCH")) and self.hour > 9) else first
        for reading in (first, second):
            if (opens < reading <= closes) if as_end else (opens <= reading < closes):
                return reading
        return second if self.hour < 9 else first


@dataclass(slots=True)
class Hours:
    """Times of day as they were named."""

    at: Clock | None = None
    after: Clock | None = None
    before: Clock | None = None
    parts: list[str] = field(default_factory=list)
    moment: datetime | None = None  # "in two hours"

    def window(self, opens: time, closes: time) -> tuple[time | None, time | None, time | None]:
        """(at, after, before), each a time of day or None; an exact time makes the others superfluous."""
        part = self.parts[0] if self.parts else ""
        if self.at:
            return self.at.resolved(part, opens, closes), None, None
        after = self.after.resolved(part, opens, closes) if self.after else None
        before = self.before.resolved(part, opens, closes, as_end=True) if self.before else None
        if after and before and before <= after and self.before and not self.before.certain and before.hour < 12:
            before = before.replace(hour=before.hour + 12)
        if self.parts:
            since, until = min(PARTS[name][0] for name in self.parts), max(PARTS[name][1] for name in self.parts)
            after = after or (since if before is None or since < before else None)
            before = before or (until if after is None or after < until else None)
        return None, after, before
