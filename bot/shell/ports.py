"""What the engine asks of an adapter that carries deliveries out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.effects import Delivery
from bot.core.events import Event


@dataclass(frozen=True, slots=True)
class Parcel:
    """One outbox row on its way. `id` is stable across restarts: `talk:turn:n`. `since` is its first try (None before it)."""

    id: str
    talk: str
    effect: Delivery
    tries: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A stretch of a tutor's time that their own calendar is asked about before it is promised to anybody."""

    tutor: str
    since: datetime
    until: datetime


class LookOutside(Protocol):
    """Who can ask the tutors' own calendars."""

    async def __call__(self, looks: Collection[Look]) -> None:
        """Within a few seconds the taken times of those stretches are in the database as they are now.

        Never raises: where a calendar does not answer, what it said last counts.
        """


class Carrier(Protocol):
    """An outside system."""

    handles: Sequence[type[Delivery]]

    async def deliver(self, parcel: Parcel) -> Sequence[Event]:
        """Carries it out; returns the facts that came back (their ids derive from `parcel.id`, so a repeat is harmless).

        TryAgainLater: a passing fault. OutcomeUnknown: it may have happened. Refused: never.
        """

    async def was_delivered(self, parcel: Parcel) -> bool | None:
        """Whether a delivery with an unknown outcome did happen; None when this adapter cannot find out."""
