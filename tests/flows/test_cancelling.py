"""A booked lesson is called off in the chat: what comes back is said before the last tap, and goes back at once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core import effects as x
from bot.core.orders import RELEASED
from tests.flows.script import LANGUAGES, Script
from tests.flows.test_moving import THURSDAY, TRIAL, booked, refunded

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_cancelled_in_time(language: str) -> None:
    """All of it goes back; the time is free at once."""
    s = booked(language)
    price = s.order.price.cents
    s.says("annuleren", "cancel my lesson")
    s.chooses_nth(1)
    assert refunded(s) == price
    assert (s.order.booking, s.order.closed) == (RELEASED, "cancelled")
    assert not s.claims.slots
    shown = [one for one in s.done if isinstance(one, x.Mirror)][-1]
    assert shown.attributes["lesson_status"] == "cancelled"
    s.is_as_written("cancelling/in_time", test_cancelled_in_time.__doc__ or "")


def test_cancelled_too_late(language: str) -> None:
    """Nothing comes back, with the clock time until which it was free and a person; the student cancels all the same."""
    s = booked(language)
    s.rings(THURSDAY - timedelta(hours=5))
    s.says("ik wil mijn les annuleren", "please cancel the lesson")
    s.says("ja", "yes")
    assert refunded(s) == 0
    assert (s.order.booking, s.order.retained_cents, s.order.open_cents) == (RELEASED, s.order.price.cents, 0)
    s.is_as_written("cancelling/too_late", test_cancelled_too_late.__doc__ or "")


def test_later_than_when_it_was_asked(language: str) -> None:
    """The notice passes between the question and the yes: the question comes again with what is true now."""
    s = booked(language)
    s.rings(THURSDAY - timedelta(hours=24, minutes=1))
    s.says("annuleren", "cancel my lesson")
    s.now += timedelta(minutes=5)
    s.chooses_nth(1)
    assert (s.order.booking, refunded(s)) == ("booked", 0)
    s.chooses("keep")
    s.is_as_written("cancelling/later_than_asked", test_later_than_when_it_was_asked.__doc__ or "")


def test_a_cancelled_trial_may_be_booked_again(language: str) -> None:
    """A trial costs nothing to cancel, and the learner may have another."""
    s = Script(language, reachable=True)
    s.says(*TRIAL)
    s.chooses("book")
    s.says("annuleren", "cancel my lesson")
    s.chooses_nth(1)
    assert not s.claims.trials
    s.says("proefles wiskunde donderdag 17:30", "trial maths lesson thursday 17:30")
    s.chooses("book")
    assert s.order.booking == "booked"
    s.is_as_written("cancelling/trial", test_a_cancelled_trial_may_be_booked_again.__doc__ or "")


def test_one_of_several_is_cancelled(language: str) -> None:
    """With two lessons the menu lists both, and the desk asks which one."""
    s = booked(language)
    s.says("nog een les wiskunde, vrijdag 16:00", "one more maths lesson, friday 16:00")
    s.chooses("pay")
    s.pays()
    s.says("menu", "menu")
    s.chooses("my_lesson")
    s.chooses("cancel")
    s.chooses_nth(2)
    s.chooses_nth(1)
    assert [one.start for one in s.claims.slots.values()] == [THURSDAY]
    s.is_as_written("cancelling/several", test_one_of_several_is_cancelled.__doc__ or "")


def test_both_payments_of_a_moved_lesson_go_back(language: str) -> None:
    """Moved for a difference and cancelled in time: the first payment and the difference come back."""
    s = booked(language)
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    s.pays()
    s.says("annuleren", "cancel my lesson")
    s.chooses_nth(1)
    assert refunded(s) == s.desk.business.rules["weekend"].price(60).cents
    assert sum(one.kept_cents for one in s.talk.orders.values()) == 0
    s.is_as_written("cancelling/moved_before", test_both_payments_of_a_moved_lesson_go_back.__doc__ or "")


def test_moved_instead(language: str) -> None:
    """*Move instead* leads from the question to another time."""
    s = booked(language)
    s.says("annuleren", "cancel my lesson")
    s.chooses("move")
    s.says("vrijdag 17:00", "friday 17:00")
    s.chooses("yes")
    assert s.order.slot.start == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    s.is_as_written("cancelling/moved_instead", test_moved_instead.__doc__ or "")
