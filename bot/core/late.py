"""Late taps: a button of an earlier question. Back to that question with that answer; it changes nothing that is paid."""

from bot.core.conversation import Offer
from bot.core.flow import Heard
from bot.core.orders import ATTENTION, BOOKED, HELD
from bot.core.turn import Turn

# What these do is right at any moment.
HARMLESS = frozenset(
    ("person", "start_over", "stop", "link_again", "question", "topic", "open_menu", "flow_chosen", "same_again",
     "back_to_payment", "my_lesson", "coming", "next_times", "not_now", "move", "cancel", "go_on_booking", "language_row",
     "waiting_taken", "stop_waiting")
)  # fmt: skip


def spelled(value: str) -> Heard | None:
    """What a button of a booked lesson says by itself ("move:order_…"), also when its question is long forgotten."""
    does, _, about = value.partition(":")
    return Heard(does, value) if about and does in ("move", "cancel") else None


def late_tap(turn: Turn, offer: Offer | None, heard: Heard | None) -> None:
    """Answers a tap on an earlier question, or on one the desk has forgotten."""
    machine = turn.desk.machine
    step = offer.step if offer is not None else ""
    if heard is None or (offer is not None and step not in machine.steps):
        return _stay(turn, "late-tap")
    if offer is None or heard.trigger in HARMLESS or turn.state == step:
        if not machine.fire(turn, heard.trigger, heard.value):
            _stay(turn, "late-tap")
        return None
    flow = offer.step.partition(".")[0]
    if flow in turn.business.rules:
        return _late_answer(turn, offer, heard)
    if flow == "booked" == turn.state.partition(".")[0]:
        turn.state = offer.step
        machine.fire(turn, heard.trigger, heard.value)
        return None
    return _stay(turn, "late-tap")


def _late_answer(turn: Turn, offer: Offer, heard: Heard) -> None:
    """An answer to a question of a lesson flow."""
    order, machine = turn.order, turn.desk.machine
    if order is not None and order.booking in (BOOKED, ATTENTION) and not turn.wish.flow:
        return _stay(turn, "late-tap-booked")
    if offer.step.partition(".")[0] != turn.wish.flow:
        return _stay(turn, "late-tap")
    if heard.trigger == "confirmed":
        return _late_yes(turn)
    turn.lead("late-tap-back")
    turn.state = offer.step
    machine.fire(turn, heard.trigger, heard.value)
    return None


def _late_yes(turn: Turn) -> None:
    """A second *Pay* never opens a second payment: the link again, or today's summary."""
    order = turn.order
    if turn.state.startswith("payment.") and order is not None and order.booking == HELD:
        turn.desk.machine.fire(turn, "ask_again")
        return
    turn.lead("late-tap")
    turn.desk.machine.fire(turn, "go_on")


def _stay(turn: Turn, key: str) -> None:
    turn.lead(key)
    turn.desk.machine.fire(turn, "ask_again")
