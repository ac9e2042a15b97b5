"""What becomes of a series' one payment when money goes: to the bank, back beside us, with a lesson moved in between."""

from datetime import timedelta

import pytest

from bot.core import events as e
from bot.core.orders import BOOKED, RELEASED
from tests.flows.script import LANGUAGES, Script
from tests.flows.series import EVERY_WEEK, asked_back, books_are_right, lessons, paid_series, week

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_lost_at_the_bank(language: str) -> None:
    """The dispute is lost when the first lesson is over: the team reads which of the others still stand on that money."""
    s = paid_series(language)
    first = lessons(s)[0]
    s.rings(week(1) + timedelta(hours=3))
    for won in (None, False):
        s.stripe_says("a dispute", e.OrderDisputed, first, dispute_id="dp_1", won=won, amount_cents=24000)
    note = next(line for line in reversed(s.lines) if line.startswith("note"))
    assert "3 dec · 10 dec · 17 dec" in note
    books_are_right(s)


def test_all_refunded_and_one_had_moved(language: str) -> None:
    """A lesson that moved for a higher price is off with the others when all of the payment goes back, and so is its difference."""
    s = paid_series(language)
    s.says(
        "verzet mijn les van 10 december naar 12 december 14:00", "move my lesson of 10 december to 12 december 14:00"
    )
    s.chooses("weekend", "yes")
    s.pays()
    moved = s.order
    assert (moved.booking, moved.worth_cents) == (BOOKED, 7500)
    s.rings(week(1) + timedelta(hours=3))
    s.stripe_says("all of it went back", e.OrderRefunded, lessons(s)[0], amount_cents=24000, refunded_cents=24000)
    assert s.talk.orders[moved.id].booking == RELEASED
    assert asked_back(s) == [1500]
    assert [one.booking for one in lessons(s)] == [BOOKED, RELEASED, RELEASED, RELEASED]
    books_are_right(s)
    s.is_as_written("weekly/refunded_with_a_moved_one", test_all_refunded_and_one_had_moved.__doc__ or "")


def test_a_moved_one_is_cancelled(language: str) -> None:
    """A lesson that moved for a higher price gives its difference and its share back, and the series lends that much less."""
    s = paid_series(language)
    s.says(
        "verzet mijn les van 10 december naar 12 december 14:00", "move my lesson of 10 december to 12 december 14:00"
    )
    s.chooses("weekend", "yes")
    s.pays()
    s.says("annuleer mijn les van 12 december", "cancel my lesson of 12 december")
    s.chooses("back_7500")
    assert asked_back(s) == [1500, 6000]
    assert lessons(s)[0].lent_cents == 12000
    books_are_right(s)


@pytest.mark.parametrize("given", [2000, 6000])
def test_given_back_for_one_lesson(language: str, given: int) -> None:
    """What the team gave back for the third lesson counts when it is cancelled: no cent of the others' goes with it."""
    s = paid_series(language)
    first, _, third, _ = lessons(s)
    about = {"order_id": first.id, "lesson": third.id, "amount_cents": given, "by": "noor"}
    s.happens(e.RefundRequested(id=s.new_id(), talk=s.talk.id, **about))  # type: ignore[arg-type]
    s.says("annuleer mijn les van 10 december", "cancel my lesson of 10 december")
    s.chooses(f"back_{6000 - given}")
    assert sum(asked_back(s)) == 6000
    s.says("annuleer mijn les van 26 november", "cancel my lesson of 26 november")
    s.chooses("back_6000")
    assert [one.booking for one in lessons(s)] == [RELEASED, BOOKED, RELEASED, BOOKED]
    assert sum(asked_back(s)) == 12000
    books_are_right(s)


def test_weeks_by_number(language: str) -> None:
    """Where choices are typed as numbers, “1” is the first of them and not one week; the number of weeks is typed in words."""
    for typed, weeks in (("1", 4), ("2", 8), ("4", 0), ("6 weeks", 6)):
        s = Script(language, reachable=True, channel="Channel::TwilioSms")
        s.says(*EVERY_WEEK)
        s.says(typed)
        assert s.talk.conversation.step == "regular.confirm", typed
        assert s.talk.conversation.wish.weeks == weeks, typed
