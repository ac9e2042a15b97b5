"""GET /calendar/<token>.ics: all lessons, for calendars that subscribe; made anew only when an order has changed."""

import asyncio
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.desk import Business
from bot.core.errors import TryAgainLater
from bot.shell.agenda import reading
from bot.shell.agenda.access import WRONG_SECONDS, Access, TooManyTries
from bot.shell.agenda.days import beginning
from bot.shell.agenda.entries import Entry
from bot.shell.agenda.feed import Feed
from bot.shell.store import Store
from bot.shell.writer import Tx

PAST, AHEAD, CANCELLED_SHOWN = timedelta(days=366), timedelta(days=731), timedelta(days=30)
SUFFIX = ".ics"
HEADERS = {
    "Content-Disposition": 'inline; filename="lessons.ics"',
    "Cache-Control": "private, no-cache",  # may be kept, but is asked for again each time: a 304 costs nothing
    "Vary": "Accept-Encoding",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A feed as it was made, and of what."""

    of: tuple[int, date]
    etag: str
    plain: bytes
    zipped: bytes


class FeedEndpoint:
    """The feed. Whatever is wrong with the address, the answer is 404; no token in `access`: always."""

    def __init__(
        self, store: Store, business: Business, access: Access, feed: Feed, *, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._business, self._access, self._feed = store, business, access, feed
        self._clock = clock
        self._made: dict[str, Made] = {}
        self._making = asyncio.Lock()

    def routes(self) -> list[BaseRoute]:
        """The route; Starlette adds HEAD."""
        return [Route("/calendar/{name}", self.feed, methods=["GET"])]

    async def feed(self, request: Request) -> Response:
        """The lessons, of everybody or one tutor; 304 for who has them already."""
        name: str = request.path_params["name"]
        tutor = request.query_params.get("tutor", "")
        try:
            if not name.endswith(SUFFIX) or not self._access.opens(request, name.removesuffix(SUFFIX)):
                return PlainTextResponse("Not Found", 404)
        except TooManyTries:
            log.warning("calendar_feed_guessed_at")
            return PlainTextResponse("Too Many Requests", 429, headers={"Retry-After": str(round(WRONG_SECONDS))})
        if tutor and self._business.tutor_named(tutor) is None:
            return PlainTextResponse("there is no such tutor", 404)
        try:
            made = await self._newest(tutor)
        except (DBAPIError, TryAgainLater) as error:
            log.warning("calendar_feed_cannot_look", error=type(error).__name__)
            return PlainTextResponse("the database cannot be read", 503, headers={"Retry-After": "60"})
        headers = HEADERS | {"ETag": made.etag}
        if _has(request.headers.get("if-none-match", ""), made.etag):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(made.zipped, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/calendar")
        return Response(made.plain, headers=headers, media_type="text/calendar")

    async def _newest(self, tutor: str) -> Made:
        """The feed as the orders stand; of that day, since lessons leave it with time."""
        today = self._clock().astimezone(self._business.zone).date()
        async with self._making:
            of = (await self._store.read(reading.newest_change), today)
            made = self._made.get(tutor)
            if made is None or made.of != of:
                found = await self._store.read(lambda tx: self._entries(tx, tutor, today))
                made = await asyncio.to_thread(self._make, found, tutor, of)
                self._made[tutor] = made
        return made

    def _entries(self, tx: Tx, tutor: str, today: date) -> list[Entry]:
        start = beginning(today, self._business.zone)
        window = reading.Window(start - PAST, start + AHEAD, start - CANCELLED_SHOWN, tutor)
        return reading.entries(tx, window, names=self._feed.names)

    def _make(self, found: list[Entry], tutor: str, of: tuple[int, date]) -> Made:
        plain = self._feed.text(found, tutor)
        # Weak: the same calendar, whether it travels zipped or not.
        etag = f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"'
        return Made(of, etag, plain, gzip.compress(plain, 6, mtime=0))


def _has(given: str, etag: str) -> bool:
    """Whether If-None-Match names it (RFC 9110, 13.1.2: weakly)."""
    tags = [one.strip() for one in given.split(",")]
    return "*" in tags or etag.removeprefix("W/") in [one.removeprefix("W/") for one in tags]
