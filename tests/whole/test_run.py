"""The real command in a process of its own, killed by a failpoint of its environment, and started again."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from bot.rehearsal.people import Student
from bot.rehearsal.world import World
from tests.ports import free_port
from tests.whole.ledger_of import Ledger

START_SECONDS = 60.0


def _run(environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    with log.open("ab") as out:
        return subprocess.Popen([sys.executable, "-m", "bot", "run"], env=kept | environment, stdout=out, stderr=out)


async def _listens(world: World, port: int) -> None:
    def knock() -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", port)) == 0

    deadline = time.monotonic() + START_SECONDS
    while not knock():
        assert time.monotonic() < deadline, "the desk never listened"
        await world.quiet.settles(0.1, 0.2)


async def test_the_command_dies_after_a_commit_and_the_next_one_says_what_was_to_be_said(tmp_path: Path) -> None:
    """`python -m bot run`, SIGKILL before its second message, and the same command once more on the same database."""
    port, database, log = free_port(), f"sqlite:///{tmp_path}/desk.db", tmp_path / "desk.log"
    async with World(f"http://127.0.0.1:{port}") as world:
        environment = world.environment() | {"DATABASE_URL": database, "PORT": str(port)}
        environment["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
        first = _run(environment | {"DESK_FAILPOINT": "delivery.before:Say:2"}, log)
        second = None
        try:
            await _listens(world, port)
            student = await Student.arrives(world, language="nl")
            await student.writes("hoi")
            await student.sees(timeout_s=60)
            await student.taps("regular")
            assert await asyncio.to_thread(first.wait, 60) == -9
            second = _run(environment, log)
            await _listens(world, port)
            asked = await student.sees(timeout_s=60)
            assert [each["value"] for each in asked[-1]["buttons"]][:2] == ["math", "stats"]
            bubbles = [each for each in await student.phone() if each["from"] == "bot"]
            assert len(bubbles) == 2
            ledger = Ledger(database)
            assert ledger.dead() == []
            ledger.close()
            second.terminate()
            assert await asyncio.to_thread(second.wait, 60) == 0
        finally:
            for desk in (first, second):
                if desk is not None and desk.poll() is None:
                    desk.kill()
                    desk.wait()
