"""What a channel without buttons shows, and a student who types everything: numbers, words, slips of the finger."""

import pytest

from tests.flows.script import LANGUAGES, Script

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_everything_typed_on_sms(language: str) -> None:
    """By SMS: numbered lists without emoji, a person and *stop* as numbers too, because carriers swallow STOP, HELP and CANCEL. Typed numbers, words and slips of the finger all work."""
    s = Script(language, channel="Channel::TwilioSms", name="+31612345678", reachable=True)
    s.says("hoi", "hello")
    s.says("2")
    s.says("wiskudne", "mathss")
    s.says("1 uur", "1 hour")
    s.says("morgn avond", "tomorow evening")
    s.says("3")
    s.says("ik ben 25", "i am 25")
    s.says("Oké", "Okay")
    s.says("lnik opnieuw", "lnik again")
    s.pays()
    s.says("Piet")
    s.says("5")
    s.says("sla over", "skip")
    s.says("menu")
    s.says("2")
    s.says("2")
    assert s.order.booking == "booked"
    assert s.tapped == 0
    s.is_as_written("channels/sms", test_everything_typed_on_sms.__doc__ or "")


def test_titles_come_back_from_whatsapp(language: str) -> None:
    """WhatsApp sends the title of what was tapped; a button of an earlier question is a late tap there too."""
    s = Script(language, channel="Channel::Whatsapp", name="Noor de Vries", reachable=True)
    s.says("hoi", "hello")
    for value in ("regular", "math", "60"):
        s.says(next(one.title for one in s.offered if one.value == value))
    s.says(s.offered[2].title)
    s.says(next(one.title for one in s.offered if one.value == "adult"))
    pay = s.offered[0].title
    s.says(pay)
    s.says(pay)
    assert len(s.stripe.sessions) == 1
    s.pays()
    s.says(pay)
    assert s.order.booking == "booked"
    s.is_as_written("channels/whatsapp", test_titles_come_back_from_whatsapp.__doc__ or "")


def test_stop_is_a_number_on_sms(language: str) -> None:
    """On SMS every question of a booking can be stopped, or handed to a person, by its number."""
    s = Script(language, channel="Channel::Sms", name="+31612345678", reachable=True)
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    stop = [one.value for one in s.offered].index("stop") + 1
    s.says(str(stop))
    assert s.talk.conversation.step == "welcome.rest"
    s.says("bijles engels", "english tutoring")
    s.chooses("person")
    assert s.talk.conversation.status == "open"
    s.is_as_written("channels/sms_stop", test_stop_is_a_number_on_sms.__doc__ or "")


@pytest.mark.parametrize("channel", ["Channel::Email", "Channel::Instagram", "Channel::Telegram", "Channel::Line"])
def test_other_channels_understand_titles_and_numbers(language: str, channel: str) -> None:
    """The same way through on every channel, by number."""
    s = Script(language, channel=channel, name="Noor de Vries", reachable=True)
    s.says("hoi", "hello")
    s.says("2")
    s.says("1")
    s.says("1")
    s.says("1")
    s.says("1")
    s.says("1")
    assert s.order.booking == "held"
