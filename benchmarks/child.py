"""A process of `benchmarks.servers`: started, asked, ended."""

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from typing import Self


class Child:
    """One of them. Ends with the stack it was started on."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.port = 0

    @classmethod
    async def start(
        cls, ends: AsyncExitStack, what: str, *numbers: int, environment: dict[str, str] | None = None
    ) -> Self:
        """Started and ready; `port` is where it listens, if it does."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.servers", what, *map(str, numbers)),
            stdin=pipe,
            stdout=pipe,
            env={**os.environ, **(environment or {})},
        )
        child = cls(process)
        ends.push_async_callback(child._end)
        line = await child._line()
        child.port = int(line) if line.isdigit() else 0
        return child

    async def ask(self, line: str) -> str:
        """What it says to a line."""
        stdin = self._process.stdin
        if stdin is None:
            raise RuntimeError("no pipe")
        stdin.write(f"{line}\n".encode())
        return await self._line()

    async def cpu_seconds(self) -> float:
        """Processor time it has used."""
        return float(await self.ask("cpu"))

    async def _line(self) -> str:
        if self._process.stdout is None:
            raise RuntimeError("no pipe")
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("a process of the benchmark ended early; its error stands above")
        return line.decode().strip()

    async def _end(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), 20)
