"""The command line's `reconcile`."""

from typing import Annotated

import typer

from bot.commands.lines import AsJson, EnvFile, run_loop, told
from bot.shell.logs import configure_logs
from bot.shell.settings import read_settings


def reconcile(
    since: Annotated[
        str, typer.Option(help="From when on: 7d, 12h or a date such as 2026-11-01. Stripe keeps events for 30 days.")
    ] = "7d",
    fix: Annotated[bool, typer.Option("--fix", help="Let orders hear what they missed; else only say it.")] = False,
    as_json: AsJson = False,
    env_file: EnvFile = None,
) -> None:
    """Compare the orders with Stripe and with the bookings: missed webhooks, money without a lesson, and the reverse.

    A running desk does this by itself every RECONCILE_MINUTES.
    Exit status: 0 nothing differs, 1 differences are left, 2 the settings are wrong or Stripe cannot be read.

    \b
    Examples:
      python -m bot reconcile --env-file .env                what differs, of the last seven days
      python -m bot reconcile --env-file .env --fix          and repairs what is safe
      python -m bot reconcile --since 30d --fix --json       for cron: one JSON document
    """
    from bot.commands.reconcile import reconcile as compare

    with told():
        settings = read_settings(env_file)
        configure_logs("warning")
        left = run_loop(compare(settings, since, fix=fix, as_json=as_json))
    if left:
        raise typer.Exit(1)
