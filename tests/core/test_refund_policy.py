"""What a cancellation gives back, as a table: notice, what was paid, what went back before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order
from bot.core.payment import AskedBack, KnownDispute, KnownRefund, Payment
from bot.core.refund_policy import GivenBack, RefundStep, givable, gives_back, shares
from bot.core.slots import Slot

START = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
DAY, SIX = timedelta(hours=24), timedelta(hours=6)
PLAIN = (RefundStep(DAY, 100),)
STEPS = (RefundStep(SIX, 50), RefundStep(DAY, 100))  # the order in the file does not matter
PAID = Payment("pi_1", "paid", 6000, "eur", session_id="cs_1", stage="paid")
BACK = PAID.told_refund(KnownRefund("re_1", 1000, "succeeded"))
ALL_BACK = PAID.told_refund(KnownRefund("re_1", 6000, "succeeded"))
ASKED = PAID.asking(AskedBack("k", 6000))
DISPUTED = PAID.told_dispute(KnownDispute("dp_1", "open", 6000))


def order(*payments: Payment, booking: str = BOOKED, price: int = 6000) -> Order:
    slot = Slot(START, 60)
    made = Order("order_1", "1", "1:2:anna", 1, 7, "regular", slot, Money(price), START - 9 * DAY, booking=booking)
    return replace(made, payments=payments)


@pytest.mark.parametrize(
    ("steps", "ahead", "payments", "cents", "why"),
    [
        (PLAIN, 3 * DAY, (PAID,), 6000, "in_time"),
        (PLAIN, DAY, (PAID,), 6000, "in_time"),
        (PLAIN, DAY - timedelta(seconds=1), (PAID,), 0, "too_late"),
        (PLAIN, timedelta(0), (PAID,), 0, "begun"),
        (PLAIN, -DAY, (PAID,), 0, "begun"),
        (STEPS, DAY, (PAID,), 6000, "in_time"),
        (STEPS, DAY - timedelta(seconds=1), (PAID,), 3000, "partly"),
        (STEPS, SIX, (PAID,), 3000, "partly"),
        (STEPS, SIX - timedelta(seconds=1), (PAID,), 0, "too_late"),
        (PLAIN, 2 * DAY, (BACK,), 5000, "in_time"),
        (STEPS, SIX, (BACK,), 2000, "partly"),
        (PLAIN, 2 * DAY, (ALL_BACK,), 0, "gone_already"),
        (PLAIN, 2 * DAY, (ASKED,), 0, "gone_already"),
        (PLAIN, 2 * DAY, (DISPUTED,), 0, "disputed"),
        (PLAIN, 2 * DAY, (replace(PAID, id="cs_1"),), 0, "no_intent"),
        (PLAIN, 2 * DAY, (), 0, "not_paid"),
        (PLAIN, 2 * DAY, (Payment("cs_1", "processing", 6000, "eur", "cs_1", stage="processing"),), 0, "not_paid"),
    ],
)
def test_a_booked_lesson(
    steps: tuple[RefundStep, ...], ahead: timedelta, payments: tuple[Payment, ...], cents: int, why: str
) -> None:
    """By notice; what is gone, on its way or at the bank is not given twice."""
    found = gives_back(order(*payments), START - ahead, steps)
    assert (found.cents, found.why) == (cents, why)


def test_a_share_is_rounded_for_the_student() -> None:
    """Half a cent is theirs."""
    odd = replace(PAID, amount_cents=6001)
    assert gives_back(order(odd, price=6001), START - SIX, STEPS) == GivenBack(3001, "partly", 50, SIX)


def test_a_trial_is_free_whenever_it_is_cancelled() -> None:
    """Nothing to give back, nothing to pay."""
    for ahead in (DAY, SIX, -DAY):
        assert gives_back(order(price=0), START - ahead, STEPS) == GivenBack(0, "free")


@pytest.mark.parametrize("booking", [ATTENTION, HELD])
def test_money_without_a_lesson_goes_back_whole_whatever_the_hour(booking: str) -> None:
    """The student never had what they paid for."""
    assert gives_back(order(PAID, booking=booking), START + DAY, STEPS) == GivenBack(6000, "no_lesson", 100)


def test_a_step_of_nothing_is_no_step() -> None:
    """`percent = 0` says what the file means without it, too."""
    steps = (*STEPS, RefundStep(timedelta(hours=2), 0))
    assert gives_back(order(PAID), START - timedelta(hours=3), steps).why == "too_late"


def test_what_was_withheld_goes_back_by_nobodys_policy() -> None:
    """Cancelled too late, or half of it kept: asking again later gives no more; what nobody decided about goes back."""
    late = replace(order(PAID, booking=RELEASED), closed="cancelled", withheld_cents=6000)
    assert gives_back(late, START, STEPS) == GivenBack(0, "withheld")
    half = replace(order(PAID.asking(AskedBack("k", 3000)), booking=RELEASED), closed="cancelled", withheld_cents=3000)
    assert gives_back(half, START, STEPS) == GivenBack(0, "withheld")
    came_late = replace(late, payments=(PAID, replace(PAID, id="pi_2")))
    assert gives_back(came_late, START, STEPS) == GivenBack(6000, "no_lesson", 100)


def test_money_that_pays_for_the_lesson_it_was_moved_to_stays_there() -> None:
    """The old order has no lesson, and its money has one: both orders are given back together, by the new one's notice."""
    old = replace(order(PAID, booking=RELEASED), closed="moved", replaced_by="order_2")
    assert gives_back(old, START - 9 * DAY, STEPS) == GivenBack(0, "credited")
    difference = replace(PAID, id="pi_2", amount_cents=3000)
    new = replace(order(difference, price=3000), credit_from=old.id, credit_cents=6000)
    assert gives_back(new, START - 2 * DAY, STEPS, (old,)).cents == 9000
    assert gives_back(new, START - SIX, STEPS, (old,)).cents == 4500


def test_of_money_that_pays_for_a_whole_series_a_lesson_gives_back_its_own_share() -> None:
    """Three lessons, one payment: of the second never more than it costs; of the first its share, or all that was paid."""
    paid = replace(PAID, amount_cents=18_000)
    first = replace(order(paid, price=18_000), lent_cents=12_000, others=("order_2", "order_3"), booked_at=START)
    second = replace(order(price=0), id="order_2", series=first.id, credit_from=first.id, credit_cents=6000)
    assert gives_back(second, START - 2 * DAY, STEPS, (first,)).cents == 6000
    assert givable(second, (first,)) == [(second, 0), (first, 6000)]
    assert shares(second, (first,), 6000) == [(first, 6000)]
    assert gives_back(first, START - 2 * DAY, STEPS).cents == 6000
    assert givable(first) == [(first, 18_000)]


def test_a_part_of_a_moved_lesson_comes_from_what_was_paid_first() -> None:
    """All of it comes from both orders, so that the lesson's own order gives all it has, and the lesson goes."""
    old = replace(order(PAID, booking=RELEASED), closed="moved", replaced_by="order_2")
    new = replace(order(replace(PAID, id="pi_2", amount_cents=3000), price=3000), credit_from=old.id, credit_cents=6000)
    assert shares(new, (old,), 3000) == [(old, 3000)]
    assert shares(new, (old,), 7000) == [(old, 6000), (new, 1000)]
    assert shares(new, (old,), 9000) == [(new, 3000), (old, 6000)]
