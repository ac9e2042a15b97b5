"""What happens less often: odd wishes, odd answers, odd moments. Each is said plainly all the same."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core import events as e
from bot.core.slots import Slot
from tests.flows.meeting import booked, known, waiting_to_pay
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import MONDAY_MORNING

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_odd_wishes_for_a_time(language: str) -> None:
    """A length that is not sold, a day that is over, a date that does not exist, a day off, a weekend, too far ahead: each is named."""
    s = Script(language, datetime(2026, 12, 21, 9, 0, tzinfo=UTC), name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf, 2,5 uur", "maths tutoring for myself, 2.5 hours")
    s.chooses("60")
    s.says("20-12-2026")
    s.says("31-02")
    s.says("vrijdag 25 december", "friday 25 december")
    s.says("1 maart", "1 march")
    s.says("dinsdag 22 december om 04:00", "tuesday 22 december at 04:00")
    s.is_as_written("anywhere/odd_wishes", test_odd_wishes_for_a_time.__doc__ or "")


def test_every_other_flow_for_a_wish(language: str) -> None:
    """From urgent to weekend and regular, from weekend to regular and urgent, from trial to regular: named with the price."""
    friday = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    s = Script(language, friday, name="Noor de Vries")
    for hour in (16, 17, 18):
        s.claims.slots[f"other-{hour}"] = Slot(datetime(2026, 12, 1, hour, 0, tzinfo=UTC) - timedelta(minutes=30), 60)
    s.says("proefles wiskunde voor mezelf op dinsdag", "trial lesson maths for myself on tuesday")
    s.says("nee", "no")
    s.says("menu")
    s.chooses("urgent")
    s.chooses("math")
    s.says("volgende week zaterdag", "next week saturday")
    s.chooses("weekend", "60")
    s.says("maandag", "monday")
    s.chooses("regular")
    s.says("vandaag", "today")
    s.chooses("urgent")
    s.is_as_written("anywhere/every_other_flow", test_every_other_flow_for_a_wish.__doc__ or "")


def test_the_wrong_days(language: str) -> None:
    """Every other flow is full as well: only the days of this one are named, and its next times."""
    s = Script(language, name="Noor de Vries")
    saturday = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
    for day in (0, 1):
        for hour in range(12):
            s.claims.slots[f"other-{day}-{hour}"] = Slot(saturday + timedelta(days=day, hours=hour), 60)
    s.says("hoi", "hello")
    s.chooses("regular", "math", "60")
    s.says("zaterdag 28 november", "saturday 28 november")
    s.is_as_written("regular/the_wrong_days", test_the_wrong_days.__doc__ or "")


def test_a_change_that_does_not_fit(language: str) -> None:
    """The lesson gets longer and the time no longer fits: said, and the nearest times offered."""
    s = Script(language, name="Noor de Vries")
    s.claims.slots["other"] = Slot(MONDAY_MORNING + timedelta(days=1, hours=7, minutes=15), 60)
    s.says("bijles wiskunde voor mezelf, dinsdag 16:00", "maths tutoring for myself, tuesday 16:00")
    s.chooses("change", "length", "90")
    assert s.talk.conversation.step == "regular.slot"
    s.says("dinsdag 16:00", "tuesday 16:00")
    s.is_as_written("regular/a_change_that_does_not_fit", test_a_change_that_does_not_fit.__doc__ or "")


def test_name_and_address_apart(language: str) -> None:
    """A trial where only the name, then only the address is given; whoever would rather not say one may book all the same."""
    s = Script(language)
    s.says("proefles wiskunde voor mezelf, dinsdag 17:00", "trial lesson maths for myself, tuesday 17:00")
    s.says("Sanne")
    s.says("liever niet", "rather not")
    s.chooses("book")
    assert s.order.booking == "booked"
    t = Script(language, reachable=True)
    t.says("proefles wiskunde voor mijn kind, dinsdag 18:00", "trial lesson maths for my child, tuesday 18:00")
    t.says("hij heet Tim", "he's called Tim") if language == "nl" else t.says("Tim")
    t.chooses("book")
    assert t.talk.student.learners[0].name == "Tim"
    s.lines += ["", *t.lines]
    s.is_as_written("trial/name_and_address", test_name_and_address_apart.__doc__ or "")


def test_stop_beside_a_held_time(language: str) -> None:
    """*Stop* in a second booking stops only that one; the held time is named, and a second *stop* lets it go."""
    s = waiting_to_pay(language)
    held = s.order
    s.says("opnieuw", "start over")
    s.chooses("weekend")
    s.says("stop")
    assert s.talk.orders[held.id].booking == "held"
    s.says("stop")
    assert s.talk.orders[held.id].booking == "released"
    s.is_as_written("payment/stop_beside_a_held_time", test_stop_beside_a_held_time.__doc__ or "")


def test_an_expired_time_in_the_middle_of_another_booking(language: str) -> None:
    """A held time runs out while the student is choosing another: the bare fact, and nothing is lost."""
    s = waiting_to_pay(language)
    s.says("opnieuw", "start over")
    s.chooses("weekend")
    s.passes(hours=1)
    assert s.talk.conversation.step == "weekend.slot"
    s.chooses_nth(1)
    s.says("stop")
    s.is_as_written(
        "payment/expired_beside_another", test_an_expired_time_in_the_middle_of_another_booking.__doc__ or ""
    )


def test_stop_with_a_lesson_booked(language: str) -> None:
    """*Stop* in a second booking, with the first lesson booked: that one stays."""
    s = booked(language)
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.says("stop")
    s.says("stop")
    s.is_as_written("payment/stop_with_a_lesson", test_stop_with_a_lesson_booked.__doc__ or "")


def test_pay_tapped_again_before_the_link(language: str) -> None:
    """Stripe is slow: *Pay* tapped again or “link” typed brings no second page; the link comes when it is there."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf, dinsdag om 16:00", "maths tutoring for myself, tuesday at 16:00")
    s.stripe_goes_down()
    s.chooses("pay")
    s.says("link")
    s.chooses("change", "subject", "math", "pay")
    s.stripe_recovers()
    assert len(s.stripe.sessions) == 1
    s.is_as_written("payment/before_the_link", test_pay_tapped_again_before_the_link.__doc__ or "")


