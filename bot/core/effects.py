"""What may be asked for: orders, in the imperative. Three kinds.

* **Questions** (`Question`) are answered from our own tables inside the same unit, and the decision is taken again.
* **Records** (`Record`) are saved in the same transaction as the talk.
* **Deliveries** (`Delivery`) are done after the commit, from the outbox, in their `lane`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from bot.core.conversation import Choice
from bot.core.slots import Slot


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to be done."""


# -- questions -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindBusy(Effect):
    """Asks for `Talk.busy`: every claimed lesson that ends after `since` and starts before `until`, except those of `without` (order ids)."""

    since: datetime
    until: datetime
    without: tuple[str, ...] = ()


# -- records -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record(Effect):
    """Saved with the talk, in the same transaction. (Changed orders of the talk are saved without being asked.)"""


@dataclass(frozen=True, slots=True)
class HoldSlot(Record):
    """Claims the cells of `slot` for the order. Cells held by `beside` (the order it replaces) are no conflict. May lose: `SlotWasTaken`."""

    order_id: str
    slot: Slot
    until: datetime
    beside: str = ""


@dataclass(frozen=True, slots=True)
class BookSlot(Record):
    """The order's claim becomes a booking."""

    order_id: str


@dataclass(frozen=True, slots=True)
class ReleaseSlot(Record):
    """The order's cells are free again; those its `heir` needs become the heir's."""

    order_id: str
    heir: str = ""


@dataclass(frozen=True, slots=True)
class ClaimTrial(Record):
    """One trial per learner, ever. May lose: `TrialWasTaken`."""

    learner: str  # talk id + learner id
    order_id: str


@dataclass(frozen=True, slots=True)
class GiveTrialBack(Record):
    """The learner's one trial was this order, and was cancelled in time: they may have another."""

    learner: str  # talk id + learner id
    order_id: str


@dataclass(frozen=True, slots=True)
class KeepConsent(Record):
    """The parent's yes, erased at `erase_at`."""

    order_id: str
    name: str
    at: datetime
    erase_at: datetime


@dataclass(frozen=True, slots=True)
class WakeMe(Record):
    """A `DeadlinePassed(name, order_id)` at `at`; one per (talk, name, order_id), the newest wins; `at` None takes it away."""

    name: str
    at: datetime | None
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class WaitFor(Record):
    """The talk is on the waiting list for a time between these two, in the place of its former wish.

    Whenever such a time may have come free its alarm `waiting` rings early.
    """

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class StopWaiting(Record):
    """The talk is off the waiting list."""


# -- deliveries ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delivery(Effect):
    """Done after the commit. `lane`: messages (in order), mirror (only the newest), stripe and calendar (in order per order), alerts."""

    lane: ClassVar[str] = "messages"


@dataclass(frozen=True, slots=True)
class Say(Delivery):
    """A message to the student. Choices become buttons or a numbered list, as the channel can.

    `gated`: dropped when a person has the conversation by then. `unpaid`: dropped when that order waits for no payment by then.
    `lesson`: dropped when that order's lesson does not begin at `starts` any more, or has begun. `good_until`: from then on it is
    dropped too, and the alarm `rings` again instead. `patient`: every other message goes first.
    """

    account_id: int
    conversation_id: int
    channel: str
    text: str
    choices: tuple[Choice, ...] = ()
    language: str = "nl"
    gated: bool = True
    unpaid: str = ""
    lesson: str = ""
    starts: datetime | None = None
    good_until: datetime | None = None
    rings: str = ""
    patient: bool = False


@dataclass(frozen=True, slots=True)
class SayTemplate(Delivery):
    """A message the provider has approved, where the channel takes no other now. `text` is what staff see in Chatwoot.

    `parameters` fill {{1}}, {{2}} … of the template. `lesson` … `rings` as in `Say`; it is always patient.
    """

    account_id: int
    conversation_id: int
    channel: str
    text: str
    name: str
    language: str
    category: str = "UTILITY"
    parameters: tuple[str, ...] = ()
    lesson: str = ""
    starts: datetime | None = None
    good_until: datetime | None = None
    rings: str = ""


