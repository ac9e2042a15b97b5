"""The one door out: deliveries, durable, in lanes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, literal_column, select, update

from bot.core.codec import from_json, to_json
from bot.core.effects import EFFECTS, Delivery, Mirror
from bot.shell.ports import Parcel
from bot.shell.prepared import Prepared
from bot.shell.tables import from_ms, insert, outbox
from bot.shell.writer import Tx

_WAITING = literal_column("state").in_([literal_column("'due'"), literal_column("'sending'")])
_PUT = Prepared(
    insert(outbox).inline(),
    *("id", "talk", "lane", "kind", "body", "gated", "state", "tries", "due_at", "since_at", "created_at", "error"),
)
_OF_TALK = Prepared(
    select(
        outbox.c.id,
        outbox.c.talk,
        outbox.c.lane,
        outbox.c.kind,
        outbox.c.body,
        outbox.c.gated,
        outbox.c.state,
        outbox.c.tries,
        outbox.c.since_at,
    )
    .where(outbox.c.talk == bindparam("of"), _WAITING)
    .order_by(outbox.c.seq)
)
_ID = outbox.c.id == bindparam("of")
_SENDING = Prepared(
    update(outbox)
    .where(_ID, _WAITING)
    .values(state=literal_column("'sending'"), since_at=bindparam("since"))
    .returning(outbox.c.seq)
)
_FINISH = Prepared(
    update(outbox).where(_ID).values(state=bindparam("state"), finished_at=bindparam("at"), error=bindparam("error"))
)
_PUT_OFF = (
    update(outbox)
    .where(_ID)
    .values(state=bindparam("state"), tries=bindparam("tries"), due_at=bindparam("due"), error=bindparam("error"))
)
_OVERTAKE = delete(outbox).where(
    outbox.c.talk == bindparam("of"),
    _WAITING,
    outbox.c.state == literal_column("'due'"),
    outbox.c.lane == bindparam("lane"),
)
_ECHO = Prepared(
    update(outbox)
    .where(_ID, outbox.c.state == literal_column("'sending'"))
    .values(state=literal_column("'done'"), finished_at=bindparam("at"))
    .returning(outbox.c.talk)
)
_STATE = Prepared(select(outbox.c.state).where(_ID))
_ANY_WAITING = Prepared(select(outbox.c.seq).where(outbox.c.talk == bindparam("of"), _WAITING).limit(1))
_DELIVERIES = {name: cls for name, cls in EFFECTS.items() if issubclass(cls, Delivery)}
WAITING_TALKS = select(outbox.c.talk).where(_WAITING).distinct()


class OutRow(NamedTuple):
    """A waiting delivery as the outbox keeps it."""

    id: str
    talk: str
    lane: str
    kind: str
    body: str
    gated: bool
    state: str
    tries: int
    since_at: int | None

    @property
    def parcel(self) -> Parcel:
        """The delivery on its way."""
        effect = from_json(_DELIVERIES[self.kind], self.body)
        return Parcel(self.id, self.talk, effect, self.tries, None if self.since_at is None else from_ms(self.since_at))


def lane_of(effect: Delivery) -> str:
    """The name of the lane within its talk: deliveries of one lane go one after the other."""
    if isinstance(effect, Mirror):
        return f"mirror:{effect.account_id}:{effect.conversation_id}"
    order_id = getattr(effect, "order_id", "")
    return f"{effect.lane}:{order_id}" if order_id else effect.lane


def put(tx: Tx, parcels: Sequence[tuple[Parcel, str, bool]], waits: frozenset[str], now_ms: int) -> None:
    """Saves deliveries (parcel, lane, gated). Lanes in `waits` have something before it; all others go at once and are marked so.

    Marking in the same commit saves one a message; after a crash "sending" only means that it may have gone.
    """
    rows: list[dict[str, Any]] = []
    for parcel, lane, gated in parcels:
        if isinstance(parcel.effect, Mirror):
            tx.run(_OVERTAKE, {"of": parcel.talk, "lane": lane})
            rows = [row for row in rows if row["lane"] != lane]
        rows.append(_row(parcel, lane, gated, waits=lane in waits, now_ms=now_ms))
    if rows:
        tx.do_each(_PUT, rows)


def _row(parcel: Parcel, lane: str, gated: bool, *, waits: bool, now_ms: int) -> dict[str, Any]:
    return {
        "id": parcel.id,
        "talk": parcel.talk,
        "lane": lane,
        "kind": type(parcel.effect).__name__,
        "body": to_json(parcel.effect),
        "gated": gated,
        "state": "due" if waits else "sending",
        "tries": 0,
        "due_at": now_ms,
        "since_at": None if waits else now_ms,
        "created_at": now_ms,
        "error": "",
    }


def waiting(tx: Tx, talk: str) -> list[OutRow]:
    """Every delivery of the talk that is not finished, oldest first."""
    return [OutRow(*row)._replace(gated=bool(row[5])) for row in tx.all(_OF_TALK, {"of": talk})]  # SQLite says 0 and 1


def mark_sending(tx: Tx, parcel_id: str, since_ms: int) -> bool:
    """Whether the delivery is still wanted, and marked as one that may have gone from now on."""
    return tx.first(_SENDING, {"of": parcel_id, "since": since_ms}) is not None


def finish(tx: Tx, parcel_id: str, state: str, now_ms: int, error: str = "") -> None:
    """done · dropped (a person has the conversation) · dead."""
    tx.do(_FINISH, {"of": parcel_id, "state": state, "at": now_ms, "error": error})


def put_off(tx: Tx, parcel_id: str, state: str, tries: int, due_ms: int, error: str) -> None:
    """Tried again at `due_ms`. State "sending" keeps the mark that it may have gone, "due" takes it away."""
    tx.run(_PUT_OFF, {"of": parcel_id, "state": state, "tries": tries, "due": due_ms, "error": error})


def echoed(tx: Tx, parcel_id: str, now_ms: int) -> bool:
    """Whether this settled a delivery that may have gone: it has."""
    return tx.first(_ECHO, {"of": parcel_id, "at": now_ms}) is not None


def state_of(tx: Tx, parcel_id: str) -> str:
    """The delivery's state; "" when there is no such row."""
    row = tx.first(_STATE, {"of": parcel_id})
    return row[0] if row else ""


def has_waiting(tx: Tx, talk: str) -> bool:
    """Whether any delivery of the talk is unfinished."""
    return tx.first(_ANY_WAITING, {"of": talk}) is not None
