"""When a lesson is reminded of: by the clock on the wall, never at night, never right after the booking."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.reminder_rules import LESSON_DAY, LESSON_OVER, LESSON_SOON, Reminders, at_night, good_until, moments
from bot.core.slots import Slot
from bot.core.windows import is_open, takes_templates

ZONE = ZoneInfo("Europe/Amsterdam")
RULES = Reminders(before=(timedelta(hours=24), timedelta(hours=2)))
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam


def local(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%a %H:%M}" if moment else "–"


def rings(start: datetime, now: datetime = MONDAY, rules: Reminders = RULES, minutes: int = 60) -> list[str]:
    found = moments(rules, ZONE, Slot(start, minutes), now)
    return [local(found[name]) for name in (LESSON_DAY, LESSON_SOON, LESSON_OVER)]


def amsterdam(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (amsterdam(26, 16), ["Wed 16:00", "Thu 14:00", "Thu 18:00"]),
        (amsterdam(26, 9), ["Wed 09:00", "Wed 21:00", "Thu 11:00"]),  # two hours before is at night
        (amsterdam(26, 21), ["Wed 21:00", "Thu 19:00", "Fri 09:00"]),  # and so is one hour after
        (amsterdam(26, 23), ["Wed 21:00", "Thu 21:00", "Fri 09:00"]),
        (amsterdam(24, 10, 30), ["–", "Tue 08:30", "Tue 12:30"]),  # the day before is half an hour away: left out
        (amsterdam(23, 12, 30), ["–", "–", "Mon 14:30"]),  # and so are two hours before
        (amsterdam(23, 9), ["–", "–", "Mon 11:00"]),  # it has begun
    ],
)
def test_when_a_lesson_is_reminded_of(start: datetime, expected: list[str]) -> None:
    """A day and two hours before and an hour after; at night the evening before or the morning after; not right after booking."""
    assert rings(start) == expected


def test_the_clock_changes_in_between() -> None:
    """A night in which the clock changes still ends at eight on the wall."""
    before = datetime(2027, 3, 26, 9, 0, tzinfo=UTC)
    start = datetime(2027, 3, 28, 9, 0, tzinfo=ZONE).astimezone(UTC)  # the day it changes
    assert rings(start, before) == ["Sat 08:00", "Sat 21:00", "Sun 11:00"]


def test_what_the_settings_leave_out_never_rings() -> None:
    """No hours and no question: no alarms."""
    assert rings(amsterdam(26, 16), rules=Reminders(before=(), after=None)) == ["–", "–", "–"]


def test_several_of_one_name_ring_one_after_the_other() -> None:
    """The next of them, each time it is asked; of two within an hour only the nearer one."""
    rules = Reminders(before=(timedelta(days=3), timedelta(days=1), timedelta(hours=2), timedelta(hours=1, minutes=30)))
    start = amsterdam(30, 16)
    assert rings(start, rules=rules)[:2] == ["Fri 16:00", "Mon 14:30"]
    assert rings(start, amsterdam(27, 16), rules)[:2] == ["Sun 16:00", "Mon 14:30"]


def test_a_night_may_be_short_or_none() -> None:
    """From one to five, and from ten to ten."""
    short = Reminders(quiet_from=time(1), quiet_until=time(5))
    assert [at_night(short, ZONE, amsterdam(26, hour)) for hour in (0, 1, 4, 5)] == [False, True, True, False]
    none = Reminders(quiet_from=time(22), quiet_until=time(22))
    assert not any(at_night(none, ZONE, amsterdam(26, hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("channel", "source", "hours", "can_reply", "expected"),
    [
        ("Channel::Whatsapp", "316", 23, True, True),
        ("Channel::Whatsapp", "316", 24, True, False),
        ("Channel::Whatsapp", "316", None, True, False),
        ("Channel::Whatsapp", "316", 1, False, False),
        ("Channel::TwilioSms", "whatsapp:+316", 25, True, False),
        ("Channel::TwilioSms", "+316", 25, True, True),
        ("Channel::Instagram", "x", 25, True, False),
        ("Channel::Tiktok", "x", 47, True, True),
        ("Channel::WebWidget", "x", 500, True, True),
        ("Channel::Api", "x", 5, False, False),
    ],
)
def test_whether_a_channel_takes_a_message(
    channel: str, source: str, hours: int | None, can_reply: bool, expected: bool
) -> None:
    """The clock counts where there is a window, and Chatwoot's no counts everywhere."""
    heard_at = None if hours is None else MONDAY - timedelta(hours=hours)
    assert is_open(channel, source, can_reply=can_reply, heard_at=heard_at, now=MONDAY) is expected
    assert takes_templates(channel, source) == (channel == "Channel::Whatsapp" or source.startswith("whatsapp:"))


@pytest.mark.parametrize(
    ("quiet", "said", "stale"),
    [
        ((22, 8), amsterdam(25, 14), "Wed 22:00"),
        ((22, 8), amsterdam(25, 21, 59), "Wed 22:00"),
        ((1, 8), amsterdam(25, 14), "Thu 00:00"),  # “tomorrow” would be today
        ((22, 22), amsterdam(25, 14), "Thu 00:00"),  # no night
        ((13, 14), amsterdam(25, 14), "Thu 00:00"),
    ],
)
def test_a_reminder_goes_stale_with_its_day(quiet: tuple[int, int], said: datetime, stale: str) -> None:
    """As the night begins, at midnight at the latest."""
    assert local(good_until(Reminders(quiet_from=time(quiet[0]), quiet_until=time(quiet[1])), ZONE, said)) == stale
