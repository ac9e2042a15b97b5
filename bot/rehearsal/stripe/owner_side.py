"""What the owner does in Stripe's dashboard, and what banks do to the account. Every method is a driver route."""

from bot.rehearsal.stripe.customer_side import session_of
from bot.rehearsal.stripe.server import PretendStripe
from bot.rehearsal.stripe.tables import snapshot
from bot.rehearsal.wire import BadRequest, Json


class OwnerSide:
    """Sessions by id, by the url of their page, or None: the newest one."""

    def __init__(self, stripe: PretendStripe) -> None:
        self.stripe = stripe

    async def refund(self, session: str | None = None, amount: int | None = None) -> Json:
        """The owner refunds in the dashboard, all or `amount` cents."""
        params: Json = {"payment_intent": self._intent(session)["id"]}
        return {"refund": self.stripe.refunds.create(params | ({"amount": amount} if amount else {}))}

    async def refunds(self) -> Json:
        """Every refund, oldest first."""
        return {"refunds": list(self.stripe.tables.refunds.values())}

    async def next_refunds(self, status: str = "") -> Json:
        """What refunds become from now on: `succeeded`, `pending` or `requires_action`. Answers which it is."""
        if status:
            self.stripe.refunds.next_status = status
        return {"status": self.stripe.refunds.next_status}

    async def settle_refund(
        self, refund: str | None = None, succeeded: bool = True, session: str | None = None
    ) -> Json:
        """A pending refund arrives, or a refund fails and the money comes back. None: the newest (of the session)."""
        return {"refund": self.stripe.refunds.settle(self._refund(refund, session), succeeded)}

    async def cancel_refund(self, refund: str | None = None, session: str | None = None) -> Json:
        """A refund that waits is called off."""
        return {"refund": self.stripe.refunds.cancel(self._refund(refund, session))}

    async def dispute(
        self, session: str | None = None, reason: str = "fraudulent", case_type: str = "chargeback"
    ) -> Json:
        """The payer's bank asks (`inquiry`), or takes the money back (`chargeback`)."""
        return {"dispute": self.stripe.disputes.opens(self._intent(session), reason, case_type)}

    async def escalate_dispute(self, session: str | None = None) -> Json:
        """The inquiry becomes a chargeback."""
        return {"dispute": self.stripe.disputes.escalates(self._dispute(session))}

    async def close_dispute(self, status: str = "won", session: str | None = None) -> Json:
        """The newest dispute (of the session) ends: won, lost, warning_closed or prevented."""
        return {"dispute": self.stripe.disputes.closes(self._dispute(session), status)}

    async def warn_of_fraud(self, session: str | None = None) -> Json:
        """A card network fears fraud."""
        return {"warning": self.stripe.disputes.warns(self._intent(session))}

    async def adds(self, cents: int | None = None) -> Json:
        """Put so many cents on top of every new page's sum: a price or a tax was changed at Stripe. Answers how many."""
        if cents is not None:
            self.stripe.checkout.adds_cents = cents
        return {"cents": self.stripe.checkout.adds_cents}

    async def events(self, last: int = 50) -> Json:
        """The newest events, lost ones included."""
        return {"events": list(self.stripe.tables.events.values())[-last:]}

    async def webhooks(self, last: int = 50) -> Json:
        """The newest webhook deliveries with what became of them."""
        rows = list(self.stripe.webhooks.log)[-last:]
        shown = [{"event": each.event["id"], "type": each.event["type"]} for each in rows]
        return {
            "webhooks": [
                about | {"attempts": each.attempts, "outcome": each.outcome}
                for about, each in zip(shown, rows, strict=True)
            ]
        }

    async def resend(self, event: str) -> Json:
        """Send an event once more, as the dashboard's button does."""
        found = self.stripe.tables.events.get(event)
        if found is None:
            raise BadRequest(f"no event {event}")
        self.stripe.webhooks.send(found)
        return {"event": found}

    async def resend_lost(self) -> Json:
        """Send every event once more that never arrived. Answers how many."""
        lost = [each.event for each in self.stripe.webhooks.log if each.outcome in ("lost", "failed")]
        missing = {each["id"]: each for each in lost if each["pending_webhooks"]}
        for event in missing.values():
            self.stripe.webhooks.send(event)
        return {"events": len(missing)}

    async def emit(self, type: str, object: Json) -> Json:
        """A signed event of another integration on the same account, with any object."""
        return {"event": self.stripe.tables.emit(type, snapshot(object))}

    async def shuffle(self, on: bool = True) -> Json:
        """Let the events of one payment happen in any order."""
        self.stripe.checkout.shuffles_events = on
        return {"on": on}

    def _intent(self, session: str | None) -> Json:
        intent = self.stripe.tables.intents.get(session_of(self.stripe.tables, session)["payment_intent"] or "")
        if intent is None:
            raise BadRequest("this session has no payment yet")
        return intent

    def _refund(self, refund: str | None, session: str | None) -> Json:
        rows = self._of(self.stripe.tables.refunds, session)
        found = [each for each in rows if refund in (None, each["id"])]
        if not found:
            raise BadRequest(f"no refund {refund or ''}")
        return found[-1]

    def _dispute(self, session: str | None) -> Json:
        rows = self._of(self.stripe.tables.disputes, session)
        if not rows:
            raise BadRequest("there is no dispute")
        return rows[-1]

    def _of(self, rows: dict[str, Json], session: str | None) -> list[Json]:
        intent = self._intent(session)["id"] if session else None
        return [each for each in rows.values() if intent in (None, each["payment_intent"])]
