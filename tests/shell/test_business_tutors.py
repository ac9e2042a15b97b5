"""The list of tutors in the business file: what it gives, and what it must agree with."""

from datetime import time
from pathlib import Path

from bot.core.desk import Tutor
from bot.core.slots import Hours
from tests.shell.test_business import business_with, problems_with

NOOR = '[[calendar.tutors]]\nvalue = "tutor"\nname = "Noor"\n'
SAM = '[[calendar.tutors]]\nvalue = "sam"\nname = "Sam"\n'


def test_without_a_list_there_is_the_one_tutor_of_the_business(tmp_path: Path) -> None:
    """Under the name the file gives, with everything and always."""
    assert business_with(tmp_path, '[business]\ntutor = "Kim"\n').tutors == (Tutor("tutor", "Kim"),)


def test_a_list_says_who_teaches_what_where_and_when(tmp_path: Path) -> None:
    """What is left out is no limit."""
    limits = 'subjects = ["math"]\nlanguages = ["nl"]\nplaces = ["online"]\nhours = ["Tue 15:00-21:00"]\n'
    noor, sam = business_with(tmp_path, NOOR + SAM + limits).tutors
    assert noor == Tutor("tutor", "Noor")
    assert sam == Tutor("sam", "Sam", ("math",), ("nl",), ("online",), (Hours(1, time(15), time(21)),))


def test_a_place_says_how_many_lessons_fit(tmp_path: Path) -> None:
    """None said: any number."""
    place = (
        '[[places]]\nvalue = "in_person"\ncapacity = 1\ntitle = { nl = "Bij ons", en = "Here" }\n'
        'words = { nl = [], en = [] }\ndetails = { nl = "Kade 1", en = "Kade 1" }\n'
    )
    assert business_with(tmp_path, place).capacity("in_person") == 1
    assert business_with(tmp_path, "").capacity("in_person") == 0


def test_every_contradiction_is_named(tmp_path: Path) -> None:
    """Unknown values, one value twice, a subject nobody teaches, and nobody who owns the lessons there are."""
    told = problems_with(
        tmp_path,
        SAM + 'subjects = ["maths"]\n' + SAM + 'subjects = ["english"]\nlanguages = ["fr"]\nplaces = ["moon"]\n',
    )
    text = "\n".join(told)
    for words in (
        "calendar.tutors[sam]: stands there twice",
        "needs the one whose lessons are in the database already",
        "calendar.tutors[sam].subjects: 'maths' is none of",
        "calendar.tutors[sam].languages: 'fr' is none of",
        "calendar.tutors[sam].places: 'moon' is none of",
        "nobody has the subject 'math'",
    ):
        assert words in text, text


def test_pauses_are_everybodys_or_one_tutors(tmp_path: Path) -> None:
    """Lunch for all of them, and Sam's football."""
    lunch = '[calendar]\npauses = ["Mon-Tue 12:30-13:00"]\n'
    found = business_with(tmp_path, lunch + NOOR + SAM + 'pauses = ["Fri 17:00-18:00"]\n')
    wanted = tuple(Hours(day, time(12, 30), time(13)) for day in (0, 1))
    assert {one.profile.pauses for one in found.rules.values()} == {wanted}
    assert [one.pauses for one in found.tutors] == [(), (Hours(4, time(17), time(18)),)]
