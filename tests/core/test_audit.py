"""Every rule of the audit, broken once: exactly that is found; and what is only unusual is not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.audit import Beside, Claimed, Filed, Finding, Stretch, check, columns_of, money, sweep, two_at_once
from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, HELD, PROPOSED, RELEASED, Attempt, Order
from bot.core.payment import AskedBack, KnownDispute, KnownRefund, Payment
from bot.core.slots import Slot

START = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
NOW = START - timedelta(days=2)
HOUR = timedelta(hours=1)
PAID = Payment("pi_1", "paid", 6000, "eur", session_id="cs_1", stage="paid")
SECOND = replace(PAID, id="pi_2", session_id="cs_2")
BACK = PAID.told_refund(KnownRefund("re_1", 6000, "succeeded"))
PAGE = Attempt(1, "k:1", {}, NOW + HOUR, "open", "cs_1")
TIME = Claimed("booked", START, START + HOUR)
HOLD = replace(TIME, state="held")
SPENT = replace(PAGE, state="complete")


def order(booking: str = BOOKED, *payments: Payment, price: int = 6000, **values: Any) -> Order:
    made = Order("order_1", "1", "1:2:anna", 1, 7, "regular", Slot(START, 60), Money(price), NOW, booking=booking)
    return replace(made, payments=payments, **values)


def filed(one: Order, claim: Claimed | None = TIME, **values: Any) -> Filed:
    return Filed(one, values.pop("columns", columns_of(one)), claim, values.pop("missing_keys", ()), **values)


RIGHT = {
    "booked and paid": filed(order(BOOKED, PAID, attempts=(SPENT,))),
    "held": filed(order(HELD, attempts=(PAGE,)), HOLD),
    "given back": filed(order(RELEASED, BACK), None),
    "a part given back": filed(order(BOOKED, PAID.told_refund(KnownRefund("re_1", 1000, "pending")))),
    "paid, and the time is gone": filed(order(ATTENTION, PAID), None),
    "paid a wrong sum": filed(order(ATTENTION, replace(PAID, amount_cents=1)), HOLD),
    "the second one goes back": filed(order(BOOKED, PAID, SECOND.asking(AskedBack("k", 6000)))),
    "disputed": filed(order(BOOKED, PAID.told_dispute(KnownDispute("dp_1", "open", 6000)))),
    "given back after the lesson": filed(order(BOOKED, BACK)),
    "a trial": filed(order(BOOKED, price=0), once_per_learner=True, trial="order_1"),
    "one payment for a series": filed(
        order(BOOKED, replace(PAID, amount_cents=24000), price=24000, lent_cents=18000, booked_at=NOW),
        borrowed_cents=18000,
    ),
    "paid with the first of its series": filed(order(BOOKED, price=0, credit_cents=6000, series="order_0")),
    "proposed": filed(order(PROPOSED), None),
    "money back is on its way": filed(order(RELEASED, PAID.asking(AskedBack("k", 6000))), None),
}
WRONG = {
    "unaccounted": filed(order(RELEASED, PAID), None),
    "paid_twice": filed(order(ATTENTION, PAID, SECOND), None),
    "booked_unpaid": filed(order(BOOKED)),
    "booked_short": filed(order(BOOKED, replace(PAID, amount_cents=1))),
    "refunded_booked": filed(order(BOOKED, BACK)),
    "refunded_too_much": filed(order(RELEASED, PAID.told_total(7000)), None),
    "no_consent": filed(order(BOOKED, PAID, minor=True)),
    "two_pages": filed(order(HELD, attempts=(PAGE, replace(PAGE, n=2, session_id="cs_2"))), HOLD),
    "page_open": filed(order(RELEASED, attempts=(PAGE,)), None),
    "claim": filed(order(BOOKED, PAID), None),
    "claim_elsewhere": filed(order(BOOKED, PAID), replace(TIME, starts_at=START + HOUR)),
    "columns": filed(order(BOOKED, PAID), columns={"payment": "pending"}),
    "money_keys": filed(order(BOOKED, PAID), missing_keys=["cs_1"]),
    "trial": filed(order(BOOKED, price=0), once_per_learner=True, trial="order_2"),
    "lent": filed(
        order(BOOKED, replace(PAID, amount_cents=24000), price=24000, lent_cents=18000, booked_at=NOW),
        borrowed_cents=12000,
    ),
}


@pytest.mark.parametrize(("name", "one"), RIGHT.items())
def test_what_may_be_is_no_finding(name: str, one: Filed) -> None:
    """Every state money and time pass through."""
    later = START + HOUR if "after the lesson" in name else NOW
    assert list(check(one, later)) == []


@pytest.mark.parametrize(("kind", "one"), WRONG.items())
def test_a_broken_rule_is_found_and_nothing_else(kind: str, one: Filed) -> None:
    """By its own name, with the order's."""
    assert [(found.kind, found.order_id) for found in check(one, NOW)] == [(kind, "order_1")]


