"""How long a lesson should be, read from what a student typed: "60 min", "anderhalf uur", "an hour and a half"."""

import re
from collections.abc import Callable

from bot.core.wish_line import LONGEST_TEXT, fold

HOUR_NUMBERS = {"twee": 2, "two": 2, "drie": 3, "three": 3, "vier": 4, "four": 4}
MINUTE_NUMBERS = {
    "dertig": 30, "thirty": 30, "vijfenveertig": 45, "forty-five": 45, "forty five": 45, "zestig": 60, "sixty": 60,
    "negentig": 90, "ninety": 90, "honderdtwintig": 120,
}  # fmt: skip
SHORTEST_MINUTES, LONGEST_MINUTES = 15, 300

Minutes = Callable[[re.Match[str]], int]
COUNT = r"(?P<count>een|one|an?|twee|two|drie|three|vier|four|[1-4])"
MINUTES = rf"(?P<minutes>\d{{2,3}}|{'|'.join(MINUTE_NUMBERS)})"
HOUR = r"(?:uren|uurtjes?|uur|hours?|hrs?|h|u)"
# What stands before a time of day: "om 2 uur", "kwart voor een uur", "tussen 1 en 2 uur".
NOT_A_CLOCK = "".join(
    rf"(?<!\b{word} )"
    for word in ("om", "at", "na", "tot", "till", "vanaf", "from", "after", "rond", "before", "over", "in", "tussen")
) + "".join(rf"(?<!\b{word} )" for word in ("half", "kwart voor", "en", "and", "of", "or", "uiterlijk", "around", "by"))
COURTESY = re.compile(r"(?:graag|please|pls|aub|svp|liefst|dan|[\s.,!?])*")
ON_A_NAMED_DAY = re.compile(
    r"(?:dag|day|morgen|tomorrow|tonight|avond|middag|ochtend|morning|evening|afternoon|\b(?:ma|di|wo|do|vr|za|zo))s?,? $"
)


def read_minutes(text: str, *, asking: bool = False) -> tuple[int | None, str]:
    """The length in minutes and the text without it; None and the text untouched if it names none.

    With `asking` the student answers "how long?": a bare "60" counts too, and so does "3 uur". Otherwise, as in
    `read_when`, "om 2 uur", "dinsdag 2 uur", "3 uur" and "2 uur" as the whole message are times of day; "bijles 2 uur" is a length.
    """
    folded = fold(text[:LONGEST_TEXT])
    for pattern, minutes_of in READINGS + (WHEN_ASKING if asking else WHEN_NOT_ASKING):
        for found in pattern.finditer(folded):
            minutes = minutes_of(found)
            if SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
                return minutes, _without(text, found)
    return None, text


def _hours(found: re.Match[str]) -> int:
    count = found["count"]
    return 60 * (int(count) if count.isdecimal() else HOUR_NUMBERS.get(count, 1))


def _hours_if_no_time(found: re.Match[str]) -> int:
    before, after = found.string[: found.start()], found.string[found.end() :]
    is_a_time = ON_A_NAMED_DAY.search(before) or COURTESY.fullmatch(before + after)
    return 0 if is_a_time else _hours(found)


def _minutes(found: re.Match[str]) -> int:
    return MINUTE_NUMBERS.get(found["minutes"]) or int(found["minutes"])


def _reading(pattern: str, minutes_of: Minutes) -> tuple[re.Pattern[str], Minutes]:
    edges = rf"(?<![\w.,:/€$£+-]){pattern}(?![\w€%]|[.,:/-]\d| ?(?:€|euro?\b|%))"
    return re.compile(edges, re.ASCII), minutes_of


READINGS = (
    _reading(r"(?:anderhalf|anderhalve) (?:uur|uurtje)", lambda _: 90),
    _reading(rf"{NOT_A_CLOCK}{COUNT} ?(?:en een half|and a half|en half|(?<=[1-4])½|(?<=[1-4] )(?:1/2|½)) ?{HOUR}", lambda f: _hours(f) + 30),
    _reading(rf"{NOT_A_CLOCK}{COUNT} {HOUR} (?:and a half|en een half|and thirty minutes)", lambda f: _hours(f) + 30),
    _reading(r"(?P<whole>[0-4])[.,](?P<part>75|5|25|0) ?" + HOUR,
             lambda f: 60 * int(f["whole"]) + {"0": 0, "25": 15, "5": 30, "75": 45}[f["part"]]),
    _reading(NOT_A_CLOCK + r"(?P<whole>[0-3]) ?(?:h|u|uur|hours?|hr)(?: ?(?:en|and))? ?(?P<rest>[0-5]\d)(?: ?(?:minuten|minutes|mins?|m))?",
             lambda f: 60 * int(f["whole"]) + int(f["rest"])),
    _reading(rf"{MINUTES}[ -]?(?:minuten|minuutjes|minuut|minutes?|mins?|m)\.?", _minutes),
    _reading(r"(?:drie|three|3) (?:kwartier|quarters of an hour)", lambda _: 45),
    _reading(r"(?:een |an? )?(?:halfuur|(?:half|halve|1/2|½)[ -](?:an? |een )?(?:uurtje|uur|hour))", lambda _: 30),
    _reading(rf"{NOT_A_CLOCK}{COUNT}[ -]?(?:uren|uurtjes?|hours?|hrs?)", _hours),
    _reading(rf"{NOT_A_CLOCK}(?P<count>een) uur", _hours),
)  # fmt: skip
WHEN_NOT_ASKING = (_reading(rf"{NOT_A_CLOCK}(?P<count>twee|two|[12]) ?(?:uur|h|u)", _hours_if_no_time),)
WHEN_ASKING = (
    _reading(
        rf"{NOT_A_CLOCK}{COUNT} ?(?:uur|h|u)",
        lambda f: 0 if ON_A_NAMED_DAY.search(f.string[: f.start()]) else _hours(f),
    ),
    _reading(r"anderhalf", lambda _: 90),
    _reading(
        rf"{NOT_A_CLOCK}(?:uurtje|uur|hour)",
        lambda f: 60 if COURTESY.fullmatch(f.string[: f.start()] + f.string[f.end() :]) else 0,
    ),
    _reading(MINUTES, _minutes),
)


def _without(text: str, found: re.Match[str]) -> str:
    """The text without the find, and without "van", "for" or "voor" that hung on it."""
    before = re.sub(r"(?i)\b(?:van|for|voor|of)\s*$", "", text[: found.start()])
    return " ".join(f"{before} {text[found.end() :]}".split()).strip(" ,;:-–/&.")
