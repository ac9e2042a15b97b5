"""Orders in memory, settled by the real rules: what stands behind the carrier and the webhook in these tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.checkout import new_attempt
from bot.core.effects import Delivery, Effect, ExpireCheckout, OpenCheckout
from bot.core.errors import NotForUs
from bot.core.events import Event, MoneyEvent
from bot.core.money import Money
from bot.core.orders import HELD, Order
from bot.core.settle import Settled, settle
from bot.core.slots import Slot
from bot.rehearsal.world import World
from bot.shell.engine import Mapped, Reference
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.outbound import StripeCarrier
from bot.shell.ports import Parcel
from tests.core.test_orders import a_desk

HOLD = timedelta(minutes=60)


def an_order(now: datetime, name: str = "tok", **changes: Any) -> Order:
    """A held lesson, no page asked for yet."""
    order = Order(
        id=f"order_{name}",
        token=name,
        talk="1:2:src",
        account_id=1,
        conversation_id=7,
        flow="regular",
        slot=Slot((now + timedelta(days=3)).replace(microsecond=0), 60),
        price=Money(6000),
        created_at=now,
        booking=HELD,
        held_until=now + HOLD,
    )
    return replace(order, **changes)


@dataclass
class Books:
    """`orders` as they stand, `news` as it came, `asked` = deliveries that settling asked for."""

    world: World
    carrier: StripeCarrier | None = None
    orders: dict[str, Order] = field(default_factory=dict)
    news: list[str] = field(default_factory=list)
    asked: list[Effect] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    parcels: int = 0

    async def order(self, order_id: str) -> Order | None:
        """As the carrier reads them."""
        return self.orders.get(order_id)

    def take_in(self, events: Sequence[Event]) -> None:
        """Settles each money fact once, as the engine does."""
        for event in events:
            if event.id in self.seen or not isinstance(event, MoneyEvent):
                continue
            self.seen.add(event.id)
            now = self.world.clock.now()
            outcome: Settled = settle(
                self.orders[event.order_id], event, now, slot_is_free=True, late_minimum=timedelta(minutes=30)
            )
            self.orders[event.order_id] = outcome.order
            self.news.append(outcome.news)
            self.asked += outcome.effects

    async def accept_mapped(self, reference: Reference, make: Callable[[Mapped], MoneyEvent]) -> bool:
        """As the engine's: by session, else by payment intent, else by the hint."""
        for order in self.orders.values():
            sessions = {a.session_id for a in order.attempts} - {""}
            intents = {p.intent for p in order.payments} - {""}
            hinted = reference.order_id == order.id
            known = reference.session_id in sessions or reference.payment_intent in intents
            if known or hinted:
                event = make(Mapped(order.id, order.talk, hinted=not known))
                fresh = event.id not in self.seen
                self.take_in([event])
                return fresh
        raise NotForUs("no order of ours")

    def parcel(self, effect: Delivery) -> Parcel:
        """A new parcel."""
        self.parcels += 1
        return Parcel(f"1:2:src:{self.parcels}:0", "1:2:src", effect)

    def ask(self, order: Order) -> OpenCheckout:
        """The next attempt, stored as the core stores it."""
        attempt = new_attempt(a_desk(), order, self.world.clock.now())
        self.orders[order.id] = order.with_attempt(attempt)
        return OpenCheckout(order.id, attempt.n, attempt.key, attempt.params, attempt.expires_at)

    async def carry(self, effect: Delivery) -> list[Event]:
        """Delivers and takes in what came back."""
        assert self.carrier
        events = list(await self.carrier.deliver(self.parcel(effect)))
        self.take_in(events)
        return events

    async def opened(self, name: str = "tok", **changes: Any) -> Order:
        """An order whose page is open."""
        order = an_order(self.world.clock.now(), name, **changes)
        await self.carry(self.ask(order))
        return self.orders[order.id]

    def ending(self, order: Order) -> ExpireCheckout:
        """The effect that ends the newest page."""
        attempt = order.attempt
        assert attempt
        return ExpireCheckout(order.id, attempt.n, attempt.session_id)


def a_carrier(world: World, books: Books, key: str = "") -> StripeCarrier:
    """A carrier to the world's Stripe (behind a path), on the world's clock."""
    gateway = StripeGateway(key or world.stripe.key, api_base=f"{world.url}/stripe/")
    return StripeCarrier(gateway, books, clock=world.clock.now)


def utc(seconds: int) -> datetime:
    """Unix seconds as a moment."""
    return datetime.fromtimestamp(seconds, UTC)
