"""What the tutors' own calendars say, as last read: taken times, how the reading went, and what of ours stands in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from bot.core.slots import Busy
from bot.shell.tables import (
    calendar_entries,
    calendars,
    claims,
    from_ms,
    insert,
    orders,
    outside_busy,
    to_ms,
    upsert,
)
from bot.shell.writer import Tx

WRITING, THERE, REMOVING = "writing", "there", "removing"
_BLIND = select(calendars.c.tutor).where((calendars.c.read_at.is_(None)) | (calendars.c.read_at < bindparam("since")))
_CLASHES = (
    select(claims.c.order_id, orders.c.talk, claims.c.starts_at)
    .join(orders, orders.c.id == claims.c.order_id)
    .join(outside_busy, outside_busy.c.tutor == claims.c.resource)
    .where(
        outside_busy.c.calendar == bindparam("of"),
        claims.c.starts_at > bindparam("now"),
        outside_busy.c.starts_at < claims.c.ends_at,
        outside_busy.c.ends_at > claims.c.starts_at,
    )
    .distinct()
    .order_by(claims.c.starts_at)
)
_ENTRIES = (
    select(calendar_entries, orders.c.talk)
    .join(orders, orders.c.id == calendar_entries.c.order_id)
    .where(calendar_entries.c.calendar == bindparam("of"), calendar_entries.c.starts_at > bindparam("now"))
)
_ENTRY_OF = select(calendar_entries).where(calendar_entries.c.order_id == bindparam("of"))
_FORGET = delete(calendar_entries).where(calendar_entries.c.order_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class How:
    """How a calendar was read. `read_at`: the last time all of it was understood. `trouble`: why not the last time."""

    name: str
    tutor: str
    read_at: datetime | None
    trouble: str
    told_at: datetime | None
    token: str


@dataclass(frozen=True, slots=True)
class Written:
    """A lesson of ours as it was last put into a calendar. `state`: writing · there · removing."""

    order_id: str
    talk: str
    calendar: str
    uid: str
    start: datetime
    end: datetime
    sequence: int
    state: str
    put_at: datetime


@dataclass(frozen=True, slots=True)
class Clash:
    """A held or booked lesson that something in the tutor's calendar now lies over."""

    order_id: str
    talk: str
    start: datetime


def known(tx: Tx, tutors: Mapping[str, str]) -> None:
    """From now on these are the outside calendars (name -> tutor): others are forgotten, new ones have never been read."""
    tx.needs_own()
    names = list(tutors)
    tx.run(delete(outside_busy).where(outside_busy.c.calendar.not_in(names)))
    tx.run(delete(calendars).where(calendars.c.name.not_in(names)))
    for name, tutor in tutors.items():
        tx.run(insert(calendars).on_conflict_do_nothing(), {"name": name, "tutor": tutor, "trouble": "", "token": ""})


def how(tx: Tx) -> tuple[How, ...]:
    """Every outside calendar."""
    rows = tx.run(select(calendars).order_by(calendars.c.name)).all()
    return tuple(
        How(row.name, row.tutor, _moment(row.read_at), row.trouble, _moment(row.told_at), row.token) for row in rows
    )


def blind(tx: Tx, since: datetime) -> tuple[str, ...]:
    """The tutors with a calendar that was not read since then, or never: what they have free is not known."""
    return tuple(sorted({tutor for (tutor,) in tx.run(_BLIND, {"since": to_ms(since)}).all()}))


def keep(tx: Tx, name: str, busy: Sequence[Busy], uids: Sequence[str], token: str, now: datetime) -> None:
    """Everything the calendar says, in the place of what it said before. `uids` name the busy times, in the same order."""
    tx.run(delete(outside_busy).where(outside_busy.c.calendar == name))
    rows = _rows(name, busy, uids)
    if rows:
        tx.run(insert(outside_busy), rows)
    was_read(tx, name, token, now)


def keep_stretch(
    tx: Tx, name: str, busy: Sequence[Busy], uids: Sequence[str], since: datetime, until: datetime
) -> None:
    """What the calendar says of one stretch, in the place of what it said of that before; of the rest nothing is learned."""
    tx.run(
        delete(outside_busy).where(
            outside_busy.c.calendar == name,
            outside_busy.c.starts_at < to_ms(until),
            outside_busy.c.ends_at > to_ms(since),
        )
    )
    rows = _rows(name, busy, uids)
    if rows:
        tx.run(upsert(outside_busy), rows)


def was_read(tx: Tx, name: str, token: str, now: datetime) -> None:
    """It was read, and understood."""
    at = to_ms(now)
    values = {"read_at": at, "tried_at": at, "trouble": "", "told_at": None, "token": token}
    tx.run(update(calendars).where(calendars.c.name == name).values(values))


def failed(tx: Tx, name: str, trouble: str, now: datetime, told_at: datetime | None) -> None:
    """It could not be read: what it said before stays."""
    told = to_ms(told_at) if told_at else None
    values = {"tried_at": to_ms(now), "trouble": trouble, "told_at": told}
    tx.run(update(calendars).where(calendars.c.name == name).values(values))


def clashes(tx: Tx, name: str, now: datetime) -> tuple[Clash, ...]:
    """Lessons to come that something of this calendar lies over."""
    rows = tx.run(_CLASHES, {"of": name, "now": to_ms(now)}).all()
    return tuple(Clash(order_id, talk, from_ms(starts)) for order_id, talk, starts in rows)


def write_down(tx: Tx, entry: Written) -> None:
    """What is, or is about to be, in the calendar."""
    row = {
        "order_id": entry.order_id,
        "calendar": entry.calendar,
        "uid": entry.uid,
        "starts_at": to_ms(entry.start),
        "ends_at": to_ms(entry.end),
        "sequence": entry.sequence,
        "state": entry.state,
        "put_at": to_ms(entry.put_at),
    }
    tx.run(upsert(calendar_entries), row)


def written(tx: Tx, order_id: str) -> Written | None:
    """What stands, or may stand, in a calendar for that order."""
    row = tx.run(_ENTRY_OF, {"of": order_id}).first()
    return None if row is None else _written(row, "")


def forget(tx: Tx, order_ids: Collection[str]) -> None:
    """Nothing of these orders stands in a calendar any more."""
    for order_id in order_ids:
        tx.run(_FORGET, {"of": order_id})


def standing(tx: Tx, name: str, now: datetime) -> tuple[Written, ...]:
    """Our lessons to come that stand in this calendar, as we wrote them."""
    rows = tx.run(_ENTRIES, {"of": name, "now": to_ms(now)}).all()
    return tuple(_written(row, row.talk) for row in rows)


def _written(row: object, talk: str) -> Written:
    values = row._mapping  # type: ignore[attr-defined]
    return Written(
        values["order_id"],
        talk,
        values["calendar"],
        values["uid"],
        from_ms(values["starts_at"]),
        from_ms(values["ends_at"]),
        values["sequence"],
        values["state"],
        from_ms(values["put_at"]),
    )


def _rows(name: str, busy: Sequence[Busy], uids: Sequence[str]) -> list[dict[str, object]]:
    # Of two that begin together under one UID (an oddity of some servers) the longer one counts.
    found = {(uid, one.start): one for uid, one in sorted(zip(uids, busy, strict=True), key=_end)}
    return [
        {"calendar": name, "uid": uid, "starts_at": to_ms(one.start), "ends_at": to_ms(one.end), "tutor": one.tutor}
        for (uid, _), one in found.items()
    ]


def _end(pair: tuple[str, Busy]) -> datetime:
    return pair[1].end


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_ms(value)
