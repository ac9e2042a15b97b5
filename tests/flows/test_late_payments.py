"""Paying around the end of a hold: one second before, on it, one second and one day after, the time free and taken."""

from datetime import timedelta

import pytest

from bot.core import events as e
from bot.core.slots import Slot
from tests.flows.meeting import waiting_to_pay
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import MONDAY_MORNING

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
TUESDAY_FOUR = MONDAY_MORNING + timedelta(days=1, hours=6)
EVERY_END = ("free", "taken")


def _is_paid(s: Script) -> None:
    session = s.stripe.of_order(s.order.id)[0]
    session.status, session.money = "complete", "paid"


def _hears_of_it(s: Script) -> None:
    s._line("stripe", "paid after all")
    for fact in s.stripe.word_of(s.stripe.of_order(s.order.id)[0]):
        s.happens(fact)


def _hour(day: int, hour: int) -> Slot:
    return Slot(MONDAY_MORNING.replace(hour=hour) + timedelta(days=day), 60)


def _another(s: Script, there: str) -> None:
    if there == "taken":
        s.somebody_takes(TUESDAY_FOUR)


@pytest.mark.parametrize("there", EVERY_END)
def test_a_second_before_the_end(language: str, there: str) -> None:
    """Paid one second before the hold ends: booked. Whoever else wants the time cannot have it."""
    s = waiting_to_pay(language)
    s.passes(minutes=59, seconds=59)
    if there == "taken":
        s.somebody_wants(TUESDAY_FOUR)
    s.pays()
    s.passes(seconds=2)
    assert (s.order.booking, s.order.late) == ("booked", False)
    s.is_as_written(f"late/a_second_before_{there}", test_a_second_before_the_end.__doc__ or "")


@pytest.mark.parametrize("there", EVERY_END)
def test_at_the_end(language: str, there: str) -> None:
    """Paid in the second in which the hold ends, and the webhook is slower than the alarm clock: Stripe cannot expire the page, it is complete. Booked."""
    s = waiting_to_pay(language)
    s.passes(minutes=59, seconds=59)
    _is_paid(s)
    if there == "taken":
        s.somebody_wants(TUESDAY_FOUR)
    s.passes(seconds=1)
    assert (s.order.booking, s.order.late) == ("booked", False)
    said = len(s.said)
    _hears_of_it(s)
    assert len(s.said) == said, "the webhook that comes behind says nothing new"
    s.is_as_written(f"late/at_the_end_{there}", test_at_the_end.__doc__ or "")


@pytest.mark.parametrize("there", EVERY_END)
def test_a_second_after_the_end(language: str, there: str) -> None:
    """The money comes one second after the time was given back: booked if it is still free, else the student chooses."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    _another(s, there)
    s.passes(seconds=1)
    _is_paid(s)
    _hears_of_it(s)
    assert (s.order.booking, s.order.late) == (("booked", True) if there == "free" else ("attention", False))
    s.is_as_written(f"late/a_second_after_{there}", test_a_second_after_the_end.__doc__ or "")


@pytest.mark.parametrize("there", EVERY_END)
def test_a_day_after_the_end(language: str, there: str) -> None:
    """The money comes a day later, five hours before the lesson: booked if the time is still free, else the student chooses."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    _another(s, there)
    s.passes(days=1)
    _is_paid(s)
    _hears_of_it(s)
    assert (s.order.booking, s.order.late) == (("booked", True) if there == "free" else ("attention", False))
    s.is_as_written(f"late/a_day_after_{there}", test_a_day_after_the_end.__doc__ or "")


def test_a_lesson_that_begins_too_soon(language: str) -> None:
    """The money comes 29 minutes before the lesson, which was given back: not booked any more, the money waits for a choice; another time is booked on it."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    s.passes(days=1, hours=4, minutes=31)
    _is_paid(s)
    _hears_of_it(s)
    assert s.order.booking == "attention"
    s.says("is het betaald?", "is it paid?")
    s.chooses_nth(1)
    assert (s.order.booking, len(s.order.payments)) == ("booked", 1)
    s.is_as_written("late/begins_too_soon", test_a_lesson_that_begins_too_soon.__doc__ or "")


def test_half_an_hour_is_enough(language: str) -> None:
    """Thirty minutes before the lesson, the time free: booked, and somebody of the team is called."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    s.passes(days=1, hours=4, minutes=30)
    _is_paid(s)
    _hears_of_it(s)
    assert (s.order.booking, s.order.late) == ("booked", True)
    s.is_as_written("late/half_an_hour_ahead", test_half_an_hour_is_enough.__doc__ or "")


def test_a_lesson_that_is_over(language: str) -> None:
    """The money comes when the lesson would have been over: said so, and one tap brings it back."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    s.passes(days=2)
    _is_paid(s)
    _hears_of_it(s)
    assert s.order.booking == "attention"
    s.chooses("money_back")
    assert (s.order.payment, s.order.booking) == ("refunded", "released")
    s.is_as_written("late/already_over", test_a_lesson_that_is_over.__doc__ or "")


def test_nothing_else_is_free(language: str) -> None:
    """The hour is gone and every other is taken: the money back or a person, and no choice that is none."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    for day in range(20):
        for hour in range(7, 21):
            s.claims.slots[f"other-{day}-{hour}"] = _hour(day, hour)
    _is_paid(s)
    _hears_of_it(s)
    assert [one.value for one in s.offered] == ["money_back", "person"]
    s.chooses("money_back")
    s.is_as_written("late/nothing_else_free", test_nothing_else_is_free.__doc__ or "")


def test_told_by_the_intent_first(language: str) -> None:
    """Two events tell of one late payment, in the other order: booked once, said once."""
    s = waiting_to_pay(language)
    s.passes(hours=1)
    _is_paid(s)
    session = s.stripe.of_order(s.order.id)[0]
    said = len(s.said)
    s.happens(
        e.OrderPaid(
            id=s.new_id(), talk=s.talk.id, order_id=s.order.id, payment_intent=session.intent, amount_cents=6000
        )
    )
    _hears_of_it(s)
    assert (s.order.booking, len(s.order.payments), len(s.said) - said) == ("booked", 1, 2)
