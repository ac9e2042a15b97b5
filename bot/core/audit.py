"""Whether the books are right: values of the tables in, findings out.

    money in = booked + credited + withheld + refunded + on its way back + disputed + open

`booked` pays for a lesson that stands, `credited` for the one it was moved to, `withheld` for one cancelled too late,
`open` waits for a person's decision (the order is in attention). A cent that is in none of them is a finding. So is an
order that was paid twice, a lesson nobody paid in full, a time without its order, and a column that says something else
than the order beside it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order, stands_in_for

WHERE = ("booked", "credited", "withheld", "refunded", "on its way back", "disputed", "open")
UNACCOUNTED = "unaccounted"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be. `kind` names the broken rule; the text has ids, states and sums only."""

    kind: str
    order_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """The row of `claims` an order has."""

    state: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Filed:
    """An order with everything the tables say of it. `columns`: those beside its body. `missing_keys`: names by which
    Stripe speaks of it and that do not lead to it. `trial`: the order that is its learner's one trial ("" for none).
    `borrowed_cents`: what the other orders of its series say that it paid for them.
    `credit_kept_cents`: what is still with us of the money of the orders its lesson was moved from."""

    order: Order
    columns: Mapping[str, Any]
    claim: Claimed | None
    missing_keys: Collection[str]
    once_per_learner: bool = False
    trial: str = ""
    borrowed_cents: int = 0
    credit_kept_cents: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """The five-minute cells that one claim wants of one resource, both ends included."""

    order_id: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Two claims that share cells of one resource: right only while one order takes the other's place."""

    one: str
    other: str


def sums(order: Order) -> dict[str, int]:
    """What the order's own rules say became of its money, in cents, by `WHERE`, zeros too."""
    return {
        "booked": order.booked_cents,
        "credited": order.credited_cents,
        "withheld": order.retained_cents,
        "refunded": order.refunded_cents,
        "on its way back": order.on_its_way_back_cents,
        "disputed": order.withdrawn_cents,
        "open": order.open_cents,
    }


def money(order: Order) -> Counter[str]:
    """Where the money of this order is, in cents, by `WHERE`; what is nowhere is `unaccounted`."""
    found = Counter(sums(order))
    if order.booking != ATTENTION:
        found["open"] = 0
    found[UNACCOUNTED] = order.money_in_cents - found.total()
    return Counter({where: cents for where, cents in found.items() if cents})


def columns_of(order: Order) -> dict[str, Any]:
    """What the columns beside the body have to say."""
    return {
        "token": order.token,
        "talk": order.talk,
        "conversation_id": order.conversation_id,
        "booking": order.booking,
        "payment": order.payment,
        "closed": order.closed,
        "starts_at": order.slot.start,
    }


def check(filed: Filed, now: datetime) -> Iterator[Finding]:
    """Every rule this order breaks."""
    order = filed.order
    for kind, text in (*_money(filed, now), *_lesson(order), *_time(order, filed.claim), *_filing(filed)):
        yield Finding(kind, order.id, text)


def _money(filed: Filed, now: datetime) -> Iterator[tuple[str, str]]:
    order = filed.order
    if lost := money(order)[UNACCOUNTED]:
        yield "unaccounted", f"{lost} cents are neither booked, given back nor asked about ({order.booking})"
    if len(order.kept) > 1:
        yield "paid_twice", f"{len(order.kept)} payments are kept"
    came = [one for one in order.payments if one.came]
    if order.booking == BOOKED and order.price.cents:
        if not came:
            yield "booked_unpaid", "booked, and no money ever came"
        elif (short := order.price.cents - _came_cents(order)) > 0:
            yield "booked_short", f"booked, and {short} cents of its price never came"
        elif now < order.slot.start and not filed.credit_kept_cents and all(one.state == "refunded" for one in came):
            yield "refunded_booked", "all the money went back, and the lesson is still to take place"
    if any(one.refunded_cents > one.amount_cents > 0 for one in order.payments):
        yield "refunded_too_much", "more went back than came"


