"""`python -m benchmarks`: three measurements, each beside the bare tools, in one run on this machine.

1. durable accepts a second: a signed callback verified, parsed, stored and answered; beside a bare Starlette endpoint
2. full turns a second: one tap in, one message out (mirror off); beside a bare httpx loop over the same transport
3. the unloaded time from a callback to the POST of its reply
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, cycle

import uvloop

from benchmarks import callbacks
from benchmarks.wire import Sink, connect, requests_per_second

ACCEPTS, BARE, TURNS, UNLOADED, STUDENTS = 20_000, 40_000, 6_000, 200, 64


@contextmanager
def process(what: str, *numbers: int, environment: dict[str, str] | None = None) -> Iterator[str]:
    """The first line a process of `benchmarks.servers` prints; it ends with the block."""
    env = {**os.environ, **(environment or {})}
    command = [sys.executable, "-m", "benchmarks.servers", what, *map(str, numbers)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)  # noqa: S603
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("no pipes")
    try:
        yield child.stdout.readline().strip()
    finally:
        child.stdin.close()
        child.wait(20)


class Students:
    """64 students who tap as soon as they are answered. Told of each POST by the sink."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answered: dict[int, asyncio.Future[tuple[float, dict[str, object]]]] = {}

    def heard(self, path: str, body: bytes) -> None:
        """A POST of the desk's arrived at the pretend Chatwoot."""
        if not path.endswith("/messages"):
            return
        waiting = self.answered.pop(int(path.rsplit("/", 2)[1]), None)
        if waiting is not None and not waiting.done():
            waiting.set_result((time.perf_counter(), json.loads(body)))

    async def turn(self, n: int, request: bytes, client: object) -> tuple[float, dict[str, object]]:
        """When the reply's POST arrived, and what it said."""
        self.answered[n] = answer = asyncio.get_running_loop().create_future()
        status = await client.post(request)  # type: ignore[attr-defined]
        if status != 200:
            raise RuntimeError(f"answered {status}")
        return await asyncio.wait_for(answer, 20)


async def turns(students: Students, total: int, people: int) -> tuple[float, list[float]]:
    """Turns a second, and each one's seconds from the callback to its reply's POST."""
    left, took = iter(range(total)), []

    async def student(n: int) -> None:
        client = await connect(students.port)
        _, sent = await students.turn(n, callbacks.wrote(n, "hello"), client)
        await start.wait()
        for _, value in zip(left, cycle(("question", "menu")), strict=False):
            began = time.perf_counter()
            at, sent = await students.turn(n, callbacks.tapped(n, sent, value), client)
            took.append(at - began)

    start = asyncio.Event()
    tasks = [asyncio.create_task(student(next(_numbers))) for _ in range(people)]
    await asyncio.sleep(1 if people > 1 else 0.1)  # everybody has said hello
    began = time.perf_counter()
    start.set()
    await asyncio.gather(*tasks)
    return total / (time.perf_counter() - began), took


_numbers = count(1)


async def main() -> None:
    """Print the measurements as a table."""
    running = asyncio.get_running_loop()
    students = Students(0)
    sink = await running.create_server(lambda: Sink(students.heard), "127.0.0.1", 0)
    sink_port = sink.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(sink_port, folder)
        with process("bare") as port:
            body = callbacks.wrote(1, "hello")
            bare = await requests_per_second(int(port), iter(lambda: body, None), count=BARE)
        with process("accepts", environment=environment) as port:
            fresh = (callbacks.wrote(n % 500 + 1, "hello") for n in count())
            accepts = await requests_per_second(int(port), fresh, count=ACCEPTS)
        plain = await running.run_in_executor(None, _loop, sink_port)
        environment["DATABASE_URL"] = f"sqlite:///{folder}/turns.sqlite3"
        with process("desk", environment=environment) as port:
            students.port = int(port)
            full, _ = await turns(students, TURNS, STUDENTS)
            _, alone = await turns(students, UNLOADED, 1)
    _table(bare, accepts, plain, full, alone)
    sink.close()


def _loop(sink_port: int) -> float:
    with process("loop", sink_port, 15_000, STUDENTS) as rate:
        return float(rate)


def _environment(sink_port: int, folder: str) -> dict[str, str]:
    return {
        "CHATWOOT_URL": f"http://127.0.0.1:{sink_port}",
        "CHATWOOT_ACCOUNT_ID": "1",
        "CHATWOOT_BOT_TOKEN": "bench-bot-token",
        "CHATWOOT_WEBHOOK_SECRET": callbacks.SECRET,
        "STRIPE_SECRET_KEY": "sk_test_bench",
        "STRIPE_WEBHOOK_SECRET": "whsec_bench",
        "STRIPE_API_BASE": f"http://127.0.0.1:{sink_port}",
        "PUBLIC_URL": "http://127.0.0.1:1",
        "DATABASE_URL": f"sqlite:///{folder}/accepts.sqlite3",
    }


def _table(bare: float, accepts: float, plain: float, full: float, alone: list[float]) -> None:
    milliseconds = sorted(1000 * one for one in alone)
    rows = [
        ("bare Starlette endpoint, requests/s", f"{bare:,.0f}", ""),
        ("durable accepts/s (SQLite)", f"{accepts:,.0f}", f"{accepts / bare:.2f} of bare (aim 0.35)"),
        ("bare httpx loop, requests/s", f"{plain:,.0f}", ""),
        ("full turns/s (SQLite, mirror off)", f"{full:,.0f}", f"{full / plain:.2f} of the loop (aim 0.25)"),
        ("callback to reply, median ms, unloaded", f"{statistics.median(milliseconds):.1f}", "(aim 10)"),
        ("callback to reply, p95 ms, unloaded", f"{milliseconds[int(len(milliseconds) * 0.95)]:.1f}", ""),
    ]
    for what, value, ratio in rows:
        sys.stdout.write(f"{what:<44}{value:>10}  {ratio}\n")


if __name__ == "__main__":
    uvloop.run(main())
