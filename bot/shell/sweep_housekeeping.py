"""What is thrown away when its time is over: texts after 30 days, the keys of finished rows and alarms that are over after 60, consents on their day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, delete, select, update

from bot.shell import store_alarms, store_wakeups
from bot.shell.store import Store
from bot.shell.tables import inbox, outbox, to_ms
from bot.shell.writer import Tx, Unit

TEXT_KEPT, KEYS_KEPT = timedelta(days=30), timedelta(days=60)
A_PORTION = 500  # rows a commit, so that nobody waits long behind it


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows lost their text, how many went altogether, how many consents were erased."""

    texts: int
    rows: int
    consents: int


async def tidy(store: Store, now: datetime) -> Tidied:
    """Throws away what is over. Searches while reading, so that the writer only has rows to name."""
    texts = rows = 0
    for table in (inbox, outbox):
        rows += await _each_portion(store, table, to_ms(now - KEYS_KEPT), whole=True)
        texts += await _each_portion(store, table, to_ms(now - TEXT_KEPT), whole=False)
    consents = await store.write(lambda tx: store_wakeups.erase_consents(tx, now), name="tidy")
    await store.write(lambda tx: store_alarms.forget(tx, to_ms(now - KEYS_KEPT)), name="tidy")
    return Tidied(texts, rows, consents)


async def _each_portion(store: Store, table: Table, before_ms: int, *, whole: bool) -> int:
    after = count = 0
    while True:
        found = await store.read(_finder(table, after, before_ms, whole=whole))
        if not found:
            return count
        await store.write(_remover(table, found, whole=whole), name="tidy")
        after, count = found[-1], count + len(found)


def _finder(table: Table, after: int, before_ms: int, *, whole: bool) -> Unit[list[int]]:
    columns = table.c
    over = [columns.seq > after, columns.finished_at < before_ms] + ([] if whole else [columns.body != ""])
    statement = select(columns.seq).where(*over).order_by(columns.seq).limit(A_PORTION)
    return lambda tx: [row[0] for row in tx.run(statement)]


def _remover(table: Table, found: Sequence[int], *, whole: bool) -> Unit[None]:
    one = table.c.seq == bindparam("of")
    statement = delete(table).where(one) if whole else update(table).where(one).values(body="")

    def unit(tx: Tx) -> None:
        tx.run(statement, [{"of": seq} for seq in found])

    return unit
