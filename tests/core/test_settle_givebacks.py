"""Money that goes: refunds and disputes."""

from bot.core import events as e
from bot.core.effects import Refund, ReleaseSlot
from bot.core.orders import ATTENTION, BOOKED, RELEASED
from bot.core.settle import ask_refund
from tests.core.test_settle import an_order, paid, refunded, run, told


def test_refunds_are_compared_never_added() -> None:
    """3000 told twice is 3000; only the whole sum is "refunded"."""
    outcome = run(an_order(), paid(), refunded(3000))
    assert (outcome.news, outcome.order.payment, outcome.order.booking) == ("refunded_part", "paid", BOOKED)
    assert run(outcome.order, refunded(3000)).news == ""
    assert run(outcome.order, refunded(6000)).news == "refunded"


def test_our_own_refund_frees_the_time() -> None:
    """Money back was asked of us: when it is through, the time is free."""
    booked = run(an_order(), paid()).order
    order, effect = ask_refund(booked, booked.payments[0])
    assert effect == Refund("order_tok", "pi_1", 6000, "refund:order_tok:pi_1", "requested_by_customer")
    outcome = run(order, refunded(6000))
    assert (outcome.news, outcome.order.booking, outcome.order.closed) == ("refunded", RELEASED, "cancelled")
    assert outcome.effects == (ReleaseSlot("order_tok"),)


def test_a_refund_beside_us_calls_a_person_only_for_a_coming_lesson() -> None:
    """Somebody refunded in Stripe's dashboard: a booked lesson without money is for a person to judge."""
    assert run(an_order(), paid(), refunded(6000)).order.booking == ATTENTION
    booked = run(an_order(), paid()).order
    after = run(booked, refunded(6000), now=booked.slot.end)
    assert (after.order.booking, after.order.payment) == (BOOKED, "refunded")


def test_a_failed_refund_is_money_kept_without_a_lesson() -> None:
    """The money came back to us: a person is needed, and it is not asked again by itself."""
    booked = run(an_order(), paid()).order
    order, _ = ask_refund(booked, booked.payments[0])
    outcome = run(order, refunded(6000), told(e.RefundFailed, payment_intent="pi_1"))
    assert (outcome.news, outcome.order.payment, outcome.order.booking) == ("refund_failed", "paid", ATTENTION)
    assert run(outcome.order, refunded(6000)).order.booking == RELEASED


def test_a_failed_refund_takes_back_only_itself() -> None:
    """Of two partial refunds the second failed: the first has been given back all the same."""
    failed = told(e.RefundFailed, payment_intent="pi_1", amount_cents=2000)
    outcome = run(an_order(), paid(), refunded(1000), refunded(3000), failed)
    assert (outcome.order.payments[0].refunded_cents, outcome.order.booking) == (1000, BOOKED)
    assert ask_refund(outcome.order, outcome.order.payments[0])[1].amount_cents == 5000


def test_disputes_keep_the_booking() -> None:
    """The bank took the money for now; won brings it back; a late "opened" changes nothing."""
    opened, won, lost = (told(e.OrderDisputed, payment_intent="pi_1", won=won) for won in (None, True, False))
    outcome = run(an_order(), paid(), opened)
    assert (outcome.news, outcome.order.payment, outcome.order.booking) == ("disputed", "disputed", BOOKED)
    assert (run(outcome.order, won).news, run(outcome.order, won).order.payment) == ("dispute_won", "paid")
    assert (run(outcome.order, lost).news, run(outcome.order, lost).order.payment) == ("dispute_lost", "disputed")
    assert run(outcome.order, won, opened).order.payment == "paid"
