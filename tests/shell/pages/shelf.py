"""Orders on a shelf, the real desk of the example business, and a browser in front of the pages."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
from starlette.applications import Starlette

from bot.core.desk import Desk
from bot.core.events import Event
from bot.core.money import Money
from bot.core.orders import BOOKED, HELD, Attempt, Order, Payment
from bot.core.slots import Slot
from bot.shell.pages.endpoints import Pages
from bot.shell.settings.business_file import read_business
from bot.shell.settings.problems import Problems

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STRIPE = "https://checkout.stripe.com/c/pay/cs_1#fragment"
ORIGIN = "https://desk.example"


def the_desk() -> Desk:
    """The example business behind a public address. The pages ask neither the flows nor the bot's voice."""
    business = read_business(None, {}, Problems()).business
    return Desk(business, cast(Any, None), cast(Any, None), ORIGIN)


def page(state: str = "open", n: int = 1, url: str = STRIPE) -> Attempt:
    """One page at Stripe."""
    return Attempt(n, f"k{n}", {}, NOW + timedelta(minutes=65), state, f"cs_{n}", url if state == "open" else "")


def an_order(**changes: Any) -> Order:
    """A held lesson on Thursday at four, with an open page."""
    order = Order(
        id="order_tok",
        token="tok",
        talk="1:2:src",
        account_id=1,
        conversation_id=7,
        flow="regular",
        slot=Slot(datetime(2026, 11, 26, 15, 0, tzinfo=UTC), 60),
        price=Money(6000),
        created_at=NOW,
        subject="math",
        learner="learner-sam",
        language="nl",
        booking=HELD,
        held_until=NOW + timedelta(minutes=42),
        attempts=(page(),),
    )
    return replace(order, **changes)


def booked(**changes: Any) -> Order:
    """The same, paid."""
    paid = Payment("pi_1", "paid", 6000, "eur", "cs_1")
    return an_order(
        **{"booking": BOOKED, "booked_at": NOW, "attempts": (page("complete"),), "payments": (paid,)} | changes
    )


@dataclass
class Shelf:
    """What the pages read and where their events go. `answers` says what the desk makes of an event; `reads`
    and `fails` are what goes wrong."""

    orders: dict[str, Order] = field(default_factory=dict)
    free: bool = True
    events: list[Event] = field(default_factory=list)
    answers: Callable[[Event], None] = lambda _event: None
    fails: Exception | None = None
    reads: Exception | None = None

    async def order_by_token(self, token: str) -> Order | None:
        """By the public link."""
        if self.reads:
            raise self.reads
        return next((one for one in self.orders.values() if one.token == token), None)

    async def order(self, order_id: str) -> Order | None:
        """By its id."""
        return self.orders.get(order_id)

    async def slot_is_free(self, order: Order) -> bool:  # noqa: ARG002  one answer for all
        """As the test says."""
        return self.free

    async def accept(self, *events: Event) -> int:
        """The desk hears of it."""
        if self.fails:
            raise self.fails
        self.events += events
        for event in events:
            self.answers(event)
        return len(events)

    def put(self, order: Order) -> Order:
        """On the shelf."""
        self.orders[order.id] = order
        return order


def browser(shelf: Shelf, *, now: datetime = NOW, rehearsal: bool = False) -> httpx.AsyncClient:
    """A client that follows nothing by itself."""
    pages = Pages(the_desk(), shelf, shelf, clock=lambda: now, rehearsal=rehearsal, waits_seconds=0.3)
    return httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=pages.routes())), base_url=ORIGIN)
