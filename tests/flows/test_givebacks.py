"""Money that goes back, or does not, and what people are told to do."""

from datetime import timedelta

from bot.core import effects as x
from bot.core import events as e
from bot.core.orders import Order
from tests.flows import test_moving as moving
from tests.flows.meeting import booked, waiting_to_pay
from tests.flows.script import Script


def test_a_failed_refund_names_the_sum_that_failed() -> None:
    """Of a lesson of € 60 a refund of € 10 failed: nobody is asked to repay € 60 by hand."""
    s = booked("nl")
    s.stripe_says("a part is refunded", e.OrderRefunded, refunded_cents=1000, amount_cents=6000)
    s.stripe_says("that refund fails", e.RefundFailed, amount_cents=1000)
    notes = [one.text for one in s.done if isinstance(one, x.NoteForStaff)]
    assert "10,00" in notes[-1]
    assert "60,00" not in notes[-1]


def notes(s: Script) -> list[str]:
    """Every private note so far."""
    return [one.text for one in s.done if isinstance(one, x.NoteForStaff)]


def wanting_the_money_back(s: Script) -> None:
    """Paid when the hour was somebody else's, and Stripe does not take the refund for now."""
    s.passes(hours=1)
    s.somebody_takes(s.order.slot.start)
    s.pays()
    s.stripe.down = True
    s.chooses("money_back")


def test_a_refund_that_does_not_leave_calls_a_person_once() -> None:
    """A key without that permission: the student was promised the money, so people hear of it after a quarter of an hour."""
    s = waiting_to_pay("nl")
    wanting_the_money_back(s)
    s.passes(minutes=14)
    assert not any("laat op zich wachten" in one for one in notes(s))
    s.passes(hours=5)
    assert sum("laat op zich wachten" in one for one in notes(s)) == 1


def test_a_part_that_does_not_leave_calls_a_person_too() -> None:
    """€ 10 of a lesson that stays: promised to the student as well, so it is not forgotten either."""
    s = booked("nl")
    s.stripe.down = True
    s.team_refunds(1000)
    s.passes(hours=5)
    [slow] = [one for one in notes(s) if "laat op zich wachten" in one]
    assert ("10,00" in slow, "60,00" in slow) == (True, False)


def test_a_refund_that_left_in_time_calls_nobody() -> None:
    """Stripe was away for a minute."""
    s = waiting_to_pay("nl")
    wanting_the_money_back(s)
    s.passes(minutes=1)
    for fact in s.stripe.recovers(s.now):
        s.happens(fact)
    assert s.order.payment == "refunded"
    s.passes(hours=5)
    assert not any("laat op zich wachten" in one for one in notes(s))


def said(s: Script) -> list[str]:
    """Every message so far."""
    return [one.text for one in s.done if isinstance(one, x.Say)]


def test_who_pays_twice_for_an_hour_that_is_gone_is_not_told_that_it_is_booked() -> None:
    """The second goes back; the first still waits for the student's choice."""
    s = waiting_to_pay("en")
    s.passes(hours=1)
    s.somebody_takes(s.order.slot.start)
    s.pays()
    s.stripe_says("paid a second time", e.OrderPaid, amount_cents=6000, payment_intent="pi_second", session_id="")
    assert s.order.booking == "attention"
    [told] = [one for one in said(s) if "paid twice" in one]
    assert "€60.00" in told
    assert "booked" not in told


def test_the_second_payment_is_named_by_its_own_sum() -> None:
    """It goes back as it came, to the student and in the note."""
    s = booked("en")
    s.stripe_says("paid a second time", e.OrderPaid, amount_cents=5900, payment_intent="pi_second", session_id="")
    [told] = [one for one in (*said(s), *notes(s)) if "paid twice" in one]
    assert "€59.00" in told
    assert "stays booked" in told
    [note] = [one for one in notes(s) if "Dubbel betaald" in one]
    assert "59,00" in note


def moved_to_saturday() -> tuple[Script, Order]:
    """A lesson of Thursday moved to the dearer Saturday, and the order that holds its first 60.00."""
    s = moving.booked("en")
    first = s.order
    s.says("", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    s.pays()
    return s, s.talk.orders[first.id]


def test_money_of_a_moved_lesson_refunded_beside_us_is_a_part_of_what_paid_for_it() -> None:
    """The order it came for is over, but it pays for Saturday's lesson: that stays, and the student hears of Saturday."""
    s, first = moved_to_saturday()
    s.stripe_says("refunded", e.RefundTold, first, refund_id="re_9", amount_cents=6000, status="succeeded")
    assert s.order.booking == "booked"
    assert "za 28 nov 11:00" in notes(s)[-1]
    assert "blijft staan" in notes(s)[-1]
    assert "€60.00" in said(s)[-1]
    assert "Sat 28 Nov 11:00 stays" in said(s)[-1]


def test_money_of_a_moved_lesson_lost_to_a_bank_is_somebodys_matter() -> None:
    """The same for a dispute."""
    s, first = moved_to_saturday()
    about = {"dispute_id": "du_1", "amount_cents": 6000}
    s.stripe_says("disputed", e.OrderDisputed, first, **about)
    s.stripe_says("lost", e.OrderDisputed, first, won=False, **about)
    assert "de les za 28 nov 11:00 staat nog" in notes(s)[-1]


def asks_after_the_money(s: Script) -> str:
    """What “I have paid” is answered with."""
    heard = len(said(s))
    s.says("ik heb betaald", "I have paid")
    [answer] = said(s)[heard:]
    return answer


def test_who_asks_after_the_money_of_a_cancelled_lesson_hears_where_it_is() -> None:
    """Given back: how much. On its way, or kept since it was too late: nothing is promised that never comes."""
    s = moving.booked("en")
    s.says("annuleren", "cancel my lesson")
    s.chooses_nth(1)
    assert asks_after_the_money(s).startswith("Your €60.00 has been refunded")
    s = moving.booked("en")
    s.says("annuleren", "cancel my lesson")
    s.stripe.down = True
    s.chooses_nth(1)
    assert asks_after_the_money(s) == "There is nothing left to pay here."
    s = moving.booked("nl")
    s.rings(moving.THURSDAY - timedelta(hours=5))
    s.says("annuleren", "cancel my lesson")
    s.chooses_nth(1)
    assert asks_after_the_money(s) == "Hier is niets meer te betalen."
