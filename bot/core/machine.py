"""All flows on one shared `transitions` machine. The only file that imports it.

The library is used without models (7 µs a move instead of 90 and more): the event is fired on a throwaway slotted Turn.
Its traps, and how they are avoided: automatic transitions off (`to_paid()` would skip guards); callbacks are functions,
never names; actions run in `before`, because a new step's question is asked on entry, which is before `after`; guards are
wrapped in `bool` (a truthy non-True counts as no); never queued (every trigger would say True).
"""

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from transitions import Machine, State

from bot.core.errors import FlowMistake
from bot.core.flow import AGAIN, STAY, Flow, Guard, Move, Step

if TYPE_CHECKING:
    from bot.core.turn import Turn

logging.getLogger("transitions").setLevel(logging.WARNING)  # its INFO lines make a move four times as slow

LONGEST_CHAIN = 12  # a `then` that leads to a `then` … : more than this is a circle in a table


class FlowMachine:
    """Every step and move of the desk. Built once, shared by all talks; FlowMistake lists what is wrong in the tables."""

    def __init__(self, flows: Sequence[Flow]) -> None:
        self.flows = tuple(flows)
        self.steps: dict[str, Step] = {step.name: step for flow in flows for step in flow.steps}
        self.moves: tuple[Move, ...] = tuple(move for flow in flows for move in flow.moves)
        self._check()
        states = [
            State(s.name, on_enter=[s.ask] if s.ask else None, on_exit=[s.leave] if s.leave else None)
            for s in self.steps.values()
        ]
        self._machine = Machine(
            model=None,
            states=states,
            transitions=[self._row(move) for move in self.moves],
            initial=next(iter(self.steps)),
            auto_transitions=False,
            queued=False,
            ignore_invalid_triggers=False,
            send_event=False,
        )
        self._accepted = {(state, name) for name, event in self._machine.events.items() for state in event.transitions}

    def accepts(self, step: str, trigger: str) -> bool:
        """Whether some row takes `trigger` in `step` (its guard may still say no)."""
        return (step, trigger) in self._accepted

    def fire(self, turn: "Turn", trigger: str, value: Any = "") -> bool:
        """Whether a row accepted. Follows `turn.then` until nothing more is to be done."""
        turn.value = value
        if not self._fire(turn, trigger):
            return False
        for _ in range(LONGEST_CHAIN):
            if not turn.then:
                return True
            trigger, turn.then = turn.then, ""
            if not self._fire(turn, trigger):
                raise FlowMistake(f"{turn.state}: nothing accepts {trigger!r}, which a row asked for")
        raise FlowMistake(f"{turn.state}: {trigger!r} goes round in circles")

    def jump(self, turn: "Turn", step: str) -> None:
        """Goes to `step` and asks its question: for *back*, a late tap, a resumed talk."""
        turn.state = step
        ask = self.steps[step].ask
        if ask:
            ask(turn)
        if turn.then:
            trigger, turn.then = turn.then, ""
            self.fire(turn, trigger, turn.value)

    def _fire(self, turn: "Turn", trigger: str) -> bool:
        if not self.accepts(turn.state, trigger):
            return False
        return bool(self._machine.events[trigger].trigger(turn, turn))

    def _row(self, move: Move) -> dict[str, Any]:
        return {
            "trigger": move.trigger,
            "source": list(self.sources(move)),
            "dest": {AGAIN: "=", STAY: None}.get(move.to, move.to),
            "before": [move.do] if move.do else None,
            "conditions": [_strict(move.when)] if move.when else None,
        }

    def sources(self, move: Move) -> Iterable[str]:
        """The steps a row starts from."""
        if move.source == "*":
            return self.steps
        if move.source.endswith(".*"):
            return [name for name in self.steps if name.startswith(move.source[:-1])]
        return [move.source]

    def _check(self) -> None:
        names = [step.name for flow in self.flows for step in flow.steps]
        problems = [f"step {name!r} is there twice" for name in names if names.count(name) > 1]
        for move in self.moves:
            problems += [
                f"row {move.trigger!r} starts from unknown {s!r}" for s in self.sources(move) if s not in self.steps
            ]
            if not list(self.sources(move)):
                problems.append(f"row {move.trigger!r}: nothing matches {move.source!r}")
            if move.to not in (AGAIN, STAY) and move.to not in self.steps:
                problems.append(f"row {move.trigger!r} leads to unknown {move.to!r}")
        if problems:
            raise FlowMistake("; ".join(sorted(set(problems))))


def _strict(guard: Guard) -> Guard:
    return lambda turn: bool(guard(turn))
