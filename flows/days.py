"""Another day: up to eight that have a free time, one that was tapped, and one that no calendar has."""

from collections.abc import Mapping
from datetime import date

from bot.core.conversation import Choice
from bot.core.turn import Turn
from bot.core.wishes import When
from flows import times, unserved


def ask_day(turn: Turn) -> None:
    """Which day? Up to eight days that have a free time."""
    days = _free(turn)
    if not days:
        return unserved.nothing_at_all(turn)
    return _offer(turn, days)


def other_days(turn: Turn) -> None:
    """None of these: the days after them; there are no more, so the first again, and a person."""
    offer = turn.conversation.offered
    shown = [one.value for one in offer.choices if one.does == "day_chosen"] if offer is not None else []
    later = {day: told for day, told in _free(turn).items() if day.isoformat() > max(shown, default="")}
    if later:
        return _offer(turn, later)
    turn.lead("no-more-days")
    turn.offer_person = True
    turn.desk.machine.fire(turn, "ask_again")
    return None


def _free(turn: Turn) -> dict[date, str]:
    """Each day that has a free time, and how the student reads it."""
    clock, days = turn.clock, dict[date, str]()
    for slot in times.free(turn):
        days.setdefault(clock.local(slot.start).date(), clock.day(slot.start))
    return days


def _offer(turn: Turn, days: Mapping[date, str]) -> None:
    choices = [Choice(day.isoformat(), told, "day_chosen") for day, told in list(days.items())[: times.SHOWN]]
    turn.say("day-ask", choices)


def choose_day(turn: Turn) -> None:
    """A tapped day."""
    turn.set_wish(start=None, when=When(day=date.fromisoformat(str(turn.value))), page=0)
    turn.then = "go_on"


def no_such_day(turn: Turn) -> None:
    """31 February."""
    turn.lead("no-such-day")
    turn.desk.machine.fire(turn, "ask_again")
