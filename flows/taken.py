"""A time that cannot be had any more: said, and the nearest ones are offered; everything else stays."""

from datetime import datetime

from bot.core.slots import Slot
from bot.core.turn import Turn
from bot.core.wishes import When
from flows import times


def choose_slot(turn: Turn) -> None:
    """A tapped time, checked again however long ago it was offered; a lost one is said and the nearest are offered."""
    start = times.parse_code(str(turn.value))
    slot = Slot(start, times.minutes(turn), turn.place)
    if times.still_free(turn, slot):
        turn.set_wish(start=start, when=None, page=0)
    else:
        lost(turn, slot)
    turn.then = "go_on"


def keep_if_free(turn: Turn) -> None:
    """The length, place or flow changed: the time stays if it still fits, else the nearest are offered."""
    start = turn.wish.start
    if start is None:
        return
    slot, named = Slot(start, times.minutes(turn), turn.place), turn.business.tutor_named(turn.wish.with_tutor)
    if times.still_free(turn, slot):
        return
    turn.set_wish(with_tutor="")
    if named is not None and times.still_free(turn, slot):
        turn.lead("tutor-has-none", tutor=named.name)
    else:
        turn.lead("slot-not-so", when=turn.moment(slot))
        turn.set_wish(start=None, when=_at(turn, start), page=0)


def lost(turn: Turn, slot: Slot) -> None:
    """Somebody was faster: another tutor at the same time, else the nearest other times."""
    others = times.who_has(turn, turn.rules, slot)
    named = turn.business.tutor_named(turn.wish.tutor)
    if others and named is not None and turn.wish.tutor not in others:
        turn.lead("tutor-gone", tutor=named.name, when=turn.moment(slot))
        turn.set_wish(tutor="", start=slot.start)
        return
    turn.lead("slot-gone", when=turn.moment(slot))
    turn.set_wish(start=None, when=_at(turn, slot.start), page=0)


def slot_lost(turn: Turn) -> None:
    """The claim was lost to somebody faster; of a series it may be a later lesson's, and the summary comes again."""
    if turn.wish.series and turn.value.start in turn.wish.series[1:]:
        turn.lead("series-changed")
    else:
        lost(turn, turn.value)
    turn.then = "go_on"


def _at(turn: Turn, start: datetime) -> When:
    local = turn.clock.local(start)
    return When(day=local.date(), at=local.time())
