"""Who has which time. One row an order in `claims`, one row a five-minute cell in `cells`.

UNIQUE(resource, cell) is the promise that no time of a tutor (and no room of a place) is sold twice, whatever the lengths
and starts. Before writing, a claim is compared with its neighbours, because the pause between two lessons depends on both
places, and with what the tutor's own calendar says. On PostgreSQL claimers
queue up behind one advisory lock, so that what was compared still holds when it is written.

A cell has one owner. An order that is to replace another (`beside`) may overlap it: shared cells stay with the first
owner, and whoever still overlaps them inherits them when it lets go.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, literal_column, select, text, update

from bot.core.slots import TUTOR, Busy, Slot
from bot.core.slots import cells as cells_of
from bot.shell.tables import cells, claims, from_ms, insert, outside_busy, to_ms, trials, upsert
from bot.shell.writer import Tx

LONGEST = timedelta(hours=24)  # no lesson is longer: lets the index bound a window at both ends
WIDEST_GAP = timedelta(hours=2)
CLAIMERS = 7_205_512
SEAT = "#"  # between a place and the number of a seat: no tutor's value has it

Gap = Callable[[str, str], timedelta]
"""The pause between neighbouring lessons, by their places: `Profile.gap_between`."""


def _begins(column: ColumnElement[str], prefix: ColumnElement[str]) -> ColumnElement[bool]:
    return func.substr(column, 1, func.length(prefix)) == prefix


_TIMES = select(claims.c.order_id, claims.c.starts_at, claims.c.ends_at, claims.c.place, claims.c.resource).order_by(
    claims.c.starts_at
)
_WINDOW = _TIMES.where(
    claims.c.ends_at > bindparam("since"),
    claims.c.ends_at < bindparam("latest"),
    claims.c.starts_at < bindparam("until"),
)
_THEIR_WINDOW = _WINDOW.where(claims.c.resource == bindparam("tutor"))
_OUTSIDE = select(outside_busy.c.starts_at, outside_busy.c.ends_at, outside_busy.c.tutor).where(
    outside_busy.c.ends_at > bindparam("since"), outside_busy.c.starts_at < bindparam("until")
)
_THEIR_OUTSIDE = _OUTSIDE.where(outside_busy.c.tutor == bindparam("tutor")).limit(1)
_CLASHED = (
    select(claims.c.order_id)
    .join(outside_busy, outside_busy.c.tutor == claims.c.resource)
    .where(
        claims.c.order_id == bindparam("of"),
        outside_busy.c.starts_at < claims.c.ends_at,
        outside_busy.c.ends_at > claims.c.starts_at,
    )
    .limit(1)
)
_OWNERS = select(cells.c.cell, cells.c.order_id).where(
    cells.c.resource == bindparam("resource"), cells.c.cell.between(bindparam("first"), bindparam("last"))
)
_CLAIM = upsert(claims)
_TAKE = insert(cells)
_BOOK = (
    update(claims)
    .where(claims.c.order_id == bindparam("of"))
    .values(state=literal_column("'booked'"), until_at=None)
    .returning(claims.c.order_id)
)
_AT_PLACE = select(cells.c.cell, cells.c.resource, cells.c.order_id).where(
    cells.c.resource.in_(bindparam("seats", expanding=True)),
    cells.c.cell.between(bindparam("first"), bindparam("last")),
)
_CLAIM_OF = select(claims.c.first_cell, claims.c.last_cell, claims.c.resource, claims.c.room).where(
    claims.c.order_id == bindparam("of")
)
_OVERLAPPING = select(
    claims.c.order_id, claims.c.first_cell, claims.c.last_cell, claims.c.resource, claims.c.room
).where(
    claims.c.ends_at > bindparam("since"),
    claims.c.first_cell <= bindparam("last"),
    claims.c.last_cell >= bindparam("first"),
    claims.c.order_id != bindparam("of"),
)
_theirs = cells.alias()
_INHERIT = (  # what the heir needs and has not: of the tutor, or one seat of the place
    update(cells)
    .where(
        cells.c.order_id == bindparam("of"),
        _begins(cells.c.resource, bindparam("what")),
        cells.c.cell.between(bindparam("first"), bindparam("last")),
        ~exists().where(
            _theirs.c.order_id == bindparam("heir"),
            _begins(_theirs.c.resource, bindparam("what")),
            _theirs.c.cell == cells.c.cell,
        ),
    )
    .values(order_id=bindparam("heir"))
)
_FREE_CELLS = delete(cells).where(cells.c.order_id == bindparam("of"))
_FREE = delete(claims).where(claims.c.order_id == bindparam("of"))
_TRIAL = select(trials.c.order_id).where(trials.c.learner == bindparam("of"))
_CLAIM_TRIAL = insert(trials).on_conflict_do_nothing()
_GIVE_TRIAL_BACK = delete(trials).where(trials.c.learner == bindparam("whose"), trials.c.order_id == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Claim:
    """A time an order wants of a tutor. `until` None: booked. `capacity`: how many lessons fit at its place, 0 = any number."""

    order_id: str
    slot: Slot
    gap: Gap
    until: datetime | None = None
    tutor: str = TUTOR
    capacity: int = 0

    @property
    def cells(self) -> range:
        """From the lesson's start to its end and the pause after it."""
        return cells_of(self.slot, self.gap(self.slot.place, self.slot.place))

    @property
    def seats(self) -> tuple[str, ...]:
        """As many as lessons fit at its place; it needs one at each moment. None where any number fits."""
        return tuple(f"{self.slot.place}{SEAT}{n}" for n in range(1, self.capacity + 1))


