"""Money the team wants given back: which payments give how much, under which key, and when it is refused."""

from typing import Any

import pytest

from bot.core import events as e
from bot.core.effects import LookUpCheckout, Refund, ReleaseSlot
from bot.core.orders import ATTENTION, BOOKED, RELEASED, Order
from bot.core.settle import ask_refund
from bot.core.settle_requests import refusal
from tests.core.test_settle import an_attempt, an_order, looked_up, paid, refund, refunded, run, told


def request(name: str = "req_1", cents: int = 0) -> e.RefundRequested:
    """Somebody of the team wants money given back."""
    return e.RefundRequested(id=name, talk="1:2:src", order_id="order_tok", amount_cents=cents, by="Sam", why="ill")


def booked() -> Order:
    """A paid lesson."""
    return run(an_order(), paid()).order


def paid_twice(*more: Any) -> Order:
    """The lesson's own payment, and a second one whose refund failed."""
    two = an_order(attempts=(an_attempt(), an_attempt(2, session="cs_2")))
    failed = refund("re_dup", status="failed", payment_intent="pi_2", key="refund:dup:pi_2")
    return run(two, paid(), paid("cs_2", "pi_2"), failed, *more).order


def test_all_that_is_left_goes_back_and_then_the_time() -> None:
    """Asked whole: booked until Stripe says refunded, then released."""
    asked = run(booked(), request())
    assert asked.effects == (Refund("order_tok", "pi_1", 6000, "refund:order_tok:1"),)
    assert (asked.news, asked.order.booking, asked.order.kept) == ("refund_asked", BOOKED, ())
    assert (asked.order.on_its_way_back_cents, asked.order.kept_cents) == (6000, 0)
    gone = run(asked.order, refund(key="refund:order_tok:1"))
    assert (gone.news, gone.order.booking, gone.effects) == ("refunded", RELEASED, (ReleaseSlot("order_tok"),))


def test_a_part_goes_back_and_the_lesson_stays() -> None:
    """Under a key of its own each time; the rest, asked for at last, is the whole."""
    first = run(booked(), request("req_1", 2000))
    assert first.effects == (Refund("order_tok", "pi_1", 2000, "refund:order_tok:1"),)
    second = run(first.order, request("req_2", 1000))
    assert second.effects == (Refund("order_tok", "pi_1", 1000, "refund:order_tok:2"),)
    through = run(
        second.order, refund("re_1", 2000, key="refund:order_tok:1"), refund("re_2", 1000, key="refund:order_tok:2")
    )
    assert (through.news, through.order.payment, through.order.booking) == ("refunded_part", "paid", BOOKED)
    assert (through.order.refunded_cents, through.order.on_its_way_back_cents) == (3000, 0)
    rest = run(through.order, request("req_3"))
    assert rest.effects == (Refund("order_tok", "pi_1", 3000, "refund:order_tok:3"),)
    assert run(rest.order, refund("re_3", 3000, key="refund:order_tok:3")).order.booking == RELEASED


def test_a_total_that_comes_before_its_refund_counts_once() -> None:
    """`charge.refunded` tells the sum, and only then the refund says which ask it answers."""
    asked = run(booked(), request(cents=2000)).order
    for facts in ((refunded(2000),), (refunded(2000), refund("re_1", 2000, key="refund:order_tok:1"))):
        order = run(asked, *facts).order
        assert (order.refunded_cents, order.on_its_way_back_cents, order.kept_cents) == (2000, 0, 4000)


def test_a_total_heard_before_the_request_is_no_answer_to_it() -> None:
    """A part went back beside us, told by its sum only: the rest is on its way, all of it."""
    order = run(booked(), refunded(1000), request()).order
    assert (order.refunded_cents, order.on_its_way_back_cents, order.kept_cents, order.kept) == (1000, 5000, 0, ())
    named = run(order, refund("re_0", 1000)).order
    assert (named.on_its_way_back_cents, named.kept_cents) == (5000, 0)
    assert run(named, refund("re_1", 5000, key="refund:order_tok:1")).order.booking == RELEASED


def test_the_same_request_asks_once() -> None:
    """However often its event is heard."""
    asked = run(booked(), request(cents=2000))
    again = run(asked.order, request(cents=2000))
    assert (again.news, again.effects, again.order) == ("", (), asked.order)


@pytest.mark.parametrize("cents", [6001, 12000, -1])
def test_more_than_is_left_is_refused(cents: int) -> None:
    """Never clipped silently; also what is on its way already is not left."""
    order = booked()
    outcome = run(order, request(cents=cents))
    assert (outcome.news, outcome.reason, outcome.effects) == ("refund_refused", "more_than_left", ())
    assert outcome.order == order
    half = run(order, request(cents=4000)).order
    assert run(half, request("req_2", 2001)).reason == "more_than_left"


def test_nothing_left_is_refused() -> None:
    """Never paid, given back already, or on its way."""
    gone = run(booked(), refunded(6000)).order
    asked = run(booked(), request()).order
    for order in (an_order(), gone, asked):
        outcome = run(order, request("req_2"))
        assert (outcome.news, outcome.reason, outcome.order) == ("refund_refused", "nothing_left", order)


def test_a_disputed_payment_gives_nothing_back() -> None:
    """The bank has the money; after a won dispute it may be given back."""
    opened = told(e.OrderDisputed, payment_intent="pi_1", dispute_id="du_1")
    order = run(booked(), opened).order
    assert run(order, request()).reason == "disputed"
    assert refusal(order) == "disputed"
    won = run(order, told(e.OrderDisputed, payment_intent="pi_1", dispute_id="du_1", won=True)).order
    assert run(won, request()).news == "refund_asked"


def test_a_payment_without_an_intent_is_looked_up_first() -> None:
    """A refund needs the intent: refused for now, and Stripe is asked for it."""
    order = run(an_order(), paid(intent="")).order
    outcome = run(order, request())
    assert (outcome.news, outcome.reason) == ("refund_refused", "no_intent")
    assert outcome.effects == (LookUpCheckout("order_tok", session_id="cs_1"),)
    assert run(order, looked_up(), request("req_2")).news == "refund_asked"


def test_the_newest_payment_gives_first() -> None:
    """The money that pays for nothing goes before the lesson's own."""
    order = paid_twice()
    assert (order.booked_cents, order.open_cents, order.refundable_cents) == (6000, 6000, 12000)
    extra = run(order, request(cents=6000))
    assert extra.effects == (Refund("order_tok", "pi_2", 6000, "refund:order_tok:2"),)
    back = run(extra.order, refund("re_9", key="refund:order_tok:2", payment_intent="pi_2"))
    assert (back.order.booking, back.order.booked_cents, back.order.open_cents) == (BOOKED, 6000, 0)
    both = run(order, request(cents=7000))
    assert [(one.payment_intent, one.amount_cents, one.key) for one in both.effects if isinstance(one, Refund)] == [
        ("pi_2", 6000, "refund:order_tok:2"),
        ("pi_1", 1000, "refund:order_tok:3"),
    ]


def test_a_failed_refund_may_be_asked_for_again() -> None:
    """Under another key: the first one would only get the old answer."""
    booked_order = booked()
    asked, effect = ask_refund(booked_order, booked_order.payments[0])
    order = run(asked, refund(status="failed", key=effect.key)).order
    assert (order.booking, order.open_cents) == (ATTENTION, 6000)
    again = run(order, request())
    assert again.effects == (Refund("order_tok", "pi_1", 6000, "refund:order_tok:2"),)
    through = run(again.order, refund("re_2", key="refund:order_tok:2"))
    assert (through.news, through.order.booking) == ("refunded", RELEASED)
