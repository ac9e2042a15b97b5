"""What a turn can see: the business, the talk with its student and order, the moment, and whose clock is read."""

from datetime import datetime

from bot.core.clocks import Clock, clock_for, clock_of_team
from bot.core.conversation import Conversation, Learner, Student, Talk, Wish
from bot.core.desk import Business, Desk, FlowRules
from bot.core.event import Event
from bot.core.orders import Order
from bot.core.slots import Slot

# Carriers swallow STOP, HELP and CANCEL: on these channels every command is a number of the list.
BY_NUMBER = frozenset({"Channel::Sms", "Channel::TwilioSms"})


class Sight:
    """The reading half of a `Turn`."""

    __slots__ = ("desk", "event", "now", "talk", "voice")

    def __init__(self, desk: Desk, talk: Talk, event: Event, now: datetime) -> None:
        self.desk = desk
        self.talk = talk
        self.event = event
        self.now = now
        self.voice = True  # False: a person has the conversation; only bare facts are said

    @property
    def conversation(self) -> Conversation:
        return self.talk.conversation

    @property
    def student(self) -> Student:
        return self.talk.student

    @property
    def wish(self) -> Wish:
        return self.talk.conversation.wish

    @property
    def business(self) -> Business:
        return self.desk.business

    @property
    def rules(self) -> FlowRules:
        """The numbers of the wished flow."""
        return self.desk.business.rules[self.wish.flow]

    @property
    def order(self) -> Order | None:
        return self.talk.order

    @property
    def learner(self) -> Learner | None:
        return self.talk.learner(self.wish.learner)

    @property
    def language(self) -> str:
        return self.talk.student.language or self.desk.business.default_language

    @property
    def place(self) -> str:
        """The wished place, else the learner's last, else the business's first."""
        return self.wish.place or (self.learner.place if self.learner else "") or self.business.places[0].value

    @property
    def clock(self) -> Clock:
        """The clock that the student reads, and means, in what they wish for."""
        return self.clock_at(self.place)

    def clock_at(self, place: str) -> Clock:
        """The clock the student reads a lesson at this place by. A flow has no other way to a student's times."""
        return clock_for(self.desk.speech, self.language, self.business.zone, self.student.zone, place)

    @property
    def team_clock(self) -> Clock:
        """The business's clock, read to the team."""
        return clock_of_team(self.desk.speech, self.business.staff_language, self.business.zone)

    @property
    def local_now(self) -> datetime:
        """Now, by the clock that the student means."""
        return self.clock.local(self.now)

    @property
    def by_number(self) -> bool:
        """Whether words like STOP never arrive, so that commands must be in the numbered list."""
        return self.conversation.channel in BY_NUMBER

    @property
    def asks(self) -> bool:
        """Whether a question can be asked now: while a person is awaited, its answer would not be heard."""
        return self.voice and self.conversation.status == "pending"

    @property
    def event_reason(self) -> str:
        """The other side's short name for why, where the event has one."""
        return getattr(self.event, "reason", "")

    @property
    def turn_id(self) -> str:
        """Stable under repetition: the talk and the version this turn writes."""
        return f"{self.talk.id}:{self.talk.version + 1}"

    def moment(self, moment: datetime | Slot, *, long: bool = False) -> str:
        """“Thu 26 Nov 16:00”: a lesson's beginning by the clock of its place, a bare moment by that of the wish."""
        if isinstance(moment, Slot):
            return self.clock_at(moment.place).moment(moment.start, long=long)
        return self.clock.moment(moment, long=long)
