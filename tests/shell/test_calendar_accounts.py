"""The accounts of the tutors' own calendars: which variables make one, and every mistake named at once."""

import json
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.shell.settings.calendar_accounts import CalendarAccount, calendar_accounts
from bot.shell.settings.problems import Problems
from tests.shell.calendars.pretend_google import private_key


def judged(variables: dict[str, str], *tutors: str) -> tuple[tuple[CalendarAccount, ...], list[str]]:
    """The accounts, and what is wrong."""
    problems = Problems()
    with patch.dict("os.environ", variables, clear=True):
        accounts = calendar_accounts(None, tutors or ("tutor", "sam"), problems)
    return accounts, problems.sentences


CALDAV = {
    "CALENDAR_SAM_URL": "https://cloud.test/dav/sam/",
    "CALENDAR_SAM_USER": "sam@test.org",
    "CALENDAR_SAM_PASSWORD": "geheim",
}


def test_a_caldav_account_is_its_tutors() -> None:
    """Nobody else gets one, the user that is an address is the owner, and the password never shows."""
    (account,), problems = judged(CALDAV)
    assert (account.tutor, account.email, problems) == ("sam", "sam@test.org", [])
    assert "geheim" not in repr(account)


def test_a_google_account_is_a_key_and_an_id(tmp_path: Path) -> None:
    """The key of a service account, as Google hands it out."""
    path = tmp_path / "key.json"
    path.write_text(json.dumps({"client_email": "a@b", "private_key": private_key(), "token_uri": "https://t/"}))
    (account,), problems = judged({"CALENDAR_TUTOR_GOOGLE_KEY_FILE": str(path), "CALENDAR_TUTOR_ID": "x@g"})
    assert (account.calendar, problems) == ("x@g", [])
    assert "PRIVATE" not in repr(account)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"CALENDAR_NOBODY_URL": "https://x.test"}, ["CALENDAR_NOBODY_URL"]),
        ({"CALENDAR_SAM_COLOUR": "red"}, ["CALENDAR_SAM_COLOUR"]),
        ({"CALENDAR_SAM_USER": "sam"}, ["CALENDAR_SAM_URL", "CALENDAR_SAM_PASSWORD"]),
        ({**CALDAV, "CALENDAR_SAM_URL": "cloud.test"}, ["CALENDAR_SAM_URL"]),
        ({**CALDAV, "CALENDAR_SAM_URL": "https://sam:geheim@cloud.test/"}, ["CALENDAR_SAM_URL"]),
        ({**CALDAV, "CALENDAR_SAM_GOOGLE_KEY_FILE": "/none"}, ["CALENDAR_SAM_URL"]),
        ({"CALENDAR_SAM_GOOGLE_KEY_FILE": "/none"}, ["CALENDAR_SAM_GOOGLE_KEY_FILE", "CALENDAR_SAM_ID"]),
    ],
)
def test_every_mistake_is_named_without_a_secret(variables: dict[str, str], named: list[str]) -> None:
    """One sentence each, which begins with the variable."""
    accounts, problems = judged(variables)
    assert accounts == ()
    assert [one.split(":")[0] for one in problems] == named
    assert not any("geheim" in one for one in problems)
