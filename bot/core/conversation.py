"""Who is talking, what they want, and where the talk stands: everything a turn starts from.

A talk belongs to a *student* (account, inbox, `contact_inbox.source_id`), not to a Chatwoot conversation: WhatsApp opens
a new conversation after a resolve, and the student goes on where they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.core.codec import from_json, to_json
from bot.core.orders import Order
from bot.core.slots import Busy, Slot
from bot.core.wishes import When

SCHEMA = 1
# Steps of an earlier release -> the step that took their place (a removed state would raise for a running talk).
MOVED_STEPS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what the student reads, what comes back, and the trigger it fires."""

    value: str
    title: str
    does: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The choices of one question, under the delivery id that carried them."""

    id: str
    step: str
    choices: tuple[Choice, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What the student wants, as far as it is known. Everything said is taken at once; only gaps are asked for."""

    flow: str = ""
    subject: str = ""
    minutes: int = 0
    start: datetime | None = None
    place: str = ""
    learner: str = ""  # Learner.id; "new" for one we do not know yet
    who: str = ""  # adult · minor · child · other
    minor: bool | None = None
    name: str = ""
    tutor: str = ""  # named in the summary
    with_tutor: str = ""  # whom the student asked for
    moves: str = ""  # the booked order that is being moved
    cancels: str = ""  # the booked order that may be cancelled
    when: When | None = None
    missed: When | None = None  # a wish for a time that is taken
    weekly: bool = False  # at the same time every week
    weeks: int = 0  # how many of them; 0: not said yet
    series: tuple[datetime, ...] = ()  # the starts the summary named
    page: int = 0  # how often "more times" was tapped


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kept wish: the student is told when a time of it comes free, until it is over."""

    wish: Wish
    when: When | None  # None: any time will do
    until: datetime
    told: tuple[datetime, ...] = ()  # the starts they were told of, as long as they are free
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Learner:
    """One who takes lessons: the student, a child, somebody else. Subject, length, history and trial are theirs."""

    id: str
    name: str = ""
    who: str = "adult"
    minor: bool = False
    subject: str = ""
    minutes: int = 0
    place: str = ""
    level: str = ""
    goals: str = ""
    prepared: bool = False
    trial: bool = False
    paid: bool = False
    tutor: str = ""  # of the latest lesson
    history: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Student:
    """The person at the other end, under one source_id."""

    name: str = ""
    language: str = ""
    language_by: str = ""  # contact · words · browser · default · chosen
    zone: str = ""  # where they are, by name ("America/New_York"), once Chatwoot tells it
    reachable: bool = False
    reach: str = ""  # a phone number or e-mail address the student typed, where the channel gives none
    special_price: bool = False
    learners: tuple[Learner, ...] = ()
    customer_since: str = ""
    paid_before: bool = False
    unpaid_times: int = 0  # times that ran out unpaid since the last payment
    trial_before: bool = False
    level_before: str = ""
    segment: str = ""
    hints_read: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """The newest Chatwoot conversation of the student, and where the talk stands in it."""

    account_id: int
    inbox_id: int
    source_id: str
    conversation_id: int = 0
    gone: int = 0  # the conversation that Chatwoot no longer knows: deleted, so nothing can be said or written there
    contact_id: int = 0
    channel: str = ""
    status: str = "pending"
    assignee: str = ""  # "", "user", "agent_bot"
    status_at: float = 0.0  # conversation.updated_at of the newest snapshot: an older one never overrides it
    can_reply: bool = True
    step: str = "welcome.start"
    before: tuple[str, ...] = ()  # steps to go back to
    wish: Wish = field(default_factory=Wish)
    waiting: Waiting | None = None
    offered: Offer | None = None
    earlier: tuple[Offer, ...] = ()
    misses: int = 0
    greeted: bool = False
    order: str = ""  # the order this talk is busy with
    stopped: str = ""  # the order the student stopped last while its page was open: its money may have been quicker
    orders: tuple[str, ...] = ()  # every order that still matters (open, upcoming, attention)
    handed_over_at: datetime | None = None  # our own handover
    human_at: datetime | None = None  # a person's public message
    taken_back: bool = False  # a failed callback was un-muted once
    taking_back: bool = False  # we asked for *pending*; snapshots that still say *open* are older
    opening_at: datetime | None = None  # we asked for *open*; snapshots that still say *pending* are older
    heard_at: datetime | None = None
    mirrored: str = ""  # fingerprint of the mirror last asked for
    labels: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    contact_attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation, its student and their orders, loaded and version-checked together.

    `busy` is filled only when the turn asked `FindBusy`; None means "not asked yet". `busy_until`: as far as it was asked.
    `blind`: with it, the tutors whose own calendar nobody could read for too long: what they have free is not known.
    """

    id: str  # account:inbox:source_id
    version: int
    conversation: Conversation
    student: Student = field(default_factory=Student)
    orders: Mapping[str, Order] = field(default_factory=dict)
    busy: tuple[Busy, ...] | None = None
    busy_until: datetime | None = None
    blind: tuple[str, ...] = ()

    @property
    def order(self) -> Order | None:
        """The order the talk is busy with."""
        return self.orders.get(self.conversation.order)

    def learner(self, learner_id: str) -> Learner | None:
        """The learner with that id."""
        return next((one for one in self.student.learners if one.id == learner_id), None)


def talk_id(account_id: int, inbox_id: int, source_id: str) -> str:
    """The key of a student's talk."""
    return f"{account_id}:{inbox_id}:{source_id}"


def new_talk(account_id: int, inbox_id: int, source_id: str) -> Talk:
    """A talk nobody has said anything in."""
    return Talk(talk_id(account_id, inbox_id, source_id), 0, Conversation(account_id, inbox_id, source_id))


@dataclass(frozen=True, slots=True)
class KeptTalk:
    """What the talk's row keeps; orders have rows of their own."""

    conversation: Conversation
    student: Student
    schema: int = SCHEMA


def talk_to_json(talk: Talk) -> str:
    """What the talk's row keeps."""
    return to_json(KeptTalk(talk.conversation, talk.student))


def talk_from_json(talk: str, version: int, text: str, orders: Mapping[str, Order]) -> Talk:
    """The talk of a row. Steps that a release removed are mapped to their successors."""
    kept = from_json(KeptTalk, text)
    conversation = kept.conversation
    if conversation.step in MOVED_STEPS:
        conversation = replace(conversation, step=MOVED_STEPS[conversation.step])
    return Talk(talk, version, conversation, kept.student, orders)


__all__ = [
    "Choice",
    "Conversation",
    "Learner",
    "Offer",
    "Slot",
    "Student",
    "Talk",
    "Waiting",
    "Wish",
    "new_talk",
    "talk_from_json",
    "talk_id",
    "talk_to_json",
]
