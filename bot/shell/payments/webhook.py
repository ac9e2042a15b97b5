"""`POST /webhook/payments`: raw bytes -> signature -> fact -> inbox -> 200, with nothing outgoing in between.

What Stripe does with each answer: any 2xx ends it; everything else is sent again for up to three days. So what is not
ours is a 200, and only what could not be saved is a 500. While a student waits on Stripe's page for us, up to ten
seconds, they are not sent on to our thank-you page.

The endpoint speaks ASGI itself, as Chatwoot's does: Starlette's Request and Response cost as much as all the rest.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NoReturn, Protocol

import msgspec
import structlog
from prometheus_client import Counter
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.core.errors import BadRequest, BadSignature, NotForUs
from bot.core.events import MoneyEvent
from bot.shell.engine import Mapped, Reference
from bot.shell.payments.inbound import OtherAccount, WrongMode, heard
from bot.shell.payments.signature import verify

PATH = "/webhook/payments"
LARGEST_BODY_BYTES = 512 * 1024

log = structlog.get_logger(__name__)
WEBHOOKS = Counter("desk_stripe_webhooks", "Webhooks from Stripe, by what became of them.", ["outcome"])
WEBHOOKS.labels("bad_signature")  # there before the first one, so that its rise is seen
ALERTS = Counter("desk_stripe_webhook_alerts", "Webhooks that say something is set up wrongly.", ["kind"])

_count = cache(WEBHOOKS.labels)  # finding a counter by its label takes a lock
_quick = msgspec.json.Decoder().decode


class Door(Protocol):
    """What this page asks of the engine."""

    async def accept_mapped(self, reference: Reference, make: Callable[[Mapped], MoneyEvent]) -> bool:
        """Whether the fact was new, once it is durable. NotForUs: no order of ours."""


class TooLarge(BadRequest):
    """The body is larger than any event: answer 413."""


class Gone(Exception):
    """The client went away before its body was here: nobody hears an answer."""


class PaymentsWebhook:
    """The endpoint, an ASGI application. `clock` gives Unix seconds; only the signature's age is judged by it."""

    def __init__(
        self, secrets: Sequence[str], door: Door, *, live: bool, clock: Callable[[], float] = time.time
    ) -> None:
        self._secrets = tuple(secrets)
        self._door = door
        self._live = live
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """The route, with and without a slash at the end (Stripe does not follow redirects)."""
        return [Route(PATH + end, self, methods=["POST"]) for end in ("", "/")]

    def direct(self) -> Mapping[str, ASGIApp]:
        """The path Stripe calls, for a server that wants to spare it the search among the routes."""
        return {PATH: self}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer to one webhook. Bodies are never logged, nor errors that carry them."""
        try:
            outcome, status = await self._take(scope, receive), 200
        except BadSignature as error:
            log.error("stripe_webhook_refused", why=str(error))
            outcome, status = "bad_signature", 401
        except TooLarge:
            log.error("stripe_webhook_too_large")
            outcome, status = "too_large", 413
        except BadRequest as error:
            log.error("stripe_webhook_malformed", why=str(error))
            outcome, status = "malformed", 400
        except WrongMode as error:
            log.error("stripe_webhook_of_the_other_mode", why=str(error))
            ALERTS.labels("livemode").inc()
            outcome, status = "wrong_mode", 200
        except OtherAccount as error:
            log.error("stripe_webhook_of_another_account", why=str(error))
            ALERTS.labels("account").inc()
            outcome, status = "other_account", 200
        except NotForUs as error:
            log.debug("stripe_webhook_not_for_us", why=str(error))
            outcome, status = "not_for_us", 200
        except Gone:
            _count("gone").inc()
            return
        except Exception as error:
            # Whatever kept it from being saved: Stripe sends it again.
            log.error("stripe_webhook_not_saved", error=type(error).__name__)
            outcome, status = "not_saved", 500
        _count(outcome).inc()
        start, body = _ANSWERS[status]
        await send(start)
        await send(body)

    async def _take(self, scope: Scope, receive: Receive) -> str:
        signature, announced = _headers(scope["headers"])
        body = await _body(receive, announced)
        verify(self._secrets, signature, body, self._clock())
        told = heard(_parsed(body), live=self._live)
        return "new" if await self._door.accept_mapped(told.reference, told.make) else "again"


def _headers(raw: Sequence[tuple[bytes, bytes]]) -> tuple[str, bytes]:
    """Signature (the first, if there are several) and announced length. ASGI gives names in lower case."""
    signature, announced = None, b"0"
    for name, value in raw:
        if name == b"stripe-signature" and signature is None:
            signature = value
        elif name == b"content-length":
            announced = value
    return (signature or b"").decode("latin-1"), announced


async def _body(receive: Receive, announced: bytes) -> bytes:
    if announced.isdigit() and int(announced[:20]) > LARGEST_BODY_BYTES:
        raise TooLarge("the body is larger than 512 KiB")
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY_BYTES:
            raise TooLarge("the body is larger than 512 KiB")
        if not message.get("more_body"):
            return body


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        payload = _quick(body)
    except (ValueError, RecursionError):
        payload = _patient(body)
    if not isinstance(payload, dict):
        raise BadRequest("the body is not a JSON object")
    return payload


def _patient(body: bytes) -> Any:
    """What Python reads: half of a surrogate pair, in anybody's name, must not have Stripe repeat the event for days."""
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None  # the decoder's error holds the body


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _answer(status: int) -> tuple[dict[str, Any], dict[str, Any]]:
    body = str(status).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": body}


_ANSWERS = {status: _answer(status) for status in (200, 400, 401, 413, 500)}
