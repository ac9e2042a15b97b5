"""What a desk's database holds, read from outside: whether anything waits, who has which time, what was given up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from bot.shell.store_audit import audit
from bot.shell.store_connections import database_url, reading_engine
from bot.shell.tables import cells, claims, inbox, outbox, wakeups
from bot.shell.writer import Tx
from tests.whole.desk_and_world import MONDAY

CELL_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Claimed:
    """A time somebody has."""

    order_id: str
    state: str
    starts_at: int
    ends_at: int


class Ledger:
    """Reads; never writes."""

    def __init__(self, database: str) -> None:
        self._engine: Engine = reading_engine(database_url(database))

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def _rows(self, statement: Any) -> Sequence[Any]:
        with self._engine.begin() as connection:
            return connection.execute(statement).all()

    def waiting(self) -> list[str]:
        """Events to be decided and deliveries to go."""
        try:
            events = self._rows(select(inbox.c.kind).where(inbox.c.state == "open"))
            deliveries = self._rows(select(outbox.c.kind).where(outbox.c.state.in_(("due", "sending"))))
        except OperationalError:
            return ["the database is not there yet"]
        return [row[0] for row in (*events, *deliveries)]

    def dead(self) -> list[str]:
        """Events and deliveries that were given up."""
        found = []
        for table in (inbox, outbox):
            rows = self._rows(select(table.c.kind, table.c.error).where(table.c.state == "dead"))
            found += [f"{kind}: {error}" for kind, error in rows]
        return found

    def findings(self) -> list[str]:
        """What an audit says against the books: every cent accounted for, no time without its order, and the rest."""
        with self._engine.begin() as connection:
            found = audit(Tx(connection, self._engine.dialect.name == "postgresql", alone=True), {"trial"}, MONDAY)
        return [f"{one.kind}: {one.order_id} {one.text}" for one in found.findings]

    def claimed(self) -> list[Claimed]:
        """Every time that is held or booked, in the order of the clock."""
        columns = (claims.c.order_id, claims.c.state, claims.c.starts_at, claims.c.ends_at)
        return [Claimed(*row) for row in self._rows(select(*columns).order_by(claims.c.starts_at, claims.c.order_id))]

    def alarms(self, names: Sequence[str]) -> list[tuple[str, str, int]]:
        """Which alarms of these names stand, for which order, and when they ring."""
        columns = (wakeups.c.name, wakeups.c.order_id, wakeups.c.due_at)
        found = self._rows(select(*columns).where(wakeups.c.name.in_(names)).order_by(wakeups.c.due_at))
        return [tuple(row) for row in found]

    def cell_owners(self) -> dict[str, int]:
        """How many five-minute cells each order owns."""
        return dict(Counter(row[0] for row in self._rows(select(cells.c.order_id))))

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {
            table.name: self._rows(select(func.count()).select_from(table))[0][0]
            for table in claims.metadata.sorted_tables
        }
