"""A weekly series with one payment each: its links one by one, and the lessons that wait for theirs."""

from datetime import timedelta

import pytest

from bot.core import effects as x
from bot.core import events as e
from bot.core.orders import BOOKED, HELD, RELEASED
from tests.flows.script import LANGUAGES, Script
from tests.flows.series import EACH, FOUR_WEEKS, FOUR_WEEKS_AT_15, books_are_right, lessons, paid_series, week

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_one_payment_each(language: str) -> None:
    """The first is paid at once; every other one by its own link, 47 hours before it; unpaid a day before, it is free again."""
    s = Script(language, reachable=True, desk=EACH)
    s.says(*FOUR_WEEKS)
    s.chooses("pay")
    s.pays()
    s.chooses("skip", "skip", "skip")
    assert [one.booking for one in lessons(s)] == [BOOKED, HELD, HELD, HELD]
    s.rings(week(2) - timedelta(hours=46))
    second = lessons(s)[1]
    assert s.talk.order == second
    s.pays()
    s.rings(week(3) - timedelta(hours=23))
    assert [one.booking for one in lessons(s)] == [BOOKED, BOOKED, RELEASED, HELD]
    assert {one.price.cents for one in lessons(s)} == {6000}
    books_are_right(s)
    s.is_as_written("weekly/one_payment_each", test_one_payment_each.__doc__ or "")


def test_one_payment_each_never_begun(language: str) -> None:
    """The first is not paid: none of the times is held any longer."""
    s = Script(language, reachable=True, desk=EACH)
    s.says(*FOUR_WEEKS)
    s.chooses("pay")
    assert len(s.claims.slots) == 4
    s.says("stop")
    assert s.claims.slots == {}
    assert s.wakeups == {}


def with_a_link_out(language: str) -> Script:
    """The first lesson is over, and the second one's link is out."""
    s = paid_series(language, desk=EACH)
    s.rings(week(2) - timedelta(hours=46))
    assert s.talk.order == lessons(s)[1]
    return s


def test_one_payment_each_stopped(language: str) -> None:
    """“Stop” under the link of one lesson gives its time back; those that have no link yet stay."""
    s = with_a_link_out(language)
    s.says("stop")
    assert [one.booking for one in lessons(s)] == [BOOKED, RELEASED, HELD, HELD]
    assert not any(attempt.alive for attempt in lessons(s)[1].attempts)


def test_one_payment_each_changed(language: str) -> None:
    """Another time for the lesson whose link is out: the new order takes its place, and there is no second page."""
    s = with_a_link_out(language)
    s.says("vrijdag 4 december 17:00", "friday 4 december 17:00")
    s.chooses("pay")
    s.pays()
    assert [one.booking for one in lessons(s)] == [BOOKED, RELEASED, HELD, HELD]
    assert lessons(s)[1].closed == "replaced"
    assert s.order.booking == BOOKED
    assert len(s.claims.slots) == 4


def test_one_payment_each_back_from_the_menu(language: str) -> None:
    """Who wandered off finds the open payment again, and “I have paid” looks at Stripe."""
    s = with_a_link_out(language)
    s.says("menu")
    assert s.offered[0].value == "back_to_payment"
    s.says("betaald", "is it paid?")
    assert [one.order_id for one in s.done if isinstance(one, x.LookUpCheckout)] == [lessons(s)[1].id]


def test_one_payment_each_a_later_one_is_cancelled(language: str) -> None:
    """A lesson that waits for its link is shown, cannot be moved yet, and is off at a word; the booked one is not touched."""
    s = paid_series(language, desk=EACH)
    s.says("wanneer zijn mijn lessen?", "when are my lessons?")
    s.says("verzet mijn les van 17 december", "move my lesson of 17 december")
    s.chooses("keep")
    s.says("annuleer mijn les van 10 december", "cancel my lesson of 10 december")
    assert [one.booking for one in lessons(s)] == [BOOKED, HELD, RELEASED, HELD]
    s.rings(week(1) + timedelta(hours=3))  # nothing is booked now
    s.says("annuleer mijn les", "cancel my lesson")
    s.chooses(lessons(s)[3].id)
    assert [one.booking for one in lessons(s)] == [BOOKED, HELD, RELEASED, RELEASED]
    s.is_as_written("weekly/each_cancelled", test_one_payment_each_a_later_one_is_cancelled.__doc__ or "")


def test_one_payment_each_no_page_before_its_link(language: str) -> None:
    """*Pay now* on the page of a later lesson opens nothing before the link is due, and never before the first is paid."""
    s = Script(language, reachable=True, desk=EACH)
    s.says(*FOUR_WEEKS)
    s.chooses("pay")
    last = lessons(s)[3]
    s.happens(e.PayAgainAsked(id=s.new_id(), talk=s.talk.id, order_id=last.id))
    assert not s.talk.orders[last.id].attempts
    s.pays()
    s.happens(e.PayAgainAsked(id=s.new_id(), talk=s.talk.id, order_id=last.id))
    assert not s.talk.orders[last.id].attempts
    s.rings(week(4) - timedelta(hours=46))
    assert s.talk.orders[last.id].attempts


def test_one_payment_each_for_a_minor(language: str) -> None:
    """A parent agrees on the first lesson's page, for all of them: on a later one's page a yes opens nothing."""
    s = Script(language, reachable=True, desk=EACH)
    s.says(*FOUR_WEEKS_AT_15)
    s.chooses("pay")
    last = lessons(s)[3]
    s.happens(e.ParentAgreed(id=s.new_id(), talk=s.talk.id, order_id=last.id, name="Kim de Wit"))
    assert not s.talk.orders[last.id].attempts
    s.parent_agrees("Kim de Wit")
    s.pays(lessons(s)[0])
    assert all(one.consent_at for one in lessons(s))


def test_one_payment_each_a_later_one_clashes(language: str) -> None:
    """Its tutor is busy then after all: said as it is (no link was ever out), and nothing else is asked or touched."""
    s = paid_series(language, desk=EACH)
    third = lessons(s)[2]
    s.happens(e.TimeClashed(id=s.new_id(), talk=s.talk.id, order_id=third.id))
    assert [one.booking for one in lessons(s)] == [BOOKED, HELD, RELEASED, HELD]
    assert s.talk.conversation.step == "booked.ready"
    s.is_as_written("weekly/each_clashed", test_one_payment_each_a_later_one_clashes.__doc__ or "")
    books_are_right(s)
