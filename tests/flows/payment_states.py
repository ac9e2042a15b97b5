"""Every state of a payment and every way between them, as something that happens on the stage: what docs/payments.md is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import events as e
from tests.flows.meeting import booked, waiting_to_pay
from tests.flows.script import Script

Act = Callable[[Script], Any]


@dataclass(frozen=True)
class State:
    """`title` is its heading; `before` leads there unseen, `act` is what is told of."""

    title: str
    act: Act
    before: Act = lambda s: s.lines.clear()
    begins: Callable[..., Script] = waiting_to_pay


def _paid_at_stripe(s: Script, money: str = "paid") -> None:
    session = s.stripe.of_order(s.order.id)[0]
    session.status, session.money = "complete", money


def _money_comes(s: Script) -> None:
    _paid_at_stripe(s)
    for fact in s.stripe.word_of(s.stripe.of_order(s.order.id)[0]):
        s.happens(fact)


def _runs_out(s: Script) -> None:
    s.passes(hours=1)


def _given_away(s: Script) -> None:
    s.passes(hours=1)
    s.somebody_takes(s.order.slot.start)


def _gone(s: Script) -> None:
    _given_away(s)
    _money_comes(s)


def _tells(kind: Any, **fields: Any) -> Act:
    def telling(s: Script) -> None:
        s.stripe_says("", kind, **fields)

    return telling


def _refunds(cents: int, status: str = "succeeded", name: str = "re_beside") -> Act:
    return _tells(e.RefundTold, refund_id=name, amount_cents=cents, status=status)


def _disputes(**fields: Any) -> Act:
    return _tells(e.OrderDisputed, dispute_id="dp_1", amount_cents=6000, **fields)


def _change(s: Script) -> None:
    s.says("kan het ook om 18:00?", "can it be at 18:00?")


def _asks_for_a_page(s: Script) -> None:
    s.chooses("cancel")
    s.says("bijles wiskunde voor mezelf, dinsdag om 16:00", "maths tutoring for myself, tuesday at 16:00")


def _away(s: Script) -> None:
    _asks_for_a_page(s)
    s.stripe_goes_down()


def _still_away(s: Script) -> None:
    _away(s)
    s.chooses("pay")


def _refused(s: Script) -> None:
    _asks_for_a_page(s)
    s.stripe.refuses_pages = True


def _with_a_person(s: Script) -> None:
    s.staff_writes("Hoi!")


def _refund_waits(s: Script) -> None:
    _gone(s)
    s.stripe.down = True
    s.chooses("money_back")


def _stripe_away_at_the_end(s: Script) -> None:
    s.stripe_goes_down()
    s.passes(hours=1)


def _change_after_paying(s: Script, money: str = "paid") -> None:
    _change(s)
    _paid_at_stripe(s, money)


def _change_after_paying_slowly(s: Script) -> None:
    _change_after_paying(s, "processing")


def _given_away_with_a_person(s: Script) -> None:
    _given_away(s)
    _with_a_person(s)


STATES: Sequence[State] = (
    State("Opened: the link", lambda s: s.chooses("pay"), _asks_for_a_page),
    State("Ten minutes before the end", lambda s: s.passes(minutes=50)),
    State("Declined card", _tells(e.PaymentFailed)),
    State("On its way (a delayed method)", lambda s: s.delayed()),
    State("Paid: booked", lambda s: s.pays()),
    State("Paid while a person has the conversation", lambda s: s.pays(), _with_a_person),
    State("Failed (a delayed method): a new page", _tells(e.PaymentFailed, final=True), lambda s: s.delayed()),
    State("Expired", lambda s: s.passes(minutes=10), lambda s: s.passes(minutes=50)),
    State("The same time again", lambda s: s.chooses("again"), _runs_out),
    State("Replaced: the student changed the time", lambda s: s.chooses("pay"), _change),
    State(
        "Replaced, but the first page had been paid",
        lambda s: s.chooses("pay"),
        _change_after_paying,
    ),
    State(
        "Replaced, but the first payment is on its way",
        lambda s: s.chooses("pay"),
        _change_after_paying_slowly,
    ),
    State("Cancelled by the student", lambda s: s.chooses("cancel")),
    State("Cancelled, but it had been paid", lambda s: s.chooses("cancel"), _paid_at_stripe),
    State(
        "Cancelled, but a payment is on its way",
        lambda s: s.chooses("cancel"),
        lambda s: _paid_at_stripe(s, "processing"),
    ),
    State("Paid late, the time still free", _money_comes, _runs_out),
    State("Paid late, the time given away", _money_comes, _given_away),
    State("Paid late, and a person has the conversation", _money_comes, _given_away_with_a_person),
    State("Paid late, the lesson begins too soon", _money_comes, lambda s: s.passes(days=1, hours=5, minutes=31)),
    State("Paid late, the lesson is over", _money_comes, lambda s: s.passes(days=2)),
    State("Paid late: another time chosen", lambda s: s.chooses_nth(1), _gone),
    State("Paid late: the money back chosen", lambda s: s.chooses("money_back"), _gone),
    State(
        "Paid twice",
        _tells(e.OrderPaid, amount_cents=6000, payment_intent="pi_second", session_id=""),
        begins=booked,
    ),
    State("Wrong amount or currency", lambda s: s.pays(amount=5000)),
    State("Refunded in Stripe's dashboard, whole", _refunds(6000), begins=booked),
    State("A refund made there fails days later", _refunds(6000, "failed"), _refunds(6000), booked),
    State("Refunded in Stripe's dashboard, in part", _refunds(3000), begins=booked),
    State("Refunded in the dashboard after the lesson", _refunds(6000), lambda s: s.passes(days=3), booked),
    State("Refunded by the team, whole", lambda s: s.team_refunds(why="…"), begins=booked),
    State("Refunded by the team, in part", lambda s: s.team_refunds(2000, "…"), begins=booked),
    State("The team wants back more than there is", lambda s: s.team_refunds(9000), begins=booked),
    State("The team wants money back that a bank has", lambda s: s.team_refunds(), _disputes(), booked),
    State("A refund does not leave for a quarter of an hour", lambda s: s.passes(minutes=15), _refund_waits),
    State("A refund fails days later", _refunds(6000, "failed", "re_1"), lambda s: s.team_refunds(), booked),
    State("The bank asks (inquiry)", _disputes(inquiry=True), begins=booked),
    State("The bank's question is closed", _disputes(inquiry=True, won=True), _disputes(inquiry=True), booked),
    State("Disputed", _disputes(), begins=booked),
    State("Dispute won", _disputes(won=True), _disputes(), booked),
    State("Dispute lost", _disputes(won=False), _disputes(), booked),
    State("Fraud warning", _tells(e.FraudWarned), begins=booked),
    State(
        "Fraud warning when the money is back",
        _tells(e.FraudWarned, actionable=False),
        lambda s: s.team_refunds(),
        booked,
    ),
    State("Stripe does not answer (down, slow, busy)", lambda s: s.chooses("pay"), _away),
    State("Stripe does not answer for five minutes", lambda s: s.passes(minutes=5), _still_away),
    State("Stripe refuses to make a page", lambda s: s.chooses("pay"), _refused),
    State(
        "Stripe does not answer when a hold ends",
        lambda s: s.passes(minutes=15),
        _stripe_away_at_the_end,
    ),
)
