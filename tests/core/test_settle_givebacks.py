"""Money that goes: refunds, disputes and fraud warnings."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import events as e
from bot.core.codec import from_json
from bot.core.effects import BookSlot, Refund, ReleaseSlot
from bot.core.errors import FlowMistake
from bot.core.orders import ATTENTION, BOOKED, RELEASED, SUM, Order, Payment
from bot.core.settle import ask_refund
from tests.core.test_settle import an_order, paid, refund, refunded, run, told

REFUSED = told(e.RefundFailed, payment_intent="pi_1", reason="charge_disputed", key="refund:order_tok:1")


def dispute(won: bool | None = None, name: str = "du_1", **facts: Any) -> e.OrderDisputed:
    """What a bank says."""
    event: e.OrderDisputed = told(e.OrderDisputed, payment_intent="pi_1", won=won, dispute_id=name, **facts)
    return event


def asked_back() -> Order:
    """A booked lesson whose money is on its way back."""
    booked = run(an_order(), paid()).order
    return ask_refund(booked, booked.payments[0])[0]


def sums(order: Order) -> tuple[int, ...]:
    """In, kept, on its way back, refunded, withdrawn."""
    return (
        order.money_in_cents,
        order.kept_cents,
        order.on_its_way_back_cents,
        order.refunded_cents,
        order.withdrawn_cents,
    )


# -- refunds ---------------------------------------------------------------------------------------------------------------


def test_refunds_are_compared_never_added() -> None:
    """3000 told twice is 3000; only the whole sum is "refunded"."""
    outcome = run(an_order(), paid(), refunded(3000))
    assert (outcome.news, outcome.order.payment, outcome.order.booking) == ("refunded_part", "paid", BOOKED)
    assert run(outcome.order, refunded(3000)).news == ""
    assert run(outcome.order, refunded(6000)).news == "refunded"


def test_a_refund_is_known_by_its_id_whoever_tells_it() -> None:
    """Created, updated, the charge's total, our own call's answer: one refund, one piece of news."""
    outcome = run(an_order(), paid(), refund("re_1", 2000, "pending"))
    assert (outcome.news, sums(outcome.order)) == ("refunded_part", (6000, 4000, 0, 2000, 0))
    again = run(outcome.order, refunded(2000), refund("re_1", 2000), refund("re_1", 2000, "pending"))
    assert (again.news, sums(again.order)) == ("", (6000, 4000, 0, 2000, 0))
    second = run(again.order, refund("re_2", 1000))
    assert (second.news, sums(second.order)) == ("refunded_part", (6000, 3000, 0, 3000, 0))


def test_our_own_refund_frees_the_time() -> None:
    """Money back was asked of us: when it is through, the time is free."""
    booked = run(an_order(), paid()).order
    order, effect = ask_refund(booked, booked.payments[0])
    assert effect == Refund("order_tok", "pi_1", 6000, "refund:order_tok:1", "requested_by_customer")
    assert sums(order) == (6000, 0, 6000, 0, 0)
    for told_by in (refunded(6000), refund(status="pending"), refund(key=effect.key)):
        outcome = run(order, told_by)
        assert (outcome.news, outcome.order.booking, outcome.order.closed) == ("refunded", RELEASED, "cancelled")
        assert outcome.effects == (ReleaseSlot("order_tok"),)
        assert sums(outcome.order) == (6000, 0, 0, 6000, 0)


def test_a_refund_beside_us_frees_the_time_too() -> None:
    """Somebody refunded in Stripe's dashboard: the same as if we had been asked."""
    for told_by in (refunded(6000), refund(status="pending"), refund()):
        outcome = run(an_order(), paid(), told_by)
        assert (outcome.news, outcome.order.booking, outcome.order.closed) == ("refunded", RELEASED, "cancelled")
        assert outcome.effects == (BookSlot("order_tok"), ReleaseSlot("order_tok"))


def test_a_wrong_sum_that_is_left_alone_books_nothing() -> None:
    """The right payment goes back beside us while one in another currency is here: a person judges what is left."""
    outcome = run(an_order(), paid("", "pi_1"), paid("cs_1", "", currency="usd"), refunded(6000))
    assert (outcome.order.booking, outcome.order.attention, outcome.news) == (ATTENTION, SUM, "mismatch")


