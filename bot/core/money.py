"""Money in cents, and what a lesson costs."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.errors import FlowMistake


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency's smallest unit (Stripe's `unit_amount`), currency in lower case as Stripe writes it."""

    cents: int
    currency: str = "eur"

    def __str__(self) -> str:
        return f"{self.cents / 100:.2f} {self.currency.upper()}"


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price of each length of one flow; `price_ids` are Stripe's, where the owner made them."""

    prices: Mapping[int, Money]
    price_ids: Mapping[int, str]

    def price(self, flow: str, minutes: int) -> Money:
        """What `minutes` of `flow` cost. FlowMistake for an unpriced combination: checked at start for all of them."""
        try:
            return self.prices[minutes]
        except KeyError:
            raise FlowMistake(f"{flow}: {minutes} minutes has no price; add it to [flows.{flow}.prices]") from None
