"""Lessons, held times and what tutors do elsewhere, read from the store in one transaction that writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select

from bot.core.codec import from_json
from bot.core.conversation import KeptTalk
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order
from bot.shell.agenda.entries import Elsewhere, Entry, is_cancelled
from bot.shell.tables import from_ms, history, orders, outside_busy, talks, to_ms
from bot.shell.writer import Tx

MOST_NAMES = 500  # talks asked for in one statement
_CHANGED = select(func.max(history.c.at)).where(history.c.order_id == orders.c.id).scalar_subquery()
_ENTRIES = (
    select(orders.c.body, _CHANGED)
    .where(
        orders.c.starts_at >= bindparam("since"),
        orders.c.starts_at < bindparam("until"),
        or_(orders.c.booking.in_((HELD, BOOKED, ATTENTION)), and_(orders.c.booking == RELEASED, orders.c.closed != "")),
    )
    .order_by(orders.c.starts_at, orders.c.id)
)
_ELSEWHERE = (
    select(outside_busy.c.starts_at, outside_busy.c.ends_at, outside_busy.c.tutor)
    .where(outside_busy.c.ends_at > bindparam("since"), outside_busy.c.starts_at < bindparam("until"))
    .order_by(outside_busy.c.starts_at)
)
_TALKS = select(talks.c.id, talks.c.body).where(talks.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Window:
    """Which lessons: their start from `since` until before `until`; cancelled ones only if that was after `cancelled_since`."""

    since: datetime
    until: datetime
    cancelled_since: datetime
    tutor: str = ""


def entries(tx: Tx, window: Window, *, names: bool) -> list[Entry]:
    """The lessons and held times, by their start. `names`: with the learners', which only staff may see."""
    rows = tx.run(_ENTRIES, {"since": to_ms(window.since), "until": to_ms(window.until)}).all()
    found = []
    for body, changed_at in rows:
        order = from_json(Order, body)
        changed = from_ms(changed_at) if changed_at is not None else order.booked_at or order.created_at
        if window.tutor not in ("", order.tutor):
            continue
        if order.booking != RELEASED or (is_cancelled(order) and changed >= window.cancelled_since):
            found.append(Entry(order, changed))
    return _named(tx, found) if names else found


def elsewhere(tx: Tx, window: Window) -> list[Elsewhere]:
    """What the tutors' own calendars say is taken, as they were last read."""
    rows = tx.run(_ELSEWHERE, {"since": to_ms(window.since), "until": to_ms(window.until)}).all()
    found = [Elsewhere(from_ms(row[0]), from_ms(row[1]), row[2]) for row in rows]
    return [one for one in found if window.tutor in ("", one.tutor)]


def newest_change(tx: Tx) -> int:
    """A number that is another one as soon as any order has changed."""
    return int(tx.run(select(func.max(history.c.seq))).scalar() or 0)


def _named(tx: Tx, found: Sequence[Entry]) -> list[Entry]:
    ids = sorted({entry.order.talk for entry in found})
    kept: dict[str, KeptTalk] = {}
    for some in _in_parts(ids):
        rows = tx.run(_TALKS, {"ids": some}).all()
        kept |= {talk: from_json(KeptTalk, body) for talk, body in rows if body}
    return [Entry(one.order, one.changed_at, _name(kept.get(one.order.talk), one.order)) for one in found]


def _in_parts(ids: Sequence[str]) -> Iterable[list[str]]:
    return (list(ids[at : at + MOST_NAMES]) for at in range(0, len(ids), MOST_NAMES))


def _name(kept: KeptTalk | None, order: Order) -> str:
    """The learner's name; the student's where the learner has none of their own."""
    if kept is None:
        return ""
    learner = next((one for one in kept.student.learners if one.id == order.learner), None)
    return (learner.name if learner else "") or kept.student.name
