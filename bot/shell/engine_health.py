"""The numbers for /ready."""

from dataclasses import dataclass

from sqlalchemy import func, literal_column, select

from bot.shell.alerts import OWNERS_TALK
from bot.shell.tables import inbox, outbox
from bot.shell.writer import Tx


@dataclass(frozen=True, slots=True)
class Health:
    """Numbers for /ready and the meters. Ages in seconds, 0.0 when there is nothing waiting."""

    oldest_event_seconds: float
    oldest_delivery_seconds: float
    open_events: int
    open_deliveries: int
    dead_events: int
    dead_deliveries: int
    errors: tuple[str, ...]  # the newest last; places and class names, never personal data


def look(tx: Tx, now_ms: int, errors: tuple[str, ...]) -> Health:
    """The numbers as they are now."""
    opened, oldest_event = tx.run(
        select(func.count(), func.min(inbox.c.received_at)).where(inbox.c.state == literal_column("'open'"))
    ).one()
    waiting, oldest_delivery = tx.run(
        select(func.count(), func.min(outbox.c.created_at)).where(
            outbox.c.state.in_([literal_column("'due'"), literal_column("'sending'")]),
            outbox.c.talk != OWNERS_TALK,  # a telephone that is off is no trouble of the desk's
        )
    ).one()
    return Health(
        oldest_event_seconds=_age(now_ms, oldest_event),
        oldest_delivery_seconds=_age(now_ms, oldest_delivery),
        open_events=opened,
        open_deliveries=waiting,
        dead_events=tx.run(select(func.count()).where(inbox.c.state == literal_column("'dead'"))).scalar_one(),
        dead_deliveries=tx.run(select(func.count()).where(outbox.c.state == literal_column("'dead'"))).scalar_one(),
        errors=errors,
    )


def _age(now_ms: int, since_ms: int | None) -> float:
    return 0.0 if since_ms is None else max(0.0, (now_ms - since_ms) / 1000)
