"""Money that goes back or is fought about, by the team, by Stripe's dashboard, by a bank; and money that was quicker than a *stop*."""

from typing import Any

import pytest

from bot.core import effects as x
from bot.core import events as e
from tests.flows.meeting import booked, waiting_to_pay
from tests.flows.script import LANGUAGES, Script

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def _refund(s: Script, label: str, cents: int, status: str = "succeeded", name: str = "re_beside") -> None:
    s.stripe_says(label, e.RefundTold, refund_id=name, amount_cents=cents, status=status)


def _shown(s: Script) -> dict[str, Any]:
    """The conversation attributes Chatwoot shows."""
    return dict(next(one for one in reversed(s.done) if isinstance(one, x.Mirror)).attributes)


def _labels(s: Script) -> set[str]:
    return set(next(one for one in reversed(s.done) if isinstance(one, x.Mirror)).labels)


def _alerts(s: Script) -> list[str]:
    return [one.kind for one in s.done if isinstance(one, x.Alert)]


def test_the_team_refunds_all_of_it(language: str) -> None:
    """Somebody of the team gives all the money back: the student hears it once, Stripe's word frees the time, the attributes keep when it was paid."""
    s = booked(language)
    s.attributes_too = True
    s.team_refunds(why="ziek" if language == "nl" else "ill")
    assert (s.order.payment, s.order.booking, _shown(s)["lesson_status"]) == ("refunded", "released", "cancelled")
    assert _shown(s)["payment_date"] is not None
    assert _labels(s) == {"flow:regular", "payment:refunded"}
    s.is_as_written("refunds/by_the_team", test_the_team_refunds_all_of_it.__doc__ or "")


def test_the_team_refunds_a_part(language: str) -> None:
    """Somebody of the team gives a part back: told once, and the lesson stays."""
    s = booked(language)
    before = len(s.said)
    s.team_refunds(2000, "korter" if language == "nl" else "shorter")
    assert (s.order.booking, s.order.payment, len(s.said) - before) == ("booked", "paid", 1)
    s.is_as_written("refunds/a_part_by_the_team", test_the_team_refunds_a_part.__doc__ or "")


def test_a_refund_that_cannot_be(language: str) -> None:
    """More than there is, then all of it, then once more, then on top of a dispute: the team reads why, the student nothing."""
    s = booked(language)
    s.team_refunds(9000)
    s.stripe_says("the bank disputes the payment", e.OrderDisputed, dispute_id="dp_1", amount_cents=6000)
    before = len(s.said)
    s.team_refunds()
    s.stripe_says("the dispute is won", e.OrderDisputed, dispute_id="dp_1", amount_cents=6000, won=True)
    assert len(s.said) == before
    assert not [one for one in s.done if isinstance(one, x.Refund)]
    s.team_refunds()
    s.team_refunds()
    assert len([one for one in s.done if isinstance(one, x.Refund)]) == 1
    s.is_as_written("refunds/not_possible", test_a_refund_that_cannot_be.__doc__ or "")


def test_a_refund_that_fails_days_later(language: str) -> None:
    """Four days after a full refund the student's bank sends it back: a person repays exactly that by hand; the student is not told what they cannot use."""
    s = booked(language)
    s.team_refunds()
    s.passes(days=4)
    before = len(s.said)
    _refund(s, "that refund failed: the account is closed", 6000, "failed", "re_1")
    assert len(s.said) == before
    assert ("refund_failed" in _alerts(s), "status:attention" in _labels(s)) == (True, True)
    s.is_as_written("refunds/fails_days_later", test_a_refund_that_fails_days_later.__doc__ or "")


def test_refunded_in_the_dashboard_with_a_person(language: str) -> None:
    """A colleague talks with the student and refunds at Stripe: the bare fact that the lesson is off, its time free, and a note."""
    s = booked(language)
    s.attributes_too = True
    s.staff_writes("Ik stort het voor je terug.")
    before = len(s.said)
    _refund(s, "all of it is refunded in the dashboard", 6000)
    assert (len(s.said) - before, s.order.booking, s.order.closed) == (1, "released", "cancelled")
    assert _shown(s)["lesson_status"] == "cancelled"
    assert s.order.id not in s.claims.slots
    s.is_as_written("refunds/dashboard_with_a_person", test_refunded_in_the_dashboard_with_a_person.__doc__ or "")