def queue_up(tx: Tx) -> None:
    """From here to the commit nobody else claims. Call it before comparing; the unit must have its commit for itself."""
    tx.needs_own()
    if tx.postgres:
        tx.run(text(f"SELECT pg_advisory_xact_lock({CLAIMERS})"))


def busy(tx: Tx, since: datetime, until: datetime, without: Iterable[str]) -> tuple[Busy, ...]:
    """Every claimed lesson, and everything in the tutors' own calendars, that ends after `since` and starts before `until`."""
    left_out = set(without)
    rows = tx.run(_WINDOW, _window(since, until)).all()
    ours = [Busy(from_ms(row[1]), from_ms(row[2]), row[3], row[4]) for row in rows if row[0] not in left_out]
    outside = tx.run(_OUTSIDE, {"since": to_ms(since), "until": to_ms(until)}).all()
    return (*ours, *(Busy(from_ms(starts), from_ms(ends), tutor=tutor) for starts, ends, tutor in outside))


def is_free(tx: Tx, claim: Claim, beside: Iterable[str]) -> bool:
    """Whether the claim would succeed, overlaps with `beside` (order ids) allowed."""
    ours = {claim.order_id, *beside}
    slot = claim.slot
    window = _window(slot.start - WIDEST_GAP, slot.end + WIDEST_GAP)
    for order_id, starts, ends, place, _ in tx.run(_THEIR_WINDOW, {**window, "tutor": claim.tutor}).all():
        gap = claim.gap(slot.place, place)
        if order_id not in ours and from_ms(starts) < slot.end + gap and from_ms(ends) + gap > slot.start:
            return False
    if _is_out(tx, claim):
        return False
    if not all(owner in ours for owner in _owners(tx, claim.tutor, claim.cells).values()):
        return False
    return not claim.capacity or _seats_to_take(tx, claim, ours) is not None


def _is_out(tx: Tx, claim: Claim) -> bool:
    """Whether the tutor has something else to do then, or too near to it."""
    gap = claim.gap(claim.slot.place, claim.slot.place)
    around = {"since": to_ms(claim.slot.start - gap), "until": to_ms(claim.slot.end + gap), "tutor": claim.tutor}
    return tx.run(_THEIR_OUTSIDE, around).first() is not None


def _owners(tx: Tx, resource: str, wanted: range) -> dict[int, str]:
    rows = tx.run(_OWNERS, {"resource": resource, "first": wanted[0], "last": wanted[-1]}).all()
    return {cell: owner for cell, owner in rows}


def _seats_to_take(tx: Tx, claim: Claim, ours: Collection[str]) -> list[tuple[str, int]] | None:
    """The seats of the place (resource, cell) the claim has to take; None when it is full at some moment of it.

    Where one of ours sits already, no second seat is taken: whoever lets go leaves it to the other.
    """
    wanted = claim.cells
    rows = tx.run(_AT_PLACE, {"seats": list(claim.seats), "first": wanted[0], "last": wanted[-1]}).all()
    taken: dict[int, dict[str, str]] = {}
    for cell, seat, owner in rows:
        taken.setdefault(cell, {})[seat] = owner
    found = []
    for cell in wanted:
        here = taken.get(cell, {})
        if any(owner in ours for owner in here.values()):
            continue
        seat = next((one for one in claim.seats if one not in here), None)
        if seat is None:
            return None
        found.append((seat, cell))
    return found


