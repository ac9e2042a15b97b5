"""One webhook's JSON -> a fact about money, and what it says of whose it is.

The trust chain: a session id of an attempt of ours, else a payment intent we know, else `order_id` in the metadata, which
is only a hint (other integrations of the same Stripe account send us signed events, too).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import events as e
from bot.core.errors import BadRequest, NotForUs
from bot.core.events import MoneyEvent
from bot.shell.engine import Mapped, Reference
from bot.shell.payments.sessions import cents, declined_because, how_it_ended, id_of, inside, refund_told, text

Json = Mapping[str, Any]
Make = Callable[[Mapped], MoneyEvent]
# Every other status of a dispute is one on its way: needs_response, under_review and their `warning_` twins.
WON = {"won": True, "warning_closed": True, "prevented": True, "lost": False}


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, once the engine knows whose it is."""

    reference: Reference
    make: Make


def heard(payload: Json, *, live: bool) -> Told:
    """The fact of a webhook. NotForUs: nothing of ours or nothing that matters; BadRequest: no event of Stripe's."""
    kind, event_id = text(payload.get("type")), text(payload.get("id"))
    if not kind or not event_id:
        raise BadRequest("the body is no event of Stripe's")
    if payload.get("object") != "event":
        raise NotForUs("a thin notification")
    if payload.get("account"):
        raise OtherAccount("an event of a connected account; the endpoint must listen to the account's own events only")
    read = _READERS.get(kind) or _ALSO_READ.get(kind)
    if read is None:
        raise NotForUs("a type nobody listens to")
    thing = inside(inside(payload, "data"), "object")
    if not thing:
        raise BadRequest("the event holds no object")
    if text(thing.get("object")) != _OBJECTS[read]:
        # `charge.refund.updated` carries a refund: the object says what it is, not the type's name.
        raise NotForUs("a type with another object than it has")
    if (payload.get("livemode"), thing.get("livemode", payload.get("livemode"))) != (live, live):
        raise WrongMode(f"a {'test' if live else 'live'} event reached the {'live' if live else 'test'} desk")
    return read(thing, event_id)


class OtherAccount(NotForUs):
    """Another account's event: the endpoint at Stripe was made for connected accounts, and their money is not ours."""


class WrongMode(NotForUs):
    """Test money knocks at a live desk, or the other way round: somebody mixed two endpoints up."""


def _session(session: Json, event_id: str) -> Told:
    if session.get("mode") != "payment":
        raise NotForUs("a checkout that is no payment")

    if how_it_ended(session, **_whose(Mapped("", ""), event_id)) is None:
        raise NotForUs("a checkout that is still open")

    def make(mapped: Mapped) -> MoneyEvent:
        ended = how_it_ended(session, **_whose(mapped, event_id))
        assert ended is not None  # noqa: S101  looked at above, and the JSON does not change
        return ended

    return Told(_reference(session, session_id=text(session.get("id")), intent=id_of(session, "payment_intent")), make)


def _session_failed(session: Json, event_id: str) -> Told:
    session_id, intent = text(session.get("id")), id_of(session, "payment_intent")

    def make(mapped: Mapped) -> MoneyEvent:
        return e.PaymentFailed(
            **_whose(mapped, event_id), session_id=session_id, payment_intent=intent, final=True, reason="async"
        )

    return Told(_reference(session, session_id=session_id, intent=intent), make)


def _intent_succeeded(intent: Json, event_id: str) -> Told:
    money = {
        "amount_cents": cents(intent.get("amount_received")),
        "currency": text(intent.get("currency")).lower(),
    }
    return _of_payment(intent, text(intent.get("id")), event_id, e.OrderPaid, **money)


def _intent_processing(intent: Json, event_id: str) -> Told:
    return _of_payment(intent, text(intent.get("id")), event_id, e.PaymentPending)


