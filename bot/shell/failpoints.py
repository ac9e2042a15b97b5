"""Places where a rehearsal may kill its own process, to prove that nothing is lost and nothing happens twice.

`passing("turn.before_commit")` is called by the writer around each commit and by the lanes around each delivery. It does
nothing unless `arm()` was called, and `arm` is called only by a rehearsal.

    DESK_FAILPOINT=turn.after_commit:3     SIGKILL at the third passing of that point
    DESK_FAILPOINT_LOG=/tmp/passings       append "name:n" for every passing, so that a driver can list the points
"""

import os
import signal
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO


@dataclass(slots=True)
class Failpoints:
    """Counts passings; kills at the `n`-th of `name`."""

    name: str
    n: int
    log: TextIO | None
    counts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def passing(self, name: str) -> None:
        """Count, write down, and die if this is the one."""
        with self.lock:  # the writer's thread and the loop's pass at the same time
            self.counts[name] += 1
            count = self.counts[name]
            if self.log is not None:
                self.log.write(f"{name}:{count}\n")
                self.log.flush()
        if name == self.name and count == self.n:
            os.kill(os.getpid(), signal.SIGKILL)


_armed: Failpoints | None = None


def arm(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a failpoint or a log was asked for, and is armed now. ValueError when it is not `name:n`."""
    global _armed
    name, _, n = environment.get("DESK_FAILPOINT", "").rpartition(":")
    path = environment.get("DESK_FAILPOINT_LOG", "")
    if not name and not path:
        return False
    if name and not n.isdigit():
        raise ValueError("DESK_FAILPOINT is name:n, for example turn.after_commit:1")
    # Kept open for the life of the process, which may end without a goodbye; each line is flushed.
    log = open(path, "a", encoding="utf-8") if path else None  # noqa: SIM115
    _armed = Failpoints(name, int(n or 0), log)
    return True


def disarm() -> None:
    """Passing is nothing again."""
    global _armed
    if _armed is not None and _armed.log is not None:
        _armed.log.close()
    _armed = None


def armed() -> bool:
    """Whether passings count."""
    return _armed is not None


def passing(name: str) -> None:
    """A named point is passed."""
    if _armed is not None:
        _armed.passing(name)
