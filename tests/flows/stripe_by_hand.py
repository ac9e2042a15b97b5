"""Stripe, small enough to hold in one hand: sessions that open, are paid, expire, are looked up; refunds; and days on which it is down."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.core import effects as x
from bot.core import events as e


@dataclass
class Session:
    """A Checkout Session. `status`: open · complete · expired; `money`: "" · paid · processing · failed."""

    id: str
    order_id: str
    attempt: int
    amount_cents: int
    status: str = "open"
    money: str = ""

    @property
    def intent(self) -> str:
        return f"pi_{self.id}"


@dataclass
class StripeByHand:
    """Answers the deliveries of the stripe lanes with facts, at once or, while it is down, when it is up again."""

    talk: str
    new_id: Callable[[], str]
    sessions: dict[str, Session] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # idempotency key -> session
    down: bool = False
    unfit_key: bool = False  # while down: it answers, and refuses our key
    refuses_refunds: bool = False
    refuses_pages: bool = False
    refunds: int = 0
    waiting: list[x.Effect] = field(default_factory=list)

    def asked(self, effect: x.Effect, now: Any) -> list[e.Event]:
        """What comes back for this delivery."""
        if self.down:
            self.waiting.append(effect)
            if isinstance(effect, x.OpenCheckout):
                about = {"order_id": effect.order_id, "attempt": effect.attempt, "since": now}
                return [e.StripeTroubled(id=self.new_id(), talk=self.talk, unfit_key=self.unfit_key, **about)]
            return []
        match effect:
            case x.OpenCheckout() if self.refuses_pages:
                about = {"order_id": effect.order_id, "attempt": effect.attempt, "reason": "no such price"}
                return [e.CheckoutRefused(id=self.new_id(), talk=self.talk, **about)]
            case x.OpenCheckout():
                return [self._opened(effect)]
            case x.ExpireCheckout():
                return self._expired(effect)
            case x.Refund():
                return self._refunded(effect)
            case x.LookUpCheckout():
                return self._looked_up(effect)
        return []

    def recovers(self, now: Any) -> list[e.Event]:
        """Everything that waited is answered, in order."""
        self.down = self.unfit_key = False
        waiting, self.waiting = self.waiting, []
        return [fact for effect in waiting for fact in self.asked(effect, now)]

    def of_order(self, order_id: str) -> list[Session]:
        """The sessions of an order, the newest first."""
        return [one for one in reversed(self.sessions.values()) if one.order_id == order_id]

    def _opened(self, effect: x.OpenCheckout) -> e.Event:
        session_id = self.keys.setdefault(effect.key, f"cs_{len(self.keys) + 1}")
        (line,) = effect.params["line_items"]
        amount = line["price_data"]["unit_amount"] * line["quantity"]
        self.sessions.setdefault(session_id, Session(session_id, effect.order_id, effect.attempt, amount))
        return e.CheckoutOpened(
            **self._fact(effect.order_id), session_id=session_id, attempt=effect.attempt,
            url=f"https://checkout.example/{session_id}",
        )  # fmt: skip

    def _expired(self, effect: x.ExpireCheckout) -> list[e.Event]:
        session_id = effect.session_id or next(
            (one.id for one in self.of_order(effect.order_id) if one.attempt == effect.attempt), ""
        )
        session = self.sessions.get(session_id)
        if session is None:
            return [e.CheckoutExpired(**self._fact(effect.order_id), attempt=effect.attempt)]
        if session.status == "complete":
            return self.word_of(session)
        session.status = "expired"
        return [e.CheckoutExpired(**self._fact(session.order_id), session_id=session.id, attempt=session.attempt)]

    def word_of(self, session: Session) -> list[e.Event]:
        """What Stripe's webhook says of a completed session."""
        about = {**self._fact(session.order_id), "session_id": session.id, "payment_intent": session.intent}
        if session.money == "paid":
            return [e.OrderPaid(**about, amount_cents=session.amount_cents)]
        if session.money == "failed":
            return [e.PaymentFailed(**about, final=True)]
        return [e.PaymentPending(**about, amount_cents=session.amount_cents)]

    def _refunded(self, effect: x.Refund) -> list[e.Event]:
        about = {**self._fact(effect.order_id), "payment_intent": effect.payment_intent, "key": effect.key}
        if self.refuses_refunds:
            return [e.RefundFailed(**about, reason="charge_disputed")]
        self.refunds += 1
        fields: dict[str, Any] = {"refund_id": f"re_{self.refunds}", "status": "succeeded"}
        return [e.RefundTold(**about, **fields, amount_cents=effect.amount_cents)]

    def _looked_up(self, effect: x.LookUpCheckout) -> list[e.Event]:
        session = self.sessions.get(effect.session_id)
        if session is None:
            return []
        return [
            e.CheckoutLookedUp(
                **self._fact(session.order_id), session_id=session.id, reference=session.order_id,
                payment_intent=session.intent if session.status == "complete" else "", status=session.status,
                payment_status="paid" if session.money == "paid" else "unpaid",
                amount_cents=session.amount_cents, currency="eur",
            )
        ]  # fmt: skip

    def _fact(self, order_id: str) -> dict[str, Any]:
        return {"id": self.new_id(), "talk": self.talk, "order_id": order_id}
