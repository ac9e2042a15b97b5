"""The payment flow: the link, waiting, money on its way, a time that ran out, money without an hour.

Rows named `order_…` answer the news of an order (`bot.core.settle`), wherever the student has wandered.
"""

from dataclasses import replace

from bot.core.conversation import Choice
from bot.core.effects import BookSlot, HoldSlot, LookUpCheckout, Refund
from bot.core.flow import AGAIN, STAY, Flow, Heard, Move, Step
from bot.core.hearing import plain
from bot.core.orders import ATTENTION, BOOKED, RELEASED, Order
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import news, orders, times
from flows.said import reader


def ask_waiting(turn: Turn) -> None:
    """Two messages: what is bought with the bare link on the last line (it can be forwarded), then the choices."""
    order = turn.order
    if order is None:
        return
    about = orders.facts(turn, order, language=turn.language)
    key = ("link-parent-free" if order.free else "link-parent") if _parent_waits(order) else "link"
    turn.say(key, **about)
    turn.say("link-choices", _waiting_choices(turn))


def ask_expired(turn: Turn) -> None:
    """Same time again if it is free, another time, or stop."""
    order = turn.order
    if order is None:
        return
    choices = []
    if order.renewals < turn.business.most_renewals and times.free_for(
        turn, turn.business.rules[order.flow], order.slot
    ):
        choices.append(turn.choice("again", "choice-same-time", "pay_again"))
    choices += [turn.choice("other", "choice-other-time", "other_time"), turn.choice("stop", "choice-stop", "stop")]
    turn.say("expired-ask", choices, **orders.facts(turn, order, language=turn.language))


def ask_attention(turn: Turn) -> None:
    """The money is in and the hour is gone: times of the same price, the money back, or a person."""
    order = turn.order
    if order is None:
        return
    turn.set_wish(**_wish_of(order), start=None)
    slots = [one for one in times.free(turn) if turn.rules.price(one.minutes) == order.price][:6]
    choices: list[Choice] = [times.slot_choice(turn, slot, "paid_slot_chosen") for slot in slots]
    choices.append(turn.choice("money_back", "choice-money-back", "money_back"))
    choices.append(turn.choice("person", "choice-person", "person"))
    turn.say("attention-ask", choices, **orders.facts(turn, order, language=turn.language))


def hear_waiting(turn: Turn, text: str) -> Heard | None:
    """Words about the link, and wishes for another time or length."""
    speech, said = turn.desk.speech, plain(text)
    if said in speech.words("link"):
        return Heard("link_again")
    if said in speech.words("change"):
        return Heard("change")
    return reader()(turn, text)


def link_again(turn: Turn) -> None:
    """The link once more; a page that has died in the meantime is renewed behind the same address."""
    order = turn.order
    if order is not None and order.payment in ("expired", "failed") and order.booking == "held":
        orders.open_page(turn, order)


def start_change(turn: Turn) -> None:
    """Back to the summary's *change* with the order's answers; the time and the page stay valid until a new yes."""
    order = turn.order
    if order is not None:
        turn.set_wish(**_wish_of(order), start=order.slot.start)
        turn.desk.machine.jump(turn, f"{order.flow}.change")


def told_change(turn: Turn) -> None:
    """“Can it be at five?” while a link is out: the order's answers, changed by what was said."""
    order = turn.order
    if order is not None and not turn.wish.flow:
        turn.set_wish(**_wish_of(order), start=order.slot.start)
    turn.desk.machine.fire(turn, "told_anew", turn.value)


def pay_again(turn: Turn) -> None:
    """The same time once more, from the chat."""
    order = turn.order
    if order is None:
        return None
    if not times.free_for(turn, turn.business.rules[order.flow], order.slot):
        times.lost(turn, order.slot)
        return other_time(turn)
    if not orders.renew(turn, order):
        return orders.to_person(turn, "too_many_unpaid")
    return None


def other_time(turn: Turn) -> None:
    """Another time, everything else as it was."""
    order = turn.order
    if order is not None:
        turn.set_wish(**_wish_of(order), start=None)
        turn.set(order="")
    turn.then = "go_on"


