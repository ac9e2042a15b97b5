"""A student in another time zone: every time they read and type is by their own clock, and both clocks are named where it matters."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core import effects as x
from bot.core.orders import BOOKED
from bot.core.reminder_rules import ALARMS
from tests.flows.script import LANGUAGES, Script
from tests.flows.test_moving import WISH

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
THURSDAY_TEN = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)  # 16:00 in Amsterdam, 10:00 in New York


def abroad(language: str, zone: str = "America/New_York", **more: object) -> Script:
    """Somebody whose contact carries a time zone."""
    return Script(language, reachable=True, attributes={"timezone": zone}, **more)  # type: ignore[arg-type]


def test_a_lesson_from_new_york(language: str) -> None:
    """The list is by the student's clock and names it; “10:00” is theirs; the summary, the link's end and the confirmation too."""
    s = abroad(language)
    s.says("bijles wiskunde 60 minuten voor mezelf, 18+", "maths lesson 60 minutes for me, I'm an adult")
    s.says("donderdag om 10:00", "thursday at 10am")
    assert s.talk.conversation.wish.start == THURSDAY_TEN
    s.chooses("pay")
    s.pays()
    assert s.order.slot.start == THURSDAY_TEN
    assert s.order.zone == "America/New_York"
    s.chooses("skip", "skip", "skip")
    s.passes(hours=52)
    s.is_as_written("zones/new_york", test_a_lesson_from_new_york.__doc__ or "")


def test_moving_from_new_york(language: str) -> None:
    """Booked, moved by typed words, and cancelled: every time by the student's clock, the team's notes by the business's."""
    s = abroad(language)
    s.says(
        "bijles wiskunde 60 minuten voor mezelf, 18+, donderdag 10 uur",
        "maths lesson 60 minutes for me, I'm an adult, thursday 10am",
    )
    s.chooses("pay")
    s.pays()
    s.chooses("skip", "skip", "skip")
    s.says("verzet mijn les naar vrijdag 11:30", "move my lesson to friday 11:30")
    s.chooses("yes")
    assert s.order.slot.start == datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
    s.says("een uur eerder", "move it to one hour earlier")
    s.says("annuleren", "cancel my lesson")
    s.is_as_written("zones/moved", test_moving_from_new_york.__doc__ or "")


def test_in_person_is_by_the_clock_of_the_place(language: str) -> None:
    """Who comes to the lesson comes by the clock there: named as such, and so is the end of the time to pay."""
    s = abroad(language)
    s.says(
        "bijles wiskunde 60 minuten bij jullie voor mezelf, 18+, donderdag 16:00",
        "maths lesson 60 minutes in person for me, I'm an adult, thursday 16:00",
    )
    s.chooses("pay")
    s.pays()
    assert s.order.slot.start == THURSDAY_TEN
    s.chooses("skip", "skip", "skip")
    s.passes(hours=52)
    s.is_as_written("zones/in_person", test_in_person_is_by_the_clock_of_the_place.__doc__ or "")


def test_outside_the_hours_of_the_business(language: str) -> None:
    """An evening that is night at the business: its hours are said with its city, and nothing at night comes first."""
    s = abroad(language)
    s.says("bijles wiskunde 60 minuten voor mezelf, 18+", "maths lesson 60 minutes for me, I'm an adult")
    s.says("donderdag 19:00", "thursday 19:00")
    s.says("zondag", "sunday")
    s.is_as_written("zones/outside_hours", test_outside_the_hours_of_the_business.__doc__ or "")


def test_the_same_clock_changes_nothing(language: str) -> None:
    """Berlin's clock shows what Amsterdam's does: the student reads what everybody reads."""
    told, berlin = Script(language, reachable=True), abroad(language, "Europe/Berlin")
    for s in (told, berlin):
        s.says(*WISH)
        s.chooses("change", "time")
        s.chooses_nth(2)
        s.chooses("pay")
        s.pays()
    assert told.lines == berlin.lines


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "EST", "Etc/GMT+5", "Europe", 5, None, ["x"]])
def test_no_zone_is_no_zone(language: str, name: object) -> None:
    """Anybody may write anything into a contact."""
    s = Script(language, attributes={"timezone": name})
    s.says("bijles wiskunde", "maths lesson")
    assert s.talk.student.zone == ""


