"""What a tutor does with a lesson in their own calendar reaches the student, or is put right; nothing goes to and fro."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import effects as x
from bot.core import events as e
from bot.core.clocks import clock_of_team
from bot.core.orders import BOOKED, CLASHED, RELEASED
from bot.core.slots import Slot
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import DESK
from tests.flows.test_moving import THURSDAY, TRIAL, booked, refunded

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
ASKING = replace(DESK, business=replace(DESK.business, outside=replace(DESK.business.outside, removed_asks=True)))


def drags(s: Script, start: datetime, minutes: int = 0) -> None:
    """The tutor moves the lesson in their own calendar."""
    there = clock_of_team(s.desk.speech, "en", s.desk.business.zone).moment(start)
    s._line("tutor", f"moves the lesson in their calendar to {there}")
    about: dict[str, Any] = {"order_id": s.order.id, "start": start, "minutes": minutes or s.order.slot.minutes}
    s.happens(e.LessonMovedOutside(id=s.new_id(), talk=s.talk.id, **about))


def takes_out(s: Script) -> None:
    """The tutor deletes it there."""
    s._line("tutor", "takes the lesson out of their calendar")
    s.happens(e.LessonRemovedOutside(id=s.new_id(), talk=s.talk.id, order_id=s.order.id))


def put_right(s: Script) -> int:
    """How often the calendar was asked to show the lesson as it stands."""
    return sum(isinstance(one, x.PutInCalendar) for one in s.done)


def notes(s: Script) -> int:
    """What the team was told so far."""
    return sum(isinstance(one, x.NoteForStaff) for one in s.done)


def test_the_tutor_moves_a_lesson_and_it_suits(language: str) -> None:
    """The lesson follows, everything with it; the student reads where it is now, and says that it is fine."""
    s = booked(language)
    s.attributes_too = True
    drags(s, FRIDAY)
    assert (s.order.slot.start, s.order.moves, s.order.booking) == (FRIDAY, 1, BOOKED)
    assert s.claims.slots == {s.order.id: s.order.slot}
    assert {at for (name, _), at in s.wakeups.items() if name == "lesson_soon"} == {FRIDAY - timedelta(hours=2)}
    s.chooses(f"fine_{s.order.id}")
    assert s.order.tutor_moves == 0
    assert refunded(s) == 0
    s.is_as_written("outside/moved_and_fine", test_the_tutor_moves_a_lesson_and_it_suits.__doc__ or "")


def test_the_tutor_moves_a_lesson_and_another_time_is_better(language: str) -> None:
    """Also hours before the lesson, when the usual notice is over: the student chooses freely."""
    s = booked(language)
    s.rings(THURSDAY - timedelta(hours=4))
    drags(s, THURSDAY + timedelta(hours=2))
    s.chooses(f"other_{s.order.id}")
    s.chooses_nth(2)
    s.chooses("yes")
    assert (s.order.moves, s.order.tutor_moves) == (2, 0)
    assert s.claims.slots == {s.order.id: s.order.slot}
    s.is_as_written("outside/moved_and_other", test_the_tutor_moves_a_lesson_and_another_time_is_better.__doc__ or "")


def test_the_tutor_moves_a_lesson_and_the_student_cancels(language: str) -> None:
    """Everything comes back, whatever the notice."""
    s = booked(language)
    s.rings(THURSDAY - timedelta(hours=4))
    drags(s, THURSDAY + timedelta(hours=2))
    s.chooses(f"off_{s.order.id}")
    s.chooses(s.offered[0].value)
    assert s.order.booking == RELEASED
    assert refunded(s) == s.order.price.cents
    s.is_as_written("outside/moved_and_cancelled", test_the_tutor_moves_a_lesson_and_the_student_cancels.__doc__ or "")


def test_a_person_has_the_conversation(language: str) -> None:
    """The bare fact is said all the same, without a question nobody of ours would hear the answer to."""
    s = booked(language)
    s.staff_writes("Hoi, ik neem het over.")
    s.forget_effort()
    said = len(s.said)
    drags(s, FRIDAY)
    (fact,) = s.said[said:]
    assert (fact.gated, fact.choices) == (False, ())
    s.is_as_written("outside/moved_with_a_person", test_a_person_has_the_conversation.__doc__ or "")


def test_the_channel_takes_no_message(language: str) -> None:
    """WhatsApp's window is closed: the lesson has moved, and the team is told to tell the student."""
    s = booked(language, channel="Channel::Whatsapp")
    s.rings(s.now + timedelta(hours=25))
    said = len(s.said)
    drags(s, FRIDAY)
    assert s.said[said:] == []
    assert s.order.slot.start == FRIDAY
    s.is_as_written("outside/moved_untold", test_the_channel_takes_no_message.__doc__ or "")


def test_in_the_middle_of_another_booking(language: str) -> None:
    """The fact is told, and the question there stays the one that is answered."""
    s = booked(language)
    lesson = s.order
    s.says("nog een les engels, 60 minuten", "one more english lesson, 60 minutes")
    offered = s.offered
    about: dict[str, Any] = {"order_id": lesson.id, "start": FRIDAY, "minutes": lesson.slot.minutes}
    s.happens(e.LessonMovedOutside(id=s.new_id(), talk=s.talk.id, **about))
    assert s.talk.orders[lesson.id].slot.start == FRIDAY
    assert s.offered == offered