def paid_slot_chosen(turn: Turn) -> None:
    """Another hour for money that is already in: booked on the same payment."""
    order = turn.order
    if order is None:
        return None
    start = times.parse_code(str(turn.value))
    slot = Slot(start, order.slot.minutes, order.slot.place)
    if not times.still_free(turn, slot):
        turn.lead("slot-gone", when=turn.moment(start))
        return turn.desk.machine.jump(turn, "payment.attention")
    turn.put_order(replace(order, slot=slot, booking=BOOKED, booked_at=turn.now, closed=""))
    turn.do(HoldSlot(order.id, slot, slot.start))
    turn.do(BookSlot(order.id))
    turn.value = order.id
    turn.then = "order_booked"
    return None


def money_back(turn: Turn) -> None:
    """The whole amount, at once and automatically."""
    order = turn.order
    if order is None:
        return
    for payment in order.payments:
        if payment.kept and not payment.refund_asked:
            order = order.with_payment(replace(payment, refund_asked=True))
            key = f"refund:{order.id}:{payment.id}"
            left = payment.amount_cents - payment.refunded_cents
            turn.do(Refund(order.id, payment.id, left, key))
    turn.put_order(replace(order, booking=RELEASED, closed="cancelled"))
    about = orders.facts(turn, order, language=turn.language)
    turn.say("money-back", **about)
    turn.note("note-money-back", order=order, **orders.facts(turn, order))


def says_paid(turn: Turn) -> None:
    """“I have paid”: looks at Stripe, says what is known, never “failed”."""
    order = turn.order
    if order is None or order.free or order.attempt is None or not order.attempt.session_id:
        turn.lead("paid-unknown")
    elif order.payment == "paid":
        turn.lead("paid-known", **orders.facts(turn, order, language=turn.language))
    else:
        turn.lead("paid-checking")
        turn.do(LookUpCheckout(order.id, order.attempt.session_id))


def lost_paid_slot(turn: Turn) -> None:
    turn.lead("slot-gone", when=turn.moment(turn.value.start))


def _waiting_choices(turn: Turn) -> list[Choice]:
    return [
        turn.choice("link", "choice-link-again", "link_again"),
        turn.choice("change", "choice-change", "change"),
        turn.choice("cancel", "choice-cancel", "stop"),
        turn.choice("person", "choice-person", "person"),
    ]


def _parent_waits(order: Order) -> bool:
    return order.minor and order.consent_at is None


def _wish_of(order: Order) -> dict[str, object]:
    return {
        "flow": order.flow,
        "subject": order.subject,
        "minutes": order.slot.minutes,
        "place": order.slot.place,
        "learner": order.learner,
        "when": None,
        "page": 0,
    }


def _no_wish_time(turn: Turn) -> bool:
    order = turn.order
    return order is not None and order.booking == ATTENTION


FLOW = Flow(
    "payment",
    steps=(
        Step("payment.opening", None, hear_waiting, unfinished=True),
        Step("payment.waiting", ask_waiting, hear_waiting, unfinished=True),
        Step("payment.processing", None, hear_waiting),
        Step("payment.expired", ask_expired, reader("slot"), unfinished=True),
        Step("payment.attention", ask_attention, reader("slot"), unfinished=True),
    ),
    moves=(
        Move("payment.*", "link_again", "payment.waiting", do=link_again),
        Move("payment.waiting", "change", STAY, do=start_change),
        Move("payment.opening", "change", STAY, do=start_change),
        Move("payment.waiting", "told", STAY, do=told_change),
        Move("payment.opening", "told", STAY, do=told_change),
        Move("payment.expired", "told", STAY, do=told_change),
        Move("payment.expired", "pay_again", STAY, do=pay_again),
        Move("payment.expired", "other_time", STAY, do=other_time),
        Move("payment.attention", "told", AGAIN),
        Move("payment.attention", "paid_slot_chosen", STAY, do=paid_slot_chosen, when=_no_wish_time),
        Move("payment.attention", "money_back", "welcome.rest", do=money_back),
        Move("payment.attention", "slot_lost", AGAIN, do=lost_paid_slot),
        Move("payment.*", "slot_lost", STAY, do=lambda turn: _lost_elsewhere(turn)),
        Move("*", "says_paid", STAY, do=says_paid),
        *(Move("*", f"order_{name}", STAY, do=act) for name, act in news.NEWS.items()),
    ),
)


def _lost_elsewhere(turn: Turn) -> None:
    """A renewal lost its time to somebody faster."""
    times.lost(turn, turn.value)
    other_time(turn)
