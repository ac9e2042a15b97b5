"""Who has the conversation: a person, the desk, or nobody for a moment; and the same student in a new conversation."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core import effects as x
from bot.core import events as e
from tests.flows.meeting import booked, known, waiting_to_pay
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import MONDAY_MORNING

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_a_person_please_and_back(language: str) -> None:
    """*A person* in one tap: noted with a summary, *open*, what to expect. Until somebody writes, *go on booking* works."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.chooses("60")
    s.says("ik wil iemand spreken", "talk to a person")
    assert s.talk.conversation.status == "open"
    s.says("hallo?", "hello?")
    s.chooses("go_on_booking")
    assert (s.talk.conversation.status, s.talk.conversation.step) == ("pending", "regular.slot")
    s.is_as_written("staff/a_person_please", test_a_person_please_and_back.__doc__ or "")


def test_a_person_at_night(language: str) -> None:
    """Saturday night: the student hears when the team is back."""
    s = waiting_to_pay(language, now=datetime(2026, 11, 21, 20, 0, tzinfo=UTC))
    s.chooses("person")
    s.says("is het betaald?", "is it paid?")
    s.pays()
    assert s.order.booking == "booked"
    s.chooses("go_on_booking")
    s.is_as_written("staff/a_person_at_night", test_a_person_at_night.__doc__ or "")


def test_paying_while_a_person_has_the_conversation(language: str) -> None:
    """A colleague is talking with the student: the payment books all the same, the student gets the bare fact, the rest is a note."""
    s = waiting_to_pay(language)
    s.staff_writes("Hoi Noor, ik kijk even met je mee.")
    s.says("dank je", "thank you")
    before = len(s.said)
    s.pays()
    assert (s.order.booking, len(s.said) - before) == ("booked", 1)
    s.is_as_written("staff/paying_with_a_person", test_paying_while_a_person_has_the_conversation.__doc__ or "")


def test_expiring_while_a_person_has_the_conversation(language: str) -> None:
    """A colleague has the conversation when the time runs out, is paid late and gone: one fact, notes for all else."""
    s = waiting_to_pay(language)
    s.staff_writes("Ik help je verder.")
    s.passes(hours=1)
    s.somebody_takes(MONDAY_MORNING + timedelta(days=1, hours=6))
    s.stripe_says("paid after all", e.OrderPaid, amount_cents=6000)
    assert s.order.booking == "attention"
    s.staff_sets("pending")
    s.chooses_nth(1)
    assert s.order.booking == "booked"
    s.is_as_written("staff/gone_with_a_person", test_expiring_while_a_person_has_the_conversation.__doc__ or "")


def test_take_over_and_give_back(language: str) -> None:
    """A colleague assigns themselves: the desk is silent at once. *Mark as pending* gives it back, and the booking goes on."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.chooses("60")
    s.staff_sets("pending", assignee="user")
    before = len(s.said)
    s.says("kan dinsdag ook?", "is tuesday possible?")
    assert len(s.said) == before
    s.staff_writes("Dinsdag kan!")
    s.staff_sets("pending", assignee="user")
    assert (s.assignee, s.talk.conversation.step) == ("", "regular.slot")
    s.chooses_nth(1)
    s.chooses("pay")
    s.is_as_written("staff/take_over_and_give_back", test_take_over_and_give_back.__doc__ or "")


def test_given_back_two_days_later(language: str) -> None:
    """Given back when the booking is old: the desk waits until the student writes."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.staff_writes("Wij bellen even.")
    s.passes(days=2)
    before = len(s.said)
    s.staff_sets("pending")
    assert len(s.said) == before
    s.says("hoi", "hello")
    s.is_as_written("staff/given_back_late", test_given_back_two_days_later.__doc__ or "")