def test_a_lesson_that_has_begun_is_not_undone() -> None:
    """It was given, or is being given: the money is back, whoever gave it, and the lesson stays what it was; also if that fails."""
    booked = run(an_order(), paid()).order
    for order, key in ((booked, ""), (asked_back(), "refund:order_tok:1")):
        in_time = run(order, refund(key=key), now=order.slot.start - timedelta(seconds=1))
        assert in_time.order.booking == RELEASED
        begun = run(order, refund(key=key), now=order.slot.start)
        assert (begun.news, begun.effects) == ("refunded", ())
        assert (begun.order.booking, begun.order.payment) == (BOOKED, "refunded")
        failed = run(begun.order, refund(key=key, status="failed"), now=order.slot.end)
        assert (failed.news, failed.order.booking, failed.order.payment) == ("refund_failed", BOOKED, "paid")


def test_a_lesson_that_another_order_pays_for_too_is_the_talks_matter() -> None:
    """Moved for a difference: the difference alone went back, and whether the lesson stands needs both orders."""
    booked = run(an_order(), paid()).order
    for order in (replace(booked, credit_from="order_old"), replace(booked, moves_order="order_old")):
        outcome = run(order, refund())
        assert (outcome.news, outcome.order.booking, outcome.effects) == ("refunded", BOOKED, ())
        assert run(outcome.order, refund(status="failed")).order.booking == BOOKED
    moved = replace(booked, booking=RELEASED, closed="moved")
    outcome = run(moved, refund(), refund(status="failed"))
    assert (outcome.news, outcome.order.booking, outcome.order.closed) == ("refund_failed", RELEASED, "moved")


@pytest.mark.parametrize("status", ["failed", "canceled"])
def test_a_failed_refund_is_money_kept_without_a_lesson(status: str) -> None:
    """The money came back to us: a person is needed, it is not asked again by itself, and no late total undoes it."""
    for before in ((refunded(6000), refund()), (refund(),), ()):
        outcome = run(asked_back(), *before, refund(status=status))
        assert (outcome.news, outcome.order.payment, outcome.order.booking) == ("refund_failed", "paid", ATTENTION)
        assert outcome.order.attention == "refund_failed"
        late = run(outcome.order, refunded(6000), refund(), refund(status=status))
        assert (late.news, late.order.payment, late.order.booking) == ("", "paid", ATTENTION)
        assert run(outcome.order, refund("re_2")).order.booking == RELEASED


@pytest.mark.parametrize("before", [(), (refund(),), (refunded(6000),)])
def test_a_failed_refund_made_beside_us_is_money_without_a_lesson_too(before: tuple[e.MoneyEvent, ...]) -> None:
    """Refunded in the dashboard, and the bank sent it back: also when that is the first we hear of it."""
    outcome = run(an_order(), paid(), *before, refund(status="failed"))
    assert (outcome.news, outcome.order.booking, outcome.order.attention) == (
        "refund_failed",
        ATTENTION,
        "refund_failed",
    )
    assert outcome.effects == (BookSlot("order_tok"), ReleaseSlot("order_tok"))
    assert run(outcome.order, refunded(6000)).news == ""
    first = run(an_order(), refund(status="failed"), paid())  # and before we hear that it was paid
    assert (first.news, first.order.booking) == ("refund_failed", ATTENTION)


def test_a_part_that_failed_and_was_given_again_is_a_part() -> None:
    """Twice half of it, of which the first came back: never was all of it gone."""
    half = refund("re_1", 3000), refund("re_1", 3000, "failed"), refund("re_2", 3000)
    assert run(an_order(), paid(), *half).order.booking == BOOKED


def test_a_failed_refund_takes_back_only_itself() -> None:
    """Of two partial refunds the second failed: the first has been given back all the same."""
    outcome = run(an_order(), paid(), refunded(1000), refunded(3000), refund("re_2", 2000, "failed"))
    assert (outcome.order.payments[0].refunded_cents, outcome.order.booking) == (1000, BOOKED)
    assert ask_refund(outcome.order, outcome.order.payments[0])[1].amount_cents == 5000


def test_a_refund_stripe_will_not_make_moves_nothing() -> None:
    """Refused is not failed: no sum changes, the money is here, and a lesson that is booked stays so."""
    outcome = run(asked_back(), REFUSED)
    assert (outcome.news, outcome.order.booking, sums(outcome.order)) == (
        "refund_failed",
        BOOKED,
        (6000, 6000, 0, 0, 0),
    )


