"""The cheapest HTTP there is: prebuilt requests over kept connections, and a sink that answers them.

The load must not be what is measured, so nothing here parses more than it has to.
"""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from typing import Self

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Sink(asyncio.Protocol):
    """A pretend Chatwoot that takes every POST and answers it at once. `heard(path, body)` is told of each."""

    def __init__(self, heard: Callable[[str, bytes], None]) -> None:
        self._heard = heard
        self._buffer = b""
        self._id = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, rest = self._buffer.partition(b"\r\n\r\n")
            length = _length(head)
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            self._id += 1
            body = b'{"id": %d, "payload": [], "current_status": "pending"}' % self._id
            self._transport.write(OK + str(len(body)).encode() + b"\r\n\r\n" + body)
            self._heard(head.split(b" ", 2)[1].decode(), rest[:length])


class Client(asyncio.Protocol):
    """One kept connection: `await post(request)` sends prebuilt bytes and returns the status."""

    def __init__(self) -> None:
        self._buffer = b""
        self._waiting: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if end and len(rest) >= _length(head) and self._waiting is not None:
            self._buffer = b""
            self._waiting.set_result(int(head[9:12]))
            self._waiting = None

    async def post(self, request: bytes) -> int:
        """The status of the answer."""
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """An HTTP request as bytes."""
    lines = [f"POST {path} HTTP/1.1", "host: desk", "content-type: application/json", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def connect(port: int) -> Client:
    """A kept connection to a server on this machine."""
    _, client = await asyncio.get_running_loop().create_connection(Client, "127.0.0.1", port)
    return client


class Load:
    """Many kept connections to one server."""

    def __init__(self, clients: Sequence[Client]) -> None:
        self._clients = clients

    @classmethod
    async def to(cls, port: int, *, in_flight: int = 64) -> Self:
        """So many connections."""
        return cls([await connect(port) for _ in range(in_flight)])

    async def per_second(self, requests: Sequence[bytes]) -> float:
        """How many are answered with 200 in a second; an error for any other status."""
        left = iter(requests)

        async def work(client: Client) -> None:
            for one in left:
                status = await client.post(one)
                if status != 200:
                    raise RuntimeError(f"answered {status}")

        began = time.perf_counter()
        await asyncio.gather(*map(work, self._clients))
        return len(requests) / (time.perf_counter() - began)


def _length(head: bytes) -> int:
    found = _LENGTH.search(head)
    return int(found[1]) if found else 0
