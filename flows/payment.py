"""The payment flow: the link, waiting, money on its way, a time that ran out, money without an hour.

Rows named `order_…` answer the news of an order (`bot.core.settle`), wherever the student has wandered.
"""

from dataclasses import replace

from bot.core.conversation import Choice, Wish
from bot.core.effects import LookUpCheckout
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.hearing import mentions, plain, says
from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order
from bot.core.turn import Turn
from flows import booked, gone, moving, news, orders, standing, taken, times
from flows.placing import wish_of
from flows.said import Said, reader

# -- the questions ---------------------------------------------------------------------------------------------------------


def ask_waiting(turn: Turn) -> None:
    """Two messages: what is bought with the bare link on the last line (it can be forwarded), then the choices."""
    order = turn.order
    if order is None or order.booking != HELD or order.closed:
        return _where_it_went(turn)
    about = orders.facts(turn, order, language=turn.language)
    parent = orders.awaits_parent(order)
    turn.offer_person = False  # the choices have a person already, and the link's message is to be forwarded
    turn.say(orders.link_key(order), **about)
    turn.say("parent-choices" if parent else "link-choices", _waiting_choices(turn), **about)
    return None


def ask_opening(turn: Turn) -> None:
    """The link is on its way; or it is there; or there will be none, and why."""
    order = turn.order
    if order is None or order.booking != HELD or order.closed:
        return _where_it_went(turn)
    if order.attempt is not None and order.attempt.state == "open":
        return turn.desk.machine.jump(turn, "payment.waiting")
    return turn.say("link-coming", _waiting_choices(turn)[1:])


def _where_it_went(turn: Turn) -> None:
    """The step of an order that waits for no payment any more."""
    order = turn.order
    step = "welcome.menu"
    if order is not None and orders.waits_for_choice(order):
        step = "payment.attention"
    elif order is not None and order.payment == "processing":
        step = "payment.processing"
    elif order is not None and order.booking == RELEASED and order.closed == "expired":
        step = "payment.expired"
    turn.desk.machine.jump(turn, step)


def _waiting_choices(turn: Turn) -> list[Choice]:
    return [
        turn.choice("link", "choice-link-again", "link_again"),
        turn.choice("change", "choice-change", "change"),
        turn.choice("cancel", "choice-cancel", "stop"),
        turn.choice("person", "choice-person", "person"),
    ]


def ask_processing(turn: Turn) -> None:
    """The bank takes its time: said again to whoever asks."""
    order = turn.order
    if order is None:
        return
    person = turn.choice("person", "choice-person", "person")
    turn.say("processing", [person], **orders.facts(turn, order, language=turn.language))


def ask_expired(turn: Turn) -> None:
    """Same time again if it is free, another time, or stop."""
    order = turn.order
    if order is None:
        return
    choices = []
    renewable = order.renewals < turn.business.most_renewals
    if renewable and times.free_again(turn, order):
        choices.append(turn.choice("again", "choice-same-time", "pay_again"))
    choices += [turn.choice("other", "choice-other-time", "other_time"), turn.choice("stop", "choice-stop", "stop")]
    if not renewable:  # something keeps this student from paying
        choices.append(turn.choice("person", "choice-person", "person"))
    key = "expired-parent-ask" if orders.awaits_parent(order) else "expired-ask"
    turn.say(key, choices, **orders.facts(turn, order, language=turn.language))


# -- hearing ---------------------------------------------------------------------------------------------------------------


def hear_waiting(turn: Turn, text: str) -> Heard | None:
    """Words about the link, a lesson beside this one, and wishes for another time or length."""
    said = plain(text)
    if says(turn, said, "link"):
        return Heard("link_again")
    if says(turn, said, "change"):
        return Heard("change")
    if says(turn, said, "yes") or says(turn, said, "no"):
        return Heard("thanks")  # “Anything else?” “No.”
    if says(turn, said, "pays-later"):
        return Heard("unsure")
    if mentions(said, turn.desk.speech.words("pay-trouble")):
        return Heard("pay_trouble")
    told = reader()(turn, text)
    when = told.value.when if told is not None and isinstance(told.value, Said) else None
    if mentions(said, turn.desk.speech.words("pays-then")) and (when is None or when.at is None):
        return Heard("unsure")  # “ik betaal morgen” wants no other day for the lesson
    if told is not None and isinstance(told.value, Said) and told.value.another:
        return Heard("told_beside", told.value)
    return told


