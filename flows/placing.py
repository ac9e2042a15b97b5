"""A yes to a summary made into an order: a new one, one in the place of another, the same again, or the difference for moving."""

from dataclasses import replace

from bot.core.conversation import Learner, Wish
from bot.core.effects import HoldSlot
from bot.core.money import Money
from bot.core.orders import HELD, Order
from bot.core.slots import TUTOR, Slot
from bot.core.turn import Turn
from flows import orders


def place(
    turn: Turn,
    slot: Slot,
    price: Money,
    learner: Learner,
    *,
    replaces: Order | None,
    parent: bool,
    moves: Order | None = None,
) -> None:
    """A new order: the time is claimed now; the old order's page is expired first, and only then the new one opens.

    `moves`: the booked order whose lesson moves here once `price`, the difference, is paid; until then it stays.
    """
    order = _new(turn, slot, price, learner, parent=parent)
    beside = replaces or moves
    order = replace(order, replaces=beside.id if beside else "")
    if moves is not None:  # its time is held once: unpaid, the lesson simply stays where it was
        order = replace(order, moves_order=moves.id, renewals=turn.business.most_renewals)
        turn.put_order(order)
    order = replace(order, held_until=orders.hold_end(turn, order))
    turn.put_order(order)
    turn.set(order=order.id)
    turn.do(HoldSlot(order.id, slot, order.held_until or turn.now, beside.id if beside else ""))
    if replaces is not None:
        orders.let_go(turn, replaces, "replaced", heir=order)
        if replaces.slot.start != slot.start:
            before = turn.desk.speech.moment(turn.business.staff_language, replaces.slot.start)
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
        audience=learner.level or turn.student.level_before,
        tutor=turn.wish.tutor or TUTOR,
        minor=parent,
        booking=HELD,
    )


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
    )
