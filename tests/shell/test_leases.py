"""Several processes on one PostgreSQL: each talk is worked on by one of them, and none is forgotten."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.core.errors import TryAgainLater
from bot.shell.leases_shared import SharedLeases
from bot.shell.store import Store, open_store
from bot.shell.tables import processes, talks
from tests.shell.stage import Stage
from tests.shell.toys import TALK, Clock, World, wrote

pytestmark = pytest.mark.postgres


@asynccontextmanager
async def desk(url: str, world: World) -> AsyncIterator[Stage]:
    """A process of a desk (its engine, at least)."""
    store = await open_store(url)
    made = Stage(store, world, Clock())
    await made.engine.start()
    yield made
    await made.engine.stop(deliveries_seconds=0)
    await store.close()


@pytest_asyncio.fixture
async def pair(postgres_url: str) -> AsyncIterator[tuple[Stage, Stage]]:
    """Two of them, with one world."""
    world = World()
    async with desk(postgres_url, world) as one, desk(postgres_url, world) as two:
        yield one, two


async def holder(store: Store, talk: str = TALK) -> str | None:
    """Who has the talk."""
    return await store.read(lambda tx: tx.run(select(talks.c.holder).where(talks.c.id == talk)).scalar())


async def expire(store: Store, stage: Stage) -> None:
    """As if the process had been away for ten seconds."""
    leases = stage.engine._parts.leases
    assert isinstance(leases, SharedLeases)
    await store.write(
        lambda tx: tx.run(processes.update().where(processes.c.id == leases.me).values(heartbeat_at=0)), name="expire"
    )


async def test_events_that_arrive_at_both_are_heard_once_and_in_order(pair: tuple[Stage, Stage]) -> None:
    """Each talk's messages come out complete and in the order in which they were accepted."""
    rounds = 15
    for n in range(rounds):
        for student in range(5):
            event = wrote(f"say {student}.{n}", talk=f"1:2:s{student}")
            first, second = (pair[0], pair[1]) if n % 2 else (pair[1], pair[0])
            news = await asyncio.gather(first.engine.accept(event), second.engine.accept(event))
            assert sum(news) == 1
    await pair[0].until(lambda: len(pair[0].world.texts) >= rounds * 5)
    await asyncio.gather(pair[0].engine.idle(), pair[1].engine.idle())
    texts = pair[0].world.texts
    for student in range(5):
        assert [text for text in texts if text.startswith(f"{student}.")] == [f"{student}.{n}" for n in range(rounds)]


async def test_a_talk_is_let_go_when_nothing_is_left(pair: tuple[Stage, Stage]) -> None:
    """The next event may be anybody's."""
    await pair[0].hear("say a")
    async with asyncio.timeout(60):
        # A sweep that saw it at work takes it up once more, and lets it go.
        while await holder(pair[0].store) is not None:  # noqa: ASYNC110 - it is in the database
            await asyncio.sleep(0.005)
    await pair[1].hear("say b")
    await pair[1].until(lambda: pair[0].world.texts == ["a", "b"])


async def test_what_another_process_accepts_for_a_held_talk_is_heard(pair: tuple[Stage, Stage]) -> None:
    """The holder is busy with a delivery; it finds the event within a second, and nobody else touches the talk."""
    hang = asyncio.Event()
    pair[0].world.before = lambda _: hang.wait()
    await pair[0].engine.accept(wrote("say a"))
    await pair[0].until(lambda: pair[0].engine.meters.turns._value.get() == 1)
    await pair[1].engine.accept(wrote("say b"))
    assert not pair[1].engine._lanes
    await pair[0].until(lambda: pair[0].engine.meters.turns._value.get() == 2)
    hang.set()
    await pair[0].until(lambda: pair[0].world.texts == ["a", "b"])


async def test_no_event_is_left_alone_between_accepting_and_letting_go(pair: tuple[Stage, Stage]) -> None:
    """Five hundred accepts while the other one is just letting go: each is heard, and no sweep has to save it."""
    for stage in pair:
        stage.engine._always[0].cancel()
    for n in range(250):
        await asyncio.gather(pair[0].engine.accept(wrote(f"say a{n}")), pair[1].engine.accept(wrote(f"say b{n}")))
    await pair[0].until(lambda: len(pair[0].world.texts) == 500)
    assert Counter(pair[0].world.texts).most_common(1)[0][1] == 1


async def test_the_talks_of_a_dead_process_are_taken_over(pair: tuple[Stage, Stage]) -> None:
    """Its open events and its deliveries; what may have gone is asked about first."""
    hang = asyncio.Event()
    pair[0].world.before = lambda _: hang.wait()
    await pair[0].engine.accept(wrote("say a"))
    await pair[0].until(lambda: pair[0].engine.meters.turns._value.get() == 1)
    for task in pair[0].engine._always:
        task.cancel()
    await pair[1].engine.accept(wrote("say b"))
    assert await holder(pair[1].store) == pair[0].engine._parts.leases.me  # type: ignore[attr-defined]
    pair[0].world.before = None
    await expire(pair[1].store, pair[0])
    await pair[1].until(lambda: pair[1].world.texts == ["a", "b"])
    assert pair[1].world.asked == [f"{TALK}:1:0"]
    hang.set()


