"""Refunds: whole or in part, at once or pending, and failing days later."""

from bot.rehearsal.stripe.errors import invalid, missing_parameter, no_such, unknown_parameter
from bot.rehearsal.stripe.forms import integer
from bot.rehearsal.stripe.objects import new_id, refund_object
from bot.rehearsal.stripe.tables import StripeTables
from bot.rehearsal.wire import BadRequest, Json

_NAMES = """amount charge currency customer expand instructions_email metadata origin payment_intent reason
    refund_application_fee reverse_transfer"""
_PARAMETERS = frozenset(_NAMES.split())
WAITING, ENDED = ("pending", "requires_action"), ("failed", "canceled")
_REASONS = ("duplicate", "fraudulent", "requested_by_customer")


class Refunds:
    """`next_status`: what the next refunds become, `succeeded`, `pending` or `requires_action` (settle those by hand)."""

    def __init__(self, tables: StripeTables) -> None:
        self.tables = tables
        self.next_status = "succeeded"

    def create(self, params: Json, request: Json | None = None) -> Json:
        """A refund of a payment or a part of it, or a 400."""
        for name in params:
            if name not in _PARAMETERS:
                raise unknown_parameter(name)
        if params.get("reason") not in (None, *_REASONS):
            raise invalid(f"Invalid reason: must be one of {', '.join(_REASONS)}", "reason")
        charge = self._charge(params)
        amount = self._amount(charge, params)
        metadata = dict(params.get("metadata") or {})
        refund = refund_object(charge, amount, params.get("reason"), metadata, self.tables.clock.seconds())
        if self.next_status != "succeeded":
            refund |= {"status": self.next_status, "destination_details": None}
        if self.next_status == "pending":
            refund["pending_reason"] = "processing"
        self.tables.refunds[refund["id"]] = refund
        previous = {"amount_refunded": charge["amount_refunded"]}
        self._take(charge, amount)
        self.tables.emit("refund.created", refund, request)
        self.tables.emit("charge.refunded", charge, request, previous)
        if refund["status"] == "succeeded":
            self._updated(refund)
        return refund

    def settle(self, refund: Json, succeeded: bool) -> Json:
        """A pending refund arrives, or any refund fails afterwards and the money comes back."""
        if succeeded and refund["status"] not in WAITING:
            raise BadRequest("this refund is not pending")
        if succeeded:
            refund["status"] = "succeeded"
            self._updated(refund)
            return refund
        if refund["status"] in ENDED:
            raise BadRequest(f"this refund is {refund['status']} already")
        self._comes_back(refund, "failed", "expired_or_canceled_card")
        self.tables.emit("refund.failed", refund)
        self._updated(refund)
        return refund

    def cancel(self, refund: Json) -> Json:
        """A refund that waited is called off; Stripe has no event for it but the update."""
        if refund["status"] not in WAITING:
            raise BadRequest("only a refund that waits can be called off")
        self._comes_back(refund, "canceled", None)
        self._updated(refund)
        return refund

    def _comes_back(self, refund: Json, status: str, reason: str | None) -> None:
        refund.pop("pending_reason", None)
        refund |= {"status": status, "failure_balance_transaction": new_id("txn")}
        if reason:
            refund["failure_reason"] = reason
        self._take(self.tables.charges[refund["charge"]], -refund["amount"])

    def _charge(self, params: Json) -> Json:
        if params.get("payment_intent"):
            intent = self.tables.intents.get(params["payment_intent"])
            if intent is None:
                raise no_such("payment_intent", params["payment_intent"], "payment_intent")
            if intent["latest_charge"] is None or intent["status"] != "succeeded":
                text = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
                raise invalid(text, "payment_intent")
            return self.tables.charge_of(intent)
        if params.get("charge"):
            if params["charge"] not in self.tables.charges:
                raise no_such("charge", params["charge"], "charge")
            return self.tables.charges[params["charge"]]
        raise missing_parameter("payment_intent")

    def _amount(self, charge: Json, params: Json) -> int:
        left = charge["amount"] - charge["amount_refunded"]
        disputes = [each for each in self.tables.disputes.values() if each["charge"] == charge["id"]]
        if any(not each["is_charge_refundable"] for each in disputes):
            raise invalid(
                f"Charge {charge['id']} has been charged back; cannot issue a refund.", None, "charge_disputed"
            )
        if left == 0:
            raise invalid(f"Charge {charge['id']} has already been refunded.", None, "charge_already_refunded")
        amount = integer(params["amount"], "amount") if "amount" in params else left
        if amount < 1:
            raise invalid("This value must be greater than or equal to 1.", "amount")
        if amount > left:
            text = (
                f"Refund amount (€{amount / 100:.2f}) is greater than unrefunded amount on charge (€{left / 100:.2f})"
            )
            raise invalid(text, "amount")
        return amount

    def _take(self, charge: Json, amount: int) -> None:
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]

    def _updated(self, refund: Json) -> None:
        self.tables.emit("refund.updated", refund)
        self.tables.emit("charge.refund.updated", refund)
