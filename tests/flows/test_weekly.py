"""Every week at the same time: asked, named with what is not free, paid once, and each lesson a lesson of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core import effects as x
from bot.core.audit import UNACCOUNTED, money
from bot.core.orders import BOOKED, HELD, RELEASED, Order
from tests.flows.script import LANGUAGES, Script

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
EVERY_WEEK = (
    "elke donderdag 16:00 wiskunde, 60 minuten, voor mezelf, 18+",
    "maths every thursday 16:00, 60 minutes, for me, I'm an adult",
)
FOUR_WEEKS = (
    "komende 4 weken donderdag 16:00 wiskunde, 60 minuten, voor mezelf, 18+",
    "maths for the next 4 weeks, thursday 16:00, 60 minutes, for me, I'm an adult",
)
FIRST = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


def week(n: int) -> datetime:
    """The start of the nth lesson, from 1."""
    return FIRST + timedelta(weeks=n - 1)


def lessons(s: Script) -> list[Order]:
    """All of the series, in order."""
    found = [one for one in s.talk.orders.values() if one.series or one.others]
    return sorted(found, key=lambda one: one.slot.start)


def asked_back(s: Script) -> list[int]:
    """The refunds that were asked for, in cents."""
    return [one.amount_cents for one in s.done if isinstance(one, x.Refund)]


def books_are_right(s: Script) -> None:
    """No cent of any order is unaccounted for."""
    for order in s.talk.orders.values():
        assert not money(order)[UNACCOUNTED], money(order)


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
