"""Every table, one schema for SQLite and PostgreSQL.

* Moments are whole milliseconds since 1970 (UTC): sortable, exact, the same in both databases. Columns end in `_at`.
* `body` is JSON text written by `bot.core.codec`; a column beside it exists only because something searches by it.
* Statements that both databases understand are built with PostgreSQL's `insert` (SQLite compiles it too).
* A change here needs a migration in `migrations/versions`; a test compares the two.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import insert

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

metadata = MetaData()
# SQLite gives a row number of its own only to a column declared exactly INTEGER PRIMARY KEY.
RowNumber = BigInteger().with_variant(Integer, "sqlite")

talks = Table(
    "talks",
    metadata,
    Column("id", Text, primary_key=True),  # account:inbox:source_id
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),  # "" before the first turn
    Column("holder", Text),  # the process whose turns these are (PostgreSQL only)
)

orders = Table(
    "orders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("talk", Text, nullable=False, index=True),
    Column("conversation_id", BigInteger, nullable=False),
    Column("booking", Text, nullable=False),
    Column("payment", Text, nullable=False),
    Column("closed", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

money_keys = Table(  # checkout sessions and payment intents, as the outside names them
    "money_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("order_id", Text, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", RowNumber, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),  # what makes a repeat harmless
    Column("talk", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),  # open · done · dead
    Column("tries", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("error", Text, nullable=False),
)
Index(
    "inbox_open",
    inbox.c.talk,
    inbox.c.seq,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
_DEAD = text("state = 'dead'")
Index("inbox_dead", inbox.c.seq, sqlite_where=_DEAD, postgresql_where=_DEAD)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", RowNumber, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),  # talk:turn:n
    Column("talk", Text, nullable=False),
    Column("lane", Text, nullable=False),  # messages · mirror:account:conversation · stripe:order · alerts
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("gated", Boolean, nullable=False),
    Column("state", Text, nullable=False),  # due · sending (may have gone) · done · dropped · dead
    Column("tries", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("since_at", BigInteger),  # the first try
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("error", Text, nullable=False),
)
_WAITING = text("state IN ('due', 'sending')")
Index("outbox_waiting", outbox.c.talk, outbox.c.seq, sqlite_where=_WAITING, postgresql_where=_WAITING)
Index("outbox_dead", outbox.c.seq, sqlite_where=_DEAD, postgresql_where=_DEAD)

wakeups = Table(
    "wakeups",
    metadata,
    Column("talk", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("due_at", BigInteger, nullable=False, index=True),
)

claims = Table(  # who has a time: one row an order, the lesson itself; the cells below keep two from overlapping
    "claims",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("resource", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("place", Text, nullable=False),
    Column("first_cell", BigInteger, nullable=False),
    Column("last_cell", BigInteger, nullable=False),
    Column("state", Text, nullable=False),  # held · booked
    Column("until_at", BigInteger),
    Column("room", Text, nullable=False, server_default=""),  # "in_person#" where only so many lessons fit
)
Index("claims_ends", claims.c.ends_at, claims.c.starts_at)
Index("claims_times", claims.c.resource, claims.c.ends_at, claims.c.starts_at, claims.c.place, claims.c.order_id)

cells = Table(
    "cells",
    metadata,
    Column("resource", Text, primary_key=True),  # a tutor, or a seat of a place: "in_person#1"
    Column("cell", BigInteger, primary_key=True),  # UTC epoch seconds // 300
    Column("order_id", Text, nullable=False, index=True),
)

outside_busy = Table(  # what a tutor's own calendar says is taken, as it was last read
    "outside_busy",
    metadata,
    Column("calendar", Text, primary_key=True),
    Column("uid", Text, primary_key=True),
    Column("starts_at", BigInteger, primary_key=True),
    Column("ends_at", BigInteger, nullable=False),
    Column("tutor", Text, nullable=False),
)
Index("outside_busy_times", outside_busy.c.tutor, outside_busy.c.ends_at, outside_busy.c.starts_at)

calendars = Table(  # how each outside calendar was last read
    "calendars",
    metadata,
    Column("name", Text, primary_key=True),
    Column("tutor", Text, nullable=False),
    Column("read_at", BigInteger),  # the last time all of it was understood
    Column("tried_at", BigInteger),
    Column("trouble", Text, nullable=False),  # "" or why not, in a word
    Column("told_at", BigInteger),  # staff know of the trouble
    Column("token", Text, nullable=False),  # where its next changes begin
)

calendar_entries = Table(  # our lessons as they were last put into a tutor's own calendar
    "calendar_entries",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("calendar", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("state", Text, nullable=False),  # writing · there · removing
    Column("put_at", BigInteger, nullable=False),
)
Index("calendar_entries_times", calendar_entries.c.calendar, calendar_entries.c.starts_at)

trials = Table(
    "trials",
    metadata,
    Column("learner", Text, primary_key=True),
    Column("order_id", Text, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("agreed_at", BigInteger, nullable=False),
    Column("erase_at", BigInteger, nullable=False, index=True),
)

waiting = Table(  # who is told when a time between these two comes free: one wish a talk, in the order of asking
    "waiting",
    metadata,
    Column("talk", Text, primary_key=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
)
Index("waiting_times", waiting.c.ends_at, waiting.c.starts_at)

processes = Table(
    "processes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("heartbeat_at", BigInteger, nullable=False),
)

history = Table(  # what became of each order and why, for good: one row for each event that changed it
    "history",
    metadata,
    Column("seq", RowNumber, primary_key=True, autoincrement=True),
    Column("order_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # the event's class
    Column("news", Text, nullable=False),
    Column("who", Text, nullable=False),  # stripe · student · staff · desk, or who asked for money back
    Column("why", Text, nullable=False),
    Column("body", Text, nullable=False),  # what changed, what was asked for, Stripe's ids; never personal data
)
Index("history_order", history.c.order_id, history.c.seq)
Index("history_at", history.c.at)

alarms = Table(  # one row for each cause the owner was, or is, alerted to
    "alarms",
    metadata,
    Column("cause", Text, primary_key=True),  # kind and what it is about: "disputed:order_x", "stripe_key"
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("times", Integer, nullable=False),
    Column("told_at", BigInteger),
    Column("over_at", BigInteger),
)

marks = Table(  # single facts the desk remembers about itself: the Stripe account, how far it has reconciled
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970 of an aware moment."""
    return (moment - EPOCH) // MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC moment."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def upsert(table: Table, **values: Any) -> Any:
    """INSERT of all columns as bound parameters; on a conflict of the primary key the columns in `values` (all others, if empty) are overwritten."""
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    new = values or {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


__all__ = [
    "alarms",
    "calendar_entries",
    "calendars",
    "cells",
    "claims",
    "consents",
    "from_ms",
    "history",
    "inbox",
    "insert",
    "marks",
    "metadata",
    "money_keys",
    "orders",
    "outbox",
    "outside_busy",
    "processes",
    "talks",
    "to_ms",
    "trials",
    "upsert",
    "waiting",
    "wakeups",
]
