"""The adapter fits the holes it was made for (checked by mypy, and once more here)."""

from bot.core.effects import Mirror, NoteForStaff, Say, SayTemplate, SetStatus
from bot.shell.chatwoot.outbound import ChatwootCarrier
from bot.shell.chatwoot.webhook import Door
from bot.shell.engine import Engine
from bot.shell.ports import Carrier
from tests.shell.chatwoot.doors import settings


def engine_as_door(engine: Engine) -> Door:
    """Does not type-check when the engine's doors change."""
    return engine


async def test_the_carrier_handles_what_chatwoot_does(carrier: ChatwootCarrier) -> None:
    port: Carrier = carrier
    assert set(port.handles) == {Say, SayTemplate, NoteForStaff, SetStatus, Mirror}


def test_no_key_is_shown_by_repr() -> None:
    shown = repr(settings(user_token="user-key", path_secret="path-key"))
    assert not [key for key in ("bot-key", "user-key", "path-key", "s3cret") if key in shown]
