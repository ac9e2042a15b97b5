"""Who may work on a talk: one process at a time.

With SQLite there is one process (a lock file sees to that), so every talk is its own: `OneProcess`. With PostgreSQL the
talk's row names its holder and the holder's heartbeat row says whether it lives: `leases_shared.SharedLeases`.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.shell import store_inbox, store_outbox, store_talks
from bot.shell.writer import Tx


@dataclass(frozen=True, slots=True)
class Orphans:
    """Talks that are ours, or that no live process holds: with open events, and with deliveries that wait."""

    open: tuple[str, ...]
    waiting: tuple[str, ...]


class Leases(Protocol):
    """What the engine asks about holding talks. All but `sure` within a unit."""

    shared: bool

    def touch(self, tx: Tx, talk: str) -> bool:
        """Whether the talk is ours now; taken if it was free. First thing in a unit that puts something into the inbox."""

    def load(self, tx: Tx, talk: str, *, take: bool) -> tuple[int, str] | None:
        """Version and body of the talk, locked until the commit; None when another process holds it."""

    def release(self, tx: Tx, talk: str) -> bool:
        """Whether the talk was let go: not while it has anything open."""

    def orphans(self, tx: Tx) -> Orphans:
        """What nobody else will take up."""

    def beat(self, tx: Tx) -> bool:
        """Whether our leases still hold, and are renewed now; false once when they were lost and all begins anew."""

    def leave(self, tx: Tx) -> None:
        """Let go of everything: the process ends."""

    def renewed(self, monotonic: float) -> None:
        """A beat that began at that time of the monotonic clock was committed."""

    def sure(self) -> bool:
        """Whether no other process can have taken a talk of ours yet."""


class OneProcess:
    """Every talk is ours, always."""

    shared = False

    def touch(self, tx: Tx, talk: str) -> bool:  # noqa: ARG002 - nothing to write
        """True."""
        return True

    def load(self, tx: Tx, talk: str, *, take: bool) -> tuple[int, str] | None:  # noqa: ARG002 - always ours
        """The talk's row."""
        return store_talks.talk_row(tx, talk)

    def release(self, tx: Tx, talk: str) -> bool:  # noqa: ARG002 - nothing to write
        """True."""
        return True

    def orphans(self, tx: Tx) -> Orphans:
        """Every talk with anything open: another command may have put it there."""
        return Orphans(
            tuple(row[0] for row in tx.run(store_inbox.OPEN_TALKS)),
            tuple(row[0] for row in tx.run(store_outbox.WAITING_TALKS)),
        )

    def beat(self, tx: Tx) -> bool:  # noqa: ARG002 - nothing to renew
        """True."""
        return True

    def leave(self, tx: Tx) -> None:
        """Nothing to let go of."""

    def renewed(self, monotonic: float) -> None:
        """Nothing to remember."""

    def sure(self) -> bool:
        """True."""
        return True
