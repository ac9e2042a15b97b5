"""The units of the door in: an event is in the inbox, once, under its talk.

On SQLite all that wait at the same moment share their statements (`together`); on PostgreSQL each locks its talk first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.core.events import Event, MoneyEvent
from bot.shell import store_inbox, store_talks
from bot.shell.leases import Leases
from bot.shell.writer import Tx

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a fact from Stripe says about whose it is. Empty strings for what it does not say."""

    session_id: str = ""
    payment_intent: str = ""
    order_id: str = ""  # from the metadata: only a hint


@dataclass(frozen=True, slots=True)
class Mapped:
    """Whose fact it is. `hinted`: only the metadata said so, the session has to be looked up before it is believed."""

    order_id: str
    talk: str
    hinted: bool = False


class Accepted(NamedTuple):
    """What became of an event. `ours`: its talk is worked on in this process."""

    new: bool
    ours: bool
    talk: str


@dataclass(frozen=True, slots=True)
class PutEvent:
    """A unit: the event is in the inbox."""

    leases: Leases
    row: Row

    @classmethod
    def of(cls, leases: Leases, event: Event, now_ms: int) -> "PutEvent":
        """The unit for an event."""
        return cls(leases, store_inbox.row_of(event, now_ms))

    def __call__(self, tx: Tx) -> Accepted | None:
        """Saves it."""
        return put(tx, self)

    def row_in(self, tx: Tx) -> Row:  # noqa: ARG002 - it is known
        """The row to insert."""
        return self.row


@dataclass(frozen=True, slots=True)
class PutMapped:
    """A unit: the fact is in the inbox, for the order it turned out to be about. None when it is about no order of ours."""

    leases: Leases
    reference: Reference
    make: Callable[[Mapped], MoneyEvent]
    now_ms: int

    def __call__(self, tx: Tx) -> Accepted | None:
        """Finds the order, makes the event, saves it."""
        return put(tx, self)

    def row_in(self, tx: Tx) -> Row | None:
        """The row to insert, None when there is no such order."""
        of = self.reference
        found = store_talks.whose(tx, (of.session_id, of.payment_intent), of.order_id)
        return None if found is None else store_inbox.row_of(self.make(Mapped(*found)), self.now_ms)


def put(tx: Tx, unit: PutEvent | PutMapped) -> Accepted | None:
    """What one unit does."""
    row = unit.row_in(tx)
    if row is None:
        return None
    ours = unit.leases.touch(tx, row["talk"])  # its lock comes before everything else of the talk
    return Accepted(store_inbox.put(tx, row), ours, row["talk"])


def together(tx: Tx, units: Sequence[PutEvent | PutMapped]) -> list[Accepted | None]:
    """As `put` for each of them, in a few statements. SQLite only."""
    rows = [unit.row_in(tx) for unit in units]
    ours = [row is not None and unit.leases.touch(tx, row["talk"]) for row, unit in zip(rows, units, strict=True)]
    new = iter(store_inbox.put_many(tx, [row for row in rows if row is not None]))
    return [
        None if row is None else Accepted(next(new), mine, row["talk"]) for row, mine in zip(rows, ours, strict=True)
    ]
