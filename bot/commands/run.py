"""`run`: the desk for real accounts, or the rehearsal when there is none."""

import socket

import structlog
import typer

from bot.commands.rehearsing import open_rehearsal
from bot.commands.serving import address, handed_over, serve, take_port
from bot.shell import failpoints
from bot.shell.app import open_desk
from bot.shell.settings import Settings

log = structlog.get_logger(__name__)


async def run(settings: Settings, *, access_log: bool) -> None:
    """Serves until SIGTERM or Ctrl-C. WrongSettings when it cannot begin."""
    taken = handed_over() or take_port(settings.host, settings.port)
    with taken:
        if not settings.live and failpoints.arm():
            log.warning("failpoints_armed")
        if settings.rehearsal:
            await _rehearse(settings, taken, access_log=access_log)
        else:
            await _work(settings, taken, access_log=access_log)


async def _work(settings: Settings, taken: socket.socket, *, access_log: bool) -> None:
    for sentence in settings.warnings:
        log.warning("needs_attention", where="settings", what=sentence)
    async with open_desk(settings) as desk:
        _say_where(settings, taken)
        await serve(desk.app, taken, access_log=access_log, leaving=desk.leave)


async def _rehearse(settings: Settings, taken: socket.socket, *, access_log: bool) -> None:
    async with open_rehearsal(settings, address(taken)) as rehearsal:
        typer.echo(
            "A rehearsal: Chatwoot, Stripe and the money are pretended, and nothing is kept.\n"
            f"Open {address(taken)}/ and chat with the desk. Ctrl-C ends it."
        )
        await serve(rehearsal.desk.app, taken, access_log=access_log, leaving=rehearsal.leave)


def _say_where(settings: Settings, taken: socket.socket) -> None:
    typer.echo(
        f"The desk of {settings.business.name} listens on {address(taken)}"
        f" ({'LIVE: real money' if settings.live else 'test key: no real money'}).\n"
        f"  Chatwoot's bot calls   {settings.public_url}/webhook/chatwoot/{settings.chatwoot_account_id}\n"
        f"  Stripe's webhook calls {settings.public_url}/webhook/payments\n"
        f"  How it is              {address(taken)}/ready"
    )
