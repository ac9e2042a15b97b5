"""Looking a session up that only a hint connected to us: what Stripe itself says about it."""

from collections.abc import Sequence
from typing import Any

from bot.core.effects import LookUpCheckout
from bot.core.errors import Refused
from bot.core.events import CheckoutLookedUp, Event, OrderRefunded, PaymentFailed
from bot.core.ledger import legitimate
from bot.core.orders import Order
from bot.shell.payments.client import Json, StripeGateway
from bot.shell.payments.failures import MISSING
from bot.shell.payments.sessions import cents, declined_because, id_of, inside, sum_of, text
from bot.shell.ports import Parcel


async def look_up(
    gateway: StripeGateway, parcel: Parcel, effect: LookUpCheckout, order: Order | None
) -> Sequence[Event]:
    """CheckoutLookedUp (with an empty reference when there is no such session), then what else the payment shows.

    The facts behind it only for a session that is ours: a refund or a declined card told by the hint itself was not
    believed, so it is told here by Stripe's own word.
    """
    session = await _found(gateway, effect)
    looked_up = CheckoutLookedUp(
        id=f"{parcel.id}:looked",
        talk=parcel.talk,
        order_id=effect.order_id,
        session_id=text(session.get("id")) or effect.session_id,
        # Stripe's word only: the intent of a hint may be anybody's, and would be known as ours from here on.
        payment_intent=id_of(session, "payment_intent"),
        reference=text(session.get("client_reference_id")) if session.get("mode") == "payment" else "",
        status=text(session.get("status")),
        payment_status=text(session.get("payment_status")),
        expires_at=cents(session.get("expires_at")),
        **sum_of(session),
    )
    if order is None or legitimate(order, looked_up) is None:
        return (looked_up,)
    return (looked_up, *_seen_besides(session, looked_up, parcel))


async def _found(gateway: StripeGateway, effect: LookUpCheckout) -> Json:
    try:
        if effect.session_id:
            return await gateway.session(effect.session_id)
        return await gateway.session_of_intent(effect.payment_intent) or {}
    except Refused as error:
        if error.code == MISSING:
            return {}
        raise


def _seen_besides(session: Json, looked_up: CheckoutLookedUp, parcel: Parcel) -> list[Event]:
    intent = inside(session, "payment_intent")
    charge = inside(intent, "latest_charge")
    events: list[Event] = []
    whose: dict[str, Any] = {
        "talk": parcel.talk,
        "order_id": looked_up.order_id,
        "session_id": looked_up.session_id,
        "payment_intent": looked_up.payment_intent,
    }
    given_back = cents(charge.get("amount_refunded"))
    if given_back:
        charged = cents(charge.get("amount"))
        events.append(
            OrderRefunded(id=f"{parcel.id}:refunded", **whose, refunded_cents=given_back, amount_cents=charged)
        )
    why = declined_because(intent)
    if why and intent.get("status") == "requires_payment_method":
        spent = session.get("status") == "complete"  # a delayed payment failed; else the page is open for another try
        events.append(PaymentFailed(id=f"{parcel.id}:declined", **whose, final=spent, reason=why))
    return events
