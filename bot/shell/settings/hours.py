"""Opening hours as people write them: "Mon-Fri 09:00-21:00"."""

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = "|".join(DAYS)
_WINDOW = re.compile(rf"({_DAY})(?:-({_DAY}))? (\d\d?):(\d\d)-(\d\d?):(\d\d)")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open on one weekday (0 = Monday) between two minutes of the day; 1440 is midnight at its end."""

    weekday: int
    opens_minute: int
    closes_minute: int

    @property
    def opens(self) -> time:
        """The local time it opens."""
        return time(*divmod(self.opens_minute, 60))

    @property
    def closes(self) -> time:
        """The local time it closes; 00:00 is the end of that day."""
        return time(*divmod(self.closes_minute % 1440, 60))


def read_windows(lines: object) -> list[Window]:
    """A window for each day each line names, in the order of the week. ValueError for what is not understood."""
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise ValueError('is a list of lines such as ["Mon-Fri 09:00-21:00"]')
    windows = sorted(window for line in lines for window in _read(line))
    for one, other in pairwise(windows):
        if one.weekday == other.weekday and other.opens_minute < one.closes_minute:
            raise ValueError(f"opens twice at the same time on {DAYS[one.weekday]}")
    return windows


def _read(line: str) -> list[Window]:
    found = _WINDOW.fullmatch(line.strip())
    if not found:
        raise ValueError(f'{line!r} is not understood; write "Mon-Fri 09:00-21:00" or "Sat 10:00-18:00"')
    first = DAYS.index(found[1])
    last = DAYS.index(found[2]) if found[2] else first
    opens, closes = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
    if int(found[4]) > 59 or int(found[6]) > 59 or closes > 1440:
        raise ValueError(f"{line!r} names a time that does not exist")
    if opens >= closes:
        raise ValueError(f"{line!r} closes before it opens")
    # Fri-Mon goes over the end of the week.
    return [Window((first + step) % 7, opens, closes) for step in range((last - first) % 7 + 1)]
