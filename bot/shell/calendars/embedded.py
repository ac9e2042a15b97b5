"""The calendar of a tutor who has none outside: the desk's own claims are all there is, so nothing is read or written."""

from datetime import datetime

from bot.shell.calendars.port import Appointment, Entry, Reading

TOKEN = "embedded"  # noqa: S105  where the changes begin that never come


class Embedded:
    """Remembers what it was given while it lives, so that it can be asked; nobody but the desk writes into it."""

    def __init__(self, tutor: str) -> None:
        self.name = f"embedded:{tutor}"
        self.tutor = tutor
        self._entries: dict[str, Entry] = {}
        self._changes = 0

    async def read(self, since: datetime, until: datetime, token: str = "") -> Reading | None:
        """Our own lessons of that stretch. Nothing of others is ever there."""
        now = f"{TOKEN}:{self._changes}"
        if token == now:
            return None
        ours = tuple(sorted(_shown(one) for one in self._entries.values() if one.start < until and one.end > since))
        return Reading((), ours, now)

    async def look(self, uid: str) -> Appointment | None:
        """The lesson, if it is there."""
        entry = self._entries.get(uid)
        return _shown(entry) if entry else None

    async def put(self, entry: Entry) -> None:
        """Keep it."""
        self._changes += 1
        self._entries[entry.uid] = entry

    async def remove(self, uid: str) -> None:
        """Forget it."""
        self._changes += self._entries.pop(uid, None) is not None

    async def aclose(self) -> None:
        """Nothing is open."""


def _shown(entry: Entry) -> Appointment:
    return Appointment(entry.uid, entry.start, entry.end)
