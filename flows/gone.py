"""The money is in and the hour is gone: times of the same price, the money back, or a person."""

from dataclasses import replace

from bot.core.conversation import Choice, Wish
from bot.core.effects import BookSlot, HoldSlot, ReleaseSlot
from bot.core.flow import Heard
from bot.core.hearing import plain
from bot.core.offering import nearest
from bot.core.orders import BOOKED, RELEASED
from bot.core.settle import ask_refund
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import orders, times
from flows.said import Said, reader
from flows.unserved import wanted_moment

TIMES_SHOWN = 6


def ask_attention(turn: Turn) -> None:
    """Nothing is decided for the student: another time for the same money, the money back, or a person."""
    order = turn.order
    if order is None:
        return None
    about = orders.facts(turn, order, language=turn.language)
    person = turn.choice("person", "choice-person", "person")
    if not orders.waits_for_choice(order):
        return turn.say("with-a-person", [person], **about)
    slots = _same_price(turn)
    choices: list[Choice] = [times.slot_choice(turn, slot, "paid_slot_chosen") for slot in slots]
    choices.append(turn.choice("money_back", "choice-money-back", "money_back"))
    key = "attention-ask" if slots else "attention-ask-series" if order.others else "attention-ask-no-times"
    zone = turn.clock_at(order.slot.place).city(*(slot.start for slot in slots))
    return turn.say(key, [*choices, person], zone=zone, **about)


def _same_price(turn: Turn) -> tuple[Slot, ...]:
    """The first times of the same flow, length and so price; near the wish, if one was typed."""
    order, when = turn.order, turn.wish.when
    if order is None or order.others:
        return ()
    where = {"minutes": order.slot.minutes, "place": order.slot.place, "tutor": ""}
    turn.set_wish(flow=order.flow, subject=order.subject, learner=order.learner, **where)
    free = times.free(turn)
    wanted = wanted_moment(turn, when) if when else None
    return nearest(free, wanted, TIMES_SHOWN) if wanted else times.chosen(turn, free, TIMES_SHOWN)


def hear(turn: Turn, text: str) -> Heard | None:
    """A wish for a time; “money back” in other words."""
    if plain(text) in turn.desk.speech.words("money-back"):
        return Heard("money_back")
    return reader("slot")(turn, text)


def may_choose(turn: Turn) -> bool:
    """Whether the money still waits for a choice."""
    return turn.order is not None and orders.waits_for_choice(turn.order)


def told(turn: Turn) -> None:
    """A typed wish: the times nearest to it."""
    said: Said = turn.value
    if said.when is not None:
        turn.set_wish(when=said.when)
    turn.desk.machine.jump(turn, "payment.attention")


def paid_slot_chosen(turn: Turn) -> None:
    """Another hour for money that is already in: booked on the same payment."""
    order = turn.order
    if order is None:
        return None
    start = times.parse_code(str(turn.value))
    slot = Slot(start, order.slot.minutes, order.slot.place)
    if not times.free_for(turn, turn.business.rules[order.flow], slot):
        turn.lead("slot-gone", when=turn.moment(slot))
        return turn.desk.machine.jump(turn, "payment.attention")
    tutor = times.tutor_for(turn, turn.business.rules[order.flow], slot)
    turn.put_order(
        replace(order, slot=slot, tutor=tutor, booking=BOOKED, booked_at=turn.now, closed="", held_until=None)
    )
    turn.do(HoldSlot(order.id, slot, slot.end))
    turn.do(BookSlot(order.id))
    turn.value = order.id
    turn.then = "order_booked"
    return None


def slot_lost(turn: Turn) -> None:
    """Somebody was faster again."""
    turn.lead("slot-gone", when=turn.moment(turn.value))
    turn.desk.machine.jump(turn, "payment.attention")


def money_back(turn: Turn) -> None:
    """The whole amount, at once and automatically."""
    order = turn.order
    if order is None:
        return None
    if not all(payment.refundable_cents for payment in order.kept):  # no intent told yet, or a bank asks about it
        return orders.to_person(turn, "trouble")
    for payment in order.kept:
        order, refund = ask_refund(order, payment)
        turn.do(refund)
        orders.watch_refund(turn, order)
    turn.put_order(replace(order, booking=RELEASED, closed="cancelled", held_until=None))
    turn.do(ReleaseSlot(order.id))  # paid after the lesson had begun, its time may be claimed still
    turn.say("money-back", **orders.facts(turn, order, language=turn.language))
    turn.note("note-money-back", order=order, **orders.facts(turn, order))
    turn.set(wish=Wish(), before=())
    turn.offer_nothing()
    turn.state = "welcome.rest"
    return None
