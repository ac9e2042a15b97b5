"""What each fact about money does to an order, one behaviour a test."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core import events as e
from bot.core.effects import BookSlot, Effect, ExpireCheckout, HoldSlot, LookUpCheckout, Refund, ReleaseSlot
from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Attempt, Order
from bot.core.settle import Settled, settle
from bot.core.slots import Slot

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATE = timedelta(minutes=30)


def an_order(**changes: Any) -> Order:
    """A held lesson on Thursday with one open page."""
    order = Order(
        id="order_tok",
        token="tok",
        talk="1:2:src",
        account_id=1,
        conversation_id=7,
        flow="regular",
        slot=Slot(NOW + timedelta(days=3), 60),
        price=Money(6000),
        created_at=NOW,
        booking=HELD,
        held_until=NOW + timedelta(hours=1),
        attempts=(an_attempt(),),
    )
    return replace(order, **changes)


def an_attempt(n: int = 1, state: str = "open", session: str = "cs_1", **changes: Any) -> Attempt:
    """One page."""
    ends = NOW + timedelta(hours=1)
    return replace(Attempt(n, f"cs:order_tok:{n}", {}, ends, state, session, f"https://stripe.test/{n}"), **changes)


def told(cls: type[e.MoneyEvent], **facts: Any) -> Any:
    """A fact about that order."""
    return cls(id="evt", talk="1:2:src", order_id="order_tok", **facts)


def paid(session: str = "cs_1", intent: str = "pi_1", cents: int = 6000, currency: str = "eur") -> e.OrderPaid:
    """The money of one payment."""
    return e.OrderPaid(
        id="evt", talk="1:2:src", order_id="order_tok", session_id=session, payment_intent=intent,
        amount_cents=cents, currency=currency,
    )  # fmt: skip


def refunded(cents: int, intent: str = "pi_1") -> e.OrderRefunded:
    """The total given back so far."""
    event: e.OrderRefunded = told(e.OrderRefunded, payment_intent=intent, refunded_cents=cents, amount_cents=6000)
    return event


def refund(name: str = "re_1", cents: int = 6000, status: str = "succeeded", **facts: Any) -> e.RefundTold:
    """One refund, as anybody tells it."""
    about: dict[str, Any] = {"payment_intent": "pi_1", "refund_id": name, "amount_cents": cents, "status": status}
    event: e.RefundTold = told(e.RefundTold, **about | facts)
    return event


def looked_up(session: str = "cs_1", intent: str = "pi_1", **changes: Any) -> e.CheckoutLookedUp:
    """Stripe's answer about a paid page of ours."""
    facts: dict[str, Any] = {
        "reference": "order_tok", "status": "complete", "payment_status": "paid", "amount_cents": 6000, "currency": "EUR",
    }  # fmt: skip
    event: e.CheckoutLookedUp = told(e.CheckoutLookedUp, session_id=session, payment_intent=intent, **facts | changes)
    return event


def run(order: Order, *events: e.MoneyEvent, free: bool = True, now: datetime = NOW) -> Settled:
    """The last outcome, with the effects of all."""
    effects: list[Effect] = []
    outcome = Settled(order)
    for event in events:
        outcome = settle(outcome.order, event, now, slot_is_free=free, late_minimum=LATE)
        effects.extend(outcome.effects)
    return replace(outcome, effects=tuple(effects))


def test_money_on_a_held_time_books_it() -> None:
    """Paid while held: booked, once, at the right sum."""
    outcome = run(an_order(), paid())
    assert (outcome.news, outcome.order.booking, outcome.order.payment) == ("paid", BOOKED, "paid")
    assert outcome.effects == (BookSlot("order_tok"),)
    assert outcome.order.attempts[0].state == "complete"
    assert outcome.order.held_until is None


def test_one_payment_told_twice_is_one_payment() -> None:
    """`completed` and `payment_intent.succeeded`, in either order, are one payment and one booking."""
    for events in ((paid(), paid(session="")), (paid(session=""), paid()), (paid(intent=""), paid(), paid(session=""))):
        outcome = run(an_order(), *events)
        assert [p.id for p in outcome.order.payments] == ["pi_1"]
        assert outcome.effects == (BookSlot("order_tok"),)
        assert outcome.news == ""


def test_a_payment_known_by_its_session_takes_its_intents_name() -> None:
    """Session-keyed becomes intent-keyed when the intent is learnt, also when both entries exist already."""
    outcome = run(an_order(), paid(intent=""), paid(session=""))
    assert len(outcome.order.payments) == 2  # nothing connects them yet
    outcome = run(an_order(), told(e.PaymentPending, session_id="cs_1"), paid(session=""), paid())
    assert [(p.id, p.session_id, p.state) for p in outcome.order.payments] == [("pi_1", "cs_1", "paid")]


