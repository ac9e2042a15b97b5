"""What Chatwoot should show of a talk: labels, conversation attributes, contact attributes.

A projection for people, computed from our own store each turn and sent only when it differs from what was last sent.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from bot.core.effects import Mirror
from bot.core.orders import ATTENTION, BOOKED, CAME_BACK, Order
from bot.core.turn import Turn

MOST_PLACES = 8  # conversations of one student that are remembered as shown


def reflect(turn: Turn) -> None:
    """Asks for the mirror to be brought up to date: the talk's order in the newest conversation, each other order where it began."""
    here = turn.conversation
    if not turn.desk.mirror or not here.conversation_id:
        return
    shown_before = dict(pair.split("=", 1) for pair in here.mirrored.split() if "=" in pair)
    prints = dict(shown_before)
    for place, order in sorted(_places(turn).items()):
        if place == here.gone:
            continue
        labels, attributes, contact = shown(turn, order, mine=place == here.conversation_id)
        if not (labels or attributes) and str(place) not in shown_before:
            continue  # nothing of ours has ever been shown there
        state = json.dumps([labels, attributes, contact], sort_keys=True, default=str)
        fingerprint = hashlib.blake2b(state.encode(), digest_size=8).hexdigest()
        if fingerprint != shown_before.get(str(place)):
            prints[str(place)] = fingerprint
            turn.do(_mirror(turn, place, labels, attributes, contact))
    if prints != shown_before:
        turn.set(mirrored=" ".join(f"{place}={mark}" for place, mark in list(prints.items())[-MOST_PLACES:]))


def _places(turn: Turn) -> dict[int, Order | None]:
    """Conversation -> the order it shows. Where the order of the talk began shows it too."""
    places: dict[int, Order | None] = {}
    for order in sorted(_by_themselves(turn), key=lambda o: o.created_at):
        if order.closed not in ("replaced", "moved") or order.booking == BOOKED:
            places[order.conversation_id] = order
    current = newest(turn)
    if current is not None:
        places[current.conversation_id] = current
    places[turn.conversation.conversation_id] = current
    return places


def _mirror(
    turn: Turn, place: int, labels: tuple[str, ...], attributes: dict[str, Any], contact: dict[str, Any]
) -> Mirror:
    here = turn.conversation
    mine = place == here.conversation_id
    return Mirror(
        here.account_id,
        place,
        here.contact_id,
        labels,
        attributes,
        contact if mine else {},
        here.labels if mine else (),
        here.attributes if mine else {},
        here.contact_attributes if mine else {},
    )


def newest(turn: Turn) -> Order | None:
    """The order staff should see: the one the talk is busy with, else the latest that is not replaced."""
    if turn.order is not None:
        return turn.order
    alive = [o for o in _by_themselves(turn) if o.closed not in ("replaced", "moved")]
    return max(alive, key=lambda o: o.created_at) if alive else None


def _by_themselves(turn: Turn) -> list[Order]:
    """All but the lessons of a series that wait with its first."""
    return [one for one in turn.talk.orders.values() if not one.series or one.booked_at is not None or one.attempts]


def shown(turn: Turn, order: Order | None, *, mine: bool) -> tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]:
    """Labels, conversation attributes and contact attributes. `mine`: it is the newest conversation."""
    separator = turn.desk.label_separator
    flow = order.flow if order else turn.wish.flow
    labels = [f"flow{separator}{flow}"] if flow else []
    attributes: dict[str, Any] = {}
    if order is not None:
        if order.payment:
            labels.append(f"payment{separator}{order.payment}")
        stands = turn.talk.orders.get(order.moves_order)  # booked until the difference for moving it is paid
        if order.booking == BOOKED or (stands is not None and stands.booking == BOOKED):
            labels.append(f"status{separator}booked")
        attributes = _attributes(turn, order)
    here = turn.conversation
    waits = mine and here.handed_over_at is not None and here.human_at is None
    if waits or any(_needs_people(one) for one in _paying(turn, order)):
        labels.append(f"status{separator}attention")
    return tuple(labels), attributes, _contact(turn, order) if mine else {}


def _paying(turn: Turn, order: Order | None) -> Iterator[Order]:
    """The order and those it was moved from: their money is, or was, for its lesson."""
    while order is not None:
        yield order
        order = turn.talk.orders.get(order.credit_from)


def _needs_people(order: Order) -> bool:
    """Whether somebody of the team has to decide or answer: money without an hour, a lesson without its money,
    a bank that waits for an answer.
    """
    contested = any(one.verdict == "open" for payment in order.payments for one in payment.disputes)
    return order.booking == ATTENTION or contested


def _attributes(turn: Turn, order: Order) -> dict[str, Any]:
    clock, business = turn.team_clock, turn.business
    learner = turn.talk.learner(order.learner)
    paid_at = next((p.at for p in order.payments if p.came and p.at), None)  # stays, whatever becomes of the money
    values: dict[str, Any] = {
        "order_id": order.id,
        "lesson_minutes": order.slot.minutes,
        "lesson_start": clock.local(order.slot.start).isoformat(timespec="minutes"),
        "lesson_status": _lesson_status(turn, order),
        "service": business.service,
        "audience": (learner.level if learner else "") or order.audience or "student",
        "program": order.subject or "general",
        "has_paid_lesson": turn.student.paid_before,
    }
    # A trial has none of these: an earlier order's are taken away.
    return values | {
        "payment_status": order.payment or None,
        "payment_date": clock.local(paid_at).isoformat(timespec="seconds") if paid_at else None,
        "payment_link": None if order.free else f"{turn.desk.public_url}/p/{order.token}",
    }


def _lesson_status(turn: Turn, order: Order) -> str | None:
    if order.booking == BOOKED:
        return turn.business.rules[order.flow].lesson_status
    if order.booked_at is None:
        return None
    # With a sum in doubt its time is still taken until people decide.
    undecided = order.booking == ATTENTION and order.attention != CAME_BACK
    return turn.business.rules[order.flow].lesson_status if undecided else "cancelled"


def _contact(turn: Turn, order: Order | None) -> dict[str, Any]:
    student = turn.student
    learner = turn.talk.learner(order.learner) if order else None
    # A language nobody told stays out: it would pass for the student's own next time.
    values: dict[str, Any] = {"language": student.language} if student.language_by not in ("", "default") else {}
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
