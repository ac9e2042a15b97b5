"""Every week at the same time: asked, named with what is not free, paid once, and each lesson a lesson of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.orders import BOOKED, HELD, RELEASED
from tests.flows.script import LANGUAGES, Script
from tests.flows.series import (
    EVERY_WEEK,
    FOUR_WEEKS,
    FOUR_WEEKS_AT_15,
    asked_back,
    books_are_right,
    lessons,
    paid_series,
    week,
)

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_four_weeks(language: str) -> None:
    """“Every Thursday at four”: how many weeks, one summary that leaves out what is taken, one payment, one confirmation."""
    s = Script(language, reachable=True)
    s.somebody_takes(week(3))
    s.says(*EVERY_WEEK)
    assert s.talk.conversation.step == "regular.weeks"
    s.chooses("4")
    s.chooses("pay")
    assert [one.booking for one in lessons(s)] == [HELD] * 3
    assert [one.slot.start for one in lessons(s)] == [week(1), week(2), week(4)]
    s.pays()
    assert [one.booking for one in lessons(s)] == [BOOKED] * 3
    assert set(s.claims.slots.values()) >= {one.slot for one in lessons(s)}
    assert [one.worth_cents for one in lessons(s)] == [6000] * 3
    assert [one.payment for one in lessons(s)] == ["paid"] * 3
    first = lessons(s)[0]
    assert (first.money_in_cents, first.booked_cents, first.credited_cents) == (18000, 6000, 12000)
    books_are_right(s)
    s.is_as_written("weekly/four_weeks", test_four_weeks.__doc__ or "")


def test_at_once(language: str) -> None:
    """A number of weeks in the first message leaves no question before the summary; no payment, and all times are free again."""
    s = Script(language, reachable=True)
    s.says(*FOUR_WEEKS)
    assert s.talk.conversation.step == "regular.confirm"
    s.chooses("pay")
    assert len(s.claims.slots) == 4
    s.passes(hours=1, minutes=1)
    assert s.claims.slots == {}
    assert {one.booking for one in lessons(s)} == {RELEASED}
    s.somebody_takes(week(2))
    s.chooses("again")  # the summary says what can be had still
    s.chooses("pay")
    s.pays()
    assert [one.slot.start for one in lessons(s) if one.booking == BOOKED] == [week(1), week(3), week(4)]
    s.is_as_written("weekly/at_once", test_at_once.__doc__ or "")


def test_one_of_them_moves(language: str) -> None:
    """The third lesson moves, the others stay; to the weekend it costs its own difference, and back that returns."""
    s = paid_series(language)
    third = lessons(s)[2]
    s.says(
        "verzet mijn les van 10 december naar 11 december 17:00", "move my lesson of 10 december to 11 december 17:00"
    )
    s.chooses("yes")
    assert s.talk.orders[third.id].slot.start == datetime(2026, 12, 11, 16, 0, tzinfo=UTC)
    assert [one.slot.start for one in lessons(s) if one.id != third.id] == [week(1), week(2), week(4)]
    books_are_right(s)
    s.is_as_written("weekly/one_moves", test_one_of_them_moves.__doc__ or "")


def test_one_of_them_is_cancelled(language: str) -> None:
    """In time, the second lesson gives its own price back, then the first does; the other two stay and stay paid."""
    s = paid_series(language)
    first = lessons(s)[0]
    s.says("annuleer mijn les van 3 december", "cancel my lesson of 3 december")
    s.chooses("back_6000")
    assert asked_back(s) == [6000]
    s.says("annuleer mijn les van 26 november", "cancel my lesson of 26 november")
    s.chooses("back_6000")
    assert asked_back(s) == [6000, 6000]
    standing = [one.slot.start for one in lessons(s) if one.booking == BOOKED]
    assert standing == [week(3), week(4)]
    paid_for = s.talk.orders[first.id]
    assert (paid_for.refunded_cents, paid_for.credited_cents, paid_for.open_cents) == (12000, 12000, 0)
    books_are_right(s)
    s.is_as_written("weekly/cancelled", test_one_of_them_is_cancelled.__doc__ or "")


def test_too_late_to_cancel(language: str) -> None:
    """A lesson cancelled too late keeps its money, and none of the others' goes with it."""
    s = paid_series(language)
    s.rings(week(2) - timedelta(hours=5))
    s.says("annuleer mijn les van 3 december", "cancel my lesson of 3 december")
    s.chooses("back_0")
    assert asked_back(s) == []
    assert [one.slot.start for one in lessons(s) if one.booking == BOOKED] == [week(1), week(3), week(4)]
    books_are_right(s)


def test_paid_late(language: str) -> None:
    """The money comes when one of the times is somebody else's: the others are booked, that one's price goes back."""
    s = Script(language, reachable=True)
    s.says(*FOUR_WEEKS)
    s.chooses("pay")
    s.passes(hours=1, minutes=1)
    s.somebody_takes(week(3))
    s.pays()
    assert [one.slot.start for one in lessons(s) if one.booking == BOOKED] == [week(1), week(2), week(4)]
    assert asked_back(s) == [6000]
    books_are_right(s)
    s.is_as_written("weekly/paid_late", test_paid_late.__doc__ or "")


