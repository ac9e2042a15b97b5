"""The endpoints behind `PUBLIC_URL/p/<token>`.

GET and HEAD never change anything: link previews, mail scanners and impatient fingers open these addresses. What
changes something is a POST that becomes an event, and the page then waits a moment for what the desk made of it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

import structlog
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.desk import Desk
from bot.core.errors import TryAgainLater
from bot.core.events import Event, ParentAgreed, PayAgainAsked
from bot.core.orders import BOOKED, HELD, RELEASED, Order
from bot.shell.pages import lesson_file as calendar
from bot.shell.pages.forms import parents_form, same_origin
from bot.shell.pages.opens import opened
from bot.shell.pages.reading import PageOrders
from bot.shell.pages.rendering import ASSETS, PAY_AGAIN, Entered, Rendering, Visit, assets
from bot.shell.pages.security import headers
from bot.shell.pages.showing import Show, what_to_show

LOOKS_EVERY_SECONDS = 0.1
THANKS_SECONDS = 1.0
LONGEST_CHAIN = 50  # a lesson that is moved more often than that begins a new entry in the calendar
# Once paid (or on its way), the way back from Stripe shows that; before, it only ever says "checking".
KNOWN_AFTER_PAYING = frozenset(
    {
        Show.BOOKED,
        Show.PAST,
        Show.PROCESSING,
        Show.ATTENTION,
        Show.REFUNDING,
        Show.REFUNDED,
        Show.DISPUTED,
        Show.MOVED,
    }
)

Endpoint = Callable[[Request], Awaitable[Response]]

log = structlog.get_logger(__name__)


class Door(Protocol):
    """What the pages ask of the engine."""

    async def accept(self, *events: Event) -> int:
        """Returns once the events are durable."""


class Pages:
    """The pages. `waits_seconds`: how long a form waits for the desk before the browser is sent on."""

    def __init__(
        self,
        desk: Desk,
        orders: PageOrders,
        door: Door,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        rehearsal: bool = False,
        waits_seconds: float = 6.0,
    ) -> None:
        self._desk = desk
        self._orders = orders
        self._door = door
        self._clock = clock
        self._waits_seconds = waits_seconds
        self._rendering = Rendering(desk, rehearsal=rehearsal)
        self._headers = dict(headers(rehearsal=rehearsal))
        self._assets = assets()

    def routes(self) -> list[BaseRoute]:
        """The routes; Starlette adds HEAD to each GET."""
        pages: list[tuple[str, str, Endpoint]] = [
            ("", "GET", self.show),
            ("/thanks", "GET", self.thanks),
            ("/back", "GET", self.back),
            ("/lesson.ics", "GET", self.lesson),
            ("/pay", "POST", self.pay),
            ("/agree", "POST", self.agree),
        ]
        routes: list[BaseRoute] = [
            Route("/p/{token}" + tail + end, self._looked(endpoint), methods=[method])
            for tail, method, endpoint in pages
            for end in ("", "/")
        ]
        return [*routes, Route(ASSETS + "/{name}", self.asset, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """Stripe's page while it is open, else where the order stands."""
        order = await self._order(request)
        show = await self._what(order) if order else None
        opened(request, show.value if show else "unknown")
        if order is None or show is None:
            return self._unknown()
        if show is Show.TO_STRIPE and order.attempt is not None:
            return RedirectResponse(order.attempt.url, 302, headers=self._headers)
        return await self._page(order, show, _visit(request))

    async def thanks(self, request: Request) -> Response:
        """Back from Stripe: "checking" until the money is known, never "failed"."""
        order = await self._order(request)
        if order is None:
            return self._unknown()
        # Stripe sends the browser on as soon as its webhook is answered; the turn behind it takes a moment more.
        show = await self._becomes(order.token, lambda one: one in KNOWN_AFTER_PAYING, THANKS_SECONDS)
        order = await self._order(request) or order
        settled = _came_to_nothing(order) or (order.booking == RELEASED and order.money_in_cents > 0)
        is_known = show is not None and (show in KNOWN_AFTER_PAYING or settled)
        known = show if is_known and show is not None else Show.CHECKING
        return await self._page(order, known, _visit(request, "thanks"))

    async def back(self, request: Request) -> Response:
        """Left Stripe's page without paying: nothing happened, and the page is still there."""
        order = await self._order(request)
        if order is None:
            return self._unknown()
        show = await self._what(order)
        return await self._page(order, Show.LEFT if show is Show.TO_STRIPE else show, _visit(request))

    async def lesson(self, request: Request) -> Response:
        """The calendar file, once the lesson is booked; after that also for a cancelled one, to take it away again."""
        order = await self._order(request)
        if order is None or not calendar.has_file(order):
            return self._unknown()
        words = self._rendering.words(order.language)
        values = words.values(order)
        lessons = [order, *(one for one in await self._others(order) if calendar.has_file(one))]
        text = calendar.lesson_file(
            [(await self._moved(one), words.place(one)) for one in lessons],
            public_url=self._desk.public_url,
            title=words.say("calendar-title", **values),
            about=words.say("calendar-about"),
            now=self._clock(),
        )
        disposition = {"Content-Disposition": 'attachment; filename="lesson.ics"'}
        return Response(text, headers=self._headers | disposition, media_type=calendar.CONTENT_TYPE)

    async def pay(self, request: Request) -> Response:
        """*Pay now*: the desk holds the time again and opens a new page; then the browser goes on to it."""
        order = await self._order(request)
        if order is None:
            return self._unknown()
        if not same_origin(request, self._desk.public_url):
            return self._foreign_form(order)
        at = f"/p/{order.token}"
        if await self._what(order) not in PAY_AGAIN:
            return RedirectResponse(at, 303, headers=self._headers)
        # One wish per state of the order and minute: pressed twice it is one, and one that came to nothing can be made again.
        minute = int(self._clock().timestamp() // 60)
        wish = f"page:{order.id}:pay:{len(order.attempts)}:{order.renewals}:{minute}"
        if not await self._accepted(PayAgainAsked(id=wish, talk=order.talk, order_id=order.id)):
            return self._busy(order)
        show = await self._becomes(order.token, lambda show: show not in PAY_AGAIN and show is not Show.OPENING)
        return RedirectResponse(f"{at}?asked=1" if show in PAY_AGAIN else at, 303, headers=self._headers)

    async def agree(self, request: Request) -> Response:
        """A parent's yes: kept with its time, then on to Stripe, or to the booked lesson when it is free."""
        order = await self._order(request)
        if order is None:
            return self._unknown()
        if not same_origin(request, self._desk.public_url):
            return self._foreign_form(order)
        at = f"/p/{order.token}"
        if await self._what(order) is not Show.PARENT:
            return RedirectResponse(at, 303, headers=self._headers)
        entered, agreed = await parents_form(request)
        if entered.problems or not agreed:
            page = self._rendering.parent(order, entered, await self._series(order))
            return HTMLResponse(page, 422, headers=self._headers)
        event = ParentAgreed(
            id=f"page:{order.id}:agreed:{order.renewals}", talk=order.talk, order_id=order.id, name=entered.name
        )
        if not await self._accepted(event):
            return self._busy(order)
        await self._becomes(order.token, lambda show: show not in (Show.PARENT, Show.OPENING))
        return RedirectResponse(at, 303, headers=self._headers)

    def _looked(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint, with a page for people when the store cannot be read."""

        async def looked(request: Request) -> Response:
            try:
                return await endpoint(request)
            except (DBAPIError, TryAgainLater) as error:
                log.warning("page_cannot_look", error=type(error).__name__)
                return HTMLResponse(self._rendering.unreachable(), 503, headers=self._headers | {"Retry-After": "10"})

        return looked

    async def asset(self, request: Request) -> Response:
        """The style sheet and the script."""
        found = self._assets.get(request.path_params["name"])
        if found is None:
            return self._unknown()
        kind, content = found
        kept = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=kind, headers=kept)

    async def _order(self, request: Request) -> Order | None:
        token: str = request.path_params["token"]
        # Ours are letters and digits; some of what else fits into an address no database takes (%00).
        return await self._orders.order_by_token(token) if token.isascii() and token.isalnum() else None

    async def _moved(self, order: Order) -> list[Order]:
        """The order after those whose lesson it moved for a higher price, the first of them first."""
        chain = [order]
        while len(chain) < LONGEST_CHAIN and (before := await self._orders.order(chain[0].moves_order)):
            chain.insert(0, before)
        return chain

    async def _what(self, order: Order) -> Show:
        free = order.booking == RELEASED and await self._orders.slot_is_free(order)
        return what_to_show(order, self._clock(), self._desk.business, slot_is_free=free)

    async def _page(self, order: Order, show: Show, visit: Visit) -> Response:
        series = await self._series(order)
        if show is Show.PARENT:
            return HTMLResponse(self._rendering.parent(order, Entered(), series), headers=self._headers)
        newer = await self._orders.order(order.replaced_by) if order.replaced_by else None
        return HTMLResponse(self._rendering.page(order, show, visit, newer=newer, series=series), headers=self._headers)

    async def _series(self, order: Order) -> list[Order]:
        """The other lessons of the series it pays for, without those that were cancelled since."""
        stands = [one for one in await self._others(order) if one.closed not in ("cancelled", "moved")]
        return [one for one in stands if one.booking == order.booking or one.booking in (HELD, BOOKED)]

    async def _others(self, order: Order) -> list[Order]:
        found = [await self._orders.order(one) for one in order.others]
        return [one for one in found if one is not None]

    async def _accepted(self, event: Event) -> bool:
        try:
            await self._door.accept(event)
        except TryAgainLater as error:
            log.warning("page_event_not_saved", kind=type(event).__name__, error=type(error).__name__)
            return False
        return True

    async def _becomes(self, token: str, wanted: Callable[[Show], bool], at_most: float = 60.0) -> Show | None:
        """What the order shows once that is wanted, or when the patience is over."""
        show: Show | None = None
        deadline = asyncio.get_running_loop().time() + min(self._waits_seconds, at_most)
        while True:
            order = await self._orders.order_by_token(token)
            show = await self._what(order) if order else None
            if show is None or wanted(show) or asyncio.get_running_loop().time() >= deadline:
                return show
            await asyncio.sleep(LOOKS_EVERY_SECONDS)

    def _unknown(self) -> Response:
        return HTMLResponse(self._rendering.unknown(), 404, headers=self._headers)

    def _busy(self, order: Order) -> Response:
        return HTMLResponse(self._rendering.plain(order.language, "busy"), 503, headers=self._headers)

    def _foreign_form(self, order: Order) -> Response:
        text = self._rendering.words(order.language).say("foreign-form")
        return HTMLResponse(self._rendering.plain(order.language, "busy", text), 403, headers=self._headers)


def _came_to_nothing(order: Order) -> bool:
    """Whether the last word on the newest page's payment was said: a delayed payment that failed for good."""
    newest = order.payments[-1] if order.payments else None
    return newest is not None and newest.state == "failed" and order.settled


def _visit(request: Request, where: str = "") -> Visit:
    looks = request.query_params.get("looks", "0")
    return Visit(
        where,
        int(looks) if looks.isascii() and looks.isdigit() and len(looks) < 5 else 0,
        "asked" in request.query_params,
    )
