"""Takes the port, or the open door it is handed, serves the desk on it, and ends gracefully on SIGTERM or Ctrl-C."""

import asyncio
import contextlib
import errno
import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator, MutableMapping

import uvicorn
from starlette.types import ASGIApp

from bot.core.errors import WrongSettings

REQUESTS_SECONDS = 5  # how long requests under way may still take
JUST_LET_IN_SECONDS = 0.2  # within which a caller who was let in last has said what they want
FIRST_HANDED_OVER = 3  # systemd's SD_LISTEN_FDS_START: after standard input, output and error


class Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process before the desk has let go of everything."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `serve`."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Nobody new is let in; uvicorn would also close at once on who came in but has not been heard yet."""
        for server in self.servers:
            server.close()
        await asyncio.sleep(JUST_LET_IN_SECONDS)
        await super().shutdown(sockets)


def handed_over(environment: MutableMapping[str, str] = os.environ) -> socket.socket | None:
    """The listening socket that whoever started us opened for us, as systemd does; None when there is none.

    It stays open while we are restarted, so callers wait instead of being refused: Chatwoot gives a conversation to people
    when it is refused. WrongSettings when there are several.
    """
    number, us = environment.pop("LISTEN_FDS", ""), environment.pop("LISTEN_PID", "")
    if us != str(os.getpid()) or number in ("", "0"):
        return None
    if number != "1":
        raise WrongSettings(
            [f"LISTEN_FDS: the desk opens one door and was handed {number}; leave one ListenStream in desk.socket"]
        )
    door = socket.socket(fileno=FIRST_HANDED_OVER)
    door.set_inheritable(False)
    return door


def take_port(host: str, port: int) -> socket.socket:
    """A socket bound to that address and not listening yet. WrongSettings when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        # A bound port can be bound again until somebody listens: ask now, not after everything else has been started.
        taken.listen()
    except OSError as error:
        taken.close()
        raise WrongSettings([_why(error, host, port)]) from None
    return taken


def address(taken: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = taken.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  compared, not bound
    return f"http://{shown}:{port}"


def calm_collector() -> None:
    """Python looks for garbage less often, and never among what was built at the start: an eighth of an accept's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def serve(
    app: ASGIApp, taken: socket.socket, *, access_log: bool = False, leaving: Callable[[], None] = lambda: None
) -> None:
    """Serves until a signal. `leaving` is called at its first sign, before requests under way are waited for."""
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=access_log,
        proxy_headers=access_log,  # nothing but that log asks who the client is
        server_header=False,
        timeout_graceful_shutdown=REQUESTS_SECONDS,
    )
    server = Server(config)
    calm_collector()

    def leave(number: signal.Signals) -> None:
        leaving()
        server.handle_exit(number, None)

    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, leave, number)
    try:
        await server.serve(sockets=[taken])
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"PORT: {port} is taken on {host}; stop what listens there, or choose another. Example: PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"PORT: {port} may be opened by root only; choose one above 1023. Example: PORT=8000"
    return f"HOST: {host} is no address of this machine ({error.strerror}). Example: HOST=127.0.0.1"
