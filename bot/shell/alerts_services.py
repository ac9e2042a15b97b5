"""The owner's services: anything Apprise has an address for. An alert is sent to each from a thread, for a day if need be.

Apprise is imported when there is an address, not before: it brings a hundred and fifty services with it. What it logs
holds whole addresses, keys included, so nothing of it is written.
"""

import asyncio
import hashlib
import logging
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from bot.core.effects import Delivery, TellOwner
from bot.core.errors import Refused, TryAgainLater
from bot.core.events import Event
from bot.shell.engine_meters import Meters
from bot.shell.ports import Parcel

LONGEST_TRYING = timedelta(hours=24)
LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS = 900.0, 5.0
# Commas also stand inside addresses; between two of them comes the next one's scheme.
BETWEEN = re.compile(r"(?:\s|,)+(?=[A-Za-z0-9+.-]+://)|\s+|,+$")
TYPES = {"first": "failure", "again": "warning", "over": "success"}

log = logging.getLogger(__name__)


def split_addresses(written: str) -> tuple[str, ...]:
    """The addresses of a list with spaces or commas between them."""
    return tuple(part for part in BETWEEN.split(written.strip()) if part)


def understood(address: str) -> bool:
    """Whether Apprise has a service for the address, and finds everything in it that this service needs."""
    return _apprise().Apprise.instantiate(address, suppress_exceptions=True) is not None


def scheme(address: str) -> str:
    """What it starts with, `tgram`, when that is one of Apprise's: all of a wrong address that may be shown."""
    found = address.partition("://")[0].lower() if "://" in address else ""
    known = {name for service in _apprise().Apprise().details()["schemas"] for name in _names(service)}
    return found if found in known else ""


def fingerprint(address: str) -> str:
    """A name for the service that tells nothing of its keys, the same in each process."""
    return hashlib.blake2b(address.encode(), digest_size=6).hexdigest()


class Services:
    """Carries `TellOwner` to the services. `name`: who is speaking, such as the business."""

    handles: Sequence[type[Delivery]] = (TellOwner,)

    def __init__(self, addresses: Sequence[str], name: str, *, clock: Callable[[], datetime]) -> None:
        self._addresses: Mapping[str, str] = {fingerprint(one): one for one in addresses}
        self._name = name
        self._clock = clock
        self._threads = ThreadPoolExecutor(2, "desk-alerts")
        self.meters: Meters | None = None  # the engine's, once there is one

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Those an alert is to be sent to."""
        return tuple(self._addresses)

    async def deliver(self, parcel: Parcel) -> Sequence[Event]:
        """Nothing comes back. TryAgainLater for a day when the service does not take it, Refused after that."""
        effect = parcel.effect
        if not isinstance(effect, TellOwner):
            raise Refused(f"{type(effect).__name__} is no alert", "no_alert")
        address = self._addresses.get(effect.service)
        if address is None:
            raise Refused("the service of this alert is not in ALERT_URLS any more", "service_gone")
        if await self.send(address, *self.worded(effect), TYPES[effect.word]):
            self._count("sent")
            return ()
        self._count("failed")
        if parcel.since is not None and self._clock() - parcel.since > LONGEST_TRYING:
            log.error("alert_not_sent", extra={"kind": effect.kind})
            raise Refused("a service of ALERT_URLS took no alert for a day", "alert_not_sent")
        pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(parcel.tries, 10))
        raise TryAgainLater("a service of ALERT_URLS did not take an alert", after=pause)

    async def was_delivered(self, parcel: Parcel) -> bool | None:  # noqa: ARG002 - the port's signature
        """False: most services cannot be asked, and an alert twice is better than none."""
        return False

    async def tell_all(self, title: str, text: str, kind: str = "failure") -> list[bool]:
        """Whether each service took it, at once and past the outbox: for a database that cannot be written, and for a test."""
        title = f"{self._name}: {title}"
        return list(await asyncio.gather(*(self.send(one, title, text, kind) for one in self._addresses.values())))

    async def send(self, address: str, title: str, text: str, kind: str) -> bool:
        """Whether the service took it. Blocking inside, so in a thread; each service has time limits of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _notify, address, title, text, kind)

    def worded(self, effect: TellOwner) -> tuple[str, str]:
        """Title and text."""
        about = effect.kind.replace("_", " ")
        title = f"{self._name}: {about}" + {"again": " (still)", "over": " (over)"}.get(effect.word, "")
        lines = [effect.text or about]
        if effect.times > 1 and effect.since is not None:
            lines.append(f"{effect.times} times since {effect.since:%Y-%m-%d %H:%M} UTC")
        return title, "\n".join(lines)

    async def aclose(self) -> None:
        """Lets go of the threads; what they are sending is tried again after the next start."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _count(self, outcome: str) -> None:
        if self.meters is not None:
            self.meters.alerts_sent.labels(outcome).inc()


def _notify(address: str, title: str, text: str, kind: str) -> bool:
    apprise = _apprise()
    service = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    if service is None:
        return False
    one = apprise.Apprise()
    one.add(service)
    try:
        return bool(one.notify(title=title, body=text, notify_type=apprise.NotifyType(kind)))
    except Exception as error:
        # Any of a hundred and fifty plugins; its words may hold the address.
        log.warning("alert service: %s", type(error).__name__)
        return False


def _apprise() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports what Python is about to lose
        import apprise

        quiet = logging.getLogger("apprise")
        quiet.propagate, quiet.disabled = False, True
        apprise.Apprise.instantiate("json://localhost")  # loads its services
    return apprise


def _names(service: Mapping[str, Any]) -> list[str]:
    return [str(name) for key in ("protocols", "secure_protocols") for name in service[key] or ()]
