"""A uvicorn inside a running loop: on any free port, without signal handlers, stopped at once."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

TRANSPORT = "rehearsal.transport"
GRACE_S = 1.0  # for requests under way at the end
ROUNDS = 5
KEEPS_S = 75  # an idle connection, as nginx does before Chatwoot: the desk lets go of it long before


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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn's own shutdown without its fixed tenth of a second."""
        loop = asyncio.get_running_loop()
        for listening in [each for server in self.servers for each in server.sockets]:
            loop.remove_reader(listening)
        await (
            self._let_go()
        )  # Python 3.11 leaves a connection open for ever whose server closes while it is being let in
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()
        await self._let_go()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=GRACE_S)
        for task in list(self.server_state.tasks):
            task.cancel()
        await self._let_go()

    async def _let_go(self) -> None:
        """Whoever was let in last becomes a connection only some rounds of the loop later, and a closed one tells its protocol then."""
        for _ in range(ROUNDS):
            for connection in list(self.server_state.connections):
                connection.shutdown()
            await asyncio.sleep(0)


class Serving:
    """Serves an ASGI application until `stop`."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        config = uvicorn.Config(
            _with_transport(app),
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_keep_alive=KEEPS_S,
        )
        self._server = _Server(config)
        # Named TCP: asyncio switches Nagle off only then, and an answer would wait 40 ms for an acknowledgement.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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


def _with_transport(app: ASGIApp) -> ASGIApp:
    """Put the connection into the scope, so that a trouble can close it without an answer."""

    async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
        # uvicorn's `send` is a bound method of the request, which has the transport.
        scope[TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return with_transport
