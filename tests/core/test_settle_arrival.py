"""Every order of arrival of one payment's events, each any number of times: the same end.

Not sampled but walked: from each start, whatever has been heard so far, each fact is told next, also those that were told
before. Orders that came out equal are walked on once. So every permutation with every duplicate is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.core import events as e
from bot.core.codec import to_json
from bot.core.effects import BookSlot, HoldSlot, Refund, ReleaseSlot
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order
from bot.core.settle import settle
from tests.core.test_settle import LATE, NOW, an_attempt, an_order, looked_up, paid, refund, refunded, run, told

COMPLETED, SUCCEEDED, LOOKED_UP = paid(), paid(session=""), looked_up()
OPENED = told(e.CheckoutOpened, attempt=1, session_id="cs_1", url="https://stripe.test/1")
DECLINED = told(e.PaymentFailed, session_id="cs_1", payment_intent="pi_1")
UNPAID = told(e.PaymentPending, session_id="cs_1", payment_intent="pi_1", amount_cents=6000)
PROCESSING = told(e.PaymentPending, payment_intent="pi_1")
FAILED = told(e.PaymentFailed, session_id="cs_1", payment_intent="pi_1", final=True)
EXPIRED = told(e.CheckoutExpired, session_id="cs_1")
WARNED = told(e.FraudWarned, payment_intent="pi_1")
MADE, THROUGH, CAME_BACK = refund(status="pending"), refund(), refund(status="failed")
ALL_BACK = refunded(6000)


def dispute(won: bool | None = None, name: str = "du_1", **facts: Any) -> Any:
    """What a bank says."""
    return told(e.OrderDisputed, payment_intent="pi_1", won=won, dispute_id=name, amount_cents=6000, **facts)


# Facts that can really be told of one payment together.
LIVES: dict[str, list[Any]] = {
    "paid by card at the second try": [OPENED, DECLINED, COMPLETED, SUCCEEDED, LOOKED_UP],
    "paid by a delayed method": [OPENED, UNPAID, PROCESSING, COMPLETED, SUCCEEDED],
    "a delayed method failed": [OPENED, UNPAID, PROCESSING, FAILED, DECLINED],
    "never paid": [OPENED, DECLINED, EXPIRED],
    "given back in two parts": [
        COMPLETED, SUCCEEDED, refund("re_1", 2000, "pending"), refund("re_1", 2000), refunded(2000), refund("re_2", 4000),
        ALL_BACK,
    ],
    "given back": [OPENED, COMPLETED, SUCCEEDED, MADE, THROUGH, ALL_BACK],
    "a refund failed": [COMPLETED, SUCCEEDED, MADE, THROUGH, ALL_BACK, CAME_BACK],
    "one of two refunds failed": [
        COMPLETED, refund("re_1", 2000), refunded(2000), refund("re_2", 4000), ALL_BACK, refund("re_2", 4000, "failed"),
    ],
    "a refund failed, the next went through": [COMPLETED, SUCCEEDED, MADE, ALL_BACK, CAME_BACK, refund("re_2")],
    "disputed and won after it was given back": [COMPLETED, MADE, THROUGH, dispute(), dispute(won=True)],
    "disputed between a refund and its failure": [COMPLETED, MADE, THROUGH, dispute(), dispute(won=True), CAME_BACK],
    "given back, then disputed and lost": [COMPLETED, SUCCEEDED, THROUGH, ALL_BACK, dispute(), dispute(won=False)],
    "a refund was canceled": [COMPLETED, refund("re_1", 2000), refund("re_1", 2000, "canceled"), refunded(2000)],
    "disputed and won": [OPENED, COMPLETED, SUCCEEDED, WARNED, dispute(), dispute(won=True)],
    "disputed and lost": [COMPLETED, SUCCEEDED, WARNED, dispute(), dispute(won=False), refund("re_1", 2000)],
    "won, and disputed again": [COMPLETED, dispute(), dispute(won=True), dispute(name="du_2")],
    "an inquiry that became a chargeback": [
        COMPLETED, SUCCEEDED, dispute(inquiry=True), dispute(won=True, inquiry=True), dispute(), dispute(won=False),
    ],
    "the wrong sum, given back": [paid(cents=100), paid(session="", cents=100), refunded(100), refund(cents=100)],
    "the wrong sum, and the refund failed": [paid(cents=100), refund(cents=100), refund(cents=100, status="failed")],
    "two sums told for money that was given back": [COMPLETED, paid(session="", cents=5900), refund(cents=5900)],
    "two sums told for one payment": [COMPLETED, paid(session="", cents=5900), OPENED],
}  # fmt: skip
PAGE = (an_attempt(),)
STARTS: dict[str, tuple[Order, bool]] = {
    "page asked for": (an_order(attempts=(an_attempt(state="asked"),)), True),
    "page open": (an_order(), True),
    "held time lost": (an_order(), False),
    "cancelled, page closing": (an_order(closed="cancelled", attempts=(an_attempt(state="expiring"),)), True),
    "expired, time free": (an_order(booking=RELEASED, closed="expired", held_until=None, attempts=PAGE), True),
    "expired, time taken": (an_order(booking=RELEASED, closed="expired", held_until=None, attempts=PAGE), False),
}


@dataclass(frozen=True, slots=True)
class Node:
    """Where a walk stands: the order, whether it has its time, and which refunds were asked for."""

    order: Order
    claimed: bool
    asked: frozenset[str] = frozenset()

    def told(self, fact: e.MoneyEvent, *, free: bool) -> "Node":
        """After that fact."""
        outcome = settle(self.order, fact, NOW, slot_is_free=free, late_minimum=LATE)
        claimed, asked = self.claimed, set(self.asked)
        for effect in outcome.effects:
            if isinstance(effect, HoldSlot | BookSlot):
                claimed = True
            elif isinstance(effect, ReleaseSlot):
                claimed = False
            elif isinstance(effect, Refund):
                assert effect.key not in asked, "the same money asked back twice"
                asked.add(effect.key)
        return Node(outcome.order, claimed, frozenset(asked))

    @property
    def key(self) -> Any:
        """Equal for equal nodes."""
        return to_json(self.order), self.claimed, self.asked


def ends(start: Node, facts: Sequence[e.MoneyEvent], *, free: bool) -> list[Node]:
    """Every node in which all facts were heard, however they arrived. What must hold everywhere is looked at on the way."""
    seen: dict[Any, Node] = {}
    waiting = [(start, frozenset[int]())]
    while waiting:
        node, heard = waiting.pop()
        if (node.key, heard) in seen:
            continue
        seen[(node.key, heard)] = node
        holds(node)
        waiting += [(node.told(fact, free=free), heard | {n}) for n, fact in enumerate(facts)]
    everything = frozenset(range(len(facts)))
    return [node for (_, heard), node in seen.items() if heard == everything]


def holds(node: Node) -> None:
    """What is true at every moment, whatever was told."""
    order = node.order
    assert order.booking != BOOKED or node.claimed, "booked without its time"
    assert order.booking != RELEASED or not node.claimed, "released, and the time is still claimed"
    assert order.booking != ATTENTION or order.attention, "nobody knows why a person is needed"
    assert order.money_in_cents == (
        order.booked_cents
        + order.open_cents
        + order.on_its_way_back_cents
        + order.refunded_cents
        + order.withdrawn_cents
    )
    assert min(order.booked_cents, order.open_cents, order.on_its_way_back_cents, order.withdrawn_cents) >= 0
    assert len([p for p in order.kept if p.intent]) <= 1, "a second kept payment without a refund"


def money(order: Order) -> Any:
    """What is known of the money, without the names of things."""
    sums = (
        order.money_in_cents,
        order.kept_cents,
        order.on_its_way_back_cents,
        order.refunded_cents,
        order.withdrawn_cents,
    )
    return sums, sorted((p.state, p.amount_cents, p.refunded_cents, p.dispute, p.refund_asked) for p in order.payments)


def why(order: Order) -> str:
    """Why a person is needed, or why an unpaid time went back. (Once money came and went, only that it went back counts.)"""
    if order.booking == RELEASED and not order.money_in_cents:
        return order.closed
    return order.attention if order.booking == ATTENTION else ""


def end_of(node: Node) -> Any:
    """What must not depend on the order of arrival."""
    order = node.order
    pages = [(a.state, a.session_id) for a in order.attempts]
    return order.booking, why(order), order.payment, money(order), pages, len(node.asked)


def start(name: str) -> tuple[Node, bool]:
    """That start, and whether the time is free."""
    order, free = STARTS[name]
    return Node(order, claimed=order.booking == HELD), free


@pytest.mark.parametrize("begin", STARTS)
@pytest.mark.parametrize("life", LIVES)
def test_every_order_of_arrival_ends_the_same(life: str, begin: str) -> None:
    """All permutations with all duplicates of what can be told of one payment."""
    node, free = start(begin)
    found = {str(end_of(one)) for one in ends(node, LIVES[life], free=free)}
    assert len(found) == 1, "\n".join(sorted(found))


WHOLE = {
    "given back": RELEASED,
    "given back in two parts": RELEASED,
    "a refund failed": ATTENTION,
    "one of two refunds failed": ATTENTION,
    "a refund failed, the next went through": RELEASED,
    "disputed and won after it was given back": RELEASED,
    "disputed between a refund and its failure": ATTENTION,
    "given back, then disputed and lost": RELEASED,
    "disputed and lost": BOOKED,
    "a refund was canceled": BOOKED,
}


@pytest.mark.parametrize("life", WHOLE)
def test_money_that_went_back_whole_takes_the_lesson_along(life: str) -> None:
    """Whoever gave it back, whatever came between, and whichever came first; here again, it is for a person."""
    node, free = start("page open")
    assert {one.order.booking for one in ends(node, LIVES[life], free=free)} == {WHOLE[life]}


# -- money we asked back ---------------------------------------------------------------------------------------------------


def asked_back(cents: int = 0) -> Node:
    """A booked lesson of whose money all, or so much, is on its way back."""
    request = e.RefundRequested(id="req", talk="1:2:src", order_id="order_tok", amount_cents=cents)
    return Node(run(an_order(), COMPLETED, request).order, claimed=True)


KEY: Any = {"key": "refund:order_tok:1"}
ANSWERS: dict[str, tuple[int, list[Any], str]] = {
    "through": (0, [refund(status="pending", **KEY), refund(**KEY), ALL_BACK, SUCCEEDED], RELEASED),
    "failed": (
        0, [refund(**KEY), ALL_BACK, refund(status="failed", **KEY), SUCCEEDED, COMPLETED], ATTENTION,
    ),
    "a part through": (2000, [refund("re_1", 2000, **KEY), refunded(2000), SUCCEEDED], BOOKED),
    "a part failed": (
        2000, [refund("re_1", 2000, **KEY), refunded(2000), refund("re_1", 2000, "failed", **KEY), SUCCEEDED], BOOKED,
    ),
    "a part, and the rest beside us": (
        2000, [refund("re_1", 2000, **KEY), refunded(2000), refund("re_2", 4000), ALL_BACK], RELEASED,
    ),
    "a part, while the bank disputes": (2000, [refund("re_1", 2000, **KEY), refunded(2000), dispute()], BOOKED),
}  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_becomes_of_our_refund_does_not_depend_on_who_tells_it_first(answer: str) -> None:
    """Webhooks, totals, the answer to our own call."""
    cents, facts, booking = ANSWERS[answer]
    found = {str(end_of(one)): one for one in ends(asked_back(cents), facts, free=True)}
    assert len(found) == 1, "\n".join(sorted(found))
    (end,) = found.values()
    assert end.order.booking == booking
    assert end.order.on_its_way_back_cents == 0


# -- several pages ---------------------------------------------------------------------------------------------------------

SECOND, SECOND_TOO = paid("cs_2", "pi_2"), paid("", "pi_2")
OPENED_2 = told(e.CheckoutOpened, attempt=2, session_id="cs_2", url="https://stripe.test/2")
WRONG = paid("cs_2", "pi_2", cents=100)
THIRD = paid("cs_3", "pi_3")
LOOKED_UP_2 = looked_up("cs_2", "pi_2")
GIVEN_BACK_2 = refund("re_2", 100, payment_intent="pi_2")
TWO = (an_attempt(), an_attempt(2, session="cs_2"))
SEVERAL: dict[str, tuple[list[Any], tuple[Any, ...]]] = {
    "one page expired, the next was paid": ([EXPIRED, OPENED_2, SECOND, SECOND_TOO, LOOKED_UP_2], TWO),
    "one delayed payment failed, the next page was paid": ([UNPAID, FAILED, SECOND, SECOND_TOO], TWO),
    "both were paid": ([COMPLETED, SUCCEEDED, SECOND, SECOND_TOO], TWO),
    "three were paid": ([COMPLETED, SECOND, THIRD], (*TWO, an_attempt(3, session="cs_3"))),
    "both were paid, one the wrong sum": ([COMPLETED, SUCCEEDED, WRONG], TWO),
    "both were paid, one was given back beside us": ([COMPLETED, SUCCEEDED, WRONG, GIVEN_BACK_2], TWO),
}


@pytest.mark.parametrize("begin", STARTS)
@pytest.mark.parametrize("story", SEVERAL)
def test_several_payments_end_the_same(story: str, begin: str) -> None:
    """One pays for the lesson and the rest is on its way back. Which of two equal ones, only the order of arrival can say."""
    facts, pages = SEVERAL[story]
    node, free = start(begin)
    node = Node(replace(node.order, attempts=pages), node.claimed)
    found = {str(class_of(one)) for one in ends(node, facts, free=free)}
    assert len(found) == 1, "\n".join(sorted(found))


def class_of(node: Node) -> Any:
    """As `end_of`, without which page and which payment it was, and whether what is back already was asked for, too."""
    order = node.order
    payments = sorted((p.state, p.kept_cents, p.on_its_way_back_cents, p.refunded_cents) for p in order.payments)
    return order.booking, why(order), order.payment, payments, sorted(a.state for a in order.attempts)
