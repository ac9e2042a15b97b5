"""Two desks in processes of their own on one PostgreSQL, behind a balancer that throws dice for every request."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.rehearsal.posting import posting_client
from bot.rehearsal.serving import Serving
from bot.rehearsal.world import World
from tests.patience import patient_chatwoot
from tests.whole.crashing import complaints, forget_its_leases
from tests.whole.desk_and_world import MONDAY
from tests.whole.desk_process import DeskProcess
from tests.whole.ledger_of import Ledger

LONGEST_SECONDS = 60.0
NOT_PASSED_ON = ("host", "content-length", "connection", "transfer-encoding")


@dataclass(slots=True)
class Balancer:
    """Passes each request to any living desk. One that does not answer is asked no more, and the next one is tried."""

    dice: random.Random
    client: httpx.AsyncClient
    desks: list[str] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        request = Request(scope, receive)
        body = await request.body()
        headers = {name: value for name, value in request.headers.items() if name not in NOT_PASSED_ON}
        for desk in self.dice.sample(self.desks, len(self.desks)):
            path = desk + request.url.path
            try:
                answer = await self.client.request(request.method, path, content=body, headers=headers)
            except httpx.HTTPError:
                continue  # a webhook may be told twice: its id makes the repeat harmless
            self.passed[desk] = self.passed.get(desk, 0) + 1
            await Response(answer.content, answer.status_code, {"Connection": "close"})(scope, receive, send)
            return
        await Response(b"", 502)(scope, receive, send)


@dataclass(slots=True)
class Replicas:
    """The desks and the world around them."""

    world: World
    desks: Sequence[DeskProcess]
    balancer: Balancer
    ledger: Ledger
    database: str
    died: list[DeskProcess] = field(default_factory=list)

    async def bury(self, desk: DeskProcess) -> None:
        """Waits for a desk's death; from then on nobody is sent there, and its talks are the others'."""
        await desk.dies()
        self.balancer.desks.remove(desk.url)
        self.died.append(desk)
        await asyncio.to_thread(forget_its_leases, self.database, desk.pid)
        desk.close()

    async def settles(self, longest_seconds: float = LONGEST_SECONDS) -> None:
        """Returns when nothing is under way in the world and nothing waits in the database."""
        deadline = time.monotonic() + longest_seconds
        while time.monotonic() < deadline:
            if await self._is_at_rest() and await self._is_at_rest():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"never at rest: {self.ledger.waiting()}")

    async def _is_at_rest(self) -> bool:
        return await self.world.quiet.settles(0.05, 5.0) and not await asyncio.to_thread(self.ledger.waiting)


@asynccontextmanager
async def replicas(
    database: str,
    folder: Path,
    *,
    seed: int = 1,
    number: int = 2,
    failpoint: str = "",
    settings: Mapping[str, str] = MappingProxyType({}),
    allowed: Sequence[str] = (),
) -> AsyncIterator[Replicas]:
    """So many desks on one database; the first dies at `failpoint`. At the end none may have complained in its log.

    `settings`: more environment variables. `allowed`: parts of complaints that are no fault.
    """
    ahead = MONDAY - datetime.now(UTC)
    now = lambda: datetime.now(UTC) + ahead  # noqa: E731
    client = posting_client(LONGEST_SECONDS)
    balancer = Balancer(random.Random(seed), client)  # noqa: S311 - to be repeatable
    serving = Serving(balancer, "127.0.0.1", 0)
    await serving.start()
    url = f"http://127.0.0.1:{serving.port}"
    logs = [folder / f"desk{n}.log" for n in range(number)]
    async with World(url, now=now, chatwoot_knobs=patient_chatwoot(0.2)) as world:
        environment = world.environment() | {"DATABASE_URL": database, "PUBLIC_URL": url} | dict(settings)
        desks = [DeskProcess(environment, ahead, log) for log in logs]
        ledger = Ledger(database)
        undertaker = None
        try:
            for n, desk in enumerate(desks):
                desk.start(failpoint=failpoint if n == 0 else "")
                balancer.desks.append(desk.url)
            opened = Replicas(world, desks, balancer, ledger, database)
            undertaker = asyncio.create_task(opened.bury(desks[0]))
            yield opened
            undertaker.cancel()
            for desk in desks:
                if desk not in opened.died:
                    await desk.ends()
        finally:
            if undertaker:
                undertaker.cancel()
            for desk in desks:
                desk.close()
            ledger.close()
            await serving.stop()
            await client.aclose()
    complained = [line for log in logs if log.exists() for line in complaints(log)]
    complained = [line for line in complained if not any(each in line for each in allowed)]
    assert not complained, f"{len(complained)} complaints: {Counter(complained).most_common(5)}"
