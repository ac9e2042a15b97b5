"""Looks now and then whether Chatwoot and Stripe answer and the keys fit. A warning each, never a stop."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog

from bot.core.errors import DeskError
from bot.shell.chatwoot.client import ChatwootClient
from bot.shell.chatwoot.probe import probe
from bot.shell.payments.account import AccountGuard
from bot.shell.payments.client import StripeGateway

FIRST_AFTER_SECONDS = 1.0  # by then the port is open, and a rehearsal's world with it
AGAIN_AFTER_SECONDS = 300.0
Probe = Callable[[], Awaitable[list[str]]]

log = structlog.get_logger(__name__)


class Probes:
    """Runs each probe at start and every five minutes; keeps the newest sentences of each for /ready."""

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        self._probes = probes
        self._found: dict[str, list[str]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, without waiting for what they find."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End, also in the middle of a call."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def sentences(self) -> Iterable[str]:
        """What the newest look at each found."""
        return [sentence for found in self._found.values() for sentence in found]

    async def look(self) -> None:
        """One look at everything; what is new is logged."""
        for name, run in self._probes.items():
            try:
                found = await run()
            except Exception as error:
                # An answer of a shape nobody thought of: looked at again in five minutes, like everything else.
                found = [f"the check of {name} broke off ({type(error).__name__})"]
            for sentence in found:
                if sentence not in self._found.get(name, ()):
                    log.warning("needs_attention", where=name, what=sentence)
            self._found[name] = found

    async def _run(self) -> None:
        await asyncio.sleep(FIRST_AFTER_SECONDS)
        while True:
            await self.look()
            await asyncio.sleep(AGAIN_AFTER_SECONDS)


def chatwoot_probe(client: ChatwootClient) -> Probe:
    """Whether Chatwoot answers, which tokens it takes, and what is not defined there."""
    return lambda: probe(client)


def stripe_probe(gateway: StripeGateway, guard: AccountGuard) -> Probe:
    """Whether Stripe answers, takes the key, and the key is of our account: it lists the pages of the last minute."""

    async def look() -> list[str]:
        try:
            await gateway.sessions_since(int(time.time()) - 60)
        except DeskError as error:
            return [] if guard.wrong else [f"the check of Stripe: {error}"]  # a wrong account is among its troubles
        return [guard.hint] * bool(guard.hint)

    return look
