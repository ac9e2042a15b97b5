"""After a lesson, read aloud: one question, the next lesson within two taps, and silence where it would be too much."""

from datetime import timedelta

import pytest

from tests.flows.meeting import booked
from tests.flows.script import LANGUAGES, Script
from tests.flows.test_reminders import desk_with

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
ASKS = desk_with(before=())


def asked(s: Script) -> int:
    return sum(any(choice.does == "not_now" for choice in one.choices) for one in s.said)


def test_the_same_time_next_week(language: str) -> None:
    """An hour after the lesson; one tap leads to the summary of the same time next week."""
    s = booked(language, desk=ASKS)
    s.passes(days=1, hours=8)
    s.chooses("same_again")
    s.is_as_written("after/same_again", test_the_same_time_next_week.__doc__ or "")


def test_other_times(language: str) -> None:
    """Other times of the same lesson; nothing known is asked again."""
    s = booked(language, desk=ASKS)
    s.passes(days=1, hours=8)
    s.chooses(s.order.id)
    s.is_as_written("after/other_times", test_other_times.__doc__ or "")


def test_not_now(language: str) -> None:
    """A kind word, and no second question."""
    s = booked(language, desk=ASKS)
    s.passes(days=1, hours=8)
    s.chooses("not_now")
    s.passes(days=9)
    assert asked(s) == 1
    s.is_as_written("after/not_now", test_not_now.__doc__ or "")


def test_after_a_trial(language: str) -> None:
    """Other words after a trial, and the way to regular lessons."""
    s = Script(language, name="Noor de Vries", desk=ASKS)
    s.says("proefles wiskunde voor mezelf, dinsdag 17:00", "trial lesson maths for myself, tuesday 17:00")
    s.says("0612345678")
    s.chooses("book")
    s.chooses("skip", "skip")
    s.lines.clear()
    s.passes(days=1, hours=9)
    s.chooses(s.order.id)
    s.is_as_written("after/a_trial", test_after_a_trial.__doc__ or "")


def test_not_with_a_lesson_ahead(language: str) -> None:
    """A student who has a next lesson, one whom a person has, one whose window is closed: nobody is asked."""
    ahead = booked(language, desk=ASKS)
    ahead.says("bijles wiskunde voor mezelf, donderdag om 16:00", "maths tutoring for myself, thursday at 16:00")
    ahead.chooses("pay")
    ahead.pays()
    ahead.passes(days=1, hours=8)
    assert asked(ahead) == 0
    person = booked(language, desk=ASKS)
    person.staff_writes("Ik kijk even mee.")
    person.passes(days=3)
    assert asked(person) == 0
    closed = booked(language, desk=ASKS, channel="Channel::Whatsapp")
    closed.passes(days=3)
    assert asked(closed) == 0


def test_not_at_night_after_an_outage(language: str) -> None:
    """The desk was away when the question was due: in the morning."""
    s = booked(language, desk=ASKS, start=("donderdag om 16:00", "thursday at 16:00"))
    s.now += timedelta(days=3, hours=13)  # Thursday, 23:00
    s.passes(hours=9)
    assert asked(s) == 0
    s.passes(hours=2)
    assert asked(s) == 1
