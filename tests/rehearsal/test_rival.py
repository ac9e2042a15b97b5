"""The hour is taken away: another student books it, when it is free."""

import pytest

from bot.rehearsal.wire import BadRequest
from bot.rehearsal.world import World


async def test_only_a_desk_in_the_same_process_can_be_booked_past(world: World) -> None:
    """A desk elsewhere has a store of its own."""
    with pytest.raises(BadRequest, match="another process"):
        await world.do("world/take_hour", order="order_x")
