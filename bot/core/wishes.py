"""What a student typed about a time, as a wish."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.core.codec import from_json, to_json


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

    def to_json(self) -> dict[str, Any]:
        """A plain dict without what is missing; `from_json` reads it back to an equal wish."""
        return to_json(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "When":
        """The wish that `to_json` wrote."""
        return from_json(cls, data)
