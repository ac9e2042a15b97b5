"""The world's clock: real time, or a test's, plus whatever was jumped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def real_now() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


class WorldClock:
    """Tells the time in the world; `now` can be handed to a desk that shall live in the same time."""

    def __init__(self, source: Callable[[], datetime] = real_now) -> None:
        self._source = source
        self.shift = timedelta(0)

    def now(self) -> datetime:
        """The world's time, aware UTC."""
        return self._source() + self.shift

    def seconds(self) -> int:
        """The world's time in whole Unix seconds."""
        return int(self.now().timestamp())

    def jump(self, seconds: float) -> datetime:
        """Move the world's time forward (or back) and return the new now."""
        self.shift += timedelta(seconds=seconds)
        return self.now()