def test_money_that_waits_for_a_choice(language: str) -> None:
    """Paid and gone, then “start over”: the menu still says that the money waits, and leads back to the choice."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    s.somebody_takes(MONDAY_MORNING + timedelta(days=1, hours=6))
    s.stripe_says("paid after all", e.OrderPaid, amount_cents=6000)
    s.says("opnieuw", "start over")
    s.chooses("back_to_payment")
    s.says("is het betaald?", "is it paid?")
    s.chooses("money_back")
    s.says("terug naar betalen", "link")
    s.is_as_written("payment/money_that_waits", test_money_that_waits_for_a_choice.__doc__ or "")


def test_a_delayed_payment_that_fails_after_a_stop(language: str) -> None:
    """The student cancelled in time to see the delayed payment fail: nothing is charged, the time is free."""
    s = waiting_to_pay(language)
    session = s.stripe.of_order(s.order.id)[0]
    session.status, session.money = "complete", "processing"
    s.chooses("cancel")
    assert s.order.booking == "held"
    session.money = "failed"
    s.stripe_says("the delayed payment failed", e.PaymentFailed, final=True)
    assert s.order.booking == "released"
    s.stripe_says("the dispute is lost", e.OrderDisputed, won=False)
    s.is_as_written("payment/fails_after_a_stop", test_a_delayed_payment_that_fails_after_a_stop.__doc__ or "")


def test_nothing_to_move_or_pay(language: str) -> None:
    """*Move*, *paid?* and *thanks* without any lesson get a plain answer; a forgotten button too."""
    s = Script(language, name="Noor de Vries")
    s.says("bedankt", "thanks")
    s.says("is het betaald?", "is it paid?")
    s.says("verzetten", "reschedule")
    s.says("hoi", "hello")
    s.taps(s.offered[0], "a-question-long-ago")
    s.is_as_written("anywhere/nothing_there", test_nothing_to_move_or_pay.__doc__ or "")


def test_no_opening_hours(language: str) -> None:
    """A person on a day the team has no hours for weeks is promised as soon as possible: never a wrong hour."""
    s = Script(language, datetime(2026, 12, 25, 12, 0, tzinfo=UTC), name="Noor de Vries")
    s.says("mens", "a person")
    s.is_as_written("staff/on_a_holiday", test_no_opening_hours.__doc__ or "")


def test_a_special_price_is_never_quoted(language: str) -> None:
    """A contact with a price of their own sees no other price, not at the lengths either."""
    s = Script(language, name="Noor de Vries", attributes={"special_price": "45"})
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.chooses("60")
    s.chooses_nth(1)
    assert "60,00" not in "".join(s.lines)
    assert "60.00" not in "".join(s.lines)


def test_a_lost_claim_never_leaves_a_page(language: str) -> None:
    """The claim is lost at the very moment of *Pay*: no page was opened, the nearest times are offered."""
    s = known(language)
    s.says("hoi", "hello")
    s.chooses("same_again")
    s.somebody_takes(MONDAY_MORNING + timedelta(days=1, hours=6))
    pages = len(s.stripe.sessions)
    s.chooses("pay")
    assert len(s.stripe.sessions) == pages
    assert s.talk.conversation.step == "regular.slot"


def test_a_change_while_stripe_is_down(language: str) -> None:
    """The old page cannot be ended: the new one does not open before; the student hears why, and gets it when Stripe is back."""
    s = waiting_to_pay(language)
    s.stripe_goes_down()
    s.says("kan het ook om 18:00?", "can it be at 18:00?")
    s.chooses("pay")
    s.passes(minutes=1)
    s.passes(minutes=5)
    s.stripe_recovers()
    assert [one.status for one in s.stripe.sessions.values()] == ["expired", "open"]
    s.pays()
    assert s.order.booking == "booked"
    s.is_as_written("payment/change_without_stripe", test_a_change_while_stripe_is_down.__doc__ or "")


def test_a_free_lesson_instead_of_a_paid_one(language: str) -> None:
    """A trial instead of the lesson whose page was paid a moment ago: the paid lesson stands, the trial is let go, never both."""
    s = waiting_to_pay(language)
    first = s.order
    session = s.stripe.of_order(first.id)[0]
    s.says(
        "toch liever een proefles voor mijn dochter, dinsdag 17:00",
        "rather a trial lesson for my daughter, tuesday 17:00",
    )
    s.says("Lisa, 0612345678")
    session.status, session.money = "complete", "paid"
    s.chooses("book")
    booked_ones = [one for one in s.talk.orders.values() if one.booking == "booked"]
    assert [one.id for one in booked_ones] == [first.id]
    s.is_as_written("payment/free_instead_of_paid", test_a_free_lesson_instead_of_a_paid_one.__doc__ or "")
