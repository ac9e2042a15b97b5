"""Students who pay: from the webhook's POST to the confirmation that arrives at the pretend Chatwoot."""

import asyncio
import time
from itertools import count

import msgspec

from benchmarks import payments
from benchmarks.wire import connect

LONGEST_SECONDS = 20
_parse = msgspec.json.Decoder(dict[str, object]).decode


class Payers:
    """`heard` is told of each POST that reaches the pretend Chatwoot. Each order is paid once, from number 1 on."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._paid: dict[int, asyncio.Future[float]] = {}

    def heard(self, path: str, body: bytes) -> None:
        """A POST of the desk's arrived; the first that the student sees is the confirmation."""
        if not path.endswith("/messages") or _parse(body).get("private"):
            return
        waiting = self._paid.pop(int(path.rsplit("/", 2)[1]), None)
        if waiting is not None:
            waiting.set_result(time.perf_counter())

    async def pay(self, port: int, total: int) -> list[float]:
        """So many payments, one after the other: each one's seconds from the event to the confirmation."""
        client, took = await connect(port), list[float]()
        for _ in range(total):
            n = next(self._numbers)
            event = payments.completed(n)
            self._paid[n] = confirmed = asyncio.get_running_loop().create_future()
            began = time.perf_counter()
            status = await client.post(event)
            if status != 200:
                raise RuntimeError(f"answered {status}")
            took.append(await asyncio.wait_for(confirmed, LONGEST_SECONDS) - began)
        return took