def test_a_time_that_comes_twice_is_offered_once(language: str) -> None:
    """Auckland puts its clock back on Sunday 4 April 2027 at 3:00, in the middle of a Saturday afternoon in Amsterdam."""
    s = abroad(language, "Pacific/Auckland", now=datetime(2027, 4, 1, 8, 0, tzinfo=UTC))
    s.says("weekendles wiskunde 60 minuten voor mezelf, 18+", "weekend maths lesson 60 minutes for me, I'm an adult")
    seen: dict[str, str] = {}
    for _ in range(12):
        for one in s.offered:
            if one.does == "slot_chosen":
                assert seen.setdefault(one.title, one.value) == one.value, "two times of one name"
        if "more" not in {one.value for one in s.offered}:
            break
        s.chooses("more")
    s.says("zondag 4 april 02:30", "sunday 4 april 02:30")
    assert s.talk.conversation.wish.start == datetime(2027, 4, 3, 13, 30, tzinfo=UTC)  # the first of the two


def test_a_clock_that_changes_before_ours(language: str) -> None:
    """New York goes to summer time two weeks before Amsterdam: 10:00 there is 15:00 in between, and 16:00 after."""
    for now, nl, en, hour in (
        (datetime(2027, 3, 12, 9, 0, tzinfo=UTC), "dinsdag 16 maart", "tuesday 16 march", "15:00"),
        (datetime(2027, 3, 22, 9, 0, tzinfo=UTC), "dinsdag 30 maart", "tuesday 30 march", "16:00"),
    ):
        s = abroad(language, now=now)
        s.says(
            f"bijles wiskunde 60 minuten voor mezelf, 18+, {nl} 10:00",
            f"maths lesson 60 minutes for me, I'm an adult, {en} 10am",
        )
        assert s.talk.conversation.wish.start == datetime(2027, 3, int(nl.split()[1]), 14, 0, tzinfo=UTC)
        assert f"{hour} in Amsterdam" in s.said[-1].text


def test_nobody_is_reminded_in_their_own_night(language: str) -> None:
    """Two hours before a lesson at 16:00 in Amsterdam it is five in the morning in Los Angeles: said the evening before."""
    s = abroad(language, "America/Los_Angeles")
    s.says(
        "bijles wiskunde 60 minuten voor mezelf, 18+, donderdag 07:00",
        "maths lesson 60 minutes for me, I'm an adult, thursday 7am",
    )
    s.chooses("pay")
    s.pays()
    assert s.order.booking == BOOKED
    rings = [at for (name, _), at in s.wakeups.items() if name in ALARMS]
    assert len(rings) >= 2
    assert all(8 <= at.astimezone(ZoneInfo("America/Los_Angeles")).hour < 22 for at in rings), rings


def test_the_student_moves_house(language: str) -> None:
    """The zone of the contact changes: what is booked is read by the new clock from then on."""
    s = abroad(language)
    s.says(
        "bijles wiskunde 60 minuten voor mezelf, 18+, donderdag 10 uur",
        "maths lesson 60 minutes for me, I'm an adult, thursday 10am",
    )
    s.chooses("pay")
    s.pays()
    s.chooses("skip", "skip", "skip")
    s.attributes = {"timezone": "Europe/London"}
    s.says("verzetten", "reschedule")
    assert s.order.zone == "Europe/London"
    assert re.search(r"26 nov 15:00", s.said[-1].text, re.IGNORECASE)
    assert any(isinstance(one, x.WakeMe) and one.order_id == s.order.id and one.at for one in s.done[-8:])
