"""Money: the link, changes after it, expiry, late and double payments, delayed methods, Stripe in trouble."""

from datetime import timedelta

import pytest

from bot.core import effects as x
from bot.core import events as e
from tests.flows.meeting import waiting_to_pay
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import MONDAY_MORNING

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
TUESDAY_FOUR = MONDAY_MORNING + timedelta(days=1, hours=6)


def test_three_changes_after_the_link(language: str) -> None:
    """Time, length and place change after the link: each old page is expired before the new one opens; one lesson is paid."""
    s = waiting_to_pay(language)
    first = s.order
    s.chooses("change", "time")
    s.says("woensdag 17:00", "wednesday 17:00")
    s.chooses("pay")
    s.chooses("change", "length", "90", "pay")
    s.chooses("change", "place", "in_person", "pay")
    assert len(s.talk.orders) == 4
    assert [o.booking for o in s.talk.orders.values()] == ["released"] * 3 + ["held"]
    assert list(s.claims.slots) == [s.order.id]
    s.pays()
    assert s.order.booking == "booked"
    assert s.talk.orders[first.id].closed == "replaced"
    s.is_as_written("payment/three_changes", test_three_changes_after_the_link.__doc__ or "")


def test_paid_before_the_change(language: str) -> None:
    """The first page is paid while the student confirms another time: the paid time is booked, the other let go."""
    s = waiting_to_pay(language)
    first = s.order
    s.stripe.sessions[s.stripe.of_order(first.id)[0].id].status = "complete"
    s.stripe.sessions[s.stripe.of_order(first.id)[0].id].money = "paid"
    s.says("kan het ook om 18:00?", "can it be at 18:00?")
    s.chooses("pay")
    assert s.talk.orders[first.id].booking == "booked"
    assert sum(o.booking == "booked" for o in s.talk.orders.values()) == 1
    assert list(s.claims.slots) == [first.id]
    s.is_as_written("payment/paid_before_the_change", test_paid_before_the_change.__doc__ or "")


def test_paying_after_expiry_when_free_again(language: str) -> None:
    """A reminder, then the time is given back. The student pays again from the page behind the same link, and it is booked."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    assert s.order.booking == "released"
    s.pays_again_on_the_page()
    assert (s.order.booking, s.order.renewals) == ("held", 1)
    s.pays()
    assert s.order.booking == "booked"
    s.is_as_written("payment/expired_and_again", test_paying_after_expiry_when_free_again.__doc__ or "")


def test_the_same_time_again_twice_then_a_person(language: str) -> None:
    """A time may be held again twice, then the student chooses another; when that runs out too, a person helps."""
    s = waiting_to_pay(language)
    for _ in range(2):
        s.passes(hours=1)
        s.chooses("again")
    s.passes(hours=1)
    assert "again" not in [one.value for one in s.offered]
    s.chooses("other")
    s.chooses_nth(1)
    s.chooses("pay")
    assert s.order.booking == "held"
    s.passes(hours=1)
    s.chooses("other")
    s.chooses_nth(2)
    s.chooses("pay")
    assert s.talk.conversation.status == "open"
    s.is_as_written("payment/too_many_unpaid", test_the_same_time_again_twice_then_a_person.__doc__ or "")


def _paid_too_late(s: Script) -> None:
    """The page was paid, the webhook was lost, Stripe's word comes after the time was given away."""
    session = s.stripe.of_order(s.order.id)[0]
    s.passes(hours=1)
    s.somebody_takes(TUESDAY_FOUR)
    session.status, session.money = "complete", "paid"
    s._line("stripe", "paid after all")
    for fact in s.stripe.word_of(session):
        s.happens(fact)


