"""A stage for conversations without any I/O: the real `decide` and `settle`, an in-memory claims table, Stripe by hand.

Golden transcripts and random walks run on it. Every turn makes the JSON round trip.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import locales
from bot.core import effects as x
from bot.core import events as e
from bot.core.codec import from_json, to_json
from bot.core.conversation import Choice, Talk, new_talk, talk_from_json, talk_to_json
from bot.core.decide import decide
from bot.core.desk import Desk
from bot.core.machine import FlowMachine
from bot.core.orders import RELEASED, Order, stands_in_for
from bot.core.settle import settle
from bot.core.slots import TUTOR, Busy, Slot
from bot.core.speech import Speech
from bot.shell.settings.business_file import read_business
from bot.shell.settings.problems import Problems
from flows import FLOWS
from tests.flows.stripe_by_hand import StripeByHand

BUSINESS = read_business(None, {}, Problems()).business
DESK = Desk(
    business=BUSINESS,
    machine=FlowMachine(FLOWS),
    speech=Speech(locales.sources(BUSINESS.languages)),
    public_url="https://desk.example",
)
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam
MOST_DECISIONS = 8


@dataclass
class Claims:
    """Taken times of all students of one stage."""

    slots: dict[str, Slot] = field(default_factory=dict)
    tutors: dict[str, str] = field(default_factory=dict)
    trials: dict[str, str] = field(default_factory=dict)

    def busy(self, since: datetime, until: datetime, without: Sequence[str]) -> tuple[Busy, ...]:
        found = [(s, o) for o, s in self.slots.items() if o not in without and s.end > since and s.start < until]
        return tuple(Busy(s.start, s.end, s.place, self.tutor(o)) for s, o in sorted(found))

    def tutor(self, order_id: str) -> str:
        """Whose time the order takes."""
        return self.tutors.get(order_id, TUTOR)

    def conflicts(self, order_id: str, slot: Slot, beside: Collection[str] = (), tutor: str = TUTOR) -> bool:
        """Whether another order's lesson with that tutor is nearer than the gap; those of `beside` do not count."""
        profile = BUSINESS.rules["regular"].profile
        others = [s for o, s in self.slots.items() if o != order_id and o not in beside and self.tutor(o) == tutor]
        gaps = [(s, profile.gap_between(slot.place, s.place)) for s in others]
        return any(s.start < slot.end + gap and slot.start < s.end + gap for s, gap in gaps)


