"""What is measured, each in a process of its own: the bare endpoint, the desk, and the bare httpx loop.

`python -m benchmarks.servers bare|desk|accepts|loop …` prints one line when it is ready (a port) or done (a number).
"""

import asyncio
import sys
import time
from contextlib import AsyncExitStack

import httpx
import httpx_aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from benchmarks.callbacks import PATH
from bot.rehearsal.serving import Serving
from bot.shell.logs import configure_logs


async def bare() -> None:
    """A Starlette endpoint that reads the body and answers."""

    async def endpoint(incoming: Request) -> Response:
        await incoming.body()
        return PlainTextResponse("ok")

    await _serve(Starlette(routes=[Route(PATH, endpoint, methods=["POST"])]))


async def desk(*, turns: bool) -> None:
    """The real desk, its mirror off. Without `turns` it only accepts: verified, parsed, durable, answered."""
    from dataclasses import replace

    from bot.shell import app as application
    from bot.shell.settings import read_settings

    settings = read_settings()
    build = application.build_desk
    application.build_desk = lambda s: replace(build(s), mirror=False)
    if not turns:
        application.Engine._poke = lambda *_: None  # type: ignore[method-assign]
    async with AsyncExitStack() as ends:
        running = await ends.enter_async_context(application.open_desk(settings))
        await _serve(running.app)


async def loop(port: int, count: int, in_flight: int) -> None:
    """POSTs over the transport the desk uses, with nothing around them; prints how many a second."""
    body = {
        "content": "x" * 300,
        "content_attributes": {"items": [{"title": f"choice {n}", "value": str(n)} for n in range(8)]},
    }
    left = iter(range(count))
    limits = httpx.Limits(max_connections=in_flight)
    async with httpx.AsyncClient(transport=httpx_aiohttp.AiohttpTransport(limits=limits)) as client:

        async def work() -> None:
            for _ in left:
                answer = await client.post(f"http://127.0.0.1:{port}/api", json=body)
                answer.json()

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(in_flight)))
        sys.stdout.write(f"{count / (time.perf_counter() - began)}\n")


async def _serve(app: Starlette) -> None:
    serving = Serving(app, "127.0.0.1", 0)
    await serving.start()
    sys.stdout.write(f"{serving.port}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await serving.stop()


def main() -> None:
    """Run one of them; standard input closing ends it."""
    import uvloop

    what, *numbers = sys.argv[1:]
    configure_logs("error")
    runs = {"bare": bare, "desk": lambda: desk(turns=True), "accepts": lambda: desk(turns=False)}
    uvloop.run(loop(*map(int, numbers)) if what == "loop" else runs[what]())


if __name__ == "__main__":
    main()
