"""What became of each order: one row for each event that touched it, written in that event's own transaction and kept for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from bot.core import history as facts
from bot.core.codec import to_json
from bot.core.effects import Delivery, Effect
from bot.core.events import Event
from bot.core.orders import Order
from bot.shell.engine_records import Outgoing
from bot.shell.prepared import Prepared
from bot.shell.tables import history, insert, to_ms
from bot.shell.writer import Tx

_COLUMNS = ("order_id", "at", "event_id", "kind", "news", "who", "why", "body")
_PUT = Prepared(insert(history).inline(), *_COLUMNS)
_OF_ORDER = (
    select(history.c.seq, *(history.c[name] for name in _COLUMNS))
    .where(history.c.order_id == bindparam("of"))
    .order_by(history.c.seq)
)


class HistoryRow(NamedTuple):
    """One event and what it did to the order; `body` as `bot.core.history.body`, still JSON."""

    seq: int
    order_id: str
    at: int
    event_id: str
    kind: str
    news: str
    who: str
    why: str
    body: str


def write(
    tx: Tx,
    event: Event,
    changed: Sequence[tuple[Order | None, Order]],
    effects: Sequence[Effect],
    out: Sequence[Outgoing],
    now: datetime,
    news: str = "",
    reason: str = "",
) -> None:
    """A row for each order (before, after) that the event touched; nothing when it touched none."""
    if not changed:
        return
    talk = event.talk
    ids = iter(without_talk(one.parcel.id, talk) for one in out)
    named = [(next(ids) if isinstance(effect, Delivery) else "", effect) for effect in effects]
    same = {
        "at": to_ms(now),
        "event_id": without_talk(event.id, talk),
        "kind": type(event).__name__,
        "news": news,
        "who": facts.who(event),
        "why": facts.why(event),
    }
    rows: list[Mapping[str, Any]] = [
        same | {"order_id": after.id, "body": to_json(facts.body(before, after, event, named, reason))}
        for before, after in changed
    ]
    tx.do_each(_PUT, rows)


def without_talk(id_: str, talk: str) -> str:
    """The id of an event or delivery of that talk without the talk's name, which may hold a telephone number."""
    return "~" + id_.removeprefix(talk) if id_.startswith(talk) else id_


def with_talk(id_: str, talk: str) -> str:
    """The id as inbox and outbox know it."""
    return talk + id_.removeprefix("~") if id_.startswith("~") else id_


def of_order(tx: Tx, order_id: str) -> list[HistoryRow]:
    """Everything that happened to the order, oldest first."""
    return [HistoryRow(*row) for row in tx.run(_OF_ORDER, {"of": order_id}).all()]
