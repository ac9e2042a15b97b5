"""Whole conversations as lists of steps, to be driven undisturbed or with a desk that dies on the way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.rehearsal.people import Student
from bot.rehearsal.world import World
from tests.whole.outcome import Left


@dataclass(slots=True)
class Scene:
    """Who is there."""

    world: World
    student: Student


@dataclass(frozen=True, slots=True)
class Doing:
    """One step: what somebody does."""

    name: str
    do: Callable[[Scene], Awaitable[object]]


def writes(text: str) -> Doing:
    """The student writes."""
    return Doing(f"writes {text!r}", lambda scene: scene.student.writes(text))


def taps(choice: str | int) -> Doing:
    """The student taps."""
    return Doing(f"taps {choice!r}", lambda scene: scene.student.taps(choice))


def payer(action: str) -> Doing:
    """Somebody does something on the newest Checkout page."""
    return Doing(f"payer {action}", lambda scene: scene.world.do(f"stripe/{action}"))


CARD = (writes("Bijles wiskunde, 60 minuten"), taps(1), taps("adult"), taps("pay"), payer("pay"))
"""A paid lesson, as short as it can be."""

CHANGED = (
    *CARD[:4],
    taps("change"),
    taps("length"),
    taps("90"),
    taps("pay"),
    payer("pay_later"),
    payer("settle"),
    writes("Noor"),
    taps("skip"),
    taps("skip"),
)
"""Another length after the link (an order that replaces another), paid by a method that takes its time."""

BOOKED = (
    writes("Bijles wiskunde, 60 minuten, donderdag 16:00"),
    taps("adult"),
    taps("pay"),
    payer("pay"),
    writes("Noor"),
    taps("skip"),
    taps("skip"),
)
"""A paid lesson in a few days, and nothing more to ask."""

MOVED = (*BOOKED, writes("verzet mijn les naar vrijdag 17:00"), taps("yes"))
"""The same order at another time, on the payment it has."""

MOVED_DEARER = (
    *BOOKED,
    writes("verzet mijn les naar zaterdag 11:00"),
    taps("weekend"),
    taps("yes"),
    payer("pay"),
)
"""To the weekend for the difference: an order of its own that takes the lesson's place."""

BOOKED_WEEKEND = (writes("Weekendles wiskunde, 60 minuten, zaterdag 11:00"), *BOOKED[1:])
"""The same on a Saturday, which costs more."""

MOVED_CHEAPER = (
    *BOOKED_WEEKEND,
    writes("verzet mijn les naar vrijdag 17:00"),
    taps("regular"),
    taps("yes"),
)
"""Back to a weekday: the same order, and the difference goes back."""

CANCELLED = (*BOOKED, writes("annuleren"), taps(1))
"""Called off in time: the time is free at once, and the money goes back."""

SERIES = (
    writes("Bijles wiskunde, 60 minuten, komende 3 weken donderdag 16:00"),
    taps("adult"),
    taps("pay"),
    payer("pay"),
    writes("Noor"),
    taps("skip"),
    taps("skip"),
    writes("annuleer mijn les van 3 december"),
    taps(1),
)
"""Three weeks on one payment, and the second of them called off in time."""

STORIES = {
    "card": CARD,
    "changed": CHANGED,
    "moved": MOVED,
    "moved_dearer": MOVED_DEARER,
    "moved_cheaper": MOVED_CHEAPER,
    "cancelled": CANCELLED,
    "series": SERIES,
}

BEGINS = len(BOOKED)  # the step with which the change begins
CHANGES = {
    "moved": Left([6_000], [], ["Fri 17:00"]),
    "moved_dearer": Left([6_000, 1_500], [], ["Sat 11:00"]),
    "moved_cheaper": Left([7_500], [1_500], ["Fri 17:00"]),
    "cancelled": Left([6_000], [6_000], []),
}
"""The stories in which a paid lesson moves or is called off. One lesson, at one time, with one payment, whatever dies."""