def test_what_an_earlier_release_wrote_is_read() -> None:
    """Sums without refunds, a verdict without a dispute, a question without its key."""
    old = '{"id":"pi_1","state":"paid","amount_cents":6000,"currency":"eur","refunded_cents":1000,"stage":"paid"'
    payment = from_json(Payment, old + ',"refund_asked":true}')
    assert (payment.kept_cents, payment.on_its_way_back_cents, payment.back_cents) == (0, 5000, 1000)
    assert payment.judged().refunded_cents == 1000
    assert payment.told_refund(refund_of("re_2", 2000)).refunded_cents == 2000
    assert payment.told_total(3000).told_total(1000).refunded_cents == 3000
    disputed = from_json(Payment, old + ',"dispute":"open"}')
    assert (disputed.withdrawn_cents, disputed.refundable_cents) == (5000, 0)
    closed = run(an_order(booking=BOOKED, payments=(disputed,)), dispute(won=True))
    assert (closed.news, closed.order.payment, closed.order.kept_cents) == ("dispute_won", "paid", 5000)


def refund_of(name: str, cents: int) -> Any:
    """A refund as a payment keeps it."""
    return run(an_order(), refund(name, cents)).order.payments[0].refunds[0]


# -- disputes and warnings -------------------------------------------------------------------------------------------------


def test_disputes_keep_the_booking() -> None:
    """The bank took the money for now; won brings it back; a late "opened" changes nothing."""
    outcome = run(an_order(), paid(), dispute())
    assert (outcome.news, outcome.order.payment, outcome.order.booking) == ("disputed", "disputed", BOOKED)
    assert sums(outcome.order) == (6000, 0, 0, 0, 6000)
    won, lost = run(outcome.order, dispute(won=True)), run(outcome.order, dispute(won=False))
    assert (won.news, won.order.payment, sums(won.order)) == ("dispute_won", "paid", (6000, 6000, 0, 0, 0))
    assert (lost.news, lost.order.payment) == ("dispute_lost", "disputed")
    assert run(won.order, dispute()).order == won.order


def test_a_second_dispute_counts() -> None:
    """The first was won, another one is opened: the money is gone again."""
    first = run(an_order(), paid(), dispute(), dispute(won=True))
    second = run(first.order, dispute(name="du_2"))
    assert (second.news, second.order.payment) == ("disputed", "disputed")
    assert run(second.order, dispute(won=True), dispute()).order == second.order


def test_an_inquiry_takes_no_money() -> None:
    """The bank only asks: people hear of it, the order stays paid, and giving the money back would still be allowed."""
    outcome = run(an_order(), paid(), dispute(inquiry=True))
    assert (outcome.news, outcome.order.payment, sums(outcome.order)) == ("disputed", "paid", (6000, 6000, 0, 0, 0))
    assert outcome.order.refundable_cents == 6000
    closed = run(outcome.order, dispute(won=True, inquiry=True))
    assert (closed.news, closed.order.payment) == ("dispute_won", "paid")
    for asking in (outcome.order, closed.order):
        taken = run(asking, dispute())  # it became a chargeback, under the same id
        assert (taken.news, taken.order.payment) == ("disputed", "disputed")
        assert run(taken.order, dispute(inquiry=True), dispute(won=True, inquiry=True)).news == ""


def test_nothing_is_refunded_on_top_of_a_dispute() -> None:
    """Stripe refuses it, and the money would be gone twice."""
    for verdict in (None, False):
        order = run(an_order(), paid(), dispute(won=verdict)).order
        assert order.refundable_cents == 0
        with pytest.raises(FlowMistake, match="pi_1"):
            ask_refund(order, order.payments[0])


def test_a_fraud_warning_is_news_once_and_moves_nothing() -> None:
    """A dispute is likely; whether to give the money back is for people."""
    warned = told(e.FraudWarned, payment_intent="pi_1")
    outcome = run(an_order(), paid(), warned)
    assert (outcome.news, outcome.order.booking, sums(outcome.order)) == (
        "fraud_warning",
        BOOKED,
        (6000, 6000, 0, 0, 0),
    )
    assert run(outcome.order, warned).news == ""
