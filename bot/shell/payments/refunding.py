"""Giving money back: once per key, and "already refunded" is done."""

from collections.abc import Sequence
from typing import Any

import structlog

from bot.core.effects import Refund
from bot.core.errors import Refused
from bot.core.events import Event, OrderRefunded, RefundFailed
from bot.shell.payments.client import Json, StripeGateway
from bot.shell.payments.failures import MISSING, KeyIsSpent, about_the_key
from bot.shell.payments.sessions import cents, inside, refund_told, text
from bot.shell.ports import Parcel

log = structlog.get_logger(__name__)


async def refund(gateway: StripeGateway, parcel: Parcel, effect: Refund) -> Sequence[Event]:
    """RefundTold as Stripe made it; OrderRefunded when all of it went back beside us; RefundFailed when Stripe will not."""
    whose: dict[str, Any] = {"talk": parcel.talk, "order_id": effect.order_id, "payment_intent": effect.payment_intent}
    try:
        made = await _made(gateway, effect)
    except Refused as error:
        if about_the_key(error):
            raise
        charge = await _charge_or_none(gateway, effect)
        charged, gone = cents(charge.get("amount")), cents(charge.get("amount_refunded"))
        if 0 < charged <= gone:  # somebody was faster, in the dashboard
            return (OrderRefunded(id=f"{parcel.id}:refunded", **whose, refunded_cents=gone, amount_cents=charged),)
        log.error("stripe_refused_a_refund", order=effect.order_id, code=error.code)
        whose |= {"amount_cents": effect.amount_cents, "key": effect.key, "reason": error.code}
        return (RefundFailed(id=f"{parcel.id}:failed", **whose),)
    told = refund_told(made, id=f"{parcel.id}:refunded", **(whose | {"key": effect.key}))
    return (told,)


async def _made(gateway: StripeGateway, effect: Refund) -> Json:
    """The refund of this key: found, or made now.

    It is looked for first: Stripe forgets a key after a day, and a delivery may wait longer than that for its answer.
    """
    for found in await gateway.refunds_of(effect.payment_intent):
        if text(inside(found, "metadata").get("refund_key")) == effect.key:
            return found
    params = {
        "payment_intent": effect.payment_intent,
        "amount": effect.amount_cents,
        "reason": effect.reason,
        "metadata": {"order_id": effect.order_id, "refund_key": effect.key},
    }
    try:
        return await gateway.refund(params, effect.key)
    except KeyIsSpent:  # the call that failed gave nothing back, as we have just seen
        return await _again(gateway, params, effect)


async def _again(gateway: StripeGateway, params: Json, effect: Refund) -> Json:
    try:
        return await gateway.refund(params, f"{effect.key}:again")
    except KeyIsSpent as error:
        raise Refused(str(error), "spent") from None


async def _charge_or_none(gateway: StripeGateway, effect: Refund) -> Json:
    try:
        return await gateway.charge_of(effect.payment_intent)
    except Refused as error:
        if error.code == MISSING:
            return {}
        raise
