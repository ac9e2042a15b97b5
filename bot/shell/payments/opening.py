"""Opening a page: the frozen parameters under the frozen key, so that a crash or a retry makes no second page.

A key that Stripe refuses says nothing about the order: the attempt waits for the right key, as for a Stripe that is away.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

import structlog

from bot.core.effects import OpenCheckout
from bot.core.errors import Refused, TryAgainLater
from bot.core.events import CheckoutOpened, CheckoutRefused, Event
from bot.core.orders import Order
from bot.shell.payments.client import Json, StripeGateway
from bot.shell.payments.failures import KeyIsSpent, about_the_key
from bot.shell.payments.sessions import how_it_ended, sum_of, text
from bot.shell.ports import Parcel

# Stripe refuses pages that would live less than half an hour; a minute for the clocks.
SHORTEST_LEFT = timedelta(minutes=31)
LOOK_BACK = timedelta(hours=24)
TRY_NEXT, WRONG_SUM = "try_next", "amount"
# How long a key with a saved failure is asked again before the next attempt, by how many before it failed the same way.
# One bad answer costs no time; in a lasting trouble the attempts are not spent within seconds.
SPENT_PATIENCE = (
    timedelta(0),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=10),
)

log = structlog.get_logger(__name__)


async def open_checkout(
    gateway: StripeGateway, parcel: Parcel, effect: OpenCheckout, order: Order | None, now: datetime
) -> Sequence[Event]:
    """CheckoutOpened, or CheckoutRefused: "try_next" (another attempt will do), "amount", else a sentence for people.

    TryAgainLater when Stripe is in trouble; Refused when it does not accept our key (`about_the_key`): both say nothing
    about the order. With less than 31 minutes left the call only asks what an earlier one made: a saved answer means the page exists, a
    refusal that it never will.
    """
    if order is None:
        raise Refused(f"there is no order {effect.order_id} to open a page for", "no_order")
    too_late = effect.expires_at - now < SHORTEST_LEFT
    try:
        session = await gateway.create_session(effect.params, effect.key)
    except KeyIsSpent as error:
        left = _patience(order, effect) - (now - (parcel.since or now))
        if left > timedelta(0):
            raise TryAgainLater(str(error), left.total_seconds()) from None
        await _expire_leftovers(gateway, effect, now)
        return (_refused(parcel, effect, TRY_NEXT),)
    except Refused as error:
        if about_the_key(error):
            raise
        stale = too_late or error.code in ("idempotency", "expires_at")
        if not stale:
            log.error("stripe_refused_a_page", order=effect.order_id, code=error.code)
        return (_refused(parcel, effect, TRY_NEXT if stale else str(error)),)
    if _sum_frozen(order, effect) != tuple(sum_of(session).values()):
        await _expire(gateway, session)
        log.error("stripe_page_has_another_sum", order=effect.order_id, attempt=effect.attempt)
        return (_refused(parcel, effect, WRONG_SUM, text(session.get("id"))),)
    opened = CheckoutOpened(
        id=f"{parcel.id}:opened",
        talk=parcel.talk,
        order_id=effect.order_id,
        session_id=text(session.get("id")),
        attempt=effect.attempt,
        url=text(session.get("url")),
    )
    if not too_late:
        return (opened,)
    # A saved answer shows the page as it was made: by now it may be over.
    now_there = await gateway.session(opened.session_id)
    ended = how_it_ended(now_there, id=f"{parcel.id}:ended", talk=parcel.talk, order_id=effect.order_id)
    return (opened, ended) if ended else (opened,)


def _refused(parcel: Parcel, effect: OpenCheckout, reason: str, session_id: str = "") -> CheckoutRefused:
    return CheckoutRefused(
        id=f"{parcel.id}:refused",
        talk=parcel.talk,
        order_id=effect.order_id,
        session_id=session_id,
        attempt=effect.attempt,
        reason=reason,
    )


def _patience(order: Order, effect: OpenCheckout) -> timedelta:
    """How long this attempt goes on under a key that replays a failure."""
    before = [a.state for a in order.attempts if a.n < effect.attempt]
    in_a_row = len(list(takewhile(lambda state: state == "refused", reversed(before))))
    return SPENT_PATIENCE[min(in_a_row, len(SPENT_PATIENCE) - 1)]


def _sum_frozen(order: Order, effect: OpenCheckout) -> tuple[int, str]:
    attempt = next((a for a in order.attempts if a.n == effect.attempt), None)
    if attempt is not None and attempt.currency:
        return (attempt.amount_cents, attempt.currency)
    return (order.price.cents, order.price.currency)


async def _expire(gateway: StripeGateway, session: Json) -> None:
    if session.get("status") == "open":
        await gateway.expire_session(text(session.get("id")))


async def _expire_leftovers(gateway: StripeGateway, effect: OpenCheckout, now: datetime) -> None:
    """What the failed call may have made all the same is closed, so that nobody ever pays there.

    Recognised by our reference and the frozen expiry: Stripe's list cannot be filtered by either.
    """
    for session in await gateway.sessions_since(int((now - LOOK_BACK).timestamp())):
        ours = session.get("client_reference_id") == effect.order_id
        if ours and session.get("expires_at") == effect.params.get("expires_at"):
            await _expire(gateway, session)
