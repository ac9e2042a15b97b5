"""Wake-ups and consents: rows that are written with a talk and wait for their day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.core.effects import KeepConsent, WakeMe
from bot.core.events import DeadlinePassed
from bot.core.reminder_rules import ALARMS, BOOKED_BEFORE
from bot.shell.tables import consents, from_ms, to_ms, upsert, wakeups
from bot.shell.writer import Tx

_SET = upsert(wakeups)
_ONE = (
    wakeups.c.talk == bindparam("of"),
    wakeups.c.name == bindparam("named"),
    wakeups.c.order_id == bindparam("about"),
)
_UNSET = delete(wakeups).where(*_ONE)
_RING = delete(wakeups).where(*_ONE, wakeups.c.due_at == bindparam("due")).returning(wakeups.c.due_at)
_ANY_DUE = (
    select(wakeups.c.talk, wakeups.c.name, wakeups.c.order_id, wakeups.c.due_at)
    .where(wakeups.c.due_at <= bindparam("now"))
    .order_by(wakeups.c.due_at)
)
_OF_LESSONS = (*ALARMS, BOOKED_BEFORE)
# Reminders can be thousands in one minute: no more a second than Chatwoot takes (3,000 a minute), and no hold's end waits behind them.
_DUE = _ANY_DUE.where(wakeups.c.name.not_in(_OF_LESSONS)).limit(500)
_LESSONS_DUE = _ANY_DUE.where(wakeups.c.name.in_(_OF_LESSONS)).limit(50)
_KEEP = upsert(consents)
_ERASE = delete(consents).where(consents.c.erase_at <= bindparam("now"))


def wake(tx: Tx, talk: str, wish: WakeMe) -> None:
    """One wake-up for each (talk, name, order); the newest wins, a moment of None takes it away."""
    if wish.at is None:
        tx.run(_UNSET, {"of": talk, "named": wish.name, "about": wish.order_id})
    else:
        tx.run(_SET, {"talk": talk, "name": wish.name, "order_id": wish.order_id, "due_at": to_ms(wish.at)})


def due(tx: Tx, now: datetime) -> Sequence[DeadlinePassed]:
    """The events of the wake-ups that are due, reminders a part at a time; their ids follow from what they are, so ringing twice is one event."""
    return [
        DeadlinePassed(
            id=f"{talk}:wake:{name}:{order_id}:{due_ms}",
            talk=talk,
            name=name,
            order_id=order_id,
            due_at=from_ms(due_ms),
        )
        for statement in (_DUE, _LESSONS_DUE)
        for talk, name, order_id, due_ms in tx.run(statement, {"now": to_ms(now)}).all()
    ]


def ring(tx: Tx, event: DeadlinePassed) -> bool:
    """Whether the wake-up still stood for that moment; it is gone now."""
    due_ms = to_ms(event.due_at) if event.due_at else 0
    one = {"of": event.talk, "named": event.name, "about": event.order_id, "due": due_ms}
    return tx.run(_RING, one).first() is not None


def keep_consent(tx: Tx, consent: KeepConsent) -> None:
    """A parent's yes, until it is erased."""
    row = {"order_id": consent.order_id, "name": consent.name}
    tx.run(_KEEP, {**row, "agreed_at": to_ms(consent.at), "erase_at": to_ms(consent.erase_at)})


def erase_consents(tx: Tx, now: datetime) -> int:
    """How many consents were erased because their time was over."""
    return int(tx.run(_ERASE, {"now": to_ms(now)}).rowcount)
