"""The desk's door: handed over by whoever started it, it refuses nobody while the desk is restarted."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from bot.commands.serving import Server, handed_over, take_port
from bot.core.errors import WrongSettings
from tests.shell.test_commands import environment


def test_a_door_that_was_handed_over_refuses_nobody_while_the_desk_is_restarted(tmp_path: Path) -> None:
    """As systemd's socket activation does it: SIGTERM, another desk at the same socket, and requests all the while."""
    with socket.create_server(("127.0.0.1", 0)) as door, ThreadPoolExecutor(4) as callers:
        host, port = door.getsockname()
        over, answers = threading.Event(), list[int]()

        def calls() -> None:
            while not over.wait(0.005):
                caller = HTTPConnection(host, port, timeout=120)
                caller.request("GET", "/health")
                answers.append(caller.getresponse().status)
                caller.close()

        def many_more() -> None:
            enough, until = len(answers) + 20, time.monotonic() + 120
            while len(answers) < enough:
                assert time.monotonic() < until, "nobody is answered"
                time.sleep(0.02)

        desk = _at(door, tmp_path)
        calling = [callers.submit(calls) for _ in range(4)]
        try:
            many_more()
            desk.terminate()
            assert desk.wait(60) == 0
            desk = _at(door, tmp_path)
            many_more()
        finally:
            over.set()
            failed = [each.exception() for each in calling]
            desk.terminate()
            ended = desk.wait(60)
    assert (failed, ended) == ([None] * 4, 0)
    assert set(answers) == {200}


def _at(door: socket.socket, tmp_path: Path) -> "subprocess.Popen[bytes]":
    """`run` with that socket as its third file, and told so as systemd tells."""
    becomes = (
        "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ |= {'LISTEN_FDS': '1', 'LISTEN_PID': str(os.getpid())};"
        "os.execv(sys.executable, [sys.executable, '-m', 'bot', 'run'])"
    )
    return subprocess.Popen(  # noqa: S603  our own command line
        [sys.executable, "-c", becomes, str(door.fileno())],
        cwd=tmp_path,
        env=environment({"PORT": "1"}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[door.fileno()],
    )


def test_who_is_handed_several_doors_says_so() -> None:
    """One door is the desk's; what was meant for another process is not looked at."""
    with pytest.raises(WrongSettings, match="one ListenStream"):
        handed_over({"LISTEN_FDS": "2", "LISTEN_PID": str(os.getpid())})
    assert handed_over({"LISTEN_FDS": "1", "LISTEN_PID": "1"}) is None
    assert handed_over({}) is None


async def test_who_was_let_in_last_is_answered() -> None:
    """The connection stands, the server is asked to end, and only then it is said what is wanted."""
    with take_port("127.0.0.1", 0) as door:
        server = Server(uvicorn.Config(PlainTextResponse("heard"), http="httptools", lifespan="off", log_config=None))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        reader, writer = await asyncio.open_connection(*door.getsockname())
        async with asyncio.timeout(60):
            while not server.server_state.connections:  # noqa: ASYNC110 - uvicorn tells nobody
                await asyncio.sleep(0.005)
        ending = asyncio.create_task(server.shutdown())
        await asyncio.sleep(0)
        writer.write(b"GET / HTTP/1.1\r\nHost: desk.test\r\n\r\n")
        assert (await reader.read(1000)).startswith(b"HTTP/1.1 200")
        writer.close()
        server.should_exit = True
        await asyncio.gather(serving, ending)
