"""Reminders of a lesson, read aloud: said once, in time, with a way to move or cancel; silent at night and when it is over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import effects as x
from bot.core.reminder_rules import Template
from tests.flows.meeting import booked
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import DESK

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def desk_with(**changes: Any) -> Any:
    """The desk with other reminders."""
    return replace(DESK, business=replace(DESK.business, reminders=replace(DESK.business.reminders, **changes)))


# A day and two hours before; the question after the lesson has a file of its own.
QUIET_AFTER = desk_with(after=None)
A_DAY_BEFORE = desk_with(before=(timedelta(hours=20),), after=None)
TEMPLATES = {
    "nl": Template("les_herinnering", "nl", ("lesson", "when", "place")),
    "en": Template("lesson_reminder", "en", ("lesson", "when", "place")),
}


def reminded(s: Script) -> int:
    return sum(isinstance(effect, x.Say | x.SayTemplate) and bool(effect.lesson) for effect in s.done)


def test_reminded_and_coming(language: str) -> None:
    """The evening before; “I'll be there” is thanked each time and noted once."""
    s = booked(language, desk=A_DAY_BEFORE)
    s.passes(hours=11)
    s.chooses(f"coming:{s.order.id}")
    s.chooses_late(f"coming:{s.order.id}")
    assert sum(isinstance(effect, x.NoteForStaff) for effect in s.done[-6:]) <= 1
    s.is_as_written("reminders/coming", test_reminded_and_coming.__doc__ or "")


def test_with_several_lessons_the_reminded_one_is_meant(language: str) -> None:
    """A lesson earlier that day does not take the tap for itself."""
    s = booked(language, desk=A_DAY_BEFORE)
    reminded_of = s.order
    sooner = replace(
        reminded_of,
        id="order_sooner",
        slot=replace(reminded_of.slot, start=reminded_of.slot.start - timedelta(hours=3)),
    )
    s.talk = replace(s.talk, orders={**s.talk.orders, sooner.id: sooner})
    s.passes(hours=11)
    s.chooses(f"coming:{reminded_of.id}")
    assert "coming" in s.talk.orders[reminded_of.id].told
    s.chooses_late(f"cancel:{reminded_of.id}")
    assert s.talk.conversation.wish.cancels == reminded_of.id


def test_a_question_that_waited_comes_again(language: str) -> None:
    """The reminder came between, hours later: “I'll be there” is thanked, and the times stand there again."""
    s = booked(language, desk=A_DAY_BEFORE)
    s.says("bijles engels 60 minuten", "english lesson 60 minutes")
    asked, offered = s.talk.conversation.step, s.offered
    assert asked == "regular.slot"
    s.passes(hours=11)
    assert [one.does for one in s.offered] == ["coming", "move", "cancel"]
    s.chooses(s.offered[0].value)
    assert s.talk.conversation.step == asked
    assert {one.does for one in s.offered} == {one.does for one in offered}


def test_a_day_and_two_hours_before(language: str) -> None:
    """Both reminders, and nothing more once the lesson has begun."""
    s = booked(language, desk=QUIET_AFTER)
    s.passes(hours=7)
    s.passes(days=2)
    assert reminded(s) == 2
    s.is_as_written("reminders/a_day_and_two_hours", test_a_day_and_two_hours_before.__doc__ or "")


def test_reminded_and_moved(language: str) -> None:
    """*Move* under the reminder: the old time's second reminder never comes, the new time's do."""
    s = booked(language, desk=QUIET_AFTER, start=("donderdag om 16:00", "thursday at 16:00"))
    s.passes(days=2, hours=4)
    s.chooses(f"move:{s.order.id}")
    s.says("vrijdag 17:00", "friday 17:00")
    s.chooses("yes")
    s.passes(days=3)
    assert reminded(s) == 3
    s.is_as_written("reminders/moved", test_reminded_and_moved.__doc__ or "")


def test_reminded_and_cancelled(language: str) -> None:
    """*Cancel* under the reminder: no other comes."""
    s = booked(language, desk=QUIET_AFTER, start=("donderdag om 16:00", "thursday at 16:00"))
    s.passes(days=2, hours=4)
    s.chooses(f"cancel:{s.order.id}")
    s.chooses("back_6000")
    s.passes(days=3)
    assert reminded(s) == 1
    s.is_as_written("reminders/cancelled", test_reminded_and_cancelled.__doc__ or "")


def test_the_window_is_closed(language: str) -> None:
    """WhatsApp, more than a day after the student's last message, without a template: one note, not two."""
    s = booked(
        language, desk=QUIET_AFTER, channel="Channel::Whatsapp", start=("donderdag om 16:00", "thursday at 16:00")
    )
    s.passes(days=4)
    assert reminded(s) == 0
    s.is_as_written("reminders/window_closed", test_the_window_is_closed.__doc__ or "")


def test_the_window_is_closed_with_a_template(language: str) -> None:
    """The same with an approved template in the student's language: both reminders go as one."""
    desk = desk_with(after=None, templates=TEMPLATES)
    s = booked(language, desk=desk, channel="Channel::Whatsapp", start=("donderdag om 16:00", "thursday at 16:00"))
    s.passes(days=4)
    assert reminded(s) == 2
    s.is_as_written("reminders/window_closed_template", test_the_window_is_closed_with_a_template.__doc__ or "")


def test_a_person_has_the_conversation(language: str) -> None:
    """A reminder is a bare fact: it comes while a person has the conversation, without choices nobody would hear."""
    s = booked(language, desk=QUIET_AFTER)
    s.staff_writes("Ik kijk even mee." if language == "nl" else "I am reading along.")
    s.passes(days=2)
    assert reminded(s) == 2
    s.is_as_written("reminders/with_a_person", test_a_person_has_the_conversation.__doc__ or "")


def test_in_the_middle_of_another_booking(language: str) -> None:
    """A student who is choosing a second lesson hears of the first one, and goes on with the question that was asked."""
    s = booked(language, desk=A_DAY_BEFORE)
    s.passes(hours=9, minutes=30)
    s.says("opnieuw", "start over")
    s.chooses("weekend")
    s.passes(minutes=45)
    s.chooses_nth(1)
    assert reminded(s) == 1
    s.is_as_written("reminders/beside_a_booking", test_in_the_middle_of_another_booking.__doc__ or "")


def test_at_night(language: str) -> None:
    """Two hours before a lesson at nine is at night: it comes at nine the evening before."""
    desk = desk_with(before=(timedelta(hours=2),), after=None)
    s = booked(language, desk=desk, start=("donderdag om 09:00", "thursday at 09:00"))
    s.passes(days=3)
    assert reminded(s) == 1
    s.is_as_written("reminders/at_night", test_at_night.__doc__ or "")


def test_late_after_an_outage(language: str) -> None:
    """The desk was away while both were due: one reminder, not two; at night none."""
    s = booked(language, desk=QUIET_AFTER, start=("donderdag om 20:00", "thursday at 20:00"))
    s.now += timedelta(days=3, hours=8)
    s.passes(minutes=1)
    assert reminded(s) == 1


def test_due_while_the_desk_was_away_until_the_night(language: str) -> None:
    """Not said at night, and not lost: in the morning."""
    s = booked(language, desk=A_DAY_BEFORE, start=("donderdag om 16:00", "thursday at 16:00"))
    s.now += timedelta(days=2, hours=13)  # Wednesday, 23:00
    s.passes(hours=9)
    assert reminded(s) == 0
    s.passes(hours=2)
    assert reminded(s) == 1
    s.passes(days=3)
    assert reminded(s) == 1
