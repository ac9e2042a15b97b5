"""A yes to a summary made into an order: a new one, one in the place of another, the same again, or the difference for moving."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.conversation import Learner, Wish
from bot.core.effects import HoldSlot
from bot.core.money import Money
from bot.core.orders import HELD, Order
from bot.core.series import others_of
from bot.core.slots import TUTOR, Slot
from bot.core.turn import Turn
from flows import orders


def place(
    turn: Turn,
    lessons: Sequence[Slot],
    price: Money,
    learner: Learner,
    *,
    replaces: Order | None,
    parent: bool,
    moves: Order | None = None,
) -> None:
    """A new order: the time is claimed now; the old order's page is expired first, and only then the new one opens.

    `lessons`: the one, or all of a weekly series at `price` each. `moves`: the booked order whose lesson moves here once `price`, the difference, is paid; until then it stays.
    """
    slot, together = lessons[0], turn.business.series.together
    order = _new(turn, slot, price, learner, parent=parent)
    if len(lessons) > 1 and together:
        rest = price.cents * (len(lessons) - 1)
        order = replace(order, price=replace(price, cents=price.cents + rest), lent_cents=rest)
    beside = replaces or moves
    order = replace(order, replaces=beside.id if beside else "")
    if moves is not None:  # its time is held once: unpaid, the lesson simply stays where it was
        order = replace(order, moves_order=moves.id, renewals=turn.business.most_renewals)
        turn.put_order(order)
    order = replace(order, held_until=orders.hold_end(turn, order))
    others = [_another(turn, order, one, price, together=together) for one in lessons[1:]]
    order = replace(order, others=tuple(one.id for one in others))
    for one in (order, *others):
        turn.put_order(one)
        turn.do(HoldSlot(one.id, one.slot, one.held_until or turn.now, beside.id if beside else ""))
    turn.set(order=order.id)
    if replaces is not None:
        orders.let_go(turn, replaces, "replaced", heir=order)
        if replaces.slot.start != slot.start:
            before = turn.team_clock.moment(replaces.slot.start)
            turn.note("note-moved", order=order, **orders.facts(turn, order) | {"before": before})
    orders.wake(turn, order)
    if parent:
        turn.note("note-link-parent", order=order, **orders.facts(turn, order))
        return turn.desk.machine.jump(turn, "payment.waiting")
    turn.state = "payment.opening"
    return orders.go_ahead(turn, order)


def _new(turn: Turn, slot: Slot, price: Money, learner: Learner, *, parent: bool) -> Order:
    token, here = turn.token(slot.start.isoformat()), turn.conversation
    return Order(
        id=f"order_{token}",
        token=token,
        talk=turn.talk.id,
        account_id=here.account_id,
        conversation_id=here.conversation_id,
        flow=turn.wish.flow,
        slot=slot,
        price=price,
        created_at=turn.now,
        subject=turn.wish.subject,
        learner=learner.id,
        language=turn.language,
        zone=turn.student.zone,
        audience=learner.level or turn.student.level_before,
        tutor=turn.wish.tutor or TUTOR,
        minor=parent,
        booking=HELD,
    )


def _another(turn: Turn, first: Order, slot: Slot, price: Money, *, together: bool) -> Order:
    """A later lesson of a series: paid with the first, or held until its own link has to be paid."""
    token, series = turn.token(slot.start.isoformat()), turn.business.series
    order = replace(first, id=f"order_{token}", token=token, slot=slot, series=first.id, replaces="", lent_cents=0)
    if together:
        return replace(order, price=replace(price, cents=0), credit_from=first.id, credit_cents=price.cents)
    return replace(order, price=price, held_until=slot.start - series.pay_before)


def keep(turn: Turn, order: Order, learner: Learner) -> None:
    """Same time, length and price: the same order, the same page; only what it is about changes."""
    order = replace(order, subject=turn.wish.subject, learner=learner.id, language=turn.language)
    turn.put_order(order)
    if order.attempt is not None and order.attempt.state == "asked":
        turn.state = "payment.opening"  # the link is on its way
        turn.say("link-coming")
    else:
        turn.desk.machine.jump(turn, "payment.waiting")


def same_terms(order: Order, slot: Slot, price: Money, flow: str, *, parent: bool) -> bool:
    """Whether the order already holds exactly this."""
    return (order.slot, order.price, order.flow, order.minor) == (slot, price, flow, parent)


def wish_of(turn: Turn, order: Order, *, start: bool = True) -> Wish:
    """What the order is about, as a wish."""
    learner = turn.talk.learner(order.learner)
    weeks = weeks_of(turn, order) if order.booked_at is None else 0
    return Wish(
        flow=order.flow,
        subject=order.subject,
        minutes=order.slot.minutes,
        start=order.slot.start if start else None,
        place=order.slot.place,
        learner=order.learner,
        who=learner.who if learner else "",
        minor=learner.minor if learner else None,
        name=learner.name if learner else "",
        weekly=weeks > 0,
        weeks=weeks,
    )


def weeks_of(turn: Turn, order: Order) -> int:
    """How many weeks the series of a first order spans; 0 for a lesson by itself."""
    starts = [one.slot.start for one in others_of(turn, order)]
    return 1 + round((max(starts) - order.slot.start) / timedelta(weeks=1)) if starts else 0
