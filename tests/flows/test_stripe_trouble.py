"""Stripe in trouble, read as a conversation: one sentence, then a person; what comes when it is well again, and for whom."""

import pytest

from bot.core import effects as x
from tests.flows.script import LANGUAGES, Script

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def _asks_for_the_link(language: str, *, unfit_key: bool = False) -> Script:
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf, dinsdag om 16:00", "maths tutoring for myself, tuesday at 16:00")
    s.lines.clear()
    s.stripe_goes_down()
    s.stripe.unfit_key = unfit_key
    s.chooses("pay")
    return s


def test_a_key_that_stripe_refuses_is_no_refusal_of_the_order(language: str) -> None:
    """The key was revoked: one sentence, a note that says so; two minutes later it is right again, and the link comes."""
    s = _asks_for_the_link(language, unfit_key=True)
    assert s.order.attempts[0].state == "asked"
    s.passes(minutes=2)
    s.stripe_recovers()
    s.passes(minutes=4)
    assert (s.status, s.order.attempts[0].state) == ("pending", "open")
    assert sum(isinstance(one, x.NoteForStaff) and one.mention for one in s.done) == 0
    s.pays()
    s.is_as_written("payment/key_revoked", test_a_key_that_stripe_refuses_is_no_refusal_of_the_order.__doc__ or "")


def test_while_somebody_has_the_conversation_the_link_comes_as_a_note(language: str) -> None:
    """A person was called and writes with the student; then Stripe is back: the person gets the link, the student no surprise."""
    s = _asks_for_the_link(language)
    s.passes(minutes=5)
    s.staff_writes("Ik help je even met de betaling.")
    said = len(s.said)
    s.stripe_recovers()
    assert len(s.said) == said
    assert s.order.attempts[0].state == "open"
    s.pays()
    assert s.order.booking == "booked"
    s.is_as_written(
        "payment/back_while_a_person_helps",
        test_while_somebody_has_the_conversation_the_link_comes_as_a_note.__doc__ or "",
    )
