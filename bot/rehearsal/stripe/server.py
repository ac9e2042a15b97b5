"""The pretend Stripe in one piece."""

import asyncio
import random
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.rehearsal.clock import WorldClock
from bot.rehearsal.gate import DoorKnobs, Gate
from bot.rehearsal.stream import Stream
from bot.rehearsal.stripe.api import CRASH, routes
from bot.rehearsal.stripe.checkout import Checkout
from bot.rehearsal.stripe.disputes import Disputes
from bot.rehearsal.stripe.errors import expired_key
from bot.rehearsal.stripe.idempotency import Idempotency
from bot.rehearsal.stripe.refunds import Refunds
from bot.rehearsal.stripe.tables import StripeTables
from bot.rehearsal.stripe.webhooks import WebhookKnobs, Webhooks
from bot.rehearsal.wire import Json, answer

LOOKS_FOR_EXPIRED_EVERY_S = 0.2
_THROTTLED: Json = {
    "error": {
        "message": "Request rate limit exceeded. You can learn more about rate limits here "
        "https://docs.stripe.com/rate-limits.",
        "type": "invalid_request_error",
        "code": "rate_limit",
    }
}


@dataclass
class StripeKnobs(DoorKnobs):
    """`revoked`: the key was rolled. `forbidden`: permissions (`rak_…`) it lacks. `execution_s`: how long a POST with a key takes inside: the
    same key meanwhile is a 409. The rest is how webhooks travel."""

    revoked: bool = False
    forbidden: list[str] = field(default_factory=list)
    execution_s: float = 0.0
    webhooks: WebhookKnobs = field(default_factory=WebhookKnobs)


class PretendStripe:
    """State and behaviour; `app()` is the ASGI application to mount."""

    def __init__(
        self,
        clock: WorldClock,
        stream: Stream,
        key: str,
        webhook_secret: str,
        prices: dict[str, int],
        knobs: StripeKnobs,
        dice: random.Random,
    ) -> None:
        if not key.startswith(("sk_test_", "rk_test_")):
            raise ValueError("the rehearsal takes test keys only: the key must begin with sk_test_ or rk_test_")
        self.clock, self.stream, self.key, self.knobs = clock, stream, key, knobs
        self.more_keys: list[str] = []  # an account may have several that are valid
        self.webhooks = Webhooks(webhook_secret, knobs.webhooks, stream, clock.seconds, dice)
        self.tables = StripeTables(clock, self.webhooks, stream, prices)
        self.checkout = Checkout(self.tables, dice)
        self.refunds, self.disputes = Refunds(self.tables), Disputes(self.tables)
        self.idempotency = Idempotency(clock)

    async def watch_expiry(self) -> None:
        """Runs for ever: lets sessions expire by themselves."""
        while True:
            await asyncio.sleep(LOOKS_FOR_EXPIRED_EVERY_S)
            self.checkout.expire_due()

    def app(self) -> ASGIApp:
        """The HTTP side behind its gate of troubles."""
        starlette = Starlette(routes=list(routes(self)), exception_handlers={404: _unknown_url})

        async def with_key(scope: Scope, receive: Receive, send: Send) -> None:
            door = answer({"error": expired_key(self.key).error}, 401) if self.knobs.revoked else starlette
            await door(scope, receive, send)

        return Gate(with_key, self.knobs, _failure, self.stream.quiet)


def _unknown_url(request: Request, _error: Exception) -> Response:
    text = f"Unrecognized request URL ({request.method}: {request.url.path})."
    return answer({"error": {"message": text, "type": "invalid_request_error"}}, 404)


def _failure(status: int) -> Response:
    if status == 429:
        return answer(_THROTTLED, 429)
    if status == 500:
        return answer(CRASH, 500)
    return PlainTextResponse("<html><body>503 Service Temporarily Unavailable</body></html>", status_code=status)
