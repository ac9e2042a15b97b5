"""The shape of each table of the business file. What one table can know about itself is judged here."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision, list_currencies
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from bot.core.desk import MOST_WEEKS
from bot.shell.settings.hours import Window, read_windows

MOST_IN_A_BUTTON = 20  # a WhatsApp button
MOST_IN_A_ROW = 24  # a row of a WhatsApp list

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=200)]
# Nobody means more, in whatever unit; far larger ones are no moments of a calendar any more.
Count = Annotated[int, Field(ge=0, le=100_000)]
Positive = Annotated[int, Field(gt=0, le=100_000)]
Gap = Annotated[int, Field(ge=0, le=120)]  # the claims look that far to both sides of a lesson


def _without_braces(text: str) -> str:
    # Chatwoot runs Liquid over what bots send, and only answers to questions have places to fill in.
    if "{" in text or "}" in text:
        raise ValueError("holds { or }, which nothing fills in here")
    return text


ButtonTitle = Annotated[Text, StringConstraints(max_length=MOST_IN_A_BUTTON), AfterValidator(_without_braces)]
RowTitle = Annotated[Text, StringConstraints(max_length=MOST_IN_A_ROW), AfterValidator(_without_braces)]
# Several of these share one message, and WhatsApp takes 1,024 characters above buttons.
ShortText = Annotated[Text, StringConstraints(max_length=60), AfterValidator(_without_braces)]
Line = Annotated[Text, StringConstraints(max_length=200), AfterValidator(_without_braces)]
Paragraph = Annotated[Text, StringConstraints(max_length=700), AfterValidator(_without_braces)]
Words = dict[str, list[Text]]
Windows = Annotated[list[Window], BeforeValidator(read_windows), Field(min_length=1)]


class Table(BaseModel):
    """A table of the file: no key it does not know, every value of exactly its type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Identity(Table):
    """Who is talking: [business]."""

    name: ShortText
    tutor: ShortText
    privacy_url: Url
    chat_url: Url
    languages: Annotated[list[Name], Field(min_length=1)]
    default_language: Name
    staff_language: Name


class TutorNumbers(Table):
    """One who teaches: [[calendar.tutors]]. What is left out is no limit."""

    value: Name
    name: ShortText
    subjects: list[Name] = Field(default_factory=list)
    languages: list[Name] = Field(default_factory=list)
    places: list[Name] = Field(default_factory=list)
    hours: Annotated[list[Window], BeforeValidator(read_windows)] = Field(default_factory=list)
    pauses: Annotated[list[Window], BeforeValidator(read_windows)] = Field(default_factory=list)