def _came_cents(order: Order) -> int:
    """What ever came in the order's own currency, wherever it is now."""
    return sum(one.amount_cents for one in order.payments if one.came and one.currency == order.price.currency)


def _lesson(order: Order) -> Iterator[tuple[str, str]]:
    if order.minor and order.booking == BOOKED and not order.consent_at:
        yield "no_consent", "a minor's lesson is booked without a parent's yes"
    alive = [one.n for one in order.attempts if one.alive]
    if len(alive) > 1:
        yield "two_pages", f"pages {alive} can be paid at the same time"
    if alive and order.booking == RELEASED:
        yield "page_open", f"page {alive[0]} can be paid, and the time was given back"


def _time(order: Order, claim: Claimed | None) -> Iterator[tuple[str, str]]:
    wanted = {BOOKED: "booked", HELD: "held", ATTENTION: claim.state if claim else ""}.get(order.booking, "")
    have = claim.state if claim else ""
    if have != wanted:
        yield "claim", f"{order.booking}, and its time is {have or 'nobody’s'}"
    elif claim and (claim.starts_at, claim.ends_at) != (order.slot.start, order.slot.end):
        yield "claim_elsewhere", "the claimed time is not the lesson's"


def _filing(filed: Filed) -> Iterator[tuple[str, str]]:
    right = columns_of(filed.order)
    if wrong := sorted(name for name, value in filed.columns.items() if value != right[name]):
        yield "columns", f"{', '.join(wrong)} beside the order differ from it"
    if filed.borrowed_cents != filed.order.lent_cents:
        yield "lent", f"lends {filed.order.lent_cents} cents to its series, which has {filed.borrowed_cents} of them"
    if filed.missing_keys:
        yield "money_keys", f"{', '.join(sorted(filed.missing_keys))} would not lead to it"
    if filed.once_per_learner and filed.order.booking == BOOKED and filed.trial != filed.order.id:
        yield "trial", "booked, and it is not its learner's one trial"


def sweep(stretches: Iterable[Stretch], cells: Iterable[tuple[int, str]]) -> Iterator[Finding | Beside]:
    """What is wrong in one resource: claims by their first cell, cells (number, owner) by number, both in order."""
    waiting, under_way, strangers = iter(stretches), list[tuple[Stretch, int]](), set[str]()
    upcoming = next(waiting, None)

    def begin(until: int | None) -> Iterator[Beside]:
        nonlocal upcoming
        while upcoming is not None and (until is None or upcoming.first <= until):
            new = upcoming
            yield from (Beside(one.order_id, new.order_id) for one, _ in under_way if one.last >= new.first)
            under_way.append((new, 0))
            upcoming = next(waiting, None)

    for cell, owner in cells:
        yield from begin(cell)
        yield from _ended(under_way, cell)
        covering = [(one, seen + (one.last >= cell)) for one, seen in under_way]
        under_way[:] = covering
        if owner not in strangers and all(one.order_id != owner for one, _ in covering):
            strangers.add(owner)
            yield Finding("cell", owner, f"has the time of cell {cell} without a claim on it")
    yield from begin(None)
    yield from _ended(under_way, None)


def _ended(under_way: list[tuple[Stretch, int]], cell: int | None) -> Iterator[Finding]:
    """Claims whose last cell is behind us, taken out: each of their cells must have had an owner."""
    for one, seen in [pair for pair in under_way if cell is None or pair[0].last < cell]:
        under_way.remove((one, seen))
        if seen < one.last - one.first + 1:
            yield Finding(
                "cells", one.order_id, f"claims {one.last - one.first + 1} cells, and {seen} of them are taken"
            )


def two_at_once(one: Order, other: Order, orders: Mapping[str, Order]) -> Finding | None:
    """What is wrong with two orders that claim the same time; None while one is to take the other's place.

    `orders`: all of the talk, by id.
    """
    same_line = one.id in stands_in_for(orders, other.id) or other.id in stands_in_for(orders, one.id)
    if same_line and not (one.booking == other.booking == BOOKED):
        return None
    return Finding("two_at_once", one.id, f"and {other.id} have the same time ({one.booking}, {other.booking})")
