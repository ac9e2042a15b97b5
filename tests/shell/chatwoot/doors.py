"""A webhook with a door that remembers, and a Chatwoot that signs what it sends."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.core.events import Event
from bot.shell.chatwoot.settings import ChatwootSettings
from bot.shell.chatwoot.webhook import ChatwootWebhook

NOW = 1777284000.0
SECRET = "s3cret-of-the-bot"


class RecordingDoor:
    """Keeps what was accepted; can fail or be slow."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.echoes: list[str] = []
        self.failure: Exception | None = None
        self.seconds = 0.0

    async def accept(self, *events: Event) -> int:
        """Remembers the events."""
        await asyncio.sleep(self.seconds)
        if self.failure:
            raise self.failure
        self.events += events
        return len(events)

    async def echo_seen(self, delivery_id: str) -> None:
        """Remembers the echo."""
        await asyncio.sleep(self.seconds)
        if self.failure:
            raise self.failure
        self.echoes.append(delivery_id)


def settings(**changes: Any) -> ChatwootSettings:
    """Settings of account 1."""
    found: dict[str, Any] = {"url": "https://chat.example", "account_id": 1, "bot_token": "bot-key"}
    return ChatwootSettings(**{**found, "webhook_secrets": (SECRET,), **changes})


def signed(body: bytes, *, secret: str = SECRET, at: float = NOW) -> dict[str, str]:
    """The headers Chatwoot 4.13 sends."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Chatwoot-Delivery": "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "X-Chatwoot-Timestamp": stamp,
        "X-Chatwoot-Signature": f"sha256={digest}",
    }


class Knocker:
    """Posts callbacks to the webhook, in this process."""

    def __init__(self, door: RecordingDoor, configured: ChatwootSettings | None = None) -> None:
        self._webhook = ChatwootWebhook(configured or settings(), door, clock=lambda: NOW)
        self._app = Starlette(routes=self._webhook.routes())

    def use(self, application: Callable[[ChatwootWebhook], Starlette]) -> None:
        """Knock at another application that has this webhook."""
        self._app = application(self._webhook)

    async def post(
        self,
        payload: Any = None,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        path: str = "/webhook/chatwoot/1",
        method: str = "POST",
        chunked: bool = False,
    ) -> int:
        """The status of the answer. `chunked`: the length is not announced."""
        content = json.dumps(payload).encode() if body is None else body
        sent = signed(content) if headers is None else headers
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(transport=transport, base_url="https://desk.example") as client:
            raw = [(name.encode(), value.encode()) for name, value in sent.items()]
            answer = await client.request(method, path, content=_chunks(content) if chunked else content, headers=raw)
        return answer.status_code


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]
