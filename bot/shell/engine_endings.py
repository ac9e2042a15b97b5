"""How things end: a delivery, finished with the facts it brought back; an event, put off or put aside."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.effects import Alert, TellOwner
from bot.core.events import Event, TurnFailed
from bot.shell import store_inbox, store_outbox
from bot.shell.engine_records import Outgoing
from bot.shell.leases import Leases
from bot.shell.ports import Parcel
from bot.shell.tables import from_ms
from bot.shell.writer import Tx

PAUSES_SECONDS = (1, 5)  # before the second and the third try of an event; then it is put aside
ALERTS = "alerts"


@dataclass(frozen=True, slots=True)
class Ending:
    """What follows: deliveries (alerts) that were saved, and the talks of ours that have something new to hear."""

    out: tuple[Outgoing, ...] = ()
    talks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """A unit: the delivery is done, dropped or dead, and its facts are in the inbox. Repeatable: all of it is keyed."""

    leases: Leases
    parcel: Parcel
    state: str
    events: Sequence[Event]
    error: str
    now_ms: int

    def __call__(self, tx: Tx) -> Ending:
        """Save it."""
        ours = _put_all(tx, self.leases, self.events, self.now_ms)
        store_outbox.finish(tx, self.parcel.id, self.state, self.now_ms, self.error)
        out: tuple[Outgoing, ...] = ()
        if self.state == "dead" and not isinstance(self.parcel.effect, Alert | TellOwner):
            where = getattr(self.parcel.effect, "conversation_id", "") or getattr(self.parcel.effect, "order_id", "")
            text = f"{type(self.parcel.effect).__name__} for {where or 'no conversation'} will not be delivered: {self.error}"
            told = Alert("delivery_dead", text, f"delivery_dead:{type(self.parcel.effect).__name__}:{self.error}")
            out = alert(tx, self.parcel.talk, f"{self.parcel.id}:dead", told, self.now_ms)
        return Ending(out, ours)


@dataclass(frozen=True, slots=True)
class PutOff:
    """A unit: the delivery is tried again at `due_ms`, and what is true meanwhile (`TryAgainLater.events`) is in the inbox."""

    leases: Leases
    parcel: Parcel
    state: str
    due_ms: int
    error: str
    events: Sequence[Event]
    now_ms: int

    def __call__(self, tx: Tx) -> tuple[str, ...]:
        """Save it; the talks of ours that have something new to hear."""
        ours = _put_all(tx, self.leases, self.events, self.now_ms)
        store_outbox.put_off(tx, self.parcel.id, self.state, self.parcel.tries, self.due_ms, self.error)
        return ours


@dataclass(frozen=True, slots=True)
class Failed:
    """A unit: the talk's oldest open event is tried again in a while; after the third time it is put aside."""

    leases: Leases
    talk: str
    now_ms: int
    error: str

    def __call__(self, tx: Tx) -> Ending:
        """Save it, and call a person when it is put aside."""
        if self.leases.load(tx, self.talk, take=False) is None:
            return Ending()
        waiting, _ = store_inbox.head(tx, self.talk)
        if waiting is None:
            return Ending()
        if waiting.tries < len(PAUSES_SECONDS):
            due = self.now_ms + PAUSES_SECONDS[waiting.tries] * 1000
            store_inbox.put_off(tx, waiting.id, waiting.tries + 1, due, self.error)
            return Ending()
        store_inbox.put_off(tx, waiting.id, waiting.tries + 1, self.now_ms, self.error)
        store_inbox.finish(tx, waiting.id, self.now_ms, "dead")
        if waiting.kind != TurnFailed.__name__:  # else the person who is to be called would be called for ever
            failed = TurnFailed(id=f"{waiting.id}:failed", talk=self.talk, failed_id=waiting.id)
            store_inbox.put(tx, store_inbox.row_of(failed, self.now_ms))
        text = f"{waiting.kind} (inbox row {waiting.seq}) was put aside after {waiting.tries + 1} tries: {self.error}"
        told = Alert("event_dead", text, f"event_dead:{waiting.kind}:{self.error}")  # a bug, not each event it hits
        return Ending(alert(tx, self.talk, f"{waiting.id}:dead", told, self.now_ms))


def _put_all(tx: Tx, leases: Leases, events: Sequence[Event], now_ms: int) -> tuple[str, ...]:
    """Puts the events into the inbox; the talks of ours that have something new to hear."""
    ours = []
    for event in sorted(events, key=lambda event: event.talk):
        held = leases.touch(tx, event.talk)
        if store_inbox.put(tx, store_inbox.row_of(event, now_ms)) and held:
            ours.append(event.talk)
    return tuple(dict.fromkeys(ours))


def alert(tx: Tx, talk: str, parcel_id: str, told: Alert, now_ms: int) -> tuple[Outgoing, ...]:
    """Saves an alert for the owner."""
    parcel = Parcel(parcel_id, talk, told, since=from_ms(now_ms))
    if store_outbox.state_of(tx, parcel_id):
        return ()
    store_outbox.put(tx, [(parcel, ALERTS, False)], frozenset(), now_ms)
    return (Outgoing(parcel, ALERTS, gated=False, marked=True),)
