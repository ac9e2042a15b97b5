"""The whole desk against the rehearsal world, over real HTTP, in one process: for tests that walk the main paths."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from bot.rehearsal.people import Staff, Student
from bot.rehearsal.serving import Serving
from bot.rehearsal.world import World
from bot.shell.app import OpenDesk, open_desk
from bot.shell.settings import Settings, read_settings

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam, and the clock runs on from there


@dataclass(frozen=True, slots=True)
class Whole:
    """A running desk and the world around it."""

    world: World
    desk: OpenDesk
    url: str

    async def student(self, channel: str = "website", **who: object) -> Student:
        """Somebody with a phone."""
        return await Student.arrives(self.world, channel, **who)

    @property
    def staff(self) -> Staff:
        """Somebody of the team."""
        return Staff(self.world)


@asynccontextmanager
async def desk_and_world(
    database: str, *, start: datetime = MONDAY, version: str = "4.13", user_token: bool = True
) -> AsyncIterator[Whole]:
    """Both, talking to each other; the world's clock is the desk's."""
    began = datetime.now(UTC)
    async with World(now=lambda: start + (datetime.now(UTC) - began), version=version) as world:
        serving: Serving | None = None
        environment = world.environment() | {"DATABASE_URL": database, "PUBLIC_URL": "http://127.0.0.1:1"}
        if not user_token:
            del environment["CHATWOOT_USER_TOKEN"]
        async with open_desk(settings_of(environment), clock=world.clock.now) as desk:
            serving = Serving(desk.app, "127.0.0.1", 0)
            await serving.start()
            try:
                url = f"http://127.0.0.1:{serving.port}"
                world.point_at(url)
                yield Whole(world, desk, url)
            finally:
                await serving.stop()


def settings_of(environment: dict[str, str]) -> Settings:
    """The settings of exactly this environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    with patch.dict(os.environ, kept | environment, clear=True):
        return read_settings()


def sqlite(folder: Path) -> str:
    """A database of its own."""
    return f"sqlite:///{folder}/desk.sqlite3"
