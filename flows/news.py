"""The news of an order, told: one sentence to the student, one note for the team, and the step it leads to.

`turn.value` is the order's id. While a person has the conversation only the bare fact is said (`Turn.fact`).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.conversation import Wish
from bot.core.effects import Alert
from bot.core.flow import Act
from bot.core.money import Money
from bot.core.orders import ATTENTION, HELD, RELEASED, Order
from bot.core.turn import Turn
from flows import confirm, orders
from flows.booked import remember

MOST_ATTEMPTS = 4


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
    """The page is there: the link. A parent's page needs no second message."""
    order = subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order, "trouble", "waits")
    if order.minor:
        return
    turn.note("note-link", order=order, **orders.facts(turn, order))
    if turn.asks and current(turn, order) and turn.state in ("payment.opening", "payment.waiting"):
        turn.desk.machine.jump(turn, "payment.waiting")
    else:
        turn.say("link", **_about(turn, order))


def refused(turn: Turn) -> None:
    """Stripe will not open this attempt: the next one, or a person with other instructions."""
    order = subject_of(turn)
    if order is None or order.booking != HELD or order.closed:
        return None
    if turn.event_reason == "try_next" and len(order.attempts) < MOST_ATTEMPTS:
        return orders.open_page(turn, order)
    turn.do(Alert("checkout_refused", f"{order.id}: {turn.event_reason or 'refused'}"))
    return payments_down(turn, order, refused=True)


def payments_down(turn: Turn, order: Order, *, refused: bool = False) -> None:
    """A person takes over, with the instructions of the settings. `refused`: Stripe said no, at once and for good."""
    otherwise = turn.business.pay_otherwise.get(turn.language, "")
    turn.fact("pay-otherwise-refused" if refused else "pay-otherwise", otherwise=otherwise)
    note = "note-payments-refused" if refused else "note-payments-down"
    turn.note(note, mention=True, order=order, **orders.facts(turn, order))
    orders.to_person(turn, "payments_down")


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
    if not (order.free or order.renewals):
        turn.set_student(unpaid_times=turn.student.unpaid_times + 1)
    turn.note("note-expired", order=order, **orders.facts(turn, order))
    if turn.asks and ((current(turn, order) and turn.state.startswith("payment.")) or idle(turn)):
        turn.set(order=order.id)
        turn.desk.machine.jump(turn, "payment.expired")
    elif turn.voice:
        turn.say("expired-other", **_about(turn, order))


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
    remember(turn, order)
    turn.set_student(unpaid_times=0)
    _confirm(turn, order)
    orders.hush(turn, order)
    if mine:
        turn.set(order=order.id, wish=Wish(), before=(), misses=0)
        if turn.asks:
            turn.offer_nothing()
        turn.then = "prepare"
    elif turn.asks and turn.desk.machine.steps[turn.state].unfinished:
        turn.then = "ask_again"  # in the middle of another booking: on with that


def _confirm(turn: Turn, order: Order) -> None:
    """One plain message: day, time, zone, place, calendar file, how to move or cancel; and the note."""
    late = order.late and turn.state != "payment.attention"
    turn.fact(
        "booked-late" if late else "booked",
        day=turn.desk.speech.day(turn.language, order.slot.start, long=True),
        start=turn.desk.speech.clock(order.slot.start),
        end=turn.desk.speech.clock(order.slot.end),
        zone=confirm.zone(turn),
        place=confirm.place_line(turn, order.slot.place),
        calendar=f"{orders.link(turn, order)}/lesson.ics",
        how=turn.text("booked-how-menu" if turn.by_number else "booked-how"),
        lesson=_about(turn, order)["lesson"],
    )
    key = "note-paid-late" if late else ("note-paid" if order.price.cents else "note-booked")
    turn.note(key, mention=orders.is_soon(turn, order), order=order, **orders.facts(turn, order))


def paid_gone(turn: Turn) -> None:
    """The money is in, the hour is gone."""
    order = subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order)
    turn.set_student(unpaid_times=0)
    turn.set(order=order.id, before=())
    turn.note("note-paid-gone", mention=True, order=order, **orders.facts(turn, order))
    if not turn.asks:
        turn.fact("attention-fact", **_about(turn, order))
        turn.state = "payment.attention"
    else:
        turn.desk.machine.jump(turn, "payment.attention")


def mismatch(turn: Turn) -> None:
    """Another amount or currency than agreed: nothing is booked, a person looks."""
    tell("mismatch", "note-mismatch", mention=True, alert="amount_mismatch")(turn)
    orders.to_person(turn, "mismatch")


def processing(turn: Turn) -> None:
    """The bank takes its time; the hour stays held."""
    order = subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order, "remind")
    if current(turn, order):
        turn.state = "payment.processing"
    tell("processing", "note-processing")(turn)


def declined(turn: Turn) -> None:
    """A card said no; the same page still works."""
    order = subject_of(turn)
    if order is not None and order.booking == HELD and not order.closed:
        turn.say("declined", **_about(turn, order))


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
        if turn.asks and order.closed == "expired" and (current(turn, order) or idle(turn)):
            turn.set(order=order.id)
            turn.desk.machine.jump(turn, "payment.expired")


# -- the rest: a fact and a note -------------------------------------------------------------------------------------------


def tell(sentence: str, note: str, *, mention: bool = False, alert: str = "") -> Act:
    """An action that says a fact, writes a note, and raises an alert."""

    def telling(turn: Turn) -> None:
        order = subject_of(turn)
        if order is None:
            return
        if sentence:
            turn.fact(sentence, **_about(turn, order))
        if note:
            turn.note(note, mention=mention, order=order, **orders.facts(turn, order))
        if alert:
            turn.do(Alert(alert, order.id))

    return telling


def paid_twice(turn: Turn) -> None:
    """The second payment is on its way back."""
    tell("paid-twice", "note-paid-twice", mention=True, alert="paid_twice")(turn)
    order = subject_of(turn)
    if order is not None:
        orders.watch_refund(turn, order)


def refunded(turn: Turn) -> None:
    """Money went back. What the student asked for here was told already."""
    order = subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order, "refund")
    asked = any(payment.refund_asked for payment in order.payments)
    if order.booking == ATTENTION or not asked:
        tell("refunded", "note-refunded-outside", mention=order.booking == ATTENTION)(turn)
    else:
        tell("", "note-refunded")(turn)


def refund_failed(turn: Turn) -> None:
    """Money that went back came back to us: a person repays exactly that much by hand."""
    order = subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order, "refund")
    back = Money(getattr(turn.event, "amount_cents", 0) or order.price.cents, order.price.currency)
    amount = turn.desk.speech.money(turn.business.staff_language, back)
    turn.note("note-refund-failed", mention=True, order=order, **orders.facts(turn, order) | {"price": amount})
    turn.do(Alert("refund_failed", order.id))


NEWS: Mapping[str, Act] = {
    "opened": opened,
    "refused": refused,
    "paid": paid,
    "paid_late": paid,
    "booked": paid,
    "paid_gone": paid_gone,
    "paid_twice": paid_twice,
    "mismatch": mismatch,
    "processing": processing,
    "declined": declined,
    "failed": failed,
    "expired": expired,
    "refunded": refunded,
    "refunded_part": tell("refunded-part", "note-refunded-part"),
    "refund_failed": refund_failed,
    "disputed": tell("", "note-disputed", mention=True, alert="disputed"),
    "dispute_won": tell("", "note-dispute-won"),
    "dispute_lost": tell("", "note-dispute-lost", mention=True),
}
