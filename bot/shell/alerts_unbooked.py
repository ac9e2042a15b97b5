"""The team hears in the conversation of a paid lesson that is not booked: once an order, whoever saw it."""

from typing import Protocol

from bot.core.events import Event, LeftUnbooked
from bot.shell import store_talks
from bot.shell.store import Store

PAID_NOT_BOOKED = "paid_not_booked"


class Door(Protocol):
    """What is asked of the engine."""

    async def accept(self, *events: Event) -> int:
        """How many were new, once they are durable."""


async def call_into_talk(store: Store, door: Door, order_id: str) -> bool:
    """Whether the talk of this order hears of it now: not again, and not when there is no such order."""
    found = (await store.read(lambda tx: store_talks.read_orders(tx, [order_id]))).get(order_id)
    if found is None:
        return False
    return bool(await door.accept(LeftUnbooked(id=f"{order_id}:left_unbooked", talk=found.talk, order_id=order_id)))
