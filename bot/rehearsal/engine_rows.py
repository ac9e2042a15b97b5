"""Rows of the desk's tables as JSON for the engine's page."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.core.codec import from_json
from bot.core.orders import Order
from bot.rehearsal.wire import Json
from bot.shell.tables import claims, from_ms, inbox, orders, outbox, talks, to_ms, wakeups
from bot.shell.writer import Tx

LONGEST_EXCERPT = 160


def step_now(tx: Tx, talk: str) -> Json | None:
    """Where the talk stands; None before its first turn."""
    row = tx.run(select(talks.c.version, talks.c.body).where(talks.c.id == talk)).first()
    if row is None or not row.body:
        return None
    body = json.loads(row.body)
    conversation, student = body["conversation"], body["student"]
    return {
        "name": conversation.get("step", "welcome.start"),
        "turn": row.version,
        "language": student.get("language", ""),
        "misses": conversation.get("misses", 0),
        "back": conversation.get("before", []),
    }


def events_in(tx: Tx, talk: str, last: int) -> list[Json]:
    """The newest rows of the inbox, oldest first."""
    rows = tx.run(select(inbox).where(inbox.c.talk == talk).order_by(inbox.c.seq.desc()).limit(last)).all()
    return [
        {
            "seq": row.seq,
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "tries": row.tries,
            "error": row.error,
            "received_at": _iso(row.received_at),
            "finished_at": _iso(row.finished_at),
        }
        for row in reversed(rows)
    ]


def deliveries(tx: Tx, talk: str, last: int) -> list[Json]:
    """The newest rows of the outbox, oldest first. `turn` is the turn that asked for it."""
    rows = tx.run(select(outbox).where(outbox.c.talk == talk).order_by(outbox.c.seq.desc()).limit(last)).all()
    return [
        {
            "seq": row.seq,
            "id": row.id,
            "turn": row.id.removeprefix(f"{talk}:").partition(":")[0],
            "lane": row.lane,
            "kind": row.kind,
            "state": row.state,
            "tries": row.tries,
            "error": row.error,
            "says": _excerpt(row.body),
            "due_at": _iso(row.due_at),
            "created_at": _iso(row.created_at),
            "finished_at": _iso(row.finished_at),
        }
        for row in reversed(rows)
    ]


def wakeups_now(tx: Tx, talk: str) -> list[Json]:
    """The alarm clocks that are set, the next one first."""
    rows = tx.run(select(wakeups).where(wakeups.c.talk == talk).order_by(wakeups.c.due_at)).all()
    return [{"name": row.name, "order_id": row.order_id, "due_at": _iso(row.due_at)} for row in rows]


def orders_now(tx: Tx, talk: str) -> list[Json]:
    """The talk's orders, the newest first."""
    rows = tx.run(select(orders.c.body).where(orders.c.talk == talk)).scalars().all()
    found = [from_json(Order, body) for body in rows]
    return [_order(each) for each in sorted(found, key=lambda order: order.created_at, reverse=True)]


def claims_now(tx: Tx, now: datetime) -> list[Json]:
    """Every claimed time that is not over, of all talks: two students cannot have the same one."""
    joined = select(claims, orders.c.talk).join(orders, orders.c.id == claims.c.order_id, isouter=True)
    rows = tx.run(joined.where(claims.c.ends_at > to_ms(now)).order_by(claims.c.starts_at)).all()
    return [
        {
            "order_id": row.order_id,
            "talk": row.talk,
            "starts_at": _iso(row.starts_at),
            "ends_at": _iso(row.ends_at),
            "place": row.place,
            "state": row.state,
            "until": _iso(row.until_at),
        }
        for row in rows
    ]


def _order(order: Order) -> Json:
    return {
        "id": order.id,
        "token": order.token,
        "flow": order.flow,
        "subject": order.subject,
        "starts_at": order.slot.start.isoformat(),
        "minutes": order.slot.minutes,
        "place": order.slot.place,
        "cents": order.price.cents,
        "currency": order.price.currency,
        "booking": order.booking,
        "payment": order.payment,
        "closed": order.closed,
        "held_until": order.held_until.isoformat() if order.held_until else None,
        "attention": order.attention,
        "renewals": order.renewals,
        "attempts": [{"n": each.n, "state": each.state, "session": each.session_id} for each in order.attempts],
        "payments": [
            {
                "id": each.id,
                "state": each.state,
                "cents": each.amount_cents,
                "refunded": each.refunded_cents,
                "dispute": each.dispute,
                "session": each.session_id,
            }
            for each in order.payments
        ],
    }


def _excerpt(body: str) -> str:
    """What a delivery says, in one line."""
    effect: dict[str, Any] = json.loads(body)
    says = effect.get("text") or ", ".join(effect.get("labels") or ()) or effect.get("status") or ""
    line = " ".join(str(says).split())
    return line if len(line) <= LONGEST_EXCERPT else f"{line[: LONGEST_EXCERPT - 1]}…"


def _iso(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else from_ms(milliseconds).isoformat()