@pytest.mark.parametrize(
    ("why", "start", "minutes"),
    [
        ("past", datetime(2026, 11, 20, 16, 0, tzinfo=UTC), 0),
        ("length", FRIDAY, 90),
        ("clock", FRIDAY + timedelta(minutes=3), 0),
        ("taken", datetime(2026, 11, 27, 10, 30, tzinfo=UTC), 0),
    ],
)
def test_where_it_cannot_follow_the_lesson_stays(language: str, why: str, start: datetime, minutes: int) -> None:
    """The calendar is put right the first time and left alone the second; the team knows why, the student hears of nothing."""
    s = booked(language)
    s.claims.slots["rival"] = Slot(datetime(2026, 11, 27, 10, 0, tzinfo=UTC), 60)
    before, said, told = s.order, len(s.said), notes(s)
    for _ in range(3):
        drags(s, start, minutes)
    assert replace(s.order, told=()) == replace(before, told=())
    assert len(s.said) == said
    assert (notes(s) - told, put_right(s)) == (2, 1)
    s.is_as_written(f"outside/stays_{why}", test_where_it_cannot_follow_the_lesson_stays.__doc__ or "")


def test_a_held_time_does_not_follow(language: str) -> None:
    """The page was made for that time: it stays, until it is paid."""
    s = Script(language, reachable=True)
    s.says(
        "bijles wiskunde 60 minuten voor mezelf, 18+, donderdag 16:00",
        "maths lesson 60 minutes for me, I'm an adult, thursday 16:00",
    )
    s.chooses("pay")
    drags(s, FRIDAY)
    assert s.order.slot.start == THURSDAY
    s.pays()
    assert (s.order.booking, s.order.slot.start) == (BOOKED, THURSDAY)
    s.is_as_written("outside/held_stays", test_a_held_time_does_not_follow.__doc__ or "")


def test_moved_again_and_again(language: str) -> None:
    """Three times without a word of the student's; then it stays, and somebody looks: never a message after another for ever."""
    s = booked(language)
    said = len(s.said)
    for n in range(8):
        drags(s, FRIDAY + timedelta(hours=n % 3))
    assert (s.order.moves, len(s.said) - said) == (3, 3)
    assert put_right(s) == 1


def test_taken_out_by_a_slip(language: str) -> None:
    """The lesson stands and is put back once; the second time it was no slip, and a person decides. The student is not disturbed."""
    s = booked(language)
    said, told = len(s.said), notes(s)
    for _ in range(3):
        takes_out(s)
    assert (s.order.booking, len(s.said) - said) == (BOOKED, 0)
    assert (notes(s) - told, put_right(s)) == (2, 1)
    assert [one.kind for one in s.done if isinstance(one, x.Alert)] == ["lesson_removed"]
    s.is_as_written("outside/taken_out", test_taken_out_by_a_slip.__doc__ or "")


def test_taken_out_and_the_student_is_asked(language: str) -> None:
    """Where the settings say so: another time or everything back, at once; until then the lesson stands."""
    s = booked(language, desk=ASKING)
    said = len(s.said)
    for _ in range(2):
        takes_out(s)
    assert len(s.said) - said == 1
    assert (s.order.booking, put_right(s)) == (BOOKED, 0)
    s.chooses(f"off_{s.order.id}")
    s.chooses(s.offered[0].value)
    assert s.order.booking == RELEASED
    assert refunded(s) == s.order.price.cents
    s.is_as_written("outside/taken_out_asked", test_taken_out_and_the_student_is_asked.__doc__ or "")


def test_a_trial_is_moved(language: str) -> None:
    """Nothing was paid, so nothing comes back."""
    s = Script(language, reachable=True)
    s.says(*TRIAL)
    s.chooses("book")
    drags(s, s.order.slot.start + timedelta(hours=1))
    s.chooses(f"off_{s.order.id}")
    s.is_as_written("outside/trial_moved", test_a_trial_is_moved.__doc__ or "")


def test_a_held_time_clashes(language: str) -> None:
    """The tutor is busy then after all: the page is expired and the nearest times are offered; money that was quicker chooses."""
    s = Script(language, reachable=True)
    s.says(
        "bijles wiskunde 60 minuten voor mezelf, 18+, donderdag 16:00",
        "maths lesson 60 minutes for me, I'm an adult, thursday 16:00",
    )
    s.chooses("pay")
    s._line("tutor", "puts something else at that time into their calendar")
    s.claims.slots["dentist"] = s.order.slot
    s.happens(e.TimeClashed(id=s.new_id(), talk=s.talk.id, order_id=s.order.id))
    (order,) = s.talk.orders.values()
    assert (order.booking, order.closed) == (RELEASED, CLASHED)
    s.is_as_written("outside/clashed", test_a_held_time_clashes.__doc__ or "")


def test_the_time_of_a_difference_clashes(language: str) -> None:
    """A lesson that waits for its difference stays where it is, and other times are offered to move it to."""
    s = booked(language)
    lesson = s.order
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    s._line("tutor", "puts something else at that time into their calendar")
    s.happens(e.TimeClashed(id=s.new_id(), talk=s.talk.id, order_id=s.order.id))
    assert s.talk.orders[lesson.id].booking == BOOKED
    assert s.talk.conversation.wish.moves == lesson.id
    s.is_as_written("outside/difference_clashed", test_the_time_of_a_difference_clashes.__doc__ or "")
