"""The business as frozen values: what the settings file says, once it has been read and judged.

Everything a decision may depend on besides the talk, the event and the time is in `Desk`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.money import Money, Tariff
from bot.core.refund_policy import RefundStep
from bot.core.reminder_rules import Reminders
from bot.core.slots import TUTOR, Hours, Profile

if TYPE_CHECKING:
    from bot.core.machine import FlowMachine
    from bot.core.speech import Speech

MOST_WEEKS = 12  # of one series: as many dates as a summary has room for
Texts = Mapping[str, str]
"""One text per language code."""


@dataclass(frozen=True, slots=True)
class FlowRules:
    """The numbers of one flow: `profile` says when, `tariff` how much, `hold` how long a time waits for the money."""

    name: str
    profile: Profile
    tariff: Tariff
    hold: timedelta
    parent_hold: timedelta
    lesson_status: str
    paid: bool = True
    once_per_learner: bool = False
    segment: str = "standard"

    def price(self, minutes: int) -> Money:
        """What a lesson of this length costs; free flows cost nothing."""
        return self.tariff.price(self.name, minutes) if self.paid else Money(0)


@dataclass(frozen=True, slots=True)
class Option:
    """A subject, level or place: what Chatwoot and Stripe see (`value`), what people read, and words that mean it."""

    value: str
    titles: Texts
    words: Mapping[str, tuple[str, ...]]
    details: Texts  # for a place: the address or meeting line
    capacity: int = 0  # for a place: how many lessons fit in it at once; 0 = any number


@dataclass(frozen=True, slots=True)
class Tutor:
    """One who teaches. Empty subjects, languages, places: all of them; empty `hours`: whenever the flow is open."""

    value: str = TUTOR
    name: str = ""
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    pauses: tuple[Hours, ...] = ()  # besides everybody's
    outside: bool = False  # has a calendar of their own that the desk reads and writes

    def can(self, subject: str, language: str, place: str) -> bool:
        """Whether a lesson like this is theirs to give; an empty wish is no obstacle."""
        wishes = ((subject, self.subjects), (language, self.languages), (place, self.places))
        return all(not wish or not known or wish in known for wish, known in wishes)


@dataclass(frozen=True, slots=True)
class OutsideRules:
    """How the tutors' own calendars are read and written. `trust`: how long what was last read counts.

    `title`: which of lesson, learner, place, status an event's title is made of. `alarms`: before the lesson.
    `removed_asks`: when a tutor takes a lesson out, its student is asked at once; else it is put back once, and people decide.
    """

    every: timedelta = timedelta(minutes=5)
    trust: timedelta = timedelta(hours=12)
    tentative_is_busy: bool = True
    show_held: bool = True
    title: tuple[str, ...] = ("lesson", "learner", "place", "status")
    alarms: tuple[timedelta, ...] = ()
    removed_asks: bool = False


@dataclass(frozen=True, slots=True)
class SeriesRules:
    """Lessons at the same time every week. `weeks`: how many are offered; empty: none are sold.

    `together`: one payment for all of them; else one each, to be paid until `pay_before` the lesson.
    """

    weeks: tuple[int, ...] = ()
    together: bool = True
    pay_before: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Topic:
    """A question people ask. Answers may hold {price:regular:60}: filled from the tariff, never another price."""

    value: str
    titles: Texts
    answers: Texts
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class StaffHours:
    """When people of the team answer. `days`: weekday 0=Mon -> (from, until), local."""

    days: Mapping[int, tuple[time, time]]
    reply_minutes: int


@dataclass(frozen=True, slots=True)
class Business:
    """The business file."""

    name: str
    tutor: str
    privacy_url: str
    chat_url: str  # where a page sends a student back to
    zone: ZoneInfo
    languages: tuple[str, ...]
    default_language: str
    staff_language: str
    currency: str
    service: str
    rules: Mapping[str, FlowRules]
    subjects: tuple[Option, ...]
    levels: tuple[Option, ...]
    places: tuple[Option, ...]
    topics: tuple[Topic, ...]
    terms: Texts
    pay_otherwise: Texts  # instructions when payments do not work
    staff_hours: StaffHours
    staff_mention: str  # "mention://user/7/Anna" or "mention://team/2/Desk"; "" for none
    closed: frozenset[date]
    special_price_attribute: str
    zone_attribute: str  # the contact attribute that tells where a student is; "" for none
    payment_methods: tuple[str, ...]
    cancel_notice: timedelta  # free to cancel until this long before the lesson
    preferred_from: time
    preferred_until: time
    hold_ends_before: timedelta  # a hold ends at least this long before the lesson
    reminder_before: timedelta  # one reminder this long before a hold ends
    trouble_person_after: timedelta  # Stripe unreachable: a person after this
    late_minimum: timedelta  # paid late: booked only when the lesson starts at least this far ahead
    most_renewals: int
    most_unpaid: int
    consent_kept: timedelta
    untaken_back: bool  # the un-mute after a failed callback
    tutors: tuple[Tutor, ...] = (Tutor(),)
    outside: OutsideRules = OutsideRules()
    reminders: Reminders = field(default_factory=Reminders)
    series: SeriesRules = SeriesRules()
    refunds: tuple[RefundStep, ...] = ()  # what a cancellation gives back; as read from the file never empty

    def tutor_named(self, value: str) -> Tutor | None:
        """The tutor with that value; None for one who has left."""
        return next((one for one in self.tutors if one.value == value), None)

    def capacity(self, place: str) -> int:
        """How many lessons fit in the place at once; 0 = any number."""
        return next((one.capacity for one in self.places if one.value == place), 0)


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole desk: business, flows, voice, addresses. `secret` makes order tokens unguessable (never shown)."""

    business: Business
    machine: "FlowMachine"
    speech: "Speech"
    public_url: str
    label_separator: str = ":"
    secret: bytes = b"rehearsal"
    mirror: bool = True
