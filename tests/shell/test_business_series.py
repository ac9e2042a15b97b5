"""[series] of the business file: what it becomes, and what is refused with a sentence."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.desk import SeriesRules
from bot.shell.settings.business_file import read_business
from bot.shell.settings.problems import Problems


def read(tmp_path: Path, text: str) -> tuple[SeriesRules, list[str]]:
    file, problems = tmp_path / "business.toml", Problems()
    file.write_text(f"[series]\n{text}\n", encoding="utf-8")
    return read_business(file, {}, problems).business.series, list(problems.sentences)


def test_everything_of_the_table(tmp_path: Path) -> None:
    """Other weeks, one payment each, another end of their holds; and no series at all."""
    found, problems = read(tmp_path, 'weeks = [3, 6]\npayment = "each"\npay_hours_before = 48')
    assert (problems, found) == ([], SeriesRules((3, 6), together=False, pay_before=timedelta(hours=48)))
    assert read(tmp_path, "weeks = []")[0].weeks == ()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("weeks = [4, 13]", "series.weeks"),
        ("weeks = [1]", "series.weeks"),
        ("weeks = [8, 4]", "from few to many"),
        ('payment = "later"', "series.payment"),
        ("pay_hours_before = 200", "series.pay_hours_before"),
        ("price = 5", "series"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, part: str) -> None:
    """The key and what would be right."""
    _, problems = read(tmp_path, text)
    assert len(problems) == 1
    assert part in problems[0]
