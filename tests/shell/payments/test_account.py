"""A permission that is only good to have: its absence is a hint, no trouble that wakes the owner again and again."""

from bot.rehearsal.world import World
from bot.shell.payments.account import AccountGuard
from bot.shell.payments.client import StripeGateway


async def _nobody_else(_account: str) -> str:
    return ""


async def test_a_key_that_may_not_read_its_account_is_no_trouble(world: World) -> None:
    """The desk works without it, so /ready hints at it, and no alert `stripe_key` stands for ever."""
    world.stripe.knobs.forbidden = ["rak_accounts_kyc_basic_read"]
    gateway = StripeGateway(world.stripe.key, api_base=f"{world.url}/stripe/")
    try:
        guard = AccountGuard(gateway, _nobody_else)
        await guard.sure()
        assert "may not read which account" in guard.hint
        assert gateway.troubles == {}
    finally:
        await gateway.aclose()


async def test_a_key_that_stripe_refuses_is_one_also_when_its_account_is_asked_for(world: World) -> None:
    """Only the missing permission is forgiven."""
    gateway = StripeGateway(world.stripe.key, api_base=f"{world.url}/stripe/")
    world.stripe.knobs.revoked = True
    try:
        await AccountGuard(gateway, _nobody_else).first_look()
        assert list(gateway.troubles) == ["show_account"]
    finally:
        await gateway.aclose()
