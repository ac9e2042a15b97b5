"""What each channel shows, and that no quoted words do anything on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.conversation import Choice
from bot.shell.chatwoot.channels import CHANNELS, fits
from bot.shell.chatwoot.rendering import mention_link, note, render

BUTTONS = [name for name, row in CHANNELS.items() if row.tiers]
NUMBERS = [name for name, row in CHANNELS.items() if not row.tiers]


def choices(*titles: str) -> tuple[Choice, ...]:
    """Choices with these titles."""
    return tuple(Choice(f"value_{n}", title, "does") for n, title in enumerate(titles))


@pytest.mark.parametrize("name", BUTTONS)
def test_channels_with_buttons_get_buttons(name: str) -> None:
    shown = render(name, "Which time?", choices("Mon 10:00", "Tue 11:00"))
    assert (shown.content, shown.items) == ("Which time?", choices("Mon 10:00", "Tue 11:00"))


@pytest.mark.parametrize("name", [*NUMBERS, "Channel::Carrier Pigeon", ""])
def test_channels_without_buttons_get_a_numbered_list_without_emoji(name: str) -> None:
    shown = render(name, "Which time? 🙂", choices("🇳🇱 Nederlands", "English"))
    assert (shown.content, shown.items) == ("Which time?\n\n1. Nederlands\n2. English", ())


@pytest.mark.parametrize(
    ("name", "titles", "text", "problem"),
    [
        ("Channel::Whatsapp", ["x" * 21, "b"], "t", "at most 20"),
        ("Channel::Whatsapp", ["x" * 25, "b", "c", "d"], "t", "at most 24"),
        ("Channel::Whatsapp", [str(n) for n in range(11)], "t", "at most 10 choices"),
        ("Channel::Whatsapp", ["a", "a"], "t", "twice"),
        ("Channel::Whatsapp", ["a", "b"], "t" * 1025, "at most 1024"),
        ("Channel::FacebookPage", [str(n) for n in range(14)], "t", "at most 13 choices"),
        ("Channel::FacebookPage", ["x" * 21], "t", "at most 20"),
        ("Channel::WebWidget", ["a", " "], "t", "no title"),
        ("Channel::WebWidget", ["a"], " ", "need a text"),
    ],
)
def test_what_does_not_fit_is_told_and_printed_as_numbers(
    name: str, titles: list[str], text: str, problem: str
) -> None:
    problems = fits(name, text, choices(*titles))
    assert any(problem in each for each in problems)
    shown = render(name, text, choices(*titles))
    assert shown.items == ()
    assert all(title.strip() in shown.content for title in titles)


def test_a_whatsapp_list_takes_longer_titles_than_buttons() -> None:
    assert fits("Channel::Whatsapp", "t" * 1024, choices("x" * 24, "b", "c", "d")) == []
    assert fits("Channel::Whatsapp", "t", choices("x" * 20, "b", "c")) == []


def test_a_telegram_value_has_at_most_64_bytes() -> None:
    assert fits("Channel::Telegram", "t", (Choice("é" * 32, "a", ""),)) == []
    assert "64 bytes" in fits("Channel::Telegram", "t", (Choice("é" * 33, "a", ""),))[0]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_numbered_list_has_no_limits(name: str) -> None:
    assert fits(name, "t" * 5000, choices("x" * 99, "x" * 99)) == []


def test_line_and_whatsapp_lists_survive_their_renderers() -> None:
    assert render("Channel::Line", "a\nb", choices("x" * 21, "y")).content == f"a\n\nb\n\n1: {'x' * 21}\n\n2: y"
    assert "1: a" in render("Channel::Whatsapp", "t", choices("a", "a")).content


@pytest.mark.parametrize(
    ("name", "text", "content"),
    [
        ("Channel::Sms", "5*3*2", "5x3x2"),
        ("Channel::WebWidget", "5*3*2", "5×3×2"),
        ("Channel::WebWidget", "* one\n* two", "- one\n- two"),
        ("Channel::Whatsapp", "# loud", "＃ loud"),
        ("Channel::Sms", "# loud", "No. loud"),
        ("Channel::Telegram", "a < b & c > d", "a ‹ b ＆ c › d"),
        ("Channel::Whatsapp", "<b>hi</b>", "< b>hi< /b>"),
        ("Channel::Whatsapp", "1 < 2", "1 < 2"),
        ("Channel::Api", "5*3 <b>", "5*3 <b>"),
        ("Channel::Telegram", "Pay:\nhttps://x.example/p/a*b?c=1&d=<2", "Pay:\nhttps://x.example/p/a*b?c=1&d=<2"),
    ],
)
def test_markdown_cannot_damage_a_text(name: str, text: str, content: str) -> None:
    assert render(name, text, ()).content == content


@pytest.mark.parametrize("name", CHANNELS)
@settings(deadline=None)
@given(text=st.text(alphabet="{}%x\n <*#🙂", max_size=30))
def test_liquid_never_reaches_chatwoot(name: str, text: str) -> None:
    shown = render(name, text, choices(text, "b"))
    assert "{{" not in shown.content
    assert "{%" not in shown.content


@settings(deadline=None)
@given(st.text(alphabet="[](){}% ab", max_size=30))
def test_a_note_quotes_no_link_and_no_liquid(text: str) -> None:
    content = note(text)
    assert not any(each in content for each in ("](", "{{", "{%"))


def test_a_note_mentions_whom_the_settings_name() -> None:
    assert note("Paid.", "mention://user/7/Anna") == "Paid.\n\n[@Anna](mention://user/7/Anna)"
    assert mention_link("mention://team/2/Front%20Desk") == "[@Front Desk](mention://team/2/Front%20Desk)"
    assert note("Paid.") == "Paid."


def test_a_student_cannot_mention_staff_in_a_note() -> None:
    assert "](mention" not in note("Goals: [@Boss](mention://user/1/Boss)")
