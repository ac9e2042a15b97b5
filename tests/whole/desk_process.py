"""The desk in an operating-system process of its own, that can be killed at any moment and started again.

Processes are forked from a server that has imported everything once: a start costs milliseconds instead of seconds. The
listening socket belongs to whoever starts them, as with systemd's socket activation: while no desk lives, callbacks wait
at the door; only those that were inside die with it.
"""

import asyncio
import faulthandler
import multiprocessing
import os
import signal
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.commands.serving import address, serve, take_port
from bot.shell import failpoints
from bot.shell.app import open_desk
from bot.shell.logs import configure_logs
from tests.patience import be_patient
from tests.whole.desk_and_world import settings_of

LOOKS_EVERY_SECONDS = 0.02
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.whole.desk_process", "tests.whole.warm"])


@dataclass(frozen=True, slots=True)
class Start:
    """Everything a desk's process needs. `ahead` is how far its clock is ahead of the machine's."""

    environment: dict[str, str]
    ahead: timedelta
    log: Path
    failpoint: str = ""
    passings: str = ""


@dataclass
class DeskProcess:
    """One desk after the other at the same door."""

    environment: dict[str, str]
    ahead: timedelta
    log: Path
    door: socket.socket = field(default_factory=lambda: take_port("127.0.0.1", 0))
    starts: int = 0
    _process: BaseProcess | None = None

    @property
    def url(self) -> str:
        """Where the desk is, now or once it lives again."""
        return address(self.door)

    @property
    def alive(self) -> bool:
        """Whether a desk lives."""
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int:
        """The number of the newest desk's process."""
        return (self._process.pid if self._process else None) or 0

    def start(self, *, failpoint: str = "", passings: Path | None = None) -> None:
        """Another desk, that dies at `failpoint`, and writes the points it passes to `passings`."""
        about = Start(self.environment, self.ahead, self.log, failpoint, str(passings or ""))
        self._process = FORKING.Process(target=live, args=(about, self.door), daemon=True)
        self._process.start()
        self.starts += 1

    async def dies(self) -> None:
        """Returns when the desk has died."""
        if self._process is None:
            return
        loop, died, gone = asyncio.get_running_loop(), os.dup(self._process.sentinel), asyncio.Event()
        loop.add_reader(died, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(died)
            os.close(died)
        self._process.join()

    def kill(self) -> None:
        """SIGKILL, as the kernel does when memory runs out."""
        if self._process is not None and self._process.pid is not None and self.alive:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.join()

    def terminate(self) -> None:
        """SIGTERM, as before a new release."""
        if self._process is not None:
            self._process.terminate()

    async def ends(self) -> int | None:
        """SIGTERM, and the exit code."""
        if self._process is None:
            return None
        self.terminate()
        await self.dies()
        self._process.join()
        return self._process.exitcode

    def close(self) -> None:
        """Kill it and give the door back."""
        self.kill()
        self.door.close()


def live(about: Start, door: socket.socket) -> None:
    """A desk's whole life, in its own process."""
    be_patient()
    settings = settings_of({"RECONCILE_MINUTES": "0"} | about.environment)
    stacks = about.log.with_suffix(".stacks").open("w", encoding="utf-8")
    with about.log.open("a", encoding="utf-8") as log, stacks:
        faulthandler.register(signal.SIGUSR1, stacks)  # where every thread is, should it ever hang
        configure_logs("info", log, for_people=False)
        failpoints.arm({"DESK_FAILPOINT": about.failpoint, "DESK_FAILPOINT_LOG": about.passings})

        async def work() -> None:
            async with open_desk(settings, clock=lambda: datetime.now(UTC) + about.ahead) as desk:
                await serve(desk.app, door, leaving=desk.leave)

        asyncio.run(work())
