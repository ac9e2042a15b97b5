"""A time moved by words: “een uur later”, “kan het iets eerder?”, measured from the time there is."""

import re
from datetime import datetime, timedelta

from bot.core.hearing import plain
from bot.core.turn import Turn
from bot.core.wishes import When

_SHIFT = re.compile(
    r"(?:(?P<count>half(?: an)?|anderhalf|kwartier|twee|two|een|an|one|1|2|10|15|20|30) ?"
    r"(?:min\w* |kwartier |uurtje |uur |hours? )?|(?P<some>iets |wat |bit |a little |little |kan het (?:ook )?|can it be |could it be |liever )|^)"
    r"(?P<way>later|eerder|vroeger|earlier)\b(?! (?:dan|than))"
)
_MINUTES = {"half": 30, "half an": 30, "anderhalf": 90, "kwartier": 15, "twee": 120, "two": 120, "2": 120, "10": 10, "15": 15, "20": 20, "30": 30}  # fmt: skip
SOMEWHAT = timedelta(minutes=30)


def shifted(turn: Turn, text: str) -> When | None:
    """The moved time as a wish; None where no time is chosen yet or none is moved."""
    start = _chosen(turn)
    return shift(turn.clock.local(start), text) if start is not None else None


def shift(local: datetime, text: str) -> When | None:
    """That local time, moved as the text says; None where it moves nothing."""
    found = _SHIFT.search(plain(text))
    if found is None:
        return None
    later = found["way"] == "later"
    if found["count"]:
        step = timedelta(minutes=_MINUTES.get(found["count"], 60))
        at = local + step if later else local - step
        return When(day=at.date(), at=at.time())
    if later:
        return When(day=local.date(), after=(local + SOMEWHAT).time())
    return When(day=local.date(), before=local.time())


def _chosen(turn: Turn) -> datetime | None:
    """The time of the summary, or of the link that waits."""
    if turn.wish.start is not None:
        return turn.wish.start
    return turn.order.slot.start if turn.order is not None and turn.state.startswith("payment.") else None