@pytest.mark.parametrize(
    ("claim", "booking"), [(TIME, HELD), (HOLD, BOOKED), (TIME, RELEASED), (HOLD, PROPOSED), (None, HELD)]
)
def test_a_time_that_does_not_fit_its_order_is_found(claim: Claimed | None, booking: str) -> None:
    """Claimed for nothing, or not claimed at all."""
    payments = (PAID,) if booking == BOOKED else ()
    assert [found.kind for found in check(filed(order(booking, *payments), claim), NOW)] == ["claim"]


@pytest.mark.parametrize(
    ("one", "where"),
    [
        (order(BOOKED, PAID), {"booked": 6000}),
        (order(BOOKED, PAID.told_refund(KnownRefund("re_1", 1000, "pending"))), {"booked": 5000, "refunded": 1000}),
        (order(ATTENTION, PAID, SECOND.asking(AskedBack("k", 6000))), {"open": 6000, "on its way back": 6000}),
        (order(BOOKED, PAID.told_dispute(KnownDispute("dp_1", "lost", 6000))), {"disputed": 6000}),
        (order(BOOKED, replace(PAID, amount_cents=7000)), {"booked": 6000, "unaccounted": 1000}),
        (order(HELD), {}),
    ],
)
def test_every_cent_that_came_in_is_somewhere(one: Order, where: Mapping[str, int]) -> None:
    """The parts add up to what came in."""
    assert money(one) == where
    assert sum(money(one).values()) == one.money_in_cents


def test_the_times_of_a_resource_are_swept_once() -> None:
    """Each claimed cell has one owner, each owned cell a claim, and no two claims meet unseen."""
    claimed = [Stretch("a", 1, 3), Stretch("b", 5, 7), Stretch("c", 7, 9), Stretch("d", 20, 21)]
    cells = [(1, "a"), (2, "a"), (3, "a"), (5, "b"), (6, "b"), (7, "b"), (8, "c"), (9, "c"), (12, "x"), (20, "d")]
    found = list(sweep(claimed, cells))
    assert [one for one in found if isinstance(one, Beside)] == [Beside("b", "c")]
    assert [(one.kind, one.order_id) for one in found if isinstance(one, Finding)] == [("cell", "x"), ("cells", "d")]
    assert list(sweep(claimed[:2], cells[:6])) == []
    assert [one.kind for one in sweep([Stretch("a", 1, 2)], []) if isinstance(one, Finding)] == ["cells"]


def test_only_an_order_that_takes_the_others_place_may_have_the_same_time() -> None:
    """And never when both are booked."""
    old, new = order(HELD), replace(order(HELD), id="order_2", replaces="order_1")
    newest = replace(new, id="order_3", replaces="order_2")
    known = {one.id: one for one in (old, new, newest)}
    assert two_at_once(old, new, known) is None
    assert two_at_once(newest, old, known) is None
    stranger = two_at_once(old, replace(new, replaces=""), {})
    both = two_at_once(replace(old, booking=BOOKED), replace(new, booking=BOOKED), known)
    assert [one and one.kind for one in (stranger, both)] == ["two_at_once", "two_at_once"]
