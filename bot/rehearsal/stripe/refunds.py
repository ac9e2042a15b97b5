"""Refunds and disputes."""

from bot.rehearsal.stripe.errors import invalid, missing_parameter, no_such, unknown_parameter
from bot.rehearsal.stripe.forms import integer
from bot.rehearsal.stripe.objects import new_id, refund_object
from bot.rehearsal.stripe.tables import StripeTables
from bot.rehearsal.wire import BadRequest, Json

_NAMES = """amount charge currency customer expand instructions_email metadata origin payment_intent reason
    refund_application_fee reverse_transfer"""
_PARAMETERS = frozenset(_NAMES.split())
_REASONS = ("duplicate", "fraudulent", "requested_by_customer")


class Refunds:
    """`next_status`: what the next refunds become, `succeeded` or `pending` (settle those by hand)."""

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
        if self.next_status == "pending":
            refund |= {"status": "pending", "pending_reason": "processing"}
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
        if succeeded and refund["status"] != "pending":
            raise BadRequest("this refund is not pending")
        if succeeded:
            refund["status"] = "succeeded"
            self._updated(refund)
            return refund
        refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
        refund["failure_balance_transaction"] = new_id("txn")
        self._take(self.tables.charges[refund["charge"]], -refund["amount"])
        self.tables.emit("refund.failed", refund)
        self._updated(refund)
        return refund

    def dispute(self, intent: Json, reason: str = "fraudulent") -> Json:
        """The bank takes the money back and asks for evidence."""
        charge = self.tables.charge_of(intent)
        if charge["disputed"] or not charge["paid"]:
            raise BadRequest("only a paid, undisputed charge can be disputed")
        charge["disputed"] = True
        now = self.tables.clock.seconds()
        dispute: Json = {
            "id": new_id("du"),
            "object": "dispute",
            "amount": charge["amount"],
            "balance_transactions": [],
            "charge": charge["id"],
            "created": now,
            "currency": charge["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {},
            "evidence_details": {"due_by": now + 9 * 86_400, "has_evidence": False, "past_due": False},
            "is_charge_refundable": False,
            "livemode": False,
            "metadata": {},
            "payment_intent": intent["id"],
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "case_type": "chargeback"}},
            "reason": reason,
            "status": "needs_response",
        }
        self.tables.disputes[dispute["id"]] = dispute
        self.tables.emit("charge.dispute.created", dispute)
        return dispute

    def close_dispute(self, dispute: Json, status: str) -> Json:
        """The dispute ends: `won`, `lost`, `warning_closed` or `prevented`."""
        dispute["status"] = status
        if status == "won":
            self.tables.charges[dispute["charge"]]["disputed"] = False
        self.tables.emit("charge.dispute.closed", dispute)
        return dispute

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
        if charge["disputed"]:
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
