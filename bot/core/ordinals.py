"""Choices named by their place: “doe maar de eerste”, “the second one please”, “de laatste”."""

import re
from collections.abc import Sequence

from bot.core.conversation import Choice

PLACES = (
    "eerste first 1st bovenste",
    "tweede second 2nd",
    "derde third 3rd",
    "vierde fourth 4th",
    "vijfde fifth 5th",
    "zesde sixth 6th",
    "zevende seventh 7th",
    "achtste eighth 8th",
)
LAST = "laatste last onderste"
_PLACE = {word: n for n, words in enumerate(PLACES) for word in words.split()} | dict.fromkeys(LAST.split(), -1)
# “the 3rd” alone is a day of the month: a figure needs its “one”.
_LEAD = (
    r"(?:ja|yes|nee|no|ok|oke|dan|then|ik|i|ll|d|want|wil|kies|neem|neemt|doe|liever|rather|like|take|choose|pick"
    r"|go|for|with|maar|voor|graag|please|the|de|die|dat|that|optie|option|nummer|number)"
)
_NAMED = re.compile(
    rf"(?:{_LEAD} )*(?P<place>[a-z]+|\d(?:st|nd|rd|th)(?= ))"
    r"(?: (?:one|optie|option|keuze|choice|tijd|time|slot|moment|is|goed|fine|good|dan|then|maar|graag|please))*"
)


def by_place(said: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice whose place is named, or None. The last is the last of its kind: a time, not *another day*."""
    found = _NAMED.fullmatch(said)
    place = _PLACE.get(found["place"]) if found else None
    if place is None or not choices:
        return None
    alike = [one for one in choices if one.does == choices[0].does]
    row = alike if place < len(alike) else choices
    return row[place] if place < len(row) else None
