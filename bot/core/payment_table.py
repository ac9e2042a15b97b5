"""Every state of a payment against every event, and orders with two payments, as Markdown.

Nothing is restated here: each state is reached by telling the real `settle` its events, and each cell is what `settle`
makes of one more. `python -m bot draw payments` prints it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core import events as e
from bot.core.money import Money
from bot.core.orders import HELD, Attempt, Order
from bot.core.settle import Settled, settle
from bot.core.slots import Slot

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
PRICE = Money(6000)
LATE_MINIMUM = timedelta(minutes=30)
NOTHING = "·"


@dataclass(frozen=True, slots=True)
class State:
    """How a payment came to where it stands. `free`: whether the lesson's time could be claimed from here on."""

    events: tuple[str, ...] = ()
    free: bool = True
    closed: str = ""  # the student cancelled, and Stripe was asked to end the page


STATES: Mapping[str, State] = {
    "page asked for": State(),
    "page open": State(("opened",)),
    "cancelled, page closing": State(("opened",), closed="cancelled"),
    "on its way": State(("opened", "processing")),
    "failed for good": State(("opened", "processing", "failed")),
    "expired, time free": State(("opened", "expired")),
    "expired, time taken": State(("opened", "expired"), free=False),
    "paid": State(("opened", "paid")),
    "paid, time taken": State(("opened", "expired", "paid"), free=False),
    "wrong sum": State(("opened", "wrong sum")),
    "a part given back": State(("opened", "paid", "a part back")),
    "on its way back": State(("opened", "paid", "team wants all back")),
    "given back by us": State(("opened", "paid", "team wants all back", "all back")),
    "given back beside us": State(("opened", "paid", "all back")),
    "our refund failed": State(("opened", "paid", "team wants all back", "all back", "refund failed")),
    "inquiry": State(("opened", "paid", "inquiry")),
    "disputed": State(("opened", "paid", "disputed")),
    "dispute lost": State(("opened", "paid", "disputed", "lost")),
}


def _told(kind: type[e.MoneyEvent], **facts: Any) -> e.MoneyEvent:
    return kind(id="", talk="1:2:x", order_id="order_x", **facts)


def events(n: int = 1) -> Mapping[str, e.MoneyEvent]:
    """What can be told of the nth payment, by the names of the table's columns."""
    session, intent = {"session_id": f"cs_{n}"}, {"payment_intent": f"pi_{n}"}
    both, dispute = session | intent, intent | {"dispute_id": f"du_{n}", "amount_cents": PRICE.cents}
    whole = intent | {"refund_id": f"re_{n}", "amount_cents": PRICE.cents, "key": f"refund:order_x:{n}"}
    part = intent | {"refund_id": f"re_{n}_part", "amount_cents": 2000}
    told = {
        "opened": _told(e.CheckoutOpened, attempt=n, url="https://checkout.stripe.com/", **session),
        "declined": _told(e.PaymentFailed, **both),
        "processing": _told(e.PaymentPending, amount_cents=PRICE.cents, **both),
        "failed": _told(e.PaymentFailed, final=True, **both),
        "expired": _told(e.CheckoutExpired, **session),
        "paid": _told(e.OrderPaid, amount_cents=PRICE.cents, **both),
        "wrong sum": _told(e.OrderPaid, amount_cents=5900, **both),
        "team wants all back": _told(e.RefundRequested),
        "a part back": _told(e.RefundTold, status="succeeded", **part),
        "all back": _told(e.RefundTold, status="succeeded", **whole),
        "refund failed": _told(e.RefundTold, status="failed", **whole),
        "Stripe will not refund": _told(e.RefundFailed, key="refund:order_x:1", **intent),
        "inquiry": _told(e.OrderDisputed, inquiry=True, **dispute),
        "disputed": _told(e.OrderDisputed, **dispute),
        "won": _told(e.OrderDisputed, won=True, **dispute),
        "lost": _told(e.OrderDisputed, won=False, **dispute),
        "fraud warning": _told(e.FraudWarned, **intent),
    }
    # Each time it is said it is another event; only the id of a request matters to the rules.
    return {name: replace(event, id=f"{name} {n}") for name, event in told.items()}


