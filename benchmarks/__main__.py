"""`python -m benchmarks`: three measurements, each beside the bare tools, in one run on this machine.

1. durable accepts a second: a signed callback verified, parsed, stored and answered; beside a bare Starlette endpoint
2. full turns a second: one tap in, one message out (mirror off); beside a bare httpx loop over the same transport
3. the unloaded time from a callback to the POST of its reply

What is compared takes turns in short rounds, so that whatever else the machine does hits both, and each row is the median
of its rounds. The processor time a request is measured too: it says the same whether the machine is busy or not.
"""

import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

import uvloop

from benchmarks import callbacks
from benchmarks.child import Child
from benchmarks.students import Students
from benchmarks.wire import Load, Sink

ROUNDS, ACCEPTS, BARE, LOOPS, TURNS, UNLOADED, PEOPLE = 7, 3_000, 8_000, 1_500, 800, 200, 64


class Row:
    """One thing that is measured: how many a second, and microseconds of processor time each."""

    def __init__(self, child: Child, count: int, run: Callable[[int], Awaitable[float]]) -> None:
        self._child, self._count, self._run = child, count, run
        self.rates: list[float] = []
        self.costs: list[float] = []

    async def round(self) -> None:
        """One round."""
        before = await self._child.cpu_seconds()
        self.rates.append(await self._run(self._count))
        self.costs.append((await self._child.cpu_seconds() - before) / self._count * 1e6)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def cost(self) -> float:
        return statistics.median(self.costs)


async def main() -> None:
    """Measure, and print the measurements as a table."""
    students = Students(0)
    sink = await asyncio.get_running_loop().create_server(lambda: Sink(students.heard), "127.0.0.1", 0)
    sink_port = sink.sockets[0].getsockname()[1]
    async with AsyncExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory())
        bare, accepts = await _doors(ends, sink_port, folder)
        loop, turns, alone = await _talks(ends, students, sink_port, folder)
    sink.close()
    _table(bare, accepts, loop, turns, alone)


async def _doors(ends: AsyncExitStack, sink_port: int, folder: str) -> tuple[Row, Row]:
    bare_child = await Child.start(ends, "bare")
    desk_child = await Child.start(ends, "accepts", environment=_environment(sink_port, f"{folder}/accepts.sqlite3"))
    bare_load, desk_load = await Load.to(bare_child.port), await Load.to(desk_child.port)
    body, n = callbacks.wrote(1, "hello"), count()
    bare = Row(bare_child, BARE, lambda many: bare_load.per_second([body] * many))
    fresh = Row(
        desk_child,
        ACCEPTS,
        lambda many: desk_load.per_second([callbacks.wrote(next(n) % 500 + 1, "hello") for _ in range(many)]),
    )
    await _rounds(bare, fresh)
    return bare, fresh


async def _talks(ends: AsyncExitStack, students: Students, sink_port: int, folder: str) -> tuple[Row, Row, list[float]]:
    loop_child = await Child.start(ends, "loop", sink_port, PEOPLE)
    desk_child = await Child.start(ends, "desk", environment=_environment(sink_port, f"{folder}/turns.sqlite3"))
    students.port = desk_child.port

    async def turns_per_second(many: int) -> float:
        began = time.perf_counter()
        await students.tap(students.here, many)
        return many / (time.perf_counter() - began)

    async def loops_per_second(many: int) -> float:
        return float(await loop_child.ask(f"go {many}"))

    await students.come(PEOPLE)
    loop, turns = Row(loop_child, LOOPS, loops_per_second), Row(desk_child, TURNS, turns_per_second)
    await _rounds(loop, turns)
    return loop, turns, await students.tap(students.here[:1], UNLOADED)


async def _rounds(*rows: Row) -> None:
    for row in rows:
        await row.round()
        row.rates.clear()  # the first one warms up
        row.costs.clear()
    for _ in range(ROUNDS):
        for row in rows:
            await row.round()


def _environment(sink_port: int, database: str) -> dict[str, str]:
    return {
        "CHATWOOT_URL": f"http://127.0.0.1:{sink_port}",
        "CHATWOOT_ACCOUNT_ID": "1",
        "CHATWOOT_BOT_TOKEN": "bench-bot-token",
        "CHATWOOT_WEBHOOK_SECRET": callbacks.SECRET,
        "STRIPE_SECRET_KEY": "sk_test_bench",
        "STRIPE_WEBHOOK_SECRET": "whsec_bench",
        "STRIPE_API_BASE": f"http://127.0.0.1:{sink_port}",
        "PUBLIC_URL": "http://127.0.0.1:1",
        "DATABASE_URL": f"sqlite:///{database}",
    }


def _table(bare: Row, accepts: Row, loop: Row, turns: Row, alone: list[float]) -> None:
    out = sys.stdout.write
    out(f"Python {platform.python_version()}, {_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    out(f"{'':<40}{'a second':>10}{'µs CPU each':>14}\n")
    for what, row, beside, name, aim in (
        ("bare Starlette endpoint", bare, None, "", 0.0),
        ("durable accepts (SQLite)", accepts, bare, "bare", 0.35),
        ("bare httpx loop", loop, None, "", 0.0),
        ("full turns (SQLite, mirror off)", turns, loop, "the loop", 0.25),
    ):
        out(f"{what:<40}{row.rate:>10,.0f}{row.cost:>14,.0f}")
        if beside:
            ratio = statistics.median(mine / its for mine, its in zip(row.rates, beside.rates, strict=True))
            out(f"  {ratio:.2f} of {name} (aim {aim}); by CPU {beside.cost / row.cost:.2f}")
        out("\n")
    took = sorted(1000 * one for one in alone)
    out(f"callback to reply's POST, unloaded: median {statistics.median(took):.1f} ms (aim 10),")
    out(f" p95 {took[int(len(took) * 0.95)]:.1f} ms\n")


def _processor() -> str:
    """The processor's name where Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    uvloop.run(main())
