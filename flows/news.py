"""The news of an order, told: one sentence to the student, one note for the team, and the step it leads to.

`turn.value` is the order's id. While a person has the conversation only the bare fact is said (`Turn.fact`).
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from bot.core.conversation import Wish
from bot.core.effects import Alert
from bot.core.flow import Act
from bot.core.orders import HELD, RELEASED, Order
from bot.core.series import others_of
from bot.core.turn import Turn
from flows import confirm, givebacks, meant, moved, orders, series_paid
from flows.booked import needs_goals, remember

MOST_ATTEMPTS = 8  # one after the other, refused; far more than happen before a hold ends


def subject_of(turn: Turn) -> Order | None:
    """The order the news is about."""
    return turn.talk.orders.get(str(turn.value))


def current(turn: Turn, order: Order) -> bool:
    """Whether the talk is busy with this order."""
    return turn.conversation.order == order.id


def idle(turn: Turn) -> bool:
    """Whether the student is in the middle of nothing."""
    return turn.state.startswith("welcome.") or turn.state == "booked.ready"


def _about(turn: Turn, order: Order) -> dict[str, Any]:
    return orders.facts(turn, order, language=turn.language)


# -- pages -----------------------------------------------------------------------------------------------------------------


def opened(turn: Turn) -> None:
    """The page is there: the link. A parent's page needs no second message.

    Where a person was called meanwhile, the student may have paid another way: said with the link while nobody has
    written yet. Somebody who has the conversation gets the link in a note, and sends it or not.
    """
    order = subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order, "trouble", "waits")
    if order.minor and not order.series:
        return
    turn.note("note-link" if turn.voice else "note-link-yours", order=order, **orders.facts(turn, order))
    if turn.asks and current(turn, order) and turn.state in ("payment.opening", "payment.waiting"):
        turn.desk.machine.jump(turn, "payment.waiting")
        return
    if turn.voice and not turn.asks:
        turn.lead("link-after-all")
    turn.say("link", **_about(turn, order))


def refused(turn: Turn) -> None:
    """Stripe will not open this attempt: the next one, or a person with other instructions."""
    order = subject_of(turn)
    if order is None or order.booking != HELD or order.closed:
        return None
    refused_in_a_row = len(list(takewhile(lambda one: one.state == "refused", reversed(order.attempts))))
    if turn.event_reason == "try_next" and refused_in_a_row < MOST_ATTEMPTS:
        return orders.open_page(turn, order, again=True)
    turn.do(Alert("checkout_refused", f"{order.id}: {turn.event_reason or 'refused'}"))
    return payments_down(turn, order, refused=True)


def payments_down(turn: Turn, order: Order, *, refused: bool = False) -> None:
    """A person takes over, with the instructions of the settings. `refused`: Stripe said no, at once and for good."""
    otherwise = turn.business.pay_otherwise.get(turn.language, "")
    note = "note-payments-refused" if refused else "note-payments-down"
    turn.note(note, mention=True, order=order, **orders.facts(turn, order))
    key = "pay-otherwise-refused" if refused else "pay-otherwise"
    _before_a_person(turn, turn.text(key, otherwise=otherwise))
    orders.to_person(turn, "payments_down")


def _before_a_person(turn: Turn, text: str) -> None:
    """One message: what happened, and when somebody answers. A fact of its own where a person is on the way already."""
    if turn.asks:
        turn.lead_text(text)
    else:
        turn.say_text(text, gated=False)


def expired(turn: Turn) -> None:
    """Stripe's word: the page is dead and the time is free again."""
    order = subject_of(turn)
    if order is None:
        return
    heir = orders.last_heir(turn, order)
    if order.closed == "replaced" and heir is not None:
        orders.go_ahead(turn, heir)
    if order.booking != RELEASED:
        return
    orders.hush(turn, order)
    if order.closed != "expired":
        return
    if order.moves_order:
        moved.not_paid(turn, order)
        return
    if not (order.free or order.renewals):
        turn.set_student(unpaid_times=turn.student.unpaid_times + 1)
    unanswered = orders.awaits_parent(order)
    turn.note("note-expired-parent" if unanswered else "note-expired", order=order, **orders.facts(turn, order))
    if turn.asks and ((current(turn, order) and turn.state.startswith("payment.")) or idle(turn)):
        turn.set(order=order.id)
        turn.desk.machine.jump(turn, "payment.expired")
    elif turn.voice:
        turn.say("expired-other-parent" if unanswered else "expired-other", **_about(turn, order))


# -- money comes -----------------------------------------------------------------------------------------------------------


def paid(turn: Turn) -> None:
    """Booked: the confirmation, then a question to prepare."""
    order = subject_of(turn)
    if order is None:
        return
    mine = current(turn, order) or idle(turn)
    heir = orders.last_heir(turn, order)
    if heir is not None:
        if orders.replaceable(heir):
            orders.let_go(turn, heir, "cancelled")
            turn.lead("paid-before-change")
        mine = mine or current(turn, heir)
        order = replace(order, replaced_by="")
        turn.put_order(order)
    if order.moves_order:
        complete = moved.completed(turn, order)
        if complete is None:
            return
        order = complete
    gone = series_paid.stand_again(turn, order)
    order = turn.talk.orders[order.id]
    for one in (order, *(other for other in others_of(turn, order) if other not in gone)):
        remember(turn, one)
    turn.set_student(unpaid_times=0)
    orders.hush(turn, order)
    series_paid.set_links(turn, order)
    stopped = turn.conversation.stopped == order.id
    late = order.late and turn.state != "payment.attention" and not stopped
    if stopped:
        turn.set(stopped="")
        if turn.state == "welcome.rest":
            turn.set(order=order.id)
            turn.state = "booked.ready"
    elif mine:
        turn.set(order=order.id, wish=Wish(), before=(), misses=0)
        if turn.asks:
            turn.offer_nothing()
        turn.then = "prepare"
    elif turn.asks and turn.desk.machine.steps[turn.state].unfinished:
        turn.then = "ask_again"  # in the middle of another booking: on with that
    _confirm(turn, order, gone, stopped=stopped, late=late)


