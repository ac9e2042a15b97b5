"""The comparison itself: what is a difference, what may be repaired, what only a person can judge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import events as e
from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Attempt, Order, Payment
from bot.core.reconcile import Ours, Seen, disputes_to_ask, pages_to_ask, with_itself, with_stripe
from bot.core.slots import Slot

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATE = timedelta(minutes=30)
PAGE = Attempt(1, "cs:o:1", {}, NOW + timedelta(minutes=40), "open", "cs_1", "https://x", 6_000, "eur")
PAID = Payment("pi_1", "paid", 6_000, "eur", session_id="cs_1", stage="paid", at=NOW - timedelta(days=1))


def order(booking: str = HELD, *payments: Payment, **more: Any) -> Order:
    return Order(
        id="order_o",
        token="o",
        talk="1:1:s",
        account_id=1,
        conversation_id=1,
        flow="regular",
        slot=Slot(NOW + timedelta(days=2), 60),
        price=Money(6_000, "eur"),
        created_at=NOW - timedelta(hours=1),
        booking=booking,
        attempts=(PAGE,),
        payments=payments,
        **more,
    )


def fact(kind: type[e.MoneyEvent], **more: Any) -> Any:
    whose = {"id": "f", "talk": "1:1:s", "order_id": "order_o", "session_id": "cs_1", "payment_intent": "pi_1"}
    return kind(**{**whose, **more})


def told(ours: Order, *facts: e.MoneyEvent, heard: str = "", stands: bool = True) -> list[tuple[str, bool]]:
    found = with_stripe({ours.id: ours}, [Seen(one, "x", heard, stands) for one in facts], NOW, LATE)
    return [(one.kind, one.safe) for one in found]


PAID_THERE = fact(e.OrderPaid, amount_cents=6_000)


def test_a_payment_nobody_heard_of_is_found_once_and_may_be_heard() -> None:
    """Told by two events and by the page itself, it is one difference."""
    assert told(order(), PAID_THERE, fact(e.OrderPaid, id="g", session_id="", amount_cents=6_000), PAID_THERE) == [
        ("paid_not_booked", True)
    ]


def test_what_the_order_knows_is_no_difference() -> None:
    """Also when the fact would write a detail down that says nothing new."""
    done = replace(order(BOOKED, PAID), attempts=(replace(PAGE, state="complete"),))
    assert told(done, PAID_THERE, fact(e.OrderPaid, session_id="", amount_cents=6_000)) == []


def test_what_was_heard_and_still_differs_is_a_persons() -> None:
    """Hearing it again would change nothing."""
    assert told(order(), PAID_THERE, heard="done") == [("paid_not_booked", False)]


@pytest.mark.parametrize(("heard", "stands"), [("open", True), ("open", False), ("done", False), ("dead", False)])
def test_what_is_on_its_way_and_old_events_are_no_difference(heard: str, *, stands: bool) -> None:
    """The inbox has it already; what stands at Stripe is compared by itself."""
    assert told(order(), PAID_THERE, heard=heard, stands=stands) == []


def test_another_sum_is_heard_so_that_a_person_is_told() -> None:
    """Settling knows what to do with it."""
    assert told(order(), fact(e.OrderPaid, amount_cents=5_500)) == [("amount_differs", True)]


def test_a_payment_that_only_we_know_is_a_persons() -> None:
    """We have it as paid for a day, and Stripe shows its page as unpaid."""
    assert told(order(BOOKED, PAID), fact(e.PaymentPending)) == [("paid_only_here", False)]
    young = order(BOOKED, replace(PAID, at=NOW - timedelta(minutes=1)))
    young = replace(young, attempts=(replace(PAGE, state="complete"),))
    assert told(young, fact(e.PaymentPending)) == [], "what was read may be older than what we know"


@pytest.mark.parametrize(
    ("kind", "more", "found"),
    [
        (e.OrderRefunded, {"refunded_cents": 6_000, "amount_cents": 6_000}, "refunded_still_booked"),
        (e.OrderRefunded, {"refunded_cents": 1_000, "amount_cents": 6_000}, "missed_refund"),
        (e.OrderDisputed, {"dispute_id": "du_1"}, "missed_dispute"),
    ],
)
def test_money_that_went_unheard_is_found(kind: type[e.MoneyEvent], more: dict[str, Any], found: str) -> None:
    """Given back in the dashboard, wholly or in part, or taken by the bank."""
    assert told(order(BOOKED, PAID), fact(kind, **more)) == [(found, True)]


def looked_up(status: str, **more: Any) -> Any:
    about = {"reference": "order_o", "status": status, "payment_status": "unpaid", "amount_cents": 6_000}
    return fact(e.CheckoutLookedUp, currency="eur", payment_intent="", **{**about, **more})


def test_an_open_page_is_a_difference_only_when_nobody_should_pay_there() -> None:
    """Held and unpaid: that is what pages are for. Cancelled, expired as far as we know, or paid elsewhere: it is closed."""
    assert told(order(), looked_up("open")) == []
    asked = replace(order(), attempts=(replace(PAGE, state="asked", session_id=""),))
    assert told(asked, looked_up("open")) == [], "its answer is on its way"
    assert told(order(HELD, closed="cancelled"), looked_up("open")) == [("open_page", True)]
    over = replace(order(RELEASED, closed="expired"), attempts=(replace(PAGE, state="expired"),))
    assert told(over, looked_up("open")) == [("open_page", True)]


def test_a_paid_page_that_only_claims_to_be_ours_is_a_persons() -> None:
    """No attempt of the order has that sum; an unpaid one is nobody's business."""
    foreign = {"session_id": "cs_other", "amount_cents": 99}
    assert told(order(), looked_up("complete", payment_status="paid", **foreign)) == [("unknown_payment", False)]
    assert told(order(), looked_up("open", **foreign)) == []
    hinted = fact(e.OrderPaid, amount_cents=6_000, session_id="", payment_intent="pi_other", hinted=True)
    assert told(order(), hinted) == [("unknown_payment", True)], "looked up first"
    assert told(order(), hinted, heard="done") == [("unknown_payment", False)]


