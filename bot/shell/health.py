"""GET /health: alive. GET /ready: can it serve, and what needs somebody's attention. GET /metrics: the counters.

Not ready (503) is only what another process or a restart could mend: no database, or stopping. A refused token or an
unreachable Stripe is attention: events are still taken in and kept, and a balancer that stopped sending them would make
Chatwoot hand every conversation over.

The status of /health and /ready is for everybody. Sentences, queues and counters are for whoever is on this machine or
shows METRICS_TOKEN (see `health_access`).
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Protocol

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.shell.engine_health import Health
from bot.shell.engine_meters import Meters
from bot.shell.health_access import may_look

LONGEST_LOOK_SECONDS = 2.0
LONG_WAIT_SECONDS = 60.0

log = structlog.get_logger(__name__)


class Engine(Protocol):
    """What this page asks of the engine."""

    async def health(self) -> Health:
        """Its numbers; raises when the database cannot be read."""


class HealthPages:
    """The pages. `concerns` are asked each time for sentences of what does not work, or works only in part.

    `meters`: the engine's counters, shown after those of the whole process. `token`: METRICS_TOKEN, "" when there is none.
    """

    def __init__(
        self, engine: Engine, concerns: Sequence[Callable[[], Iterable[str]]], meters: Meters, token: str = ""
    ) -> None:
        self._engine = engine
        self._concerns = concerns
        self._meters = meters
        self._token = token
        self.serving = False  # from the engine's start to the first sign of the end

    def routes(self) -> list[BaseRoute]:
        """The routes."""
        return [
            Route("/health", self.health, methods=["GET"]),
            Route("/ready", self.ready, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def health(self, _request: Request) -> Response:
        """200 as long as the process answers at all."""
        return _json({"alive": True}, 200)

    async def ready(self, request: Request) -> Response:
        """200 or 503; why, for those who may look."""
        numbers = await self._numbers()
        if not may_look(request, self._token):
            ready = numbers is not None and self.serving
            return _json({"ready": ready}, 200 if ready else 503)
        attention = [sentence for concern in self._concerns for sentence in concern()]
        attention += _waiting(numbers) if numbers else []
        answer = {
            "ready": numbers is not None and self.serving,
            "serving": self.serving,
            "database": numbers is not None,
            "attention": attention,
            "queues": {key: value for key, value in asdict(numbers).items() if key != "errors"} if numbers else {},
            "last_errors": list(numbers.errors) if numbers else [],
        }
        return _json(answer, 200 if answer["ready"] else 503)

    async def metrics(self, request: Request) -> Response:
        """Counters for Prometheus; 401 or 403 for those who may not look."""
        if not may_look(request, self._token):
            if self._token:
                return _json(
                    {"error": "METRICS_TOKEN is needed as a bearer token"}, 401, {"WWW-Authenticate": "Bearer"}
                )
            return _json({"error": "only this machine may look; set METRICS_TOKEN to look from elsewhere"}, 403)
        numbers = await self._numbers()
        self._meters.look(numbers)
        counters = generate_latest(REGISTRY) + generate_latest(self._meters.registry)
        return Response(counters, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _numbers(self) -> Health | None:
        try:
            async with asyncio.timeout(LONGEST_LOOK_SECONDS):
                return await self._engine.health()
        except Exception as error:
            # Whatever it is, the answer is the same, and a balancer asks every few seconds.
            log.warning("database_not_readable", error=type(error).__name__)
            return None


def _waiting(numbers: Health) -> list[str]:
    sentences = []
    if numbers.oldest_event_seconds > LONG_WAIT_SECONDS:
        sentences.append(f"an event has been waiting for {numbers.oldest_event_seconds:.0f} s to be decided")
    if numbers.oldest_delivery_seconds > LONG_WAIT_SECONDS:
        sentences.append(f"a delivery has been waiting for {numbers.oldest_delivery_seconds:.0f} s to go out")
    if numbers.dead_events or numbers.dead_deliveries:
        sentences.append(f"put aside for good: {numbers.dead_events} events, {numbers.dead_deliveries} deliveries")
    return sentences


def _json(answer: object, status: int, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    return Response(
        json.dumps(answer, ensure_ascii=False),
        status,
        headers={"Cache-Control": "no-store", **headers},
        media_type="application/json",
    )
