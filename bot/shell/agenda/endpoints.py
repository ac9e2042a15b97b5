"""GET /agenda: the page for staff, behind a token; /agenda?token=… is the way in, and becomes a cookie."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.desk import Business
from bot.core.errors import TryAgainLater
from bot.shell.agenda import reading
from bot.shell.agenda.access import COOKIE, COOKIE_SECONDS, WRONG_SECONDS, Access, TooManyTries
from bot.shell.agenda.days import Day, beginning, days
from bot.shell.agenda.rendering import PATH, WEEK, Rendering, View, assets
from bot.shell.pages.security import headers
from bot.shell.store import Store
from bot.shell.writer import Tx

FIRST_YEAR, LAST_YEAR = 2000, 2200  # what a clock and a database certainly understand

log = structlog.get_logger(__name__)


class AgendaPages:
    """The page. Without a token in `access` there is none: 404. `secure`: the cookie is for https only."""

    def __init__(
        self,
        store: Store,
        business: Business,
        access: Access,
        rendering: Rendering,
        *,
        clock: Callable[[], datetime],
        secure: bool,
    ) -> None:
        self._store, self._business, self._access, self._rendering = store, business, access, rendering
        self._clock, self._secure = clock, secure
        # The page sends nothing anywhere, and is shown in nobody's frame.
        self._headers = dict(headers(rehearsal=False)) | {"Referrer-Policy": "no-referrer"}
        self._assets = assets()

    def routes(self) -> list[BaseRoute]:
        """The routes; Starlette adds HEAD to each GET."""
        pages = [Route(path, self.agenda, methods=["GET"]) for path in (PATH, f"{PATH}/")]
        return [*pages, Route(PATH + "/{name}", self.asset, methods=["GET"])]

    async def agenda(self, request: Request) -> Response:
        """The days, for whoever is let in."""
        if not self._access.is_used:
            return PlainTextResponse("Not Found", 404, headers=self._headers)
        token = request.query_params.get("token")
        if token is not None:
            return self._enter(request, token)
        if not self._access.knows(request):
            # A link on another site: the browser keeps a strict cookie to itself, and shows it at the next step.
            from_elsewhere = request.headers.get("sec-fetch-site") == "cross-site"
            if from_elsewhere and "again" not in request.query_params:
                return HTMLResponse(self._rendering.entering(), headers=self._headers)
            return HTMLResponse(self._rendering.door("door-text"), 401, headers=self._headers)
        now = self._clock()
        view = self._asked(request, now)
        try:
            shown = await self._store.read(lambda tx: self._days(tx, view, now))
        except (DBAPIError, TryAgainLater) as error:
            log.warning("agenda_cannot_look", error=type(error).__name__)
            return PlainTextResponse("the database cannot be read", 503, headers=self._headers | {"Retry-After": "10"})
        return HTMLResponse(self._rendering.page(view, shown, now), headers=self._headers)

    async def asset(self, request: Request) -> Response:
        """The style sheet and the script; there is nothing to keep secret in them."""
        found = self._assets.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("Not Found", 404, headers=self._headers)
        kind, content = found
        kept = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=kind, headers=kept)

    def _enter(self, request: Request, token: str) -> Response:
        try:
            is_ours = self._access.opens(request, token)
        except TooManyTries:
            log.warning("agenda_guessed_at")
            retry = {"Retry-After": str(round(WRONG_SECONDS))}
            return HTMLResponse(self._rendering.door("door-wait"), 429, headers=self._headers | retry)
        if not is_ours:
            return HTMLResponse(self._rendering.door("door-text"), 401, headers=self._headers)
        answer = HTMLResponse(self._rendering.entering(), headers=self._headers)
        answer.set_cookie(
            COOKIE,
            self._access.cookie(token),
            max_age=COOKIE_SECONDS,
            path=PATH,
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )
        return answer

    def _asked(self, request: Request, now: datetime) -> View:
        """What is asked for; what cannot be is today's, and everybody's."""
        asked = request.query_params
        tutor = asked.get("tutor", "")
        return View(
            _day(asked.get("from", "")) or now.astimezone(self._business.zone).date(),
            1 if asked.get("days") == "1" else WEEK,
            tutor if self._business.tutor_named(tutor) else "",
        )

    def _days(self, tx: Tx, view: View, now: datetime) -> list[Day]:
        zone = self._business.zone
        window = reading.Window(
            beginning(view.first, zone),
            beginning(view.first + timedelta(days=view.count), zone),
            beginning(now.astimezone(zone).date(), zone),
            view.tutor,
        )
        found = reading.entries(tx, window, names=True)
        return days(self._business, found, reading.elsewhere(tx, window), view.first, view.count, view.tutor)


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
