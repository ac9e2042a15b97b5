"""The words flows are written in: Flow, Step, Move, and the Turn that walks them.

A flow is a table. `Step.ask` is the step's entry action, so however a student arrives they are asked the same question.
A tapped choice *is* the trigger (`Choice.does`). `reads` turns typed text into triggers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.core.turn import Turn

Act = Callable[["Turn"], None]
Guard = Callable[["Turn"], bool]
Reader = Callable[["Turn", str], "Heard | None"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a student meant: a trigger of the current step, and its value."""

    trigger: str
    value: Any = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A place where the talk waits. `ask` says the question; `reads` understands a typed answer; `leave` lets go of what the step held."""

    name: str
    ask: Act | None = None
    reads: Reader | None = None
    leave: Act | None = None
    quiet_words: bool = False  # name and goals: only a person, stop and back count as words here


@dataclass(frozen=True, slots=True)
class Move:
    """From `source` ("*" = every step), on `trigger`, to `to` ("=" = stay without asking again), doing `do` first, if `when`."""

    source: str
    trigger: str
    to: str
    do: Act | None = None
    when: Guard | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A named table of steps and moves."""

    name: str
    steps: Sequence[Step]
    moves: Sequence[Move] = field(default_factory=tuple)
