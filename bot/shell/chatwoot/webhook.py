"""The door Chatwoot knocks on: raw body -> signature -> event -> durable -> 200, with nothing outgoing in between.

What the answer means to Chatwoot (4.13): 200–207 is fine; 429 and 500 are tried twice more; **everything else, a redirect
and five silent seconds included, hands a pending conversation over to people at once.** So trouble of ours is always 500,
and both spellings of each path are routes, because Starlette would redirect the one it does not know.

The endpoint speaks ASGI itself: everything Chatwoot tells comes through here, and Starlette's Request and Response cost
as much as reading, checking and keeping the callback.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

import msgspec
import structlog
from prometheus_client import Counter
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.core.errors import BadRequest, BadSignature, NotForUs, TryAgainLater
from bot.core.events import Event
from bot.shell.chatwoot.inbound import Echo, Heard, Ignored, OtherAccount, Several, heard
from bot.shell.chatwoot.settings import ChatwootSettings
from bot.shell.chatwoot.signature import same_path_secret, verify

LARGEST_BODY_BYTES = 1024 * 1024
LONGEST_ECHO_SECONDS = 3.0

log = structlog.get_logger(__name__)
CALLBACKS = Counter("desk_chatwoot_callbacks", "Callbacks from Chatwoot, by what became of them.", ["outcome"])
CALLBACKS.labels("bad_signature")  # there before the first one, so that its rise is seen
_count = cache(CALLBACKS.labels)  # finding a counter by its label takes a lock
_parse = msgspec.json.Decoder().decode


class Door(Protocol):
    """What this page asks of the engine."""

    async def accept(self, *events: Event) -> int:
        """Returns once the events are durable (how many were new does not matter here).

        An error when that takes too long for Chatwoot's patience; they may be saved all the same.
        """

    async def echo_seen(self, delivery_id: str) -> None:
        """Takes note that a message of ours arrived at Chatwoot."""


class TooLarge(BadRequest):
    """The body is larger than any callback: answer 413."""


class Gone(Exception):
    """The client went away before its body was here: nobody hears an answer."""


class ChatwootWebhook:
    """The endpoint, an ASGI application. `clock` gives Unix seconds; only the signature's age is judged by it."""

    def __init__(self, settings: ChatwootSettings, door: Door, *, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._door = door
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """The routes, each with and without a slash at the end."""
        # Not `:int`, which makes a number of whatever is in the path: thousands of digits are an exception there.
        paths = ("/webhook/chatwoot/{account_id}", "/webhook/chatwoot/{account_id}/{secret}")
        return [Route(path + end, self, methods=["POST"]) for path in paths for end in ("", "/")]

    def direct(self) -> Mapping[str, ASGIApp]:
        """The path a signing Chatwoot calls, for a server that wants to spare it the search among the routes."""
        return {f"/webhook/chatwoot/{self._settings.account_id}": self}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer to one callback; see the file's head for what each status does over there."""
        try:
            outcome, status = await self._take(scope, receive), 200
        except BadSignature as error:
            # Loud: with a wrong secret every conversation is handed over on its first message.
            outcome, status = self._refused("bad_signature", error), 401
        except OtherAccount as error:
            outcome, status = self._refused("other_account", error), 404
        except NotForUs:
            outcome, status = "not_for_us", 200
        except TooLarge as error:
            outcome, status = self._refused("too_large", error), 413
        except BadRequest as error:
            outcome, status = self._refused("malformed", error), 400
        except Gone:
            _count("gone").inc()
            return
        except Exception as error:
            # Whatever kept it from being saved (its words may be personal): Chatwoot sends it again, twice.
            late = isinstance(error, TryAgainLater)
            log.error("chatwoot_callback_not_saved", error=type(error).__name__, why=str(error) if late else "")
            outcome, status = "not_saved", 500
        _count(outcome).inc()
        start, body = _ANSWERS[status]
        await send(start)
        await send(body)

    async def _take(self, scope: Scope, receive: Receive) -> str:
        given = scope.get("path_params")
        if given and given["account_id"] != str(self._settings.account_id):
            raise OtherAccount("the path names another account than CHATWOOT_ACCOUNT_ID")
        timestamp, signature, announced = _headers(scope["headers"])
        body = await _body(receive, announced)
        if given and "secret" in given:
            if not same_path_secret(self._settings.path_secret, given["secret"]):
                raise BadSignature("the secret in the path is not CHATWOOT_WEBHOOK_PATH_SECRET")
        else:
            verify(self._settings.webhook_secrets, timestamp, signature, body, self._clock())
        return await self._keep(heard(_parsed(body), self._settings.account_id))

    async def _keep(self, what: Heard) -> str:
        if isinstance(what, Ignored):
            return what.why
        if isinstance(what, Echo):
            # 500 asks for the echo again (twice); what never arrives is looked up by the outbox itself.
            async with asyncio.timeout(LONGEST_ECHO_SECONDS):
                await self._door.echo_seen(what.delivery_id)
            return "echo"
        events = what.events if isinstance(what, Several) else (what,)
        await self._door.accept(*events)
        return type(events[0]).__name__

    def _refused(self, outcome: str, error: Exception) -> str:
        log.error("chatwoot_callback_refused", outcome=outcome, why=str(error))
        return outcome


def _headers(raw: Sequence[tuple[bytes, bytes]]) -> tuple[str, str, bytes]:
    """Timestamp, signature and announced length. ASGI gives names in lower case."""
    timestamp = signature = announced = b""
    for name, value in raw:
        if name == b"x-chatwoot-timestamp":
            timestamp = value
        elif name == b"x-chatwoot-signature":
            signature = value
        elif name == b"content-length":
            announced = value
    return timestamp.decode("latin-1"), signature.decode("latin-1"), announced


async def _body(receive: Receive, announced: bytes) -> bytes:
    if announced.isdigit() and int(announced[:20]) > LARGEST_BODY_BYTES:
        raise TooLarge("the body is larger than 1 MiB")
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY_BYTES:
            raise TooLarge("the body is larger than 1 MiB")
        if not message.get("more_body"):
            return body


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        payload = _parse(body)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None  # the decoder's error may hold a piece of the body
    if not isinstance(payload, dict):
        raise BadRequest("the body is not a JSON object")
    return payload


def _answer(status: int) -> tuple[dict[str, Any], dict[str, Any]]:
    body = str(status).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": body}


_ANSWERS = {status: _answer(status) for status in (200, 400, 401, 404, 413, 500)}
