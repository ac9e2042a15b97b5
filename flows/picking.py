"""What is typed where times or days are offered: a wish, “later”, “none of these”, “which days have you got?”."""

import re

from bot.core.flow import Heard
from bot.core.hearing import mentions, plain, says
from bot.core.turn import Turn
from bot.core.wishes import When, names_impossible_day
from flows.said import Said, heard, read

AN_AFTERNOON_HOUR = re.compile(r"1[3-9]|2[0-3]")  # no list of times is so long: “17” is no choice


def read_slot(turn: Turn, text: str) -> Heard | None:
    """A wish for a time; and yes or no to another flow that was offered."""
    said, offer = plain(text), turn.conversation.offered
    first = offer.choices[0] if offer else None
    if first is not None and first.does == "flow_switched":
        if says(turn, said, "yes"):
            return Heard("flow_switched", first.value)
        if says(turn, said, "no"):
            return Heard("other_times")
    if AN_AFTERNOON_HOUR.fullmatch(said):
        return _wish(turn, f"{said} uur")
    return _instead(turn, text, "other_day") or _wish(turn, text)


def read_day(turn: Turn, text: str) -> Heard | None:
    """A wish for a time; a date that no calendar has is named as such."""
    return _instead(turn, text, "other_days") or _wish(turn, text)


def _wish(turn: Turn, text: str) -> Heard | None:
    told = heard(turn, text, read(turn, text, asking="slot"))
    return told or (Heard("no_such_day") if names_impossible_day(text, turn.local_now) else None)


def _instead(turn: Turn, text: str, others: str) -> Heard | None:
    """Nothing of what was offered, and no time named either: `others`, what else there is, or what comes before or after it."""
    said, words = plain(text), turn.desk.speech.words
    if says(turn, said, "no") or says(turn, said, "none-of-these"):
        return Heard(others)
    if read(turn, text, asking="slot").when is not None:
        return None
    if mentions(said, words("none-fits")) or mentions(said, words("which-days")):
        return Heard(others)
    if says(turn, said, "sooner"):
        return Heard("told", Said(when=When(soonest=True)))
    if says(turn, said, "later"):
        return Heard("more_times" if others == "other_day" else others)
    return None
