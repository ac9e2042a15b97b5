"""What only metadata connects to an order: looked up at Stripe before it is believed."""

from dataclasses import replace

from bot.core import events as e
from bot.core.effects import LookUpCheckout
from bot.core.orders import ATTENTION, HELD, RELEASED
from tests.core.test_settle import an_attempt, an_order, looked_up, paid, run, told


def test_a_hint_settles_nothing_before_stripe_was_asked() -> None:
    """Only metadata says it is ours: look it up."""
    order = an_order(attempts=(an_attempt(state="asked", session=""),))
    outcome = run(order, replace(paid(), hinted=True))
    assert (outcome.news, outcome.order) == ("look_up", order)
    assert outcome.effects == (LookUpCheckout("order_tok", session_id="cs_1", payment_intent="pi_1"),)
    assert run(order, told(e.OrderDisputed, hinted=True)).news == "foreign"


def test_a_hint_about_something_known_is_a_fact() -> None:
    """The page became known while the event waited."""
    assert run(an_order(), replace(paid(), hinted=True)).news == "paid"


def test_a_looked_up_page_is_adopted_and_settled() -> None:
    """Reference, amount and currency fit a frozen attempt: the session is ours, and what it says counts."""
    order = an_order(attempts=(an_attempt(state="asked", session="", amount_cents=6000, currency="eur"),))
    assert (run(order, looked_up()).news, run(order, looked_up()).order.attempts[0].session_id) == ("paid", "cs_1")
    assert run(order, looked_up(payment_status="unpaid")).news == "processing"
    assert run(order, looked_up(status="expired", payment_status="unpaid", intent="")).order.booking == RELEASED
    still_open = run(order, looked_up(status="open", payment_status="unpaid"))
    assert (still_open.news, still_open.order.attempts[0].state) == ("opened", "open")


def test_a_page_that_is_not_ours_settles_nothing() -> None:
    """Another reference or session than ours, or a session nobody knows with another sum or currency: foreign."""
    known = an_order(attempts=(an_attempt(),))
    asked = an_order(attempts=(an_attempt(state="asked", session="", amount_cents=6000, currency="eur"),))
    for order, event in (
        (known, looked_up(reference="order_else")), (known, looked_up(session="cs_x")),
        (asked, looked_up(amount_cents=1)), (asked, looked_up(currency="usd")),
    ):  # fmt: skip
        outcome = run(order, event)
        assert (outcome.news, outcome.order) == ("foreign", order)


def test_another_sum_on_our_own_page_is_no_stranger() -> None:
    """A session we know is ours whatever was paid there: the sum is a person's matter, and nobody hears of a foreign page."""
    order = an_order(attempts=(an_attempt(),))
    for event in (looked_up(amount_cents=1), looked_up(currency="usd")):
        outcome = run(order, event)
        assert (outcome.news, outcome.order.booking, outcome.effects) == ("mismatch", ATTENTION, ())


def test_a_leftover_page_belongs_to_its_own_attempt() -> None:
    """A failed call made a page after all: its expiry says which attempt it was, and the next one is not touched."""
    first = an_attempt(state="refused", session="", params={"expires_at": 100})
    second = an_attempt(2, state="asked", session="", params={"expires_at": 101})
    leftover = looked_up("cs_old", "", status="expired", payment_status="unpaid", expires_at=100)
    outcome = run(an_order(attempts=(first, second)), leftover)
    assert [(a.session_id, a.state) for a in outcome.order.attempts] == [("cs_old", "refused"), ("", "asked")]
    assert (outcome.order.booking, outcome.news) == (HELD, "")
    alone = run(an_order(attempts=(first,)), leftover)
    assert alone.order.booking == HELD  # the hold goes on: nobody ever had that page
    assert run(an_order(attempts=(first, second)), looked_up(expires_at=99)).news == "foreign"
    ended = run(alone.order, told(e.CheckoutExpired, session_id="cs_old", attempt=1))
    assert ended.order.booking == RELEASED  # asked for by ourselves, at the hold's end
