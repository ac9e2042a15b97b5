"""What is wrong with the seats of a place where only so many lessons fit: a seat without a lesson, a lesson without a seat."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from bot.core.audit import Finding, Stretch


@dataclass(frozen=True, slots=True)
class Unseated:
    """A claim without a seat of its own for so many of its cells: right only while one of `beside` keeps it for it."""

    order_id: str
    cells: int
    beside: frozenset[str]


def sweep_room(stretches: Iterable[Stretch], seats: Iterable[tuple[int, str]]) -> Iterator[Finding | Unseated]:
    """As `bot.core.audit.sweep`, for a place: claims by their first cell, taken seats (cell, owner) by cell.

    Which of the seats it is does not matter: that no seat is taken twice is the table's key.
    """
    waiting, here, strangers = iter(stretches), list[_Here](), set[str]()
    upcoming = next(waiting, None)
    for cell, rows in groupby(seats, key=itemgetter(0)):
        owners = {owner for _, owner in rows}
        while upcoming is not None and upcoming.first <= cell:
            here.append(_Here(upcoming))
            upcoming = next(waiting, None)
        yield from _left(here, cell)
        for one in here:
            one.seated += one.stretch.order_id in owners
            one.beside |= owners
        for owner in sorted(owners - strangers - {one.stretch.order_id for one in here}):
            strangers.add(owner)
            yield Finding("cell", owner, f"has a seat at cell {cell} without a claim on it")
    here += [_Here(one) for one in (upcoming, *waiting) if one is not None]
    yield from _left(here, None)


class _Here:
    """A claim whose cells are being passed."""

    def __init__(self, stretch: Stretch) -> None:
        self.stretch, self.seated, self.beside = stretch, 0, set[str]()


def _left(here: list[_Here], cell: int | None) -> Iterator[Unseated]:
    for one in [each for each in here if cell is None or each.stretch.last < cell]:
        here.remove(one)
        wanted = one.stretch.last - one.stretch.first + 1
        if one.seated < wanted:
            yield Unseated(one.stretch.order_id, wanted - one.seated, frozenset(one.beside - {one.stretch.order_id}))