@dataclass(frozen=True, slots=True)
class NoteForStaff(Delivery):
    """A private note. `mention`: the person or team of the settings is called."""

    account_id: int
    conversation_id: int
    text: str
    mention: bool = False


@dataclass(frozen=True, slots=True)
class SetStatus(Delivery):
    """`toggle_status` to "open" (hand over) or "pending" (take back). `unassign`: a leftover assignee is taken off."""

    account_id: int
    conversation_id: int
    status: str
    unassign: bool = False


@dataclass(frozen=True, slots=True)
class Mirror(Delivery):
    """What Chatwoot should show. Our labels and keys only; others' are never touched. None removes a key."""

    lane: ClassVar[str] = "mirror"
    account_id: int
    conversation_id: int
    contact_id: int = 0
    labels: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    contact_attributes: Mapping[str, Any] = field(default_factory=dict)
    seen_labels: tuple[str, ...] = ()  # as the latest payload showed them: merged and compared before writing
    seen_attributes: Mapping[str, Any] = field(default_factory=dict)
    seen_contact_attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenCheckout(Delivery):
    """Creates the Checkout Session with the frozen parameters under the frozen key. Answers CheckoutOpened or CheckoutRefused; StripeTroubled on the first passing fault."""

    lane: ClassVar[str] = "stripe"
    order_id: str
    attempt: int
    key: str
    params: Mapping[str, Any]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ExpireCheckout(Delivery):
    """Expires the session of an attempt. Answers CheckoutExpired, or OrderPaid / PaymentPending when it was complete.

    `session_id` may be empty: the page was asked for but the answer is not in yet; the lane is in order, so it is looked up in the order when its turn comes.
    """

    lane: ClassVar[str] = "stripe"
    order_id: str
    attempt: int
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class LookUpCheckout(Delivery):
    """Asks Stripe about a session. Answers CheckoutLookedUp."""

    lane: ClassVar[str] = "stripe"
    order_id: str
    session_id: str = ""
    payment_intent: str = ""


@dataclass(frozen=True, slots=True)
class Refund(Delivery):
    """Gives `amount_cents` of a payment back, under `key`. Answers OrderRefunded or RefundFailed."""

    lane: ClassVar[str] = "stripe"
    order_id: str
    payment_intent: str
    amount_cents: int
    key: str
    reason: str = "requested_by_customer"


@dataclass(frozen=True, slots=True)
class PutInCalendar(Delivery):
    """The tutor's own calendar agrees with the order as it stands when this is done: there, elsewhere, or gone."""

    lane: ClassVar[str] = "calendar"
    order_id: str


@dataclass(frozen=True, slots=True)
class Alert(Delivery):
    """For the owner, by `kind`; never personal data. One is told for each `cause` ("" = kind and text), however often it comes.

    `over`: the cause is gone (told once, if it had been told of).
    """

    lane: ClassVar[str] = "alerts"
    kind: str
    text: str
    cause: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class TellOwner(Delivery):
    """An alert on its way to one service of the owner's. Asked for by the shell, which knows what was told already.

    `service`: which of them, by a fingerprint of its address. `word`: first · again · over. `times` it came since `since`.
    """

    lane: ClassVar[str] = "alerts"
    kind: str
    text: str
    word: str
    service: str
    times: int = 1
    since: datetime | None = None


def _subclasses(cls: type[Effect]) -> list[type[Effect]]:
    return [cls, *(deeper for sub in cls.__subclasses__() for deeper in _subclasses(sub))]


EFFECTS: Mapping[str, type[Effect]] = {cls.__name__: cls for cls in _subclasses(Effect)}
"""Every effect by its name, as the outbox keeps it beside the JSON."""
