"""The alarms of every lesson, set in one place: whatever booked, moved or cancelled it, they follow at the end of the turn."""

from dataclasses import replace
from datetime import datetime

from bot.core.effects import WakeMe
from bot.core.orders import BOOKED, Order
from bot.core.reminder_rules import ALARMS, moments
from bot.core.turn import Turn


def set_alarms(turn: Turn) -> None:
    """Alarms anew for each order whose lesson was booked, moved or let go since they were set. No flow has to think of it."""
    for order in list(turn.talk.orders.values()):
        wanted = _lesson(order)
        if wanted != order.alarms:
            changed = replace(order, alarms=wanted, told=())
            # Not `put_order`: an order the talk has forgotten stays forgotten.
            turn.talk = replace(turn.talk, orders={**turn.talk.orders, order.id: changed})
            arm(turn, changed)


def arm(turn: Turn, order: Order) -> None:
    """When each alarm of the order rings next, or that it does not."""
    found: dict[str, datetime | None] = dict.fromkeys(ALARMS)
    if order.alarms:
        zone = turn.clock_at(order.slot.place).zone  # nobody is woken in their own night
        found = moments(turn.business.reminders, zone, order.slot, turn.now)
    for name, at in found.items():
        turn.do(WakeMe(name, at, order.id))


def _lesson(order: Order) -> str:
    """What the alarms follow from; "" where there is no lesson."""
    return (
        f"{order.slot.start.isoformat()} {order.slot.minutes} {order.zone}".rstrip() if order.booking == BOOKED else ""
    )
