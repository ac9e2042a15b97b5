"""Whatever Stripe tells, in whatever order and how often: the same end, only forward, never booked unpaid."""

from dataclasses import replace
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import events as e
from bot.core.effects import Refund
from bot.core.orders import BOOKED, HELD, RELEASED, Order
from bot.core.settle import Settled, ask_refund, settle
from tests.core.test_settle import LATE, NOW, an_attempt, an_order, looked_up, paid, refunded, told

COMPLETED, SUCCEEDED = paid(), paid(session="")
DECLINED = told(e.PaymentFailed, session_id="cs_1", payment_intent="pi_1")
PROCESSING = told(e.PaymentPending, session_id="cs_1", payment_intent="pi_1")
FAILED = told(e.PaymentFailed, session_id="cs_1", payment_intent="pi_1", final=True)
DISPUTED, WON, LOST = (told(e.OrderDisputed, payment_intent="pi_1", won=won) for won in (None, True, False))
OPENED = told(e.CheckoutOpened, attempt=1, session_id="cs_1", url="https://stripe.test/1")
# Histories that can really happen to one payment.
STORIES: list[list[Any]] = [
    [OPENED, COMPLETED, SUCCEEDED, looked_up()],
    [DECLINED, COMPLETED, SUCCEEDED],
    [PROCESSING, COMPLETED, SUCCEEDED, DECLINED],
    [PROCESSING, FAILED, DECLINED],
    [COMPLETED, SUCCEEDED, refunded(3000), refunded(6000)],
    [COMPLETED, SUCCEEDED, DISPUTED, WON],
    [COMPLETED, DISPUTED, LOST, refunded(2000)],
    [paid(cents=100), paid(session="", cents=100), refunded(100)],
]


def end(order: Order, events: tuple[Any, ...]) -> Settled:
    """Where the order ends, free time always there."""
    outcome = Settled(order)
    for event in events:
        outcome = settle(outcome.order, event, NOW, slot_is_free=True, late_minimum=LATE)
    return outcome


def facts(order: Order) -> Any:
    """What must not depend on the order of arrival."""
    return (
        order.booking,
        order.payment,
        order.closed,
        [a.state for a in order.attempts],
        [(p.id, p.session_id, p.state, p.amount_cents, p.refunded_cents, p.dispute) for p in order.payments],
    )


def test_every_order_of_one_payments_events_ends_the_same() -> None:
    """All permutations, each event heard once more at the end and at the start."""
    asked = an_order(attempts=(an_attempt(state="asked", session="cs_1"),))
    for story in STORIES:
        ends = {str(facts(end(asked, events).order)) for events in permutations(story)}
        ends |= {str(facts(end(asked, (*events, *story)).order)) for events in permutations(story)}
        ends |= {str(facts(end(asked, (events[0], *story, *events)).order)) for events in permutations(story)}
        assert len(ends) == 1, (story, ends)


# A payment intent belongs to one session; an event may name both, either or none of them.
PAGES = st.sampled_from([(s, i) for n in (1, 2, 9) for s in ("", f"cs_{n}") for i in ("", f"pi_{n}")])
ANYTHING = st.one_of(
    st.builds(
        lambda p, cents, currency: paid(p[0], p[1], cents, currency),
        PAGES, st.sampled_from([6000, 6000, 6000, 1]), st.sampled_from(["eur", "eur", "usd"]),
    ),
    st.builds(lambda p: told(e.PaymentPending, session_id=p[0], payment_intent=p[1]), PAGES),
    st.builds(lambda p, f: told(e.PaymentFailed, session_id=p[0], payment_intent=p[1], final=f), PAGES, st.booleans()),
    st.builds(lambda p: told(e.CheckoutExpired, session_id=p[0]), PAGES),
    st.builds(lambda n, p: told(e.CheckoutOpened, attempt=n, session_id=p[0], url="u"), st.integers(0, 3), PAGES),
    st.builds(lambda n: told(e.CheckoutRefused, attempt=n), st.integers(0, 3)),
    st.builds(lambda cents, p: refunded(cents, p[1]), st.sampled_from([1, 3000, 6000]), PAGES),
    st.builds(lambda p: told(e.RefundFailed, payment_intent=p[1]), PAGES),
    st.builds(lambda p, w: told(e.OrderDisputed, payment_intent=p[1], won=w), PAGES, st.sampled_from([None, True, False])),
    st.builds(
        lambda p, status, money: looked_up(p[0], p[1], status=status, payment_status=money),
        PAGES, st.sampled_from(["open", "complete", "expired"]), st.sampled_from(["paid", "unpaid"]),
    ),
)  # fmt: skip
STARTS = st.builds(
    lambda booking, closed, second: an_order(
        booking=booking, closed=closed, attempts=(an_attempt(), an_attempt(2, second, "cs_2" if second != "asked" else "")),
    ),
    st.sampled_from([HELD, HELD, RELEASED]), st.sampled_from(["", "cancelled", "replaced"]),
    st.sampled_from(["open", "asked", "expired", "refused", "expiring"]),
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(STARTS, st.lists(st.tuples(ANYTHING, st.booleans()), max_size=9), st.booleans())
def test_whatever_is_told_the_books_balance(order: Order, events: list[tuple[Any, bool]], free: bool) -> None:
    """Never booked unpaid, never backward, never two kept payments without a refund asked, never an exception."""
    asked: list[str] = []
    for event, hinted in events:
        before = order
        outcome = settle(order, replace(event, hinted=hinted), NOW, slot_is_free=free, late_minimum=LATE)
        order = outcome.order
        new_refunds = [one for one in outcome.effects if isinstance(one, Refund)]
        asked += [one.key for one in new_refunds]
        assert len(asked) == len(set(asked)), "the same money asked back twice"
        assert all(one.payment_intent and one.amount_cents > 0 for one in new_refunds)
        if order.booking == BOOKED:
            assert any(
                p.came and p.state != "refunded" and p.amount_cents == 6000 and p.currency == "eur"
                for p in order.payments
            )
        if before.booking == BOOKED and order.booking != BOOKED:
            assert outcome.news in ("refunded", "mismatch")
        assert len([p for p in order.kept if p.intent]) <= 1, "a second kept payment without a refund"
        for old in before.payments:
            later = [p for p in order.payments if p.id == old.id or (old.session_id and p.session_id == old.session_id)]
            assert later, "a payment was forgotten"
            assert any(p.came for p in later) or not old.came
    assert len(order.payments) == len({p.id for p in order.payments})


@given(st.permutations([COMPLETED, SUCCEEDED, refunded(3000), refunded(6000)]))
def test_a_refund_of_ours_ends_with_the_time_free(events: list[Any]) -> None:
    """Once we asked for the refund, every order of the rest ends released."""
    order = end(an_order(), (COMPLETED,)).order
    order, _ = ask_refund(order, order.payments[0])
    assert end(order, tuple(events)).order.booking == RELEASED