def test_paid_late_still_free(language: str) -> None:
    """Paid after the time was given back, but it is still free: booked, saying so."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    s.stripe_says("paid after all", e.OrderPaid, amount_cents=6000)
    assert (s.order.booking, s.order.late) == ("booked", True)
    s.is_as_written("payment/paid_late", test_paid_late_still_free.__doc__ or "")


def test_paid_late_and_gone_another_time(language: str) -> None:
    """Paid, but the hour was given away: another time for the same money, near the one that is typed."""
    s = waiting_to_pay(language)
    _paid_too_late(s)
    assert s.order.booking == "attention"
    s.says("kan donderdag om 17:00?", "is thursday at 17:00 possible?")
    s.chooses_nth(3)
    assert (s.order.booking, len(s.order.payments)) == ("booked", 1)
    s.is_as_written("payment/gone_another_time", test_paid_late_and_gone_another_time.__doc__ or "")


def test_paid_late_and_gone_money_back(language: str) -> None:
    """Paid, but the hour was given away: the money goes back in full, once, automatically."""
    s = waiting_to_pay(language)
    _paid_too_late(s)
    s.says("stop")
    s.chooses("money_back")
    assert (s.order.payment, s.order.booking) == ("refunded", "released")
    assert sum(isinstance(one, x.Refund) for one in s.done) == 1
    s.is_as_written("payment/gone_money_back", test_paid_late_and_gone_money_back.__doc__ or "")


def test_a_refund_that_fails(language: str) -> None:
    """The refund does not go through: staff are called; the student is not told a failure nobody can use."""
    s = waiting_to_pay(language)
    _paid_too_late(s)
    s.stripe.refuses_refunds = True
    s.chooses("money_back")
    assert s.order.booking == "attention"
    s.is_as_written("payment/refund_fails", test_a_refund_that_fails.__doc__ or "")


def test_declined_then_paid(language: str) -> None:
    """A declined card: a hint, the same link, `pending` all the time; then it works."""
    s = waiting_to_pay(language)
    s.stripe_says("the card is declined", e.PaymentFailed)
    assert s.order.payment == "pending"
    s.says("is het betaald?", "is it paid?")
    s.pays()
    s.says("is het betaald?", "is it paid?")
    s.is_as_written("payment/declined", test_declined_then_paid.__doc__ or "")


def test_a_delayed_method_succeeds(language: str) -> None:
    """A delayed payment: the hour stays held beyond its deadline, staff look after 15 minutes, then it is booked."""
    s = waiting_to_pay(language)
    s.delayed()
    s.passes(hours=1, minutes=15)
    assert (s.order.payment, s.order.booking) == ("processing", "held")
    s.says("stop")
    s.says("link")
    session = s.stripe.of_order(s.order.id)[0]
    session.money = "paid"
    s.pays()
    assert s.order.booking == "booked"
    s.is_as_written("payment/delayed_succeeds", test_a_delayed_method_succeeds.__doc__ or "")


def test_a_delayed_method_fails(language: str) -> None:
    """A delayed payment fails: nothing is charged, the hour is still held, a new page opens behind the same link."""
    s = waiting_to_pay(language)
    s.delayed()
    s.passes(minutes=20)
    s.stripe_says("the delayed payment failed", e.PaymentFailed, final=True)
    assert (len(s.order.attempts), s.order.booking) == (2, "held")
    s.pays()
    assert s.order.booking == "booked"
    s.is_as_written("payment/delayed_fails", test_a_delayed_method_fails.__doc__ or "")


def test_paid_twice(language: str) -> None:
    """Two payments for one lesson: the second goes back by itself, staff are told."""
    s = waiting_to_pay(language)
    s.pays()
    s.stripe_says("paid a second time", e.OrderPaid, amount_cents=6000, payment_intent="pi_second", session_id="")
    assert (s.order.booking, len(s.order.kept)) == ("booked", 1)
    assert sum(isinstance(one, x.Refund) for one in s.done) == 1
    s.is_as_written("payment/paid_twice", test_paid_twice.__doc__ or "")


def test_another_amount(language: str) -> None:
    """The amount differs from the price: not booked, staff are called; *stop* and *paid?* say the truth."""
    s = waiting_to_pay(language)
    s.pays(amount=5000)
    assert s.order.booking == "attention"
    s.says("is het betaald?", "is it paid?")
    s.is_as_written("payment/another_amount", test_another_amount.__doc__ or "")


def test_stripe_is_down_and_recovers(language: str) -> None:
    """Stripe does not answer: said once; two minutes later the link comes by itself."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf, dinsdag om 16:00", "maths tutoring for myself, tuesday at 16:00")
    s.stripe_goes_down()
    s.chooses("pay")
    s.passes(minutes=2)
    s.stripe_recovers()
    s.passes(minutes=10)
    s.pays()
    s.is_as_written("payment/stripe_down", test_stripe_is_down_and_recovers.__doc__ or "")


