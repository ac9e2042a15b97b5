"""What stands in the agenda: lessons and held times with the state of each, and what tutors do elsewhere. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order


class State(StrEnum):
    """How a lesson stands. The value is the stem of its word on the page, and the word of the command."""

    PAID = "paid"
    BOOKED = "booked"  # nothing to pay
    HELD = "held"  # waits for the money
    PROCESSING = "processing"  # the money is on its way
    PARENT = "parent"  # waits for a parent's yes
    ATTENTION = "attention"  # a person decides
    DISPUTED = "disputed"
    CANCELLED = "cancelled"


# A time in one of these is nobody else's.
TAKEN = frozenset(State) - {State.ATTENTION, State.CANCELLED}


@dataclass(frozen=True, slots=True)
class Entry:
    """A lesson, or a held time. `changed_at`: the last event that changed its order. `name`: the learner's, for staff."""

    order: Order
    changed_at: datetime
    name: str = field(default="", repr=False)

    @property
    def state(self) -> State:
        """How it stands."""
        return state_of(self.order)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A time that a tutor's own calendar says is taken; for what is nobody's business."""

    start: datetime
    end: datetime
    tutor: str


def state_of(order: Order) -> State:
    """How the order's lesson stands; only of orders that `is_shown` or `is_cancelled`."""
    if order.booking == RELEASED:
        return State.CANCELLED
    if order.booking == ATTENTION:
        return State.ATTENTION
    if order.booking == BOOKED:
        return {"disputed": State.DISPUTED, "": State.BOOKED}.get(order.payment, State.PAID)
    if order.minor and order.consent_at is None:
        return State.PARENT
    return State.PROCESSING if order.payment == "processing" else State.HELD


def is_shown(order: Order) -> bool:
    """Whether it takes a time, or asks for a person."""
    return order.booking in (HELD, BOOKED, ATTENTION)


def is_cancelled(order: Order) -> bool:
    """Whether it was a booked lesson that will not be: a time that ran out unpaid, or moved on, is none."""
    return order.booking == RELEASED and order.booked_at is not None and order.closed not in ("replaced", "moved")


def conversation_link(chatwoot_url: str, order: Order) -> str:
    """The address of the order's conversation in Chatwoot's dashboard."""
    return f"{chatwoot_url}/app/accounts/{order.account_id}/conversations/{order.conversation_id}"
