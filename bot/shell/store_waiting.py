"""The waiting list: who looks again, and when, after a time was let go.

A row says only between which moments somebody waits; whether a free time fits is the flow's to say, so everybody whose
days it touches looks: in the order of asking, three at once, the next three a while later.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from bot.core.effects import WaitFor
from bot.shell.tables import claims, to_ms, upsert, waiting, wakeups
from bot.shell.writer import Tx

AT_ONCE = 3
APART = timedelta(minutes=10)
MOST = 60  # whoever waits behind them looks by their own alarm
AROUND = timedelta(hours=2)  # a lesson that goes also frees the pauses beside it

_PUT = upsert(waiting)
_DROP = delete(waiting).where(waiting.c.talk == bindparam("whose"))
_TIME = select(claims.c.starts_at, claims.c.ends_at).where(claims.c.order_id == bindparam("of"))
_WAITING = (
    select(waiting.c.talk)
    .where(waiting.c.ends_at > bindparam("since"), waiting.c.starts_at < bindparam("until"))
    .order_by(waiting.c.asked_at, waiting.c.talk)
    .limit(MOST)
)
_LOOK = (
    update(wakeups)
    .where(
        wakeups.c.talk == bindparam("whose"),
        wakeups.c.name == "waiting",
        wakeups.c.order_id == "",
        wakeups.c.due_at > bindparam("at"),
    )
    .values(due_at=bindparam("at"))
)


def put(tx: Tx, talk: str, wish: WaitFor, now: datetime) -> None:
    """The talk waits, in the place of its former wish and behind those who asked before."""
    row = {"talk": talk, "asked_at": to_ms(now), "starts_at": to_ms(wish.since), "ends_at": to_ms(wish.until)}
    tx.run(_PUT, row)


def drop(tx: Tx, talk: str) -> None:
    """The talk waits no longer."""
    tx.run(_DROP, {"whose": talk})


def comes_free(tx: Tx, order_id: str, now: datetime) -> None:
    """The order lets go of its time (call it before): those who wait around it look again, the first three now."""
    time = tx.run(_TIME, {"of": order_id}).first()
    if time is None:
        return
    around = AROUND // timedelta(milliseconds=1)
    rows = tx.run(_WAITING, {"since": time[0] - around, "until": time[1] + around}).all()
    for n, (talk,) in enumerate(rows):
        tx.run(_LOOK, {"whose": talk, "at": to_ms(now + APART * (n // AT_ONCE))})
