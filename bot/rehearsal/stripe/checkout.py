"""The life of a Checkout Session: created, paid, declined, paid later, expired."""

import random

from bot.rehearsal.stripe.errors import invalid
from bot.rehearsal.stripe.objects import (
    charge_object,
    customer_details,
    new_id,
    payment_intent_object,
    session_object,
)
from bot.rehearsal.stripe.session_params import checked
from bot.rehearsal.stripe.tables import StripeTables, snapshot
from bot.rehearsal.wire import BadRequest, Json

# type, object, previous_attributes
Emitted = list[tuple[str, Json, Json | None]]
ELIGIBLE = ("card", "ideal", "sepa_debit")


class Checkout:
    """What the API and the customer on the page do to sessions. `page` is where our pretend page lives."""

    def __init__(self, tables: StripeTables, dice: random.Random) -> None:
        self.tables, self._dice = tables, dice
        self.page = ""
        self.shuffles_events = False
        self.adds_cents = 0  # what the account puts on top of each price: a tax somebody switched on

    def create(self, params: Json) -> Json:
        """A new open session, or a 400."""
        now = self.tables.clock.seconds()
        lines = checked(params, now, self.tables.prices)
        allowed = params.get("allowed_payment_method_types") or list(ELIGIBLE)
        methods = [each for each in ELIGIBLE if each in allowed]
        if not methods:
            text = "No valid payment method types for this Checkout Session."
            raise invalid(text, "allowed_payment_method_types")
        session = session_object(params, lines, methods, now, self.page)
        session["amount_total"] += self.adds_cents
        self.tables.sessions[session["id"]] = self.tables.open_sessions[session["id"]] = session
        self.tables.lines[session["id"]] = lines
        self.tables.intent_data[session["id"]] = params.get("payment_intent_data") or {}
        self.tables.stream.publish("checkout", session=session["id"], status="open")
        return session

    def expire(self, session: Json, request: Json | None = None) -> Json:
        """The session, expired by API; only an open one can be."""
        self.expire_due()
        if session["status"] != "open":
            text = (
                'Only Checkout Sessions with a status in ["open"] can be expired. '
                f"This Checkout Session has a status of `{session['status']}`."
            )
            raise invalid(text)
        self._end(session, request)
        return session

    def expire_due(self) -> None:
        """Every open session past its `expires_at` on the world's clock expires by itself."""
        now = self.tables.clock.seconds()
        for session in [each for each in self.tables.open_sessions.values() if each["expires_at"] <= now]:
            self._end(session, None)

    def pay(self, session: Json, method: str = "card", discount_cents: int = 0) -> Json:
        """The customer pays and it goes through: the session is complete and paid. `discount_cents`: a promotion code."""
        self._refuse_unless_open(session)
        if not 0 <= discount_cents < session["amount_total"]:
            raise BadRequest("the discount leaves nothing to pay")
        if discount_cents:
            self._take_off(session, discount_cents)
        intent, events = self._confirmed(session)
        charge = self._charge(session, intent, method)
        return self._paid(session, intent, charge, events)

    def goes_to_bank(self, session: Json, method: str = "ideal") -> Json:
        """The customer chose a bank and is there: confirmed, waiting for the bank; the session is still open."""
        self._refuse_unless_open(session)
        intent, events = self._confirmed(session)
        charge = self._charge(session, intent, method)
        intent |= {"status": "requires_action", "payment_method": charge["payment_method"]}
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": {"return_url": None, "url": self.page}}
        self._emit([*events, ("payment_intent.requires_action", intent, None)])
        return session

    def bank_answers(self, session: Json, succeeded: bool) -> Json:
        """The bank's word comes, on whatever device; also after the session expired (nobody documents that it cannot)."""
        intent = self.tables.intents.get(session["payment_intent"] or "")
        if intent is None or intent["status"] != "requires_action":
            raise BadRequest("nobody is at the bank for this session")
        charge, intent["next_action"] = self.tables.charge_of(intent), None
        if succeeded:
            return self._paid(session, intent, charge, [])
        self._fail(intent, charge, "generic_decline")
        self._emit([("charge.failed", charge, None), ("payment_intent.payment_failed", intent, None)])
        return session

    def _paid(self, session: Json, intent: Json, charge: Json, events: Emitted) -> Json:
        self._succeed(intent, charge)
        self._complete(session, "paid")
        events += [
            ("charge.succeeded", charge, None),
            ("payment_intent.succeeded", intent, None),
            ("checkout.session.completed", session, None),
        ]
        self._emit([*events, self._settled(charge)])
        return session

    def decline(self, session: Json, decline_code: str = "generic_decline") -> Json:
        """The card is declined: the session stays open, the customer may try again."""
        self._refuse_unless_open(session)
        intent, events = self._confirmed(session)
        charge = self._charge(session, intent, "card")
        self._fail(intent, charge, decline_code)
        self._emit([*events, ("charge.failed", charge, None), ("payment_intent.payment_failed", intent, None)])
        return session

    def pay_later(self, session: Json, method: str = "sepa_debit") -> Json:
        """A delayed method: the session is complete but unpaid, the money is on its way."""
        self._refuse_unless_open(session)
        intent, events = self._confirmed(session)
        charge = self._charge(session, intent, method)
        intent |= {"status": "processing", "payment_method": charge["payment_method"]}
        self._complete(session, "unpaid")
        self._emit(
            [*events, ("payment_intent.processing", intent, None), ("checkout.session.completed", session, None)]
        )
        return session

    def settle(self, session: Json, succeeded: bool) -> Json:
        """The delayed money arrives, or it does not."""
        intent = self.tables.intents.get(session["payment_intent"] or "")
        if intent is None or intent["status"] != "processing":
            raise BadRequest("nothing is on its way for this session")
        charge = self.tables.charge_of(intent)
        if succeeded:
            self._succeed(intent, charge)
            session["payment_status"] = "paid"
            names = ("charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded")
        else:
            self._fail(intent, charge, "generic_decline")
            names = ("charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed")
        self._emit([(name, thing, None) for name, thing in zip(names, (charge, intent, session), strict=True)])
        return session

    def _end(self, session: Json, request: Json | None) -> None:
        session |= {"status": "expired", "url": None}
        del self.tables.open_sessions[session["id"]]
        self.tables.emit("checkout.session.expired", session, request)
        intent = self.tables.intents.get(session["payment_intent"] or "")
        if intent and intent["status"] == "requires_payment_method":
            intent |= {"status": "canceled", "canceled_at": self.tables.clock.seconds()}
            intent["cancellation_reason"] = "expired"
            self.tables.emit("payment_intent.canceled", intent)

    def _take_off(self, session: Json, cents: int) -> None:
        """A change behind the desk's back: somebody allowed promotion codes on the account, say."""
        session["amount_total"] -= cents
        session["total_details"] = session["total_details"] | {"amount_discount": cents}

    def _refuse_unless_open(self, session: Json) -> None:
        self.expire_due()
        if session["status"] != "open":
            raise BadRequest(f"this page is no longer open: the session is {session['status']}")

    def _confirmed(self, session: Json) -> tuple[Json, Emitted]:
        """The session's intent, and its `created` event when it is new, as it was before anything happened to it."""
        known = self.tables.intents.get(session["payment_intent"] or "")
        if known:
            return known, []
        data = self.tables.intent_data[session["id"]]
        intent = payment_intent_object(session, data, self.tables.clock.seconds())
        self.tables.intents[intent["id"]] = intent
        session["payment_intent"] = intent["id"]
        return intent, [("payment_intent.created", snapshot(intent), None)]

    def _charge(self, session: Json, intent: Json, method: str) -> Json:
        email = session["customer_email"] or "payer@example.com"
        charge = charge_object(intent, method, email, self.tables.clock.seconds())
        self.tables.charges[charge["id"]] = charge
        intent["latest_charge"] = charge["id"]
        return charge

    def _succeed(self, intent: Json, charge: Json) -> None:
        amount = charge["amount"]
        charge |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": amount}
        charge["outcome"] = {"type": "authorized", "network_status": "approved_by_network", "risk_level": "normal"}
        intent |= {"status": "succeeded", "amount_received": amount, "payment_method": charge["payment_method"]}
        intent["last_payment_error"] = None

    def _fail(self, intent: Json, charge: Json, decline_code: str) -> None:
        message = "Your card was declined."
        charge |= {"status": "failed", "failure_code": "card_declined", "failure_message": message}
        charge["outcome"] = {"type": "issuer_declined", "network_status": "declined_by_network", "reason": decline_code}
        intent |= {"status": "requires_payment_method", "payment_method": None}
        error: Json = {"code": "card_declined", "decline_code": decline_code, "message": message, "type": "card_error"}
        intent["last_payment_error"] = error | {"charge": charge["id"], "advice_code": "try_again_later"}

    def _complete(self, session: Json, payment_status: str) -> None:
        email = session["customer_email"] or "payer@example.com"
        session |= {"status": "complete", "payment_status": payment_status, "url": None}
        self.tables.open_sessions.pop(session["id"], None)
        session["customer_details"] = customer_details(email)

    def _settled(self, charge: Json) -> tuple[str, Json, Json | None]:
        later = charge | {"balance_transaction": new_id("txn")}
        self.tables.charges[charge["id"]] = later
        return ("charge.updated", later, {"balance_transaction": None})

    def _emit(self, events: Emitted) -> None:
        if self.shuffles_events:
            self._dice.shuffle(events)
        for kind, thing, previous in events:
            self.tables.emit(kind, thing, previous=previous)
