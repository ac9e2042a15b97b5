"""What happens each second: wake-ups ring, and what nobody works on is taken up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.events import DeadlinePassed
from bot.shell import store_inbox, store_wakeups
from bot.shell.leases import Leases, Orphans
from bot.shell.store import Store
from bot.shell.tables import to_ms
from bot.shell.writer import Tx


@dataclass(frozen=True, slots=True)
class Swept:
    """What to take up, and the wake-ups that are due."""

    orphans: Orphans
    wakeups: Sequence[DeadlinePassed]


async def look(store: Store, leases: Leases, now: datetime) -> Swept:
    """What is due now. Only reads."""

    def unit(tx: Tx) -> Swept:
        return Swept(leases.orphans(tx), store_wakeups.due(tx, now))

    return await store.read(unit)


async def ring(store: Store, leases: Leases, event: DeadlinePassed, now: datetime) -> bool:
    """Turns a wake-up into an event, in one commit. Whether the talk is ours and has something new to hear."""
    row = store_inbox.row_of(event, to_ms(now))

    def unit(tx: Tx) -> bool:
        ours = leases.touch(tx, event.talk)
        return store_wakeups.ring(tx, event) and store_inbox.put(tx, row) and ours

    return await store.write(unit, name="ring", talk=event.talk)
