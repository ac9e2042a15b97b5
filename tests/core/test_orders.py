"""What an order says of itself, and what is sent to Stripe for it."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

from bot.core.checkout import new_attempt
from bot.core.codec import from_json, to_json
from bot.core.desk import Desk
from bot.core.money import Money, Tariff
from bot.core.orders import Order, Payment
from bot.core.speech import Speech
from tests.core.test_settle import NOW, an_attempt, an_order


def a_desk(price_id: str = "", hold_minutes: int = 60) -> Desk:
    """Only what a checkout reads of the desk."""
    rules = SimpleNamespace(
        hold=timedelta(minutes=hold_minutes), tariff=Tariff({60: Money(6000)}, {60: price_id} if price_id else {})
    )
    maths = SimpleNamespace(value="math", titles={"nl": "Wiskunde", "en": "Maths"})
    business = SimpleNamespace(
        rules={"regular": rules}, service="tutoring", payment_methods=("card", "ideal"), subjects=(maths,)
    )
    sentences = {
        "nl": "lesson-regular = Bijles { $subject }, { $minutes } minuten",
        "en": "lesson-regular = Tutoring { $subject }, { $minutes } minutes",
    }
    speech = Speech(sentences)
    return cast(Desk, SimpleNamespace(business=business, speech=speech, public_url="https://desk.example/"))


def test_payment_status_is_derived() -> None:
    """Kept money wins, else processing, else an open page, else the newest outcome."""
    order = an_order()
    assert order.payment == "pending"
    spent = an_order(attempts=(an_attempt(state="expired"),))
    assert spent.payment == "expired"
    assert replace(spent, payments=(Payment("a", "failed"),)).payment == "failed"
    assert replace(spent, payments=(Payment("a", "failed"), Payment("b", "refunded"))).payment == "refunded"
    assert replace(order, payments=(Payment("a", "processing"),)).payment == "processing"
    assert replace(order, payments=(Payment("a", "refunded"), Payment("b", "paid"))).payment == "paid"
    assert an_order(price=Money(0)).payment == ""


def test_settled_means_nothing_is_under_way() -> None:
    """Any open page, also an older one, and any payment between two states keeps an order unsettled."""
    assert not an_order(attempts=(an_attempt(), an_attempt(2, "expired", "cs_2"))).settled
    spent = an_order(attempts=(an_attempt(state="complete"),))
    assert spent.settled
    assert not replace(spent, payments=(Payment("a", "processing"),)).settled


def test_an_order_survives_json() -> None:
    """What the row keeps is what was there."""
    order = an_order(payments=(Payment("pi", "paid", 6000, "eur", "cs", at=NOW, stage="paid", dispute="won"),))
    assert from_json(Order, to_json(order)) == order


def test_a_checkout_carries_the_order_and_no_names() -> None:
    """Metadata twice, strings only; our pages; the methods of the settings; another currency never."""
    order = an_order(subject="math", learner="Sam", language="en", audience="havo")
    params = new_attempt(a_desk(), order, NOW).params
    assert params["metadata"] == params["payment_intent_data"]["metadata"]
    assert params["metadata"] == {
        "order_id": "order_tok",
        "conversation_id": "7",
        "account_id": "1",
        "flow": "regular",
        "minutes": "60",
        "service": "tutoring",
        "audience": "havo",
        "program": "math",
    }
    assert params["success_url"] == "https://desk.example/p/tok/thanks"
    assert params["cancel_url"] == "https://desk.example/p/tok/back"
    assert params["client_reference_id"] == "order_tok"
    assert params["allowed_payment_method_types"] == ["card", "ideal"]
    assert params["adaptive_pricing"] == {"enabled": False}
    assert params["line_items"][0]["price_data"]["unit_amount"] == 6000
    assert "Sam" not in str(params)
    assert params["line_items"][0]["price_data"]["product_data"]["name"] == "Tutoring Maths, 60 minutes"
    other = new_attempt(a_desk(), an_order(subject="", language="nl"), NOW).params
    assert other["line_items"][0]["price_data"]["product_data"]["name"] == "Bijles, 60 minuten"


def test_a_price_id_takes_the_place_of_an_amount() -> None:
    """Where the owner made a Stripe price, it is used."""
    assert new_attempt(a_desk("price_x"), an_order(), NOW).params["line_items"] == [{"price": "price_x", "quantity": 1}]


def test_a_page_outlives_its_hold_by_five_minutes_within_stripes_limits() -> None:
    """Never under 36 minutes, never beyond a day, in whole seconds, and the same key never twice."""
    order = an_order(held_until=None)
    assert new_attempt(a_desk(), order, NOW).expires_at == NOW + timedelta(minutes=65)
    assert new_attempt(a_desk(hold_minutes=20), order, NOW).expires_at == NOW + timedelta(minutes=36)
    parent = an_order(held_until=NOW + timedelta(hours=24))
    attempt = new_attempt(a_desk(), parent, NOW + timedelta(microseconds=5))
    assert attempt.expires_at == NOW + timedelta(hours=23, minutes=50)
    assert attempt.params["expires_at"] == int(attempt.expires_at.timestamp())
    assert (attempt.n, attempt.key) == (2, "cs:order_tok:2")
    again = parent.with_attempt(replace(attempt, state="refused"))
    third = new_attempt(a_desk(), again, NOW)
    assert third.key == "cs:order_tok:3"
    assert third.expires_at == attempt.expires_at + timedelta(seconds=1)  # no two attempts share it
