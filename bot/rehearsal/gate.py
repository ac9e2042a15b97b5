"""Troubles at a pretend server's door: slow, down, throttled, failing before or after it did what was asked."""

import asyncio
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.rehearsal.quiet import Quiet
from bot.rehearsal.serving import TRANSPORT

KINDS = ("429", "500", "503", "500_after", "drop", "drop_after")
FAILS_AFTER = "rehearsal.fails_after"
LOOKS_EVERY_S = 0.1


@dataclass
class Trouble:
    """The next `times` requests whose path contains `path` meet this trouble.

    429, 500, 503: answered so, nothing was done. drop: the connection closes, nothing was done.
    500_after, drop_after: it was done, and only the answer is lost.
    """

    kind: str
    times: int = 1
    path: str = ""
    method: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown trouble {self.kind!r}; one of {', '.join(KINDS)}")


@dataclass
class DoorKnobs:
    """How the door behaves until told otherwise; `latency_s` also for those who wait there already. `down`: None, "503" (answers
    so) or "refuse" (closes).
    """

    latency_s: float = 0.0
    down: str | None = None
    troubles: list[Trouble] = field(default_factory=list)


class Gate:
    """ASGI middleware: lets a request through, or lets it meet its trouble."""

    def __init__(self, app: ASGIApp, knobs: DoorKnobs, failure: Callable[[int], Response], quiet: Quiet) -> None:
        self.app = app
        self.knobs = knobs
        self._failure = failure
        self._quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self._quiet.begins()
        try:
            await self._pass(scope, receive, send)
        finally:
            self._quiet.ends()

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic()
        while (left_s := began + self.knobs.latency_s - time.monotonic()) > 0:  # noqa: ASYNC110 - a knob wakes nobody
            await asyncio.sleep(min(left_s, LOOKS_EVERY_S))
        kind = self._trouble_for(scope)
        if kind is None:
            await self.app(scope, receive, send)
        elif kind in ("500_after", "drop_after"):
            scope[FAILS_AFTER] = kind == "500_after"
            await self.app(scope, receive, _nowhere)
            await (self._failure(500)(scope, receive, send) if kind == "500_after" else _hang_up(scope, receive))
        elif kind in ("drop", "refuse"):
            await _hang_up(scope, receive)
        else:
            await self._failure(int(kind))(scope, receive, send)

    def _trouble_for(self, scope: Scope) -> str | None:
        if self.knobs.down:
            return self.knobs.down
        for trouble in self.knobs.troubles:
            if trouble.path in scope["path"] and trouble.method in ("", scope["method"]):
                trouble.times -= 1
                if trouble.times <= 0:
                    self.knobs.troubles.remove(trouble)
                return trouble.kind
        return None


async def _nowhere(_message: MutableMapping[str, Any]) -> None:
    """An answer nobody gets."""


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection without an answer."""
    scope[TRANSPORT].abort()
    while (await receive())["type"] != "http.disconnect":
        pass
