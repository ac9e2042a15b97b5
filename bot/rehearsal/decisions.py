"""What the desk decided, decision by decision: a recorder around `decide`, for the engine's page."""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.core.conversation import Talk
from bot.core.desk import Desk
from bot.core.effects import Effect, FindBusy
from bot.core.events import (
    ConversationChanged,
    DeadlinePassed,
    Event,
    MoneyEvent,
    SlotWasTaken,
    StudentChose,
    StudentWrote,
    TrialWasTaken,
)
from bot.shell.engine_turn import Decide

KEPT = 500


@dataclass(slots=True)
class Decision:
    """One decision. `asked_for_times`: it needed the busy times first. `kept`: False when its claim lost to somebody faster."""

    n: int
    at: datetime
    talk: str
    turn: int
    event: str
    about: str
    before: str
    after: str
    effects: dict[str, int]
    took_us: float
    asked_for_times: bool = False
    kept: bool = True


@dataclass(slots=True)
class _Asked:
    took_us: float = 0.0


@dataclass(slots=True)
class Decisions:
    """The newest decisions of all talks. Written in the engine's thread, read in the page's: single appends only."""

    changed: Callable[[], None] = lambda: None
    rows: deque[Decision] = field(default_factory=lambda: deque(maxlen=KEPT))
    _asked: dict[str, _Asked] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def recording(self, decide: Decide) -> Decide:
        """The same function, with each decision written down here."""

        def decided(desk: Desk, talk: Talk, event: Event, now: datetime) -> tuple[Talk, tuple[Effect, ...]]:
            begun = time.perf_counter_ns()
            new, effects = decide(desk, talk, event, now)
            self._note(talk, event, now, new, effects, (time.perf_counter_ns() - begun) / 1000)
            return new, effects

        return decided

    def of(self, talk: str, last: int) -> list[Decision]:
        """The newest decisions of a talk, oldest first."""
        return [each for each in list(self.rows) if each.talk == talk][-last:]

    def _note(
        self, talk: Talk, event: Event, now: datetime, new: Talk, effects: tuple[Effect, ...], took_us: float
    ) -> None:
        asked = self._asked.pop(talk.id, None)
        took_us += asked.took_us if asked else 0.0
        if len(effects) == 1 and isinstance(effects[0], FindBusy):
            self._asked[talk.id] = _Asked(took_us)  # not a decision yet: it is taken again with the answer
            return
        if isinstance(event, SlotWasTaken | TrialWasTaken):
            self._lost(talk.id)
        self.rows.append(
            Decision(
                n=next(self._numbers),
                at=now,
                talk=talk.id,
                turn=talk.version + 1,
                event=type(event).__name__,
                about=about(event),
                before=talk.conversation.step,
                after=new.conversation.step,
                effects=dict(Counter(type(each).__name__ for each in effects)),
                took_us=took_us,
                asked_for_times=asked is not None,
            )
        )
        self.changed()

    def _lost(self, talk: str) -> None:
        last = next((each for each in reversed(self.rows) if each.talk == talk), None)
        if last:
            last.kept = False


def about(event: Event) -> str:
    """What an event says, in a few words; everybody in a rehearsal is pretended, so words may be shown."""
    if isinstance(event, StudentWrote):
        return event.text or ", ".join(event.attachments) or "(empty)"
    if isinstance(event, StudentChose):
        return event.title or event.value
    if isinstance(event, ConversationChanged):
        return f"{event.seen.status}{', assigned' if event.seen.assignee == 'user' else ''}"
    if isinstance(event, DeadlinePassed):
        return event.name
    if isinstance(event, MoneyEvent):
        return event.news or event.order_id
    return ""
