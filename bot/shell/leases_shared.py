"""Leases for any number of processes on one PostgreSQL.

A talk's row names its holder; a holder lives while its heartbeat row is younger than ten seconds by the database's clock,
which all share. What another process accepts for a talk of ours is found when we let the talk go, at the latest by the
sweep of the next second. Locks are taken in one order: the talk's row first, then everything else of the talk.
"""

import secrets
import socket
import time
from os import getpid

from sqlalchemy import (
    BigInteger,
    BindParameter,
    bindparam,
    case,
    cast,
    delete,
    exists,
    extract,
    func,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from bot.shell import store_inbox, store_outbox
from bot.shell.leases import Orphans
from bot.shell.prepared import Prepared
from bot.shell.tables import inbox, insert, outbox, processes, talks, upsert
from bot.shell.writer import Tx

LEASE_SECONDS = 10
BEAT_SECONDS = 2.5
SURE_SECONDS = 8.0  # less than the lease: by our own clock, from before the beat was sent

_NOW = cast(extract("epoch", func.clock_timestamp()) * 1000, BigInteger)
_ALIVE = processes.c.heartbeat_at > _NOW - LEASE_SECONDS * 1000
_ME: BindParameter[str] = bindparam("me")
# Spelled out: inside an ON CONFLICT the builder would add `talks` to the subquery and ask about every talk.
_free = ~exists(select(1).where(processes.c.id == literal_column("talks.holder"), _ALIVE))
_TOUCH = Prepared(
    insert(talks)
    .values(id=bindparam("of"), version=0, body="", holder=_ME)
    .on_conflict_do_update(
        index_elements=[talks.c.id],
        set_={"holder": case((or_(talks.c.holder.is_(None), _free), _ME), else_=talks.c.holder)},
    )
    .returning(talks.c.holder, talks.c.version, talks.c.body)
)
_LOCK = Prepared(
    select(talks.c.holder, talks.c.version, talks.c.body).where(talks.c.id == bindparam("of")).with_for_update()
)
_LET_GO = update(talks).where(talks.c.id == bindparam("of")).values(holder=None)
_LET_ALL_GO = update(talks).where(talks.c.holder == _ME).values(holder=None)
_REGISTER = upsert(processes).values(id=_ME, heartbeat_at=_NOW)
_BEAT = update(processes).where(processes.c.id == _ME, _ALIVE).values(heartbeat_at=_NOW).returning(processes.c.id)
_LEAVE = delete(processes).where(processes.c.id == _ME)
_BURY = delete(processes).where(processes.c.heartbeat_at < _NOW - 60_000)
_work = union_all(
    select(inbox.c.talk.label("talk"), literal_column("1").label("heard")).where(
        inbox.c.state == literal_column("'open'")
    ),
    select(outbox.c.talk, literal_column("0")).where(
        outbox.c.state.in_([literal_column("'due'"), literal_column("'sending'")])
    ),
).subquery("work")
_ORPHANS = (
    select(_work.c.talk, func.max(_work.c.heard))
    .outerjoin(talks, talks.c.id == _work.c.talk)
    .outerjoin(processes, (processes.c.id == talks.c.holder) & _ALIVE)
    .where(or_(processes.c.id.is_(None), talks.c.holder == _ME))
    .group_by(_work.c.talk)
)
_ANYBODY = select(func.count()).select_from(processes).where(_ALIVE)


def living(tx: Tx) -> int:
    """How many processes have a heartbeat younger than a lease."""
    return int(tx.run(_ANYBODY).scalar_one())


class SharedLeases:
    """This process among others."""

    shared = True

    def __init__(self) -> None:
        self.me = _name()
        self._renewed = float("-inf")

    def touch(self, tx: Tx, talk: str) -> bool:
        """Whether the talk is ours now; its row is locked until the commit, so a release waits for what follows."""
        row = tx.first(_TOUCH, {"of": talk, "me": self.me})
        return row is not None and row[0] == self.me

    def load(self, tx: Tx, talk: str, *, take: bool) -> tuple[int, str] | None:
        """Version and body, or None when another process holds the talk."""
        statement, values = (_TOUCH, {"of": talk, "me": self.me}) if take else (_LOCK, {"of": talk})
        row = tx.first(statement, values)
        return (row[1], row[2]) if row is not None and row[0] == self.me else None

    def release(self, tx: Tx, talk: str) -> bool:
        """Whether the talk was let go.

        Two statements: the lock waits for an accept that is under way, and only a statement that begins after it sees
        that accept's event. In one statement the event would be left alone.
        """
        row = tx.first(_LOCK, {"of": talk})
        if row is None or row[0] != self.me:
            return True
        if store_inbox.has_open(tx, talk) or store_outbox.has_waiting(tx, talk):
            return False
        tx.run(_LET_GO, {"of": talk})
        return True

    def orphans(self, tx: Tx) -> Orphans:
        """Talks with anything open that are ours, or whose holder is dead or nobody."""
        rows = tx.run(_ORPHANS, {"me": self.me}).all()
        return Orphans(tuple(row[0] for row in rows if row[1]), tuple(row[0] for row in rows))

    def beat(self, tx: Tx) -> bool:
        """Whether our leases still hold. Too late: we are somebody new, and what we held is anybody's."""
        if tx.run(_BEAT, {"me": self.me}).first() is not None:
            return True
        tx.run(_BURY)
        if self._renewed != float("-inf"):
            self.me = _name()
        tx.run(_REGISTER, {"me": self.me})
        return self._renewed == float("-inf")

    def leave(self, tx: Tx) -> None:
        """Let go of all talks, whatever they wait for: another process takes them up within a second."""
        tx.run(_LET_ALL_GO, {"me": self.me})
        tx.run(_LEAVE, {"me": self.me})

    def renewed(self, monotonic: float) -> None:
        """Our leases are good for ten seconds from then."""
        self._renewed = monotonic

    def sure(self) -> bool:
        """Whether the last beat is young enough, by our own clock."""
        return time.monotonic() - self._renewed < SURE_SECONDS


def _name() -> str:
    return f"{socket.gethostname()}:{getpid()}:{secrets.token_hex(4)}"