def _confirm(turn: Turn, order: Order, gone: tuple[Order, ...], *, stopped: bool, late: bool) -> None:
    """One plain message: day, time, zone, place, calendar file, how to move or cancel, as buttons where no question follows; and the note."""
    choices = meant.after_it(turn, order) if _nothing_follows(turn) else []
    if stopped:
        turn.lead("paid-after-stop")
    if order.moves_order:
        here, theirs = (orders.facts(turn, order, language=one)["before"] for one in (turn.language, ""))
        moved.tell(turn, order, here, theirs, dearer=True, choices=choices)
        return
    if order.others:
        series_paid.booked(turn, order, gone, late=late)
        return
    turn.say("booked-late" if late else "booked", choices, gated=False, **confirm.of_booked(turn, order, choices))
    key = "note-paid-late" if late else ("note-paid" if order.price.cents else "note-booked")
    key = "note-paid-stopped" if stopped else key
    turn.note(key, mention=stopped or orders.is_soon(turn, order), order=order, **orders.facts(turn, order))


def _nothing_follows(turn: Turn) -> bool:
    """Whether no question comes after the confirmation, so that its buttons are what stands last."""
    if turn.then == "prepare":
        return turn.asks and not needs_goals(turn)
    return turn.asks and turn.desk.machine.steps[turn.state].ask is None


def paid_gone(turn: Turn) -> None:
    """The money is in, the hour is gone."""
    order = subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order)
    turn.set_student(unpaid_times=0)
    turn.set(order=order.id, before=())
    key = "note-paid-gone" if turn.asks else "note-paid-gone-yours"
    turn.note(key, mention=True, order=order, **orders.facts(turn, order))
    if not turn.asks:
        turn.fact("attention-fact", **_about(turn, order))
        turn.state = "payment.attention"
    else:
        turn.desk.machine.jump(turn, "payment.attention")


def mismatch(turn: Turn) -> None:
    """Another amount or currency than agreed: nothing is booked, a person looks."""
    order = subject_of(turn)
    if order is None:
        return
    turn.note("note-mismatch", mention=True, order=order, **orders.facts(turn, order))
    turn.do(Alert("amount_mismatch", order.id))
    _before_a_person(turn, turn.text("mismatch"))
    orders.to_person(turn, "mismatch")


def processing(turn: Turn) -> None:
    """The bank takes its time; the hour stays held."""
    order = subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order, "remind")
    if current(turn, order):
        turn.state = "payment.processing"
    stopped = order.closed == "cancelled"
    changed = order.closed == "replaced"
    key = "processing-stopped" if stopped else "processing-before-change" if changed else "processing"
    turn.fact(key, **_about(turn, order))
    note = "note-processing-stopped" if stopped else "note-processing"
    turn.note(note, order=order, **orders.facts(turn, order))


def declined(turn: Turn) -> None:
    """A card said no; the same page still works. No note, but for the person who has the conversation."""
    order = subject_of(turn)
    if order is None or order.booking != HELD or order.closed:
        return
    turn.say("declined", **_about(turn, order))
    if not turn.voice:
        turn.note("note-declined", order=order, **orders.facts(turn, order))


def failed(turn: Turn) -> None:
    """A delayed payment failed and its page is spent: a new one behind the same link, unless the time was only waiting for this."""
    order = subject_of(turn)
    if order is None:
        return
    again = order.booking == HELD and not order.closed
    turn.fact("failed" if again else "failed-over", **_about(turn, order))
    turn.note("note-failed" if again else "note-failed-over", order=order, **orders.facts(turn, order))
    if again:
        orders.open_page(turn, orders.prolong(turn, order))
        if current(turn, order):
            turn.state = "payment.opening"
    elif order.booking == RELEASED:
        orders.hush(turn, order)
        heir = orders.last_heir(turn, order)
        if heir is not None:
            orders.go_ahead(turn, heir)
        if order.moves_order and order.closed == "expired":
            moved.not_paid(turn, order)
        elif turn.asks and order.closed == "expired" and (current(turn, order) or idle(turn)):
            turn.set(order=order.id)
            turn.desk.machine.jump(turn, "payment.expired")


NEWS: Mapping[str, Act] = {
    "opened": opened,
    "refused": refused,
    "paid": paid,
    "paid_late": paid,
    "booked": paid,
    "paid_gone": paid_gone,
    "paid_twice": givebacks.paid_twice,
    "mismatch": mismatch,
    "processing": processing,
    "declined": declined,
    "failed": failed,
    "expired": expired,
    "refund_asked": givebacks.asked,
    "refund_refused": givebacks.not_possible,
    "refunded": givebacks.refunded,
    "refunded_part": givebacks.refunded_part,
    "refund_failed": givebacks.failed,
    "disputed": givebacks.disputed,
    "dispute_won": givebacks.dispute_won,
    "dispute_lost": givebacks.dispute_lost,
    "fraud_warning": givebacks.fraud_warning,
}
