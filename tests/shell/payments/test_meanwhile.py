"""A fact that is true while a delivery waits is heard at once, and once."""

import pytest

from bot.core import events as e
from bot.core.errors import TryAgainLater
from bot.shell import deliveries
from tests.shell.stage import Stage, stage
from tests.shell.toys import TALK

__all__ = ["stage"]  # the fixture


async def test_what_is_true_meanwhile_is_heard_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try tells it again under the same id; the talk hears it before the delivery is through."""
    monkeypatch.setattr(deliveries, "FIRST_BACKOFF_SECONDS", 0.01)
    meanwhile = e.DeadlinePassed(id="parcel:troubled", talk=TALK, name="trouble")
    stage.world.troubles = [TryAgainLater("down", events=(meanwhile,))] * 3
    await stage.hear("say a")
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == ["a", "woke trouble"]
