"""Whether a lesson should be every week, and for how many weeks: "elke dinsdag", "every week for 6 weeks", "wekelijks"."""

import re

from bot.core.wish_line import LONGEST_TEXT, fold

NUMBERS = {
    "twee": 2, "two": 2, "drie": 3, "three": 3, "vier": 4, "four": 4, "vijf": 5, "five": 5, "zes": 6, "six": 6,
    "zeven": 7, "seven": 7, "acht": 8, "eight": 8, "negen": 9, "nine": 9, "tien": 10, "ten": 10, "elf": 11,
    "eleven": 11, "twaalf": 12, "twelve": 12,
}  # fmt: skip
_N = rf"(?P<n>\d{{1,2}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_DAY = (
    r"(?:ma|di|wo|do|vr|za|zo|mon|tues?|wed|thurs?|fri|sat|sun|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
)
# "Every" before one weekday is taken, the day stays; before several of them, or more often than weekly, it is no series.
_EVERY = re.compile(
    rf"\b(?:elke|iedere|elk|ieder|every|each) (?:week\b|weekend\b|(?={_DAY}(?! (?:en|and|&|of|or|,) {_DAY})))"
    r"|\b(?:wekelijkse?|weekly|every week|(?:1 ?x|een keer|1 keer|eens|once) (?:per|in de|a) week"
    r"|vaste? (?:tijd|moment|plek|dag)|same time every week)\b"
)
_OFTENER = re.compile(
    r"\b(?:[2-7]|twee|drie|vier|two|three|four|twice)(?: ?x| keer| times| lessen| lessons)? (?:per|in de|a|each) week\b"
    r"|\b(?:elke|iedere|every) (?:dag|day)\b"
)
_WEEKS = rf"{_N} ?(?:weken|weeks|wks?)\b"
_LONG = re.compile(  # with a word that makes it no moment: "next", "for", "long"
    rf"\b(?P<before>(?:voor |for )?(?:de |the )?(?:komende |volgende |eerstkomende |next |coming )|for )?{_WEEKS}"
    r"(?P<after> (?:lang|long|achter elkaar|achtereen|na elkaar|op rij|in a row|running)\b)?"
)
_COUNT = re.compile(rf"(?<!\bover )(?<!\bin )\b{_N} ?(?:weken|weeks|wks?|keer|x|times|lessen|lessons)\b(?: lang\b)?")
_BARE = re.compile(
    rf"\s*(?:(?:doe|maar|maak|er|make|it|ik|wil|voor|liever) )*{_N}(?: ?(?:maar|graag|please|dan))?[\s.!]*"
)


def read_weeks(text: str, *, asking: bool = False) -> tuple[bool, int, str]:
    """Whether every week is wanted, for how many weeks (0: not said), and the text without that.

    `asking`: the student answers "for how many weeks?", so a bare number counts. "In 4 weeks" is a day, not a series, and
    "twice a week" is more than a series has.
    """
    folded = fold(text[:LONGEST_TEXT])
    if _OFTENER.search(folded):
        return False, 0, text
    every = _EVERY.search(folded)
    long = next((one for one in _LONG.finditer(folded) if one["before"] or one["after"]), None)
    weekly = every is not None or long is not None or asking
    count = long or (_COUNT.search(folded) if weekly else None) or (_BARE.fullmatch(folded) if asking else None)
    weeks = _number(count["n"]) if count is not None else 0
    if asking and not weeks and every is None:
        return False, 0, text
    if not weekly:
        return False, 0, text
    spans = sorted({one.span() for one in (every, count) if one is not None}, reverse=True)
    for start, end in spans:
        text = f"{text[:start]} {text[end:]}"
    return True, weeks, " ".join(text.split())


def _number(word: str) -> int:
    return NUMBERS.get(word) or int(word)
