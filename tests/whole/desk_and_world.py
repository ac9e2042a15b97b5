"""The whole desk against the rehearsal world, over real HTTP, in one process: for tests that walk the main paths."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import httpx
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.rehearsal.people import Staff, Student
from bot.rehearsal.posting import posting_client
from bot.rehearsal.serving import Serving
from bot.rehearsal.wire import Json
from bot.rehearsal.world import World
from bot.shell.app import OpenDesk, open_desk
from bot.shell.settings import Settings, read_settings
from tests.patience import LONGEST_SECONDS, patient_chatwoot
from tests.shell.migrated import migrated_sqlite

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam, and the clock runs on from there


@dataclass(slots=True)
class Front:
    """Takes requests for an application that is put behind it later: its address must be known to the application."""

    app: ASGIApp | None = None
    loses: int = 0  # so many requests are answered 404, as by a proxy whose desk is away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        assert self.app is not None, "the world knocked before the desk was open"
        if self.loses:
            self.loses -= 1
            await PlainTextResponse("404", 404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Whole:
    """A running desk and the world around it."""

    world: World
    desk: OpenDesk
    url: str
    browser: httpx.AsyncClient
    front: Front

    async def student(self, channel: str = "website", **who: object) -> Student:
        """Somebody with a phone."""
        return await Student.arrives(self.world, channel, **who)

    async def chat(self, channel: str = "website", **who: object) -> "Chat":
        """Somebody with a phone, whose steps are waited for."""
        return Chat(self, await self.student(channel, **who))

    @property
    def staff(self) -> Staff:
        """Somebody of the team."""
        return Staff(self.world)

    async def settles(self, *, backoffs: bool = False) -> None:
        """Returns when nothing is under way, in the world or in the desk. `backoffs`: nor put off."""
        async with asyncio.timeout(LONGEST_SECONDS):
            while True:
                await self._idle(backoffs=backoffs)
                moved = self.world.quiet.moved_at
                if await self.world.quiet.settles(0.01, 1.0):
                    await self._idle(backoffs=backoffs)
                    if moved == self.world.quiet.moved_at and self.world.quiet.under_way == 0:
                        return

    async def _idle(self, *, backoffs: bool) -> None:
        await self.desk.engine.idle(backoffs=backoffs)
        if not backoffs and self._is_well():
            # Nobody asked for trouble, but on a busy machine a connection breaks by itself: what is tried again is waited for.
            with suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await self.desk.engine.idle(backoffs=True)

    def _is_well(self) -> bool:
        chatwoot, stripe = self.world.chatwoot.knobs, self.world.stripe.knobs
        doors = not any(each.down or each.latency_s or each.troubles for each in (chatwoot, stripe))
        return doors and not stripe.revoked and not stripe.forbidden

    async def until(self, is_true: Callable[[], object]) -> None:
        """Returns when it is true; fails when it never becomes so."""
        async with asyncio.timeout(LONGEST_SECONDS):
            while not is_true():  # noqa: ASYNC110 - any condition of any test
                await asyncio.sleep(0.005)

    async def passes(self, minutes: float) -> None:
        """So much time passes, and what was due in it happens."""
        self.world.jump(minutes * 60)
        await self.desk.engine.sweep()
        await self.settles()

    async def payer(self, action: str, **params: Any) -> Json:
        """Somebody does something on the newest Checkout page, and the desk hears of it."""
        answer = await self.world.do(f"stripe/{action}", **params)
        await self.settles()
        return answer

    async def page(self, address: str) -> httpx.Response:
        """What a browser gets there; redirects are not followed."""
        return await self.browser.get(address if address.startswith("http") else self.url + address)

    @property
    def pages(self) -> list[str]:
        """The state of each Checkout page, oldest first."""
        return [session["status"] for session in self.world.stripe.tables.sessions.values()]

    @property
    def charged(self) -> list[int]:
        """Every sum that was taken from somebody, in cents."""
        return [charge["amount"] for charge in self.world.stripe.tables.charges.values() if charge["paid"]]


@dataclass(slots=True)
class Chat:
    """A student whose every step is waited for. Each returns what the desk said to it."""

    whole: Whole
    student: Student
    said: list[Json] = field(default_factory=list)

    async def writes(self, text: str) -> list[Json]:
        """Send a text."""
        await self.student.writes(text)
        return await self.hears()

    async def taps(self, choice: str | int, message_id: int | None = None) -> list[Json]:
        """Tap a choice of the newest message, or of an older one."""
        await self.student.taps(choice, message_id)
        return await self.hears()

    async def hears(self) -> list[Json]:
        """What is new on the phone, once all is quiet."""
        await self.whole.settles()
        phone = [each for each in await self.student.phone() if each["from"] == "bot"]
        new = phone[len(self.said) :]
        self.said = phone
        return new

    async def goes(self, *steps: str) -> list[Json]:
        """Several steps, written `tap value` or `say words`; what the last one brought."""
        new: list[Json] = []
        for step in steps:
            does, _, what = step.partition(" ")
            new = await (
                self.taps(int(what) if what.isdigit() and len(what) < 2 else what)
                if does == "tap"
                else self.writes(what)
            )
        return new

    @property
    def conversation_id(self) -> int:
        """The conversation the student is in."""
        return self.student.conversation_id

    @property
    def link(self) -> str:
        """The newest address in the chat that leads to a public page."""
        found: list[str] = re.findall(r"https?://\S+/p/\w+", texts(self.said))
        return found[-1]

    async def seen_by_staff(self) -> Json:
        """The conversation as the team sees it."""
        return await self.whole.staff.sees(self.conversation_id)


def texts(bubbles: Sequence[Json]) -> str:
    """What bubbles say, together."""
    return "\n".join(each["text"] for each in bubbles)


def choices(bubbles: Sequence[Json]) -> list[str]:
    """The values of the choices on the newest bubble that has any."""
    shown = [each["buttons"] for each in bubbles if each["buttons"]]
    return [choice["value"] for choice in shown[-1]] if shown else []


@asynccontextmanager
async def desk_and_world(
    database: str,
    *,
    start: datetime = MONDAY,
    version: str = "4.13",
    user_token: bool = True,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Whole]:
    """Both, talking to each other; the world's clock is the desk's. `settings`: more environment variables."""
    began, front = datetime.now(UTC), Front()
    serving = Serving(front, "127.0.0.1", 0)
    await serving.start()
    url = f"http://127.0.0.1:{serving.port}"
    path_secret = settings.get("CHATWOOT_WEBHOOK_PATH_SECRET", "")
    clock = lambda: start + (datetime.now(UTC) - began)  # noqa: E731
    try:
        async with World(
            url, now=clock, version=version, path_secret=path_secret, chatwoot_knobs=patient_chatwoot()
        ) as world:
            own = {"DATABASE_URL": database, "PUBLIC_URL": url, "RECONCILE_MINUTES": "0"}
            environment = world.environment() | own | dict(settings)
            if not user_token:
                del environment["CHATWOOT_USER_TOKEN"]
            async with (
                open_desk(settings_of(environment), clock=world.clock.now) as desk,
                posting_client(10) as browser,
            ):
                front.app = desk.app
                try:
                    yield Whole(world, desk, url, browser, front)
                finally:
                    # Nobody knocks at a desk that is leaving.
                    await serving.stop()
    finally:
        if front.app is None:
            await serving.stop()


def settings_of(environment: dict[str, str]) -> Settings:
    """The settings of exactly this environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    with patch.dict(os.environ, kept | environment, clear=True):
        return read_settings()


def sqlite(folder: Path) -> str:
    """A database of its own."""
    return migrated_sqlite(folder / "desk.sqlite3")