def test_a_wrong_sum_is_never_booked_and_never_refunded_by_us() -> None:
    """Amount or currency differs: attention, staff are told, the money stays where it is."""
    for event in (paid(cents=5999), paid(currency="usd"), paid(cents=0)):
        outcome = run(an_order(), event)
        assert (outcome.news, outcome.order.booking, outcome.order.attention) == ("mismatch", ATTENTION, "sum")
        assert outcome.effects == ()  # the alert comes with the news, once


def test_late_money_books_again_when_the_time_is_free() -> None:
    """Paid after the time went back: claimed and booked again, saying so."""
    outcome = run(an_order(booking=RELEASED, closed="expired"), paid())
    assert (outcome.news, outcome.order.booking, outcome.order.late, outcome.order.closed) == (
        "paid_late",
        BOOKED,
        True,
        "",
    )
    assert [type(one) for one in outcome.effects] == [HoldSlot, BookSlot]


def test_late_money_for_a_time_that_is_gone_needs_a_choice() -> None:
    """Given away, or too close: attention, nothing claimed."""
    released = an_order(booking=RELEASED, closed="expired")
    assert run(released, paid(), free=False).news == "paid_gone"
    close = run(released, paid(), now=released.slot.start - timedelta(minutes=29))
    assert (close.news, close.order.booking, close.effects) == ("paid_gone", ATTENTION, ())
    just = run(released, paid(), now=released.slot.start - LATE)
    assert just.news == "paid_late"
    assert run(an_order(), paid(), free=False).news == "paid_gone"  # a hold whose claim is gone is no booking


def test_money_for_a_held_lesson_that_began_already_is_not_a_booking() -> None:
    """A delayed method may take days: the hold stayed, the lesson's hour did not."""
    order = an_order()
    outcome = run(order, told(e.PaymentPending, session_id="cs_1"), paid(), now=order.slot.start)
    assert (outcome.news, outcome.order.booking) == ("paid_gone", ATTENTION)


def test_a_second_payment_goes_back_whatever_the_state() -> None:
    """Two kept payments: the second is refunded under its own key; the lesson stays booked."""
    for order in (an_order(), an_order(booking=RELEASED), an_order(booking=ATTENTION)):
        first = run(replace(order, attempts=(an_attempt(), an_attempt(2, session="cs_2"))), paid())
        outcome = run(first.order, paid("cs_2", "pi_2"))
        assert outcome.news == "paid_twice"
        assert outcome.effects[0] == Refund("order_tok", "pi_2", 6000, "refund:dup:pi_2", "duplicate")
        assert outcome.order.booking == first.order.booking
        assert run(outcome.order, paid("", "pi_2"), paid("cs_2", "pi_2")).effects == ()
        back = run(outcome.order, told(e.OrderRefunded, payment_intent="pi_2", refunded_cents=6000))
        assert (back.news, back.order.payment, back.order.booking) == ("", "paid", first.order.booking)


def test_a_second_payment_without_an_intent_is_looked_up_first() -> None:
    """A refund needs the intent: Stripe is asked, then the refund goes out."""
    two = run(an_order(attempts=(an_attempt(), an_attempt(2, session="cs_2"))), paid(), paid("cs_2", ""))
    assert LookUpCheckout("order_tok", session_id="cs_2") in two.effects
    outcome = run(two.order, looked_up(session="cs_2", intent="pi_2"))
    assert outcome.effects[0] == Refund("order_tok", "pi_2", 6000, "refund:dup:pi_2", "duplicate")


def test_booking_closes_the_other_open_pages() -> None:
    """Once paid, no other page may be."""
    outcome = run(an_order(attempts=(an_attempt(), an_attempt(2, session="cs_2"))), paid())
    assert outcome.effects == (BookSlot("order_tok"), ExpireCheckout("order_tok", 2, "cs_2"))
    assert [a.state for a in outcome.order.attempts] == ["complete", "expiring"]


def test_money_on_its_way_keeps_the_hold() -> None:
    """Processing: nothing is booked, nothing released, also when another page of the order expires."""
    order = an_order(attempts=(an_attempt(), an_attempt(2, session="cs_2")))
    outcome = run(order, told(e.PaymentPending, session_id="cs_1", payment_intent="pi_1"))
    assert (outcome.news, outcome.order.booking, outcome.order.payment) == ("processing", HELD, "processing")
    outcome = run(outcome.order, told(e.CheckoutExpired, session_id="cs_2"))
    assert (outcome.order.booking, outcome.effects) == (HELD, ())


def test_delayed_money_that_fails_keeps_the_hold_for_a_new_page() -> None:
    """processing -> failed is allowed, and final for that payment: a late "processing" cannot undo it."""
    delayed = told(e.PaymentPending, session_id="cs_1", payment_intent="pi_1")
    failed = told(e.PaymentFailed, session_id="cs_1", payment_intent="pi_1", final=True)
    outcome = run(an_order(), delayed, failed)
    assert (outcome.news, outcome.order.booking, outcome.order.payment) == ("failed", HELD, "failed")
    assert outcome.effects == ()
    assert run(outcome.order, delayed).order == outcome.order
    cancelled = run(an_order(closed="cancelled"), delayed, failed)
    assert (cancelled.order.booking, cancelled.effects) == (RELEASED, (ReleaseSlot("order_tok"),))


