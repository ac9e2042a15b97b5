"""One HTTP client for Chatwoot's account API: keys, limits, errors. Knows no effects."""

import asyncio
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Literal

import aiohttp
import httpx
import msgspec
import structlog
from httpx_aiohttp import AiohttpTransport
from prometheus_client import Counter

from bot.core.errors import Refused, TryAgainLater
from bot.shell.certificates import believed
from bot.shell.chatwoot.failures import from_answer, from_no_answer
from bot.shell.chatwoot.settings import ChatwootSettings
from bot.shell.chatwoot.throttle import MIRROR, Throttle

Speaker = Literal["bot", "user"]
TIMEOUT_SECONDS = 10.0  # to connect, and between two parts of an answer
LONGEST_CALL_SECONDS = 20.0
LIMITS = httpx.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=5.0)

log = structlog.get_logger(__name__)
CALLS = Counter("desk_chatwoot_calls", "Calls to Chatwoot, by what became of them.", ["call", "outcome"])
_count = cache(CALLS.labels)  # finding a counter by its labels takes a lock
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode


class ChatwootClient:
    """Calls of one account. `troubles` holds a sentence for each token that does not work just now."""

    def __init__(self, settings: ChatwootSettings, http: httpx.AsyncClient | None = None) -> None:
        self.settings = settings
        self.troubles: dict[str, str] = {}
        self._http = http or httpx.AsyncClient(
            transport=AiohttpTransport(verify=believed(), limits=LIMITS), timeout=TIMEOUT_SECONDS
        )
        self._throttle = Throttle(None if settings.loopback else settings.requests_per_minute)
        keys: dict[Speaker, str] = {"bot": settings.bot_token, "user": settings.user_token}
        # Hyphens, because nginx drops headers with underscores (chatwoot issue 1057).
        self._headers = {
            by: httpx.Headers({**self._http.headers, "Accept": "application/json", "Api-Access-Token": key})
            for by, key in keys.items()
        }

    async def call(
        self,
        method: str,
        path: str,
        *,
        what: str,
        body: Mapping[str, Any] | None = None,
        by: Speaker = "bot",
        once: bool = False,
        rank: int = MIRROR,
        feature: bool = False,
    ) -> Any:
        """The answer's JSON (None for an empty body).

        `path` follows the account's address, or starts with "/api" for calls without an account. `once`: a repeat would
        be seen. `rank`: what goes first when requests wait. `feature`: a 401 only says that this release or role cannot do
        it, and is no trouble of the token. TryAgainLater, OutcomeUnknown, Refused as `failures` says.
        """
        url = self.settings.url.rstrip("/") + path if path.startswith("/api") else self.settings.api + path
        # Built here and not by the client, which would take address and headers apart again for every message.
        content = None if body is None else _encode(body)
        request = httpx.Request(method, _address(url), headers=self._headers[by], content=content)
        if content is not None:
            request.headers["Content-Type"] = "application/json"
        try:
            async with self._throttle.passage(rank), asyncio.timeout(LONGEST_CALL_SECONDS):
                response = await self._http.send(request)
        except (httpx.HTTPError, aiohttp.ClientError, TimeoutError) as error:  # some of aiohttp's are not mapped
            _count(what, "no_answer").inc()
            raise from_no_answer(error, what, once=once) from error
        _count(what, str(response.status_code)).inc()
        self._note(response.status_code, by, feature=feature)
        failure = from_answer(response, what, once=once)
        if failure is not None:
            if response.status_code == 429 and isinstance(failure, TryAgainLater):
                failure.after = self._throttle.refused()
            raise failure
        return _json(response, what)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    def _note(self, status: int, by: Speaker, *, feature: bool) -> None:
        if status != 429:
            self._throttle.accepted()
        if status == 401 and not feature:
            name = "CHATWOOT_BOT_TOKEN" if by == "bot" else "CHATWOOT_USER_TOKEN"
            if by not in self.troubles:
                log.error("chatwoot_token_refused", setting=name)
            self.troubles[by] = f"Chatwoot answers 401 to {name}: it is wrong, or may not act in this account"
        elif 200 <= status < 300:
            self.troubles.pop(by, None)


def _json(response: httpx.Response, what: str) -> Any:
    if not response.content.strip():
        return None
    try:
        return _decode(response.content)
    except ValueError as error:
        raise Refused(f"CHATWOOT_URL answers, but not with JSON: is it Chatwoot? ({what})", code="not_json") from error


@lru_cache(maxsize=1024)
def _address(url: str) -> httpx.URL:
    """A conversation's address is used for each of its messages."""
    return httpx.URL(url)
