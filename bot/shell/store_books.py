"""Orders for whoever looks through the books: those that fit a wish, and the one somebody means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from bot.core.codec import from_json
from bot.core.orders import ATTENTION, Order
from bot.shell.store_talks import read_orders
from bot.shell.tables import money_keys, orders, to_ms
from bot.shell.writer import Tx

MOST_CANDIDATES = 6
_EXACT = select(orders.c.id).where(or_(orders.c.id == bindparam("named"), orders.c.token == bindparam("named")))
_BY_KEY = select(money_keys.c.order_id).where(money_keys.c.key == bindparam("named"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders. Empty values do not choose. `since` and `until` (not included) are about the lesson's start."""

    payment: str = ""
    booking: str = ""
    flow: str = ""
    conversation_id: int = 0
    student: str = ""  # a talk, or the student's part of one
    attention: bool = False
    since: datetime | None = None
    until: datetime | None = None
    created_since: datetime | None = None


def orders_of(tx: Tx, wanted: Wanted) -> Iterator[Order]:
    """The orders, by the start of their lessons, a few at a time."""
    table = orders.c
    fits = [
        table.payment == wanted.payment if wanted.payment else None,
        table.booking == wanted.booking if wanted.booking else None,
        table.booking == ATTENTION if wanted.attention else None,
        table.conversation_id == wanted.conversation_id if wanted.conversation_id else None,
        table.starts_at >= to_ms(wanted.since) if wanted.since else None,
        table.starts_at < to_ms(wanted.until) if wanted.until else None,
        or_(table.talk == wanted.student, table.talk.endswith(f":{wanted.student}", autoescape=True))
        if wanted.student
        else None,
    ]
    statement = select(table.body).where(*(one for one in fits if one is not None)).order_by(table.starts_at, table.id)
    for (body,) in tx.run(statement.execution_options(yield_per=500)):
        order = from_json(Order, body)
        if wanted.flow in ("", order.flow) and (
            wanted.created_since is None or order.created_at >= wanted.created_since
        ):
            yield order


def credited_to(tx: Tx, order: Order) -> Iterator[Order]:
    """The orders whose money was credited to this one when its lesson was moved, the latest first."""
    while order.credit_from:
        order = read_orders(tx, [order.credit_from])[order.credit_from]
        yield order


def meant(tx: Tx, named: str) -> Sequence[str]:
    """The ids of the orders somebody may mean: by id, public link, Stripe's session or intent, else by a part of the id."""
    part = select(orders.c.id).where(orders.c.id.contains(named, autoescape=True))
    for statement in (_EXACT, _BY_KEY, part.order_by(orders.c.id).limit(MOST_CANDIDATES)):
        if found := [row[0] for row in tx.run(statement, {"named": named})]:
            return found
    return ()
