"""Carries the records of a decision out, inside the unit of its turn.

First everything that may lose is compared, then everything is written: a refused claim leaves nothing behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.desk import Desk
from bot.core.effects import (
    BookSlot,
    ClaimTrial,
    Delivery,
    Effect,
    GiveTrialBack,
    HoldSlot,
    KeepConsent,
    OpenCheckout,
    ReleaseSlot,
    StopWaiting,
    WaitFor,
    WakeMe,
)
from bot.core.events import Event, MoneyEvent, SlotWasTaken, TimeClashed, TrialWasTaken
from bot.core.orders import Order, stands_in_for
from bot.core.slots import Slot
from bot.shell import store_claims as claims
from bot.shell import store_outbox, store_waiting, store_wakeups
from bot.shell.ports import Look, Parcel
from bot.shell.store_claims import Claim
from bot.shell.tables import to_ms
from bot.shell.writer import Tx

PROMISES = (HoldSlot, BookSlot, OpenCheckout)  # somebody is told that the time is theirs, or may pay for it
MAY_LOSE = (HoldSlot, BookSlot, ClaimTrial)
AROUND = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Saving:
    """What a decision wants saved, and for whom."""

    talk: str
    orders: Mapping[str, Order]
    effects: Sequence[Effect]


def looks(desk: Desk, saving: Saving) -> frozenset[Look]:
    """What has to be asked of the tutors' own calendars before this decision may be saved: the day around each promised time."""
    found = set[Look]()
    for effect in saving.effects:
        if isinstance(effect, PROMISES) and (order := saving.orders.get(effect.order_id)) is not None:
            found |= looks_at(desk, order, effect.slot if isinstance(effect, HoldSlot) else order.slot)
    return frozenset(found)


def looks_at(desk: Desk, order: Order, slot: Slot) -> frozenset[Look]:
    """The day around the slot, of a tutor with a calendar of their own; nothing for another."""
    if not _is_outside(desk, order):
        return frozenset()
    return frozenset({Look(order.tutor, slot.start - AROUND, slot.end + AROUND)})


def _is_outside(desk: Desk, order: Order | None) -> bool:
    tutor = desk.business.tutor_named(order.tutor) if order is not None else None
    return tutor is not None and tutor.outside


def loses(tx: Tx, desk: Desk, saving: Saving, cause: Event) -> Event | None:
    """What to decide with instead, when a claim of this decision cannot be had; None when all can. Writes nothing."""
    if not any(isinstance(effect, MAY_LOSE) for effect in saving.effects) and not looks(desk, saving):
        return None
    claims.queue_up(tx)
    released = [effect.order_id for effect in saving.effects if isinstance(effect, ReleaseSlot)]
    for effect in saving.effects:
        taken = _loses(tx, desk, saving, effect, released, cause)
        if taken is not None:
            return taken
    return None


def _loses(tx: Tx, desk: Desk, saving: Saving, effect: Effect, released: list[str], cause: Event) -> Event | None:
    if isinstance(effect, ClaimTrial):
        if not claims.trial_is_free(tx, effect.learner, effect.order_id):
            return TrialWasTaken(id=f"{cause.id}:taken", talk=saving.talk, learner=effect.learner, cause=cause)
        return None
    if isinstance(effect, BookSlot | OpenCheckout) and claims.has_claim(tx, effect.order_id):
        return _clashed(tx, desk, saving, effect.order_id, cause, books=isinstance(effect, BookSlot))
    if isinstance(effect, HoldSlot):
        slot, beside = effect.slot, _family(saving.orders, effect.order_id, effect.beside)
    elif isinstance(effect, BookSlot):
        slot, beside = saving.orders[effect.order_id].slot, _family(saving.orders, effect.order_id, "")
    else:
        return None
    if claims.is_free(tx, claim_of(desk, saving.orders[effect.order_id], slot), [*beside, *released]):
        return None
    return SlotWasTaken(id=f"{cause.id}:taken", talk=saving.talk, slot=slot, cause=cause)


