"""Another day: up to eight that have a free time, one that was tapped, and one that no calendar has."""

from datetime import date

from bot.core.conversation import Choice
from bot.core.turn import Turn
from bot.core.wishes import When
from flows import times, unserved


def ask_day(turn: Turn) -> None:
    """Which day? Up to eight days that have a free time."""
    clock, days = turn.clock, dict[date, str]()
    for slot in times.free(turn):
        days.setdefault(clock.local(slot.start).date(), clock.day(slot.start))
    if not days:
        return unserved.nothing_at_all(turn)
    choices = [Choice(day.isoformat(), told, "day_chosen") for day, told in list(days.items())[: times.SHOWN]]
    turn.say("day-ask", choices)
    return None


def choose_day(turn: Turn) -> None:
    """A tapped day."""
    turn.set_wish(start=None, when=When(day=date.fromisoformat(str(turn.value))), page=0)
    turn.then = "go_on"


def no_such_day(turn: Turn) -> None:
    """31 February."""
    turn.lead("no-such-day")
    turn.desk.machine.fire(turn, "ask_again")
