"""However a student changes, stops, asks again or renews: at most one page can be paid at any time."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bot.core import effects as x
from bot.core import events as e
from tests.flows.meeting import waiting_to_pay
from tests.flows.script import Script


def change_time(s: Script) -> None:
    s.chooses("change", "time")
    s.says("woensdag 17:00")
    s.chooses("pay")


def change_length(s: Script) -> None:
    s.chooses("change", "length", "90", "pay")


def change_place(s: Script) -> None:
    s.chooses("change", "place", "in_person", "pay")


def change_subject(s: Script) -> None:
    s.chooses("change", "subject", "stats", "pay")


def change_by_words(s: Script) -> None:
    s.says("kan het ook om 18:00?")
    s.chooses("pay")


def same_time_again(s: Script) -> None:
    s.passes(hours=1)
    s.chooses("again")


def link_again_twice(s: Script) -> None:
    s.chooses("link")
    s.says("link")


def stop_then_again(s: Script) -> None:
    s.chooses("cancel")
    s.says("bijles wiskunde voor mezelf, dinsdag om 16:00")
    s.chooses("pay")


def renewed_on_the_page_twice(s: Script) -> None:
    s.passes(hours=1)
    s.pays_again_on_the_page()
    s.pays_again_on_the_page()


def renewed_in_both_places(s: Script) -> None:
    s.passes(hours=1)
    s.chooses("again")
    s.pays_again_on_the_page()


def pay_tapped_twice(s: Script) -> None:
    s.chooses("change", "time")
    s.says("woensdag 17:00")
    offer = s.talk.conversation.offered
    assert offer is not None
    pay = next(one for one in offer.choices if one.value == "pay")
    s.taps(pay, offer.id)
    s.taps(pay, offer.id)


def delayed_payment_fails(s: Script) -> None:
    s.delayed()
    s.stripe_says("the delayed payment failed", e.PaymentFailed, final=True)


def start_over_and_book_the_same(s: Script) -> None:
    s.says("opnieuw")
    s.chooses("back_to_payment", "link")


def stripe_away(s: Script) -> None:
    s.stripe_goes_down()
    change_by_words(s)
    s.passes(minutes=2)
    s.stripe_recovers()


def webhook_lost(s: Script) -> None:
    """A `CheckoutExpired` heard twice, and `CheckoutOpened` again after the end."""
    opened = [one for one in s.stripe.sessions.values()][-1]
    s.passes(hours=1)
    about: dict[str, Any] = {"talk": s.talk.id, "order_id": opened.order_id, "session_id": opened.id}
    s.happens(e.CheckoutExpired(id=s.new_id(), **about))
    s.happens(e.CheckoutOpened(id=s.new_id(), attempt=opened.attempt, url="https://checkout.example/x", **about))
    s.chooses("again")


WAYS: Sequence[Callable[[Script], None]] = (
    change_time, change_length, change_place, change_subject, change_by_words, same_time_again, link_again_twice,
    stop_then_again, renewed_on_the_page_twice, renewed_in_both_places, pay_tapped_twice, delayed_payment_fails,
    start_over_and_book_the_same, stripe_away, webhook_lost,
)  # fmt: skip


class Watched(Script):
    """A script that counts payable pages after every single thing that Stripe is asked."""

    most = 0

    def carries_out(self, effect: x.Effect) -> list[e.Event]:
        found = super().carries_out(effect)
        payable = [one.id for one in self.stripe.sessions.values() if one.status == "open"]
        self.most = max(self.most, len(payable))
        assert len(payable) <= 1, f"two pages can be paid: {payable}"
        return found


def _watched(language: str = "nl") -> Watched:
    s = waiting_to_pay(language)
    s.__class__ = Watched
    assert isinstance(s, Watched)
    return s


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_one_page_at_a_time(way: Callable[[Script], None]) -> None:
    """Each way, then paid: one lesson, one payment, no second page at any moment."""
    s = _watched()
    way(s)
    assert s.most == 1
    s.pays()
    assert (s.order.booking, len(s.order.kept)) == ("booked", 1)
    assert sum(one.booking == "booked" for one in s.talk.orders.values()) == 1
    assert not [one for one in s.stripe.sessions.values() if one.status == "open"]


@pytest.mark.parametrize("first", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("second", WAYS, ids=lambda way: way.__name__)
def test_one_page_after_two_ways(first: Callable[[Script], None], second: Callable[[Script], None]) -> None:
    """Two of them one after the other, where the conversation allows: never two pages."""
    s = _watched()
    first(s)
    if s.talk.conversation.step == "payment.waiting":
        try:
            second(s)
        except (AssertionError, StopIteration) as error:
            if "can be paid" in str(error):
                raise  # anything else: this way is not open now (the same length again, too many unpaid times)
    s.passes(hours=3)
    assert not [one for one in s.stripe.sessions.values() if one.status == "open"]
    assert [one for one in s.talk.orders.values() if one.booking == "held"] == []


def test_cancelled_then_paid_on_the_old_link() -> None:
    """Who stops and then opens the old link finds nothing to pay: its page is expired, and *Pay now* holds nothing again."""
    s = _watched()
    s.chooses("cancel")
    s.pays_again_on_the_page()
    assert [one.status for one in s.stripe.sessions.values()] == ["expired"]
    assert (s.order.booking, s.order.closed) == ("released", "cancelled")