def test_a_declined_card_changes_nothing_but_is_told() -> None:
    """The page stays open and the order pending."""
    declined = told(e.PaymentFailed, session_id="cs_1", payment_intent="pi_1", reason="card_declined")
    outcome = run(an_order(), declined)
    assert (outcome.news, outcome.order.payment, outcome.order.booking) == ("declined", "pending", HELD)
    assert outcome.order.attempts[0].state == "open"
    assert run(an_order(), paid(), declined).news == ""


def test_expired_releases_the_time_to_its_heir() -> None:
    """The page of a replaced order is gone: its time goes to the order that takes its place."""
    outcome = run(an_order(closed="replaced", replaced_by="order_new"), told(e.CheckoutExpired, session_id="cs_1"))
    assert outcome.effects == (ReleaseSlot("order_tok", heir="order_new"),)
    assert (outcome.order.booking, outcome.order.closed, outcome.news) == (RELEASED, "replaced", "expired")
    assert run(an_order(), told(e.CheckoutExpired, session_id="cs_1")).order.closed == "expired"


def test_an_old_page_that_expires_does_not_take_the_new_ones_time() -> None:
    """While another page is open the hold stays."""
    order = an_order(attempts=(an_attempt(), an_attempt(2, session="cs_2")))
    outcome = run(order, told(e.CheckoutExpired, session_id="cs_1"))
    assert (outcome.order.booking, outcome.effects, outcome.news) == (HELD, (), "")


def test_expired_never_downgrades_paid() -> None:
    """Whatever comes after the money, the booking stays."""
    for session in ("cs_1", "", "cs_unknown"):
        outcome = run(an_order(), paid(), told(e.CheckoutExpired, session_id=session))
        assert (outcome.order.booking, outcome.order.payment, outcome.news) == (BOOKED, "paid", "")


def test_an_old_refund_does_not_keep_a_new_hold_alive() -> None:
    """Money given back long ago says nothing about the page that just expired."""
    first = run(an_order(), paid(), told(e.OrderRefunded, payment_intent="pi_1", refunded_cents=6000))
    again = replace(first.order, booking=HELD, attempts=(*first.order.attempts, an_attempt(2, session="cs_2")))
    assert run(again, told(e.CheckoutExpired, session_id="cs_2")).order.booking == RELEASED


def test_an_opened_page_is_news_once() -> None:
    """The address arrives, the talk may send the link."""
    order = an_order(attempts=(an_attempt(state="asked", session=""),))
    opened = told(e.CheckoutOpened, attempt=1, session_id="cs_1", url="https://stripe.test/c")
    outcome = run(order, opened)
    assert (outcome.news, outcome.order.attempts[0].state, outcome.order.attempts[0].url) == (
        "opened",
        "open",
        "https://stripe.test/c",
    )
    assert run(outcome.order, opened).news == ""


def test_a_page_that_opens_for_a_closed_order_is_closed_at_once() -> None:
    """Cancelled, replaced, paid meanwhile, or an attempt we never made: nobody may pay there."""
    opened = told(e.CheckoutOpened, attempt=1, session_id="cs_9", url="u")
    asked = (an_attempt(state="asked", session=""),)
    for order in (
        an_order(closed="cancelled", attempts=asked),
        an_order(attempts=(an_attempt(state="expiring", session=""),)),
        run(an_order(attempts=(an_attempt(2, session="cs_1"), *asked)), paid()).order,
        an_order(attempts=(an_attempt(),)),
        an_order(attempts=(an_attempt(state="refused", session=""),)),
        an_order(attempts=()),
    ):
        outcome = run(order, opened)
        assert outcome.effects == (ExpireCheckout("order_tok", 1, "cs_9"),)
        assert outcome.news == ""


def test_a_refused_page_of_a_cancelled_order_gives_the_time_back() -> None:
    """There will be no page whose end could be waited for."""
    asked = (an_attempt(state="asked", session=""),)
    refused = told(e.CheckoutRefused, attempt=1, reason="key")
    assert run(an_order(attempts=asked), refused).news == "refused"
    assert run(an_order(attempts=asked), refused).order.booking == HELD
    outcome = run(an_order(attempts=asked, closed="cancelled"), refused)
    assert (outcome.order.booking, outcome.effects) == (RELEASED, (ReleaseSlot("order_tok"),))


def test_free_orders_have_no_money() -> None:
    """A trial is never touched."""
    order = an_order(price=Money(0))
    assert run(order, paid()) == Settled(order)