@pytest.mark.parametrize(
    ("ours", "found"),
    [
        (Ours(order(BOOKED, PAID), "booked"), []),
        (Ours(order(HELD), "held"), []),
        (Ours(order(RELEASED, PAID)), ["paid_not_booked"]),
        (Ours(order(RELEASED, PAID, closed="moved")), []),
        (Ours(order(RELEASED, PAID, closed="cancelled", withheld_cents=6_000)), []),
        (Ours(order(RELEASED, PAID, closed="cancelled", withheld_cents=2_000)), ["paid_not_booked"]),
        (Ours(order(ATTENTION, PAID)), []),
        (Ours(order(BOOKED), "booked"), ["booked_not_paid"]),
        (Ours(order(BOOKED, replace(PAID, refunded_cents=6_000).judged()), "booked"), ["refunded_still_booked"]),
        (Ours(order(BOOKED, PAID), "held"), ["booking_without_time"]),
        (Ours(order(RELEASED), "booked"), ["time_without_booking"]),
        (Ours(replace(order(BOOKED), price=Money(0, "eur")), "booked"), []),
    ],
)
def test_what_an_order_says_against_itself(ours: Ours, found: list[str]) -> None:
    """Order, money and time; nothing of it is repaired by a machine."""
    assert [one.kind for one in with_itself([ours], NOW)] == found
    assert not any(one.safe for one in with_itself([ours], NOW))


def test_only_what_is_due_is_asked_for_by_itself() -> None:
    """A page that should be over, money on its way, an open dispute; not what a list has shown."""
    assert pages_to_ask(order(), (), NOW) == []
    assert pages_to_ask(order(), (), NOW + timedelta(hours=1)) == ["cs_1"]
    assert pages_to_ask(order(), ("cs_1",), NOW + timedelta(hours=1)) == []
    moving = replace(PAID, state="processing", stage="processing")
    assert pages_to_ask(replace(order(HELD, moving), attempts=()), (), NOW) == ["cs_1"]
    disputed = with_dispute(PAID)
    assert disputes_to_ask(order(BOOKED, disputed)) == ["pi_1"]
    assert disputes_to_ask(order(BOOKED, PAID)) == []


def with_dispute(payment: Payment) -> Payment:
    return replace(payment, dispute="open", state="disputed")
