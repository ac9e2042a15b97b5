"""What students type about the length of a lesson."""

import pytest

from bot.core.wishes import read_minutes


@pytest.mark.parametrize(
    ("typed", "minutes", "left"),
    [
        ("60 min", 60, ""),
        ("60min", 60, ""),
        ("90 minuten graag", 90, "graag"),
        ("90 minutes", 90, ""),
        ("90-minute lesson", 90, "lesson"),
        ("zestig minuten", 60, ""),
        ("ninety minutes", 90, ""),
        ("een uur", 60, ""),
        ("één uur", 60, ""),
        ("one hour", 60, ""),
        ("an hour", 60, ""),
        ("1 hour", 60, ""),
        ("anderhalf uur", 90, ""),
        ("1,5 uur", 90, ""),
        ("1.5 hours", 90, ""),
        ("1½ uur", 90, ""),
        ("an hour and a half", 90, ""),
        ("one and a half hours", 90, ""),
        ("een uur en een half", 90, ""),
        ("1h30", 90, ""),
        ("1u30", 90, ""),
        ("1 uur 30 min", 90, ""),
        ("1 uur en 30 minuten", 90, ""),
        ("2 uur bijles", 120, "bijles"),
        ("2u wiskunde", 120, "wiskunde"),
        ("bijles, twee uur", 120, "bijles"),
        ("two hours", 120, ""),
        ("2 hours of math", 120, "of math"),
        ("3 hours", 180, ""),
        ("half uur", 30, ""),
        ("een half uur", 30, ""),
        ("halfuur", 30, ""),
        ("half an hour", 30, ""),
        ("drie kwartier", 45, ""),
        ("2,5 uur", 150, ""),
        ("bijles wiskunde van 90 minuten voor mijn zoon", 90, "bijles wiskunde voor mijn zoon"),
        ("math 60 minutes tuesday 4pm", 60, "math tuesday 4pm"),
        ("bijles 2 uur dinsdag", 120, "bijles dinsdag"),
        ("les van 1 uur om 4 uur", 60, "les om 4 uur"),
        ("dinsdag 16:00, 60 min", 60, "dinsdag 16:00"),
        ("Anderhalf Uur!", 90, "!"),
    ],
)
def test_a_length_is_read(typed: str, minutes: int, left: str) -> None:
    """Minutes, hours and halves in both languages, the rest of the sentence kept."""
    assert read_minutes(typed) == (minutes, left)


@pytest.mark.parametrize(
    "typed",
    [
        "om 2 uur",
        "at 2 o'clock",
        "na 2 uur",
        "om een uur",
        "2 uur",
        "twee uur graag",
        "dinsdag 2 uur",
        "tuesday 2h",
        "3 uur",
        "4 uur",
        "half 2",
        "half twee uur",
        "kwart voor een uur",
        "tussen 1 en 2 uur",
        "over 2 uur",
        "in two hours",
        "16u30",
        "16:30",
        "60",
        "90",
        "€60",
        "60 euro",
        "groep 8",
        "06-12345678",
        "2 kinderen",
        "5 minutes",
        "999 minuten",
        "tomorrow",
        "",
        "u bent geweldig",
    ],
)
def test_a_time_of_day_or_a_bare_number_is_no_length(typed: str) -> None:
    """ "Om 2 uur" is a time, "60" alone may be anything."""
    assert read_minutes(typed) == (None, typed)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("60", 60),
        ("90 graag", 90),
        ("negentig", 90),
        ("2 uur", 120),
        ("1u", 60),
        ("3 uur", 180),
        ("doe maar 90", 90),
        ("the 60 one", 60),
        ("om 2 uur", None),
        ("at 2", None),
        ("2", None),
        ("€60", None),
        ("60 euro", None),
        ("€ 60,00", None),
        ("0612345678", None),
        ("16:30", None),
        ("27-11", None),
        ("27-11-2026", None),
        ("2026", None),
    ],
)
def test_an_answer_about_the_length_needs_no_unit(typed: str, minutes: int | None) -> None:
    """Asked "how long?", "60" is enough and "2 uur" is never two o'clock."""
    assert read_minutes(typed, asking=True)[0] == minutes
