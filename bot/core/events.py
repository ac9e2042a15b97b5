"""What can happen: facts, in the past tense. Each carries `id` (the dedupe key) and whose `talk` it is.

Facts from Chatwoot carry a `Snapshot` of the conversation as the payload showed it. Facts about money are in
`events_money`. Facts of our own come back from deliveries and wake-ups; an answer that travelled carries what it
answers, so that one that no longer fits is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.event import Event
from bot.core.events_money import (
    CheckoutExpired,
    CheckoutLookedUp,
    CheckoutOpened,
    CheckoutRefused,
    FraudWarned,
    MoneyEvent,
    OrderDisputed,
    OrderPaid,
    OrderRefunded,
    PaymentFailed,
    PaymentPending,
    RefundFailed,
    RefundRequested,
    RefundTold,
)
from bot.core.slots import Slot


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The conversation as a Chatwoot payload shows it. `updated_at` is Chatwoot's own float: newer wins."""

    account_id: int
    inbox_id: int
    conversation_id: int  # the display id
    source_id: str
    channel: str = ""
    status: str = "pending"
    assignee: str = ""  # "", "user", "agent_bot"
    updated_at: float = 0.0
    can_reply: bool = True
    labels: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    contact_id: int = 0
    contact_name: str = ""
    contact_reachable: bool = False  # the contact has a phone number or an e-mail address
    contact_attributes: Mapping[str, Any] = field(default_factory=dict)
    browser_language: str = ""
    zone: str = ""  # a time zone's name, where the payload tells or proves one; nobody has looked at it yet
    hmac_verified: bool = False


# -- from Chatwoot ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentWrote(Event):
    """An incoming message. On WhatsApp a tap arrives like this too: `text` is the title, `in_reply_to` our message."""

    seen: Snapshot
    text: str = ""
    attachments: tuple[str, ...] = ()  # file types: image, audio, location …
    message_id: int = 0
    in_reply_to: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentChose(Event):
    """A tap on one of our own questions (`message_updated`). `asked` is the delivery id of that question."""

    seen: Snapshot
    value: str
    title: str = ""
    asked: str = ""
    message_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffWrote(Event):
    """A person's public message in the conversation (or the business's own phone: `external_echo`)."""

    seen: Snapshot
    message_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationChanged(Event):
    """Status, assignee, labels or attributes changed; what changed is read by comparing with what we know."""

    seen: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event):
    """A message of ours did not reach the student: the channel failed (`external_error`), or Chatwoot refused it for good."""

    seen: Snapshot | None = None
    delivery_id: str
    conversation_id: int = 0  # where it was to be said; 0 when nobody says
    error: str = ""


# -- of our own --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDied(Event):
    """Something else than a message will never be done: a delivery of that `kind`, after every try."""

    delivery_id: str
    kind: str
    order_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftUnbooked(Event):
    """Money came for an order and its lesson is not booked: seen by a look at the books or a comparison with Stripe."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeTroubled(Event):
    """A checkout could not be opened for now; the attempt goes on in the background. `since` is the first try.

    `unfit_key`: Stripe answers, and does not accept our key (revoked, without the permission).
    """

    order_id: str
    attempt: int
    since: datetime
    unfit_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentAgreed(Event):
    """The parent or guardian said yes on our page. The name is kept in our store and one note."""

    order_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayAgainAsked(Event):
    """*Pay now* on the page of an expired link."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePassed(Event):
    """A wake-up rang. `name` and `order_id` as in `WakeMe`."""

    name: str
    order_id: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotWasTaken(Event):
    """A claim lost: the unchanged talk is decided again with this. `cause` is the original event."""

    slot: Slot
    cause: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialWasTaken(Event):
    """The learner had a trial already: the unchanged talk is decided again with this."""

    learner: str
    cause: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed(Event):
    """An event was put aside after three tries: the conversation goes to a person."""

    failed_id: str


# -- from the tutors' own calendars -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonMovedOutside(Event):
    """The tutor moved a lesson of ours in their own calendar: it stands there at `start` now, `minutes` long."""

    order_id: str
    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRemovedOutside(Event):
    """The tutor took a lesson of ours out of their own calendar."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeClashed(Event):
    """The tutor has something else in their own calendar at the time of a held or booked lesson, since it was claimed.

    `cause`: the event that was to book it or to open its page; the unchanged talk is decided again with this in its place.
    """

    order_id: str
    cause: Event | None = None


def _subclasses(cls: type[Event]) -> list[type[Event]]:
    return [cls, *(deeper for sub in cls.__subclasses__() for deeper in _subclasses(sub))]


EVENTS: Mapping[str, type[Event]] = {cls.__name__: cls for cls in _subclasses(Event)}
"""Every event by its name, as the inbox keeps it beside the JSON. SlotWasTaken and TrialWasTaken never reach the inbox."""

__all__ = [
    "EVENTS",
    "CheckoutExpired",
    "CheckoutLookedUp",
    "CheckoutOpened",
    "CheckoutRefused",
    "ConversationChanged",
    "DeadlinePassed",
    "Event",
    "FraudWarned",
    "LeftUnbooked",
    "LessonMovedOutside",
    "LessonRemovedOutside",
    "MessageFailed",
    "MoneyEvent",
    "OrderDisputed",
    "OrderPaid",
    "OrderRefunded",
    "ParentAgreed",
    "PayAgainAsked",
    "PaymentFailed",
    "PaymentPending",
    "RefundFailed",
    "RefundRequested",
    "RefundTold",
    "SlotWasTaken",
    "Snapshot",
    "StaffWrote",
    "StripeTroubled",
    "StudentChose",
    "StudentWrote",
    "TimeClashed",
    "TrialWasTaken",
    "TurnFailed",
]
