"""`python -m benchmarks`: six measurements, the first three beside the bare tools, in one run on this machine.

1. durable accepts a second: a signed callback verified, parsed, stored and answered; beside a bare Starlette endpoint
2. Stripe's events a second: each signed, new and about another order: verified, its order found, stored once and answered;
   beside the same bare endpoint with the same bodies
3. full turns a second: one tap in, one message out (mirror off); beside a bare httpx loop over the same transport
4. the unloaded time from a callback to the POST of its reply
5. the unloaded time from the event of a payment, over settling and booking, to the POST of its confirmation
6. the unloaded time from a wish that is typed to the POST of the free times, with a year of 10,000 events and three tutors

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
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import NamedTuple

import uvloop

from benchmarks import callbacks, payments, year
from benchmarks.child import Child
from benchmarks.payers import Payers
from benchmarks.students import Students
from benchmarks.wire import Load, Sink

ROUNDS, ACCEPTS, EVENTS, BARE, LOOPS, TURNS, UNLOADED, PEOPLE = 7, 3_000, 2_000, 8_000, 1_500, 800, 200, 64


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


class Beside(NamedTuple):
    """The desk beside the bare tool, in the same rounds."""

    bare: Row
    desk: Row

    @property
    def ratio(self) -> float:
        return statistics.median(mine / its for mine, its in zip(self.desk.rates, self.bare.rates, strict=True))


async def main() -> None:
    """Measure, and print the measurements as a table."""
    students, payers = Students(0), Payers()
    async with AsyncExitStack() as ends:
        sink_port, counter_port = await _sink(ends, students.heard), await _sink(ends, payers.heard)
        folder = ends.enter_context(tempfile.TemporaryDirectory())
        bare, accepts = await _doors(ends, sink_port, folder)
        bare_too, events = await _tills(ends, sink_port, folder)
        loop, turns, alone = await _talks(ends, students, sink_port, folder)
        paid = await _payments(ends, payers, counter_port, folder)
        offered = await _offers(ends, students, sink_port, folder)
    _table(Beside(bare, accepts), Beside(bare_too, events), Beside(loop, turns), (alone, paid, offered))


async def _sink(ends: AsyncExitStack, heard: Callable[[str, bytes], None]) -> int:
    """The port of a pretend Chatwoot."""
    sink = await asyncio.get_running_loop().create_server(lambda: Sink(heard), "127.0.0.1", 0)
    ends.callback(sink.close)
    port: int = sink.sockets[0].getsockname()[1]
    return port


async def _doors(ends: AsyncExitStack, sink_port: int, folder: str) -> tuple[Row, Row]:
    body, n = callbacks.wrote(1, "hello"), count()
    environment = _environment(sink_port, f"{folder}/accepts.sqlite3")
    return await _beside(
        await Child.start(ends, "bare"),
        await Child.start(ends, "accepts", environment=environment),
        body,
        (ACCEPTS, lambda: callbacks.wrote(next(n) % 500 + 1, "hello")),
    )


async def _tills(ends: AsyncExitStack, sink_port: int, folder: str) -> tuple[Row, Row]:
    """As `_doors`, for the events of as many orders as there are events."""
    n = count(1)
    environment = _environment(sink_port, f"{folder}/events.sqlite3")
    return await _beside(
        await Child.start(ends, "bare"),
        await Child.start(ends, "accepts", EVENTS * (ROUNDS + 1), environment=environment),
        payments.completed(1),
        (EVENTS, lambda: payments.completed(next(n))),
    )


async def _beside(bare: Child, desk: Child, body: bytes, fresh: tuple[int, Callable[[], bytes]]) -> tuple[Row, Row]:
    bare_load, desk_load = await Load.to(bare.port), await Load.to(desk.port)
    often, make = fresh
    rows = (
        Row(bare, BARE, lambda many: bare_load.per_second([body] * many)),
        Row(desk, often, lambda many: desk_load.per_second([make() for _ in range(many)])),
    )
    await _rounds(*rows)
    return rows


async def _payments(ends: AsyncExitStack, payers: Payers, port: int, folder: str) -> list[float]:
    child = await Child.start(ends, "desk", 2 * UNLOADED, environment=_environment(port, f"{folder}/paid.sqlite3"))
    await payers.pay(child.port, UNLOADED)  # warms up
    return await payers.pay(child.port, UNLOADED)


async def _offers(ends: AsyncExitStack, students: Students, port: int, folder: str) -> list[float]:
    """Lists of free times out of a full year."""
    business = Path(folder) / "business.toml"
    business.write_text(year.business_text(), encoding="utf-8")
    environment = _environment(port, f"{folder}/year.sqlite3") | {"BUSINESS_FILE": str(business)}
    students.port = (await Child.start(ends, "offers", environment=environment)).port
    await students.come(1)
    one = students.here[-1]
    await students.ask(one, ("maths lesson 60 minutes, I am an adult",), 1)
    await students.ask(one, year.WISHES, UNLOADED)  # warms up
    return await students.ask(one, year.WISHES, UNLOADED)


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
        "STRIPE_WEBHOOK_SECRET": payments.SECRET,
        "STRIPE_API_BASE": f"http://127.0.0.1:{sink_port}",
        "PUBLIC_URL": "http://127.0.0.1:1",
        "DATABASE_URL": f"sqlite:///{database}",
    }


def _table(accepts: Beside, events: Beside, turns: Beside, unloaded: Sequence[list[float]]) -> None:
    out = sys.stdout.write
    out(f"Python {platform.python_version()}, {_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    out(f"{'':<40}{'a second':>10}{'µs CPU each':>14}\n")
    for bare_name, name, pair, aim in (
        ("bare Starlette endpoint", "durable accepts (SQLite)", accepts, "0.35 of it"),
        ("bare Starlette endpoint, 4 KB", "Stripe's events (SQLite)", events, "2,500 a second"),
        ("bare httpx loop", "full turns (SQLite, mirror off)", turns, "0.25 of it"),
    ):
        bare, desk = pair
        by_cpu = bare.cost / desk.cost
        out(f"{bare_name:<40}{bare.rate:>10,.0f}{bare.cost:>14,.0f}\n{name:<40}{desk.rate:>10,.0f}{desk.cost:>14,.0f}")
        out(f"  {pair.ratio:.2f} of the bare one, by CPU {by_cpu:.2f} (aim {aim})\n")
    for (what, aim), times in zip(
        (
            ("callback to reply's POST", "10 ms"),
            ("payment's event to booked and its confirmation's POST", "20 ms"),
            (f"wish to free times among {year.EVENTS:,} events of a year", "20 ms"),
        ),
        unloaded,
        strict=True,
    ):
        took = sorted(1000 * one for one in times)
        middle, late = statistics.median(took), took[int(len(took) * 0.95)]
        out(f"{what}, unloaded: median {middle:.1f} ms (aim {aim}), p95 {late:.1f} ms\n")


def _processor() -> str:
    """The processor's name where Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    uvloop.run(main())
