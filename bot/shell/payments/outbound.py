"""Carries deliveries to Stripe: pages opened, expired and looked up, money given back. All of it may be repeated.

Nothing is charged twice: a page is asked for with the frozen parameters under the frozen key, so a repeat gets the saved
answer; a refund goes out under a key of its payment.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.core.effects import Delivery, ExpireCheckout, LookUpCheckout, OpenCheckout, Refund
from bot.core.errors import Refused, TryAgainLater
from bot.core.events import Event, StripeTroubled
from bot.core.orders import Order
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.ending import expire_checkout
from bot.shell.payments.failures import UNFIT_KEY_SECONDS, about_the_key
from bot.shell.payments.looking_up import look_up
from bot.shell.payments.opening import open_checkout
from bot.shell.payments.refunding import refund
from bot.shell.ports import Parcel


class Orders(Protocol):
    """Where orders can be read: what was frozen, what is known of a page."""

    async def order(self, order_id: str) -> Order | None:
        """The order as it stands now."""


def utc_now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


WORTH_TELLING = timedelta(seconds=2)  # a student waits that long for a link without a word
LINK_LATER_SECONDS = 15.0  # a student waits for the page: an unfit key is tried again sooner than for anything else


class StripeCarrier:
    """A `Carrier`. `clock` is the desk's; it only decides when a page is too old to be asked for again."""

    handles: Sequence[type[Delivery]] = (OpenCheckout, ExpireCheckout, LookUpCheckout, Refund)

    def __init__(self, gateway: StripeGateway, orders: Orders, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._gateway = gateway
        self._orders = orders
        self._clock = clock

    @property
    def limits(self) -> list[str]:
        """What does not work just now, a sentence each, for /ready."""
        return list(dict.fromkeys(self._gateway.troubles.values()))

    async def deliver(self, parcel: Parcel) -> Sequence[Event]:
        """The facts that came back. TryAgainLater carries `StripeTroubled` where a page could not be opened for now."""
        effect = parcel.effect
        if isinstance(effect, OpenCheckout):
            return await self._open(parcel, effect)
        return await _patient(self._do(parcel, effect))

    async def was_delivered(self, parcel: Parcel) -> bool | None:  # noqa: ARG002  the port's signature
        """False: whatever it was, doing it again changes nothing."""
        return False

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._gateway.aclose()

    async def _open(self, parcel: Parcel, effect: OpenCheckout) -> Sequence[Event]:
        order = await self._orders.order(effect.order_id)
        unfit = ""
        try:
            return await open_checkout(self._gateway, parcel, effect, order, self._clock())
        except (TryAgainLater, Refused) as error:
            unfit = error.code if isinstance(error, Refused) else ""
            if isinstance(error, Refused) and not about_the_key(error):
                raise
            now = self._clock()
            since = parcel.since or now
            if not (parcel.tries or unfit) and now - since < WORTH_TELLING:
                raise  # one hiccup, tried again in half a second: nobody needs to hear of it
            after = LINK_LATER_SECONDS if isinstance(error, Refused) else error.after
            troubled = StripeTroubled(
                id=f"{parcel.id}:troubled",
                talk=parcel.talk,
                order_id=effect.order_id,
                attempt=effect.attempt,
                since=since,
                unfit_key=bool(unfit),
            )
            raise TryAgainLater(str(error), after, (troubled,)) from None

    async def _do(self, parcel: Parcel, effect: Delivery) -> Sequence[Event]:
        if isinstance(effect, ExpireCheckout):
            order = await self._orders.order(effect.order_id)
            return await expire_checkout(self._gateway, parcel, effect, order, self._clock())
        if isinstance(effect, LookUpCheckout):
            return await look_up(self._gateway, parcel, effect, await self._orders.order(effect.order_id))
        if isinstance(effect, Refund):
            return await refund(self._gateway, parcel, effect, await self._orders.order(effect.order_id))
        raise Refused(f"Stripe does not carry {type(effect).__name__}")


async def _patient(work: Awaitable[Sequence[Event]]) -> Sequence[Event]:
    """With a key that does not fit, the work waits for the right one: a hold ends, and money returns, only at Stripe."""
    try:
        return await work
    except Refused as error:
        if about_the_key(error):
            raise TryAgainLater(str(error), after=UNFIT_KEY_SECONDS) from None
        raise