def test_refunded_in_the_dashboard(language: str) -> None:
    """A whole refund at Stripe: the lesson is off and its questions end, said once however often it is told, and another is soon booked."""
    s = booked(language)
    s.attributes_too = True
    before = len(s.said)
    _refund(s, "all of it is refunded in the dashboard", 6000, "pending")
    _refund(s, "that refund went through", 6000)
    s.stripe_says("the charge says so too", e.OrderRefunded, refunded_cents=6000, amount_cents=6000)
    assert (len(s.said) - before, s.order.booking, s.talk.conversation.step) == (1, "released", "welcome.rest")
    assert _labels(s) == {"flow:regular", "payment:refunded"}
    assert (_shown(s)["lesson_status"], _shown(s)["payment_status"]) == ("cancelled", "refunded")
    assert s.talk.student.learners[0].history == ()
    s.says("bijles donderdag 17:00", "tutoring thursday 17:00")
    assert s.talk.conversation.step == "regular.confirm"
    s.is_as_written("refunds/dashboard", test_refunded_in_the_dashboard.__doc__ or "")


def test_a_dashboard_refund_that_comes_back(language: str) -> None:
    """Refunded at Stripe, and days later the bank sends it back: the lesson stays off, a person repays by hand."""
    s = booked(language)
    _refund(s, "all of it is refunded in the dashboard", 6000)
    before = len(s.said)
    s.passes(days=1)
    _refund(s, "that refund failed: the account is closed", 6000, "failed")
    assert (len(s.said) - before, s.order.booking, s.order.attention) == (0, "attention", "refund_failed")
    assert (_shown(s)["lesson_status"], "status:attention" in _labels(s)) == ("cancelled", True)
    assert s.order.id not in s.claims.slots
    s.is_as_written("refunds/dashboard_comes_back", test_a_dashboard_refund_that_comes_back.__doc__ or "")


def test_only_that_it_failed_is_heard(language: str) -> None:
    """Stripe tells first that a whole refund failed: the lesson is off, so the student hears that, once."""
    s = booked(language)
    before = len(s.said)
    _refund(s, "a refund of all of it failed", 6000, "failed")
    _refund(s, "that refund had been made", 6000)
    s.stripe_says("and the charge had said so", e.OrderRefunded, refunded_cents=6000, amount_cents=6000)
    assert (len(s.said) - before, s.order.booking, s.order.id in s.claims.slots) == (1, "attention", False)
    assert _alerts(s).count("refund_failed") == 1
    s.is_as_written("refunds/only_the_failure", test_only_that_it_failed_is_heard.__doc__ or "")


@pytest.mark.parametrize("minutes", [-1, 0, 30])
def test_refunded_about_the_beginning(language: str, minutes: int) -> None:
    """Up to the minute it begins a refund takes the lesson along; from then on the lesson was given, and stays."""
    s = booked(language)
    s.passes(minutes=(s.order.slot.start - s.now).total_seconds() / 60 + minutes)
    _refund(s, "all of it is refunded in the dashboard", 6000)
    assert s.order.booking == ("released" if minutes < 0 else "booked")
    assert ("gaat niet door" in s.said[-1].text or "does not take place" in s.said[-1].text) == (minutes < 0)


def test_refunded_when_the_lesson_is_over(language: str) -> None:
    """A refund of a lesson that took place: a fact, a note, and nothing to decide."""
    s = booked(language)
    s.passes(days=3)
    _refund(s, "all of it is refunded in the dashboard", 6000)
    assert (s.order.booking, "status:attention" in _labels(s)) == ("booked", False)
    s.is_as_written("refunds/after_the_lesson", test_refunded_when_the_lesson_is_over.__doc__ or "")


def test_a_dispute_that_is_won(language: str) -> None:
    """A bank asks, then takes the money, then gives it back: notes and labels for the team, no word to the student."""
    s = booked(language)
    before = len(s.said)
    about: dict[str, Any] = {"amount_cents": 6000}
    s.stripe_says("the bank asks about it", e.OrderDisputed, dispute_id="dp_1", inquiry=True, **about)
    assert _labels(s) == {"flow:regular", "payment:paid", "status:booked", "status:attention"}
    s.stripe_says("the question is closed", e.OrderDisputed, dispute_id="dp_1", inquiry=True, won=True, **about)
    s.stripe_says("the bank disputes the payment", e.OrderDisputed, dispute_id="dp_2", **about)
    assert "payment:disputed" in _labels(s)
    s.stripe_says("the dispute is won", e.OrderDisputed, dispute_id="dp_2", won=True, **about)
    assert _labels(s) == {"flow:regular", "payment:paid", "status:booked"}
    assert len(s.said) == before
    s.is_as_written("disputes/won", test_a_dispute_that_is_won.__doc__ or "")


