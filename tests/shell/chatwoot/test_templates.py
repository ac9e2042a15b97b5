"""An approved template goes out exactly as Chatwoot and the provider take it."""

from bot.core.effects import SayTemplate
from bot.shell.chatwoot.templates import template_params


def template(channel: str = "Channel::Whatsapp", *parameters: str) -> SayTemplate:
    return SayTemplate(1, 42, channel, "A reminder", "lesson_reminder", "en", "UTILITY", parameters)


def test_the_values_stand_by_number_in_the_body() -> None:
    """As Chatwoot's REST API documents it."""
    assert template_params(template("Channel::Whatsapp", "Maths", "Thu 26 Nov 16:00")) == {
        "name": "lesson_reminder",
        "category": "UTILITY",
        "language": "en",
        "processed_params": {"body": {"1": "Maths", "2": "Thu 26 Nov 16:00"}},
    }


def test_twilio_takes_them_flat() -> None:
    """No body around them."""
    assert template_params(template("Channel::TwilioSms", "Maths"))["processed_params"] == {"1": "Maths"}


def test_what_the_provider_refuses_is_not_sent() -> None:
    """No line breaks, no Liquid, no quotes, never empty, never too long."""
    values = template_params(template("Channel::Whatsapp", "a\n\n b", "{{contact.name}}", '<"x">', "", "y" * 2000))
    assert list(values["processed_params"]["body"].values()) == ["a b", "{ {contact.name}}", "x", "–", "y" * 1000]
