"""Every sentence of a language, filled in with the longest values of this business, within the room its channels have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from fluent.runtime import FluentResource
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from bot.core.conversation import Choice
from bot.core.desk import MOST_WEEKS, Desk
from bot.core.errors import FlowMistake
from bot.core.money import Money
from bot.shell.chatwoot.channels import CHANNELS, fits

A_YEAR = tuple(datetime(2026, 1, 1, 16, 40, tzinfo=UTC) + timedelta(days=day) for day in range(365))
LONGEST_CITY = "New Salem, Noord-Dakota"
LONGEST_NAME = "Wilhelmina Catharina van der Heijden-Oosterwijk"
TITLE = "choice-"  # sentences that stand on a button
NOTES = ("note-", "state-", "reason-", "words-")  # for the team, or never shown: no channel limits them
A_TAP = (Choice("x", "x", "x"),)


def wrong_sentences(desk: Desk, language: str) -> Iterator[str]:
    """A problem for each sentence that is missing, cannot be filled in, or is longer than a channel has room for."""
    base = desk.speech.base
    for file in ("{}.ftl", "{}.pages.ftl"):
        yield from _unlike(file.format(base), file.format(language))
    told_already = _parsed(f"{base}.ftl")
    for key, options in _parsed(f"{language}.ftl").items():
        if options.keys() <= told_already.get(key, options).keys():
            yield from _wrong_with(desk, language, key, options)


def _unlike(base_file: str, file: str) -> Iterator[str]:
    """What two files of sentences do not have in common. The words people type are each language's own."""
    base, own = _parsed(base_file), _parsed(file)
    for key in sorted(one for one in set(base) ^ set(own) if not one.startswith("words-")):
        here, there = (file, base_file) if key in base else (base_file, file)
        yield f"locales/{here}: {key} is missing; {there} has it."
    for key in sorted(set(base) & set(own)):
        if unknown := own[key].keys() - base[key].keys():
            yield f"locales/{file}: {key} asks for {', '.join(sorted(unknown))}, which it never gets."


def _wrong_with(desk: Desk, language: str, key: str, options: Mapping[str, set[str]]) -> Iterator[str]:
    try:
        texts = {desk.speech.say(language, key, **values) for values in _fillings(desk, language, key, options)}
    except FlowMistake as mistake:
        yield f"locales/{language}.ftl: {mistake}"
        return
    longest = max(texts, key=len)
    if key.startswith(NOTES):
        return
    for channel in CHANNELS:
        shown = ("x", (Choice("x", longest, "x"),)) if key.startswith(TITLE) else (longest, A_TAP)
        for problem in fits(channel, *shown):
            yield f"locales/{language}.ftl: {key}: {problem}."


def _fillings(desk: Desk, language: str, key: str, options: Mapping[str, set[str]]) -> Iterator[dict[str, Any]]:
    """Values for the sentence's places: each variant of a choice it makes, the longest of everything else."""
    longest = _longest(desk, language, on_a_button=key.startswith(TITLE))
    names = list(options)
    rows = [sorted(options[name]) or [longest.get(name, LONGEST_NAME)] for name in names]
    for values in product(*rows):
        yield dict(zip(names, values, strict=True))


def _longest(desk: Desk, language: str, *, on_a_button: bool) -> Mapping[str, Any]:
    business, speech = desk.business, desk.speech

    def wordiest(prefix: str, **values: Any) -> str:
        keys = (key for key in speech.keys(language) if key.startswith(prefix))
        return max((speech.say(language, key, **values) for key in keys), key=len, default="")

    day = max((speech.day(language, one) for one in A_YEAR), key=len)
    date = max((speech.short_date(language, one) for one in A_YEAR), key=len)
    long_day = max((speech.day(language, one, long=True) for one in A_YEAR), key=len)
    prices = (rules.price(minutes) for rules in business.rules.values() for minutes in rules.profile.minutes)
    home = speech.city(language, business.zone)
    link = f"{desk.public_url}/p/{'x' * 20}"
    titles = [one.titles[language] for one in (*business.subjects, *business.levels)]
    return {
        "hello": speech.say(language, "hello-name", name=LONGEST_NAME),
        "business": business.name,
        "tutor": business.tutor,
        "privacy": business.privacy_url,
        # A button has room for the day of the week and the hour only.
        "when": f"{day.split()[0]} 16:40" if on_a_button else f"{day} 16:40",
        "until": f"{day} 16:40",
        "day": long_day,
        "last": date,
        "dates": " · ".join([date] * MOST_WEEKS),
        "weeks": str(MOST_WEEKS),
        "count": str(MOST_WEEKS),
        "start": "16:40",
        "end": "18:40",
        "zone": speech.say(language, "clocks", zone=LONGEST_CITY, time=f"{day} 16:40", home=home),
        "time": f"{day} 16:40",
        "home": home,
        "price": max(
            (speech.money(language, price) for price in prices), key=len, default=speech.money(language, Money(0))
        ),
        "minutes": str(max(minutes for rules in business.rules.values() for minutes in rules.profile.minutes)),
        "flow": wordiest("flow-"),
        "subject": max(titles, key=len),
        "who": LONGEST_NAME,
        "place": max((one.details[language] for one in business.places), key=len),
        "link": link,
        "calendar": f"{link}/lesson.ics",
        "otherwise": business.pay_otherwise[language],
    }


class _Places(Visitor):
    """The variables of a sentence, and for those it chooses by, the variants."""

    def __init__(self) -> None:
        self.found: defaultdict[str, set[str]] = defaultdict(set)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.found[node.id.name]

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        if isinstance(node.selector, ast.VariableReference):
            for variant in node.variants:
                if isinstance(variant.key, ast.Identifier):
                    self.found[node.selector.id.name].add(variant.key.name)
        self.generic_visit(node)


@cache
def _parsed(file: str) -> Mapping[str, Mapping[str, set[str]]]:
    """Sentence -> its variables -> their variants."""
    resource = FluentResource(files("locales").joinpath(file).read_text(encoding="utf-8"))
    parsed = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            places = _Places()
            places.visit(entry)
            parsed[entry.id.name] = places.found
    return parsed
