"""The waiting list: who waits is told of a time that came free, and the first tap wins.

Never at night, while a person has the conversation or in the middle of another booking; once an hour at most, and
never twice of a time that stayed free.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation import Waiting
from bot.core.effects import WakeMe
from bot.core.flow import STAY, Flow, Move
from bot.core.reminder_rules import morning
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import times
from flows.reminders import is_busy
from flows.waiting_kept import ALARM, LOOK, drop, leave

SHOWN = 3
HUSH = timedelta(hours=1)  # between two notices to a student


def look(turn: Turn) -> None:
    """A time may have come free. What is told is free in this very turn; who taps first has it."""
    waits = turn.conversation.waiting
    if waits is None:
        return None
    if turn.now >= waits.until or turn.gone:
        return drop(turn)
    next_look = _not_before(turn, waits)
    if next_look <= turn.now:
        next_look = turn.now + LOOK
        found = _free(turn, waits)
        known = {slot.start for slot in found} & {*waits.told}
        new = [slot for slot in found if slot.start not in known]
        waits = replace(waits, told=tuple(slot.start for slot in found), told_at=turn.now if new else waits.told_at)
        turn.set(waiting=waits)
        if new:
            _tell(turn, new)
        if new and not turn.window_open:
            return drop(turn)  # a note told the team instead, who can call
    turn.do(WakeMe(ALARM, next_look))
    return None


def _not_before(turn: Turn, waits: Waiting) -> datetime:
    """When the student may hear of it."""
    rules, zone = turn.business.reminders, turn.clock.zone
    soonest = turn.now
    if waits.told_at is not None:
        soonest = max(soonest, waits.told_at + HUSH)
    if not turn.asks or is_busy(turn):
        soonest = max(soonest, turn.now + LOOK)
    return morning(rules, zone, soonest)


def _free(turn: Turn, waits: Waiting) -> Sequence[Slot]:
    """Every free time of the kept wish."""
    wish = turn.wish
    turn.set(wish=waits.wish)
    found = [slot for slot in times.free(turn) if waits.when is None or times.fits(turn, slot, waits.when)]
    turn.set(wish=wish)
    return found


def _tell(turn: Turn, new: Sequence[Slot]) -> None:
    shown = new[:SHOWN]
    choices = [times.slot_choice(turn, slot, "waiting_taken") for slot in shown]
    choices.append(turn.choice("stop_waiting", "choice-stop-waiting", "stop_waiting"))
    zone = turn.clock_at(shown[0].place).city(*(slot.start for slot in shown))
    turn.say("waiting-free", choices, count=len(shown), zone=zone)


def take(turn: Turn) -> None:
    """A time they were told of, tapped: on to its summary, or gone already, and they stay on the list."""
    waits = turn.conversation.waiting
    if waits is None:
        turn.lead("late-tap")
        turn.desk.machine.fire(turn, "ask_again")
        return
    start, before = times.parse_code(str(turn.value)), turn.wish
    turn.set(wish=waits.wish)
    slot = Slot(start, times.minutes(turn), turn.place)
    if times.still_free(turn, slot):
        turn.set(order="", before=())
        turn.set_wish(start=start)
        turn.then = "go_on"
        return
    turn.set(wish=before, waiting=replace(waits, told=tuple(one for one in waits.told if one != start)))
    turn.say("waiting-lost", when=turn.moment(slot))


FLOW = Flow(
    "waiting",
    steps=(),
    moves=(
        Move("*", "time_waiting", STAY, do=look),
        Move("*", "waiting_taken", STAY, do=take),
        Move("*", "stop_waiting", STAY, do=leave),
    ),
)
