"""Key + values + language -> text. Sentences by Fluent, days and money by Babel; a gap falls back to the base language.

Which day and which hour a moment is depends on whose clock is read: that is `bot.core.clocks`.

Also the words people use: a message whose id starts with `words-` lists, comma-separated, what students type for it.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_currency
from fluent.runtime import FluentBundle, FluentResource

from bot.core.errors import FlowMistake
from bot.core.money import Money

# Babel's regional form of each language: money as people of the business read it.
REGIONS = {"nl": "nl_NL", "en": "en_IE"}
DAY_PATTERNS = {"nl": "EEEEEE d MMM", "en": "EEE d MMM"}
LONG_PATTERNS = {"nl": "EEEE d MMMM", "en": "EEEE d MMMM"}


class Speech:
    """The desk's voice in every language. `sources`: language -> Fluent text; the first is the base."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.languages = tuple(sources)
        self.base = self.languages[0]
        self._bundles = {language: _bundle(language, text) for language, text in sources.items()}
        self._keys = {language: _keys(text) for language, text in sources.items()}

    def keys(self, language: str) -> tuple[str, ...]:
        """Every message id of a language."""
        return self._keys[language]

    def say(self, language: str, key: str, /, **values: Any) -> str:
        """The sentence. FlowMistake for an unknown key or a missing value: tests and `check` find those before a student."""
        bundle = self._bundles.get(language) or self._bundles[self.base]
        if not bundle.has_message(key):
            bundle = self._bundles[self.base]
            if not bundle.has_message(key):
                raise FlowMistake(f"no sentence {key!r} in any language")
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise FlowMistake(f"sentence {key!r} ({language}) is empty")
        text, errors = bundle.format_pattern(pattern, values)
        if errors:
            raise FlowMistake(f"sentence {key!r} ({language}): {errors[0]}")
        return str(text)

    def words(self, key: str, language: str = "") -> frozenset[str]:
        """The lower-case words listed under `words-<key>`, of one language or of all."""
        return _words(self, key, language)

    def day(self, language: str, day: date, *, long: bool = False) -> str:
        """“Thu 26 Nov”."""
        patterns = LONG_PATTERNS if long else DAY_PATTERNS
        return _format_day(day, patterns.get(language, "EEE d MMM"), REGIONS.get(language, language))

    def short_date(self, language: str, day: date) -> str:
        """“26 Nov”."""
        return _format_day(day, "d MMM", REGIONS.get(language, language))

    def weekday(self, language: str, day: date) -> str:
        """“Thu”."""
        return _format_day(day, "EEE" if language != "nl" else "EEEEEE", REGIONS.get(language, language))

    def city(self, language: str, zone: ZoneInfo) -> str:
        """The city a time zone is named for, as people of this language write it: “London”, “Londen”."""
        return _city(zone, language)

    def money(self, language: str, amount: Money) -> str:
        """“€60.00”, “€ 60,00”."""
        region = REGIONS.get(language, language)
        return format_currency(amount.cents / 100, amount.currency.upper(), locale=region).replace(
            "\N{NO-BREAK SPACE}", " "
        )


@lru_cache(maxsize=8)
def _parsed(text: str) -> Any:
    # 80 ms a language: tests and restarts within a process read the same sentences again and again.
    return FluentResource(text)


def _bundle(language: str, text: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(_parsed(text))
    return bundle


def _keys(text: str) -> tuple[str, ...]:
    return tuple(line.split("=", 1)[0].strip() for line in text.splitlines() if "=" in line and line[:1].isalpha())


@lru_cache(maxsize=2048)
def _format_day(day: date, pattern: str, region: str) -> str:
    return str(format_date(day, pattern, locale=region)).replace(".", "")


@lru_cache(maxsize=256)
def _city(zone: ZoneInfo, language: str) -> str:
    return str(get_timezone_location(zone, locale=language, return_city=True))


@lru_cache(maxsize=1024)
def _words(speech: Speech, key: str, language: str) -> frozenset[str]:
    found = set()
    for one in (language,) if language else speech.languages:
        if f"words-{key}" in speech.keys(one):
            found |= {word.strip() for word in speech.say(one, f"words-{key}").lower().split(",")}
    return frozenset(found - {""})
