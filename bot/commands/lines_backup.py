"""The lines `backup` and `restore` of the command line."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.lines import AsJson, EnvFile, run_loop, told
from bot.shell.logs import configure_logs
from bot.shell.settings import read_settings
from bot.shell.settings.environment import read_environment


def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups are kept; each gets a dated folder in it.")],
    keep: Annotated[int, typer.Option(min=0, help="Remove all but the newest so many. 0: remove none.")] = 0,
    as_json: AsJson = False,
    env_file: EnvFile = None,
) -> None:
    """Save the database, the business file and how Stripe is set up, while the desk runs.

    \b
    Exit status: 0 saved, 2 not saved (the reason is on stderr).
    Examples:
      python -m bot backup /var/backups/desk --env-file .env
      python -m bot backup /var/backups/desk --keep 14 --json
    """
    from bot.commands.backup import backup as save
    from bot.commands.backup import summary

    with told():
        settings = read_settings(env_file)
        configure_logs("warning")
        saved = run_loop(save(settings, read_environment(env_file), folder, keep))
        typer.echo(json.dumps(saved, ensure_ascii=False) if as_json else summary(saved))


def restore(
    backup: Annotated[Path, typer.Argument(help="The dated folder of a backup.")],
    force: Annotated[
        bool, typer.Option("--force", help="Move a database that is there aside (never deleted).")
    ] = False,
    as_json: AsJson = False,
    env_file: EnvFile = None,
) -> None:
    """Put the database of a backup where DATABASE_URL says, and tell what to do next. No desk may run on it.

    \b
    Exit status: 0 restored, 2 nothing was changed (the reason is on stderr).
    Examples:
      python -m bot restore /var/backups/desk/desk-20261124T031500.000Z --env-file .env
    """
    from bot.commands.restore import put_back, summary

    with told():
        settings = read_settings(env_file)
        configure_logs("warning")
        done = put_back(settings, read_environment(env_file), backup, force=force)
        typer.echo(json.dumps(done, ensure_ascii=False) if as_json else summary(done))
