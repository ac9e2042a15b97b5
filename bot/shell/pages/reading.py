"""What the pages read of the store."""

from typing import Protocol

from bot.core.desk import Desk
from bot.core.orders import Order
from bot.shell import store_claims
from bot.shell.engine_records import claim_of
from bot.shell.store import Store


class PageOrders(Protocol):
    """Where the pages read."""

    async def order_by_token(self, token: str) -> Order | None:
        """The order of a public link."""

    async def order(self, order_id: str) -> Order | None:
        """The order with that id."""

    async def slot_is_free(self, order: Order) -> bool:
        """Whether the order's time could be claimed now."""


class StoredOrders:
    """`PageOrders` from the store."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self._store = store
        self._desk = desk

    async def order_by_token(self, token: str) -> Order | None:
        """The order of a public link."""
        return await self._store.order_by_token(token)

    async def order(self, order_id: str) -> Order | None:
        """The order with that id."""
        return await self._store.order(order_id)

    async def slot_is_free(self, order: Order) -> bool:
        """Whether the order's time could be claimed now; only a look, the claim itself is made in a turn."""
        claim = claim_of(self._desk, order, order.slot)
        return await self._store.read(lambda tx: store_claims.is_free(tx, claim, ()))
