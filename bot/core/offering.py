"""Which few of the free times to offer: a learner's usual ones first, then well spread, or those nearest to a wish."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.slots import Slot


def spread(
    slots: Iterable[Slot],
    count: int,
    zone: ZoneInfo,
    *,
    preferred_from: time = time(15),
    preferred_until: time = time(20),
    history: Sequence[tuple[int, time]] = (),
    at_night: Callable[[datetime], bool] | None = None,
) -> tuple[Slot, ...]:
    """The `count` slots to offer, in clock order.

    First those at the weekday and local time of the learner's earlier lessons, then those lying wholly between the two
    preferred times, then the rest, and what begins at night by `at_night` only where there is nothing else; of each, two or more days share the offer (about two a day), and on one day the
    choice goes to the slot farthest from those already chosen there.
    """
    usual = set(history)
    ranked: tuple[list[Slot], ...] = ([], [], [], [])
    for slot in sorted(slots):
        starts, ends = slot.start.astimezone(zone), slot.end.astimezone(zone)
        if (starts.weekday(), starts.time()) in usual:
            ranked[0].append(slot)
        elif at_night is not None and at_night(slot.start):
            ranked[3].append(slot)
        elif starts.time() >= preferred_from and ends.time() <= preferred_until and starts.date() == ends.date():
            ranked[1].append(slot)
        else:
            ranked[2].append(slot)
    chosen = ranked[0][:count]
    for rank in ranked[1:]:
        chosen += _shared_over_days(rank, count - len(chosen), zone, chosen)
    return tuple(sorted(chosen))


def nearest(slots: Iterable[Slot], wanted: datetime, count: int) -> tuple[Slot, ...]:
    """The `count` slots that start nearest to the wished moment (of two equally near the earlier), in clock order."""
    return tuple(sorted(sorted(slots, key=lambda slot: (abs(slot.start - wanted), slot))[:count]))


def _shared_over_days(slots: Sequence[Slot], count: int, zone: ZoneInfo, already: Sequence[Slot]) -> list[Slot]:
    """At most `count` of the slots: about half as many days take turns, and later days follow when those run out."""
    by_day: defaultdict[date, list[Slot]] = defaultdict(list)
    taken_on: defaultdict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_day[slot.start.astimezone(zone).date()].append(slot)
    for slot in already:
        taken_on[slot.start.astimezone(zone).date()].append(slot)
    chosen: list[Slot] = []
    days, at_once = list(by_day), max(1, -(-count // 2))
    for block_start in range(0, len(days), at_once):
        block = days[block_start : block_start + at_once]
        while len(chosen) < count and any(by_day[day] for day in block):
            for day in block:
                if by_day[day] and len(chosen) < count:
                    slot = _farthest(by_day[day], taken_on[day])
                    by_day[day].remove(slot)
                    taken_on[day].append(slot)
                    chosen.append(slot)
    return chosen


def _farthest(slots: Sequence[Slot], chosen: Sequence[Slot]) -> Slot:
    """The slot whose nearest chosen neighbour is farthest away; the earliest of equals, and when none is chosen."""
    return max(slots, key=lambda slot: min((abs(slot.start - other.start) for other in chosen), default=timedelta(0)))
