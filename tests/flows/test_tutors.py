"""More than one tutor: who teaches is named in the summary, and an hour is gone when nobody has it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.desk import Tutor
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import DESK, Claims

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
TWO = replace(
    DESK, business=replace(DESK.business, tutors=(Tutor("tutor", "Noor"), Tutor("sam", "Sam", subjects=("math",))))
)
WISH = (
    "bijles wiskunde 60 minuten voor mezelf, 18+, donderdag 16:00",
    "maths lesson 60 minutes for me, I'm an adult, thursday 16:00",
)


def student(language: str, claims: Claims, source: str) -> Script:
    return Script(language, claims=claims, source=source, desk=TWO)


def test_two_students_have_the_same_hour_with_two_tutors(language: str) -> None:
    """The second student's summary names the other tutor; the third hears that the hour is gone."""
    claims = Claims()
    scripts = [student(language, claims, f"student-{n}") for n in range(3)]
    for s in scripts[:2]:
        s.says(*WISH)
        s.chooses("pay")
        s.pays()
    assert [s.order.tutor for s in scripts[:2]] == ["tutor", "sam"]
    third = scripts[2]
    third.says(*WISH)
    assert "16:00" not in [choice.title[-5:] for choice in third.offered]
    scripts[1].is_as_written("tutors/second", test_two_students_have_the_same_hour_with_two_tutors.__doc__ or "")
    third.is_as_written("tutors/third", test_two_students_have_the_same_hour_with_two_tutors.__doc__ or "")


def test_the_tutor_who_was_named_is_gone_before_the_yes(language: str) -> None:
    """The nearest times, among them the same hour with somebody else: nobody gets another tutor than was said."""
    claims = Claims()
    slow, quick = student(language, claims, "slow"), student(language, claims, "quick")
    slow.says(*WISH)
    quick.says(*WISH)
    quick.chooses("pay")
    slow.chooses("pay")
    slow.chooses_nth(1)
    assert slow.talk.conversation.wish.tutor == "sam"
    slow.is_as_written("tutors/named_is_gone", test_the_tutor_who_was_named_is_gone_before_the_yes.__doc__ or "")


def test_the_learners_own_tutor_stays(language: str) -> None:
    """A learner who had Sam gets Sam, although Noor comes first in the file."""
    claims = Claims()
    s, other = student(language, claims, "sams"), student(language, claims, "other")
    other.says(*WISH)
    other.chooses("pay")
    s.says(*WISH)
    s.chooses("pay")
    s.pays()
    s.rings(s.now + timedelta(days=4))
    s.says("bijles wiskunde dinsdag 15:00", "maths lesson tuesday 15:00")
    assert s.talk.conversation.wish.tutor == "sam"


def test_a_student_asks_for_a_tutor_by_name(language: str) -> None:
    """Only Sam's times are offered, and Sam is in the summary; Sam gives no English lessons, so others are offered then."""
    claims = Claims()
    quick, s = student(language, claims, "quick"), student(language, claims, "asks")
    quick.says(
        "bijles wiskunde 60 minuten bij Sam voor mezelf, 18+, donderdag 16:00",
        "maths lesson 60 minutes with Sam for me, I'm an adult, thursday 16:00",
    )
    quick.chooses("pay")
    assert quick.order.tutor == "sam"
    s.says(
        "bijles wiskunde 60 minuten bij Sam voor mezelf, 18+, donderdag 16:00",
        "maths lesson 60 minutes with Sam for me, I'm an adult, thursday 16:00",
    )
    assert "16:00" not in [choice.title[-5:] for choice in s.offered], "Noor has it, and was not asked for"
    s.chooses_nth(1)
    assert s.talk.conversation.wish.tutor == "sam"
    s.chooses("change", "subject", "english")
    assert s.talk.conversation.wish.tutor in ("", "tutor")
    s.is_as_written("tutors/by_name", test_a_student_asks_for_a_tutor_by_name.__doc__ or "")


def test_a_learner_may_have_a_tutors_name(language: str) -> None:
    """“My son Sam” is no wish for a tutor."""
    s = student(language, Claims(), "parent")
    s.says(
        "bijles wiskunde 60 minuten voor mijn zoon Sam, donderdag 16:00",
        "maths lesson 60 minutes for my son Sam, thursday 16:00",
    )
    assert s.talk.conversation.wish.with_tutor == ""
    assert s.talk.conversation.wish.tutor == "tutor"
