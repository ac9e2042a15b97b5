"""A conversation with a desk that is killed at one chosen moment, started again, and has to finish as if nothing was.

`Play.run` plays a story once, over real HTTP, with the desk in a process of its own. `undisturbed` also lists every moment
it passed (before and after each commit and each delivery); `judged` plays it again with a death at one of them.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from bot.rehearsal.people import Student
from bot.rehearsal.wire import BadRequest
from bot.rehearsal.world import World
from bot.shell.store_connections import database_url, sqlite_path, writing_engine
from bot.shell.tables import processes
from tests.patience import patient_chatwoot
from tests.whole.desk_and_world import MONDAY
from tests.whole.desk_process import LOOKS_EVERY_SECONDS, DeskProcess
from tests.whole.ledger_of import Ledger
from tests.whole.outcome import Outcome, outcome_of
from tests.whole.stories import Doing, Scene

LONGEST_STEP_SECONDS = 60.0
QUIET_SECONDS = 0.02
EXPECTED = ("failpoints_armed", "needs_attention", "beat: LostTheTalk")
"""What a healthy desk may warn of in this world. A machine that stands still for ten seconds loses its leases by right: what
comes of it is judged, not the word. That no crowd of our own delays the heartbeat is tried in tests/shell/test_writer.py."""

SECRETS = {
    "bot_token": "bot-token-of-the-story",
    "user_token": "user-token-of-the-story",
    "webhook_secret": "webhook-secret-of-the-story",
    "stripe_key": "sk_test_ofthestory000000000000",
    "stripe_webhook_secret": "whsec_ofthestory0000000000000000",
}


class Stuck(AssertionError):
    """A step never came to its end; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a story went. `bubbles`: how many messages of the desk the phone showed after each step; `passed`: how many
    moments it had passed by then. `deaths`: how often the desk died on the way. `complaints`: warnings in its log."""

    outcome: Outcome
    bubbles: tuple[int, ...]
    passed: tuple[int, ...]
    deaths: int
    complaints: list[str]


@dataclass(frozen=True, slots=True)
class Play:
    """One playing of a story, on a database of its own, with a folder for the desk's log."""

    story: Sequence[Doing]
    database: str
    folder: Path

    async def run(
        self, *, failpoint: str = "", passings: Path | None = None, wanted: Sequence[int] = (), deploys: bool = False
    ) -> Run:
        """The whole story; the desk dies at `failpoint`, or is asked to end in the middle of each step (`deploys`).

        Stuck when a step does not bring the `wanted` bubbles.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        ahead, log = MONDAY - datetime.now(UTC), self.folder / "desk.log"
        async with _world(ahead) as world:
            environment = world.environment() | {"DATABASE_URL": self.database, "PUBLIC_URL": "http://127.0.0.1:1"}
            desk, ledger = DeskProcess(environment, ahead, log), Ledger(self.database)
            world.point_at(desk.url)
            desk.start(failpoint=failpoint, passings=passings)
            keeper = asyncio.create_task(self._keep_alive(desk))
            try:
                student = await Student.arrives(world, language="nl", source_id="the-student-of-the-story")
                bubbles, passed = list[int](), list[int]()
                for doing, least in zip(self.story, wanted or [0] * len(self.story), strict=True):
                    await _does(doing, Scene(world, student))
                    old = desk.starts
                    if deploys:
                        desk.terminate()
                    bubbles.append(await _done(world, student, ledger, doing, least))
                    passed.append(len(_moments(passings)))
                    while deploys and desk.starts == old:  # noqa: ASYNC110 - the old one may still be at its last words
                        await asyncio.sleep(LOOKS_EVERY_SECONDS)
                await _end(keeper)
                code = await desk.ends()
                outcome = await outcome_of(world, student, ledger)
            finally:
                await _end(keeper)
                desk.close()
                ledger.close()
        return Run(outcome, tuple(bubbles), tuple(passed), desk.starts - (1 if code == 0 else 0), complaints(log))

    async def _keep_alive(self, desk: DeskProcess) -> None:
        while True:
            await desk.dies()
            await asyncio.to_thread(forget_its_leases, self.database, desk.pid)
            desk.start()


def _moments(passings: Path | None) -> list[str]:
    return passings.read_text(encoding="utf-8").split() if passings is not None else []


async def undisturbed(play: Play, *, since: int = 0) -> tuple[Run, list[str]]:
    """The story when nobody dies, and every moment it passes from step `since` on, as `DESK_FAILPOINT` takes it."""
    passings = play.folder / "passings"
    run = await play.run(passings=passings)
    if run.deaths or run.complaints or run.outcome.dead:
        raise AssertionError(f"the undisturbed story went wrong: {run}")
    return run, _moments(passings)[run.passed[since - 1] if since else 0 :]


async def judged(play: Play, point: str, expected: Run) -> list[str]:
    """What is wrong after a death at that moment; empty when all is as if nothing had happened."""
    try:
        run = await play.run(failpoint=point, wanted=expected.bubbles)
    except Stuck as stuck:
        return [f"stuck: {stuck}", *complaints(play.folder / "desk.log")]
    found = run.outcome.unlike(expected.outcome) + [f"log: {line}" for line in run.complaints]
    return found if run.deaths == 1 else [*found, f"{UNREACHED}: {run.deaths} deaths"]


def some(points: Sequence[str], every: int) -> list[str]:
    """One of so many moments, and the first of each kind that would be left out (a commit of what, a delivery of what)."""
    chosen = set(points[::every])
    kinds = {_kind(point) for point in chosen}
    for point in points:
        if _kind(point) not in kinds:
            kinds.add(_kind(point))
            chosen.add(point)
    return [point for point in points if point in chosen]


def _kind(point: str) -> str:
    return point.rpartition(":")[0]


UNREACHED = "the point was not passed as often this time"
"""Commits are grouped by what happens to wait, so a run may pass a point less often. Nothing is proven then."""


def forget_its_leases(database: str, pid: int) -> None:
    """The ten seconds after which a dead process's talks are anybody's (PostgreSQL), without waiting for them."""
    url = database_url(database)
    if sqlite_path(url) is None:
        engine = writing_engine(url)
        with engine.begin() as connection:
            connection.execute(update(processes).where(processes.c.id.contains(f":{pid}:")).values(heartbeat_at=0))
        engine.dispose()


def complaints(log: Path) -> list[str]:
    """Every warning and error in a desk's log that no healthy desk writes."""
    found = []
    for line in log.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["level"] not in ("debug", "info") and entry["event"] not in EXPECTED:
            found.append(f"{entry['level']}: {entry['event']} {entry.get('exception', entry.get('error', ''))}".strip())
    return found


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@contextlib.asynccontextmanager
async def _world(ahead: timedelta) -> AsyncIterator[World]:
    now = lambda: datetime.now(UTC) + ahead  # noqa: E731
    async with World(now=now, chatwoot_knobs=patient_chatwoot(), **SECRETS) as world:  # type: ignore[arg-type]
        yield world


