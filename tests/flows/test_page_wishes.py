"""What the public pages ask for, as the flows hear it: never more than the page would offer."""

from datetime import timedelta

from bot.core import effects as x
from bot.core import events as e
from tests.flows.meeting import waiting_to_pay
from tests.flows.script import Script


def the_parents_page(s: Script) -> None:
    """A trial for a minor waits for the parent's yes."""
    s.writes("gratis proefles wiskunde, dinsdag om 17:00")
    s.chooses("minor")
    s.writes("Sam, 0612345678")
    s.chooses("pay")
    assert (s.order.free, s.order.minor, s.order.booking) == (True, True, "held")


def test_a_free_lesson_never_gets_a_page_to_pay_on() -> None:
    """Stripe has no page of zero euros: held or expired, *Pay now* of a stale page does nothing."""
    s = Script("nl")
    the_parents_page(s)
    s.pays_again_on_the_page()
    s.rings(s.order.slot.start)
    assert s.order.booking == "released"
    s.pays_again_on_the_page()
    assert (s.order.booking, s.order.attempts) == ("released", ())
    assert not any(isinstance(one, x.OpenCheckout) for one in s.done)


def test_the_notice_for_strangers_was_kept_when_they_chose() -> None:
    """An hour later it is shorter than for anybody new; the page and the chat both still offer the time."""
    s = waiting_to_pay("nl")
    s.rings(s.order.slot.start - timedelta(hours=10))
    assert s.order.booking == "released"
    s.writes("hoi")
    s.pays_again_on_the_page()
    assert (s.order.booking, s.order.renewals) == ("held", 1)
    s.rings(s.order.slot.start - timedelta(hours=8))
    assert s.talk.conversation.step == "payment.expired"
    s.chooses("again")
    assert (s.order.booking, s.order.renewals) == ("held", 2)


def test_a_parents_name_is_not_kept_for_a_lesson_that_is_over() -> None:
    """The yes came when the time had been given back: nothing happens, and nothing about a person is stored."""
    s = Script("nl")
    the_parents_page(s)
    s.rings(s.order.slot.start)
    s.happens(e.ParentAgreed(id=s.new_id(), talk=s.talk.id, order_id=s.order.id, name="Anna"))
    assert not any(isinstance(one, x.KeepConsent) for one in s.done)
    assert s.order.consent_at is None
