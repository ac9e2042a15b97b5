"""What a booking costs the student, counted: taps and typed answers, and the desk's messages for each.

The ways through the four flows are counted where they are written (test_lessons.py); here is the rest of the promise.
"""

import pytest

from tests.flows.meeting import known, waiting_to_pay
from tests.flows.script import LANGUAGES, Script

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
# Where one tap brings two messages: the link to forward and its choices; the confirmation and what helps to prepare.
TWO = ("payment.waiting", "booked.name", "booked.level")


def _each_tap_brings_one_message(s: Script) -> None:
    for answer in s.answers:
        most = 2 if answer.step in TWO else 1
        assert 1 <= answer.messages <= most, answer


@pytest.mark.parametrize(("flow", "taps"), [("regular", 6), ("weekend", 6), ("urgent", 5)])
def test_a_stranger_pays_after_six_taps(language: str, flow: str, taps: int) -> None:
    """Regular and weekend: six taps from “hello” to the link; urgent: five. Nothing is typed."""
    s = Script(language)
    s.says("hoi", "hello")
    s.chooses(flow, "math", *(() if flow == "urgent" else ("60",)))
    s.chooses_nth(1)
    s.chooses("adult", "pay")
    assert (s.tapped, s.typed - 1) == (taps, 0)
    _each_tap_brings_one_message(s)


def test_a_trial_takes_five_taps_and_one_answer(language: str) -> None:
    """A trial: five taps, and name and address in one typed answer."""
    s = Script(language)
    s.says("hoi", "hello")
    s.chooses("trial", "math")
    s.chooses_nth(1)
    s.chooses("adult")
    s.says("Noor, 06 12345678")
    s.chooses("book")
    assert (s.tapped, s.typed - 1) == (5, 1)
    _each_tap_brings_one_message(s)


@pytest.mark.parametrize("flow", ["regular", "weekend", "urgent"])
def test_a_known_learner_pays_after_three_taps(language: str, flow: str) -> None:
    """Flow, time, pay."""
    s = known(language)
    s.says("hoi", "hello")
    s.chooses(flow)
    s.chooses_nth(1)
    s.chooses("pay")
    assert (s.tapped, s.typed - 1) == (3, 0)
    _each_tap_brings_one_message(s)


def test_same_again_takes_two_taps(language: str) -> None:
    """Same again, pay."""
    s = known(language)
    s.says("hoi", "hello")
    s.chooses("same_again", "pay")
    assert s.tapped == 2
    _each_tap_brings_one_message(s)


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("time", ""),
        ("length", "90"),
        ("subject", "stats"),
        ("who", "learner:1"),
        ("place", "in_person"),
        ("language", "en"),
    ],
)
def test_changing_an_answer_takes_three_taps(language: str, field: str, answer: str) -> None:
    """*Change*, what, the new answer: the summary again, everything else as it was."""
    s = waiting_to_pay(language)
    before = s.talk.conversation.wish
    s.chooses("change", field)
    s.chooses(answer or s.offered[3].value)
    assert (s.tapped, s.talk.conversation.step) == (3, "regular.confirm")
    after = s.talk.conversation.wish
    kept = {"subject", "minutes", "start", "place", "who"} - {
        {"time": "start", "length": "minutes", "who": "who", "place": "place", "subject": "subject"}.get(field, "")
    }
    assert all(getattr(after, one) == getattr(before, one) or one == "place" for one in kept)
    _each_tap_brings_one_message(s)


def test_link_person_and_language_take_one(language: str) -> None:
    """The link again, a person, another language: one tap or word each."""
    s = waiting_to_pay(language)
    s.chooses("link")
    assert s.talk.conversation.step == "payment.waiting"
    s.says("in english please" if language == "nl" else "in het nederlands graag")
    assert s.talk.student.language != language
    s.chooses("person")
    assert s.talk.conversation.status == "open"
    assert len(s.answers) == 3


def test_asking_a_parent_costs_no_more(language: str) -> None:
    """A minor taps as often as an adult."""
    s = Script(language)
    s.says("hoi", "hello")
    s.chooses("regular", "math", "60")
    s.chooses_nth(1)
    s.chooses("minor", "pay")
    assert (s.tapped, s.typed - 1) == (6, 0)
    _each_tap_brings_one_message(s)