def test_a_failed_callback_is_taken_back_once(language: str) -> None:
    """Chatwoot could not reach the desk and opens the conversation: taken back once; the second time it stays open."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.chatwoot_opens()
    assert s.talk.conversation.status == "pending"
    s.says("60 minuten", "60 minutes")
    s.chatwoot_opens()
    assert s.talk.conversation.status == "open"
    before = len(s.said)
    s.says("hallo?", "hello?")
    assert len(s.said) == before
    s.is_as_written("staff/failed_callback", test_a_failed_callback_is_taken_back_once.__doc__ or "")


def test_a_message_in_a_conversation_opened_by_itself(language: str) -> None:
    """The first thing heard after a failed callback is the student's message: taken back and answered at once."""
    s = Script(language, name="Noor de Vries")
    s.status = "open"
    s.says("hoi", "hello")
    assert s.talk.conversation.status == "pending"
    s.is_as_written("staff/opened_by_itself", test_a_message_in_a_conversation_opened_by_itself.__doc__ or "")


def test_a_new_conversation_in_the_middle(language: str) -> None:
    """Resolved in between, WhatsApp opens a new conversation: welcome back, the held time, the link. News, labels and notes go there and where it began."""
    s = waiting_to_pay(language, channel="Channel::Whatsapp", reachable=True)
    s.passes(minutes=20)
    s.new_conversation()
    s.says("hoi, ben er weer", "hi, me again")
    assert s.talk.conversation.step == "payment.waiting"
    s.pays()
    assert {one.conversation_id for one in s.done if isinstance(one, x.NoteForStaff)} == {42, 43}
    s.is_as_written("staff/new_conversation", test_a_new_conversation_in_the_middle.__doc__ or "")


def test_a_new_conversation_with_a_wish(language: str) -> None:
    """A new conversation in the middle of choosing, and the student says at once what they want."""
    s = Script(language, name="Noor de Vries", channel="Channel::Whatsapp", reachable=True)
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.chooses("60")
    s.new_conversation()
    s.says("woensdag om 17:00", "wednesday at 17:00")
    assert s.talk.conversation.step == "regular.confirm"
    s.is_as_written("staff/new_conversation_with_a_wish", test_a_new_conversation_with_a_wish.__doc__ or "")


def test_the_channel_could_not_deliver(language: str) -> None:
    """What a channel could not deliver becomes a note; with the window closed nothing is sent into the void."""
    s = booked(language, channel="Channel::Whatsapp", reachable=True)
    s.channel_fails("131047: Re-engagement message")
    s.can_reply = False
    s.chatwoot_says("pending", "")
    before = len(s.said)
    s.stripe_says("all of it is refunded", e.OrderRefunded, refunded_cents=6000, amount_cents=6000)
    assert len(s.said) == before
    s.is_as_written("staff/not_delivered", test_the_channel_could_not_deliver.__doc__ or "")


def test_a_special_price(language: str) -> None:
    """A contact marked for another price chooses a time; then a person takes over, and no link is sent."""
    s = known(language)
    s.attributes = {"special_price": "45"}
    pages = len(s.stripe.sessions)
    s.says("hoi", "hello")
    s.chooses("same_again", "book")
    assert (s.talk.conversation.status, len(s.stripe.sessions)) == ("open", pages)
    s.is_as_written("staff/special_price", test_a_special_price.__doc__ or "")


def test_a_fault_of_ours(language: str) -> None:
    """An event that cannot be handled: the conversation goes to a person, with one note."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.happens(e.TurnFailed(id="x", talk=s.talk.id, failed_id="y"))
    assert s.talk.conversation.status == "open"
    s.is_as_written("staff/a_fault_of_ours", test_a_fault_of_ours.__doc__ or "")


def test_something_was_not_done(language: str) -> None:
    """A delivery that nobody will try again: one note says what, and that a person has to look."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    for kind, order in (("Refund", "order_aaaa"), ("SetStatus", "")):
        s.happens(e.DeliveryDied(id=kind, talk=s.talk.id, delivery_id="y", kind=kind, order_id=order))
    s.is_as_written("staff/not_done", test_something_was_not_done.__doc__ or "")


def test_given_back_when_the_time_has_run_out(language: str) -> None:
    """The time ran out while a colleague had the conversation: given back, the student is asked what now."""
    s = waiting_to_pay(language)
    s.staff_writes("Ik help je verder.")
    s.passes(hours=1, minutes=1)
    s.staff_sets("pending")
    assert s.talk.conversation.step == "payment.expired"
    s.chooses("again")
    assert s.order.booking == "held"
    s.is_as_written("staff/given_back_when_expired", test_given_back_when_the_time_has_run_out.__doc__ or "")