COMES = ("opened", "declined", "processing", "failed", "expired", "paid", "wrong sum")
GOES = tuple(name for name in events() if name not in COMES)


def an_order(pages: int = 1) -> Order:
    """A held lesson in three days, and pages that Stripe was asked for."""
    asked = [
        Attempt(n, f"cs:order_x:{n}", {}, NOW + timedelta(minutes=64 + n), session_id="" if n == 1 else f"cs_{n}")
        for n in range(1, pages + 1)
    ]
    return Order(
        id="order_x",
        token="x",  # noqa: S106  no secret: nobody pays this order
        talk="1:2:x",
        account_id=1,
        conversation_id=1,
        flow="regular",
        slot=Slot(NOW + timedelta(days=3), 60),
        price=PRICE,
        created_at=NOW,
        booking=HELD,
        held_until=NOW + timedelta(hours=1),
        attempts=tuple(asked),
    )


def standing(name: str) -> Order:
    """The order in that state of its payment."""
    state = STATES[name]
    order = after(an_order(), [events()[one] for one in state.events], free=state.free).order
    if state.closed:
        page = replace(order.attempts[0], state="expiring")
        order = replace(order.with_attempt(page), closed=state.closed)
    return order


def after(order: Order, facts: Sequence[e.MoneyEvent], *, free: bool = True) -> Settled:
    """The last outcome of these events in a row."""
    outcome = Settled(order)
    for fact in facts:
        outcome = settle(outcome.order, fact, NOW, slot_is_free=free, late_minimum=LATE_MINIMUM)
    return outcome


def cell(state: str, event: str) -> str:
    """What the event makes of a payment in that state: its news, where the order is then, or that nothing happens."""
    before = standing(state)
    fact = replace(events()[event], id=f"another {event}")
    outcome = after(before, [fact], free=STATES[state].free)
    moved = "" if _where(outcome.order) == _where(before) else f"→ {_where(outcome.order)}"
    asks = "" if outcome.news else " ".join(f"`{type(one).__name__}`" for one in outcome.effects)
    why = f"({outcome.reason})" if outcome.reason else ""
    return " ".join(one for one in (f"*{outcome.news}*" if outcome.news else asks, why, moved) if one) or NOTHING


def table() -> str:
    """The whole of it: money that comes, money that goes, and orders with two payments."""
    return "\n".join((*_matrix(COMES), "", *_matrix(GOES), "", *_pairs(), ""))


def _matrix(columns: Sequence[str]) -> Iterator[str]:
    yield f"| payment | stands | {' | '.join(columns)} |"
    yield "|---|---|" + "---|" * len(columns)
    for name in STATES:
        yield f"| {name} | {_where(standing(name))} | {' | '.join(cell(name, event) for event in columns)} |"


# How each of several payments of one order ended, and what leads there.
ENDS: Mapping[str, tuple[str, ...]] = {
    "pending": ("declined",),
    "processing": ("processing",),
    "failed": ("failed",),
    "paid": ("paid",),
    "refunded": ("paid", "all back"),
    "disputed": ("paid", "disputed"),
}


def ended(*ends: str) -> Order:
    """An order with a payment for each of `ends`, in that order; the other pages are over."""
    told: list[e.MoneyEvent] = []
    for n, end in enumerate(ends, 1):
        told += [events(n)["opened"], *(events(n)[one] for one in ENDS[end])]
    told += [events(n)["expired"] for n, end in enumerate(ends, 1) if end == "pending"]
    return after(an_order(len(ends)), told).order


def _pairs() -> Iterator[str]:
    yield f"| first \\ second | {' | '.join(ENDS)} |"
    yield "|---|" + "---|" * len(ENDS)
    for first in ENDS:
        yield f"| {first} | {' | '.join(_pair(first, second) for second in ENDS)} |"


def _pair(first: str, second: str) -> str:
    order = ended(first, second)
    back = [
        f"{n} goes back" for n, p in zip(("first", "second"), order.payments, strict=True) if p.on_its_way_back_cents
    ]
    return ", ".join((_where(order), *back))


def _where(order: Order) -> str:
    return f"{order.payment} {order.booking}"
