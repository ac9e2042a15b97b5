"""The four flows, a stranger's and a known learner's way through each, with what they cost in taps and answers."""

from datetime import timedelta

import pytest

from tests.flows.meeting import known
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import MONDAY_MORNING

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
TUESDAY, SATURDAY = timedelta(days=1), timedelta(days=5)


def test_a_stranger_books_a_trial(language: str) -> None:
    """A stranger books a free trial lesson: five taps and one typed answer. Staff see labels and attributes."""
    s = Script(language)
    s.attributes_too = True
    s.says("hoi", "hello")
    s.chooses("trial", "math")
    s.chooses_nth(1)
    s.chooses("adult")
    s.says("Noor de Vries, noor@example.org")
    s.chooses("book")
    assert (s.tapped, s.typed - 1) == (5, 1)
    assert s.order.booking == "booked"
    s.chooses("vwo")
    s.says("Breuken en procenten", "Fractions and percentages")
    s.says("bedankt!", "thank you!")
    s.is_as_written("trial/stranger", test_a_stranger_books_a_trial.__doc__ or "")


def test_a_known_learner_asks_for_another_trial(language: str) -> None:
    """One trial per learner, ever: whoever asks again gets a regular lesson offered."""
    s = Script(language, reachable=True, name="Noor de Vries")
    s.says("proefles engels voor mezelf, dinsdag 17:00", "trial lesson english for myself, tuesday 17:00")
    s.chooses("book", "havo", "skip")
    s.rings(s.now + timedelta(days=8))
    s.says("hoi", "hello")
    s.says("nog een proefles graag", "another trial lesson please")
    s.chooses("60")
    s.chooses_nth(2)
    s.chooses("pay")
    s.is_as_written("trial/known_learner", test_a_known_learner_asks_for_another_trial.__doc__ or "")


def test_a_stranger_books_a_regular_lesson(language: str) -> None:
    """A stranger books and pays a regular lesson: six taps, nothing typed. Staff see labels and attributes."""
    s = Script(language)
    s.attributes_too = True
    s.says("hoi", "hello")
    s.chooses("regular", "math", "60")
    s.chooses_nth(3)
    s.chooses("adult", "pay")
    s.pays()
    assert (s.tapped, s.typed - 1) == (6, 0)
    assert s.order.booking == "booked"
    s.says("Noor")
    s.chooses("university_wo")
    s.says("Integralen", "Integrals")
    s.is_as_written("regular/stranger", test_a_stranger_books_a_regular_lesson.__doc__ or "")


def test_a_known_learner_books_a_regular_lesson(language: str) -> None:
    """A known learner books another time than last week's: three taps."""
    s = known(language)
    s.says("hoi", "hello")
    s.chooses("regular")
    s.chooses_nth(2)
    s.chooses("pay")
    s.pays()
    assert (s.tapped, s.typed - 1) == (3, 0)
    assert s.order.booking == "booked"
    s.is_as_written("regular/known_learner", test_a_known_learner_books_a_regular_lesson.__doc__ or "")


def test_same_again(language: str) -> None:
    """The same lesson a week later: two taps."""
    s = known(language)
    s.says("hoi", "hello")
    s.chooses("same_again", "pay")
    s.pays()
    assert (s.tapped, s.typed - 1) == (2, 0)
    assert s.order.slot.start == MONDAY_MORNING + TUESDAY + timedelta(hours=6)
    s.is_as_written("regular/same_again", test_same_again.__doc__ or "")


def test_a_stranger_books_urgent_help(language: str) -> None:
    """Urgent help today: five taps, nothing typed."""
    s = Script(language)
    s.says("hoi", "hello")
    s.chooses("urgent", "chemistry")
    s.chooses_nth(1)
    s.chooses("adult", "pay")
    s.pays()
    assert (s.tapped, s.typed - 1) == (5, 0)
    assert s.order.booking == "booked"
    s.is_as_written("urgent/stranger", test_a_stranger_books_urgent_help.__doc__ or "")


def test_a_known_learner_books_urgent_help(language: str) -> None:
    """A known learner needs help before a test tomorrow: three taps."""
    s = known(language)
    s.says("hoi", "hello")
    s.chooses("urgent")
    s.chooses_nth(3)
    s.chooses("pay")
    s.pays()
    assert (s.tapped, s.typed - 1) == (3, 0)
    s.is_as_written("urgent/known_learner", test_a_known_learner_books_urgent_help.__doc__ or "")


def test_urgent_on_sunday_night(language: str) -> None:
    """Sunday 22 November, 21:30: a test on Monday. The first time is the next morning; it is held for 31 minutes."""
    sunday_night = MONDAY_MORNING - timedelta(hours=12, minutes=30)
    s = Script(language, sunday_night)
    s.says("Help! morgen toets scheikunde, spoed", "Help! test tomorrow, chemistry, urgent")
    s.chooses_nth(1)
    s.chooses("adult", "pay")
    s.passes(minutes=22)
    s.pays()
    assert s.order.booking == "booked"
    s.is_as_written("urgent/sunday_night", test_urgent_on_sunday_night.__doc__ or "")


def test_a_stranger_books_a_weekend_lesson(language: str) -> None:
    """A weekend lesson for a stranger: six taps, the weekend's price."""
    s = Script(language)
    s.says("hoi", "hello")
    s.chooses("weekend", "programming", "90")
    s.chooses_nth(1)
    s.chooses("adult", "pay")
    s.pays()
    assert (s.tapped, s.typed - 1) == (6, 0)
    assert (s.order.price.cents, s.order.booking) == (11250, "booked")
    s.is_as_written("weekend/stranger", test_a_stranger_books_a_weekend_lesson.__doc__ or "")


def test_a_known_learner_books_a_weekend_lesson(language: str) -> None:
    """A known learner books on Saturday: three taps."""
    s = known(language)
    s.says("hoi", "hello")
    s.chooses("weekend")
    s.chooses_nth(4)
    s.chooses("pay")
    s.pays()
    assert (s.tapped, s.typed - 1) == (3, 0)
    s.is_as_written("weekend/known_learner", test_a_known_learner_books_a_weekend_lesson.__doc__ or "")


def test_everything_said_in_one_message(language: str) -> None:
    """Flow, subject, learner, day and time in one message: one question before the summary."""
    s = Script(language)
    s.says("bijles wiskunde voor mijn zoon, dinsdag na 4", "maths tutoring for my son, tuesday after 4")
    assert s.talk.conversation.step == "regular.slot"
    s.chooses_nth(2)
    assert s.talk.conversation.step == "regular.confirm"
    s.chooses("pay")
    s.pays()
    s.says("Tim")
    s.chooses("havo", "skip")
    s.is_as_written("regular/all_in_one_message", test_everything_said_in_one_message.__doc__ or "")


def test_a_weekday_and_an_hour_need_no_list(language: str) -> None:
    """A message that names a free time leads straight to the summary."""
    s = Script(language, name="Sanne Bakker")
    s.says(
        "Ik zoek bijles statistiek voor mezelf, anderhalf uur, woensdag om half vijf, bij jullie",
        "I need statistics tutoring for myself, 90 minutes, wednesday at 16:30, at your place",
    )
    assert s.talk.conversation.step == "regular.confirm"
    s.says("ja graag", "yes please")
    s.pays()
    s.is_as_written("regular/an_hour_named", test_a_weekday_and_an_hour_need_no_list.__doc__ or "")