async def test_who_lost_its_lease_writes_nothing_more(pair: tuple[Stage, Stage]) -> None:
    """A process that was away begins anew under another name; its lane stops, the talk goes on elsewhere."""
    leases = pair[0].engine._parts.leases
    assert isinstance(leases, SharedLeases)
    before = leases.me
    pair[0].world.troubles = [TryAgainLater("down", 3600.0)]  # it comes back only to find out
    await pair[0].hear("say a")
    await expire(pair[1].store, pair[0])
    await pair[1].engine.accept(wrote("say b"))
    await pair[1].until(lambda: pair[1].world.texts == ["a", "b"])
    await pair[0].engine._beat()
    assert leases.me != before
    await pair[0].until(lambda: not pair[0].engine._lanes)
    assert pair[1].world.texts == ["a", "b"]
    assert "beat: LostTheTalk" in pair[0].engine.meters.errors


async def test_without_a_sure_lease_nothing_is_sent(pair: tuple[Stage, Stage]) -> None:
    """The database is gone for a while: others may have taken over, so wait."""
    leases = pair[0].engine._parts.leases
    pair[0].engine._always[2].cancel()  # no heart beats meanwhile
    leases.renewed(float("-1e9"))
    await pair[0].hear("say a")
    assert pair[0].world.texts == []
    await pair[0].engine._beat()
    await pair[0].until(lambda: pair[0].world.texts == ["a"])


async def test_a_stopped_process_lets_go_of_everything(pair: tuple[Stage, Stage]) -> None:
    """What it did not finish is taken up within a second."""
    pair[0].world.troubles = [TryAgainLater("down", 3600.0)]
    await pair[0].hear("say a")
    await pair[0].engine.stop(deliveries_seconds=0)
    await pair[1].until(lambda: pair[1].world.texts == ["a"])


async def test_both_ring_a_wakeup_once(pair: tuple[Stage, Stage]) -> None:
    """Two sweeps at the same time are one event."""
    await pair[0].hear("wake remind 2026-11-23T10:00+00:00")
    for stage in pair:
        stage.clock.forward(3600)
    await asyncio.gather(pair[0].engine.sweep(), pair[1].engine.sweep())
    await pair[0].until(lambda: pair[0].world.texts == ["woke remind"])
    await asyncio.gather(pair[0].engine.idle(), pair[1].engine.idle())
    assert pair[0].world.texts == ["woke remind"]


async def test_fifty_students_at_two_processes_never_hold_an_overlap(pair: tuple[Stage, Stage]) -> None:
    """Claims queue up behind one lock, whoever serves them."""
    accepts = [
        pair[n % 2].engine.accept(
            wrote(f"hold o{n} 2026-11-25T{10 + n % 3}:{15 * (n % 4):02}+00:00 60", talk=f"1:2:s{n}")
        )
        for n in range(50)
    ]
    await asyncio.gather(*accepts)
    await pair[0].until(lambda: len(pair[0].world.texts) == 50)
    held = sorted(text for text in pair[0].world.texts if text.startswith("held"))
    times = [(10 + int(text[6:]) % 3) * 60 + 15 * (int(text[6:]) % 4) for text in held]
    assert held
    assert all(abs(one - other) >= 70 for i, one in enumerate(times) for other in times[:i])


async def test_two_operating_system_processes_and_one_is_killed(postgres_url: str, tmp_path: Path) -> None:
    """Half of its events accepted by a process that is then killed: everything is said once."""
    world = tmp_path / "world"
    program = [sys.executable, "-m", "tests.shell.other_process", "serve", postgres_url, str(world)]
    victim, survivor = [
        await asyncio.create_subprocess_exec(*program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    for process in (victim, survivor):
        assert await _line(process) == "ready"
    for n in range(40):
        process = victim if n % 2 else survivor
        await _tell(process, f"e{n} 1:2:s{n % 5} say {n}")
        if n == 35:
            victim.send_signal(signal.SIGKILL)
            await victim.wait()
            victim = survivor
    texts: list[str] = []
    async with asyncio.timeout(60):
        while len(texts) < 40:
            await asyncio.sleep(0.02)
            texts = [line.split("\t")[1] for line in world.read_text().splitlines()]
    assert sorted(texts, key=int) == [str(n) for n in range(40)]
    for student in range(5):
        heard = [int(text) for text in texts if int(text) % 5 == student]
        assert heard == sorted(heard)
    survivor.terminate()
    await survivor.wait()


async def _line(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        raise AssertionError("no pipe")
    return (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()


async def _tell(process: asyncio.subprocess.Process, words: str) -> None:
    if process.stdin is None:
        raise AssertionError("no pipe")
    process.stdin.write(f"{words}\n".encode())
    await process.stdin.drain()
    assert await _line(process) == "ok"