def _clashed(tx: Tx, desk: Desk, saving: Saving, order_id: str, cause: Event, *, books: bool) -> Event | None:
    """A held time that its tutor turns out not to have is neither booked free of charge nor put up for payment.

    Money that has come is not refused: the time was claimed before the tutor took it.
    """
    if isinstance(cause, MoneyEvent) and books:
        return None
    order = saving.orders.get(order_id)
    moves = any(isinstance(one, HoldSlot) and one.order_id == order_id for one in saving.effects)
    if moves or not _is_outside(desk, order) or not claims.is_clashed(tx, order_id):
        return None
    return TimeClashed(id=f"{cause.id}:clashed", talk=saving.talk, order_id=order_id, cause=cause)


def write(tx: Tx, desk: Desk, saving: Saving, now: datetime) -> None:
    """Writes the records, in their order. Who waits for a time that is let go looks again."""
    for effect in saving.effects:
        if isinstance(effect, HoldSlot | ReleaseSlot):
            store_waiting.comes_free(tx, effect.order_id, now)
        match effect:
            case HoldSlot():
                family = _family(saving.orders, effect.order_id, effect.beside)
                claims.hold(tx, claim_of(desk, saving.orders[effect.order_id], effect.slot, effect.until), family)
            case BookSlot():
                if not claims.book(tx, effect.order_id):
                    order = saving.orders[effect.order_id]
                    claims.hold(tx, claim_of(desk, order, order.slot), _family(saving.orders, order.id, ""))
            case ReleaseSlot():
                claims.release(tx, effect.order_id, effect.heir)
            case ClaimTrial():
                claims.claim_trial(tx, effect.learner, effect.order_id)
            case GiveTrialBack():
                claims.give_trial_back(tx, effect.learner, effect.order_id)
            case KeepConsent():
                store_wakeups.keep_consent(tx, effect)
            case WaitFor():
                store_waiting.put(tx, saving.talk, effect, now)
            case StopWaiting():
                store_waiting.drop(tx, saving.talk)
            case WakeMe():
                store_wakeups.wake(tx, saving.talk, effect)
            case _:
                if not isinstance(effect, Delivery):
                    raise TypeError(f"{type(effect).__name__} is neither a record nor a delivery")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery that was saved with a turn. `marked`: the outbox already says that it may have gone."""

    parcel: Parcel
    lane: str
    gated: bool
    marked: bool


def post(
    tx: Tx, saving: Saving, turn: str, now: datetime, *, waits: frozenset[str], person_has_it: bool
) -> tuple[Outgoing, ...]:
    """Saves the deliveries under `turn:n`, and says what they are.

    A decision that knew of a person and speaks all the same is not gated: the gate is for those who came afterwards.
    """
    out = []
    deliveries = [effect for effect in saving.effects if isinstance(effect, Delivery)]
    for n, effect in enumerate(deliveries):
        lane = store_outbox.lane_of(effect)
        parcel = Parcel(f"{turn}:{n}", saving.talk, effect, since=None if lane in waits else now)
        gated = bool(getattr(effect, "gated", False)) and not person_has_it
        out.append(Outgoing(parcel, lane, gated, marked=lane not in waits))
    store_outbox.put(tx, [(one.parcel, one.lane, one.gated) for one in out], waits, to_ms(now))
    return tuple(out)


def claim_of(desk: Desk, order: Order, slot: Slot, until: datetime | None = None) -> Claim:
    """What the order needs so that a lesson at that time can take place."""
    gap = desk.business.rules[order.flow].profile.gap_between
    return Claim(order.id, slot, gap, until, order.tutor, desk.business.capacity(slot.place))


def _family(orders: Mapping[str, Order], order_id: str, beside: str) -> set[str]:
    """The order it stands beside, and those that one replaces or stands in for."""
    return stands_in_for(orders, order_id, beside) | ({beside} - {""})
