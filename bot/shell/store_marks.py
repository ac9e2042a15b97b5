"""Single facts the desk remembers about itself, by name: its secret, whose Stripe account it is, how far it has come."""

from sqlalchemy import select

from bot.shell.tables import insert, marks, upsert
from bot.shell.writer import Tx

ORDER_SECRET = "order_secret"  # noqa: S105  the name of a mark
STRIPE_MODE = "stripe_mode"  # test · live
STRIPE_ACCOUNT = "stripe_account"


def mark(tx: Tx, name: str) -> str:
    """What is remembered under that name, "" for nothing."""
    return tx.run(select(marks.c.value).where(marks.c.name == name)).scalar_one_or_none() or ""


def set_mark(tx: Tx, name: str, value: str) -> None:
    """Remember this instead of what was there."""
    tx.run(upsert(marks), {"name": name, "value": value})


def keep_first(tx: Tx, name: str, value: str) -> str:
    """What is remembered: `value` only if there was nothing. Processes that start together come to the same."""
    tx.run(insert(marks).on_conflict_do_nothing(), {"name": name, "value": value})
    return mark(tx, name)


def take_turn(tx: Tx, name: str, now_ms: int, until_ms: int) -> bool:
    """Whether a turn that one process at a time takes is ours until then: one statement, so of several one gets it."""
    new = insert(marks).values(name=name, value=f"{until_ms:015d}")
    taking = new.on_conflict_do_update(
        index_elements=[marks.c.name], set_={"value": new.excluded.value}, where=marks.c.value <= f"{now_ms:015d}"
    ).returning(marks.c.name)
    return tx.run(taking).first() is not None
