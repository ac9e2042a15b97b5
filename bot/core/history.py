"""What stays on record of one event that touched an order: who, why, what changed, what was asked for.

Ids, cents, states and moments only: a row is kept for good, so nobody's name, words or address may stand in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.core import events as e
from bot.core.effects import Alert, Effect
from bot.core.orders import Attempt, Order

STUDENT, STAFF, DESK, STRIPE = "student", "staff", "desk", "stripe"
LONGEST_WHY = 200
_BY_EVENT: Mapping[type[e.Event], str] = {
    e.StudentWrote: STUDENT,
    e.StudentChose: STUDENT,
    e.ParentAgreed: STUDENT,
    e.PayAgainAsked: STUDENT,
    e.StaffWrote: STAFF,
    e.ConversationChanged: STAFF,
}
_FACTS = ("attempt", "session_id", "payment_intent", "amount_cents", "key", "reason")
_STRIPES = ("session_id", "payment_intent", "refund_id", "dispute_id")
_PLAIN = (
    "flow",
    "booking",
    "payment",
    "closed",
    "held_until",
    "booked_at",
    "late",
    "renewals",
    "moves",
    "moves_order",
    "credit_from",
    "credit_cents",
    "series",
    "lent_cents",
    "withheld_cents",
    "replaces",
    "replaced_by",
)


def who(event: e.Event) -> str:
    """stripe · student · staff · desk, or whoever asked for money back."""
    if isinstance(event, e.RefundRequested):
        return event.by or STAFF
    return STRIPE if isinstance(event, e.MoneyEvent) else _BY_EVENT.get(type(event), DESK)


def why(event: e.Event) -> str:
    """The reason that was given; of a deadline, which one."""
    if isinstance(event, e.DeadlinePassed):
        return event.name
    return str(getattr(event, "why", "") or getattr(event, "reason", ""))[:LONGEST_WHY]


def body(
    before: Order | None, after: Order, event: e.Event, effects: Sequence[tuple[str, Effect]], reason: str = ""
) -> dict[str, Any]:
    """What a row keeps as JSON. `effects`: with the delivery's id, "" for a record. `reason`: why settling refused."""
    old, new = picture(before) if before else {}, picture(after)
    differ = [key for key in (*new, *(key for key in old if key not in new)) if old.get(key) != new.get(key)]
    kept = {
        "before": {key: old[key] for key in differ if key in old},
        "after": {key: new[key] for key in differ if key in new},
        "effects": [_effect(id_, effect) for id_, effect in effects if _about(effect) in ("", after.id)],
        "stripe": {name: value for name in _STRIPES if (value := getattr(event, name, ""))},
        "reason": reason,
    }
    return {key: value for key, value in kept.items() if value}


def picture(order: Order) -> dict[str, Any]:
    """Everything about an order that may change and may be kept: flat, but for a value for each page and each payment."""
    shown: dict[str, Any] = {name: getattr(order, name) for name in _PLAIN}
    shown |= {"starts_at": order.slot.start, "minutes": order.slot.minutes, "place": order.slot.place}
    shown |= {"price_cents": order.price.cents, "currency": order.price.currency}
    shown |= {f"page {one.n}": _page(one) for one in order.attempts}
    shown |= {f"payment {one.id}": _without_empty(asdict(one)) for one in order.payments}
    return _without_empty(shown)


def _page(attempt: Attempt) -> dict[str, Any]:
    # Not its parameters and not its address: what was asked for is in the order, and who has the address can pay.
    return _without_empty(
        {"state": attempt.state, "session_id": attempt.session_id, "amount_cents": attempt.amount_cents}
    )


def _effect(id_: str, effect: Effect) -> dict[str, Any]:
    shown = {"kind": type(effect).__name__, "id": id_} | {name: getattr(effect, name, "") for name in _FACTS}
    if isinstance(effect, Alert):
        shown["alert"] = effect.kind
    return _without_empty(shown)


def _about(effect: Effect) -> str:
    return str(getattr(effect, "order_id", ""))


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", 0, None, False, ())}