async def _does(doing: Doing, scene: Scene) -> None:
    try:
        await doing.do(scene)
    except BadRequest as refused:
        phone = [each["text"][:60] for each in await scene.student.phone()]
        raise Stuck(f"{doing.name} could not be done: {refused}; the phone shows {phone}") from refused


async def _done(world: World, student: Student, ledger: Ledger, doing: Doing, least: int) -> int:
    """How many bubbles of the desk there are, once nothing waits anywhere and there are at least as many as wanted."""
    deadline, shown = time.monotonic() + LONGEST_STEP_SECONDS, 0
    while time.monotonic() < deadline:
        quiet = await world.quiet.settles(QUIET_SECONDS, 1.0) and not ledger.waiting()
        shown = sum(each["from"] != "student" for each in await student.phone())
        if quiet and shown >= least and await world.quiet.settles(QUIET_SECONDS, 1.0) and not ledger.waiting():
            return shown
        await asyncio.sleep(LOOKS_EVERY_SECONDS)
    screen = await world.staff_side.sees(student.conversation_id)
    failed = [f"{each.event} {each.outcome}" for each in world.chatwoot.callbacks.log if each.outcome != "delivered"]
    raise Stuck(
        f"after {doing.name}: {shown} bubbles instead of {least}, waiting {ledger.waiting()}, conversation "
        f"{screen['status']}, last line {screen['messages'][-1]['content']!r}, callbacks {failed}"
    )
