"""What settling a fact about money gives, and what it may look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.effects import Effect
from bot.core.orders import Order


@dataclass(frozen=True, slots=True)
class Settled:
    """The order afterwards, what to save and do at once, and the `news` for the talk ("" = nothing new).

    news: opened · refused · processing · paid (booked) · paid_late (booked again) · paid_gone (order in attention) ·
    paid_twice (this payment is being refunded) · mismatch (amount or currency differs) · declined · failed · expired ·
    refunded · refunded_part · refund_failed · refund_asked · refund_refused (`reason`: see settle_requests.refusal) ·
    disputed · dispute_won · dispute_lost · fraud_warning · look_up (only hinted) · foreign

    Alerts come with the news, from the talk; settling raises one itself only where the talk hears nothing of the matter.

    Booked again = `HoldSlot` then `BookSlot`: the claim cannot lose when `slot_is_free` was read in the same unit.
    """

    order: Order
    effects: tuple[Effect, ...] = ()
    news: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """What a rule may look at besides order and event."""

    now: datetime
    slot_is_free: bool
    late_minimum: timedelta
