"""The waiting list, read aloud: told of a time that came free, won, lost, left; silent at night and beside a person."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core import effects as x
from flows.times import CODE
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import MONDAY_MORNING

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

THURSDAY = MONDAY_MORNING.replace(day=26, hour=15)  # 16:00 in Amsterdam
BUTTON = THURSDAY.strftime(CODE)


def waiting(language: str, start: datetime = THURSDAY, **more: Any) -> Script:
    """Somebody else has Thursday 16:00, and this student wishes to be told."""
    s = Script(language, name="Noor de Vries", **more)
    s.somebody_takes(start)
    s.says("bijles wiskunde voor mezelf, donderdag om 16:00", "maths tutoring for myself, thursday at 16:00")
    s.chooses("tell_me")
    return s


def told(s: Script) -> int:
    """How often the student was told of a time that came free."""
    return sum(any(one.does == "waiting_taken" for one in said.choices) for said in s.said)


def on_the_list(s: Script) -> bool:
    """Whether the student waits; the list and its alarm agree."""
    waits = s.talk.conversation.waiting is not None
    assert waits == (("waiting", "") in s.wakeups)
    last = [one for one in s.done if isinstance(one, x.WaitFor | x.StopWaiting)][-1]
    assert waits == isinstance(last, x.WaitFor)
    return waits


def test_told_and_won(language: str) -> None:
    """The time comes free, one tap leads to its summary, and whoever holds it waits no longer."""
    s = waiting(language)
    s.passes(hours=2)
    assert told(s) == 0
    s.somebody_lets_go(THURSDAY)
    s.chooses(BUTTON)
    assert on_the_list(s)
    s.chooses("pay")
    assert not on_the_list(s)
    s.pays()
    assert s.order.slot.start == THURSDAY
    s.is_as_written("waiting/won", test_told_and_won.__doc__ or "")


def test_told_and_lost(language: str) -> None:
    """Somebody else taps first: said kindly; they stay on the list and are told again when it comes free again."""
    s = waiting(language)
    s.somebody_lets_go(THURSDAY)
    s.somebody_takes(THURSDAY)
    s.chooses(BUTTON)
    assert on_the_list(s)
    s.somebody_lets_go(THURSDAY)
    assert told(s) == 1, "one notice an hour"
    s.passes(hours=1)
    assert told(s) == 2
    s.chooses(BUTTON, "pay")
    assert not on_the_list(s)
    s.is_as_written("waiting/lost", test_told_and_lost.__doc__ or "")


def test_left(language: str) -> None:
    """“Stop” leaves the list, and nothing more is heard."""
    s = waiting(language)
    s.says("stop")
    assert not on_the_list(s)
    s.somebody_lets_go(THURSDAY)
    s.passes(days=4)
    assert told(s) == 0
    s.is_as_written("waiting/left", test_left.__doc__ or "")


def test_left_by_a_tap(language: str) -> None:
    """*No longer needed* under the notice leaves it too; a late tap on its time says that it is an old one."""
    s = waiting(language)
    s.somebody_lets_go(THURSDAY)
    s.chooses("stop_waiting")
    assert not on_the_list(s)
    s.chooses_late(BUTTON)
    assert not s.talk.orders
    s.is_as_written("waiting/left_by_a_tap", test_left_by_a_tap.__doc__ or "")


def test_not_at_night(language: str) -> None:
    """A time that comes free at night is told in the morning, if it is free then."""
    s = waiting(language)
    s.passes(hours=13)
    s.somebody_lets_go(THURSDAY)
    assert told(s) == 0
    s.passes(hours=9, minutes=30)
    assert told(s) == 0
    s.passes(hours=1)
    assert told(s) == 1
    s.is_as_written("waiting/night", test_not_at_night.__doc__ or "")


def test_told_once_and_until_the_day_is_over(language: str) -> None:
    """A time that stays free is told once; after the wished day nobody waits."""
    s = waiting(language)
    s.somebody_lets_go(THURSDAY)
    s.passes(days=2)
    assert (told(s), on_the_list(s)) == (1, True)
    s.passes(days=2)
    assert (told(s), on_the_list(s)) == (1, False)


def test_another_hour_or_too_short_a_gap_is_not_told(language: str) -> None:
    """Only what they wished for: a neighbouring hour that comes free is none of theirs."""
    s = waiting(language)
    s.somebody_takes(THURSDAY + timedelta(hours=3))
    s.somebody_lets_go(THURSDAY + timedelta(hours=3))
    s.passes(hours=3)
    assert told(s) == 0


def test_silent_while_a_person_has_the_conversation(language: str) -> None:
    """A colleague talks with them: told once it is given back, not before."""
    s = waiting(language)
    s.staff_sets("open", "user")
    s.somebody_lets_go(THURSDAY)
    s.passes(hours=1)
    assert told(s) == 0
    s.staff_sets("pending")
    s.passes(minutes=15)
    assert told(s) == 1


def test_silent_in_the_middle_of_a_booking(language: str) -> None:
    """Somebody who is just choosing something else is not interrupted."""
    s = waiting(language)
    s.says("bijles wiskunde", "maths tutoring")
    s.somebody_lets_go(THURSDAY)
    assert told(s) == 0
    s.passes(hours=1, minutes=15)
    assert told(s) == 1


def test_where_the_channel_takes_no_message_the_team_hears(language: str) -> None:
    """WhatsApp, a day later: a note with the text instead, once, and the student is off the list."""
    s = waiting(language, channel="Channel::Whatsapp")
    s.passes(hours=26)
    s.somebody_lets_go(THURSDAY)
    s.passes(hours=5)
    notes = [one for one in s.done if isinstance(one, x.NoteForStaff) and one.mention]
    assert (told(s), len(notes), on_the_list(s)) == (0, 1, False)


def test_nothing_free_at_all(language: str) -> None:
    """No time in the whole week: any that comes free is told."""
    s = Script(language, name="Noor de Vries")
    s.somebody_takes(MONDAY_MORNING, 60 * 24 * 60)
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.chooses("60", "tell_me")
    s.somebody_lets_go(MONDAY_MORNING)
    assert told(s) == 1
    s.is_as_written("waiting/nothing_at_all", test_nothing_free_at_all.__doc__ or "")