def test_a_dispute_that_is_lost(language: str) -> None:
    """The money is gone and the lesson still to come: people decide; it stays visible when it was paid."""
    s = booked(language)
    s.stripe_says("the bank disputes the payment", e.OrderDisputed, dispute_id="dp_1", amount_cents=6000)
    s.stripe_says("the dispute is lost", e.OrderDisputed, dispute_id="dp_1", amount_cents=6000, won=False)
    assert (s.order.payment, s.order.booking) == ("disputed", "booked")
    assert _shown(s)["payment_date"] is not None
    s.is_as_written("disputes/lost", test_a_dispute_that_is_lost.__doc__ or "")


def test_a_fraud_warning(language: str) -> None:
    """A card network fears fraud: a note with a mention, an alert, no word to the student; once the money is back there is nothing to do."""
    s = booked(language)
    before = len(s.said)
    s.stripe_says("a card network warns of fraud", e.FraudWarned)
    assert (len(s.said), "fraud_warning" in _alerts(s)) == (before, True)
    t = booked(language)
    t.team_refunds()
    t.stripe_says("a card network warns of fraud", e.FraudWarned, actionable=False)
    s.lines += ["", *t.lines]
    s.is_as_written("disputes/fraud_warning", test_a_fraud_warning.__doc__ or "")


def test_paid_in_the_second_of_the_stop(language: str) -> None:
    """*Cancel* while the payment has just been made: the page cannot be expired, it is complete. Booked, said why, and how to be rid of it."""
    s = waiting_to_pay(language)
    session = s.stripe.of_order(s.order.id)[0]
    session.status, session.money = "complete", "paid"
    order = s.order
    s.chooses("cancel")
    assert s.talk.orders[order.id].booking == "booked"
    s.says("les annuleren", "cancel my lesson")
    assert s.talk.conversation.step == "cancelling.confirm"
    s.is_as_written("payment/paid_while_stopping", test_paid_in_the_second_of_the_stop.__doc__ or "")


def test_a_delayed_payment_and_a_change(language: str) -> None:
    """The old page was finished with a delayed method when the change was confirmed: the new link waits, and comes when that payment fails."""
    s = waiting_to_pay(language)
    first = s.order
    session = s.stripe.of_order(first.id)[0]
    session.status, session.money = "complete", "processing"
    s.says("kan het ook om 18:00?", "can it be at 18:00?")
    s.chooses("pay")
    assert not s.stripe.of_order(s.order.id), "no second page beside money on its way"
    session.money = "failed"
    s.stripe_says("the delayed payment failed", e.PaymentFailed, first, final=True)
    s.pays()
    assert (s.order.booking, s.talk.orders[first.id].booking) == ("booked", "released")
    s.is_as_written("payment/change_beside_a_delayed_payment", test_a_delayed_payment_and_a_change.__doc__ or "")


def test_ideal_finished_on_another_phone(language: str) -> None:
    """The bank's app is on another phone, so our success page is never opened: Stripe's word is enough; “is it paid?” asks it."""
    s = waiting_to_pay(language)
    session = s.stripe.of_order(s.order.id)[0]
    session.status, session.money = "complete", "paid"
    s.says("ik heb betaald", "i have paid")
    assert s.order.booking == "booked"
    s.is_as_written("payment/ideal_on_another_phone", test_ideal_finished_on_another_phone.__doc__ or "")


def test_declined_while_a_person_has_it(language: str) -> None:
    """The desk is silent, so the colleague who helps reads of the declined card in a note."""
    s = waiting_to_pay(language)
    s.staff_writes("Ik kijk even mee.")
    before = len(s.said)
    s.stripe_says("the card is declined", e.PaymentFailed)
    assert len(s.said) == before
    s.pays()
    s.is_as_written("staff/declined_with_a_person", test_declined_while_a_person_has_it.__doc__ or "")


@pytest.mark.parametrize("won", [True, False])
def test_the_alert_of_a_dispute_ends_with_the_last_one(language: str, won: bool) -> None:
    """Two disputes, one after the other decided: one cause, over once and not while the bank still has the other."""
    s = booked(language)
    s.stripe_says("disputed", e.OrderDisputed, dispute_id="dp_1", amount_cents=3000)
    s.stripe_says("disputed again", e.OrderDisputed, dispute_id="dp_2", amount_cents=3000)
    s.stripe_says("decided", e.OrderDisputed, dispute_id="dp_1", amount_cents=3000, won=won)
    alerts = [one for one in s.done if isinstance(one, x.Alert)]
    assert not any(one.over for one in alerts)
    s.stripe_says("decided", e.OrderDisputed, dispute_id="dp_2", amount_cents=3000, won=True)
    alerts = [one for one in s.done if isinstance(one, x.Alert)]
    assert [one.over for one in alerts][-1:] == [True]
    assert {(one.kind, one.text, one.cause) for one in alerts} == {("disputed", s.order.id, "")}
