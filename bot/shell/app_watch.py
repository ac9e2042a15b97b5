"""Alerts joined with the engine: the owner's services, and the looks that raise what no event shows."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.shell.alerts_services import Services
from bot.shell.alerts_watch import Watch
from bot.shell.engine import Engine
from bot.shell.settings import Settings


def owners_services(settings: Settings, clock: Callable[[], datetime]) -> Services:
    """The services of the settings. A rehearsal wakes nobody up: its alerts are lines in the log."""
    return Services(() if settings.rehearsal else settings.alert_urls, settings.business.name, clock=clock)


def watch(
    settings: Settings,
    engine: Engine,
    services: Services,
    key_troubles: Callable[[], Iterable[str]],
    clock: Callable[[], datetime],
) -> Watch:
    """The looks, not begun yet."""
    return Watch(
        engine,
        key_troubles=key_troubles,
        error_percent=settings.alert_error_percent,
        shout=services.tell_all,
        now=lambda: clock().timestamp(),
    )