def test_its_first_hour_is_gone(language: str) -> None:
    """Paid when the first hour is somebody else's: nothing is booked, and all of it goes back, or a person looks."""
    s = Script(language, reachable=True)
    s.says(*FOUR_WEEKS)
    s.chooses("pay")
    s.passes(hours=1, minutes=1)
    s.somebody_takes(week(1))
    s.pays()
    assert {one.booking for one in lessons(s)[1:]} == {RELEASED}
    s.chooses("money_back")
    assert asked_back(s) == [24000]
    books_are_right(s)
    s.is_as_written("weekly/first_hour_gone", test_its_first_hour_is_gone.__doc__ or "")


def test_all_of_it_refunded(language: str) -> None:
    """The team gives all of the payment back: every lesson that is still to come is off, and the student is told."""
    s = paid_series(language)
    s.rings(week(1) + timedelta(hours=3))
    s.team_refunds()
    assert [one.booking for one in lessons(s)[1:]] == [RELEASED] * 3
    books_are_right(s)
    s.is_as_written("weekly/all_refunded", test_all_of_it_refunded.__doc__ or "")


def test_changed_before_it_is_paid(language: str) -> None:
    """Half an hour later and eight weeks, while the link is out: the old times are given back when the old page is."""
    s = Script(language, reachable=True)
    s.says(*FOUR_WEEKS)
    s.chooses("pay")
    s.says("kan het een half uur later?", "can it be half an hour later?")
    s.chooses("change", "weekly")
    s.chooses("change", "weekly", "8")
    s.chooses("pay")
    s.pays()
    standing = [one.slot.start for one in lessons(s) if one.booking == BOOKED]
    assert standing == [week(n) + timedelta(minutes=30) for n in (1, 2, 3, 4, 5, 7, 8)]  # the sixth is closed
    assert len(s.claims.slots) == 7
    books_are_right(s)
    s.is_as_written("weekly/changed", test_changed_before_it_is_paid.__doc__ or "")


def test_for_a_minor(language: str) -> None:
    """A parent agrees once, for all of them, and pays; every lesson carries that yes."""
    s = Script(language, reachable=True)
    s.says(*FOUR_WEEKS_AT_15)
    s.chooses("pay")
    s.parent_agrees("Kim de Wit")
    s.pays()
    assert [one.booking for one in lessons(s)] == [BOOKED] * 4
    assert all(one.consent_at for one in lessons(s))
    s.is_as_written("weekly/minor", test_for_a_minor.__doc__ or "")


def test_faster_than_the_second_week(language: str) -> None:
    """Somebody takes a later week between the summary and the yes: said, and the summary comes again without it."""
    s = Script(language, reachable=True)
    s.says(*FOUR_WEEKS)
    s.somebody_takes(week(2))
    s.chooses("pay")
    assert s.talk.conversation.step == "regular.confirm"
    assert s.claims.slots.keys() == {"other-0"}
    s.chooses("pay")
    s.pays()
    assert [one.slot.start for one in lessons(s) if one.booking == BOOKED] == [week(1), week(3), week(4)]
    s.is_as_written("weekly/faster", test_faster_than_the_second_week.__doc__ or "")


@pytest.mark.parametrize(
    ("text", "step", "weeks"),
    [
        (("elke donderdag 16:00 proefles wiskunde", "trial maths every thursday 17:00"), "trial", 0),
        (("14 weken lang donderdag 16:00 wiskunde 60 min", "14 weeks long maths thursday 16:00 60 min"), "regular", 12),
        (("over 2 weken bijles wiskunde 60 min", "maths in 2 weeks 60 min"), "regular", 0),
        (("twee keer per week wiskunde 60 min", "maths twice a week 60 min"), "regular", 0),
    ],
)
def test_what_is_no_series(language: str, text: tuple[str, str], step: str, weeks: int) -> None:
    """A trial comes once; twelve weeks are the most; “in two weeks” is a day; twice a week is more than a series has."""
    s = Script(language, reachable=True)
    s.says(*text)
    assert s.talk.conversation.step.startswith(step)
    assert (s.talk.conversation.wish.weekly, s.talk.conversation.wish.weeks) == (weeks > 0, weeks)


def test_every_week_after_a_lesson(language: str) -> None:
    """The question after a lesson offers every week as well: one more tap for how many, then the summary."""
    s = Script(language, reachable=True)
    s.says(
        "bijles wiskunde 60 minuten voor mezelf, 18+, donderdag 16:00",
        "maths lesson 60 minutes for me, I'm an adult, thursday 16:00",
    )
    s.chooses("pay")
    s.pays()
    s.chooses("skip", "skip", "skip")
    s.rings(week(1) + timedelta(hours=3))
    s.chooses("every_week", "4")
    assert s.talk.conversation.step == "regular.confirm"
    assert len(s.talk.conversation.wish.series) == 4
    s.is_as_written("weekly/after_a_lesson", test_every_week_after_a_lesson.__doc__ or "")
