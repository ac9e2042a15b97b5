"""What our orders, Stripe and the bookings disagree about: our side and Stripe's in, a list of findings out.

Two comparisons. *With Stripe*: everything seen there is read as the fact its webhook would have told, and settling itself
is asked whether the order knows it: a fact that would still change the order was missed. So there is no second opinion
about money here, and the repair is to let the order hear the fact. *With itself*: what the order, its payments and its
time say of each other. Nothing there is repaired by a machine.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import events as e
from bot.core.events import MoneyEvent
from bot.core.ledger import find_payment
from bot.core.orders import ATTENTION, BOOKED, Order
from bot.core.settle import settle
from bot.core.settled import Settled

PAID = ("paid", "no_payment_required")
LEARNT_LONG_AGO = timedelta(minutes=10)  # younger knowledge may be newer than what was read at Stripe
LONG_OVER = timedelta(minutes=10)  # Stripe tells the end of a page within seconds

TEXTS = {
    "paid_not_booked": "paid, and the lesson is not booked",
    "booked_not_paid": "booked, and not paid",
    "refunded_still_booked": "all money was given back, and the lesson is still booked",
    "unknown_payment": "paid under our name, for no page of ours",
    "paid_only_here": "paid as far as we know, and Stripe does not show it",
    "open_page": "a page that nobody should pay any more is open at Stripe",
    "amount_differs": "another sum was paid than the lesson costs",
    "missed_payment": "a payment the order did not hear of",
    "missed_processing": "money on its way that the order did not hear of",
    "missed_end": "a page that is over, and the order did not hear of it",
    "missed_refund": "money given back that the order did not hear of",
    "missed_dispute": "a dispute or warning the order did not hear of",
    "missed_page": "a page of the order that only its reference tells",
    "missed_fact": "something the order did not hear of",
    "page_missing": "Stripe does not know the order's page",
    "booking_without_time": "booked, and its time is not claimed",
    "time_without_booking": "its time is claimed as booked, and the order is not",
}
"""Every kind of finding, and what it says to people."""


@dataclass(frozen=True, slots=True)
class Ours:
    """An order as we have it. `claim`: its time is "held", "booked" or not claimed (""). `credit_kept_cents`: what is
    still with us of the money of the orders its lesson was moved from.
    """

    order: Order
    claim: str = ""
    credit_kept_cents: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact from Stripe about one of our orders, and what the inbox knows of it: "" (nothing), open, done or dead.

    `stands`: read from the thing as it is now; else told by an event, which may be old news. `about`: Stripe's id.
    """

    fact: MoneyEvent
    about: str
    heard: str = ""
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference. `repair`: the fact that ends it when the order hears it; None: a person has to look."""

    kind: str
    order_id: str
    about: str = ""
    repair: MoneyEvent | None = None

    @property
    def safe(self) -> bool:
        """Whether a machine may repair it."""
        return self.repair is not None

    @property
    def text(self) -> str:
        """What it says to people."""
        return TEXTS[self.kind]

    @property
    def cause(self) -> str:
        """What an alert about it is known by."""
        return f"{self.kind}:{self.order_id or self.about}"


BY_ITSELF = (
    "paid_not_booked",
    "booked_not_paid",
    "refunded_still_booked",
    "booking_without_time",
    "time_without_booking",
)
"""What `with_itself` finds: always all of it, so what it does not find is over."""


def with_stripe(
    orders: Mapping[str, Order], seen: Iterable[Seen], now: datetime, late_minimum: timedelta
) -> list[Finding]:
    """What Stripe shows and the orders do not know, in the order in which it is to be heard."""
    known, found = dict(orders), list[Finding]()
    for one in seen:
        order = known[one.fact.order_id]
        if one.heard and not one.stands:
            continue  # this very event was heard, or will be
        if one.stands and _only_here(order, one.fact, now):
            found.append(Finding("paid_only_here", order.id, one.about))
            continue
        settled = settle(order, one.fact, now, slot_is_free=True, late_minimum=late_minimum)
        if _said(settled.order) == _said(order) and not settled.effects:
            continue
        if _open(one.fact) and not settled.effects:
            continue  # what opens a page is on its way to its order by itself
        if settled.news == "foreign":
            if _paid(one.fact):
                found.append(Finding("unknown_payment", order.id, one.about))
            continue
        if one.heard != "open":  # heard and still a difference: hearing it again changes nothing
            repair = None if one.heard else one.fact
            found.append(Finding(_kind(order, one.fact, settled), order.id, one.about, repair))
        if not one.heard or one.heard == "open":
            known[order.id] = settled.order
    return found


def with_itself(ours: Iterable[Ours], now: datetime) -> list[Finding]:
    """What an order, its payments and its time say against each other."""
    return [Finding(kind, each.order.id) for each in ours for kind in _against_itself(each, now)]


def pages_to_ask(order: Order, seen: Iterable[str], now: datetime) -> list[str]:
    """The sessions that a list did not show and that are due: a page that should be over, money on its way."""
    shown = set(seen)
    pages = [a.session_id for a in order.attempts if a.alive and a.expires_at + LONG_OVER < now]
    pages += [p.session_id for p in order.payments if p.state == "processing"]
    return [page for page in dict.fromkeys(pages) if page and page not in shown]


def disputes_to_ask(order: Order) -> list[str]:
    """The payment intents whose dispute is still open as far as we know."""
    return [p.intent for p in order.payments if p.dispute == "open" and p.intent]


def _against_itself(ours: Ours, now: datetime) -> Iterator[str]:
    order = ours.order
    came = [p for p in order.payments if p.came]
    upcoming = order.slot.end > now
    if order.booking not in (BOOKED, ATTENTION):
        if order.open_cents > 0:  # not what pays for the lesson it was moved to, nor what was withheld
            yield "paid_not_booked"
        if ours.claim == "booked":
            yield "time_without_booking"
        return
    if order.booking != BOOKED:
        return  # a person was told, and has it
    if order.price.cents and not came:
        yield "booked_not_paid"
    ahead = order.slot.start > now  # one that has begun stays, whatever went back
    if came and ahead and not ours.credit_kept_cents and all(p.state == "refunded" for p in came):
        yield "refunded_still_booked"
    if upcoming and ours.claim != "booked":
        yield "booking_without_time"


def _said(order: Order) -> tuple[object, ...]:
    """What an order says of its pages, its money and its time: a difference in anything else is none."""
    pages = [(a.n, a.state, a.session_id) for a in order.attempts]
    money = [
        (p.id, p.state, p.amount_cents, p.currency, p.refunded_cents, p.refunds, p.disputes, p.fraud_warned)
        for p in order.payments
    ]
    return order.booking, order.closed, pages, money


def _only_here(order: Order, fact: MoneyEvent, now: datetime) -> bool:
    """Whether we have a payment as paid that Stripe shows otherwise."""
    if not isinstance(fact, (e.PaymentPending, e.PaymentFailed, e.CheckoutExpired)):
        return False
    payment = find_payment(order, fact)
    return payment is not None and payment.came and (payment.at is None or payment.at + LEARNT_LONG_AGO < now)


def _open(fact: MoneyEvent) -> bool:
    return isinstance(fact, e.CheckoutLookedUp) and fact.status == "open"


def _paid(fact: MoneyEvent) -> bool:
    if isinstance(fact, e.CheckoutLookedUp):
        return fact.status == "complete" and fact.payment_status in PAID
    return isinstance(fact, e.OrderPaid)


_KINDS: Mapping[type[MoneyEvent], str] = {
    e.PaymentPending: "missed_processing",
    e.PaymentFailed: "missed_end",
    e.CheckoutExpired: "missed_end",
    e.OrderDisputed: "missed_dispute",
    e.FraudWarned: "missed_dispute",
}
_REFUNDS = (e.OrderRefunded, e.RefundTold, e.RefundFailed)


def _kind(before: Order, fact: MoneyEvent, settled: Settled) -> str:
    after = settled.order
    if settled.news == "mismatch":
        return "amount_differs"
    if _paid(fact):
        if fact.hinted:
            return "unknown_payment"
        first = not any(p.came for p in before.payments) and any(p.came for p in after.payments)
        return "paid_not_booked" if first else "missed_payment"
    if isinstance(fact, _REFUNDS):
        return "refunded_still_booked" if before.booking == BOOKED != after.booking else "missed_refund"
    if _open(fact):
        return "open_page"
    return "missed_page" if fact.hinted else _KINDS.get(type(fact), "missed_fact")