def _intent_failed(intent: Json, event_id: str) -> Told:
    # Never final by itself: whether the page is spent, `checkout.session.async_payment_failed` says.
    return _of_payment(intent, text(intent.get("id")), event_id, e.PaymentFailed, reason=declined_because(intent))


def _charge_refunded(charge: Json, event_id: str) -> Told:
    sums = {"refunded_cents": cents(charge.get("amount_refunded")), "amount_cents": cents(charge.get("amount"))}
    return _of_payment(charge, id_of(charge, "payment_intent"), event_id, e.OrderRefunded, **sums)


def _refund(refund: Json, event_id: str) -> Told:
    intent = id_of(refund, "payment_intent")
    if not text(refund.get("id")):
        raise BadRequest("a refund without an id")
    if not intent:
        raise NotForUs("a refund without an intent is not one of Checkout's")
    return Told(_reference(refund, intent=intent), lambda mapped: refund_told(refund, **_whose(mapped, event_id)))


def _dispute(dispute: Json, event_id: str) -> Told:
    status, card = text(dispute.get("status")), inside(inside(dispute, "payment_method_details"), "card")
    facts = {
        "won": WON.get(status),
        "dispute_id": text(dispute.get("id")),
        "amount_cents": cents(dispute.get("amount")),
        "inquiry": status.startswith("warning_") or card.get("case_type") == "inquiry",
        "reason": text(dispute.get("reason")),
    }
    return _of_payment(dispute, id_of(dispute, "payment_intent"), event_id, e.OrderDisputed, **facts)


def _fraud_warned(warning: Json, event_id: str) -> Told:
    actionable = warning.get("actionable") is not False
    return _of_payment(warning, id_of(warning, "payment_intent"), event_id, e.FraudWarned, actionable=actionable)


def _of_payment(thing: Json, intent: str, event_id: str, kind: type[MoneyEvent], **facts: Any) -> Told:
    if not intent:
        raise NotForUs("a payment without an intent is not one of Checkout's")

    def make(mapped: Mapped) -> MoneyEvent:
        return kind(**_whose(mapped, event_id), payment_intent=intent, **facts)

    return Told(_reference(thing, intent=intent), make)


def _reference(thing: Json, *, session_id: str = "", intent: str = "") -> Reference:
    return Reference(session_id, intent, text(inside(thing, "metadata").get("order_id")))


def _whose(mapped: Mapped, event_id: str) -> dict[str, Any]:
    return {"id": event_id, "talk": mapped.talk, "order_id": mapped.order_id, "hinted": mapped.hinted}


_READERS: Mapping[str, Callable[[Json, str], Told]] = {
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "checkout.session.async_payment_failed": _session_failed,
    "checkout.session.expired": _session,
    "payment_intent.succeeded": _intent_succeeded,
    "payment_intent.processing": _intent_processing,
    "payment_intent.payment_failed": _intent_failed,
    "charge.refunded": _charge_refunded,
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "charge.dispute.created": _dispute,
    "charge.dispute.updated": _dispute,
    "charge.dispute.closed": _dispute,
    "radar.early_fraud_warning.created": _fraud_warned,
}
WANTED_EVENTS = tuple(_READERS)
"""What an endpoint at Stripe should subscribe to."""

# Older or finer twins of the above: understood where an endpoint sends them. `payment_intent.canceled` is not: Stripe
# cancels the intent of a page that expired, and the page says so itself.
_ALSO_READ: Mapping[str, Callable[[Json, str], Told]] = {
    "charge.refund.updated": _refund,
    "charge.dispute.funds_withdrawn": _dispute,
    "charge.dispute.funds_reinstated": _dispute,
}
_OBJECTS: Mapping[Callable[[Json, str], Told], str] = {
    _session: "checkout.session",
    _session_failed: "checkout.session",
    _intent_succeeded: "payment_intent",
    _intent_processing: "payment_intent",
    _intent_failed: "payment_intent",
    _charge_refunded: "charge",
    _refund: "refund",
    _dispute: "dispute",
    _fraud_warned: "radar.early_fraud_warning",
}
