"""Giving money back: once per key, and "already refunded" is done."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.core.effects import Refund
from bot.core.errors import Refused
from bot.core.events import Event, OrderRefunded, RefundFailed
from bot.core.orders import Order
from bot.shell.payments.client import Json, StripeGateway
from bot.shell.payments.failures import MISSING, KeyIsSpent, about_the_key
from bot.shell.payments.sessions import cents, inside, refund_told, text
from bot.shell.ports import Parcel

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams

log = structlog.get_logger(__name__)


async def refund(gateway: StripeGateway, parcel: Parcel, effect: Refund, order: Order | None) -> Sequence[Event]:
    """RefundTold as Stripe made it; OrderRefunded when all of it went back beside us; RefundFailed when Stripe will not.

    Where a part went back beside us in that very moment, Stripe refuses the whole. If everything was to go back, the rest
    goes; else a person hears of it, and of no more than is left.
    """
    whose: dict[str, Any] = {"talk": parcel.talk, "order_id": effect.order_id, "payment_intent": effect.payment_intent}
    try:
        return _told(await _made(gateway, effect, effect.key), parcel, effect, whose)
    except Refused as error:
        if about_the_key(error):
            raise
        code = error.code
    charge = await _charge_or_none(gateway, effect)
    left, beside = _left(charge), _gone(charge, parcel, whose)
    if beside and not left:  # somebody was faster, in the dashboard
        return beside
    if beside and left < effect.amount_cents and _everything(order, effect):
        try:
            # Stripe keeps what it answered under a key, refusals included: the rest needs one of its own.
            rest = await _made(gateway, replace(effect, amount_cents=left), f"{effect.key}:rest")
            return _told(rest, parcel, effect, whose)
        except Refused as error:
            if about_the_key(error):
                raise
            code = error.code
    log.error("stripe_refused_a_refund", order=effect.order_id, code=code)
    asked = min(effect.amount_cents, left or effect.amount_cents)
    failed = RefundFailed(id=f"{parcel.id}:failed", **whose, amount_cents=asked, key=effect.key, reason=code)
    return (*beside, failed)


def _told(made: Json, parcel: Parcel, effect: Refund, whose: dict[str, Any]) -> tuple[Event, ...]:
    told = refund_told(made, id=f"{parcel.id}:refunded", **(whose | {"key": effect.key}))
    if told.amount_cents < effect.amount_cents:  # the rest: with what went beside us it may be all of the payment
        return (*_gone(inside(made, "charge"), parcel, whose), told)
    return (told,)


def _left(charge: Json) -> int:
    return cents(charge.get("amount")) - cents(charge.get("amount_refunded"))


def _gone(charge: Mapping[str, Any], parcel: Parcel, whose: dict[str, Any]) -> tuple[Event, ...]:
    """What went back of the charge in all, whoever gave it; nothing when nothing did."""
    gone, charged = cents(charge.get("amount_refunded")), cents(charge.get("amount"))
    if not gone:
        return ()
    return (OrderRefunded(id=f"{parcel.id}:beside", **whose, refunded_cents=gone, amount_cents=charged),)


def _everything(order: Order | None, effect: Refund) -> bool:
    """Whether all that is left of the payment was asked back."""
    return order is not None and any(p.refund_asked for p in order.payments if p.intent == effect.payment_intent)


async def _made(gateway: StripeGateway, effect: Refund, key: str) -> Json:
    """The refund of this effect: found, or made now under that key.

    It is looked for first: Stripe forgets a key after a day, and a delivery may wait longer than that for its answer.
    """
    for found in await gateway.refunds_of(effect.payment_intent):
        if text(inside(found, "metadata").get("refund_key")) == effect.key:
            return found
    params: RefundCreateParams = {
        "payment_intent": effect.payment_intent,
        "amount": effect.amount_cents,
        "reason": effect.reason,
        "metadata": {"order_id": effect.order_id, "refund_key": effect.key},
    }
    try:
        return await gateway.refund(params, key)
    except KeyIsSpent:  # the call that failed gave nothing back, as we have just seen
        return await _again(gateway, params, key)


async def _again(gateway: StripeGateway, params: "RefundCreateParams", key: str) -> Json:
    try:
        return await gateway.refund(params, f"{key}:again")
    except KeyIsSpent as error:
        raise Refused(str(error), "spent") from None


async def _charge_or_none(gateway: StripeGateway, effect: Refund) -> Json:
    try:
        return await gateway.charge_of(effect.payment_intent)
    except Refused as error:
        if error.code == MISSING:
            return {}
        raise
