"""Agent-bot callbacks: enqueued as a snapshot, signed and posted later by a pool of workers."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

import httpx

from bot.rehearsal.chatwoot.profiles import CallbackKnobs, Profile
from bot.rehearsal.chatwoot.records import AgentBot
from bot.rehearsal.chatwoot.signing import body_of, is_private, signature, verdict
from bot.rehearsal.posting import posting_client
from bot.rehearsal.quiet import Quiet
from bot.rehearsal.stream import Stream
from bot.rehearsal.wire import Json

ATTEMPTS = 3


@dataclass(slots=True, eq=False)
class Delivery:
    """One callback on its way: the body is fixed, timestamp and signature are made at each attempt."""

    id: str
    event: str
    url: str
    secret: str
    body: bytes
    conversation: tuple[int, int] | None
    contact_inbox_id: int
    attempts: int = 0
    outcome: str = "queued"


class Callbacks:
    """The queue and its workers. `gone(id)` says whether a contact_inbox was deleted; `failed` hands over."""

    def __init__(
        self,
        profile: Profile,
        knobs: CallbackKnobs,
        stream: Stream,
        seconds: Callable[[], int],
        dice: random.Random,
    ) -> None:
        self.profile, self.knobs = profile, knobs
        self._stream, self._seconds, self._dice = stream, seconds, dice
        self.log: deque[Delivery] = deque(maxlen=2_000)
        self.gone: Callable[[int], bool] = lambda _id: False
        self.failed: Callable[[Delivery], None] = lambda _delivery: None
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue()
        self._held: list[Delivery] = []
        self._workers: list[asyncio.Task[None]] = []
        self._client = posting_client(knobs.timeout_s)

    def enqueue(
        self, bot: AgentBot, event: str, payload: Json, conversation: tuple[int, int] | None, contact_inbox_id: int
    ) -> None:
        """Freeze the payload now; it travels when a worker is free."""
        if not bot.outgoing_url or not self.profile.tells(event):
            return
        delivery = Delivery(
            str(uuid4()), event, bot.outgoing_url, bot.secret, body_of(payload), conversation, contact_inbox_id
        )
        if self.knobs.drop_rate and self._dice.random() < self.knobs.drop_rate:
            delivery.outcome = "lost"
            self.log.append(delivery)
            self._tell(delivery)
            return
        copies = 2 if self.knobs.duplicate_rate and self._dice.random() < self.knobs.duplicate_rate else 1
        for _ in range(copies):
            self.log.append(copy := replace(delivery))
            self._put(copy, self._dice_delay_s())

    def _dice_delay_s(self) -> float:
        if self.knobs.shuffle_rate and self._dice.random() < self.knobs.shuffle_rate:
            return self._dice.uniform(0, self.knobs.shuffle_up_to_s)
        return 0.0

    def _put(self, delivery: Delivery, after_s: float = 0.0) -> None:
        self._quiet(delivery).begins()
        if after_s and self._workers:
            asyncio.get_running_loop().call_later(after_s, self._queue.put_nowait, delivery)
        else:
            self._queue.put_nowait(delivery)

    async def start(self) -> None:
        """Start the workers; what was enqueued before travels now."""
        self._workers = [asyncio.create_task(self._work()) for _ in range(self.knobs.workers)]

    async def stop(self) -> None:
        """Stop at once, as a crash of Sidekiq would; what is queued is lost."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers = []
        await self._client.aclose()

    def release(self) -> None:
        """Let go what `paused` held back."""
        held, self._held = self._held, []
        for delivery in held:
            self._put(delivery)

    async def _work(self) -> None:
        while True:
            delivery = await self._queue.get()
            if self.knobs.paused:
                self._held.append(delivery)
                self._quiet(delivery).ends()
                continue
            if self.knobs.latency_s:
                await asyncio.sleep(self.knobs.latency_s)
            try:
                await self._deliver(delivery)
            finally:
                self._quiet(delivery).ends()
                self._tell(delivery)

    def _quiet(self, delivery: Delivery) -> Quiet:
        return self._stream.quiet.part(delivery.contact_inbox_id)

    def _tell(self, delivery: Delivery) -> None:
        self._stream.publish(
            "callback",
            delivery.contact_inbox_id,
            event=delivery.event,
            id=delivery.id,
            outcome=delivery.outcome,
            attempts=delivery.attempts,
            conversation_id=delivery.conversation[1] if delivery.conversation else None,
        )

    async def _deliver(self, delivery: Delivery) -> None:
        if self.gone(delivery.contact_inbox_id):
            delivery.outcome = "discarded"  # ActiveJob cannot read the contact_inbox back
            return
        delivery.attempts += 1
        result = await self._post(delivery)
        if result == "retry" and delivery.attempts < ATTEMPTS:
            delivery.outcome = "retrying"
            self._put(delivery, self.knobs.retry_after_s * self._dice.uniform(1, 1.15))
        elif result == "ok":
            delivery.outcome = "delivered"
        else:
            delivery.outcome = "failed"
            self.failed(delivery)

    async def _post(self, delivery: Delivery) -> str:
        url = delivery.url
        if self.knobs.refuses_private and is_private(url):
            return "failed"
        try:
            async with asyncio.timeout(self.knobs.timeout_s):
                for _ in range(5):
                    answer = await self._client.post(url, content=delivery.body, headers=self._headers(delivery))
                    result = verdict(answer.status_code, self.profile)
                    if result not in ("redirect", "see_other"):
                        return result
                    url = str(httpx.URL(url).join(answer.headers.get("location", "")))
                    if result == "see_other":
                        return "ok" if (await self._client.get(url)).is_success else "failed"
        except (httpx.HTTPError, TimeoutError):
            return "failed"
        return "failed"

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        # A connection for each callback, as Ruby's client does: one kept from before a restart would be a dead desk.
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if not self.profile.signs_callbacks:
            return headers
        headers["X-Chatwoot-Delivery"] = delivery.id
        if delivery.secret and not self.knobs.unsigned:
            timestamp = str(int(time.time()) if self.knobs.signs_with_real_time else self._seconds())
            headers["X-Chatwoot-Timestamp"] = timestamp
            headers["X-Chatwoot-Signature"] = signature(delivery.secret, timestamp, delivery.body)
        return headers
