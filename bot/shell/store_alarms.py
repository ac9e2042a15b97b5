"""What the owner was told of: one row for each cause. Whoever writes a row first, of all processes, tells."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select, update

from bot.shell.tables import alarms, insert
from bot.shell.writer import Tx

REMINDED_AFTER = timedelta(hours=6)
FORGOTTEN_AFTER = timedelta(hours=24)  # a cause that came to nothing for so long is a new one when it comes again
FIRST, AGAIN, OVER = "first", "again", "over"

_ROOM = insert(alarms).on_conflict_do_nothing()
_FIND = select(alarms).where(alarms.c.cause == bindparam("of"))
_SAVE = (
    update(alarms)
    .where(alarms.c.cause == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in ("kind", "text", "first_at", "last_at", "times", "told_at")})
    .values(over_at=None)
)
_END = update(alarms).where(alarms.c.cause == bindparam("of")).values(over_at=bindparam("at"))
_FORGET = delete(alarms).where(alarms.c.last_at < bindparam("before"), alarms.c.over_at.is_not(None))
_STANDING = select(alarms).where(alarms.c.over_at.is_(None)).order_by(alarms.c.first_at)


class Alarm(NamedTuple):
    """One cause as it stands. `word`: what to tell the owner now, "" for nothing."""

    cause: str
    kind: str
    text: str
    first_at: int
    last_at: int
    times: int
    word: str = ""


def forget(tx: Tx, before_ms: int) -> int:
    """How many causes were thrown away that are over and came last before that moment."""
    return int(tx.run(_FORGET, {"before": before_ms}).rowcount)


def raised(tx: Tx, cause: str, kind: str, text: str, now_ms: int) -> Alarm:
    """The cause came once more. Told at the first time, and again with the count when the last word is six hours old."""
    # The row is there before it is locked, so that two processes cannot both be the first. A unit of its own: see Alerts.
    row = {"cause": cause, "kind": kind, "text": text, "first_at": now_ms, "last_at": now_ms, "over_at": now_ms}
    tx.run(_ROOM, {**row, "times": 0, "told_at": None})
    old = tx.run(_FIND.with_for_update(), {"of": cause}).one()
    over = old.over_at is not None or now_ms - old.last_at > FORGOTTEN_AFTER // timedelta(milliseconds=1)
    first_at, times = (now_ms, 1) if over else (old.first_at, old.times + 1)
    waited_ms = now_ms - (old.told_at or 0)
    word = FIRST if over else AGAIN if waited_ms >= REMINDED_AFTER // timedelta(milliseconds=1) else ""
    new = {"kind": kind, "text": text, "first_at": first_at, "last_at": now_ms, "times": times}
    new["told_at"] = now_ms if word else old.told_at
    tx.run(_SAVE, {"of": cause, **{f"new_{name}": value for name, value in new.items()}})
    return Alarm(cause, kind, text, first_at, now_ms, times, word)


def ended(tx: Tx, cause: str, now_ms: int) -> Alarm | None:
    """The cause is gone: what to tell of it, None when it was not standing."""
    old = tx.run(_FIND.with_for_update(), {"of": cause}).one_or_none()
    if old is None or old.over_at is not None:
        return None
    tx.run(_END, {"of": cause, "at": now_ms})
    return Alarm(cause, old.kind, old.text, old.first_at, now_ms, old.times, OVER)


def standing(tx: Tx) -> tuple[Alarm, ...]:
    """Every cause that is not over, the oldest first."""
    return tuple(
        Alarm(row.cause, row.kind, row.text, row.first_at, row.last_at, row.times) for row in tx.run(_STANDING)
    )
