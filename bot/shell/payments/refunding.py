"""Giving money back: once per key, and "already refunded" is done."""

from collections.abc import Sequence

import structlog

from bot.core.effects import Refund
from bot.core.errors import Refused
from bot.core.events import Event, OrderRefunded, RefundFailed
from bot.shell.payments.client import Json, StripeGateway
from bot.shell.payments.failures import MISSING, KeyIsSpent, about_the_key
from bot.shell.payments.sessions import cents, inside, text
from bot.shell.ports import Parcel

FAILED = ("failed", "canceled")

log = structlog.get_logger(__name__)


async def refund(gateway: StripeGateway, parcel: Parcel, effect: Refund) -> Sequence[Event]:
    """OrderRefunded with the total given back so far, or RefundFailed when Stripe will not."""
    try:
        charge = await _given_back(gateway, effect)
    except Refused as error:
        if about_the_key(error):
            raise
        charge = await _charge_or_none(gateway, effect)
        if cents(charge.get("amount_refunded")) < effect.amount_cents:
            log.error("stripe_refused_a_refund", order=effect.order_id, code=error.code)
            return (_failed(parcel, effect, error.code),)
    if charge.get("failure"):
        return (_failed(parcel, effect, text(charge["failure"])),)
    refunded = OrderRefunded(
        id=f"{parcel.id}:refunded",
        talk=parcel.talk,
        order_id=effect.order_id,
        payment_intent=effect.payment_intent,
        refunded_cents=max(cents(charge.get("amount_refunded")), effect.amount_cents),
        amount_cents=cents(charge.get("amount")),
    )
    return (refunded,)


async def _given_back(gateway: StripeGateway, effect: Refund) -> Json:
    """The charge after the refund; `failure` is set when the refund failed at once."""
    params = {
        "payment_intent": effect.payment_intent,
        "amount": effect.amount_cents,
        "reason": effect.reason,
        "metadata": {"order_id": effect.order_id, "refund_key": effect.key},
    }
    try:
        answer = await gateway.refund(params, effect.key)
    except KeyIsSpent:
        # The call that failed may have given the money back all the same: look before another key is used.
        known = [r for r in await gateway.refunds_of(effect.payment_intent) if _is_ours(r, effect)]
        answer = known[0] if known else await _again(gateway, params, effect)
    charge = dict(inside(answer, "charge"))
    if answer.get("status") in FAILED:
        charge["failure"] = text(answer.get("failure_reason")) or text(answer.get("status"))
    return charge


async def _again(gateway: StripeGateway, params: Json, effect: Refund) -> Json:
    try:
        return await gateway.refund(params, f"{effect.key}:again")
    except KeyIsSpent as error:
        raise Refused(str(error), "spent") from None


def _is_ours(found: Json, effect: Refund) -> bool:
    return inside(found, "metadata").get("refund_key") == effect.key and found.get("status") not in FAILED


async def _charge_or_none(gateway: StripeGateway, effect: Refund) -> Json:
    try:
        return await gateway.charge_of(effect.payment_intent)
    except Refused as error:
        if error.code == MISSING:
            return {}
        raise


def _failed(parcel: Parcel, effect: Refund, reason: str) -> RefundFailed:
    return RefundFailed(
        id=f"{parcel.id}:failed",
        talk=parcel.talk,
        order_id=effect.order_id,
        payment_intent=effect.payment_intent,
        amount_cents=effect.amount_cents,
        reason=reason,
    )
