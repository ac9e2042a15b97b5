"""Every error of ours, named for what to do next.

    DeskError
    ├── TryAgainLater      the world is in trouble: the same call again, later (outbox back-off)
    │   └── OutcomeUnknown     it may have happened: look before sending again
    ├── Refused            the world said no for good: dead letter, alert
    ├── NotForUs           somebody else's event: answer 200 and count it
    ├── BadSignature       answer 401, loudly
    ├── BadRequest         answer 400: not what it claims to be
    ├── WrongSettings      stop at start, all problems in one message
    ├── FlowMistake        a table of ours contradicts itself: found at start, never by a student
    └── LostTheTalk        another process holds this talk now: drop the work, it goes on there

Messages say what happened, where, and what to change; never a payload, never personal data.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.events import Event


class DeskError(Exception):
    """The root of the tree."""


class TryAgainLater(DeskError):
    """A passing fault. `after` is the shortest wait in seconds, when the other side named one.

    `events`: facts that are true meanwhile (`StripeTroubled`). Whoever puts the delivery back saves them too; their ids
    derive from the parcel, so a repeat is harmless.
    """

    def __init__(self, why: str, after: float | None = None, events: "Sequence[Event]" = ()) -> None:
        super().__init__(why)
        self.after = after
        self.events = tuple(events)


class OutcomeUnknown(TryAgainLater):
    """The request left and no answer came: it may have been carried out."""


class Refused(DeskError):
    """The other side will never accept this. `code` is its own short name for the reason."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.code = code


class NotForUs(DeskError):
    """A well-formed event about something that is not ours."""


class BadSignature(DeskError):
    """Nobody we know signed this."""


class BadRequest(DeskError):
    """Not JSON, or not the shape it claims."""


class WrongSettings(DeskError):
    """Every wrong setting, in one message."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("These settings need your attention:\n" + "\n".join(f"  - {p}" for p in problems))
        self.problems = problems


class FlowMistake(DeskError):
    """A flow, price or sentence table that contradicts itself."""


class LostTheTalk(DeskError):
    """The lease on a talk went to another process."""