def hold(tx: Tx, claim: Claim, beside: Iterable[str] = ()) -> None:
    """Writes the claim, in the place of the order's former one. Ask `is_free` first: a clash here is an IntegrityError."""
    _let_go_of_cells(tx, claim.order_id)
    tx.run(_CLAIM, _claim_row(claim))
    owned = _owners(tx, claim.tutor, claim.cells)
    take = [(claim.tutor, cell) for cell in claim.cells if cell not in owned]
    if claim.capacity:
        seats = _seats_to_take(tx, claim, {claim.order_id, *beside})
        # Full, and nobody asked before: the first seat says so.
        take += [(claim.seats[0], cell) for cell in claim.cells] if seats is None else seats
    if take:
        tx.run(_TAKE, [{"resource": what, "cell": cell, "order_id": claim.order_id} for what, cell in take])


def book(tx: Tx, order_id: str) -> bool:
    """Whether the order had a claim; it is a booking now."""
    return tx.run(_BOOK, {"of": order_id}).first() is not None


def has_claim(tx: Tx, order_id: str) -> bool:
    """Whether the order holds or has booked a time."""
    return tx.run(_CLAIM_OF, {"of": order_id}).first() is not None


def release(tx: Tx, order_id: str, heir: str = "") -> None:
    """The order's time is free again; cells that another of its family overlaps become theirs, the heir's first."""
    _let_go_of_cells(tx, order_id, heir)
    tx.run(_FREE, {"of": order_id})


def is_clashed(tx: Tx, order_id: str) -> bool:
    """Whether something in its tutor's own calendar lies over the order's claim."""
    return tx.run(_CLASHED, {"of": order_id}).first() is not None


def trial_is_free(tx: Tx, learner: str, order_id: str) -> bool:
    """Whether the learner had no trial yet, or this very order is it."""
    return tx.run(_TRIAL, {"of": learner}).scalar() in (None, order_id)


def claim_trial(tx: Tx, learner: str, order_id: str) -> None:
    """The learner's one trial is this order. Ask `trial_is_free` first."""
    tx.run(_CLAIM_TRIAL, {"learner": learner, "order_id": order_id})


def give_trial_back(tx: Tx, learner: str, order_id: str) -> None:
    """The learner may have a trial again, if this very order was it."""
    tx.run(_GIVE_TRIAL_BACK, {"whose": learner, "of": order_id})


def _window(since: datetime, until: datetime) -> dict[str, int]:
    return {"since": to_ms(since), "until": to_ms(until), "latest": to_ms(until + LONGEST)}


def _claim_row(claim: Claim) -> dict[str, object]:
    wanted = claim.cells
    return {
        "order_id": claim.order_id,
        "resource": claim.tutor,
        "starts_at": to_ms(claim.slot.start),
        "ends_at": to_ms(claim.slot.end),
        "place": claim.slot.place,
        "first_cell": wanted[0],
        "last_cell": wanted[-1],
        "state": "booked" if claim.until is None else "held",
        "until_at": None if claim.until is None else to_ms(claim.until),
        "room": f"{claim.slot.place}{SEAT}" if claim.capacity else "",
    }


def _let_go_of_cells(tx: Tx, order_id: str, heir: str = "") -> None:
    mine = tx.run(_CLAIM_OF, {"of": order_id}).first()
    if mine is None:
        return
    # A claim's cells end a pause after its lesson, so a neighbour's lesson may have ended before our first cell.
    since = (mine[0] * 300) * 1000 - WIDEST_GAP // timedelta(milliseconds=1)
    others = tx.run(_OVERLAPPING, {"of": order_id, "first": mine[0], "last": mine[1], "since": since}).all()
    for other, first, last, *theirs in sorted(others, key=lambda row: (row[0] != heir, row[0])):
        for what in {mine[2], mine[3]} & {*theirs} - {""}:
            tx.run(_INHERIT, {"of": order_id, "what": what, "heir": other, "first": first, "last": last})
    tx.run(_FREE_CELLS, {"of": order_id})
