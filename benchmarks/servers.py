"""What is measured, each in a process of its own: the bare endpoint, the desk, and the bare httpx loop.

`python -m benchmarks.servers bare|desk|accepts|offers|loop …` prints a line when it is ready, then answers each line it is given:
`cpu` with the seconds of processor time it has used, `go 1000` (the loop) with how many of 1,000 requests it did a second.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import httpx
import httpx_aiohttp
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from benchmarks import callbacks, payments, year
from bot.commands.serving import calm_collector
from bot.core.conversation import Talk
from bot.core.decide import decide
from bot.core.desk import Desk
from bot.core.effects import Effect
from bot.core.events import Event
from bot.rehearsal.serving import Serving
from bot.shell.app import open_desk
from bot.shell.app_desk import build_desk
from bot.shell.engine import Engine
from bot.shell.logs import configure_logs
from bot.shell.settings import read_settings

Answer = Callable[[str], Awaitable[str]]


async def bare() -> None:
    """A Starlette endpoint that reads the body and answers."""

    async def endpoint(incoming: Request) -> Response:
        await incoming.body()
        return PlainTextResponse("ok")

    paths = (callbacks.PATH, payments.PATH)
    await _serve(Starlette(routes=[Route(path, endpoint, methods=["POST"]) for path in paths]))


async def desk(orders: int = 0, *, turns: bool, events: int = 0) -> None:
    """The real desk, its mirror off, with so many orders that wait for their payment and so many events in a year.

    Without `turns` it only accepts: verified, parsed, durable, answered.
    """
    settings = read_settings()
    unmirrored = replace(build_desk(settings), mirror=False)

    def decides(desk: Desk, talk: Talk, event: Event, now: datetime) -> tuple[Talk, tuple[Effect, ...]]:  # noqa: ARG001 - the other desk
        return decide(unmirrored, talk, event, now)

    if not turns:
        Engine._poke = lambda *_: None  # type: ignore[method-assign]  # what is accepted is never taken up
    async with open_desk(settings, decide=decides) as running:
        await payments.fill(running.store, running.desk, 1, orders, talks=turns)
        if events:
            await year.fill(running.store, events)
        calm_collector()  # as `run` does
        await _serve(running.app)


async def loop(port: int, in_flight: int) -> None:
    """POSTs over the transport the desk uses, with nothing around them."""
    items = [{"title": f"choice {n}", "value": str(n)} for n in range(8)]
    body = {"content": "x" * 300, "content_attributes": {"items": items}}
    limits = httpx.Limits(max_connections=in_flight)
    async with httpx.AsyncClient(transport=httpx_aiohttp.AiohttpTransport(limits=limits)) as client:

        async def go(line: str) -> str:
            count = int(line.removeprefix("go "))
            left = iter(range(count))

            async def work() -> None:
                for _ in left:
                    answer = await client.post(f"http://127.0.0.1:{port}/api", json=body)
                    answer.json()

            began = time.perf_counter()
            await asyncio.gather(*(work() for _ in range(in_flight)))
            return str(count / (time.perf_counter() - began))

        _say("ready")
        await _answer_lines(go)


async def _serve(app: Starlette) -> None:
    serving = Serving(app, "127.0.0.1", 0)
    await serving.start()
    _say(str(serving.port))
    await _answer_lines(None)
    await serving.stop()


async def _answer_lines(go: Answer | None) -> None:
    """Until standard input is closed."""
    while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        _say(await go(line) if go and line.startswith("go") else str(time.process_time()))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run one of them; standard input closing ends it."""
    what, *numbers = sys.argv[1:]
    configure_logs("error")
    runs: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {
        "bare": bare,
        "desk": partial(desk, turns=True),
        "accepts": partial(desk, turns=False),
        "offers": partial(desk, turns=True, events=year.EVENTS),
        "loop": loop,
    }
    uvloop.run(runs[what](*map(int, numbers)))


if __name__ == "__main__":
    main()
