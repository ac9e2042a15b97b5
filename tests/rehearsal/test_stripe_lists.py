"""The lists of the pretend Stripe refuse what Stripe's refuse."""

from typing import Any

import pytest

from bot.core.errors import Refused
from bot.rehearsal.world import World
from bot.shell.payments.client import StripeGateway


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("events", {"types": ["refund.created"] * 21}),
        ("events", {"types": ["refund.created"], "type": "refund.created"}),
        ("events", {"limit": 101}),
        ("events", {"starting_after": "evt_1", "ending_before": "evt_2"}),
        ("events", {"starting_after": "evt_1"}),
        ("sessions", {"status": "paid"}),
        ("refunds", {"created": {"since": 1}}),
        ("disputes", {"status": "open"}),
    ],
)
async def test_a_wrong_question_is_refused(world: World, kind: str, params: dict[str, Any]) -> None:
    """Twenty types a call, a hundred a page, one cursor, known filters only."""
    gateway = StripeGateway(world.stripe.key, api_base=f"{world.url}/stripe")
    with pytest.raises(Refused, match=f"list_{kind}"):
        await gateway.listed(kind, params)
    await gateway.aclose()
