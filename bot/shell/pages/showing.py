"""Which page an order has now. Pure: showing a page never changes anything."""

from datetime import datetime
from enum import StrEnum

from bot.core.desk import Business
from bot.core.orders import ATTENTION, BOOKED, RELEASED, Order


class Show(StrEnum):
    """The pages. The value is the stem of their sentences."""

    OPENING = "opening"  # Stripe's page is being made
    TO_STRIPE = "to-stripe"  # it is open: go there
    PARENT = "parent"  # a parent or guardian has to agree first
    BOOKED = "booked"
    PROCESSING = "processing"
    UNPAID = "unpaid"  # the time is held, its page is spent: a new one for the asking
    EXPIRED = "expired"  # the time went back and is still free
    OVER = "over"  # the time went back, and is not held again without a word in the chat
    GONE = "gone"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    MOVED = "moved"  # for a higher price: its money counts for the order in its place
    ATTENTION = "attention"
    REFUNDING = "refunding"  # asked back, and not seen to go yet
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    PAST = "past"  # the lesson has been
    CHECKING = "checking"  # back from Stripe, the webhook is not in yet
    LEFT = "left"  # came back from Stripe without paying


def what_to_show(order: Order, now: datetime, business: Business, *, slot_is_free: bool) -> Show:
    """The page of an order. `slot_is_free` matters only where the time went back."""
    if order.booking in (BOOKED, ATTENTION):
        return _of_arrived(order, now)
    for fact, show in (
        (order.payment == "processing", Show.PROCESSING),
        (order.closed == "replaced", Show.REPLACED),
        (order.payment == "refunded", Show.REFUNDED),
        (goes_back(order), Show.REFUNDING),
        (order.closed == "moved", Show.MOVED),
        (order.closed == "cancelled", Show.CANCELLED),
    ):
        if fact:
            return show
    if order.booking == RELEASED:
        if not slot_is_free:
            return Show.GONE
        return Show.EXPIRED if can_be_held_again(order, now, business) else Show.OVER
    return _of_held(order, now)


def goes_back(order: Order) -> bool:
    """Whether money is on its way back, and none that stays is left."""
    return order.on_its_way_back_cents > 0 and order.kept_cents == 0


def _of_arrived(order: Order, now: datetime) -> Show:
    """Its money came, or it is free."""
    for fact, show in (
        (order.payment == "refunded", Show.REFUNDED),
        (goes_back(order), Show.REFUNDING),
        (order.payment == "disputed", Show.DISPUTED),
        (order.booking == ATTENTION, Show.ATTENTION),
        (now >= order.slot.end, Show.PAST),
    ):
        if fact:
            return show
    return Show.BOOKED


def _of_held(order: Order, now: datetime) -> Show:
    attempt = order.attempt
    if order.minor and order.consent_at is None and not order.closed:
        return Show.PARENT
    if attempt is None or attempt.state in ("asked", "expiring"):
        return Show.OPENING
    if attempt.state == "open":
        is_there = attempt.url and now < attempt.expires_at and not order.closed
        return Show.TO_STRIPE if is_there else Show.OPENING
    return Show.OPENING if order.closed else Show.UNPAID


def can_be_held_again(order: Order, now: datetime, business: Business) -> bool:
    """Whether *Pay now* may be offered for a time that went back: not a free lesson, no series, not too often, not too late."""
    rules = business.rules[order.flow]
    ahead = order.slot.start - now
    return (
        order.price.cents > 0
        and not order.others
        and order.renewals < business.most_renewals
        and ahead > business.hold_ends_before
        and ahead >= rules.profile.notice
    )
