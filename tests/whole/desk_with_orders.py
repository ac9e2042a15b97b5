"""A desk in a process of its own in which lessons were booked and paid: what commands are tried on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.rehearsal.people import Student
from bot.rehearsal.world import World
from bot.shell.settings import Settings
from tests.patience import LONGEST_SECONDS, patient_chatwoot
from tests.whole.crashing import complaints
from tests.whole.desk_and_world import MONDAY, settings_of
from tests.whole.desk_process import DeskProcess

PATIENCE_S = LONGEST_SECONDS
TO_THE_LINK = ("Bijles wiskunde, 60 minuten", "1", "adult", "pay")


@dataclass(slots=True)
class RunningDesk:
    """The desk, the world around it, and its settings as a command would read them."""

    world: World
    process: DeskProcess
    settings: Settings

    def now(self) -> datetime:
        """The time it is for desk and world."""
        return datetime.now(UTC) + self.process.ahead

    async def books(self, *, pays: bool = True) -> str:
        """The order of another student, who has the link in hand, or has paid."""
        student = await Student.arrives(self.world, language="nl")
        await student.writes(TO_THE_LINK[0])
        for choice in TO_THE_LINK[1:]:
            await student.sees(timeout_s=PATIENCE_S)
            await student.taps(int(choice) if choice.isdigit() else choice)
        await student.sees("/p/", timeout_s=PATIENCE_S)
        session = list(self.world.stripe.tables.sessions.values())[-1]
        if pays:
            await self.world.do("stripe/pay", session=session["id"])
            await student.sees("Geboekt!", timeout_s=PATIENCE_S)
        return str(session["client_reference_id"])

    def session_of(self, order_id: str) -> str:
        """Stripe's id of the order's newest page."""
        found = [s["id"] for s in self.world.stripe.tables.sessions.values() if s["client_reference_id"] == order_id]
        return str(found[-1])


@asynccontextmanager
async def running_desk(
    database: str, folder: Path, *, start: datetime | None = MONDAY, complains: str = ""
) -> AsyncIterator[RunningDesk]:
    """At the end it has not complained, but of `complains`. `start` None: it lives now, as commands in processes do."""
    ahead, log = start - datetime.now(UTC) if start else timedelta(0), folder / "desk.log"
    async with World(now=lambda: datetime.now(UTC) + ahead, chatwoot_knobs=patient_chatwoot()) as world:
        environment = world.environment() | {"DATABASE_URL": database, "PUBLIC_URL": "http://127.0.0.1:1"}
        process = DeskProcess(environment, ahead, log)
        world.point_at(process.url)
        process.start()
        try:
            yield RunningDesk(world, process, settings_of(environment))
        finally:
            process.close()
    told = complaints(log) if log.exists() else []  # a desk that was never asked for anything may not have begun
    assert [each for each in told if not complains or complains not in each] == []
