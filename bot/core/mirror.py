"""What Chatwoot should show of a talk: labels, conversation attributes, contact attributes.

A projection for people, computed from our own store each turn and sent only when it differs from what was last sent.
"""

import hashlib
import json
from typing import Any

from bot.core.effects import Mirror
from bot.core.orders import ATTENTION, BOOKED, RELEASED, Order
from bot.core.turn import Turn

PAYMENT_WORDS = ("pending", "processing", "paid", "failed", "expired", "refunded", "disputed")
STATUS_WORDS = ("booked", "attention")


def reflect(turn: Turn) -> None:
    """Asks for the mirror to be brought up to date, in the newest conversation and where the order began."""
    order = newest(turn)
    here = turn.conversation
    if not turn.desk.mirror or not here.conversation_id:
        return
    labels, attributes, contact = shown(turn, order)
    if not (labels or attributes) and not here.mirrored:
        return  # nothing of ours has ever been shown here
    state = json.dumps([labels, attributes, contact], sort_keys=True, default=str)
    fingerprint = hashlib.blake2b(state.encode(), digest_size=8).hexdigest()
    if fingerprint == here.mirrored:
        return
    turn.set(mirrored=fingerprint)
    places = {here.conversation_id} | ({order.conversation_id} if order else set())
    for place in sorted(places):
        mine = place == here.conversation_id
        turn.do(
            Mirror(
                here.account_id,
                place,
                here.contact_id,
                labels,
                attributes,
                contact,
                here.labels if mine else (),
                here.attributes if mine else {},
                here.contact_attributes,
            )
        )


def newest(turn: Turn) -> Order | None:
    """The order staff should see: the one the talk is busy with, else the latest that is not replaced."""
    if turn.order is not None:
        return turn.order
    alive = [o for o in turn.talk.orders.values() if o.closed != "replaced"]
    return max(alive, key=lambda o: o.created_at) if alive else None


def shown(turn: Turn, order: Order | None) -> tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]:
    """Labels, conversation attributes and contact attributes."""
    separator = turn.desk.label_separator
    flow = order.flow if order else turn.wish.flow
    labels = [f"flow{separator}{flow}"] if flow else []
    attributes: dict[str, Any] = {}
    if order is not None:
        if order.payment:
            labels.append(f"payment{separator}{order.payment}")
        if order.booking == BOOKED:
            labels.append(f"status{separator}booked")
        if order.booking == ATTENTION:
            labels.append(f"status{separator}attention")
        attributes = _attributes(turn, order)
    return tuple(labels), attributes, _contact(turn, order)


def _attributes(turn: Turn, order: Order) -> dict[str, Any]:
    zone, business = turn.business.zone, turn.business
    paid_at = next((p.at for p in order.payments if p.kept and p.at), None)
    values: dict[str, Any] = {
        "order_id": order.id,
        "lesson_minutes": order.slot.minutes,
        "lesson_start": order.slot.start.astimezone(zone).isoformat(timespec="minutes"),
        "lesson_status": _lesson_status(turn, order),
        "service": business.service,
        "audience": order.audience or "student",
        "program": order.subject or "general",
        "has_paid_lesson": turn.student.paid_before,
    }
    if not order.free:
        values |= {
            "payment_status": order.payment,
            "payment_date": paid_at.astimezone(zone).isoformat(timespec="seconds") if paid_at else None,
            "payment_link": f"{turn.desk.public_url}/p/{order.token}",
        }
    return values


def _lesson_status(turn: Turn, order: Order) -> str | None:
    if order.booking == BOOKED:
        return turn.business.rules[order.flow].lesson_status
    return "cancelled" if order.booking == RELEASED and order.booked_at else None


def _contact(turn: Turn, order: Order | None) -> dict[str, Any]:
    student = turn.student
    learner = turn.talk.learner(order.learner) if order else None
    values: dict[str, Any] = {"language": student.language or turn.business.default_language}
    theirs = turn.conversation.contact_attributes
    ours = ("", "standard", "urgent", None)
    if student.segment and theirs.get("segment") in ours:
        values["segment"] = student.segment
    if student.paid_before:
        values["has_paid_lesson"] = True
    if student.customer_since and not theirs.get("customer_since"):
        values["customer_since"] = student.customer_since
    if learner is not None and learner.level:
        values["school_level"] = learner.level
    if learner is not None and learner.name:
        values["learner_name"] = learner.name
    return values
