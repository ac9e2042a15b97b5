"""The truth about money and the time it buys: an Order, its checkout attempts and its payments.

An order is not a conversation. A payment settles the order first (`bot.core.settle`), in a unit of its own before any
flow code runs; the talk hears of it afterwards, wherever the student has wandered.

Rank belongs to one payment, keyed by its payment intent (before that exists, by its checkout session). `Order.payment`
is derived, never stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.core.money import Money
from bot.core.slots import TUTOR, Slot

# Booking: one small table. Who may go where is `settle`'s business.
PROPOSED, HELD, BOOKED, RELEASED, ATTENTION = "proposed", "held", "booked", "released", "attention"
# How far one payment came, only forward. "failed" is the last word on a delayed payment (its page is spent), so a
# late "processing" cannot undo it; a declined card is no stage at all: the page stays open and the student tries again.
STAGES = ("pending", "processing", "failed", "paid")
# A page in one of these states can still be paid.
ALIVE = ("asked", "open", "expiring")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One Stripe Checkout Session we asked for. Everything that is sent is frozen here before the call.

    `params` are the exact create parameters (Stripe refuses the same idempotency key with others). `state` is one of
    "asked" (stored, not answered), "open", "expiring" (we asked to expire it), "complete", "expired", "refused".
    """

    n: int
    key: str
    params: Mapping[str, Any]
    expires_at: datetime
    state: str = "asked"
    session_id: str = ""
    url: str = ""
    amount_cents: int = 0
    currency: str = ""

    @property
    def alive(self) -> bool:
        """Whether this page can, or may yet, be paid."""
        return self.state in ALIVE


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that moved or tries to. `id` is the payment intent, or the session id while there is no intent.

    `state` is what people see: a stage, "refunded" or "disputed". It follows from `stage`, `refunded_cents` and
    `dispute` ("", "open", "won", "lost"), which are joined fact by fact, so the order of arrival does not matter.
    """

    id: str
    state: str
    amount_cents: int = 0
    currency: str = ""
    session_id: str = ""
    refunded_cents: int = 0
    refund_asked: bool = False
    at: datetime | None = None
    stage: str = ""
    dispute: str = ""

    @property
    def kept(self) -> bool:
        """Whether this money is with us now."""
        return self.state == "paid"

    @property
    def came(self) -> bool:
        """Whether this money ever arrived."""
        return self.reached == "paid"

    @property
    def reached(self) -> str:
        """The stage, also of a payment written down by its state alone."""
        return self.stage or (self.state if self.state in STAGES else "pending")

    @property
    def intent(self) -> str:
        """Its payment intent, "" while only the session is known."""
        return "" if self.id == self.session_id else self.id

    def judged(self) -> "Payment":
        """The same payment with the state that follows from its facts."""
        if self.dispute in ("open", "lost"):
            state = "disputed"
        elif 0 < self.amount_cents <= self.refunded_cents:
            state = "refunded"
        else:
            state = self.reached
        return replace(self, state=state)

    def merged(self, other: "Payment") -> "Payment":
        """One payment from what two entries know: the intent's id, the further stage, the larger sums."""
        further = max(self.reached, other.reached, key=STAGES.index)
        return replace(
            self,
            id=self.intent or other.intent or self.id,
            session_id=self.session_id or other.session_id,
            amount_cents=self.amount_cents or other.amount_cents,
            currency=self.currency or other.currency,
            refunded_cents=max(self.refunded_cents, other.refunded_cents),
            refund_asked=self.refund_asked or other.refund_asked,
            at=self.at or other.at,
            stage=further,
            dispute=max(self.dispute, other.dispute, key=("", "open", "won", "lost").index),
        ).judged()


@dataclass(frozen=True, slots=True)
class Order:
    """A lesson somebody wants, holds or has, and every cent paid for it."""

    id: str  # order_<token>
    token: str  # the public short link: PUBLIC_URL/p/<token>
    talk: str
    account_id: int
    conversation_id: int  # where it began (Chatwoot's display id)
    flow: str
    slot: Slot
    price: Money
    created_at: datetime
    subject: str = ""
    learner: str = ""  # Learner.id within the talk's student
    language: str = "nl"
    audience: str = ""
    tutor: str = TUTOR  # whose time it takes
    minor: bool = False
    consent_at: datetime | None = None
    replaces: str = ""  # the order this one takes the place of, once that one's page is expired
    replaced_by: str = ""
    booking: str = PROPOSED
    closed: str = ""  # "", "cancelled" (student), "replaced", "expired": why the time went back
    held_until: datetime | None = None
    booked_at: datetime | None = None
    late: bool = False  # the money came after the hold had gone
    renewals: int = 0
    attempts: tuple[Attempt, ...] = ()
    payments: tuple[Payment, ...] = ()

    @property
    def free(self) -> bool:
        """Whether nothing has to be paid."""
        return self.price.cents == 0

    @property
    def attempt(self) -> Attempt | None:
        """The newest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def payment(self) -> str:
        """`payment_status`, derived: kept money wins, else processing, else an open attempt is pending, else the newest outcome."""
        if self.free:
            return ""
        if any(p.state == "disputed" for p in self.payments):
            return "disputed"
        if any(p.kept for p in self.payments):
            return "paid"
        if any(p.state == "processing" for p in self.payments):
            return "processing"
        if self.attempt is None:
            return "expired" if self.booking == RELEASED else "pending"  # a parent never said yes
        if self.attempt.alive:
            return "pending"
        outcomes = [p.state for p in self.payments if p.state in ("refunded", "failed")]
        return outcomes[-1] if outcomes else "expired"

    @property
    def settled(self) -> bool:
        """Whether nothing is under way any more: no open page, no payment between two states."""
        return not any(a.alive for a in self.attempts) and not any(p.state == "processing" for p in self.payments)

    @property
    def kept(self) -> tuple[Payment, ...]:
        """The payments whose money is with us and not on its way back, in order of arrival."""
        return tuple(p for p in self.payments if p.kept and not p.refund_asked)

    def with_attempt(self, attempt: Attempt) -> "Order":
        """This order with `attempt` put in (by its number)."""
        others = tuple(a for a in self.attempts if a.n != attempt.n)
        return replace(self, attempts=tuple(sorted((*others, attempt), key=lambda a: a.n)))

    def with_payment(self, payment: Payment) -> "Order":
        """This order with `payment` put in (by its id), keeping the order of arrival."""
        if any(p.id == payment.id for p in self.payments):
            return replace(self, payments=tuple(payment if p.id == payment.id else p for p in self.payments))
        return replace(self, payments=(*self.payments, payment))