def hear_expired(turn: Turn, text: str) -> Heard | None:
    """Yes is the same time again, if that is offered; no stops; a time is another time."""
    said, offer = plain(text), turn.conversation.offered
    if says(turn, said, "yes"):
        free = offer is not None and any(one.does == "pay_again" for one in offer.choices)
        return Heard("pay_again" if free else "other_time")
    if says(turn, said, "no"):
        return Heard("stop")
    return reader("slot")(turn, text)


# -- doing -----------------------------------------------------------------------------------------------------------------


def link_again(turn: Turn) -> None:
    """The link once more; a page that has died in the meantime is renewed behind the same address."""
    order = turn.order
    if order is None or order.booking != HELD or order.closed:
        turn.lead("nothing-to-pay")
        return turn.desk.machine.jump(turn, "welcome.menu")
    if order.attempt is not None and order.attempt.state == "asked":
        return turn.say("link-coming")
    if not orders.page_open(order) and not orders.awaits_parent(order) and not order.free:
        orders.open_page(turn, order)
        turn.state = "payment.opening"
        return None
    return turn.desk.machine.jump(turn, "payment.waiting")


def pay_trouble(turn: Turn) -> None:
    """“The link does not work”: the link once more, another way to pay, a person."""
    turn.lead("pay-trouble")
    link_again(turn)


def start_change(turn: Turn) -> None:
    """Back to the summary's *change* with the order's answers; the time and the page stay valid until a new yes."""
    order = turn.order
    lesson = orders.moved_from(turn, order) if order is not None else None
    if lesson is not None:
        return moving.start(turn, lesson)
    if order is not None:
        turn.set(wish=wish_of(turn, order))
        turn.desk.machine.jump(turn, f"{order.flow}.change")
    return None


def told_change(turn: Turn) -> None:
    """“Can it be at five?” while a link is out: the order's answers, changed by what was said."""
    order = turn.order
    if order is not None and order.moves_order:
        turn.set(wish=replace(wish_of(turn, order), moves=order.moves_order))
        return moving.take_told(turn)
    if order is not None:
        turn.set(wish=wish_of(turn, order))
    turn.desk.machine.fire(turn, "told_anew", turn.value)
    return None


def told_beside(turn: Turn) -> None:
    """“And also for my daughter”: another lesson, while this one waits for its payment."""
    order = turn.order
    if order is not None:
        turn.lead("stays-held", **orders.facts(turn, order, language=turn.language))
    booked.told_new(turn)


def pay_again(turn: Turn) -> None:
    """The same time once more, from the chat."""
    order = turn.order
    if order is None:
        return None
    if not times.free_again(turn, order):
        return lost(turn, order)
    if order.others:  # which of its lessons can be had still, a new summary says
        turn.set(wish=wish_of(turn, order), order="")
        turn.then = "go_on"
        return None
    if not orders.renew(turn, order):
        return orders.to_person(turn, "too_many_unpaid")
    return None


def other_time(turn: Turn) -> None:
    """Another time, everything else as it was."""
    order = turn.order
    if order is not None:
        turn.set(wish=wish_of(turn, order, start=False), order="")
    turn.then = "go_on"


def lost(turn: Turn, order: Order) -> None:
    """The time of an expired order is somebody else's: the nearest ones, everything else as it was."""
    turn.set(wish=wish_of(turn, order, start=False), order="")
    taken.lost(turn, order.slot)
    turn.then = "go_on"


