"""Alerts for the owner: a log line and a meter. Taken when no other carrier handles them."""

import logging
from collections.abc import Sequence

from bot.core.effects import Alert, Delivery
from bot.core.events import Event
from bot.shell.engine_meters import Meters
from bot.shell.ports import Parcel

log = logging.getLogger(__name__)


class AlertLog:
    """Writes alerts to the log."""

    handles: Sequence[type[Delivery]] = (Alert,)

    def __init__(self, meters: Meters) -> None:
        self._meters = meters

    async def deliver(self, parcel: Parcel) -> Sequence[Event]:
        """Nothing comes back."""
        effect = parcel.effect
        if isinstance(effect, Alert):
            self._meters.alerts.labels(effect.kind).inc()
            log.error("alert %s: %s", effect.kind, effect.text)
        return ()

    async def was_delivered(self, parcel: Parcel) -> bool | None:  # noqa: ARG002 - a line twice does no harm
        """False: a log cannot be asked, and a repeated alert is better than none."""
        return False
