"""What every lane of the engine works with, gathered once."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.desk import Desk
from bot.core.effects import Delivery
from bot.shell.engine_meters import Meters
from bot.shell.engine_settle import SettleUnit
from bot.shell.engine_turn import Decide
from bot.shell.leases import Leases
from bot.shell.ports import Carrier, Look, LookOutside
from bot.shell.store import Store

Clock = Callable[[], datetime]
MOST_REMEMBERED = 20_000
log = logging.getLogger(__name__)


class Delivered:
    """The newest deliveries that are known to have arrived: finished by us, or echoed from outside."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()

    def add(self, parcel_id: str) -> None:
        """It arrived."""
        self._ids[parcel_id] = None
        if len(self._ids) > MOST_REMEMBERED:
            self._ids.popitem(last=False)

    def __contains__(self, parcel_id: str) -> bool:
        return parcel_id in self._ids


async def nowhere_to_look(looks: Collection[Look]) -> None:
    """No tutor has a calendar outside."""


@dataclass(slots=True)
class Parts:
    """The engine's parts. `poke(talk)`: it has something to hear. `stopping`: begin no further turn."""

    store: Store
    desk: Desk
    decide: Decide
    settle: SettleUnit
    leases: Leases
    clock: Clock
    carriers: Mapping[type[Delivery], Carrier]
    meters: Meters
    poke: Callable[[str], None]
    delivered: Delivered = field(default_factory=Delivered)
    look_outside: LookOutside = nowhere_to_look
    stopping: bool = False
    echo_seconds: float = 3.0
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def trouble(self, where: str, error: BaseException) -> None:
        """Something went wrong that nobody is told of directly: kept for /ready, and logged without its message's data."""
        self.meters.trouble(where, error)
        log.warning("%s: %s", where, type(error).__name__, exc_info=error)
