"""*Stop*, *cancel* and *move*: an unpaid time is let go or changed at once; a booked lesson by its own rules."""

from bot.core.conversation import Choice, Wish
from bot.core.orders import Order
from bot.core.series import later
from bot.core.turn import Turn
from flows import cancelling, confirm, meant, moving, orders, waiting_kept
from flows.booked import leave_unprepared


def stop(turn: Turn) -> None:
    """Before payment: the time released, the page expired, nothing charged. After payment it changes nothing."""
    order, lessons = turn.order, orders.upcoming(turn)
    unfinished = turn.desk.machine.steps[turn.state].unfinished
    waiting = order is not None and orders.replaceable(order)
    beside = None if waiting else orders.held(turn)
    if order is not None and orders.waits_for_choice(order):
        return turn.desk.machine.jump(turn, "payment.attention")
    if order is not None and order.payment == "processing" and not order.closed:
        return turn.say("stopped-processing")
    if waiting and order is not None:
        _let_go(turn, order.id)
    elif unfinished and beside is not None:
        turn.say("stopped-held", _back_or_cancel(turn), **orders.facts(turn, beside, language=turn.language))
    elif unfinished:
        _said(turn)
    elif beside is not None:
        _let_go(turn, beside.id)
    elif turn.conversation.waiting is not None:
        waiting_kept.leave(turn)
    elif lessons:
        return stays(turn)
    else:
        _said(turn)
    _rest(turn)
    return None


def _let_go(turn: Turn, order_id: str) -> None:
    order = turn.talk.orders[order_id]
    if orders.page_open(order):  # its money may have been quicker
        turn.set(stopped=order.id)
    orders.let_go(turn, order, "cancelled")
    turn.note("note-cancelled", order=order, **orders.facts(turn, order))
    _said(turn)


def _said(turn: Turn) -> None:
    lessons = orders.upcoming(turn)
    if lessons:
        turn.say("stopped-lesson-stays", when=turn.moment(lessons[0].slot))
    else:
        turn.say("stopped")
    turn.offer_nothing()


def _rest(turn: Turn) -> None:
    turn.set(wish=Wish(), order="", before=())
    turn.state = "welcome.rest"


def _back_or_cancel(turn: Turn) -> list[Choice]:
    return [
        turn.choice("back_to_payment", "choice-back-to-payment", "back_to_payment"),
        turn.choice("stop", "choice-cancel", "stop"),
    ]


def stays(turn: Turn) -> None:
    """A booked lesson is not stopped by a word; the questions to prepare it are."""
    if turn.state.startswith("booked."):
        leave_unprepared(turn)
    _move_or_cancel(turn, "stays-booked")


def my_lesson(turn: Turn) -> None:
    """The menu's row for one who has a lesson."""
    if orders.upcoming(turn) or later(turn):
        _move_or_cancel(turn, "my-lesson-ask")
    else:
        turn.lead("nothing-booked")
        turn.desk.machine.jump(turn, "welcome.menu")


def _move_or_cancel(turn: Turn, key: str) -> None:
    lessons = orders.upcoming(turn)
    choices = [turn.choice("move", "choice-move", "move"), turn.choice("cancel", "choice-cancel-lesson", "cancel")]
    waiting = later(turn)
    if len(lessons) > 1 or waiting:
        about = [orders.facts(turn, one, language=turn.language) for one in (*lessons, *waiting)]
        listed = [f"{one['when']} · {one['lesson']}" for one in about]
        listed[len(lessons) :] = [turn.text("my-lesson-unpaid", lesson=one) for one in listed[len(lessons) :]]
        return turn.say("my-lessons-ask", choices, list="\n".join(listed))
    place = confirm.place_line(turn, lessons[0].slot.place)
    return turn.say(key, choices, place=place, **orders.facts(turn, lessons[0], language=turn.language))


def move(turn: Turn) -> None:
    """A booked lesson gets another time; an unpaid one is simply changed."""
    order, waits = turn.order, meant.unpaid(turn, str(turn.value))
    if waits is not None:
        _waits_for_link(turn, waits)
    elif order is not None and orders.replaceable(order) and turn.desk.machine.accepts(turn.state, "change"):
        turn.desk.machine.fire(turn, "change")
    elif orders.upcoming(turn):
        moving.begin(turn)
    else:
        turn.lead("nothing-booked")
        turn.desk.machine.fire(turn, "ask_again")


def cancel(turn: Turn) -> None:
    """A booked lesson is called off once it was said what that gives back; an unpaid one is let go."""
    order, waits = turn.order, meant.unpaid(turn, str(turn.value))
    if waits is not None:
        return cancelling.let_go_unpaid(turn, waits)
    if (order is not None and orders.replaceable(order)) or not (orders.upcoming(turn) or later(turn)):
        return stop(turn)
    return cancelling.begin(turn)


def _waits_for_link(turn: Turn, order: Order) -> None:
    """A lesson of a series that is not paid yet: its time is chosen anew with its link, or it is called off now."""
    choices = [turn.choice(order.id, "choice-cancel-lesson", "cancel"), turn.choice("keep", "choice-keep", "kept")]
    turn.say("move-with-its-link", choices, **orders.facts(turn, order, language=turn.language))
