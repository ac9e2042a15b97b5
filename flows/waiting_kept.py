"""*Tell me when*: a wish is kept until a time of it comes free, it is over, or the student leaves the list."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.core.conversation import Waiting, Wish
from bot.core.effects import StopWaiting, WaitFor, WakeMe
from bot.core.turn import Turn
from bot.core.wishes import When

ALARM = "waiting"
LOOK = timedelta(minutes=15)  # times also come free unseen: days come into view, a tutor's own appointment goes
AT_MOST = timedelta(days=14)


def keep(turn: Turn) -> None:
    """On the list; the booking under way rests."""
    when = turn.wish.missed
    since, until = _days(turn, when)
    wish = replace(turn.wish, start=None, when=None, missed=None, page=0, tutor="")
    turn.set(waiting=Waiting(wish, when, until))
    turn.do(WaitFor(since, until))
    turn.do(WakeMe(ALARM, turn.now + LOOK))
    turn.set(wish=Wish(), before=())
    turn.state = "welcome.rest"
    last = turn.clock.day(until - timedelta(minutes=1), long=True)
    turn.say("waiting-kept", [turn.choice("stop_waiting", "choice-stop-waiting", "stop_waiting")], until=last)


def _days(turn: Turn, when: When | None) -> tuple[datetime, datetime]:
    """From the first day that would do to the end of the last."""
    clock = turn.clock
    days = ((when.day,) if when.day else when.days) if when is not None else ()
    if not days:
        days = (turn.local_now.date(), (turn.local_now + AT_MOST).date())
    return clock.moment_at(min(days), time()), clock.moment_at(max(days) + timedelta(days=1), time())


def drop(turn: Turn) -> None:
    """Off the list, without a word."""
    if turn.conversation.waiting is not None:
        turn.set(waiting=None)
        turn.do(StopWaiting())
        turn.do(WakeMe(ALARM, None))


def leave(turn: Turn) -> None:
    """Off the list, as the student wishes."""
    drop(turn)
    turn.say("waiting-left")
    turn.offer_nothing()


def served(turn: Turn) -> None:
    """A time of that kind is held or booked now: nothing to wait for."""
    waits = turn.conversation.waiting
    if waits is not None and waits.wish.flow == turn.wish.flow:
        drop(turn)
