"""What every line of the command line shares: where the settings come from, how mistakes are told."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
import uvloop

from bot.core.errors import DeskError

T = TypeVar("T")
EnvFile = Annotated[
    Path | None, typer.Option("--env-file", help="Read variables from this file where the environment has none.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For machines: one JSON document on standard output.")]


def run_loop(work: Coroutine[None, None, T]) -> T:
    """What the coroutine gives, on the loop the desk runs on."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


@contextmanager
def told() -> Iterator[None]:
    """What is wrong in one message on stderr and exit code 2; a traceback would only hide it."""
    try:
        yield
    except DeskError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
