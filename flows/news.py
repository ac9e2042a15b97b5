"""The news of an order, told: one sentence to the student, one note for the team, and the step it leads to.

`turn.value` is the order's id. While a person has the conversation only the bare fact is said (`Turn.fact`).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.effects import Alert, WakeMe
from bot.core.flow import Act
from bot.core.orders import HELD, Order
from bot.core.turn import Turn
from flows import orders
from flows.booked import remember

MOST_ATTEMPTS = 4


def subject_of(turn: Turn) -> Order | None:
    """The order the news is about."""
    return turn.talk.orders.get(str(turn.value))


def current(turn: Turn, order: Order) -> bool:
    """Whether the talk is busy with this order (or with none, and this is the newest)."""
    return turn.conversation.order == order.id


def _about(turn: Turn, order: Order) -> dict[str, Any]:
    return orders.facts(turn, order, language=turn.language)


def opened(turn: Turn) -> None:
    """The page is there: the link. A parent's page needs no second message."""
    order = subject_of(turn)
    if order is None:
        return
    turn.do(WakeMe("trouble", None, order.id))
    if order.minor:
        return
    turn.note("note-link", order=order, **orders.facts(turn, order))
    if current(turn, order) and turn.state in ("payment.opening", "payment.waiting", "handoff.person"):
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
    return payments_down(turn, order)


def payments_down(turn: Turn, order: Order) -> None:
    """A person takes over, with the instructions of the settings."""
    otherwise = turn.business.pay_otherwise.get(turn.language, "")
    turn.fact("pay-otherwise", otherwise=otherwise)
    turn.note("note-payments-down", mention=True, order=order, **orders.facts(turn, order))
    orders.to_person(turn, "payments_down")


def paid(turn: Turn) -> None:
    """Booked: the confirmation, then a question to prepare."""
    order = subject_of(turn)
    if order is None:
        return
    heir = turn.talk.orders.get(order.replaced_by)
    if heir is not None and orders.replaceable(heir):
        orders.let_go(turn, heir, "cancelled")
        turn.lead("paid-before-change")
        turn.set(order=order.id)
        order = replace(order, replaced_by="", closed="")
        turn.put_order(order)
    remember(turn, order)
    turn.set_student(unpaid_times=0)
    confirmation(turn, order, "booked-late" if order.late else "booked")
    key = "note-paid-late" if order.late else ("note-paid" if order.price.cents else "note-booked")
    turn.note(key, mention=orders.soon(turn, order), order=order, **orders.facts(turn, order))
    for name in ("hold", "remind", "trouble", "stuck"):
        turn.do(WakeMe(name, None, order.id))
    if current(turn, order) or turn.state.startswith(("payment.", "welcome.rest")):
        turn.set(order=order.id)
        turn.then = "prepare"


def confirmation(turn: Turn, order: Order, key: str) -> None:
    """One plain message: day, time, zone, place, calendar file, how to move or cancel."""
    place = next((p for p in turn.business.places if p.value == order.slot.place), None)
    detail = (place.details.get(turn.language, "") or place.titles[turn.language]) if place else order.slot.place
    turn.fact(
        key,
        day=turn.desk.speech.day(turn.language, order.slot.start, long=True),
        start=turn.desk.speech.clock(order.slot.start),
        end=turn.desk.speech.clock(order.slot.end),
        zone=str(turn.business.zone).rpartition("/")[2],
        place=detail,
        calendar=f"{orders.link(turn, order)}/lesson.ics",
        **{k: v for k, v in _about(turn, order).items() if k in ("subject", "minutes", "price", "who", "flow")},
    )


def paid_gone(turn: Turn) -> None:
    """The money is in, the hour is gone."""
    order = subject_of(turn)
    if order is None:
        return
    turn.set(order=order.id)
    turn.note("note-paid-gone", mention=True, order=order, **orders.facts(turn, order))
    if not turn.voice:
        turn.fact("attention-fact", **_about(turn, order))
        turn.state = "payment.attention"
    else:
        turn.desk.machine.jump(turn, "payment.attention")


