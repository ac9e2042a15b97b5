"""Parcels as the outbox hands them over."""

from datetime import UTC, datetime
from typing import Any

from bot.core.conversation import Choice
from bot.core.effects import Delivery, Mirror, NoteForStaff, Say, SetStatus
from bot.shell.ports import Parcel

ID = "1:3:0b5a-visitor:4:0"
SINCE = datetime(2026, 4, 27, 10, 0, tzinfo=UTC)
CHOICES = (Choice("slot_1", "Mon 10:00", "picked"), Choice("slot_2", "Tue 11:00", "picked"))


def parcel(effect: Delivery) -> Parcel:
    """The effect, addressed."""
    return Parcel(ID, "1:3:0b5a-visitor", effect, tries=1, since=SINCE)


def say(channel: str = "Channel::WebWidget", **changes: Any) -> Parcel:
    """A question with two choices."""
    found: dict[str, Any] = {"text": "Which time?", "choices": CHOICES, **changes}
    return parcel(Say(account_id=found.pop("account_id", 1), conversation_id=42, channel=channel, **found))


def note(text: str = "Link sent.", *, mention: bool = False) -> Parcel:
    """A private note."""
    return parcel(NoteForStaff(1, 42, text, mention))


def status(to: str, *, unassign: bool = False) -> Parcel:
    """Hand over or take back."""
    return parcel(SetStatus(1, 42, to, unassign))


def mirror(**fields: Any) -> Parcel:
    """What staff should see."""
    return parcel(Mirror(1, 42, **fields))
