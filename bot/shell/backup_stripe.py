"""How Stripe is set up for this desk, as read back: the prices of our ids, and where events are sent."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from bot.core.errors import DeskError

PRICE = ("id", "active", "currency", "unit_amount", "product", "type", "tax_behavior")
ENDPOINT = ("id", "url", "status", "api_version", "enabled_events", "livemode")
Json = Mapping[str, Any]


class Gateway(Protocol):
    """What is asked of Stripe."""

    async def price(self, price_id: str) -> dict[str, Any]:
        """A price."""

    async def webhook_endpoints(self) -> list[dict[str, Any]]:
        """The endpoints."""


async def stripe_setup(gateway: Gateway, price_ids: Iterable[str]) -> tuple[dict[str, list[Json]], list[str]]:
    """Prices and endpoints, and a sentence for each thing that could not be read. A missing permission stops nothing."""
    prices: list[Json] = []
    endpoints: list[Json] = []
    notes: dict[str, list[str]] = {}
    for price_id in price_ids:
        try:
            prices.append(_only(PRICE, await gateway.price(price_id)))
        except DeskError as error:
            notes.setdefault(str(error), []).append(price_id)
    try:
        endpoints = [_only(ENDPOINT, each) for each in await gateway.webhook_endpoints()]
    except DeskError as error:
        notes.setdefault(str(error), []).append("webhook endpoints")
    sentences = [f"{', '.join(what)}: {why}" for why, what in notes.items()]
    return {"prices": prices, "webhook_endpoints": endpoints}, sentences


def _only(names: Iterable[str], thing: Json) -> Json:
    return {name: thing.get(name) for name in names}
