"""A booked lesson at another time: the same order moved, the order of a paid difference in its place, or all as it was."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation import Choice, Wish
from bot.core.effects import BookSlot, HoldSlot, ReleaseSlot
from bot.core.money import Money
from bot.core.orders import BOOKED, RELEASED, Order
from bot.core.settle_requests import ask_part
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import confirm, orders


def move_to(
    turn: Turn,
    order: Order,
    slot: Slot,
    *,
    flow: str = "",
    tutor: str = "",
    worth: int | None = None,
    by_tutor: bool = False,
) -> Order:
    """The same order with another slot, on the payment it has; may lose the slot. What it costs less goes back.

    `worth`: what the lesson costs there, in cents (None: the same), never more than it did.
    """
    before = order.slot.start
    back = 0 if worth is None else order.worth_cents - worth
    tutor_moves = order.tutor_moves + 1 if by_tutor else 0
    order = replace(order, slot=slot, flow=flow or order.flow, tutor=tutor or order.tutor, tutor_moves=tutor_moves)
    order = replace(order, moves=order.moves + 1, booked_at=turn.now)
    turn.put_order(order)
    turn.do(HoldSlot(order.id, slot, slot.end))
    turn.do(BookSlot(order.id))
    waiting = orders.moving(turn, order)
    if waiting is not None:
        orders.let_go(turn, waiting, "cancelled")
    come_later(turn, order, before)
    return give_back(turn, order, back, cheaper=True)


def give_back(turn: Turn, order: Order, cents: int, *, cheaper: bool = False) -> Order:
    """So much of the lesson's money on its way back. `cheaper`: the lesson stays and costs that much less from now on.

    A cheaper lesson gives back what was credited first, so that what is left to pay for it never falls to nothing.
    """
    chain = (order, *orders.credited(turn, order))
    first_of_series = next((one.series for one in chain if one.series), "")
    for one in reversed(chain) if cheaper else chain:
        lends = one.id == first_of_series and one.id != order.id  # it paid for all of them: only this one's share
        mine = order.credit_cents if lends else one.refundable_cents - one.lending_cents
        part = min(cents, one.refundable_cents, mine)
        if part <= 0:
            continue
        one, refunds = ask_part(turn.talk.orders[one.id], part)
        if lends:
            one = lending_less(one, part)
            _was_lent_less(turn, order, chain, part)
        turn.put_order(one)
        for refund in refunds:
            turn.do(refund)
        orders.watch_refund(turn, one)
        cents -= part
        if cheaper or lends:
            own = turn.talk.orders[order.id]
            less = min(part, own.credit_cents) if one.id != own.id else 0
            price = replace(own.price, cents=own.price.cents - (part - less))
            turn.put_order(replace(own, price=price, credit_cents=own.credit_cents - less))
    return turn.talk.orders[order.id]


def _was_lent_less(turn: Turn, order: Order, chain: Sequence[Order], cents: int) -> None:
    """The lesson of the series that `order` was moved from had so much less of the one payment."""
    was = next((one for one in chain if one.series), order)
    if was.id != order.id:
        was = turn.talk.orders[was.id]
        turn.put_order(replace(was, credit_cents=was.credit_cents - min(cents, was.credit_cents)))


def take_less(turn: Turn, first: Order, order: Order, cents: int) -> None:
    """A lesson that a series' one payment pays for, wherever it was moved, takes so much less of that."""
    turn.put_order(lending_less(turn.talk.orders[first.id], cents))
    turn.put_order(replace(order, credit_cents=order.credit_cents - cents))
    _was_lent_less(turn, order, (order, *orders.credited(turn, order)), cents)


def lending_less(first: Order, cents: int) -> Order:
    """The order that paid for a series, for so much less of it."""
    price = replace(first.price, cents=first.price.cents - cents)
    return replace(first, lent_cents=first.lent_cents - cents, price=price)


def come_later(turn: Turn, order: Order, before: object) -> None:
    """The learner's history with the lesson where it is now."""
    learner = turn.talk.learner(order.learner)
    if learner is not None:
        stays = [one for one in learner.history if one not in (before, order.slot.start)]
        turn.put_learner(replace(learner, history=(*stays, order.slot.start)[-10:], tutor=order.tutor))


def tell(
    turn: Turn,
    order: Order,
    before: str,
    staff_before: str,
    back: int = 0,
    *,
    dearer: bool = False,
    choices: Sequence[Choice] = (),
) -> None:
    """The student reads where the lesson is now, the team as well; and nothing is asked. `choices`: what may come next."""
    costs = "less" if back else "more" if dearer else "same"
    amount = Money(back, order.price.currency) if back else order.price
    paid = turn.money(amount)
    turn.say(
        "moved",
        choices,
        gated=False,
        before=before,
        costs=costs,
        amount=paid,
        **confirm.of_booked(turn, order, choices),
    )
    staff = turn.desk.speech.money(turn.business.staff_language, amount)
    told = orders.facts(turn, order) | {"before": staff_before}
    soon = orders.is_soon(turn, order)
    turn.note("note-moved-booked", mention=soon, order=order, costs=costs, amount=staff, **told)


# -- the difference ----------------------------------------------------------------------------------------------------


def completed(turn: Turn, order: Order) -> Order | None:
    """The difference is paid: this order is the lesson, the old one ends and its money is credited.

    None when there is no lesson to move any more: the difference goes back.
    """
    if order.credit_from:
        return order
    old = orders.moved_from(turn, order)
    if old is None or old.booking != BOOKED or old.slot.start <= turn.now:
        _undone(turn, order)
        return None
    order = replace(order, credit_from=old.id, credit_cents=old.worth_cents, moves=old.moves + 1, replaced_by="")
    turn.put_order(order)
    turn.put_order(replace(old, booking=RELEASED, closed="moved", replaced_by=order.id, held_until=None))
    turn.do(ReleaseSlot(old.id, heir=order.id))
    orders.hush(turn, old)
    come_later(turn, order, old.slot.start)
    return order


def _undone(turn: Turn, order: Order) -> None:
    about = orders.facts(turn, order, language=turn.language)
    order = replace(order, booking=RELEASED, closed="cancelled", held_until=None)
    turn.put_order(order)
    turn.do(ReleaseSlot(order.id))
    give_back(turn, order, order.refundable_cents)
    turn.fact("move-not-any-more", **about)
    turn.note("note-move-not-any-more", mention=True, order=order, **orders.facts(turn, order))


def not_paid(turn: Turn, order: Order) -> None:
    """The difference was not paid in time: the lesson stays where it was, and the student hears it."""
    old = orders.moved_from(turn, order)
    turn.note("note-move-not-paid", order=order, **orders.facts(turn, order))
    if turn.conversation.order == order.id and old is not None:
        turn.set(order=old.id, wish=Wish())
        if turn.state.startswith("payment."):
            turn.offer_nothing()
            turn.state = "booked.ready"
    if old is not None and old.booking == BOOKED:
        turn.say("move-not-paid", **orders.facts(turn, order, language=turn.language))
