"""Who may work on a talk: one process at a time.

With SQLite there is one process (a lock file sees to that), so every talk is its own: `OneProcess`. With PostgreSQL the
talk's row names its holder, and a holder is alive while its heartbeat row is: `SharedLeases`.
"""

from typing import Protocol

from bot.shell import store_inbox, store_outbox, store_talks
from bot.shell.writer import Tx


class Leases(Protocol):
    """What the engine asks about holding talks. All within a unit."""

    shared: bool

    def touch(self, tx: Tx, talk: str) -> bool:
        """Whether the talk is ours now; taken if it was free. First thing in a unit that puts something into the inbox."""

    def load(self, tx: Tx, talk: str, *, take: bool) -> tuple[int, str] | None:
        """Version and body of the talk, locked until the commit; None when another process holds it."""

    def release(self, tx: Tx, talk: str) -> bool:
        """Whether the talk was let go: not while it has anything open."""

    def orphans(self, tx: Tx) -> tuple[str, ...]:
        """Talks with open events or waiting deliveries that are ours or that no live process holds."""


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

    def orphans(self, tx: Tx) -> tuple[str, ...]:
        """Every talk with anything open."""
        heard = [row[0] for row in tx.run(store_inbox.OPEN_TALKS)]
        return tuple(dict.fromkeys([*heard, *(row[0] for row in tx.run(store_outbox.WAITING_TALKS))]))
