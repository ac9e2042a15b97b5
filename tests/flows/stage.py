"""A stage for conversations without any I/O: the real `decide` and `settle`, an in-memory claims table, Stripe played by hand.

Golden transcripts and random walks run on it. Every turn makes the JSON round trip.
"""

from collections.abc import Callable, Collection, Sequence
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
from bot.core.orders import BOOKED, RELEASED, Order
from bot.core.settle import settle
from bot.core.slots import Busy, Slot
from bot.core.speech import Speech
from bot.shell.settings.business_file import read_business
from bot.shell.settings.problems import Problems
from flows import FLOWS

BUSINESS = read_business(None, {}, Problems()).business
DESK = Desk(
    business=BUSINESS,
    machine=FlowMachine(FLOWS),
    speech=Speech(locales.sources(BUSINESS.languages), BUSINESS.zone),
    public_url="https://desk.example",
)


@dataclass
class Claims:
    """Taken times of all students of one stage."""

    slots: dict[str, Slot] = field(default_factory=dict)
    trials: set[str] = field(default_factory=set)

    def busy(self, since: datetime, until: datetime, without: Sequence[str]) -> tuple[Busy, ...]:
        found = [s for o, s in self.slots.items() if o not in without and s.end > since and s.start < until]
        return tuple(Busy(s.start, s.end, s.place) for s in sorted(found))

    def conflicts(self, order_id: str, slot: Slot, beside: Collection[str] = ()) -> bool:
        """Whether another order's lesson is nearer than the gap; those of `beside` do not count."""
        profile = BUSINESS.rules["regular"].profile
        others = [s for o, s in self.slots.items() if o != order_id and o not in beside]
        gaps = [(s, profile.gap_between(slot.place, s.place)) for s in others]
        return any(s.start < slot.end + gap and slot.start < s.end + gap for s, gap in gaps)


