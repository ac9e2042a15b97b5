"""Stripe's webhooks: signed at each attempt, retried with back-off, lost or doubled when a knob says so."""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from bot.rehearsal.posting import posting_client
from bot.rehearsal.stream import Stream
from bot.rehearsal.wire import Json


@dataclass
class WebhookKnobs:
    """How webhooks travel. `lose_next` events and all of `lose_types` never leave; the event list keeps them."""

    copies: int = 1
    lose_next: int = 0
    lose_types: list[str] = field(default_factory=list)
    shuffle_rate: float = 0.0
    shuffle_up_to_s: float = 0.1
    delay_s: float = 0.0
    retries_after_s: list[float] = field(default_factory=lambda: [0.1, 0.3, 1.0, 3.0])
    timeout_s: float = 10.0
    paused: bool = False
    signs_with_real_time: bool = False  # for a desk in another process whose clock does not jump


@dataclass(slots=True, eq=False)
class Webhook:
    """One event on its way to one endpoint."""

    event: Json
    body: bytes
    attempts: int = 0
    outcome: str = "queued"


def signature_header(secret: str, timestamp: int, body: bytes) -> str:
    """The value of `Stripe-Signature`: HMAC-SHA256 over timestamp, a dot and the raw body."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class Webhooks:
    """Sends events to the desk's endpoint; `url` empty sends nothing."""

    def __init__(
        self, secret: str, knobs: WebhookKnobs, stream: Stream, seconds: Callable[[], int], dice: random.Random
    ) -> None:
        self.url, self.secret, self.knobs = "", secret, knobs
        self.rolled: list[str] = []  # former secrets, until they end: Stripe signs with each that is valid
        self.log: deque[Webhook] = deque(maxlen=2_000)
        self._stream, self._seconds, self._dice = stream, seconds, dice
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: list[Webhook] = []
        self._client = posting_client(knobs.timeout_s)

    def send(self, event: Json) -> None:
        """Start the delivery of an event."""
        webhook = Webhook(event, json.dumps(event, indent=2, ensure_ascii=False).encode())
        lost = event["type"] in self.knobs.lose_types
        if self.knobs.lose_next > 0:
            self.knobs.lose_next -= 1
            lost = True
        if lost or not self.url:
            webhook.outcome = "lost"
            self.log.append(webhook)
            self._tell(webhook)
            return
        for _ in range(self.knobs.copies):
            copy = Webhook(event, webhook.body)
            self.log.append(copy)
            self._begin(copy)

    def _begin(self, webhook: Webhook) -> None:
        if self.knobs.paused:
            self._held.append(webhook)
            return
        delay_s = self.knobs.delay_s
        if self.knobs.shuffle_rate and self._dice.random() < self.knobs.shuffle_rate:
            delay_s += self._dice.uniform(0, self.knobs.shuffle_up_to_s)
        self._stream.quiet.begins()
        task = asyncio.get_running_loop().create_task(self._deliver(webhook, delay_s))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def release(self) -> None:
        """Send what `paused` held back."""
        held, self._held = self._held, []
        for webhook in held:
            self._begin(webhook)

    async def stop(self) -> None:
        """Give up everything under way."""
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    async def _deliver(self, webhook: Webhook, delay_s: float) -> None:
        try:
            for wait_s in (delay_s, *self.knobs.retries_after_s):
                if wait_s:
                    await asyncio.sleep(wait_s)
                webhook.attempts += 1
                if await self._post(webhook):
                    webhook.outcome = "delivered"
                    webhook.event["pending_webhooks"] = 0
                    return
                webhook.outcome = "retrying"
                self._tell(webhook)
            webhook.outcome = "failed"
        finally:
            self._stream.quiet.ends()
            self._tell(webhook)

    async def _post(self, webhook: Webhook) -> bool:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": self._signatures(webhook.body),
        }
        try:
            async with asyncio.timeout(self.knobs.timeout_s):
                answer = await self._client.post(self.url, content=webhook.body, headers=headers)
        except (httpx.HTTPError, TimeoutError):
            return False
        return 200 <= answer.status_code <= 299

    def _signatures(self, body: bytes) -> str:
        at = self._signed_at()
        former = (signature_header(each, at, body).partition(",")[2] for each in self.rolled)
        return ",".join((signature_header(self.secret, at, body), *former))

    def _signed_at(self) -> int:
        return int(time.time()) if self.knobs.signs_with_real_time else self._seconds()

    def _tell(self, webhook: Webhook) -> None:
        event = webhook.event
        self._stream.publish(
            "webhook", type=event["type"], id=event["id"], outcome=webhook.outcome, attempts=webhook.attempts
        )
