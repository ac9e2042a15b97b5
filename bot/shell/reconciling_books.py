"""Our side of a comparison, read from the database: whose things are, what the orders say, what their times are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import and_, bindparam, or_, select

from bot.core.orders import ATTENTION, BOOKED, Order
from bot.core.reconcile import Ours
from bot.shell import store_inbox, store_talks
from bot.shell.engine import Mapped
from bot.shell.payments.reading import Shown
from bot.shell.store import Store
from bot.shell.tables import claims, orders, to_ms
from bot.shell.writer import Tx

T = TypeVar("T")
A_PORTION = 200  # things or orders a read
_CLAIMS = select(claims.c.order_id, claims.c.state).where(claims.c.order_id.in_(bindparam("ids", expanding=True)))
_UNDER_WAY = (
    select(orders.c.id).where(orders.c.payment.in_(("pending", "processing", "disputed"))).order_by(orders.c.id)
)
_STANDS = orders.c.booking.in_((BOOKED, ATTENTION))
_SUSPECTS = (
    select(orders.c.id)
    .outerjoin(claims, claims.c.order_id == orders.c.id)
    .where(
        or_(
            and_(orders.c.payment == "paid", ~_STANDS),
            and_(claims.c.state == "booked", ~_STANDS),
            and_(orders.c.booking == BOOKED, ~orders.c.payment.in_(("", "paid", "disputed"))),
            and_(
                orders.c.booking == BOOKED,
                orders.c.starts_at > bindparam("now"),
                or_(claims.c.state.is_(None), claims.c.state != "booked"),
            ),
        )
    )
    .order_by(orders.c.id)
)


async def whose(store: Store, shown: Sequence[Shown]) -> list[Mapped | None]:
    """Whose each thing is, None for what is no order of ours."""

    def unit(some: Sequence[Shown], tx: Tx) -> list[Mapped | None]:
        found = []
        for one in some:
            keys = (one.reference.session_id, one.reference.payment_intent)
            mapped = store_talks.whose(tx, keys, one.reference.order_id)
            found.append(Mapped(*mapped) if mapped else None)
        return found

    found: list[Mapped | None] = []
    for some in _portions(shown):
        found += await store.read(partial(unit, some))
    return found


async def heard(store: Store, event_ids: Iterable[str]) -> dict[str, str]:
    """open · done · dead, of the events the inbox knows."""

    def unit(some: Sequence[str], tx: Tx) -> dict[str, str]:
        return store_inbox.states_of(tx, some)

    found: dict[str, str] = {}
    for some in _portions(sorted(set(event_ids))):
        found |= await store.read(partial(unit, some))
    return found


async def read(store: Store, order_ids: Iterable[str]) -> dict[str, Ours]:
    """The orders with what their times are."""

    def unit(some: Sequence[str], tx: Tx) -> dict[str, Ours]:
        states = {row[0]: row[1] for row in tx.run(_CLAIMS, {"ids": list(some)})}
        found: Mapping[str, Order] = store_talks.read_orders(tx, some)
        kept = {order_id: store_talks.credit_kept_cents(tx, order) for order_id, order in found.items()}
        return {order_id: Ours(found[order_id], states.get(order_id, ""), kept[order_id]) for order_id in found}

    found: dict[str, Ours] = {}
    for some in _portions(sorted(set(order_ids))):
        found |= await store.read(partial(unit, some))
    return found


async def under_way(store: Store) -> list[str]:
    """The orders that wait for something from Stripe."""
    return await store.read(lambda tx: [row[0] for row in tx.run(_UNDER_WAY)])


async def suspects(store: Store, now: datetime) -> list[str]:
    """The orders whose row says that payment, booking and time do not fit together."""
    return await store.read(lambda tx: [row[0] for row in tx.run(_SUSPECTS, {"now": to_ms(now)})])


async def any_orders(store: Store) -> bool:
    """Whether there is anything to compare."""
    return await store.read(lambda tx: tx.run(select(orders.c.id).limit(1)).first() is not None)


def _portions(things: Sequence[T]) -> Iterable[Sequence[T]]:
    return (things[start : start + A_PORTION] for start in range(0, len(things), A_PORTION))
