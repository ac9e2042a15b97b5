"""A world and a small recording desk for it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rehearsal.serving import Serving
from bot.rehearsal.world import World

TLS = httpx.create_ssl_context()  # read once, 20 ms


@dataclass
class Received:
    """One request that reached the desk."""

    headers: dict[str, str]
    body: bytes
    json: dict[str, Any]


@dataclass
class RecordingDesk:
    """Answers what the test says and remembers everything."""

    callbacks: list[Received] = field(default_factory=list)
    webhooks: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    webhook_answers: list[int] = field(default_factory=list)
    url: str = ""

    async def chatwoot(self, request: Request) -> Response:
        self.callbacks.append(await _received(request))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    async def payments(self, request: Request) -> Response:
        self.webhooks.append(await _received(request))
        return Response(status_code=self.webhook_answers.pop(0) if self.webhook_answers else 200)

    def events(self) -> list[str]:
        return [each.json["event"] for each in self.callbacks]

    def types(self) -> list[str]:
        return [each.json["type"] for each in self.webhooks]


async def _received(request: Request) -> Received:
    body = await request.body()
    return Received(dict(request.headers), body, json.loads(body))


@pytest.fixture
async def desk() -> AsyncIterator[RecordingDesk]:
    recording = RecordingDesk()
    app = Starlette(
        routes=[
            Route("/webhook/chatwoot/1", recording.chatwoot, methods=["POST"]),
            Route("/webhook/payments", recording.payments, methods=["POST"]),
        ]
    )
    serving = Serving(app, "127.0.0.1", 0)
    await serving.start()
    recording.url = f"http://127.0.0.1:{serving.port}"
    yield recording
    await serving.stop()


@pytest.fixture
async def world(desk: RecordingDesk) -> AsyncIterator[World]:
    async with World(desk.url) as running:
        yield running


@pytest.fixture
async def bot(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The account API with the bot's token."""
    async with _client(world, world.bot_token) as client:
        yield client


@pytest.fixture
async def user(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The account API with the service user's token."""
    async with _client(world, world.user_token) as client:
        yield client


@pytest.fixture
async def stripe_api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The pretend Stripe with its key."""
    headers = {"Authorization": f"Bearer {world.stripe.key}"}
    async with httpx.AsyncClient(
        base_url=f"{world.url}/stripe", headers=headers, trust_env=False, verify=TLS
    ) as client:
        yield client


def _client(world: World, token: str) -> httpx.AsyncClient:
    base = f"{world.url}/chatwoot/api/v1/accounts/1"
    return httpx.AsyncClient(base_url=base, headers={"Api-Access-Token": token}, trust_env=False, verify=TLS)
