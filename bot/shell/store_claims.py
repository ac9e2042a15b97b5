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

from sqlalchemy import bindparam, delete, literal_column, select, text, update

from bot.core.slots import TUTOR, Busy, Slot
from bot.core.slots import cells as cells_of
from bot.shell.tables import cells, claims, from_ms, insert, outside_busy, to_ms, trials, upsert
from bot.shell.writer import Tx

LONGEST = timedelta(hours=24)  # no lesson is longer: lets the index bound a window at both ends
WIDEST_GAP = timedelta(hours=2)
CLAIMERS = 7_205_512

Gap = Callable[[str, str], timedelta]
"""The pause between neighbouring lessons, by their places: `Profile.gap_between`."""

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
_INHERIT = (
    update(cells)
    .where(
        cells.c.order_id == bindparam("of"),
        cells.c.resource == bindparam("what"),
        cells.c.cell.between(bindparam("first"), bindparam("last")),
    )
    .values(order_id=bindparam("heir"))
)
_FREE_CELLS = delete(cells).where(cells.c.order_id == bindparam("of"))
_FREE = delete(claims).where(claims.c.order_id == bindparam("of"))
_TRIAL = select(trials.c.order_id).where(trials.c.learner == bindparam("of"))
_CLAIM_TRIAL = insert(trials).on_conflict_do_nothing()


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
    def rooms(self) -> tuple[str, ...]:
        """The rooms of its place, of which it needs one; none where any number fits."""
        return tuple(f"{self.slot.place}#{n}" for n in range(1, self.capacity + 1))


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
    return not claim.capacity or _room(tx, claim, ours) != ""


def _is_out(tx: Tx, claim: Claim) -> bool:
    """Whether the tutor has something else to do then, or too near to it."""
    gap = claim.gap(claim.slot.place, claim.slot.place)
    around = {"since": to_ms(claim.slot.start - gap), "until": to_ms(claim.slot.end + gap), "tutor": claim.tutor}
    return tx.run(_THEIR_OUTSIDE, around).first() is not None


def _owners(tx: Tx, resource: str, wanted: range) -> dict[int, str]:
    rows = tx.run(_OWNERS, {"resource": resource, "first": wanted[0], "last": wanted[-1]}).all()
    return {cell: owner for cell, owner in rows}


def _room(tx: Tx, claim: Claim, ours: Collection[str]) -> str:
    """The first room of the place that is free for the claim (or ours already); "" when all are taken."""
    owners = {room: _owners(tx, room, claim.cells) for room in claim.rooms}
    free = {room: owned for room, owned in owners.items() if all(owner in ours for owner in owned.values())}
    return min(free, key=lambda room: (not free[room], claim.rooms.index(room)), default="")


def hold(tx: Tx, claim: Claim, beside: Iterable[str] = ()) -> None:
    """Writes the claim, in the place of the order's former one. Ask `is_free` first: a clash here is an IntegrityError."""
    _let_go_of_cells(tx, claim.order_id)
    room = _room(tx, claim, {claim.order_id, *beside}) or (claim.rooms[-1] if claim.rooms else "")
    tx.run(_CLAIM, _claim_row(claim, room))
    for resource in (claim.tutor, room) if room else (claim.tutor,):
        owned = _owners(tx, resource, claim.cells)
        missing = [{"resource": resource, "cell": n, "order_id": claim.order_id} for n in claim.cells if n not in owned]
        if missing:
            tx.run(_TAKE, missing)


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


def trial_is_free(tx: Tx, learner: str, order_id: str) -> bool:
    """Whether the learner had no trial yet, or this very order is it."""
    return tx.run(_TRIAL, {"of": learner}).scalar() in (None, order_id)


def claim_trial(tx: Tx, learner: str, order_id: str) -> None:
    """The learner's one trial is this order. Ask `trial_is_free` first."""
    tx.run(_CLAIM_TRIAL, {"learner": learner, "order_id": order_id})


def _window(since: datetime, until: datetime) -> dict[str, int]:
    return {"since": to_ms(since), "until": to_ms(until), "latest": to_ms(until + LONGEST)}


def _claim_row(claim: Claim, room: str) -> dict[str, object]:
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
        "room": room,
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
