"""Whole conversations as lists of steps, to be driven undisturbed or with a desk that dies on the way.

A step is what somebody does and how many messages the phone then shows in all; nothing goes on before they are there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.rehearsal.people import Student
from bot.rehearsal.world import World

Do = Callable[["Scene"], Awaitable[object]]


@dataclass(slots=True)
class Scene:
    """Who is there."""

    world: World
    student: Student


@dataclass(frozen=True, slots=True)
class Doing:
    """One step. `bubbles`: how many messages of the desk the phone shows afterwards."""

    name: str
    do: Do
    bubbles: int


def writes(text: str, bubbles: int) -> Doing:
    """The student writes."""
    return Doing(f"writes {text!r}", lambda scene: scene.student.writes(text), bubbles)


def taps(choice: str | int, bubbles: int) -> Doing:
    """The student taps."""
    return Doing(f"taps {choice!r}", lambda scene: scene.student.taps(choice), bubbles)


def payer(action: str, bubbles: int, **params: object) -> Doing:
    """Somebody does something on the newest Checkout page."""
    return Doing(f"payer {action}", lambda scene: scene.world.do(f"stripe/{action}", **params), bubbles)


CARD = (
    writes("Bijles wiskunde, 60 minuten", 1),
    taps(1, 2),
    taps("adult", 3),
    writes("Noor de Vries", 4),
    taps("pay", 6),
    payer("pay", 8),
)
"""A paid lesson, as short as it can be."""

CHANGED = (
    *CARD[:5],
    taps("change", 7),
    taps("length", 8),
    taps("90", 9),
    taps("pay", 11),
    payer("pay_later", 12),
    payer("settle", 14),
    taps("skip", 15),
    taps("skip", 16),
)
"""Another length after the link (an order that replaces another), paid by a method that takes its time."""

STORIES = {"card": CARD, "changed": CHANGED}
