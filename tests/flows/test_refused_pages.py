"""Stripe answers, and says no: a revoked key, a missing permission, a price that is not there."""

from bot.core import effects as x
from tests.flows.script import Script


def test_a_refused_page_is_told_as_what_it_is() -> None:
    """At once: other instructions and a person. Nobody reads that Stripe has been silent for minutes."""
    s = Script("nl", name="Noor de Vries")
    s.stripe.refuses_pages = True
    s.writes("bijles wiskunde voor mezelf, dinsdag om 16:00")
    s.chooses("pay")
    said = [one.text for one in s.said]
    notes = [one.text for one in s.done if isinstance(one, x.NoteForStaff)]
    assert any(s.desk.business.pay_otherwise["nl"] in text for text in said)
    assert not any("nog steeds" in text for text in said)
    assert any("Stripe weigert" in text for text in notes)
    assert not any("al minuten geen betaalpagina" in text for text in notes)
    assert (s.status, s.order.booking, s.order.attempts[0].state) == ("open", "held", "refused")


def test_once_the_key_is_right_the_same_link_works() -> None:
    """*Pay now* on the page of the held time opens the next attempt, also while a person has the conversation."""
    s = Script("nl", name="Noor de Vries")
    s.stripe.refuses_pages = True
    s.writes("bijles wiskunde voor mezelf, dinsdag om 16:00")
    s.chooses("pay")
    s.stripe.refuses_pages = False
    s.pays_again_on_the_page()
    assert [one.state for one in s.order.attempts] == ["refused", "open"]
    s.pays()
    assert s.order.booking == "booked"
