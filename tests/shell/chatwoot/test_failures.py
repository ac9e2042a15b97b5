"""When nothing came back: had the request left or not?"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import httpx
import pytest

from bot.core.errors import OutcomeUnknown, TryAgainLater
from bot.shell.chatwoot.client import ChatwootClient
from bot.shell.chatwoot.failures import from_no_answer
from bot.shell.chatwoot.outbound import ChatwootCarrier
from tests.shell.chatwoot.doors import settings
from tests.shell.chatwoot.parcels import say, status

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(answers: Answer) -> AsyncIterator[ChatwootCarrier]:
    """A carrier of a server that reads the request and then does what `answers` does."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await answers(writer)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    carrier = carrier_for(listening.sockets[0].getsockname()[1])
    try:
        yield carrier
    finally:
        await carrier.aclose()
        listening.close()
        await listening.wait_closed()


def carrier_for(port: int) -> ChatwootCarrier:
    """A carrier of whatever listens on the port."""
    return ChatwootCarrier(ChatwootClient(settings(url=f"http://127.0.0.1:{port}")))


async def hangs_up(_writer: asyncio.StreamWriter) -> None:
    """No answer at all."""


async def talks_nonsense(writer: asyncio.StreamWriter) -> None:
    """Something that is not HTTP."""
    writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    await writer.drain()


async def breaks_off(writer: asyncio.StreamWriter) -> None:
    """A good answer that ends too early."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")
    await writer.drain()


@pytest.mark.parametrize("answers", [hangs_up, talks_nonsense, breaks_off])
async def test_a_message_that_left_and_was_not_answered_is_an_unknown_outcome(answers: Answer) -> None:
    async with server(answers) as carrier:
        with pytest.raises(OutcomeUnknown):
            await carrier.deliver(say())
        with pytest.raises(TryAgainLater) as caught:
            await carrier.deliver(status("open"))
    assert type(caught.value) is TryAgainLater


async def test_nobody_listening_means_that_nothing_left() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        carrier = carrier_for(reserved.getsockname()[1])
        with pytest.raises(TryAgainLater) as caught:
            await carrier.deliver(say())
        await carrier.aclose()
    assert type(caught.value) is TryAgainLater


async def test_a_page_that_is_not_chatwoot_is_named() -> None:
    async def web_page(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")
        await writer.drain()

    async with server(web_page) as carrier:
        with pytest.raises(TryAgainLater, match="is it Chatwoot"):
            await carrier.deliver(say())


def caused(error: httpx.HTTPError, cause: Exception) -> httpx.HTTPError:
    """The error as httpx-aiohttp raises it."""
    error.__cause__ = cause
    return error


REFUSED_KEY = aiohttp.client_reqrep.ConnectionKey("chat.example", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (httpx.ConnectError("refused"), TryAgainLater),
        (httpx.PoolTimeout("busy"), TryAgainLater),
        (
            caused(httpx.ConnectTimeout("refused"), aiohttp.ClientConnectorError(REFUSED_KEY, OSError("refused"))),
            TryAgainLater,
        ),
        (caused(httpx.ConnectTimeout("slow"), aiohttp.ConnectionTimeoutError()), TryAgainLater),
        (caused(httpx.ConnectTimeout("hung up"), aiohttp.ServerDisconnectedError()), OutcomeUnknown),
        (caused(httpx.ConnectTimeout("reset"), aiohttp.ClientOSError()), OutcomeUnknown),
        (caused(httpx.ReadTimeout("slow"), aiohttp.SocketTimeoutError()), OutcomeUnknown),
        (httpx.ReadError("cut off"), OutcomeUnknown),
    ],
)
def test_the_error_underneath_decides(failure: httpx.HTTPError, error: type[Exception]) -> None:
    assert type(from_no_answer(failure, "say", once=True)) is error
    assert type(from_no_answer(failure, "mirror", once=False)) is TryAgainLater
