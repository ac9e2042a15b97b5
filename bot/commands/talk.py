"""`talk`: the conversation of the rehearsal in a terminal, over the same real HTTP."""

import asyncio
import itertools
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from typing import Any

import typer

from bot.commands.rehearsing import Rehearsal, open_rehearsal
from bot.commands.serving import address, serve, take_port
from bot.core.errors import WrongSettings
from bot.rehearsal.chatwoot.student_side import SHORT
from bot.rehearsal.people import Staff, Student
from bot.rehearsal.wire import BadRequest, Json
from bot.shell.engine import SWEEP_SECONDS
from bot.shell.settings import Settings
from bot.shell.settings.business_tables import did_you_mean

HELP = """\
Type as a student would; a number taps the choice with that number. Besides:
  /pay  /decline  /close     what a student does on the pretend Checkout page
  /staff                     what the team sees of this conversation
  /take  /give               a person takes the conversation over, gives it back
  /jump MINUTES              time jumps forward
  /quit                      or Ctrl-D"""


async def talk(settings: Settings, *, language: str, channel: str) -> None:
    """Until the student leaves. WrongSettings for a channel or language there is not."""
    if channel not in SHORT:
        raise WrongSettings([f"--channel: there is no channel {channel!r}.{did_you_mean(channel, SHORT)}"])
    if language not in ("", *settings.business.languages):
        known = did_you_mean(language, settings.business.languages)
        raise WrongSettings([f"--language: the desk does not speak {language!r}.{known}"])
    with take_port("127.0.0.1", 0) as taken:
        async with open_rehearsal(settings, address(taken)) as rehearsal:
            serving = asyncio.create_task(serve(rehearsal.desk.app, taken, leaving=rehearsal.leave))
            student = await Student.arrives(rehearsal.world, channel, language=language or None)
            typer.echo(f"A rehearsal on {channel}; nothing is real.\n{HELP}\n")
            conversing = asyncio.create_task(Conversation(rehearsal, student).run())
            await asyncio.wait((serving, conversing), return_when=asyncio.FIRST_COMPLETED)
            rehearsal.leave()
            serving.cancel()
            conversing.cancel()
            for ended in await asyncio.gather(conversing, serving, return_exceptions=True):
                if isinstance(ended, Exception):
                    raise ended


class Conversation:
    """What is typed goes out, what is said is printed, choices with their numbers."""

    def __init__(self, rehearsal: Rehearsal, student: Student) -> None:
        self._rehearsal = rehearsal
        self._world = rehearsal.world
        self._student = student
        self._staff = Staff(rehearsal.world)
        self._buttons: Sequence[Json] = ()

    async def run(self) -> None:
        """Until the end of the input or /quit."""
        typer.echo("> ", nl=False)
        async for line in _typed():
            if line == "/quit":
                return
            try:
                await self._do(line)
            except BadRequest as problem:
                typer.echo(f"  ({problem})")
            await self._answered()
            for message in await self._student.sees(at_least=0):
                self._print(message)
            typer.echo("> ", nl=False)

    async def _answered(self) -> None:
        """Returns when the desk has said all it wants to say: callbacks in, turns taken, messages out, echoes in."""
        for _ in range(2):
            await self._rehearsal.world.quiet.settles()
            await self._rehearsal.desk.engine.idle()

    async def _do(self, line: str) -> None:
        command, _, rest = line.partition(" ")
        if not line:
            return
        if not line.startswith("/"):
            await self._says(line)
        elif command in ("/pay", "/decline", "/close"):
            await self._world.do(f"stripe/{command[1:]}")
        elif command == "/staff":
            self._show(await self._staff.sees(self._student.conversation_id))
        elif command == "/take":
            await self._staff.takes_over(self._student.conversation_id)
        elif command == "/give":
            await self._staff.gives_back(self._student.conversation_id)
        elif command == "/jump" and rest.isdigit():
            self._world.jump(int(rest) * 60)
            await asyncio.sleep(1.2 * SWEEP_SECONDS)  # the desk looks at its clock once a second
        else:
            typer.echo(HELP)

    async def _says(self, line: str) -> None:
        if line.isdigit() and 0 < int(line) <= len(self._buttons):
            await self._student.taps(int(line))
        else:
            await self._student.writes(line)

    def _print(self, message: Json) -> None:
        typer.echo()
        typer.echo("\n".join(f"  {line}" for line in str(message["text"]).splitlines()))
        if buttons := message["buttons"]:
            self._buttons = buttons
            for number, button in enumerate(buttons, 1):
                typer.secho(f"    {number}  {_title(button)}", bold=True)

    def _show(self, seen: Json) -> None:
        typer.echo(f"  status      {seen['status']}")
        typer.echo(f"  labels      {', '.join(seen['labels']) or '-'}")
        for name, value in seen["custom_attributes"].items():
            typer.echo(f"  {name:<20}{value}")
        for note in seen["notes"]:
            typer.echo("  note        " + str(note).replace("\n", "\n              "))


def _title(button: Any) -> str:
    return str(button["title"]) if isinstance(button, dict) else str(button)


async def _typed() -> AsyncIterator[str]:
    """Each line as it is typed, until the end of the input."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()

    def read() -> None:
        for line in itertools.chain(sys.stdin, [""]):
            loop.call_soon_threadsafe(lines.put_nowait, line)

    # A thread that dies with the process: nothing else takes a waiting input back when Ctrl-C ends the talk.
    threading.Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line.strip()
