"""The one door in: events, durable, each once."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal_column, select, update

from bot.core.codec import from_json, to_json
from bot.core.events import EVENTS, Event
from bot.shell.prepared import Prepared
from bot.shell.tables import inbox, insert
from bot.shell.writer import Tx

# The states are written as literals: a partial index is only used when the statement shows its condition.
_OPEN = inbox.c.state == literal_column("'open'")
_PUT = Prepared(
    insert(inbox).on_conflict_do_nothing(index_elements=[inbox.c.id]).returning(inbox.c.seq),
    *("id", "talk", "kind", "body", "state", "tries", "due_at", "received_at", "error"),
)
_LAST = Prepared(select(func.coalesce(func.max(inbox.c.seq), 0)))
_AFTER = Prepared(select(inbox.c.id).where(inbox.c.seq > bindparam("last")))
_OWN = ("id", "talk", "kind", "body", "due_at", "received_at")  # what differs between two new events
MOST_AT_ONCE = 64  # six parameters each, of the 999 that an old SQLite takes
_NEXT = Prepared(
    select(inbox.c.seq, inbox.c.id, inbox.c.kind, inbox.c.body, inbox.c.tries, inbox.c.due_at, inbox.c.received_at)
    .where(inbox.c.talk == bindparam("of"), _OPEN)
    .order_by(inbox.c.seq)
    .limit(2)
)
_ANY_OPEN = Prepared(select(inbox.c.seq).where(inbox.c.talk == bindparam("of"), _OPEN).limit(1))
_ID = inbox.c.id == bindparam("of")
_FINISH = Prepared(update(inbox).where(_ID).values(state=bindparam("state"), finished_at=bindparam("at")))
_REWRITE = update(inbox).where(_ID).values(body=bindparam("body"))
_PUT_OFF = update(inbox).where(_ID).values(tries=bindparam("tries"), due_at=bindparam("due"), error=bindparam("error"))
_STATES = select(inbox.c.id, inbox.c.state).where(inbox.c.id.in_(bindparam("ids", expanding=True)))
OPEN_TALKS = select(inbox.c.talk).where(_OPEN).group_by(inbox.c.talk).order_by(func.min(inbox.c.seq))


class Waiting(NamedTuple):
    """An open event of a talk, oldest first; `body` is still JSON."""

    seq: int
    id: str
    kind: str
    body: str
    tries: int
    due_at: int
    received_at: int

    @property
    def event(self) -> Event:
        """The event itself."""
        return from_json(EVENTS[self.kind], self.body)


def row_of(event: Event, now_ms: int) -> dict[str, Any]:
    """The row that `put` inserts; made outside the writer's thread."""
    return {
        "id": event.id,
        "talk": event.talk,
        "kind": type(event).__name__,
        "body": to_json(event),
        "state": "open",
        "tries": 0,
        "due_at": now_ms,
        "received_at": now_ms,
        "error": "",
    }


def put(tx: Tx, row: dict[str, Any]) -> bool:
    """Whether the event was new; a repeat changes nothing. Touch the talk's lease first (see `leases`)."""
    return tx.first(_PUT, row) is not None


def put_many(tx: Tx, rows: Sequence[dict[str, Any]]) -> list[bool]:
    """As `put` for each of them, in a few statements: which were new. SQLite only, where nobody else can write meanwhile."""
    last = tx.all(_LAST, {})[0][0]
    start = new = 0
    while start < len(rows):
        size = min(MOST_AT_ONCE, 1 << (len(rows) - start).bit_length() - 1)  # a power of two: seven texts, each kept
        statement, names = _put_so_many(size)
        values = [row[name] for row in rows[start : start + size] for name in _OWN]
        new += tx.do(statement, dict(zip(names, values, strict=True)))
        start += size
    if new == len(rows):
        return [True] * new
    fresh = {row[0] for row in tx.all(_AFTER, {"last": last})}
    found = []
    for row in rows:
        found.append(row["id"] in fresh)
        fresh.discard(row["id"])  # the second of two in one batch is a repeat
    return found


@cache
def _put_so_many(size: int) -> tuple[Prepared, list[str]]:
    """An INSERT of so many open events, and the names of its parameters row by row."""
    same: dict[str, Any] = {
        "state": literal_column("'open'"),
        "tries": literal_column("0"),
        "error": literal_column("''"),
    }
    values = [same | {name: bindparam(f"{name}_{n}") for name in _OWN} for n in range(size)]
    statement = insert(inbox).values(values).on_conflict_do_nothing(index_elements=[inbox.c.id])
    return Prepared(statement), [f"{name}_{n}" for n in range(size) for name in _OWN]


def head(tx: Tx, talk: str) -> tuple[Waiting | None, bool]:
    """The oldest open event of the talk, and whether there is another behind it."""
    rows = tx.all(_NEXT, {"of": talk})
    return (Waiting(*rows[0]) if rows else None), len(rows) > 1


def has_open(tx: Tx, talk: str) -> bool:
    """Whether the talk has anything to hear."""
    return tx.first(_ANY_OPEN, {"of": talk}) is not None


def states_of(tx: Tx, event_ids: Sequence[str]) -> dict[str, str]:
    """open · done · dead, of those that are there."""
    return {row[0]: row[1] for row in tx.run(_STATES, {"ids": list(event_ids)}).all()}


def finish(tx: Tx, event_id: str, now_ms: int, state: str = "done") -> None:
    """The event was heard ("done") or put aside ("dead")."""
    tx.do(_FINISH, {"of": event_id, "state": state, "at": now_ms})


def rewrite(tx: Tx, event: Event) -> None:
    """The event as it reads now (a payment that its order has taken in)."""
    tx.run(_REWRITE, {"of": event.id, "body": to_json(event)})


def put_off(tx: Tx, event_id: str, tries: int, due_ms: int, error: str) -> None:
    """The event is tried again at `due_ms`."""
    tx.run(_PUT_OFF, {"of": event_id, "tries": tries, "due": due_ms, "error": error})
