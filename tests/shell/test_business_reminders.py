"""[reminders] of the business file: what it becomes, and what is refused with a sentence."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.core.reminder_rules import Reminders, Template
from bot.shell.settings.business_file import read_business
from bot.shell.settings.problems import Problems


def read(tmp_path: Path, text: str) -> tuple[Reminders, list[str]]:
    file, problems = tmp_path / "business.toml", Problems()
    file.write_text(f"[reminders]\n{text}\n", encoding="utf-8")
    return read_business(file, {}, problems).business.reminders, list(problems.sentences)


def test_the_example_reminds_the_day_before_and_two_hours_before() -> None:
    """What a file without the table gets: the same as the core's own."""
    assert read_business(None, {}, Problems()).business.reminders == Reminders()


def test_everything_of_the_table(tmp_path: Path) -> None:
    """Hours, night, question and a template by language."""
    found, problems = read(
        tmp_path,
        'hours_before = [3, 48]\nquiet_hours = "23:30-07:00"\nask_after_minutes = 0\n'
        '[reminders.templates.nl]\nname = "les_herinnering"\nlanguage = "nl"\nparameters = ["when", "place"]',
    )
    assert problems == []
    assert found.before == (timedelta(hours=48), timedelta(hours=3))
    assert (found.quiet_from, found.quiet_until, found.after) == (time(23, 30), time(7), None)
    assert found.templates == {"nl": Template("les_herinnering", "nl", ("when", "place"))}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("hours_before = [2, 2]", "same hour twice"),
        ("hours_before = [0]", "hours_before"),
        ('quiet_hours = "10pm"', "22:00-08:00"),
        ('templates = { nl = { name = "x", language = "nl", parameters = ["price"] } }', "'price' is none of"),
        ('templates = { fr = { name = "x", language = "fr" } }', "templates.fr"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, part: str) -> None:
    """The key and what would be right."""
    _, problems = read(tmp_path, text)
    assert len(problems) == 1
    assert part in problems[0]
