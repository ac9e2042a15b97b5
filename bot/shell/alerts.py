"""One word to the owner for each cause: the first time, a reminder after hours with the count, and when it is over.

What is told stands in `alarms`, so it holds across restarts and processes. Telling is a delivery for each service of the
owner's (`TellOwner`), written in the same unit: durable, tried again, and never in the way of a student's lane, because
all of them belong to a talk of their own that nobody chats in.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.core.effects import Alert, Delivery, TellOwner
from bot.core.events import Event
from bot.shell import store_alarms, store_outbox
from bot.shell.engine_meters import Meters
from bot.shell.ports import Parcel
from bot.shell.store import Store
from bot.shell.store_alarms import Alarm
from bot.shell.tables import from_ms, to_ms
from bot.shell.writer import Tx

OWNERS_TALK = "0:0:owner"  # no account of Chatwoot's has the number 0
log = logging.getLogger(__name__)


class Alerts:
    """Raises alerts and ends them. The carrier of `Alert`, and what everything outside the core calls.

    `services`: the fingerprints of those to be told; none means the log only. `take_up(talk)`: it has new deliveries.
    """

    handles: Sequence[type[Delivery]] = (Alert,)

    def __init__(
        self,
        store: Store,
        meters: Meters,
        *,
        clock: Callable[[], datetime],
        services: Sequence[str] = (),
        take_up: Callable[[str], None] = lambda talk: None,  # noqa: ARG005 - a command leaves it to the running desk
    ) -> None:
        self._store = store
        self._meters = meters
        self._clock = clock
        self._services = tuple(services)
        self._take_up = take_up

    async def raised(self, kind: str, cause: str, text: str) -> bool:
        """Whether the owner is told now (else it was counted). `cause` says kind and what it is about, `text` what to know.

        Neither may hold personal data. TryAgainLater when the database cannot be written.
        """
        self._meters.alerts.labels(kind).inc()
        now_ms = to_ms(self._clock())
        services = self._services

        def unit(tx: Tx) -> Alarm:
            alarm = store_alarms.raised(tx, cause, kind, text, now_ms)
            _post(tx, alarm, services)
            return alarm

        return self._told(await self._store.write(unit, name="alarm", talk=OWNERS_TALK, alone=True))

    async def over(self, cause: str) -> bool:
        """Whether the owner is told now that the cause is gone: only when they had been told of it."""
        now_ms = to_ms(self._clock())
        services = self._services

        def unit(tx: Tx) -> Alarm | None:
            alarm = store_alarms.ended(tx, cause, now_ms)
            if alarm is not None:
                _post(tx, alarm, services)
            return alarm

        alarm = await self._store.write(unit, name="alarm", talk=OWNERS_TALK, alone=True)
        return alarm is not None and self._told(alarm)

    async def standing(self) -> tuple[Alarm, ...]:
        """Every cause that is not over."""
        return await self._store.read(store_alarms.standing)

    async def deliver(self, parcel: Parcel) -> Sequence[Event]:
        """An alert of the core's. Nothing comes back."""
        effect = parcel.effect
        if isinstance(effect, Alert):
            cause = effect.cause or f"{effect.kind}:{effect.text}"
            if effect.over:
                await self.over(cause)
            else:
                await self.raised(effect.kind, cause, effect.text)
        return ()

    async def was_delivered(self, parcel: Parcel) -> bool | None:  # noqa: ARG002 - counted twice does no harm
        """False: raising an alert again tells nobody twice."""
        return False

    def _told(self, alarm: Alarm) -> bool:
        if not alarm.word:
            return False
        write = log.warning if alarm.word == store_alarms.OVER else log.error
        write("alert %s: %s (%s, %d times)", alarm.kind, alarm.text, alarm.word, alarm.times)
        if self._services:
            self._take_up(OWNERS_TALK)
        return True


def _post(tx: Tx, alarm: Alarm, services: Sequence[str]) -> None:
    if not alarm.word:
        return
    for service in services:
        since = from_ms(alarm.first_at)
        effect = TellOwner(alarm.kind, alarm.text, alarm.word, service, alarm.times, since)
        parcel = Parcel(f"{OWNERS_TALK}:{alarm.last_at}:{secrets.token_hex(6)}", OWNERS_TALK, effect)
        lane = f"{effect.lane}:{service}"
        store_outbox.put(tx, [(parcel, lane, False)], frozenset({lane}), alarm.last_at)
