"""A uvicorn inside a running loop: on any free port, without signal handlers, stopped at once."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.leaving = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to whoever runs the loop."""
        yield

    async def main_loop(self) -> None:
        """uvicorn's own loop, but woken at once when it shall end: hundreds of test worlds stop a day."""
        ticks = 0
        while not await self.on_tick(ticks):
            ticks = (ticks + 1) % 864_000
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.leaving.wait(), 0.1)


class Serving:
    """Serves an ASGI application until `stop`."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", ws="none")
        config.timeout_graceful_shutdown = 1
        self._server = _Server(config)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; connections are taken when this returns."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            if self._task.done():
                await self._task
                raise RuntimeError(f"the pretend world could not listen on {self.host}:{self.port}")
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Close every connection and the port."""
        self._server.should_exit = True
        self._server.leaving.set()
        if self._task:
            await self._task
        self._socket.close()
