"""One turn: a throwaway worksheet. Flow functions read the talk from it, change it, and ask for effects."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.conversation import Choice, Learner, Offer, Talk
from bot.core.desk import Desk
from bot.core.effects import Alert, Delivery, Effect, FindBusy, NoteForStaff, Say
from bot.core.events import Event
from bot.core.money import Money
from bot.core.orders import BOOKED, Order
from bot.core.sight import Sight
from bot.core.slots import Busy, Slot
from bot.core.windows import is_open

EARLIER_OFFERS = 6
MOST_ROWS = 10  # a WhatsApp list has no more


class NeedBusy(Exception):
    """The turn needs the taken times; `decide` hands the question out and is asked again."""

    def __init__(self, question: FindBusy) -> None:
        super().__init__("busy times")
        self.question = question


class Turn(Sight):
    """What flow functions see. `state` is the step (transitions moves it); `value` what was chosen; `then` the next trigger."""

    __slots__ = (
        "_lead",
        "_led",
        "effects",
        "lost",
        "offer_person",
        "state",
        "then",
        "value",
    )

    def __init__(self, desk: Desk, talk: Talk, event: Event, now: datetime) -> None:
        super().__init__(desk, talk, event, now)
        self.state = talk.conversation.step
        self.effects: list[Effect] = []
        self.then = ""
        self.lost: Slot | None = None  # this time cannot be had: the claim was refused
        self.value: Any = ""
        self.offer_person = False  # not understood twice: the next question also offers a person
        self._lead = ""
        self._led: set[str] = set()

    def busy(self, until: datetime) -> tuple[Busy, ...]:
        """Taken times from now to `until`, those of the order being changed left out. Raises NeedBusy when not known yet."""
        if self.talk.busy is None or self.talk.busy_until is None or self.talk.busy_until < until:
            order = self.order
            own: tuple[str, ...] = (order.id, *order.others) if order is not None and order.booking != BOOKED else ()
            own += (self.wish.moves,) if self.wish.moves else ()
            raise NeedBusy(FindBusy(self.now - timedelta(hours=12), until, own))
        return self.talk.busy

    # -- changing --------------------------------------------------------------------------------------------------

    def set(self, **changes: Any) -> None:
        """Changes the conversation."""
        self.talk = replace(self.talk, conversation=replace(self.talk.conversation, **changes))

    def set_wish(self, **changes: Any) -> None:
        self.set(wish=replace(self.wish, **changes))

    def set_student(self, **changes: Any) -> None:
        self.talk = replace(self.talk, student=replace(self.talk.student, **changes))

    def put_order(self, order: Order) -> None:
        """Keeps the order with the talk; it is saved with it."""
        self.talk = replace(self.talk, orders={**self.talk.orders, order.id: order})
        if order.id not in self.conversation.orders:
            self.set(orders=(*self.conversation.orders, order.id))

    def put_learner(self, learner: Learner) -> None:
        others = self.student.learners
        if any(one.id == learner.id for one in others):
            self.set_student(learners=tuple(learner if one.id == learner.id else one for one in others))
        else:
            self.set_student(learners=(*others, learner))

    def token(self, salt: str = "") -> str:
        """An unguessable name that is the same when this turn is decided again: 20 of base 32, 100 bits."""
        digest = hmac.digest(self.desk.secret, f"{self.turn_id}:{salt}".encode(), "sha256")
        alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
        return "".join(alphabet[byte & 31] for byte in digest[:20])

    def do(self, effect: Effect) -> None:
        self.effects.append(effect)

    # -- speaking --------------------------------------------------------------------------------------------------

    def text(self, key: str, /, **values: Any) -> str:
        return self.desk.speech.say(self.language, key, **values)

    def deadline(self, moment: datetime, place: str) -> str:
        """As `moment`, by the clock of that place; with its city where the student's own shows something else."""
        clock = self.clock_at(place)
        told = clock.moment(moment)
        return self.text("time-in", time=told, zone=clock.city(moment)) if clock.is_foreign(moment) else told

    def both_clocks(self, slot: Slot) -> str:
        """“Amsterdam time”; for a student elsewhere “New York time; 16:00 in Amsterdam”."""
        clock = self.clock_at(slot.place)
        there, zone = clock.at_home(slot.start), clock.city(slot.start)
        if there:
            return self.text("clocks", zone=zone, time=there, home=clock.home_city)
        return self.text("clock", zone=zone)

    def money(self, amount: Money) -> str:
        return self.desk.speech.money(self.language, amount)

    def lead(self, key: str, /, **values: Any) -> None:
        """A sentence before the next question, in the same message: one bot message per tap."""
        self._led.add(key)
        self.lead_text(self.text(key, **values))

    def lead_text(self, text: str) -> None:
        """As `lead`, with a text of the settings."""
        self._lead += text + "\n\n"

    @property
    def leading(self) -> bool:
        """Whether a sentence already waits for the next question."""
        return bool(self._lead)

    def has_led(self, *keys: str) -> bool:
        """Whether one of these sentences stands before the next question already."""
        return not self._led.isdisjoint(keys)

    def choice(self, value: str, key: str, does: str, /, **values: Any) -> Choice:
        return Choice(value, self.text(key, **values), does)

    def say(
        self, key: str, choices: Sequence[Choice] = (), /, *, gated: bool = True, unpaid: str = "", **values: Any
    ) -> None:
        """One message. With choices it becomes what is offered; the offer before it is remembered for late taps."""
        self.say_text(self.text(key, **values), choices, gated=gated, unpaid=unpaid)

    def say_text(
        self,
        text: str,
        choices: Sequence[Choice] = (),
        *,
        gated: bool = True,
        unpaid: str = "",
        reminds: Mapping[str, Any] | None = None,
    ) -> None:
        """As `say`. `reminds`: the fields of a reminder of a lesson (see `Say`), which goes after everything else."""
        here = self.conversation
        if gated and not (self.asks if choices else self.voice):
            return None
        text, self._lead = (self._lead + text).strip(), ""
        if self.gone:
            return self.not_told()
        if not self.window_open:
            return self._not_told(text)
        if gated and (choices or self.offer_person):
            choices = self._with_ways_out(tuple(choices))
        choices = tuple(choices)
        say = Say(here.account_id, here.conversation_id, here.channel, text, choices, self.language, gated, unpaid)
        if reminds is not None:
            say = replace(say, **reminds, patient=True)
        if choices:
            earlier = here.earlier if here.offered is None else (*here.earlier, here.offered)[-EARLIER_OFFERS:]
            self.set(offered=Offer(self.next_id(), self.state, choices, self.now), earlier=earlier)
        self.do(say)
        return None

    def offer_nothing(self) -> None:
        """The last choices are an earlier question's from here on."""
        here = self.conversation
        if here.offered is not None:
            self.set(offered=None, earlier=(*here.earlier, here.offered)[-EARLIER_OFFERS:])

    def _with_ways_out(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Twice not understood: a person too. Where words are swallowed: a person and *stop* in every list of a booking."""
        does = {one.does for one in choices}
        numbered = self.by_number and self.desk.machine.steps[self.state].unfinished
        if "person" not in {one.value for one in choices} and (
            numbered or (self.offer_person and len(choices) < MOST_ROWS)
        ):
            choices = (*choices, self.choice("person", "choice-person", "person"))
        if "stop" not in does and numbered:
            choices = (*choices, self.choice("stop", "choice-stop", "stop"))
        return choices

    @property
    def window_open(self) -> bool:
        """Whether the channel takes a message now."""
        here = self.conversation
        return is_open(here.channel, here.source_id, can_reply=here.can_reply, heard_at=here.heard_at, now=self.now)

    @property
    def gone(self) -> bool:
        """Whether Chatwoot no longer knows the conversation. The student's next message comes in another."""
        return self.conversation.gone == self.conversation.conversation_id != 0

    def not_told(self) -> None:
        """The conversation is gone, so no note may reach anybody either: the owner hears of it, with the order to look for."""
        here = self.conversation
        about = f", order {here.order}" if here.order else ""
        text = f"conversation {here.conversation_id} is gone: a student was not told{about}"
        self.do(Alert("student_not_told", text, f"student_not_told:{here.conversation_id}"))

    def _not_told(self, text: str) -> None:
        """The channel takes no messages now (WhatsApp, a day after the student's last): people must know."""
        self.note("note-window-closed", mention=True, text=text)

    def flush(self) -> None:
        """Says a lead that no question followed."""
        if self._lead.strip():
            self.say_text("")

    def next_id(self) -> str:
        """The id the next delivery of this turn will have."""
        return f"{self.turn_id}:{sum(isinstance(e, Delivery) for e in self.effects)}"

    def fact(self, key: str, /, **values: Any) -> None:
        """The bare fact, in one plain message: said even when a person has the conversation."""
        self.say(key, gated=False, **values)

    def note(self, key: str, /, *, mention: bool = False, order: Order | None = None, **values: Any) -> None:
        """A private note in the team's language, here and where the order began. First line: what happened, what to do."""
        text = self.desk.speech.say(self.business.staff_language, key, **values)
        here = self.conversation
        places = {here.conversation_id, order.conversation_id if order else 0} - {0, here.gone}
        for place in sorted(places, reverse=True):
            self.do(NoteForStaff(here.account_id, place, text, mention))
