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
from bot.core.payment import Payment as Payment  # known here as a part of an order
from bot.core.slots import TUTOR, Slot

# Booking: one small table. Who may go where is `settle`'s business.
PROPOSED, HELD, BOOKED, RELEASED, ATTENTION = "proposed", "held", "booked", "released", "attention"
# Why an order with money waits for a person (or for its student): the hour is gone, the sum is wrong, a refund came back.
GONE, SUM, CAME_BACK = "gone", "sum", "refund_failed"
CLASHED = "clashed"  # why a held time was withdrawn (`Order.closed`): its tutor is busy then
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
    zone: str = ""  # Student.zone, for those who read of the order outside the conversation
    audience: str = ""
    tutor: str = TUTOR  # whose time it takes
    minor: bool = False
    consent_at: datetime | None = None
    replaces: str = ""  # the order this one takes the place of, once that one's page is expired
    replaced_by: str = ""
    booking: str = PROPOSED
    attention: str = ""  # "gone", "sum" or "refund_failed": why it is, or was last, in ATTENTION
    closed: str = ""  # "", "cancelled", "replaced", "expired", "clashed", "moved" (to an order of its own): why the time went back
    held_until: datetime | None = None
    booked_at: datetime | None = None
    late: bool = False  # the money came after the hold had gone
    renewals: int = 0
    moves_order: str = ""  # the booked order whose lesson this one moves, for the difference in price
    credit_from: str = ""  # that order, once the lesson is moved: what of its money pays for this one
    credit_cents: int = 0
    withheld_cents: int = 0  # what a cancellation too late for a refund left with us
    series: str = ""  # of a weekly series: its first order; "" for that one, and for a lesson by itself
    others: tuple[str, ...] = ()  # the first order of a series: the other orders, week by week
    lent_cents: int = 0  # what of its price pays for those, where one payment is for all
    tutor_moves: int = 0  # by its tutor, moved or taken out, since its student agreed: free to move and cancel
    moves: int = 0  # how often its lesson was moved: the SEQUENCE of its calendar events
    diary: str = ""  # fingerprint of what the tutor's own calendar was last asked to show
    alarms: str = ""  # which lesson the reminders are set for: see bot.core.alarms
    told: tuple[str, ...] = ()  # said about this lesson already, once each: coming, unreached, asked
    attempts: tuple[Attempt, ...] = ()
    payments: tuple[Payment, ...] = ()

    @property
    def free(self) -> bool:
        """Whether its lesson costs nothing."""
        return self.worth_cents == 0

    @property
    def asks(self) -> Money:
        """What is asked for it: its price; for a lesson that another order pays, what that paid for it."""
        return self.price if self.price.cents else replace(self.price, cents=self.credit_cents)

    @property
    def worth_cents(self) -> int:
        """What its lesson costs in all: its own share of its price, and what another order paid for it."""
        return self.price.cents - self.lent_cents + self.credit_cents

    @property
    def attempt(self) -> Attempt | None:
        """The newest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def payment(self) -> str:
        """`payment_status`, derived: kept money wins, else processing, else an open attempt is pending, else the newest outcome."""
        if not self.price.cents:
            return "paid" if self.credit_cents and self.booked_at is not None else ""
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
    def awaits_payment(self) -> bool:
        """Whether its time is held for a payment, or a parent's yes, that has not begun to come."""
        return self.booking == HELD and not self.closed and self.payment in ("pending", "")

    @property
    def settled(self) -> bool:
        """Whether nothing is under way any more: no open page, no payment between two states."""
        return not any(a.alive for a in self.attempts) and not any(p.state == "processing" for p in self.payments)

    @property
    def kept(self) -> tuple[Payment, ...]:
        """The payments whose money is with us and not on its way back, in order of arrival."""
        return tuple(p for p in self.payments if p.kept and not p.refund_asked)

    # -- cents: in = booked + open + on its way back + refunded + withdrawn --------------------------------------------

    @property
    def money_in_cents(self) -> int:
        """Everything that arrived for it, whatever became of it."""
        return sum(p.in_cents for p in self.payments)

    @property
    def refunded_cents(self) -> int:
        """What of that went back, a refund that Stripe still works at included."""
        return sum(p.back_cents for p in self.payments)

    @property
    def withdrawn_cents(self) -> int:
        """What of that banks took: disputes that are open or lost."""
        return sum(p.withdrawn_cents for p in self.payments)

    @property
    def on_its_way_back_cents(self) -> int:
        """What we asked Stripe to give back and have not seen go (nor fail)."""
        return sum(p.on_its_way_back_cents for p in self.payments)

    @property
    def kept_cents(self) -> int:
        """What is with us and stays, for a lesson or not."""
        return sum(p.kept_cents for p in self.payments)

    @property
    def refundable_cents(self) -> int:
        """What Stripe would still give back."""
        return sum(p.refundable_cents for p in self.payments)

    @property
    def lending_cents(self) -> int:
        """What of its money belongs to the other lessons of its series, since they are booked."""
        return self.lent_cents if self.booked_at is not None else 0

    @property
    def booked_cents(self) -> int:
        """What of the kept money pays for the booked lesson, of payments in its currency: never more than its share."""
        if self.booking != BOOKED:
            return 0
        kept = sum(p.kept_cents for p in self.payments if p.currency == self.price.currency)
        return min(self.price.cents - self.lending_cents, max(0, kept - self.lending_cents))

    @property
    def credited_cents(self) -> int:
        """What of the kept money pays for other orders' lessons: the one this was moved to, those of its series."""
        if self.booking == RELEASED and self.closed == "moved":
            return self.kept_cents
        return min(self.lending_cents, self.kept_cents)

    @property
    def retained_cents(self) -> int:
        """What of the kept money a late cancellation did not give back."""
        return min(self.withheld_cents, self.kept_cents - self.credited_cents) if self.booking == RELEASED else 0

    @property
    def open_cents(self) -> int:
        """What of the kept money pays for nothing yet: a person, or the student, decides."""
        return self.kept_cents - self.booked_cents - self.credited_cents - self.retained_cents

    def with_attempt(self, attempt: Attempt) -> "Order":
        """This order with `attempt` put in (by its number)."""
        others = tuple(a for a in self.attempts if a.n != attempt.n)
        return replace(self, attempts=tuple(sorted((*others, attempt), key=lambda a: a.n)))

    def with_payment(self, payment: Payment) -> "Order":
        """This order with `payment` put in (by its id), keeping the order of arrival."""
        if any(p.id == payment.id for p in self.payments):
            return replace(self, payments=tuple(payment if p.id == payment.id else p for p in self.payments))
        return replace(self, payments=(*self.payments, payment))


def stands_in_for(orders: Mapping[str, Order], *ids: str) -> set[str]:
    """The orders that these take the place of, one after the other, each with the lessons of its series.

    `orders`: all of the talk, by id. A booked lesson that is moved is among them, the others of its series are not: those stay.
    """
    known = [orders[one] for one in ids if one in orders]
    found, waiting = set[str](), [one.replaces for one in known]
    waiting += [orders[one.series].replaces for one in known if one.series in orders]
    while waiting:
        one = waiting.pop()
        if one and one not in found:
            found.add(one)
            before = orders.get(one)
            if before is not None:
                found.update(before.others if before.closed == "replaced" else ())
                waiting.append(before.replaces)
    return found
