"""What a fact about money does to its order: `settle(order, event, …) -> Settled`. Pure, only forward.

A payment is settled in a unit of its own before any flow code runs; the engine saves the order, carries the records and
deliveries out, marks the inbox event with `news`, and only then the talk hears of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.effects import Effect
from bot.core.events import MoneyEvent
from bot.core.orders import Order


@dataclass(frozen=True, slots=True)
class Settled:
    """The order afterwards, what to save and do at once, and the `news` for the talk ("" = nothing new).

    news: opened · refused · processing · paid (booked) · paid_late (booked again) · paid_gone (order in attention) ·
    paid_twice (this payment is being refunded) · mismatch (amount or currency differs) · declined · failed · expired ·
    refunded · refunded_part · refund_failed · disputed · dispute_won · dispute_lost · look_up (only hinted) · foreign
    """

    order: Order
    effects: tuple[Effect, ...] = ()
    news: str = ""


def settle(order: Order, event: MoneyEvent, now: datetime, *, slot_is_free: bool, late_minimum: timedelta) -> Settled:
    """See `Settled`. `slot_is_free`: whether the order's own time could be claimed now (asked only of a released order)."""
    raise NotImplementedError