class Stage:
    """One student's talk with the desk, as the engine would run it."""

    def __init__(
        self,
        now: datetime = MONDAY_MORNING,
        *,
        channel: str = "Channel::WebWidget",
        browser: str = "nl",
        name: str = "wispy-sun-423",
        reachable: bool = False,
        claims: Claims | None = None,
        source: str = "abc",
        desk: Desk = DESK,
        attributes: dict[str, Any] | None = None,
    ) -> None:
        self.desk, self.now, self.channel, self.browser = desk, now, channel, browser
        self.name, self.reachable, self.attributes = name, reachable, attributes or {}
        self.claims = claims if claims is not None else Claims()
        self.talk: Talk = new_talk(1, 3, source)
        self.conversation_id, self.status, self.assignee, self.can_reply = 42, "pending", "", True
        self.said: list[x.Say] = []
        self.done: list[x.Effect] = []
        self.wakeups: dict[tuple[str, str], datetime] = {}
        self.stripe = StripeByHand(self.talk.id, self.new_id)
        self.heard: set[str] = set()  # every kind of news about money
        self._count = 0

    # -- facts -----------------------------------------------------------------------------------------------------------

    def writes(self, text: str, *, attachments: tuple[str, ...] = ()) -> None:
        """The student types."""
        seen = self.snapshot()
        self.happens(e.StudentWrote(id=self.new_id(), talk=self.talk.id, seen=seen, text=text, attachments=attachments))

    def taps(self, choice: Choice, asked: str) -> None:
        """The student taps a choice of the question `asked`."""
        fields: dict[str, Any] = {"value": choice.value, "title": choice.title, "asked": asked}
        self.happens(e.StudentChose(id=self.new_id(), talk=self.talk.id, seen=self.snapshot(), **fields))

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices of the last question."""
        offer = self.talk.conversation.offered
        return offer.choices if offer else ()

    @property
    def order(self) -> Order:
        """The order the talk is busy with, else the newest."""
        return self.talk.order or list(self.talk.orders.values())[-1]

    def rings(self, until: datetime) -> None:
        """Time goes by; alarm clocks ring in order."""
        while due := sorted((at, key) for key, at in self.wakeups.items() if at <= until):
            at, (name, order_id) = due[0]
            del self.wakeups[(name, order_id)]
            self.now = max(self.now, at)
            fields: dict[str, Any] = {"name": name, "order_id": order_id, "due_at": at}
            self.happens(e.DeadlinePassed(id=self.new_id(), talk=self.talk.id, **fields))
        self.now = max(self.now, until)

    # -- the engine, in small ------------------------------------------------------------------------------------------

    def happens(self, event: e.Event) -> None:
        """An event and everything that follows from it."""
        queue = [event]
        while queue:
            current = queue.pop(0)
            assert from_json(e.EVENTS[type(current).__name__], to_json(current)) == current
            if isinstance(current, e.MoneyEvent) and not current.settled:
                current = self._settle(current, queue)
                if not current.news:
                    continue
                self.heard.add(current.news)
            queue += self._turn(current)

    def _settle(self, event: e.MoneyEvent, queue: list[e.Event]) -> e.MoneyEvent:
        order = self.talk.orders[event.order_id]
        free = order.booking != RELEASED or not self.claims.conflicts(order.id, order.slot)
        settled = settle(order, event, self.now, slot_is_free=free, late_minimum=self.desk.business.late_minimum)
        self.talk = replace(self.talk, orders={**self.talk.orders, order.id: settled.order})
        for effect in settled.effects:
            queue += self.carries_out(effect)
        return replace(event, settled=True, news=settled.news)

    def _turn(self, event: e.Event) -> list[e.Event]:
        before = self.talk
        talk, effects = self._decided(event)
        self.talk = talk_from_json(talk.id, before.version + 1, talk_to_json(talk), dict(talk.orders))
        assert replace(talk, version=before.version + 1, busy=None, busy_until=None) == self.talk, (
            "the JSON round trip lost something"
        )
        for order in talk.orders.values():
            assert from_json(Order, to_json(order)) == order
        self.decided(event, effects)
        answers: list[e.Event] = []
        for effect in effects:
            assert from_json(x.EFFECTS[type(effect).__name__], to_json(effect)) == effect
            answers += self.carries_out(effect)
        return answers

    def decided(self, event: e.Event, effects: Sequence[x.Effect]) -> None:
        """For those who watch: what a turn decided, before it is done."""

    def _decided(self, event: e.Event) -> tuple[Talk, tuple[x.Effect, ...]]:
        asked, heard = replace(self.talk, busy=None), event
        for _ in range(MOST_DECISIONS):
            talk, effects = decide(self.desk, asked, heard, self.now)
            if len(effects) == 1 and isinstance(effects[0], x.FindBusy):
                question = effects[0]
                busy = self.claims.busy(question.since, question.until, question.without)
                asked = replace(self.talk, busy=busy, busy_until=question.until)
                continue
            lost = self._loses(talk, effects, event)
            if lost is None:
                return talk, effects
            asked, heard = replace(self.talk, busy=None), lost
        raise AssertionError(f"{type(event).__name__} at {self.talk.conversation.step} is decided in circles")

    def _loses(self, talk: Talk, effects: Sequence[x.Effect], cause: e.Event) -> e.Event | None:
        released = {effect.order_id for effect in effects if isinstance(effect, x.ReleaseSlot)}
        about: dict[str, Any] = {"id": f"{cause.id}:taken", "talk": self.talk.id, "cause": cause}
        for effect in effects:
            if isinstance(effect, x.HoldSlot):
                beside = released | stands_in_for(talk.orders, effect.order_id)
                if self.claims.conflicts(effect.order_id, effect.slot, beside, talk.orders[effect.order_id].tutor):
                    return e.SlotWasTaken(**about, slot=effect.slot)
            trial = effect.learner if isinstance(effect, x.ClaimTrial) else ""
            if trial and trial in self.claims.trials:
                return e.TrialWasTaken(**about, learner=trial)
        return None

    def carries_out(self, effect: x.Effect) -> list[e.Event]:
        """Does it, and returns the facts that come back."""
        self.done.append(effect)
        match effect:
            case x.Say():
                self.said.append(effect)
            case x.SetStatus():
                self.status = effect.status
                self.assignee = "" if effect.unassign else self.assignee
            case x.WakeMe():
                self.wakeups.pop((effect.name, effect.order_id), None)
                if effect.at is not None:
                    self.wakeups[(effect.name, effect.order_id)] = effect.at
            case x.HoldSlot():
                self.claims.slots[effect.order_id] = effect.slot
                self.claims.tutors[effect.order_id] = self.talk.orders[effect.order_id].tutor
            case x.BookSlot():
                self.claims.slots.setdefault(effect.order_id, self.talk.orders[effect.order_id].slot)
            case x.ReleaseSlot():
                self.claims.slots.pop(effect.order_id, None)
            case x.WaitFor() | x.StopWaiting():
                pass  # nobody else of this stage lets go of a time: `Script.somebody_lets_go`
            case x.ClaimTrial():
                self.claims.trials[effect.learner] = effect.order_id
            case x.GiveTrialBack():
                self.claims.trials.pop(effect.learner, None)
            case _:
                return self.stripe.asked(effect, self.now)
        return []

    def snapshot(self) -> e.Snapshot:
        """The conversation as Chatwoot's next callback shows it."""
        self._count += 1
        return e.Snapshot(
            account_id=1, inbox_id=3, conversation_id=self.conversation_id, source_id=self.talk.conversation.source_id,
            channel=self.channel, status=self.status, assignee=self.assignee, updated_at=1e9 + self._count,
            contact_id=77, contact_name=self.name, contact_reachable=self.reachable, browser_language=self.browser,
            contact_attributes=self.attributes, can_reply=self.can_reply,
        )  # fmt: skip

    def new_id(self) -> str:
        """An id nothing else has."""
        self._count += 1
        return f"event-{self._count}"

    def passes(self, **duration: float) -> None:
        """Time goes by."""
        self.rings(self.now + timedelta(**duration))