class Stage:
    """One student's talk with the desk. `says`, `taps`, `pays` … drive it; `lines` is the transcript."""

    def __init__(
        self,
        now: datetime,
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
        self.desk, self.now, self.channel, self.browser, self.name, self.reachable = (
            desk,
            now,
            channel,
            browser,
            name,
            reachable,
        )
        self.attributes = attributes or {}
        self.claims = claims or Claims()
        self.talk: Talk = new_talk(1, 3, source)
        self.conversation_id, self.status, self.assignee = 42, "pending", ""
        self.lines: list[str] = []
        self.said: list[x.Say] = []
        self.done: list[x.Effect] = []
        self.wakeups: dict[tuple[str, str], datetime] = {}
        self.sessions: dict[str, tuple[str, int]] = {}  # session -> order, attempt
        self.taps = self.typed = 0
        self.stripe_down = False
        self._count = 0

    # -- the student ---------------------------------------------------------------------------------------------------

    def says(self, text: str, *, attachments: tuple[str, ...] = ()) -> None:
        self.typed += 1
        self._log(f"> {text}" if text else f"> [{', '.join(attachments)}]")
        seen = self._snapshot()
        self.happens(e.StudentWrote(id=self._id(), talk=self.talk.id, seen=seen, text=text, attachments=attachments))

    def chooses(self, wanted: str, *, asked: str | None = None) -> None:
        """Taps the choice with this title or value of the last question (or of the message `asked`)."""
        self.taps += 1
        offers = [self.talk.conversation.offered, *reversed(self.talk.conversation.earlier)]
        for offer in offers:
            if offer is None or (asked is not None and offer.id != asked):
                continue
            for one in offer.choices:
                if wanted in (one.title, one.value):
                    self._log(f"> ({one.title})")
                    seen = self._snapshot()
                    return self.happens(
                        e.StudentChose(
                            id=self._id(),
                            talk=self.talk.id,
                            seen=seen,
                            value=one.value,
                            title=one.title,
                            asked=offer.id,
                        )
                    )
            if asked is None:
                break
        titles = [c.title for c in offers[0].choices] if offers[0] else []
        raise AssertionError(f"{wanted!r} is not offered; there is: {titles}")

    def choose_nth(self, n: int) -> None:
        self.chooses(self.offered[n].title)

    @property
    def offered(self) -> tuple[Choice, ...]:
        offer = self.talk.conversation.offered
        return offer.choices if offer else ()

    @property
    def order(self) -> Order:
        """The order the talk is busy with, else the newest."""
        return self.talk.order or list(self.talk.orders.values())[-1]

    # -- Stripe --------------------------------------------------------------------------------------------------------

    def pays(self, order: Order | None = None, *, amount: int | None = None) -> None:
        order = order or self.order
        attempt = order.attempt
        assert attempt is not None
        self._log("~ pays at Stripe")
        cents = order.price.cents if amount is None else amount
        self.happens(
            e.OrderPaid(
                id=self._id(), talk=self.talk.id, order_id=order.id, session_id=attempt.session_id,
                payment_intent=f"pi_{attempt.session_id}", amount_cents=cents,
            )
        )  # fmt: skip

    def stripe(self, make: Callable[..., e.MoneyEvent], label: str, order: Order | None = None, **fields: Any) -> None:
        order = order or self.order
        self._log(f"~ {label}")
        session = order.attempt.session_id if order.attempt else ""
        self.happens(make(id=self._id(), talk=self.talk.id, order_id=order.id, session_id=session, **fields))

    # -- staff and time ------------------------------------------------------------------------------------------------

    def staff_writes(self, text: str = "") -> None:
        self._log(f"staff> {text}")
        self.happens(e.StaffWrote(id=self._id(), talk=self.talk.id, seen=self._snapshot()))

    def staff_sets(self, status: str, assignee: str = "") -> None:
        self._log(f"staff: {status}" + (f", assigned to a {assignee}" if assignee else ""))
        self.status, self.assignee = status, assignee
        self.happens(e.ConversationChanged(id=self._id(), talk=self.talk.id, seen=self._snapshot()))

    def passes(self, **duration: float) -> None:
        """Time goes by; alarm clocks ring in order."""
        until = self.now + timedelta(**duration)
        self._log(f"~ {_spell(timedelta(**duration))} later")
        while due := sorted((at, key) for key, at in self.wakeups.items() if at <= until):
            at, (name, order_id) = due[0]
            del self.wakeups[(name, order_id)]
            self.now = max(self.now, at)
            self.happens(e.DeadlinePassed(id=self._id(), talk=self.talk.id, name=name, order_id=order_id, due_at=at))
        self.now = until

    # -- the engine, in small ------------------------------------------------------------------------------------------

    def happens(self, event: e.Event) -> None:
        queue = [event]
        while queue:
            current = queue.pop(0)
            assert from_json(e.EVENTS[type(current).__name__], to_json(current)) == current
            if isinstance(current, e.MoneyEvent) and not current.settled:
                current = self._settle(current, queue)
            queue += self._turn(current)

    def _settle(self, event: e.MoneyEvent, queue: list[e.Event]) -> e.MoneyEvent:
        order = self.talk.orders.get(event.order_id)
        if order is None:
            return event
        free = not self.claims.conflicts(order.id, order.slot)
        settled = settle(order, event, self.now, slot_is_free=free, late_minimum=self.desk.business.late_minimum)
        self.talk = replace(
            self.talk, orders={**self.talk.orders, order.id: settled.order}, version=self.talk.version + 1
        )
        for effect in settled.effects:
            queue += self._carry_out(effect)
        return replace(event, settled=True, news=settled.news)

    def _turn(self, event: e.Event) -> list[e.Event]:
        before = self.talk
        talk, effects = self._decide(before, event)
        family = {o.replaces for o in talk.orders.values()} | {
            effect.order_id for effect in effects if isinstance(effect, x.ReleaseSlot)
        }
        for effect in effects:
            if isinstance(effect, x.HoldSlot) and self.claims.conflicts(effect.order_id, effect.slot, family):
                talk, effects = self._decide(
                    before, e.SlotWasTaken(id=event.id, talk=event.talk, slot=effect.slot, cause=event)
                )
                break
            if isinstance(effect, x.ClaimTrial) and effect.learner in self.claims.trials:
                talk, effects = self._decide(
                    before, e.TrialWasTaken(id=event.id, talk=event.talk, learner=effect.learner, cause=event)
                )
                break
        orders = {key: talk.orders[key] for key in talk.orders}
        self.talk = talk_from_json(talk.id, before.version + 1, talk_to_json(talk), orders)
        assert replace(talk, version=before.version + 1, busy=None) == self.talk, "the JSON round trip lost something"
        answers: list[e.Event] = []
        for effect in effects:
            assert from_json(x.EFFECTS[type(effect).__name__], to_json(effect)) == effect
            answers += self._carry_out(effect)
        return answers

    def _decide(self, talk: Talk, event: e.Event) -> tuple[Talk, tuple[x.Effect, ...]]:
        talk = replace(talk, busy=None)
        after, effects = decide(self.desk, talk, event, self.now)
        if len(effects) == 1 and isinstance(effects[0], x.FindBusy):
            question = effects[0]
            busy = self.claims.busy(question.since, question.until, question.without)
            after, effects = decide(self.desk, replace(talk, busy=busy), event, self.now)
        return after, effects

    def _carry_out(self, effect: x.Effect) -> list[e.Event]:
        self.done.append(effect)
        match effect:
            case x.Say():
                self.said.append(effect)
                self._log(
                    "\n".join(
                        f"desk: {line}" if n == 0 else f"      {line}"
                        for n, line in enumerate(effect.text.splitlines())
                    )
                )
                for n, one in enumerate(effect.choices, 1):
                    self._log(f"      [{n}] {one.title}")
            case x.NoteForStaff():
                self._log(f"note: {effect.text.splitlines()[0]}" + (" @" if effect.mention else ""))
            case x.SetStatus():
                self.status = effect.status
                self.assignee = "" if effect.unassign else self.assignee
                self._log(f"status: {effect.status}")
            case x.Mirror():
                if effect.conversation_id == self.conversation_id:
                    self._log(f"labels: {' '.join(effect.labels) or '–'}")
            case x.WakeMe():
                if effect.at is None:
                    self.wakeups.pop((effect.name, effect.order_id), None)
                else:
                    self.wakeups[(effect.name, effect.order_id)] = effect.at
            case x.HoldSlot():
                self.claims.slots[effect.order_id] = effect.slot
            case x.ReleaseSlot():
                self.claims.slots.pop(effect.order_id, None)
            case x.ClaimTrial():
                self.claims.trials.add(effect.learner)
            case _:
                return self._ask_stripe(effect)
        return []

    def _ask_stripe(self, effect: x.Effect) -> list[e.Event]:
        common: dict[str, Any] = {"talk": self.talk.id}
        match effect:
            case x.OpenCheckout():
                if self.stripe_down:
                    fields: dict[str, Any] = {"order_id": effect.order_id, "attempt": effect.attempt, "since": self.now}
                    return [e.StripeTroubled(id=self._id(), **common, **fields)]
                session = f"cs_{effect.order_id[6:12]}_{effect.attempt}"
                self.sessions[session] = (effect.order_id, effect.attempt)
                return [
                    e.CheckoutOpened(
                        id=self._id(), **common, order_id=effect.order_id, session_id=session, attempt=effect.attempt,
                        url=f"https://checkout.example/{session}",
                    )
                ]  # fmt: skip
            case x.ExpireCheckout():
                order = self.talk.orders.get(effect.order_id)
                session = (
                    effect.session_id or next((a.session_id for a in order.attempts if a.n == effect.attempt), "")
                    if order
                    else ""
                )
                return [e.CheckoutExpired(id=self._id(), **common, order_id=effect.order_id, session_id=session)]
            case x.Refund():
                fields = {"order_id": effect.order_id, "payment_intent": effect.payment_intent}
                return [
                    e.OrderRefunded(
                        id=self._id(),
                        **common,
                        **fields,
                        refunded_cents=effect.amount_cents,
                        amount_cents=effect.amount_cents,
                    )
                ]
            case x.LookUpCheckout():
                return []
        return []

    def _snapshot(self) -> e.Snapshot:
        self._count += 1
        return e.Snapshot(
            account_id=1, inbox_id=3, conversation_id=self.conversation_id, source_id=self.talk.conversation.source_id,
            channel=self.channel, status=self.status, assignee=self.assignee, updated_at=1e9 + self._count,
            contact_id=77, contact_name=self.name, contact_reachable=self.reachable, browser_language=self.browser,
            contact_attributes=self.attributes,
        )  # fmt: skip

    def _id(self) -> str:
        self._count += 1
        return f"event-{self._count}"

    def _log(self, line: str) -> None:
        self.lines.append(line)


def _spell(duration: timedelta) -> str:
    minutes = int(duration.total_seconds() // 60)
    days, minutes = divmod(minutes, 1440)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{n} {unit}" for n, unit in ((days, "days"), (hours, "hours"), (minutes, "minutes")) if n]
    return " ".join(parts) or f"{int(duration.total_seconds())} seconds"


MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam
__all__ = ["BOOKED", "DESK", "MONDAY_MORNING", "RELEASED", "Claims", "Stage"]
