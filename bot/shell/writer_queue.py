"""What waits for the writer, and how much of it goes into one commit.

Who knocks at the door goes first, and the heartbeat: Chatwoot waits five seconds for an answer, and a process whose heart
is late loses its talks. The rest goes in order, in portions short enough for that: a thousand talks may all have a turn
to take in the same second.
"""

import queue
from collections import deque
from typing import Generic, Protocol, TypeVar

HURRIED = frozenset({"accept", "echo", "beat"})
MOST_UNITS, AT_FIRST, FEWEST_UNITS = 256, 64, 8
LONG_SECONDS, AIM_SECONDS = 0.2, 0.1  # of a portion's units; the commit itself costs the same for one as for many


class Named(Protocol):
    """What it is."""

    @property
    def name(self) -> str:
        """Of the unit."""


J = TypeVar("J", bound=Named)


class Waiting(Generic[J]):
    """`put` from any thread; all else in the writer's."""

    def __init__(self) -> None:
        self._door: queue.SimpleQueue[J | None] = queue.SimpleQueue()
        self._first: deque[J] = deque()
        self._rest: deque[J] = deque()
        self._ended = False
        self._room = AT_FIRST

    def put(self, job: J | None) -> None:
        """It waits from now on. None: after what waits already comes nothing more."""
        self._door.put(job)

    def take(self) -> list[J]:
        """Those of the next commit; blocks while nothing waits. Empty at the end."""
        if not (self._first or self._rest or self._ended):
            self._sort(self._door.get())
        while True:
            try:
                self._sort(self._door.get_nowait())
            except queue.Empty:
                break
        jobs = [self._first.popleft() for _ in range(min(len(self._first), MOST_UNITS - FEWEST_UNITS))]
        room = min(self._room, MOST_UNITS - len(jobs))
        return jobs + [self._rest.popleft() for _ in range(min(len(self._rest), room))]

    def ran(self, units: int, seconds: float) -> None:
        """So many units took so long: the next portion is smaller after a long one, larger after a full one that was short."""
        if seconds > LONG_SECONDS:
            self._room = max(FEWEST_UNITS, int(units * AIM_SECONDS / seconds))
        elif seconds < AIM_SECONDS and units >= self._room:  # of a few units nobody learns how long many take
            self._room = min(MOST_UNITS, self._room * 2)

    def _sort(self, job: J | None) -> None:
        if job is None:
            self._ended = True
        else:
            (self._first if job.name in HURRIED else self._rest).append(job)
