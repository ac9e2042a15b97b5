"""Every state of a payment with every event, and orders with up to three payments, by the real rules."""

from dataclasses import replace
from itertools import permutations, product

import pytest

from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order
from bot.core.payment_table import ENDS, STATES, after, cell, ended, events, standing, table

EVENTS = tuple(events())
PAIRS = [(state, event) for state in STATES for event in EVENTS]


def holds(order: Order) -> None:
    """What is true of every order at every moment."""
    places = (
        order.booked_cents,
        order.open_cents,
        order.on_its_way_back_cents,
        order.refunded_cents,
        order.withdrawn_cents,
    )
    assert min(places) >= 0
    assert order.money_in_cents == sum(places)
    assert order.booking in (HELD, BOOKED, RELEASED, ATTENTION)
    assert len([p for p in order.kept if p.intent]) <= 1, "a second payment stays"
    if order.booking == ATTENTION:
        assert order.attention
    if order.booking == RELEASED:
        assert not order.kept, "money without a lesson, and nobody is called"
    if order.booking == BOOKED:
        assert any(p.came and p.amount_cents == order.price.cents for p in order.payments), "booked unpaid"


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_each_event_does_its_work_once(state: str, event: str) -> None:
    """In every state: nothing breaks, money never goes backward, and the same event again changes nothing and is no news."""
    before, free = standing(state), STATES[state].free
    fact = replace(events()[event], id="again")
    once = after(before, [fact], free=free)
    holds(once.order)
    assert once.order.money_in_cents >= before.money_in_cents or event == "wrong sum"
    twice = after(once.order, [fact], free=free)
    assert twice.order == once.order
    # A declined card or a refused refund is told each time; Stripe tells each one once.
    assert twice.news in (("declined", "refund_failed", "refund_refused", "") if twice.news == once.news else ("",))


@pytest.mark.parametrize("state", STATES)
def test_two_events_in_either_order_come_to_the_same(state: str) -> None:
    """Any two facts of Stripe's that do not exclude each other, from every state."""
    free = STATES[state].free
    told = [name for name in EVENTS if name not in ("team wants all back", "Stripe will not refund")]
    came = standing(state).money_in_cents > 0  # then no other sum is told of it: tests/core/test_settle_arrival.py
    for pair in permutations(told, 2):
        if any(set(pair) <= apart for apart in APART) or (came and "wrong sum" in pair):
            continue
        one, other = (
            after(standing(state), [events()[name] for name in way], free=free).order for way in (pair, pair[::-1])
        )
        assert _class(one) == _class(other), pair


# What Stripe never tells of one payment together: one that was never paid is neither given back nor disputed, and what a
# page does that we do not know yet is looked up first, which makes it known.
MONEY = ("a part back", "all back", "refund failed", "inquiry", "disputed", "won", "lost", "fraud warning")
APART = [
    *({"expired", name} for name in (*MONEY, "opened", "processing", "failed", "paid", "wrong sum")),
    *({"failed", name} for name in (*MONEY, "opened")),
    {"paid", "wrong sum"},
    {"won", "lost"},
]


def _class(order: Order) -> tuple[object, ...]:
    return order.booking, order.payment, order.kept_cents, order.refunded_cents, order.withdrawn_cents


@pytest.mark.parametrize("ends", [way for n in (1, 2, 3) for way in product(ENDS, repeat=n)], ids=" ".join)
def test_the_state_of_an_order_follows_from_its_payments(ends: tuple[str, ...]) -> None:
    """Up to three payments in every order: disputed before paid before on its way, else the newest outcome."""
    order = ended(*ends)
    holds(order)
    strong = [name for name in ("disputed", "paid", "processing") if name in ends]
    outcomes = [name for name in ends if name in ("failed", "refunded")]
    assert order.payment == (strong or outcomes[::-1] or ["expired"])[0]
    assert len(order.payments) == len(ends)


def test_a_second_and_a_third_payment_go_back() -> None:
    """Only the first pays for the lesson."""
    order = ended("paid", "paid", "paid")
    assert (order.booked_cents, order.on_its_way_back_cents, order.open_cents) == (6000, 12000, 0)


def test_the_table_names_every_state_and_every_event() -> None:
    """As people read it."""
    drawn = table()
    assert all(f"| {state} |" in drawn for state in STATES)
    assert all(f" {event} |" in drawn for event in EVENTS)
    assert cell("page open", "paid") == "*paid* → paid booked"
    assert cell("paid", "paid") == "·"
