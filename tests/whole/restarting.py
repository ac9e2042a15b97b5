"""A world that goes on while the desk in front of it is ended, killed, and started again with other settings."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.rehearsal.people import Student
from bot.rehearsal.posting import posting_client
from bot.rehearsal.wire import Json
from bot.rehearsal.world import World
from tests.patience import patient_chatwoot
from tests.whole.desk_and_world import MONDAY
from tests.whole.desk_process import DeskProcess
from tests.whole.ledger_of import Ledger

LONGEST_SECONDS = 60.0
TO_THE_LINK = (("writes", "Bijles wiskunde, 60 minuten"), ("taps", 1), ("taps", "adult"), ("taps", "pay"))


@dataclass(slots=True)
class Restarting:
    """The world, the desk's process, and its database from outside. The desk's port outlives it: callers wait at the door."""

    world: World
    desk: DeskProcess
    ledger: Ledger
    log: Path
    browser: httpx.AsyncClient

    async def restarts(self, **variables: str) -> None:
        """SIGTERM, and a start with these variables changed ("" takes one away)."""
        assert (await self.asks("/health")).status_code == 200  # before that it would not know the signal
        assert await self.desk.ends() == 0
        self.starts(**variables)

    def starts(self, **variables: str) -> None:
        """A start with these variables changed."""
        self.desk.environment = {k: v for k, v in (self.desk.environment | variables).items() if v}
        self.desk.start()

    async def comes(self, student: Student, *steps: tuple[str, str | int]) -> None:
        """The student does these things, and each is done when the next begins."""
        for does, what in steps or TO_THE_LINK:
            await (student.writes(str(what)) if does == "writes" else student.taps(what))
            await self.settles()

    async def settles(self) -> None:
        """Returns when nothing is under way or waits, in the world or in the desk."""
        await self.until(lambda: not self.ledger.waiting(), quiet=True)

    async def until(self, is_true: Callable[[], object], *, quiet: bool = False) -> None:
        """Returns when it is true (and, if wanted, nothing moves)."""
        deadline = time.monotonic() + LONGEST_SECONDS
        while not is_true() or (quiet and not (await self.world.quiet.settles(0.03, 1.0) and is_true())):
            assert time.monotonic() < deadline, f"it never came: {self.ledger.waiting()}"
            await asyncio.sleep(0.02)

    async def asks(self, path: str) -> httpx.Response:
        """What the desk answers there."""
        return await self.browser.get(self.desk.url + path, timeout=LONGEST_SECONDS)

    async def phone(self, student: Student) -> str:
        """Everything the desk said to the student."""
        return "\n".join(each["text"] for each in await student.phone() if each["from"] == "bot")

    def lines(self, *events: str) -> list[Json]:
        """The lines of the log that tell of these events; all warnings and errors when none is named."""
        told = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [
            each for each in told if (each["event"] in events if events else each["level"] not in ("debug", "info"))
        ]

    def sold(self) -> list[int]:
        """Every sum that was taken from somebody, in cents."""
        return [charge["amount"] for charge in self.world.stripe.tables.charges.values() if charge["paid"]]


@asynccontextmanager
async def restarting(database: str, folder: Path, **variables: str) -> AsyncIterator[Restarting]:
    """A desk that runs on `database`, and its world; both half a life ahead of the machine's clock."""
    ahead, log = MONDAY - datetime.now(UTC), folder / "desk.log"
    now = lambda: datetime.now(UTC) + ahead  # noqa: E731
    async with World(now=now, chatwoot_knobs=patient_chatwoot()) as world, posting_client(LONGEST_SECONDS) as browser:
        desk = DeskProcess(world.environment() | {"DATABASE_URL": database} | variables, ahead, log)
        desk.environment["PUBLIC_URL"] = desk.url
        world.point_at(desk.url)
        ledger = Ledger(database)
        desk.start()
        try:
            yield Restarting(world, desk, ledger, log, browser)
        finally:
            desk.close()
            ledger.close()
