"""Everything that happened to one order, in time: what its history keeps for good, and what inbox and outbox still know.

The history names each delivery it asked for, so its fate is found by its id. The turn in which the talk hears of a fact
leaves no history when it changes no order; its deliveries are those that were made in the moment the event was finished.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select

from bot.core import history as facts
from bot.core.codec import from_json
from bot.core.events import EVENTS
from bot.core.orders import Order
from bot.shell.store_history import HistoryRow, of_order, with_talk
from bot.shell.tables import inbox, outbox
from bot.shell.writer import Tx

HEARD = "heard"
_INBOX = (
    select(
        inbox.c.id, inbox.c.kind, inbox.c.body, inbox.c.state, inbox.c.tries, inbox.c.received_at, inbox.c.finished_at
    )
    .where(inbox.c.talk == bindparam("of"))
    .order_by(inbox.c.seq)
)
_OUTBOX = (
    select(
        outbox.c.id,
        outbox.c.kind,
        outbox.c.lane,
        outbox.c.state,
        outbox.c.tries,
        outbox.c.created_at,
        outbox.c.finished_at,
        outbox.c.error,
    )
    .where(outbox.c.talk == bindparam("of"))
    .order_by(outbox.c.seq)
)


@dataclass(frozen=True, slots=True)
class Fate:
    """A delivery and what became of it: due · sending · done · dropped (a person had the conversation) · dead."""

    id: str
    kind: str
    lane: str
    state: str
    tries: int
    created_at: int
    finished_at: int | None
    error: str


@dataclass(slots=True)
class Entry:
    """One thing that happened. `at` in ms. `state`: of the event, "" once only the history knows it."""

    at: int
    kind: str
    event_id: str
    who: str = ""
    why: str = ""
    news: str = ""
    state: str = ""
    tries: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)  # `bot.core.history.body`
    deliveries: list[Fate] = field(default_factory=list)


def timeline(tx: Tx, order: Order) -> list[Entry]:
    """All of it, oldest first."""
    fates = {row[0]: Fate(*row) for row in tx.run(_OUTBOX, {"of": order.talk})}
    entries = [_kept(row, fates, order.talk) for row in of_order(tx, order.id)]
    known: dict[str, Entry] = {}
    for entry in entries:  # settled first; a second row of the event is what the talk made of it
        first = known.setdefault(entry.event_id, entry)
        if first is not entry:
            entry.kind, entry.who, entry.news = HEARD, "desk", first.news
    told = {one.id for entry in entries for one in entry.deliveries}
    for event_id, kind, body, state, tries, received, finished in tx.run(_INBOX, {"of": order.talk}):
        about = _about(kind, body, order.id) or event_id in known
        if not about:
            continue
        heard = [one for one in fates.values() if one.created_at == finished and one.id not in told]
        told |= {one.id for one in heard}
        if event_id in known:
            known[event_id].state, known[event_id].tries = state, tries
            if heard:
                entries.append(Entry(finished, HEARD, event_id, "desk", news=known[event_id].news, deliveries=heard))
        else:
            entries.append(_unkept(event_id, kind, body, state, tries, received, heard))
    lane = f"stripe:{order.id}"
    alone = (one for one in fates.values() if one.lane == lane and one.id not in told)
    entries += (Entry(one.created_at, one.kind, one.id, "desk", deliveries=[one]) for one in alone)
    return sorted(entries, key=lambda entry: entry.at)


def _kept(row: HistoryRow, fates: Mapping[str, Fate], talk: str) -> Entry:
    body = json.loads(row.body)
    for effect in body.get("effects", ()):
        effect["id"] = with_talk(effect.get("id", ""), talk)
    found = [fates[one["id"]] for one in body.get("effects", ()) if one["id"] in fates]
    return Entry(
        row.at, row.kind, with_talk(row.event_id, talk), row.who, row.why, row.news, body=body, deliveries=found
    )


def _unkept(event_id: str, kind: str, body: str, state: str, tries: int, at: int, heard: list[Fate]) -> Entry:
    event = from_json(EVENTS[kind], body)
    return Entry(at, kind, event_id, facts.who(event), facts.why(event), state=state, tries=tries, deliveries=heard)


def _about(kind: str, body: str, order_id: str) -> bool:
    """Whether the event names that order. Its text goes after thirty days; the history stays."""
    return bool(body) and order_id in body and getattr(from_json(EVENTS[kind], body), "order_id", "") == order_id