def _fact_and_note(sentence: str, note: str, *, mention: bool = False, alert: str = "") -> Act:
    def tell(turn: Turn) -> None:
        order = subject_of(turn)
        if order is None:
            return
        if sentence:
            turn.fact(sentence, **_about(turn, order))
        if note:
            turn.note(note, mention=mention, order=order, **orders.facts(turn, order))
        if alert:
            turn.do(Alert(alert, order.id))

    return tell


def mismatch(turn: Turn) -> None:
    """Another amount or currency than agreed: nothing is booked, a person looks."""
    _fact_and_note("mismatch", "note-mismatch", mention=True, alert="amount_mismatch")(turn)
    orders.to_person(turn, "mismatch")


def processing(turn: Turn) -> None:
    """The bank takes its time; the hour stays held."""
    _fact_and_note("processing", "note-processing")(turn)
    order = subject_of(turn)
    if order is not None and current(turn, order):
        turn.state = "payment.processing"


def declined(turn: Turn) -> None:
    """A card said no; the same page still works."""
    order = subject_of(turn)
    if order is not None and order.booking == HELD:
        turn.say("declined", **_about(turn, order))


def failed(turn: Turn) -> None:
    """A delayed payment failed and its page is spent: a new one, behind the same link."""
    order = subject_of(turn)
    if order is None or order.booking != HELD or order.closed:
        return
    turn.fact("failed", **_about(turn, order))
    turn.note("note-failed", order=order, **orders.facts(turn, order))
    until = max(order.held_until or turn.now, turn.now + turn.business.rules[order.flow].hold)
    order = replace(order, held_until=min(until, order.slot.start - turn.business.hold_ends_before))
    turn.put_order(order)
    orders.wake(turn, order)
    orders.open_page(turn, order)
    if current(turn, order):
        turn.state = "payment.opening"


def expired(turn: Turn) -> None:
    """Stripe's word: the page is dead and the time is free again."""
    order = subject_of(turn)
    if order is None:
        return
    for name in ("hold", "remind", "trouble", "stuck"):
        turn.do(WakeMe(name, None, order.id))
    heir = turn.talk.orders.get(order.replaced_by)
    if order.closed == "replaced" and heir is not None:
        if heir.booking == HELD and not heir.minor and not heir.free and heir.attempt is None:
            orders.open_page(turn, heir)
        return
    if order.closed != "expired":
        return
    turn.set_student(unpaid_times=turn.student.unpaid_times + 1)
    turn.note("note-expired", order=order, **orders.facts(turn, order))
    if turn.voice and current(turn, order) and turn.state.startswith("payment."):
        turn.desk.machine.jump(turn, "payment.expired")
    elif turn.voice:
        turn.say("expired-other", **_about(turn, order))


NEWS: Mapping[str, Act] = {
    "opened": opened,
    "refused": refused,
    "paid": paid,
    "paid_late": paid,
    "booked": paid,
    "paid_gone": paid_gone,
    "paid_twice": _fact_and_note("paid-twice", "note-paid-twice", mention=True, alert="paid_twice"),
    "mismatch": mismatch,
    "processing": processing,
    "declined": declined,
    "failed": failed,
    "expired": expired,
    "refunded": _fact_and_note("refunded", "note-refunded"),
    "refunded_part": _fact_and_note("refunded-part", "note-refunded-part"),
    "refund_failed": _fact_and_note("", "note-refund-failed", mention=True, alert="refund_failed"),
    "disputed": _fact_and_note("", "note-disputed", mention=True, alert="disputed"),
    "dispute_won": _fact_and_note("", "note-dispute-won"),
    "dispute_lost": _fact_and_note("", "note-dispute-lost", mention=True),
}
