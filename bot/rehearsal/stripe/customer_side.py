"""What the payer does on the Checkout page and at the bank. Every method is a driver route."""

from bot.rehearsal.stripe.server import PretendStripe
from bot.rehearsal.stripe.tables import StripeTables
from bot.rehearsal.wire import BadRequest, Json


def session_of(tables: StripeTables, session: str | None) -> Json:
    """By its id, by the url of its page, or None: the newest one."""
    id_ = session.partition("#")[0].rpartition("/")[2] if session else next(reversed(tables.sessions), "")
    if id_ not in tables.sessions:
        raise BadRequest(f"no checkout session {session or ''}")
    return tables.sessions[id_]


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

    async def pay(
        self, session: str | None = None, method: str = "card", waits_s: float = 0.0, discount_cents: int = 0
    ) -> Json:
        """Pay by `card` or `ideal`. `waits_s`: wait so long for the webhook before leaving, as the real page does."""
        found = self.stripe.checkout.pay(self._session(session), method, discount_cents)
        return await self._leave(found, waits_s)

    async def goes_to_bank(self, session: str | None = None, method: str = "ideal") -> Json:
        """Chose a bank, and is in its app now: the page stays open until the bank has spoken, or it is expired."""
        return {"session": self.stripe.checkout.goes_to_bank(self._session(session), method)}

    async def bank_answers(self, session: str | None = None, succeeded: bool = True) -> Json:
        """The bank says yes or no; on another device, so that nobody comes back to the success page."""
        return {"session": self.stripe.checkout.bank_answers(self._session(session), succeeded)}

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
        return session_of(self.stripe.tables, session)

    def _ways(self, session: Json) -> Json:
        success = (session["success_url"] or "").replace("{CHECKOUT_SESSION_ID}", session["id"])
        return {"success_url": success, "cancel_url": session["cancel_url"]}
