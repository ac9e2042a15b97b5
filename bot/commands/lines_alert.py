"""The line `alert`: whether the services of ALERT_URLS take an alert."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.commands.lines import EnvFile, run_loop, told
from bot.core.errors import WrongSettings
from bot.shell.logs import configure_logs
from bot.shell.settings import Settings, read_settings

TEXT = "This is a test, sent by hand. When something is wrong it will look like this."


def alert(
    test: Annotated[bool, typer.Option("--test", help="Send a test to every service of ALERT_URLS.")] = False,
    env_file: EnvFile = None,
) -> None:
    """Send a test alert to the services of ALERT_URLS, and say which of them took it.

    \b
    Examples:
      python -m bot alert --test
      python -m bot alert --test --env-file .env
    """
    with told():
        settings = read_settings(env_file)
        configure_logs("warning")
        if not test:
            raise WrongSettings(["alert: say what to do. Example: python -m bot alert --test"])
        if not settings.alert_urls:
            raise WrongSettings(["ALERT_URLS: is not set, so alerts are only lines in the log."])
        if not run_loop(_tested(settings)):
            raise typer.Exit(1)


async def _tested(settings: Settings) -> bool:
    """Whether all of them took it. They are told by their number: an address is mostly a key."""
    from bot.shell.alerts_services import Services

    services = Services(settings.alert_urls, settings.business.name, clock=lambda: datetime.now(UTC))
    try:
        took = await services.tell_all("test", TEXT, "success")
    finally:
        await services.aclose()
    for place, good in enumerate(took, start=1):
        typer.echo(f"address {place}: {'took it' if good else 'did NOT take it'}")
    return all(took)
