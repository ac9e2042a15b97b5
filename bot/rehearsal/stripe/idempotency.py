"""Idempotency keys: what is kept, what is replayed, what is refused."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from bot.rehearsal.clock import WorldClock
from bot.rehearsal.stripe.errors import key_in_use, reused_key
from bot.rehearsal.wire import Json

KEPT_S = 24 * 60 * 60


@dataclass(slots=True)
class Kept:
    """What was sent under a key and, once executed, what was answered."""

    asked: str
    at: int
    status: int = 0
    body: bytes = b""
    request_id: str = ""


class Idempotency:
    """Answers are kept once execution began, 500s included; a refused request (4xx) is not kept under its key."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._kept: dict[str, Kept] = {}

    async def once(
        self, key: str, path: str, params: Json, request_id: str, execute: Callable[[], Awaitable[Response]]
    ) -> Response:
        """Execute, or replay what the same request got before."""
        asked = path + json.dumps(params, sort_keys=True)
        known = self._kept.get(key)
        if known and self._clock.seconds() - known.at < KEPT_S:
            if known.asked != asked:
                raise reused_key(key)
            if not known.status:
                raise key_in_use(key)
            return _replayed(known)
        kept = self._kept[key] = Kept(asked, self._clock.seconds(), request_id=request_id)
        try:
            response = await execute()
        except BaseException:
            del self._kept[key]
            raise
        kept.status, kept.body = response.status_code, bytes(response.body)
        return response


def _replayed(kept: Kept) -> Response:
    headers = {"Idempotent-Replayed": "true", "Original-Request": kept.request_id}
    return Response(kept.body, status_code=kept.status, media_type="application/json", headers=headers)
