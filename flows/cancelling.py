"""Cancelling a booked lesson: which one, what comes of it before the last tap, and then at once."""

from dataclasses import replace

from bot.core import refund_policy as policy
from bot.core.conversation import Choice, Wish
from bot.core.effects import GiveTrialBack, ReleaseSlot
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.hearing import plain, says
from bot.core.money import Money
from bot.core.orders import BOOKED, RELEASED, Order
from bot.core.refund_policy import GivenBack, gives_back
from bot.core.turn import Turn
from flows import meant, moved, orders

# With these a person looks: money nobody knows enough of, or that a bank is asked about.
UNCERTAIN = (policy.NOT_PAID, "disputed", "no_intent")


def begin(turn: Turn) -> None:
    """The lesson that was meant, else which one? And what cancelling it gives back."""
    order = meant.lesson(turn, str(turn.value))
    turn.set(wish=Wish(cancels=order.id if order else ""), before=())
    turn.desk.machine.jump(turn, "cancelling.confirm" if order else "cancelling.which")


def ask_which(turn: Turn) -> None:
    """Every booked lesson that is still to come."""
    turn.say("cancel-which", meant.lessons(turn, "lesson_to_cancel"))


def read_which(turn: Turn, text: str) -> Heard | None:
    """A day that only one of them is on."""
    order = meant.lesson(turn, text)
    return Heard("lesson_to_cancel", order.id) if order is not None else None


def take_which(turn: Turn) -> None:
    """That one."""
    turn.set_wish(cancels=str(turn.value))
    turn.desk.machine.jump(turn, "cancelling.confirm")


def ask(turn: Turn) -> None:
    """What comes of it, in cents and why; then yes, another time, or all stays."""
    order = meant.booked(turn, turn.wish.cancels)
    if order is None:
        return meant.nothing(turn)
    back = _back(turn, order)
    if back.why in UNCERTAIN:
        return orders.to_person(turn, "cancel")
    choices = [turn.choice(f"back_{back.cents}", "choice-cancel-yes", "cancel_confirmed"), *_instead(turn, order, back)]
    turn.say(
        f"cancel-ask-{back.why.replace('_', '-')}",
        choices,
        amount=turn.money(Money(back.cents, order.price.currency)),
        percent=back.percent,
        freeuntil=turn.deadline(order.slot.start - turn.business.cancel_notice, order.slot.place),
        **orders.facts(turn, order, language=turn.language),
    )
    return None


def _instead(turn: Turn, order: Order, back: GivenBack) -> list[Choice]:
    choices = [turn.choice("move", "choice-move-instead", "lesson_to_move")] if meant.movable(turn, order) else []
    choices.append(turn.choice("keep", "choice-keep", "kept"))
    if back.why in (policy.PARTLY, policy.TOO_LATE):
        choices.append(turn.choice("person", "choice-person", "person"))
    return choices


def _back(turn: Turn, order: Order) -> GivenBack:
    return gives_back(order, turn.now, turn.business.refunds, orders.credited(turn, order))


def read(turn: Turn, text: str) -> Heard | None:
    """Yes and no."""
    said, offer = plain(text), turn.conversation.offered
    if says(turn, said, "yes") and offer is not None:
        return Heard("cancel_confirmed", offer.choices[0].value)
    return Heard("kept") if says(turn, said, "no") else None


def confirmed(turn: Turn) -> None:
    """Off, unless it gives back something else by now than was shown."""
    order = meant.booked(turn, turn.wish.cancels)
    if order is None:
        return meant.nothing(turn)
    back = _back(turn, order)
    if turn.value != f"back_{back.cents}":
        turn.lead("cancel-changed")
        return turn.desk.machine.jump(turn, "cancelling.confirm")
    about = orders.facts(turn, order, language=turn.language)
    order = cancel_order(turn, order, back.cents)
    amount = Money(back.cents, order.price.currency)
    paid = "back" if back.cents else "free" if back.why == policy.FREE else "nothing"
    turn.say("cancelled", paid=paid, amount=turn.money(amount), **about)
    staff = turn.desk.speech.money(turn.business.staff_language, amount)
    soon = orders.is_soon(turn, order)
    turn.note("note-lesson-cancelled", mention=soon, order=order, paid=paid, amount=staff, **orders.facts(turn, order))
    turn.set(wish=Wish(), order=order.id, before=())
    turn.offer_nothing()
    turn.state = "welcome.rest"
    return None


def cancel_order(turn: Turn, order: Order, cents: int) -> Order:
    """The lesson off: its time free at once, so much of its money on its way back, a trial given back. Says nothing."""
    left = order.kept_cents
    turn.put_order(replace(order, booking=RELEASED, closed="cancelled", held_until=None))
    turn.do(ReleaseSlot(order.id))
    let_go_of(turn, order)
    order = moved.give_back(turn, turn.talk.orders[order.id], cents)
    order = replace(order, withheld_cents=min(left, order.kept_cents))
    turn.put_order(order)
    learner = turn.talk.learner(order.learner)
    if learner is not None and turn.business.rules[order.flow].once_per_learner:
        turn.do(GiveTrialBack(f"{turn.talk.id}:{learner.id}", order.id))
        turn.put_learner(replace(learner, trial=False))
    return order


def let_go_of(turn: Turn, order: Order) -> None:
    """What else knows of a lesson that is off: its alarm clocks, a difference to pay for moving it, the learner's history."""
    waiting = orders.moving(turn, order)
    if waiting is not None:
        orders.let_go(turn, waiting, "cancelled")
    orders.hush(turn, order)
    learner = turn.talk.learner(order.learner)
    if learner is not None:
        turn.put_learner(replace(learner, history=tuple(one for one in learner.history if one != order.slot.start)))


def let_go_unpaid(turn: Turn, order: Order) -> None:
    """A lesson of a series that nobody has paid yet is off at once; the others stay."""
    orders.let_go(turn, order, "cancelled")
    orders.hush(turn, order, "series_link")
    turn.say("cancelled", paid="free", amount="", **orders.facts(turn, order, language=turn.language))
    soon = orders.is_soon(turn, order)
    turn.note("note-lesson-cancelled", mention=soon, order=order, paid="free", amount="", **orders.facts(turn, order))
    turn.set(wish=Wish(), before=())
    turn.offer_nothing()
    turn.state = "booked.ready" if orders.upcoming(turn) else "welcome.rest"


def kept(turn: Turn) -> None:
    """All stays as it was."""
    order = meant.booked(turn, turn.wish.cancels or turn.wish.moves)
    lesson = order or next(iter(orders.upcoming(turn)), None)
    turn.set(wish=Wish(), before=())
    if lesson is None or lesson.booking != BOOKED:
        return meant.nothing(turn)
    turn.say("kept", **orders.facts(turn, lesson, language=turn.language))
    turn.offer_nothing()
    turn.set(order=lesson.id)
    turn.state = "booked.ready"
    return None


FLOW = Flow(
    "cancelling",
    steps=(
        Step("cancelling.which", ask_which, read_which, unfinished=True),
        Step("cancelling.confirm", ask, read, unfinished=True),
    ),
    moves=(
        Move("cancelling.*", "lesson_to_cancel", STAY, do=take_which),
        Move("cancelling.confirm", "cancel_confirmed", STAY, do=confirmed),
        Move("*", "kept", STAY, do=kept),
    ),
)
