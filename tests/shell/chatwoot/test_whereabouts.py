"""Where a contact is: told, or proved by a country with one zone; never guessed."""

import pytest

from bot.core.events import StudentWrote
from bot.shell.chatwoot.inbound import heard
from bot.shell.chatwoot.whereabouts import whereabouts
from tests.shell.chatwoot.payloads import payload


def browser(stamp: str) -> dict[str, object]:
    return {"initiated_at": {"timestamp": stamp}, "browser_language": "en"}


@pytest.mark.parametrize(
    ("contact", "conversation", "expected"),
    [
        ({}, {}, ""),
        ({"timezone": "America/New_York"}, {}, "America/New_York"),
        ({}, {"timezone": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({"timezone": "Mars/Olympus", "country_code": "GB"}, {}, "Europe/London"),
        ({"country_code": "gb", "country": "United Kingdom", "city": "Leeds"}, {}, "Europe/London"),
        ({"country_code": "NL"}, {}, "Europe/Amsterdam"),
        ({"country_code": "US"}, {}, ""),  # several zones: a guess
        ({"country_code": "US"}, browser("Mon Apr 27 2026 06:00:00 GMT-0400 (Eastern Daylight Time)"), ""),
        ({"country_code": "GB"}, browser("Mon Apr 27 2026 11:00:00 GMT+0100 (British Summer Time)"), "Europe/London"),
        ({"country_code": "GB"}, browser("Mon Apr 27 2026 12:00:00 GMT+0200"), ""),  # a VPN: the browser knows better
        ({"country_code": "GB"}, browser("Tue Jan 27 2026 12:00:00 GMT+0000"), "Europe/London"),
        ({"country_code": "GB"}, browser("Mon Apr 99 2026 12:00:00 GMT+9900"), "Europe/London"),
        ({"country_code": "GB"}, browser("yesterday"), "Europe/London"),
        ({"country_code": "GB"}, {"initiated_at": "yesterday"}, "Europe/London"),
        ({"country_code": ["GB"], "timezone": {"a": 1}}, {"timezone": 7}, ""),
        ({"country_code": "XX"}, {}, ""),
    ],
)
def test_whereabouts(contact: dict[str, object], conversation: dict[str, object], expected: str) -> None:
    """A name of the world's list, or nothing."""
    assert whereabouts(contact, conversation) == expected


def test_it_arrives_with_the_message() -> None:
    """Contact and conversation of a callback say where the student is: here London, by a browser that agrees."""
    more = {"country_code": "GB", "country": "United Kingdom"}
    told = payload("student_wrote", conversation__meta__sender__additional_attributes=more)
    told["conversation"]["additional_attributes"]["initiated_at"] = {"timestamp": "Mon Apr 27 2026 11:00:00 GMT+0100"}
    event = heard(told, 1)
    assert isinstance(event, StudentWrote)
    assert event.seen.zone == "Europe/London"
