"""The books, checked: reads every order with its time and its names a portion at a time, and hands them to `bot.core.audit`."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, union

from bot.core.audit import Beside, Claimed, Filed, Finding, Stretch, check, money, sweep, two_at_once
from bot.core.audit_rooms import Unseated, sweep_room
from bot.core.codec import from_json
from bot.core.orders import Order
from bot.shell.store_claims import SEAT
from bot.shell.store_talks import credit_kept_cents, money_keys_of, read_orders
from bot.shell.tables import cells, claims, from_ms, money_keys, orders, trials
from bot.shell.writer import Tx

A_PORTION = 500
_COLUMNS = ("token", "talk", "conversation_id", "booking", "payment", "closed", "starts_at")
_PORTION = (
    select(orders.c.id, orders.c.body, *(orders.c[name] for name in _COLUMNS))
    .where(orders.c.id > bindparam("after"))
    .order_by(orders.c.id)
    .limit(A_PORTION)
)
_CLAIMS = select(claims.c.order_id, claims.c.state, claims.c.starts_at, claims.c.ends_at).where(
    claims.c.order_id.in_(bindparam("ids", expanding=True))
)
_KEYS = select(money_keys.c.key, money_keys.c.order_id).where(money_keys.c.key.in_(bindparam("keys", expanding=True)))
_TRIALS = select(trials.c.learner, trials.c.order_id).where(trials.c.learner.in_(bindparam("of", expanding=True)))
_TALKS = select(orders.c.id, orders.c.talk).where(orders.c.id.in_(bindparam("ids", expanding=True)))
_OF_TALKS = select(orders.c.id).where(orders.c.talk.in_(bindparam("talks", expanding=True)))
_STRAYS = {
    "claim": select(claims.c.order_id).outerjoin(orders, orders.c.id == claims.c.order_id).where(orders.c.id.is_(None)),
    "money key": select(money_keys.c.order_id)
    .outerjoin(orders, orders.c.id == money_keys.c.order_id)
    .where(orders.c.id.is_(None)),
    "trial": select(trials.c.order_id).outerjoin(orders, orders.c.id == trials.c.order_id).where(orders.c.id.is_(None)),
}
_RESOURCES = union(
    select(cells.c.resource), select(claims.c.resource), select(claims.c.room).where(claims.c.room != "")
)
_STRETCHES = (
    select(claims.c.order_id, claims.c.first_cell, claims.c.last_cell)
    .where((claims.c.resource == bindparam("of")) | (claims.c.room == bindparam("of")))
    .order_by(claims.c.first_cell, claims.c.order_id)
)
_CELLS = select(cells.c.cell, cells.c.order_id).where(cells.c.resource == bindparam("of")).order_by(cells.c.cell)
_SEATS = (
    select(cells.c.cell, cells.c.order_id)
    .where(func.substr(cells.c.resource, 1, func.length(bindparam("of"))) == bindparam("of"))
    .order_by(cells.c.cell)
)
_COUNT = select(func.count()).select_from(orders)


@dataclass(slots=True)
class Audit:
    """What was found. `sums`: cents by (currency, where), see `bot.core.audit.money`."""

    orders: int = 0
    sums: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def money_in(self, currency: str) -> int:
        """Every cent that ever came in."""
        return sum(cents for (of, _), cents in self.sums.items() if of == currency)


def how_many(tx: Tx) -> int:
    """All orders there are."""
    return int(tx.run(_COUNT).scalar_one())


def audit(
    tx: Tx, once_per_learner: Collection[str], now: datetime, tell: Callable[[int], None] = lambda _: None
) -> Audit:
    """All orders, claims, cells, names and trials. `once_per_learner`: the flows of which a learner has one.

    `tell` hears how many orders are done. Memory stays that of a portion, whatever there is.
    """
    found = Audit()
    for filed in _filed(tx, once_per_learner):
        found.orders += 1
        currency = filed.order.price.currency
        found.sums.update({(currency, where): cents for where, cents in money(filed.order).items()})
        found.findings += check(filed, now)
        if found.orders % A_PORTION == 0:
            tell(found.orders)
    for what, statement in _STRAYS.items():
        found.findings += (Finding("stray", row[0], f"a {what} of an order there is not") for row in tx.run(statement))
    found.findings += _times(tx)
    return found


def _filed(tx: Tx, once_per_learner: Collection[str]) -> Iterator[Filed]:
    after = ""
    while rows := tx.run(_PORTION, {"after": after}).all():
        after = rows[-1][0]
        yield from _portion(tx, rows, once_per_learner)


def _portion(tx: Tx, rows: Sequence[Any], once_per_learner: Collection[str]) -> Iterator[Filed]:
    read = [(from_json(Order, row[1]), dict(zip(_COLUMNS, row[2:], strict=True))) for row in rows]
    of = {
        row[0]: Claimed(row[1], from_ms(row[2]), from_ms(row[3]))
        for row in tx.run(_CLAIMS, {"ids": [row[0] for row in rows]})
    }
    wanted = {key: order.id for order, _ in read for key in money_keys_of(order)}
    leads: Mapping[str, str] = dict(tx.run(_KEYS, {"keys": list(wanted)}).all()) if wanted else {}
    learners = {f"{order.talk}:{order.learner}" for order, _ in read if order.flow in once_per_learner}
    of_learner: Mapping[str, str] = dict(tx.run(_TRIALS, {"of": list(learners)}).all()) if learners else {}
    others = read_orders(tx, [one for order, _ in read for one in order.others])
    for order, columns in read:
        columns["starts_at"] = from_ms(columns["starts_at"])
        yield Filed(
            order,
            columns,
            of.get(order.id),
            [key for key in money_keys_of(order) if leads.get(key) != order.id],
            order.flow in once_per_learner,
            of_learner.get(f"{order.talk}:{order.learner}", ""),
            sum(others[one].credit_cents for one in order.others if one in others),
            credit_kept_cents(tx, order),
        )


def _times(tx: Tx) -> Iterator[Finding]:
    """Tutor by tutor, and place by place where only so many lessons fit."""
    named = {row[0] for row in tx.run(_RESOURCES).all()}
    rooms = {one[: one.index(SEAT) + 1] for one in named if SEAT in one}
    for resource in sorted({one for one in named if SEAT not in one} | rooms):
        stretches = (Stretch(*row) for row in _streamed(tx, _STRETCHES, resource))
        taken = ((row[0], row[1]) for row in _streamed(tx, _SEATS if resource in rooms else _CELLS, resource))
        for found in sweep_room(stretches, taken) if resource in rooms else sweep(stretches, taken):
            judged = found if isinstance(found, Finding) else _judged(tx, found)
            if judged is not None:
                yield judged


def _streamed(tx: Tx, statement: Select[Any], resource: str) -> Iterator[Any]:
    return iter(tx.run(statement.execution_options(yield_per=2000), {"of": resource}))


def _judged(tx: Tx, found: Beside | Unseated) -> Finding | None:
    """None where one order is to take the other's place: they share a time, and a seat."""
    one, others = (found.one, {found.other}) if isinstance(found, Beside) else (found.order_id, set(found.beside))
    talks = {row[1] for row in tx.run(_TALKS, {"ids": [one, *others]})}
    known = read_orders(tx, [row[0] for row in tx.run(_OF_TALKS, {"talks": list(talks)})])
    if one not in known or not others <= known.keys():
        return None  # a claim without its order is told already
    apart = [wrong for other in sorted(others) if (wrong := two_at_once(known[one], known[other], known)) is not None]
    if isinstance(found, Beside):
        return apart[0] if apart else None
    shared = len(apart) < len(others)  # somebody of its own line keeps a seat for it
    return None if shared else Finding("cells", one, f"claims a place, and has no seat at {found.cells} cells of it")