class Calendar(Table):
    """When lessons can be: [calendar]."""

    zone: str
    zone_attribute: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$|^$", max_length=60)] = "timezone"
    gap_minutes: Gap
    gap_in_person_minutes: Gap
    preferred_hours: str
    closed: list[date]
    pauses: Annotated[list[Window], BeforeValidator(read_windows)]
    sync_minutes: Annotated[int, Field(ge=1, le=60)]
    trust_hours: Annotated[int, Field(ge=1, le=168)]
    tentative_is_busy: bool
    removed_lesson: Literal["team", "student"]
    show_held: bool
    event_title: Annotated[list[Literal["lesson", "learner", "place", "status"]], Field(min_length=1)]
    event_alarm_minutes: Annotated[list[Count], Field(max_length=5)]
    tutors: list[TutorNumbers] = Field(default_factory=list)

    @field_validator("zone")
    @classmethod
    def _exists(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (KeyError, ValueError, OSError):  # not found, not a name, a folder of the list
            raise ValueError("is no time zone of the world's list") from None

    @field_validator("preferred_hours")
    @classmethod
    def _is_a_window(cls, value: str) -> str:
        read_windows([f"Mon {value}"])
        return value


class RefundNumbers(Table):
    """One step of [payment] refunds."""

    hours: Count
    percent: Annotated[int, Field(ge=0, le=100)]


class Payment(Table):
    """How money is asked for: [payment]."""

    currency: str
    methods: Annotated[list[Name], Field(min_length=1)]
    service: Name
    cancel_notice_hours: Count
    refunds: list[RefundNumbers]
    hold_ends_before_minutes: Count
    reminder_before_minutes: Count
    trouble_person_after_minutes: Positive
    late_minimum_minutes: Count
    most_renewals: Count
    most_unpaid: Positive
    consent_kept_days: Positive
    special_price_attribute: Name

    @field_validator("currency")
    @classmethod
    def _has_cents(cls, value: str) -> str:
        if (
            value != value.lower()
            or value.upper() not in list_currencies()
            or get_currency_precision(value.upper()) != 2
        ):
            raise ValueError("is no currency with cents, in small letters as Stripe writes it")
        return value


class Series(Table):
    """Lessons at the same time every week: [series]. The tutors' own calendars are read 120 days ahead."""

    weeks: Annotated[list[Annotated[int, Field(ge=2, le=MOST_WEEKS)]], Field(max_length=6)]
    payment: Literal["together", "each"]
    pay_hours_before: Annotated[int, Field(ge=2, le=96)]

    @field_validator("weeks")
    @classmethod
    def _grows(cls, weeks: list[int]) -> list[int]:
        if weeks != sorted(set(weeks)):
            raise ValueError("names the numbers of weeks from few to many, each once")
        return weeks


class Staff(Table):
    """When people answer, and how they are called: [staff]."""

    hours: Windows
    reply_minutes: Positive
    mention: Annotated[str, StringConstraints(pattern=r"^(mention://(user|team)/\d+/[^\s()]+)?$")]
    take_back: bool


class Sentences(Table):
    """Sentences of the business itself: [texts]."""

    terms: dict[str, Line]
    pay_otherwise: dict[str, Paragraph]


class FlowNumbers(Table):
    """The numbers of one flow: [flows.regular] and its sisters."""

    minutes: Annotated[list[Annotated[int, Field(ge=15, le=480, multiple_of=5)]], Field(min_length=1)]
    free: bool = False
    prices: dict[str, str] = Field(default_factory=dict)
    once_per_learner: bool = False
    hours: Windows
    notice_minutes: Count
    notice_new_minutes: Count
    horizon_days: Annotated[int, Field(ge=1, le=366)]
    hold_minutes: Annotated[int, Field(le=1435)]
    parent_hold_minutes: Annotated[int, Field(ge=31, le=100_000)]
    lesson_status: Name
    segment: Name

    @field_validator("prices", mode="after")
    @classmethod
    def _are_amounts(cls, prices: dict[str, str]) -> dict[str, str]:
        for minutes, amount in prices.items():
            if not minutes.isdigit():
                raise ValueError(f"{minutes!r} is no number of minutes")
            cents_of(amount)
        return prices

    @field_validator("hold_minutes")
    @classmethod
    def _is_long_enough(cls, hold: int, info: ValidationInfo) -> int:
        # Stripe keeps a page open for 30 minutes at least, and ours expires it when the hold ends.
        if hold < (0 if info.data.get("free") else 31):
            raise ValueError("a time that waits for its payment is held for 31 minutes at least")
        return hold


class Chosen(Table):
    """Something a student can choose: [[subjects]] and [[levels]]."""

    value: Name
    title: dict[str, ButtonTitle]
    words: Words


class Place(Chosen):
    """Where a lesson is: [[places]]. `capacity`: how many lessons fit there at once, 0 = any number."""

    details: dict[str, Line]
    capacity: Annotated[int, Field(ge=0, le=100)] = 0


class Question(Table):
    """A question people ask, and its answer: [[topics]]."""

    value: Name
    title: dict[str, RowTitle]
    words: Words
    answer: dict[str, Annotated[Text, StringConstraints(max_length=900)]]


def cents_of(amount: str) -> int:
    """ "112.50" -> 11250. ValueError for anything that is not a positive amount with at most two decimals."""
    try:
        cents = Decimal(amount) * 100
    except InvalidOperation:
        cents = Decimal("NaN")
    if not cents.is_finite() or cents != int(cents) or cents <= 0:
        raise ValueError(f"{amount!r} is no amount such as 60.00")
    return int(cents)
