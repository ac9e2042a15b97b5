"""The door Chatwoot knocks on: raw body -> signature -> event -> durable -> 200, with nothing outgoing in between.

What the answer means to Chatwoot (4.13): 200–207 is fine; 429 and 500 are tried twice more; **everything else, a redirect
and five silent seconds included, hands a pending conversation over to people at once.** So trouble of ours is always 500,
and both spellings of each path are routes, because Starlette would redirect the one it does not know.
"""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, NoReturn, Protocol

import structlog
from prometheus_client import Counter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.errors import BadRequest, BadSignature, NotForUs
from bot.core.events import Event
from bot.shell.chatwoot.inbound import Echo, Heard, Ignored, OtherAccount, Several, heard
from bot.shell.chatwoot.settings import ChatwootSettings
from bot.shell.chatwoot.signature import same_path_secret, verify

LARGEST_BODY_BYTES = 1024 * 1024
LONGEST_ACCEPT_SECONDS = 3.0

log = structlog.get_logger(__name__)
CALLBACKS = Counter("tutorbot_chatwoot_callbacks", "Callbacks from Chatwoot, by what became of them.", ["outcome"])


class Door(Protocol):
    """What this page asks of the engine."""

    async def accept(self, *events: Event) -> int:
        """Returns once the events are durable (how many were new does not matter here)."""

    async def echo_seen(self, delivery_id: str) -> None:
        """Takes note that a message of ours arrived at Chatwoot."""


class TooLarge(BadRequest):
    """The body is larger than any callback: answer 413."""


class ChatwootWebhook:
    """The endpoints. `clock` gives Unix seconds; only the signature's age is judged by it."""

    def __init__(self, settings: ChatwootSettings, door: Door, *, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._door = door
        self._clock = clock
        self._late: set[asyncio.Task[int]] = set()

    def routes(self) -> list[BaseRoute]:
        """The routes, each with and without a slash at the end."""
        paths = ("/webhook/chatwoot/{account_id:int}", "/webhook/chatwoot/{account_id:int}/{secret}")
        return [Route(path + end, self.receive, methods=["POST"]) for path in paths for end in ("", "/")]

    async def receive(self, request: Request) -> Response:
        """The answer to one callback; see the file's head for what each status does over there."""
        try:
            return await self._take(request)
        except BadSignature as error:
            # Loud: with a wrong secret every conversation is handed over on its first message.
            return self._refused("bad_signature", 401, error)
        except OtherAccount as error:
            return self._refused("other_account", 404, error)
        except NotForUs:
            return _answer("not_for_us", 200)
        except TooLarge as error:
            return self._refused("too_large", 413, error)
        except BadRequest as error:
            return self._refused("malformed", 400, error)
        except ClientDisconnect:
            return _answer("gone", 500)

    async def _take(self, request: Request) -> Response:
        if request.path_params["account_id"] != self._settings.account_id:
            raise OtherAccount("the path names another account than CHATWOOT_ACCOUNT_ID")
        body = await _body(request)
        self._verify(request, body)
        payload = _parsed(body)
        return await self._keep(heard(payload, self._settings.account_id))

    def _verify(self, request: Request, body: bytes) -> None:
        given = request.path_params.get("secret", "")
        if given and same_path_secret(self._settings.path_secret, given):
            return
        if given:
            raise BadSignature("the secret in the path is not CHATWOOT_WEBHOOK_PATH_SECRET")
        headers = request.headers
        timestamp, signature = headers.get("x-chatwoot-timestamp", ""), headers.get("x-chatwoot-signature", "")
        verify(self._settings.webhook_secrets, timestamp, signature, body, self._clock())

    async def _keep(self, what: Heard) -> Response:
        if isinstance(what, Ignored):
            return _answer(what.why, 200)
        if isinstance(what, Echo):
            return await self._note_echo(what)
        events = what.events if isinstance(what, Several) else (what,)
        task = asyncio.ensure_future(self._door.accept(*events))
        self._late.add(task)
        task.add_done_callback(self._finished)
        # Never cancelled: an accept that is late may still commit, and its id makes the repeat harmless.
        done, _ = await asyncio.wait({task}, timeout=LONGEST_ACCEPT_SECONDS)
        if not done:
            log.error("chatwoot_callback_not_saved_in_time", seconds=LONGEST_ACCEPT_SECONDS)
            return _answer("too_slow", 500)
        if task.cancelled() or task.exception() is not None:
            return _answer("not_saved", 500)
        return _answer(type(events[0]).__name__, 200)

    async def _note_echo(self, echo: Echo) -> Response:
        try:
            async with asyncio.timeout(LONGEST_ACCEPT_SECONDS):
                await self._door.echo_seen(echo.delivery_id)
        except Exception as error:
            # 500 asks for the echo again (twice); what never arrives is looked up by the outbox itself.
            log.warning("chatwoot_echo_not_noted", error=type(error).__name__)
            return _answer("echo_not_noted", 500)
        return _answer("echo", 200)

    def _refused(self, outcome: str, status: int, error: Exception) -> Response:
        log.error("chatwoot_callback_refused", outcome=outcome, why=str(error))
        return _answer(outcome, status)

    def _finished(self, task: "asyncio.Task[int]") -> None:
        self._late.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("chatwoot_callback_not_saved", error=type(error).__name__)


async def _body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > LARGEST_BODY_BYTES:
        raise TooLarge("the body is larger than 1 MiB")
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > LARGEST_BODY_BYTES:
            raise TooLarge("the body is larger than 1 MiB")
        parts.append(part)
    return b"".join(parts)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("the body is not JSON") from error
    if not isinstance(payload, dict):
        raise BadRequest("the body is not a JSON object")
    return payload


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _answer(outcome: str, status: int) -> Response:
    CALLBACKS.labels(outcome).inc()
    return PlainTextResponse(str(status), status_code=status)
