"""Students who tap as soon as they are answered, and the pretend Chatwoot's ear that tells them."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle, islice

import msgspec

from benchmarks import callbacks
from benchmarks.wire import Client, connect

Said = dict[str, object]
LONGEST_SECONDS = 20
_parse = msgspec.json.Decoder(Said).decode
_numbers = count(1)


@dataclass
class Student:
    """One who goes to the questions and back to the menu, on a connection of their own."""

    client: Client
    said: Said = field(default_factory=dict)  # the desk's last message
    n: int = field(default_factory=lambda: next(_numbers))
    taps: Iterator[str] = field(default_factory=lambda: cycle(("question", "menu")))


class Students:
    """People who talk with the desk at `port`. `heard` is told of each POST that reaches the pretend Chatwoot."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.here: list[Student] = []
        self._answered: dict[int, asyncio.Future[tuple[float, Said]]] = {}

    def heard(self, path: str, body: bytes) -> None:
        """A POST of the desk's arrived."""
        if not path.endswith("/messages"):
            return
        waiting = self._answered.pop(int(path.rsplit("/", 2)[1]), None)
        if waiting is not None and not waiting.done():
            waiting.set_result((time.perf_counter(), _parse(body)))

    async def come(self, people: int) -> None:
        """So many more say hello and are answered."""
        new = [Student(await connect(self.port)) for _ in range(people)]
        await asyncio.gather(*(self._turn(one, callbacks.wrote(one.n, "hello")) for one in new))
        self.here += new

    async def tap(self, students: list[Student], total: int) -> list[float]:
        """`total` taps of these students: each one's seconds from the callback to its reply's POST."""
        left, took = iter(range(total)), list[float]()

        async def taps(student: Student) -> None:
            for _ in left:
                began = time.perf_counter()
                request = callbacks.tapped(student.n, student.said, next(student.taps))
                took.append(await self._turn(student, request) - began)

        await asyncio.gather(*map(taps, students))
        return took

    async def ask(self, student: Student, wishes: Sequence[str], total: int) -> list[float]:
        """`total` typed wishes of one student: each one's seconds from the callback to its reply's POST."""
        took = list[float]()
        for wish in islice(cycle(wishes), total):
            began = time.perf_counter()
            took.append(await self._turn(student, callbacks.wrote(student.n, wish)) - began)
            if not _choices(student.said):
                raise RuntimeError(f"no times for {wish!r}: {student.said.get('content')!r}")
        return took

    async def _turn(self, student: Student, request: bytes) -> float:
        """When the reply's POST arrived."""
        self._answered[student.n] = answer = asyncio.get_running_loop().create_future()
        status = await student.client.post(request)
        if status != 200:
            raise RuntimeError(f"answered {status}")
        told: tuple[float, Said] = await asyncio.wait_for(answer, LONGEST_SECONDS)
        at, student.said = told
        return at


def _choices(said: Said) -> list[object]:
    attributes = said.get("content_attributes")
    items = attributes.get("items") if isinstance(attributes, dict) else None
    return items if isinstance(items, list) else []
