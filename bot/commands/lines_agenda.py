"""The line about the calendar: `agenda`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.commands.lines import AsJson, EnvFile, told
from bot.shell.settings import read_settings


def agenda(
    week: Annotated[bool, typer.Option("--week", help="Seven days instead of one.")] = False,
    day: Annotated[str, typer.Option(help="The first day: 2026-11-30, today, tomorrow, yesterday.")] = "today",
    tutor: Annotated[str, typer.Option(help="Of this tutor only, as the business file names them.")] = "",
    as_json: AsJson = False,
    env_file: EnvFile = None,
) -> None:
    """Show lessons and held times by day, with the gaps between them. No names: those are on the page /agenda.

    \b
    Examples:
      python -m bot agenda                          today
      python -m bot agenda --week                   the seven days from today on
      python -m bot agenda --day tomorrow --tutor anna
      python -m bot agenda --week --json | jq '.days[].lessons'
    """
    from bot.commands.agenda import lines

    with told():
        settings = read_settings(env_file)
        now = datetime.now(UTC)
        for line in lines(settings, now, day=day, count=7 if week else 1, tutor=tutor, as_json=as_json):
            typer.echo(line)
