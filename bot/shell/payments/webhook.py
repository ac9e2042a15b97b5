"""`POST /webhook/payments`: raw bytes -> signature -> fact -> inbox -> 200, with nothing outgoing in between.

What Stripe does with each answer: any 2xx ends it; everything else is sent again for up to three days. So what is not
ours is a 200, and only what could not be saved is a 500. While a student waits on Stripe's page for us, up to ten
seconds, they are not sent on to our thank-you page.
"""

import json
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, Protocol

import structlog
from prometheus_client import Counter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.errors import BadRequest, BadSignature, NotForUs
from bot.core.events import MoneyEvent
from bot.shell.engine import Mapped, Reference
from bot.shell.payments.inbound import WrongMode, heard
from bot.shell.payments.signature import verify

LARGEST_BODY_BYTES = 512 * 1024

log = structlog.get_logger(__name__)
WEBHOOKS = Counter("tutorbot_stripe_webhooks", "Webhooks from Stripe, by what became of them.", ["outcome"])
ALERTS = Counter("tutorbot_stripe_webhook_alerts", "Webhooks that say something is set up wrongly.", ["kind"])


class Door(Protocol):
    """What this page asks of the engine."""

    async def accept_mapped(self, reference: Reference, make: Callable[[Mapped], MoneyEvent]) -> bool:
        """Whether the fact was new, once it is durable. NotForUs: no order of ours."""


class TooLarge(BadRequest):
    """The body is larger than any event: answer 413."""


class PaymentsWebhook:
    """The endpoint. `clock` gives Unix seconds; only the signature's age is judged by it."""

    def __init__(
        self, secrets: Sequence[str], door: Door, *, live: bool, clock: Callable[[], float] = time.time
    ) -> None:
        self._secrets = tuple(secrets)
        self._door = door
        self._live = live
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """The route, with and without a slash at the end (Stripe does not follow redirects)."""
        return [Route("/webhook/payments" + end, self.receive, methods=["POST"]) for end in ("", "/")]

    async def receive(self, request: Request) -> Response:
        """The answer to one webhook. Bodies are never logged, nor errors that carry them."""
        try:
            outcome = await self._take(request)
        except BadSignature as error:
            log.error("stripe_webhook_refused", why=str(error))
            return _answer("bad_signature", 401)
        except TooLarge:
            log.error("stripe_webhook_too_large")
            return _answer("too_large", 413)
        except BadRequest as error:
            log.error("stripe_webhook_malformed", why=str(error))
            return _answer("malformed", 400)
        except WrongMode as error:
            log.error("stripe_webhook_of_the_other_mode", why=str(error))
            ALERTS.labels("livemode").inc()
            return _answer("wrong_mode", 200)
        except NotForUs as error:
            log.debug("stripe_webhook_not_for_us", why=str(error))
            return _answer("not_for_us", 200)
        except ClientDisconnect:
            return _answer("gone", 500)
        except Exception as error:
            # Whatever kept it from being saved: Stripe sends it again.
            log.error("stripe_webhook_not_saved", error=type(error).__name__)
            return _answer("not_saved", 500)
        return _answer(outcome, 200)

    async def _take(self, request: Request) -> str:
        body = await _body(request)
        verify(self._secrets, request.headers.get("stripe-signature", ""), body, self._clock())
        told = heard(_parsed(body), live=self._live)
        return "new" if await self._door.accept_mapped(told.reference, told.make) else "again"


async def _body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > LARGEST_BODY_BYTES:
        raise TooLarge("the body is larger than 512 KiB")
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > LARGEST_BODY_BYTES:
            raise TooLarge("the body is larger than 512 KiB")
        parts.append(part)
    return b"".join(parts)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None  # the decoder's error holds the body
    if not isinstance(payload, dict):
        raise BadRequest("the body is not a JSON object")
    return payload


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _answer(outcome: str, status: int) -> Response:
    WEBHOOKS.labels(outcome).inc()
    return PlainTextResponse(str(status), status_code=status)