def slot_lost(turn: Turn) -> None:
    """A renewal lost its time to somebody faster."""
    order = turn.order
    if order is not None:
        lost(turn, order)


def says_paid(turn: Turn) -> None:
    """“I have paid”: looks at Stripe, says what is known, never “failed”."""
    order = turn.order or orders.held(turn)
    if order is None or (order.free and not orders.awaits_parent(order)):
        return turn.say("paid-unknown")
    about = orders.facts(turn, order, language=turn.language)
    if orders.waits_for_choice(order) and turn.conversation.status == "pending":
        return back_to(turn, order)
    key = _where_the_money_is(order)
    if key == "paid-checking" and order.attempt is not None:
        turn.do(LookUpCheckout(order.id, order.attempt.session_id))
    gone = Money(order.refunded_cents, order.price.currency)
    return turn.say(key, **about, amount=turn.money(gone))


def _where_the_money_is(order: Order) -> str:
    """The sentence for “paid?”."""
    if order.booking == BOOKED:
        return "paid-known"
    if order.booking == ATTENTION:
        return "with-a-person"
    if orders.replaceable(order) and orders.awaits_parent(order):
        return "parent-waited-for"
    known = {"processing": "processing", "refunded": "refunded"}.get(order.payment)
    if known:
        return known
    if order.booking == RELEASED and order.money_in_cents:  # on its way back, withheld, or it pays for another time
        return "nothing-to-pay"
    return "paid-checking" if order.attempt is not None and order.attempt.session_id else "paid-unknown"


def back_to(turn: Turn, order: Order) -> None:
    """The payment of an order, or the choice about its money, wherever the student was."""
    turn.set(order=order.id, wish=Wish())
    turn.desk.machine.jump(turn, "payment.waiting" if orders.replaceable(order) else "payment.attention")


FLOW = Flow(
    "payment",
    steps=(
        Step("payment.opening", ask_opening, hear_waiting, unfinished=True),
        Step("payment.waiting", ask_waiting, hear_waiting, unfinished=True),
        Step("payment.processing", ask_processing, hear_waiting),
        Step("payment.expired", ask_expired, hear_expired, unfinished=True),
        Step("payment.attention", gone.ask_attention, gone.hear, unfinished=True),
    ),
    moves=(
        *(Move(f"payment.{step}", "link_again", STAY, do=link_again) for step in ("opening", "waiting")),
        *(Move(f"payment.{step}", "pay_trouble", STAY, do=pay_trouble) for step in ("opening", "waiting")),
        *(Move(f"payment.{step}", "change", STAY, do=start_change) for step in ("opening", "waiting")),
        *(Move(f"payment.{step}", "told", STAY, do=told_change) for step in ("opening", "waiting", "expired")),
        *(Move(f"payment.{step}", "told_beside", STAY, do=told_beside) for step in ("opening", "waiting")),
        Move("payment.processing", "told", STAY, do=booked.told_new),
        Move("payment.processing", "told_beside", STAY, do=booked.told_new),
        Move("payment.processing", "link_again", "payment.processing"),
        Move("payment.processing", "pay_trouble", "payment.processing"),
        Move("payment.processing", "change", "payment.processing"),
        Move("payment.expired", "pay_again", STAY, do=pay_again),
        Move("payment.expired", "other_time", STAY, do=other_time),
        Move("payment.attention", "told", STAY, do=gone.told),
        Move("payment.attention", "paid_slot_chosen", STAY, do=gone.paid_slot_chosen, when=gone.may_choose),
        Move("payment.attention", "money_back", STAY, do=gone.money_back, when=gone.may_choose),
        Move("payment.attention", "slot_lost", STAY, do=gone.slot_lost),
        Move("payment.*", "slot_lost", STAY, do=slot_lost),
        Move("*", "says_paid", STAY, do=says_paid),
        Move("*", "told_at_last", STAY, do=standing.told_at_last),
        *(Move("*", f"order_{name}", STAY, do=act) for name, act in news.NEWS.items()),
    ),
)
