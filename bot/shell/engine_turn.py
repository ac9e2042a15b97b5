"""One turn, as a unit of the writer: load, decide, save. Nothing here knows of coroutines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.core.conversation import Conversation, Talk
from bot.core.desk import Desk
from bot.core.effects import Effect, FindBusy
from bot.core.errors import FlowMistake
from bot.core.events import Event, MoneyEvent
from bot.core.orders import Order
from bot.shell import engine_records as records
from bot.shell import store_calendars, store_claims, store_history, store_inbox, store_outbox, store_talks
from bot.shell.engine_meters import BOOKING_NEWS, MoneyTold
from bot.shell.engine_records import Outgoing, Saving
from bot.shell.engine_settle import SettleUnit
from bot.shell.leases import Leases
from bot.shell.ports import Look
from bot.shell.store_outbox import OutRow
from bot.shell.tables import to_ms
from bot.shell.writer import Tx

MOST_LOOKS = 4  # into the tutors' own calendars, for one event: after that, what is known decides
MOST_DECISIONS = 8  # questions answered and claims lost within one turn; more is a decision that goes in circles


class Decide(Protocol):
    """The pure bot: `bot.core.decide.decide`."""

    def __call__(self, desk: Desk, talk: Talk, event: Event, now: datetime) -> tuple[Talk, tuple[Effect, ...]]: ...


@dataclass(frozen=True, slots=True)
class Gate:
    """What the talk knows of its newest conversation: whether a person has it."""

    account_id: int
    conversation_id: int
    person: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """What a unit did.

    `event_id`: the event it took up ("" when there was none). `later_ms`: it has to wait until then. `more`: another event
    waits behind it. `lost`: another process holds the talk. `found`: deliveries of a former process, when asked for.
    `looks`: what has to be asked of the tutors' own calendars first; the event is as open as before.
    `money`: what a fact about money was; `confirms`: the student is told of a booking; `received_ms`: since when it is known.
    """

    event_id: str = ""
    tries: int = 0
    heard: bool = False
    later_ms: int = 0
    more: bool = False
    lost: bool = False
    gate: Gate | None = None
    out: tuple[Outgoing, ...] = ()
    found: tuple[OutRow, ...] = ()
    received_ms: int = 0
    money: MoneyTold | None = None
    confirms: bool = False
    looks: frozenset[Look] = frozenset()


@dataclass(frozen=True, slots=True)
class TurnUnit:
    """A turn of `talk` at `now`. Repeatable: it starts from what is saved. `fresh`: this process knows nothing of the talk yet.

    `looked`: what was asked of the tutors' own calendars for the event it will find open.
    """

    decide: Decide
    settle: SettleUnit
    desk: Desk
    leases: Leases
    talk: str
    now: datetime
    fresh: bool
    waits: frozenset[str]
    looked: frozenset[Look] = frozenset()

    def __call__(self, tx: Tx) -> Turned:
        """Take the oldest open event one step further."""
        row = self.leases.load(tx, self.talk, take=self.fresh)
        if row is None:
            return Turned(lost=True)
        version, body = row
        found = tuple(store_outbox.waiting(tx, self.talk)) if self.fresh else ()
        waiting, more = store_inbox.head(tx, self.talk)
        if waiting is None or waiting.due_at > to_ms(self.now):
            gate = _gate(store_talks.read_talk(tx, self.talk, version, body).conversation) if found else None
            later = waiting.due_at if waiting else 0
            return Turned(later_ms=later, more=waiting is not None, gate=gate, found=found)
        event = waiting.event
        waits = self.waits | {one.lane for one in found}
        if isinstance(event, MoneyEvent) and not event.settled:
            gate = _gate(store_talks.read_talk(tx, self.talk, version, body).conversation)
            looks = self._unseen(self.settle.looks(tx, event))
            if looks:
                return Turned(gate=gate, found=found, looks=looks)
            money, out = self.settle(tx, event, self.now, waits, person_has_it=gate.person)
            turned = Turned(heard=not money.news, more=bool(money.news), gate=gate, out=out, money=money)
        else:
            turned = self._turn(tx, event, version, body, waits)
            if turned.looks:
                return replace(turned, found=found)
            turned = replace(turned, confirms=isinstance(event, MoneyEvent) and event.news in BOOKING_NEWS)
        turned = replace(turned, event_id=event.id, tries=waiting.tries, received_ms=waiting.received_at)
        return replace(turned, more=more or turned.more, found=found)

    def _turn(self, tx: Tx, event: Event, version: int, body: str, waits: frozenset[str]) -> Turned:
        about = getattr(event, "order_id", "")
        talk = store_talks.read_talk(tx, self.talk, version, body, (about,) if about else ())
        decided, effects = self._decided(tx, talk, event)
        decided = replace(decided, version=version, busy=None, busy_until=None, blind=())
        new = replace(decided, version=version + 1)
        saving = Saving(talk.id, new.orders, effects)
        looks = self._unseen(records.looks(self.desk, saving))
        if looks:
            return Turned(gate=_gate(talk.conversation), looks=looks)
        gate = _gate(new.conversation)
        changed: Sequence[tuple[Order | None, Order]] = ()
        if effects or decided != talk:
            if not store_talks.save_talk(tx, new, version):
                raise RuntimeError("the talk's version changed under its holder")
            changed = store_talks.save_orders(tx, new.orders, talk.orders)
            records.write(tx, self.desk, saving, self.now)
        turn = f"{talk.id}:{new.version}"
        out = records.post(tx, saving, turn, self.now, waits=waits, person_has_it=gate.person)
        store_history.write(tx, event, changed, effects, out, self.now)
        store_inbox.finish(tx, event.id, to_ms(self.now))
        return Turned(heard=True, gate=gate, out=out)

    def _unseen(self, wanted: frozenset[Look]) -> frozenset[Look]:
        """What has to be looked at before this is saved."""
        return wanted - self.looked if len(self.looked) < MOST_LOOKS else frozenset()

    def _decided(self, tx: Tx, talk: Talk, event: Event) -> tuple[Talk, tuple[Effect, ...]]:
        """The decision that can be saved: questions answered, no claim lost."""
        asked, heard = talk, event
        for _ in range(MOST_DECISIONS):
            new, effects = self.decide(self.desk, asked, heard, self.now)
            if len(effects) == 1 and isinstance(effects[0], FindBusy):
                question = effects[0]
                busy = store_claims.busy(tx, question.since, question.until, question.without)
                blind = store_calendars.blind(tx, self.now - self.desk.business.outside.trust)
                asked = replace(talk, busy=busy, busy_until=question.until, blind=blind)
                continue
            lost = records.loses(tx, self.desk, Saving(talk.id, new.orders, effects), event)
            if lost is None:
                return new, effects
            asked, heard = talk, lost
        raise FlowMistake(f"{type(event).__name__} at {talk.conversation.step} is decided in circles")


def _gate(conversation: Conversation) -> Gate:
    person = conversation.assignee == "user" or conversation.status == "open"
    return Gate(conversation.account_id, conversation.conversation_id, person)
