"""Money of a lesson that was moved for a difference, given back in Stripe's dashboard: two orders pay for one lesson."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core import effects as x
from bot.core import events as e
from bot.core.audit import Filed, check, columns_of
from bot.core.orders import ATTENTION, BOOKED, RELEASED, Order
from tests.flows.meeting import booked
from tests.flows.script import LANGUAGES, Script

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


def moved(language: str) -> tuple[Script, str, str]:
    """A weekday's lesson, moved to Saturday for the difference: the orders of the price and of the difference."""
    s = booked(language)
    first = s.order.id
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    s.pays()
    assert (s.order.booking, s.order.credit_from) == (BOOKED, first)
    s.lines.clear()
    return s, first, s.order.id


def refund(s: Script, order_id: str, status: str = "succeeded") -> None:
    """All of that order's money goes back at Stripe, or comes back from there."""
    order: Order = s.talk.orders[order_id]
    label = f"{order.price.cents // 100} euro: {status}"
    s.stripe_says(label, e.RefundTold, order, refund_id=f"re_{order_id}", amount_cents=order.price.cents, status=status)


@pytest.mark.parametrize("difference_first", [True, False])
def test_both_go_back(language: str, difference_first: bool) -> None:
    """The one is a part, and the lesson stays; with the other the lesson is off, its time free. Then one of them comes back."""
    s, first, second = moved(language)
    before, order = len(s.said), (second, first) if difference_first else (first, second)
    refund(s, order[0])
    assert (s.talk.orders[second].booking, len(s.said) - before) == (BOOKED, 1)
    refund(s, order[1])
    assert (s.talk.orders[second].booking, s.talk.orders[second].closed) == (RELEASED, "cancelled")
    assert (s.claims.slots, len(s.said) - before) == ({}, 2)
    shown = next(one for one in reversed(s.done) if isinstance(one, x.Mirror))
    assert shown.attributes["lesson_status"] == "cancelled"
    assert set(shown.labels) == {"flow:weekend", "payment:refunded"}
    s.passes(days=1)
    refund(s, order[1], "failed")
    assert (s.talk.orders[order[1]].booking, len(s.said) - before) == (ATTENTION, 2)
    shown = next(one for one in reversed(s.done) if isinstance(one, x.Mirror))
    assert "status:attention" in shown.labels
    name = "difference_first" if difference_first else "price_first"
    s.is_as_written(f"refunds/moved_{name}", test_both_go_back.__doc__ or "")


def test_only_the_difference_goes_back_and_comes_back(language: str) -> None:
    """The price still pays for the lesson: it stays, whatever becomes of the difference, and the books find nothing wrong."""
    s, first, second = moved(language)
    refund(s, second)
    order, kept = s.talk.orders[second], s.talk.orders[first].kept_cents
    filed = Filed(order, columns_of(order), None, (), credit_kept_cents=kept)
    assert "refunded_booked" not in [one.kind for one in check(filed, s.now)]
    assert "refunded_booked" in [one.kind for one in check(replace(filed, credit_kept_cents=0), s.now)]
    refund(s, second, "failed")
    assert s.talk.orders[second].booking == BOOKED
    assert s.claims.slots == {second: s.talk.orders[second].slot}


def test_the_team_gives_the_difference_back(language: str) -> None:
    """Asked for by the team instead: said that the lesson stays, and it does."""
    s, first, second = moved(language)
    s.team_refunds(why="…")
    assert (s.talk.orders[first].closed, s.talk.orders[second].booking) == ("moved", BOOKED)
    s.is_as_written("refunds/moved_by_the_team", test_the_team_gives_the_difference_back.__doc__ or "")


def test_refunded_while_the_difference_waits(language: str) -> None:
    """All of a lesson's money goes back while its move waits for the difference: the link ends, and nothing is left to move."""
    s = booked(language)
    lesson = s.order
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    waiting = s.order.id
    s.stripe_says("all of it", e.RefundTold, lesson, refund_id="re_1", amount_cents=6000, status="succeeded")
    assert (s.talk.orders[lesson.id].booking, s.talk.orders[waiting].booking) == (RELEASED, RELEASED)
    assert (s.claims.slots, s.talk.conversation.step) == ({}, "welcome.rest")
    s.is_as_written("refunds/while_moving", test_refunded_while_the_difference_waits.__doc__ or "")
