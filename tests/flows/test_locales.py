"""The sentences: the same in every language, all of them said somewhere, each with its values, none too long, none ugly."""

import re
import unicodedata

import pytest
from fluent.syntax import ast, parse

import locales
from bot.commands.sentences import wrong_sentences
from bot.core.hearing import ANYWHERE
from flows.change import FIELDS
from flows.welcome import MENU_WORDS
from tests.flows.script import LANGUAGES
from tests.flows.sentences_used import MENU, literals, uses
from tests.flows.stage import BUSINESS, DESK

FORBIDDEN = "*<&#…"
SOURCES = locales.sources(LANGUAGES)
NEVER_SAID_HERE = ("language-name", "words-")


def _messages(language: str) -> dict[str, str]:
    resource = parse(SOURCES[language])
    found = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message) and entry.value is not None and entry.value.span is not None:
            found[entry.id.name] = SOURCES[language][entry.value.span.start : entry.value.span.end]
    return found


def _variables(text: str) -> set[str]:
    return set(re.findall(r"\$([a-z]+)", text))


TEXTS = {language: _messages(language) for language in LANGUAGES}


def test_every_language_says_the_same_things() -> None:
    """No sentence is missing in a language, and the values are the same."""
    nl, en = TEXTS["nl"], TEXTS["en"]
    shared = {key for key in nl if not key.startswith("words-language")}
    assert shared == {key for key in en if not key.startswith("words-language")}
    assert [key for key in shared if _variables(nl[key]) != _variables(en[key])] == []


def test_no_sentence_is_left_over() -> None:
    """Everything in the files is said somewhere."""
    words, patterns = literals()
    said = {key for key in TEXTS["nl"] if key in words or any(p.match(key) for p in patterns)}
    assert sorted(key for key in TEXTS["nl"] if key not in said and not key.startswith(NEVER_SAID_HERE)) == []


def test_no_sentence_is_missing() -> None:
    """Everything the code says is in the files."""
    unknown = [use for use in uses() if not use.pattern and use.key not in TEXTS["nl"]]
    assert [(use.where, use.key) for use in unknown] == []
    nothing = [use for use in uses() if use.pattern and not any(re.match(use.key, key) for key in TEXTS["nl"])]
    assert [(use.where, use.key) for use in nothing] == []


def test_every_sentence_gets_its_values() -> None:
    """Whoever says a sentence gives every value it asks for."""
    wrong = []
    for use in uses():
        rows = {f"choice-{word}" for word in MENU_WORDS} if use.key == MENU else TEXTS["nl"]
        for key in [key for key in rows if (re.match(use.key, key) if use.pattern else key == use.key)]:
            missing = _variables(TEXTS["nl"][key]) - use.values
            if missing:
                wrong.append((use.where, key, sorted(missing)))
    assert wrong == []


def test_every_word_that_is_listened_for_is_listed() -> None:
    """`words-…` of the code are in the files, and none of the files is never listened for."""
    words, patterns = literals()
    listed = {
        key.removeprefix("words-") for language in LANGUAGES for key in TEXTS[language] if key.startswith("words-")
    }
    used = {*ANYWHERE, *(f"change-{field}" for field in FIELDS)}
    used |= {one for one in listed if one in words or any(p.match(one) for p in patterns)}
    assert listed == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_fits_its_channels(language: str) -> None:
    """Filled in with the longest values of the business, every title has at most 20 characters, every text 1024."""
    assert list(wrong_sentences(DESK, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_titles_of_the_business_fit(language: str) -> None:
    """Subjects, levels and places are buttons of 20 characters, topics rows of 24; none is there twice."""
    for options, longest in (
        (BUSINESS.subjects, 20),
        (BUSINESS.levels, 20),
        (BUSINESS.places, 20),
        (BUSINESS.topics, 24),
    ):
        titles = [one.titles[language] for one in options]
        assert max(map(len, titles)) <= longest
        assert len(set(titles)) == len(titles)


def test_a_menu_in_two_languages_fits() -> None:
    """“Proefles · Trial” is a button too."""
    say = DESK.speech.say
    for word in MENU_WORDS:
        titles = {say(one, f"both-{word}") for one in LANGUAGES}
        assert len(" · ".join(sorted(titles))) <= 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_ugly(language: str) -> None:
    """No emoji, no marks that a channel would take for markup, no doubled spaces; a link stands alone on its line."""
    for key, text in TEXTS[language].items():
        if key.startswith("words-"):
            continue
        bare = re.sub(r"\{[^{}]*->|\{ ?\$[a-z]+ ?\}|\[[a-z]+\]|\*\[[a-z]+\]|[{}]", "", text)
        assert not set(bare) & set(FORBIDDEN), (key, bare)
        assert not any(unicodedata.category(char) == "So" for char in bare), key
        assert not re.search(r"\S  +\S", text), key
        for link in ("link", "calendar"):
            lines = [line.strip() for line in text.splitlines() if f"${link} " in line]
            if not key.startswith("note-"):
                assert all(line == f"{{ ${link} }}" for line in lines), key
