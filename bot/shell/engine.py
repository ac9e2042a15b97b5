"""The engine: what happened goes in, is decided talk by talk, and what was decided is done.

The public face of everything between the two durable doors. Adapters call `accept`, `accept_mapped` and `echo_seen`;
the application calls `start`, `stop`, `health`; tests call `idle` and `sweep`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.conversation import Talk
from bot.core.desk import Desk
from bot.core.effects import Effect
from bot.core.events import Event, MoneyEvent
from bot.shell.ports import Carrier
from bot.shell.store import Store


class Decide(Protocol):
    """The pure bot: `bot.core.decide.decide`."""

    def __call__(self, desk: Desk, talk: Talk, event: Event, now: datetime) -> tuple[Talk, tuple[Effect, ...]]: ...


Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a fact from Stripe says about whose it is. Empty strings for what it does not say."""

    session_id: str = ""
    payment_intent: str = ""
    order_id: str = ""  # from the metadata: only a hint


@dataclass(frozen=True, slots=True)
class Mapped:
    """Whose fact it is. `hinted`: only the metadata said so, the session has to be looked up before it is believed."""

    order_id: str
    talk: str
    hinted: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """Numbers for /ready and the meters. Ages in seconds, 0.0 when there is nothing waiting."""

    oldest_event_seconds: float
    oldest_delivery_seconds: float
    open_events: int
    open_deliveries: int
    dead_events: int
    dead_deliveries: int
    errors: tuple[str, ...]  # the newest last; class names and places, never personal data


class Engine:
    """One turn after the other in each talk, talks in parallel; deliveries in lanes behind them."""

    def __init__(
        self, store: Store, decide: Decide, desk: Desk, carriers: Sequence[Carrier], *, clock: Clock
    ) -> None: ...

    async def start(self) -> None:
        """Take up everything a former process left: open events, deliveries under way, wake-ups. Then sweep each second."""
        raise NotImplementedError

    async def stop(self, *, deliveries_seconds: float = 5.0) -> None:
        """SIGTERM: accept nothing more, let running turns commit, wait so long for deliveries, let go of all talks.

        The store stays open (its owner closes it).
        """
        raise NotImplementedError

    async def accept(self, *events: Event) -> int:
        """How many of the events were new, once all of them are durable. Answer 200 after it, whatever the number.

        TryAgainLater: not durable within 3 s, or stopping. Answer 500; it may still be saved later, its id makes the
        repeat harmless.
        """
        raise NotImplementedError

    async def accept_mapped(self, reference: Reference, make: Callable[[Mapped], MoneyEvent]) -> bool:
        """Whether the fact was new: finds its order, makes the event for it and saves that, in one unit.

        Mapped by session id, else by known payment intent, else by `order_id` as a hint. `make` must be pure and
        repeatable: it may be called more than once.
        NotForUs: no order of ours (answer 200, count it). TryAgainLater: as `accept`.
        """
        raise NotImplementedError

    async def echo_seen(self, delivery_id: str) -> None:
        """One of our own messages came back from outside: it was delivered. Cheap when that was known already.

        Call it for every echo that carries our delivery id; it settles deliveries whose outcome is unknown.
        """
        raise NotImplementedError

    async def idle(self, *, backoffs: bool = False) -> None:
        """Returns when nothing is being done (for tests). `backoffs`: also wait for tries that are put off."""
        raise NotImplementedError

    async def sweep(self) -> None:
        """What happens each second anyway: rings due wake-ups, takes up what nobody holds. Call it after a jump in time."""
        raise NotImplementedError

    async def health(self) -> Health:
        """The numbers for /ready."""
        raise NotImplementedError
