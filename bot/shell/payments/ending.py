"""Ending a page. A hold is released only on Stripe's word: expired, or "cannot expire" and then what it really became."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.effects import ExpireCheckout
from bot.core.errors import Refused, TryAgainLater
from bot.core.events import CheckoutExpired, Event
from bot.core.orders import Order
from bot.shell.payments.client import Json, StripeGateway
from bot.shell.payments.failures import MISSING, UNFIT_KEY_SECONDS, about_the_key
from bot.shell.payments.sessions import how_it_ended
from bot.shell.ports import Parcel

ANSWER_ON_ITS_WAY_SECONDS = 1.0


async def expire_checkout(
    gateway: StripeGateway, parcel: Parcel, effect: ExpireCheckout, order: Order | None, now: datetime
) -> Sequence[Event]:
    """CheckoutExpired, or OrderPaid, PaymentPending, PaymentFailed when the page was complete already."""
    attempt = next((a for a in order.attempts if a.n == effect.attempt), None) if order else None
    session_id = effect.session_id or (attempt.session_id if attempt else "")
    over = attempt is None or attempt.state in ("refused", "expired") or attempt.expires_at <= now
    gone = CheckoutExpired(
        id=f"{parcel.id}:expired",
        talk=parcel.talk,
        order_id=effect.order_id,
        session_id=session_id,
        attempt=effect.attempt,
    )
    if not session_id:
        if over:
            return (gone,)  # it never had a page, or none that anybody could still pay
        raise TryAgainLater("the page to expire is not known yet", after=ANSWER_ON_ITS_WAY_SECONDS)
    try:
        session = await gateway.expire_session(session_id)
    except Refused as error:
        if about_the_key(error):
            raise
        if error.code == MISSING and over:
            return (gone,)
        if error.code == MISSING:
            # Another account's key, most likely: whoever has the page may still pay it.
            raise TryAgainLater("Stripe does not know the page to expire", after=UNFIT_KEY_SECONDS) from None
        session = await gateway.session(session_id)
    return (_told(session, parcel, effect, gone),)


def _told(session: Json, parcel: Parcel, effect: ExpireCheckout, gone: CheckoutExpired) -> Event:
    ended = how_it_ended(session, id=f"{parcel.id}:ended", talk=parcel.talk, order_id=effect.order_id)
    if ended is None:
        raise TryAgainLater("Stripe neither expired the page nor says that it is over")
    return gone if isinstance(ended, CheckoutExpired) else ended
