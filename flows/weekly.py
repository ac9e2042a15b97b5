"""Every week at the same time: for how many weeks, which of them are free, and what the summary and the links say of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.clocks import Clock
from bot.core.conversation import Choice
from bot.core.desk import MOST_WEEKS
from bot.core.flow import Heard
from bot.core.hearing import plain, says
from bot.core.money import Money
from bot.core.orders import Order
from bot.core.series import moments
from bot.core.slots import Slot
from bot.core.turn import Turn
from bot.core.tutors import Asked, free_with
from bot.core.wish_weeks import read_weeks
from flows.said import reader

A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Lessons:
    """The lessons of a wished series: those that can be had, the first of them the wished one, and the starts that cannot."""

    free: tuple[Slot, ...]
    taken: tuple[datetime, ...] = ()


def sold(turn: Turn, flow: str = "") -> bool:
    """Whether lessons of the wished flow can be had every week: paid ones, of a flow that looks a week ahead."""
    rules = turn.business.rules.get(flow or turn.wish.flow)
    if rules is None or turn.wish.moves or not turn.business.series.weeks:
        return False
    return rules.paid and rules.profile.horizon_days >= A_WEEK


def missing(turn: Turn) -> bool:
    """Wanted every week, and not said for how many."""
    return turn.wish.weekly and not turn.wish.weeks


def take(turn: Turn) -> None:
    """What was said about weeks, made possible: not in this flow, not so many, or just once."""
    wish = turn.wish
    if not wish.weekly:
        return
    if not sold(turn):
        turn.lead("series-not-here")
        turn.set_wish(weekly=False, weeks=0)
    elif wish.weeks > MOST_WEEKS:
        turn.lead("series-too-many", most=MOST_WEEKS)
        turn.set_wish(weeks=MOST_WEEKS)
    elif wish.weeks == 1:
        turn.set_wish(weekly=False, weeks=0)


def ask(turn: Turn) -> None:
    """How many weeks, each with its last day; or just the one lesson."""
    turn.set_wish(weekly=True, weeks=0)
    start, clock = turn.wish.start or turn.now, turn.clock
    choices = []
    for weeks in turn.business.series.weeks:
        until = clock.short_date(moments(start, weeks, clock.zone)[-1])
        choices.append(turn.choice(_value(turn, weeks), "choice-weeks", "weeks_chosen", weeks=weeks, last=until))
    choices.append(turn.choice(_value(turn, 1), "choice-once", "weeks_chosen"))
    turn.say("weeks-ask-menu" if turn.by_number else "weeks-ask", choices)


def _value(turn: Turn, weeks: int) -> str:
    """What a choice is known by: never a bare number where one is typed for a row of the list."""
    return f"weeks-{weeks}" if turn.by_number else str(weeks)


def read(turn: Turn, text: str) -> Heard | None:
    """A number of weeks; no is just the one lesson; and everything else a message may say."""
    if says(turn, plain(text), "no"):
        return Heard("weeks_chosen", "1")
    weekly, weeks, _ = read_weeks(text, asking=True)
    if weekly and weeks:
        return Heard("weeks_chosen", str(weeks))
    return reader()(turn, text)


def take_weeks(turn: Turn) -> None:
    """So many weeks."""
    turn.set_wish(weekly=True, weeks=int(str(turn.value).removeprefix("weeks-")))
    take(turn)
    turn.then = "go_on"


def wanted(turn: Turn, slot: Slot) -> Lessons:
    """The lessons of the wish: `slot` alone, or with the same time of the same tutor in each of the next weeks.

    Their own horizon does not count; notice, hours, closed days and what is taken do.
    """
    wish, zone = turn.wish, turn.clock_at(slot.place).zone
    if not (wish.weeks and sold(turn)):
        return Lessons((slot,))
    later = [replace(slot, start=start) for start in moments(slot.start, wish.weeks, zone)[1:]]
    asked = Asked(wish.flow, slot.minutes, slot.place, wish.subject, turn.language, tutor=wish.tutor)
    free = _free(turn, asked, later)
    return Lessons((slot, *free), tuple(one.start for one in later if one not in free))


def can_have(turn: Turn, order: Order) -> bool:
    """Whether the time of a lesson of a series can be had once more, with the same tutor."""
    asked = Asked(order.flow, order.slot.minutes, order.slot.place, order.subject, tutor=order.tutor)
    return order.slot.start > turn.now and bool(_free(turn, asked, [order.slot]))


def _free(turn: Turn, asked: Asked, slots: Sequence[Slot]) -> tuple[Slot, ...]:
    until = max(one.end for one in slots) + timedelta(days=1)
    busy, asked = turn.busy(until), replace(asked, horizon_days=(until - turn.now).days + 2)

    def is_free(slot: Slot) -> bool:
        at = {"earliest": slot.start, "latest": slot.start}
        return slot != turn.lost and slot in free_with(
            turn.business, asked, busy, turn.now, **at, without=turn.talk.blind
        )

    return tuple(slot for slot in slots if is_free(slot))


def price(turn: Turn, lessons: Sequence[Slot], each: Money) -> Money:
    """What is paid now: for all of them, or for the first."""
    return Money(each.cents * len(lessons), each.currency) if turn.business.series.together else each


def when_lines(turn: Turn, lessons: Lessons) -> list[str]:
    """The days of the summary, and those that are left out."""
    slot = lessons.free[0]
    clock = turn.clock_at(slot.place)
    lines = [
        turn.text(
            "series-when",
            count=len(lessons.free),
            day=clock.day(slot.start, long=True),
            start=clock.time(slot.start),
            end=clock.time(slot.end),
            zone=turn.both_clocks(slot),
        ),
        dates(clock, [one.start for one in lessons.free]),
    ]
    if lessons.taken:
        lines.append(turn.text("series-taken", dates=dates(clock, lessons.taken)))
    return lines


def price_line(turn: Turn, lessons: Sequence[Slot], each: Money) -> str:
    """“4 × €60.00 = €240.00”, or how each is paid."""
    now = price(turn, lessons, each)
    key = "series-price" if turn.business.series.together else "series-price-each"
    hours = int(turn.business.series.pay_before / timedelta(hours=1))
    return turn.text(key, count=len(lessons), each=turn.money(each), price=turn.money(now), hours=hours)


def cancel_line(turn: Turn) -> str:
    """Until when each may be cancelled free of charge."""
    return turn.text("series-cancel", hours=int(turn.business.cancel_notice / timedelta(hours=1)))


def dates(clock: Clock, starts: Sequence[datetime]) -> str:
    """“26 Nov · 3 Dec · 10 Dec”."""
    return " · ".join(clock.short_date(one) for one in starts)


def changed(turn: Turn, lessons: Lessons) -> bool:
    """Whether other lessons can be had by now than the summary named."""
    starts = tuple(one.start for one in lessons.free) if len(lessons.free) > 1 else ()
    return turn.wish.series != starts


def named(turn: Turn, lessons: Lessons) -> None:
    """Keeps what the summary names."""
    many = len(lessons.free) > 1
    turn.set_wish(series=tuple(one.start for one in lessons.free) if many else ())


def choice(turn: Turn) -> list[Choice]:
    """A row of *change*: every week, or just once."""
    if not sold(turn):
        return []
    key = "choice-once" if turn.wish.weeks else "choice-change-weekly"
    return [turn.choice("weekly", key, "change_what")]


def take_change(turn: Turn) -> None:
    """Every week instead of once, or the other way round."""
    if turn.wish.weeks:
        turn.set_wish(weekly=False, weeks=0)
        turn.then = "go_on"
    else:
        turn.desk.machine.jump(turn, f"{turn.wish.flow}.weeks")
