"""Disputes and fraud warnings: what the payer's bank says, in the order Stripe tells it."""

from bot.rehearsal.stripe.objects import new_id
from bot.rehearsal.stripe.tables import StripeTables
from bot.rehearsal.wire import BadRequest, Json

INQUIRY, CHARGEBACK = "inquiry", "chargeback"
ENDS = {INQUIRY: ("warning_closed", "prevented"), CHARGEBACK: ("won", "lost", "prevented")}
EVIDENCE_S = 9 * 86_400
FEE_CENTS = 2_000


class Disputes:
    """An inquiry only asks: no money moves and the charge may still be refunded. A chargeback takes the money at once."""

    def __init__(self, tables: StripeTables) -> None:
        self.tables = tables

    def opens(self, intent: Json, reason: str = "fraudulent", case_type: str = CHARGEBACK) -> Json:
        """The payer's bank asks, or takes the money back and asks for evidence."""
        charge = self.tables.charge_of(intent)
        if charge["disputed"] or not charge["paid"]:
            raise BadRequest("only a paid, undisputed charge can be disputed")
        if charge["payment_method_details"]["type"] == "ideal":
            raise BadRequest("an iDEAL payment cannot be disputed")
        if case_type not in ENDS:
            raise BadRequest(f"a dispute is one of {', '.join(ENDS)}")
        charge["disputed"] = True
        dispute = _dispute(charge, reason, case_type, self.tables.clock.seconds())
        self.tables.disputes[dispute["id"]] = dispute
        self.tables.emit("charge.dispute.created", dispute)
        if case_type == CHARGEBACK:
            self._withdraw(dispute)
        return dispute

    def escalates(self, dispute: Json) -> Json:
        """The inquiry becomes a chargeback: now the money goes."""
        if dispute["status"] != "warning_needs_response":
            raise BadRequest("only an inquiry that is open becomes a chargeback")
        dispute |= {"status": "needs_response", "is_charge_refundable": False}
        _card(dispute)["case_type"] = CHARGEBACK
        self.tables.emit("charge.dispute.updated", dispute, previous={"status": "warning_needs_response"})
        self._withdraw(dispute)
        return dispute

    def closes(self, dispute: Json, status: str) -> Json:
        """It ends: a chargeback `won`, `lost` or `prevented`, an inquiry `warning_closed` or `prevented`."""
        if dispute["status"] in {each for ends in ENDS.values() for each in ends}:
            raise BadRequest(f"this dispute is {dispute['status']} already")
        ends = ENDS[_card(dispute)["case_type"]]
        if status not in ends:
            raise BadRequest(f"this dispute can end as {', '.join(ends)}")
        previous = {"status": dispute["status"]}
        dispute["status"] = status
        if status != "lost":
            dispute["is_charge_refundable"] = True
            self.tables.charges[dispute["charge"]]["disputed"] = False
        self.tables.emit("charge.dispute.closed", dispute, previous=previous)
        if status == "won":
            dispute["balance_transactions"].append(_movement(dispute, dispute["amount"], "reversal"))
            self.tables.emit("charge.dispute.funds_reinstated", dispute)
        return dispute

    def warns(self, intent: Json, fraud_type: str = "unauthorized_use_of_card") -> Json:
        """A card network fears fraud; `actionable` unless the money is back or disputed already."""
        charge = self.tables.charge_of(intent)
        if charge["payment_method_details"]["type"] != "card" or not charge["paid"]:
            raise BadRequest("only a paid card charge gets a fraud warning")
        warning: Json = {
            "id": new_id("issfr"),
            "object": "radar.early_fraud_warning",
            "actionable": not (charge["disputed"] or charge["refunded"]),
            "charge": charge["id"],
            "created": self.tables.clock.seconds(),
            "fraud_type": fraud_type,
            "livemode": False,
            "payment_intent": intent["id"],
        }
        self.tables.fraud_warnings[warning["id"]] = warning
        self.tables.emit("radar.early_fraud_warning.created", warning)
        return warning

    def _withdraw(self, dispute: Json) -> None:
        dispute["balance_transactions"].append(_movement(dispute, -dispute["amount"], "withdrawal"))
        self.tables.emit("charge.dispute.funds_withdrawn", dispute)


def _dispute(charge: Json, reason: str, case_type: str, now: int) -> Json:
    inquiry = case_type == INQUIRY
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + EVIDENCE_S,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "submission_method": "not_submitted",
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "type": "card",
            "card": {"brand": "visa", "case_type": case_type, "network": "visa", "network_reason_code": "10.4"},
        },
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def _movement(dispute: Json, cents: int, what: str) -> Json:
    fee_cents = FEE_CENTS if cents < 0 else 0
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": cents,
        "available_on": dispute["created"],
        "balance_type": "payments",
        "created": dispute["created"],
        "currency": dispute["currency"],
        "description": f"Chargeback {what} for {dispute['charge']}",
        "fee": fee_cents,
        "fee_details": [],
        "net": cents - fee_cents,
        "reporting_category": "dispute",
        "source": dispute["id"],
        "status": "pending",
        "type": "adjustment",
    }


def _card(dispute: Json) -> Json:
    card: Json = dispute["payment_method_details"]["card"]
    return card