def test_stripe_stays_down(language: str) -> None:
    """Five minutes without Stripe: a person takes over, with other instructions. The link still comes when Stripe is back."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf, dinsdag om 16:00", "maths tutoring for myself, tuesday at 16:00")
    s.stripe_goes_down()
    s.chooses("pay")
    s.passes(minutes=5)
    assert s.talk.conversation.status == "open"
    s.passes(minutes=10)
    s.stripe_recovers()
    s.pays()
    assert s.order.booking == "booked"
    s.is_as_written("payment/stripe_stays_down", test_stripe_stays_down.__doc__ or "")


def test_the_deadline_while_stripe_is_down(language: str) -> None:
    """The hold ends while Stripe is away: it is not given to anybody; staff are told after 15 minutes; then Stripe's word frees it."""
    s = waiting_to_pay(language)
    s.passes(minutes=30)
    s.stripe_goes_down()
    s.passes(minutes=45)
    assert s.order.booking == "held"
    s.stripe_recovers()
    assert s.order.booking == "released"
    s.is_as_written("payment/deadline_without_stripe", test_the_deadline_while_stripe_is_down.__doc__ or "")


def test_refunded_and_disputed_by_people(language: str) -> None:
    """Staff refund a part at Stripe, a bank disputes the rest and loses, staff refund that too: only then the lesson is off."""
    s = waiting_to_pay(language)
    s.pays()
    s.chooses("skip", "skip")
    s.stripe_says("half of it is refunded", e.OrderRefunded, refunded_cents=3000, amount_cents=6000)
    assert s.order.booking == "booked"
    s.stripe_says("the bank disputes the payment", e.OrderDisputed)
    s.stripe_says("the dispute is won", e.OrderDisputed, won=True)
    s.stripe_says("all of it is refunded", e.OrderRefunded, refunded_cents=6000, amount_cents=6000)
    assert (s.order.booking, s.order.closed) == ("released", "cancelled")
    s.is_as_written("payment/refunds_and_disputes", test_refunded_and_disputed_by_people.__doc__ or "")


def test_paid_in_the_middle_of_another_booking(language: str) -> None:
    """The first lesson is paid while the student is choosing a time for the second: the fact, and the question again."""
    s = waiting_to_pay(language)
    first = s.order
    s.says("opnieuw", "start over")
    s.chooses("weekend")
    s.pays(first)
    assert s.talk.orders[first.id].booking == "booked"
    assert s.talk.conversation.step == "weekend.slot"
    s.is_as_written("payment/paid_beside_another", test_paid_in_the_middle_of_another_booking.__doc__ or "")


def test_start_over_and_back_to_payment(language: str) -> None:
    """*Start over* keeps the held time; the menu's first row leads back to its payment. One tap brings the link again."""
    s = waiting_to_pay(language)
    s.says("opnieuw beginnen", "start over")
    assert s.offered[0].value == "back_to_payment"
    s.chooses("back_to_payment")
    s.chooses("link")
    assert s.talk.conversation.step == "payment.waiting"
    s.is_as_written("payment/start_over", test_start_over_and_back_to_payment.__doc__ or "")


def test_somebody_was_faster(language: str) -> None:
    """The time is taken between the summary and *Pay*: the nearest times, everything else stays."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf, dinsdag om 16:00", "maths tutoring for myself, tuesday at 16:00")
    s.somebody_takes(TUESDAY_FOUR)
    s.chooses("pay")
    assert s.talk.conversation.step == "regular.slot"
    s.chooses_nth(1)
    s.chooses("pay")
    s.is_as_written("payment/somebody_was_faster", test_somebody_was_faster.__doc__ or "")


def test_stop_before_and_after_payment(language: str) -> None:
    """*Stop* before payment frees the time and charges nothing; after payment it changes nothing."""
    s = waiting_to_pay(language)
    s.says("laat maar", "never mind")
    assert (s.order.booking, s.order.closed) == ("released", "cancelled")
    s.says(
        "toch graag bijles wiskunde voor mezelf, dinsdag om 16:00",
        "after all maths tutoring for myself, tuesday at 16:00",
    )
    s.chooses("pay")
    s.pays()
    s.says("stop")
    s.says("nee", "no")
    s.says("annuleren", "cancel my lesson")
    assert s.order.booking == "booked"
    s.is_as_written("payment/stop", test_stop_before_and_after_payment.__doc__ or "")
