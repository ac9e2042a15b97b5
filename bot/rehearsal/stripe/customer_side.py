"""What the payer does on the Checkout page and the owner in Stripe's dashboard. Every method is a driver route."""

from bot.rehearsal.stripe.server import PretendStripe
from bot.rehearsal.stripe.tables import snapshot
from bot.rehearsal.wire import BadRequest, Json


class CustomerSide:
    """Sessions by id, by the url of their page, or None: the newest one."""

    def __init__(self, stripe: PretendStripe) -> None:
        self.stripe = stripe

    async def sessions(self) -> Json:
        """Every Checkout Session, oldest first."""
        return {"sessions": list(self.stripe.tables.sessions.values())}

    async def session(self, session: str | None = None) -> Json:
        """What the page shows: the session, its lines and where each way leads."""
        found = self._session(session)
        return {"session": found, "lines": self.stripe.tables.lines[found["id"]], **self._ways(found)}

    async def pay(self, session: str | None = None, method: str = "card", waits_s: float = 0.0) -> Json:
        """Pay by `card` or `ideal`. `waits_s`: wait so long for the webhook before leaving, as the real page does."""
        found = self.stripe.checkout.pay(self._session(session), method)
        return await self._leave(found, waits_s)

    async def decline(self, session: str | None = None, decline_code: str = "generic_decline") -> Json:
        """The card is declined; the page stays open."""
        return {"session": self.stripe.checkout.decline(self._session(session), decline_code)}

    async def pay_later(self, session: str | None = None, method: str = "sepa_debit", waits_s: float = 0.0) -> Json:
        """A delayed method: complete, but unpaid until it settles."""
        found = self.stripe.checkout.pay_later(self._session(session), method)
        return await self._leave(found, waits_s)

    async def settle(self, session: str | None = None, succeeded: bool = True) -> Json:
        """The delayed payment arrives or fails."""
        return {"session": self.stripe.checkout.settle(self._session(session), succeeded)}

    async def close(self, session: str | None = None) -> Json:
        """Leave the page: nothing changes, the session stays open."""
        found = self._session(session)
        return {"session": found, **self._ways(found)}

    async def expire(self, session: str | None = None) -> Json:
        """Let the session expire now, by itself."""
        found = self._session(session)
        if found["status"] == "open":
            found["expires_at"] = self.stripe.clock.seconds()
            self.stripe.checkout.expire_due()
        return {"session": found}

    async def refund(self, session: str | None = None, amount: int | None = None) -> Json:
        """The owner refunds in the dashboard, all or `amount` cents."""
        params: Json = {"payment_intent": self._intent(session)["id"]}
        return {"refund": self.stripe.refunds.create(params | ({"amount": amount} if amount else {}))}

    async def refunds(self) -> Json:
        """Every refund, oldest first."""
        return {"refunds": list(self.stripe.tables.refunds.values())}

    async def next_refunds(self, status: str = "succeeded") -> Json:
        """What refunds become from now on: `succeeded` or `pending`."""
        self.stripe.refunds.next_status = status
        return {"status": status}

    async def settle_refund(self, refund: str | None = None, succeeded: bool = True) -> Json:
        """A pending refund arrives, or a refund fails and the money comes back. None: the newest."""
        rows = self.stripe.tables.refunds
        if not rows or (refund and refund not in rows):
            raise BadRequest(f"no refund {refund or ''}")
        return {"refund": self.stripe.refunds.settle(rows[refund or list(rows)[-1]], succeeded)}

    async def dispute(self, session: str | None = None, reason: str = "fraudulent") -> Json:
        """The payer's bank disputes the payment."""
        return {"dispute": self.stripe.refunds.dispute(self._intent(session), reason)}

    async def close_dispute(self, status: str = "won") -> Json:
        """The newest dispute ends: won, lost, warning_closed or prevented."""
        if not self.stripe.tables.disputes:
            raise BadRequest("there is no dispute")
        dispute = list(self.stripe.tables.disputes.values())[-1]
        return {"dispute": self.stripe.refunds.close_dispute(dispute, status)}

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

    async def emit(self, type: str, object: Json) -> Json:
        """A signed event of another integration on the same account, with any object."""
        return {"event": self.stripe.tables.emit(type, snapshot(object))}

    async def shuffle(self, on: bool = True) -> Json:
        """Let the events of one payment happen in any order."""
        self.stripe.checkout.shuffles_events = on
        return {"on": on}

    async def _leave(self, session: Json, waits_s: float) -> Json:
        if waits_s:
            await self.stripe.stream.quiet.until(lambda: self._has_heard(session["id"]), waits_s)
        return {"session": session, **self._ways(session)}

    def _has_heard(self, session_id: str) -> bool:
        """Whether the desk answered `completed`, or never will."""
        return any(
            each.event["type"] == "checkout.session.completed"
            and each.event["data"]["object"]["id"] == session_id
            and each.outcome in ("delivered", "failed", "lost")
            for each in self.stripe.webhooks.log
        )

    def _session(self, session: str | None) -> Json:
        rows = self.stripe.tables.sessions
        id_ = session.partition("#")[0].rpartition("/")[2] if session else next(reversed(rows), "")
        if id_ not in rows:
            raise BadRequest(f"no checkout session {session or ''}")
        return rows[id_]

    def _intent(self, session: str | None) -> Json:
        intent = self.stripe.tables.intents.get(self._session(session)["payment_intent"] or "")
        if intent is None:
            raise BadRequest("this session has no payment yet")
        return intent

    def _ways(self, session: Json) -> Json:
        success = (session["success_url"] or "").replace("{CHECKOUT_SESSION_ID}", session["id"])
        return {"success_url": success, "cancel_url": session["cancel_url"]}
