"""The words flows are written in: Flow, Step, Move.

A flow is a table. `Step.ask` is the step's entry action, so however a student arrives they are asked the same question.
A tapped choice *is* the trigger (`Choice.does`). `reads` turns typed text into a trigger and its value.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.core.turn import Turn

Act = Callable[["Turn"], None]
Guard = Callable[["Turn"], bool]
Reader = Callable[["Turn", str], "Heard | None"]

AGAIN = "="  # Move.to: the step asks its question again
STAY = ""  # Move.to: the talk stays where it is and nothing is asked


@dataclass(frozen=True, slots=True)
class Heard:
    """What a student meant: a trigger of the current step, and its value."""

    trigger: str
    value: Any = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A place where the talk waits. `reads` understands a typed answer; `leave` lets go of what the step held.

    `quiet`: in this step (name, goals) only *a person*, *stop* and *back* count as words that work anywhere.
    `unfinished`: a booking is under way here; a give-back within a day goes on with it.
    `fades`: unanswered for a day, the question is let go and the talk waits there instead.
    """

    name: str
    ask: Act | None = None
    reads: Reader | None = None
    leave: Act | None = None
    quiet: bool = False
    unfinished: bool = False
    fades: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """From `source` ("*" = every step, "regular.*" = every step of a flow), on `trigger`, doing `do`, to `to`, if `when`.

    Rows are tried in order; the first whose `when` says yes goes.
    """

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
    moves: Sequence[Move] = ()
