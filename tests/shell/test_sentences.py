"""`check` finds a sentence that is missing, cannot be filled in, or does not fit, before a student does."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

import locales
from bot.commands import sentences
from bot.commands.sentences import wrong_sentences
from bot.core.desk import Desk
from bot.shell.app_desk import build_desk
from bot.shell.settings import rehearsal_settings


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str, str, str], Desk]]:
    """The desk after the line of one sentence of a file was replaced by other lines."""
    folder = copytree(Path(str(locales.__path__[0])), tmp_path / "locales")
    monkeypatch.delenv("BUSINESS_FILE", raising=False)
    monkeypatch.setattr("bot.commands.sentences.files", lambda _package: folder)
    monkeypatch.setattr("bot.shell.app_desk.files", lambda _package: folder)

    def change(file: str, key: str, lines: str) -> Desk:
        path = folder / file
        text, times = re.subn(rf"^{key} = .*\n", lines, path.read_text("utf-8"), flags=re.MULTILINE)
        assert times == 1, f"{key} is not once in {file}"
        path.write_text(text, "utf-8")
        sentences._parsed.cache_clear()
        return build_desk(replace(rehearsal_settings(), public_url="https://desk.example.org"))

    yield change
    sentences._parsed.cache_clear()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sentences_of_the_desk_are_in_order(language: str) -> None:
    assert list(wrong_sentences(build_desk(rehearsal_settings()), language)) == []


def test_a_sentence_missing_in_one_language_is_named(changed: Callable[[str, str, str], Desk]) -> None:
    desk = changed("en.ftl", "menu", "")
    assert list(wrong_sentences(desk, "en")) == ["locales/en.ftl: menu is missing; nl.ftl has it."]


def test_a_sentence_only_one_language_has_is_named(changed: Callable[[str, str, str], Desk]) -> None:
    desk = changed("en.ftl", "menu", "menu = y\nmenu-two = x\n")
    assert list(wrong_sentences(desk, "en")) == ["locales/nl.ftl: menu-two is missing; en.ftl has it."]


def test_a_sentence_missing_on_the_pages_is_named(changed: Callable[[str, str, str], Desk]) -> None:
    desk = changed("en.pages.ftl", "page-label-day", "")
    assert list(wrong_sentences(desk, "en")) == [
        "locales/en.pages.ftl: page-label-day is missing; nl.pages.ftl has it."
    ]


def test_a_value_nothing_fills_in_is_named(changed: Callable[[str, str, str], Desk]) -> None:
    desk = changed("en.ftl", "menu", "menu = Hi { $nmae }, what can I do?\n")
    assert list(wrong_sentences(desk, "en")) == ["locales/en.ftl: menu asks for nmae, which it never gets."]


def test_a_title_longer_than_a_button_is_named_with_its_channel(changed: Callable[[str, str, str], Desk]) -> None:
    desk = changed("en.ftl", "choice-pay", "choice-pay = Pay the amount of { $price }\n")
    problems = list(wrong_sentences(desk, "en"))
    assert problems[0].startswith(
        "locales/en.ftl: choice-pay: Channel::Whatsapp: the title 'Pay the amount of €120.00'"
    )


def test_a_text_longer_than_a_message_is_named(changed: Callable[[str, str, str], Desk]) -> None:
    desk = changed("en.ftl", "menu", f"menu = {'Hello there. ' * 90}\n")
    (problem,) = wrong_sentences(desk, "en")
    assert problem.startswith("locales/en.ftl: menu: Channel::Whatsapp: the text has 11")
