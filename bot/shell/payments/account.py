"""Is this the Stripe account that our orders were sold with? Asked once for each key, before anything else is.

With the key of another account every page, payment and refund of ours would be unknown there, and new pages would take
money for somebody else. So nothing at all is asked of a wrong account: what waits, waits for the right key.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.core.errors import DeskError, Refused
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.failures import NOT_PERMITTED, WRONG_ACCOUNT

FIRST_LOOK_SECONDS = 2.0
HINT = (
    "STRIPE_SECRET_KEY may not read which account it belongs to, so the key of another account would not be noticed;"
    " a restricted key needs the permission to read the account's basic data for that"
)

log = structlog.get_logger(__name__)


class AccountGuard:
    """Stands before every other call of the gateway. `known(account)`: the account of our orders if it is another, else ""."""

    def __init__(self, gateway: StripeGateway, known: Callable[[str], Awaitable[str]]) -> None:
        self._gateway = gateway
        self._known = known
        self._asking = asyncio.Lock()
        self._sure = False
        self.wrong = ""
        self.hint = ""
        gateway.guard = self.sure

    async def sure(self) -> None:
        """Nothing when the account is ours, or cannot be asked for. Refused otherwise; TryAgainLater without an answer."""
        async with self._asking:
            if not self._sure and not self.wrong:
                await self._ask()
        if self.wrong:
            raise Refused(self.wrong, WRONG_ACCOUNT)

    async def first_look(self) -> None:
        """At start, before anything is asked of Stripe. A Stripe that does not answer is no reason not to start."""
        try:
            async with asyncio.timeout(FIRST_LOOK_SECONDS):
                await self.sure()
        except (DeskError, TimeoutError) as error:
            log.info("stripe_account_not_known_yet", why=type(error).__name__)

    async def _ask(self) -> None:
        try:
            account = await self._gateway.account_id()
        except Refused as error:
            if error.code != NOT_PERMITTED:
                raise
            self.hint, self._sure = HINT, True
            return
        ours = await self._known(account)
        if not ours:
            self._sure = True
            return
        self.wrong = (
            f"STRIPE_SECRET_KEY is a key of the Stripe account {account}, and the orders here were sold with {ours}:"
            " nothing is asked of Stripe, no page opens and no money goes back until the key is of that account again"
            " (a new account needs a new database)"
        )
        self._gateway.troubles["account"] = self.wrong
        log.error("stripe_account_is_another", account=account, ours=ours)
