"""Money that goes back, or is fought about: refunds, disputes, warnings. A fact for the student or none, a note for the team.

What a student asked for here, or was told by us before, is not told a second time.
"""

from dataclasses import replace
from typing import Any

from bot.core.conversation import Wish
from bot.core.effects import Alert
from bot.core.events import MoneyEvent
from bot.core.ledger import find_payment
from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, CAME_BACK, RELEASED, Order
from bot.core.payment import Payment
from bot.core.settle_requests import MORE_THAN_LEFT, refusal
from bot.core.turn import Turn
from flows import cancelling, orders, series_paid, weekly


def _subject_of(turn: Turn) -> Order | None:
    return turn.talk.orders.get(str(turn.value))


def _student_reads(turn: Turn, order: Order) -> dict[str, Any]:
    return orders.facts(turn, order, language=turn.language)


def _ahead(turn: Turn, order: Order) -> bool:
    """Whether its lesson has not begun: what has, stays what it was, whatever becomes of the money."""
    return order.slot.start > turn.now


def _payment(turn: Turn, order: Order) -> Payment | None:
    return find_payment(order, turn.event) if isinstance(turn.event, MoneyEvent) else None


def _gone_back_cents(turn: Turn, order: Order) -> int:
    """All of the payment that went back so far."""
    payment = _payment(turn, order)
    return (payment.refunded_cents if payment else 0) or order.price.cents


def _asked_here(turn: Turn, order: Order) -> bool:
    """Whether all that went back of the payment was asked for by us, and so told before."""
    payment = _payment(turn, order)
    ours = sum(one.amount_cents for one in payment.asked if not one.refused) if payment else 0
    return payment is not None and (payment.refund_asked or 0 < payment.refunded_cents <= ours)


def _amount(turn: Turn, order: Order, language: str, cents: int) -> str:
    return turn.desk.speech.money(language, Money(cents, order.price.currency))


def _note(turn: Turn, key: str, order: Order, cents: int, *, mention: bool = False, **more: str) -> None:
    amount = _amount(turn, order, turn.business.staff_language, cents)
    turn.note(key, mention=mention, order=order, amount=amount, **orders.facts(turn, order), **more)


# -- refunds ---------------------------------------------------------------------------------------------------------------


def asked(turn: Turn) -> None:
    """Somebody of the team gives money back: the student hears that it is on its way, the team who and why."""
    order = _subject_of(turn)
    if order is None:
        return
    asks = [ask for payment in order.payments for ask in payment.asked]
    cents = sum(ask.amount_cents for ask in asks if ask.request == turn.event.id) or order.price.cents
    lesson = turn.talk.orders.get(getattr(turn.event, "lesson", "")) or _lesson_of(turn, order)
    series_paid.cheaper(turn, order, lesson, cents)
    key = "refund-asked"
    if lesson.booking == BOOKED and _ahead(turn, lesson):
        kept = any(one.kept for one in (lesson, *orders.credited(turn, lesson)))
        key = "refund-asked-stays" if kept else "refund-asked-cancels"
    turn.fact(key, amount=_amount(turn, order, turn.language, cents), **_student_reads(turn, lesson))
    amount = _amount(turn, order, turn.business.staff_language, cents)
    by, why = (getattr(turn.event, name, "") or "–" for name in ("by", "why"))
    turn.note("note-refund-asked", order=lesson, amount=amount, by=by, why=why, **orders.facts(turn, lesson))
    orders.watch_refund(turn, order)


def not_possible(turn: Turn) -> None:
    """The team wanted money given back and there is none to give, or the bank holds it: only they need to know."""
    order = _subject_of(turn)
    if order is not None:
        why = refusal(order, getattr(turn.event, "amount_cents", 0)) or MORE_THAN_LEFT
        turn.note(f"note-refund-refused-{why.replace('_', '-')}", order=order, **orders.facts(turn, order))


def refunded(turn: Turn) -> None:
    """A payment went back whole; with that of a series, the other lessons it paid for go too."""
    order = _subject_of(turn)
    if order is not None:
        _refunded(turn, order)
        series_paid.money_gone(turn, order)


def _refunded(turn: Turn, order: Order) -> None:
    """With it goes its lesson, unless other money pays for it or it has begun. Beside us: the student hears so."""
    lesson = _lesson_of(turn, order)
    if lesson.booking == BOOKED and _ahead(turn, lesson):  # it was moved, and paid for by several orders
        if not _all_gone(turn, lesson):
            return _part(turn, order, lesson)
        lesson = cancelling.cancel_order(turn, lesson, 0)
    orders.hush(turn, order, "refund")
    off = lesson.booking == RELEASED and lesson.booked_at is not None and _ahead(turn, lesson)
    if off:
        _no_lesson(turn, lesson)
    cents = _gone_back_cents(turn, order)
    if _asked_here(turn, order):
        return _note(turn, "note-refunded-released" if off else "note-refunded", lesson, cents)
    off = off and not (lesson.withheld_cents or lesson.attention == CAME_BACK)  # else told before
    key = "refunded-cancels" if off else "refunded"
    turn.fact(key, amount=_amount(turn, order, turn.language, cents), **_student_reads(turn, lesson))
    note = "note-refunded-outside-released" if off else "note-refunded-outside"
    return _note(turn, note, lesson, cents, mention=off and orders.is_soon(turn, lesson))


def _lesson_of(turn: Turn, order: Order) -> Order:
    """The order whose lesson its money pays for: itself, or the one it was moved to at last."""
    return (orders.last_heir(turn, order) or order) if order.closed == "moved" else order


def _all_gone(turn: Turn, lesson: Order) -> bool:
    """Whether every payment for the lesson went back, also those of the orders it was moved from."""
    chain = (lesson, *orders.credited(turn, lesson))
    return all(payment.gone_back for one in chain for payment in one.payments if payment.came)


def _no_lesson(turn: Turn, lesson: Order) -> None:
    """The lesson is off: nothing is left to prepare, to move or to pay for it."""
    here, waiting = turn.conversation, orders.moving(turn, lesson)
    busy = {here.wish.cancels, here.wish.moves, here.order if turn.state.startswith("booked.") else ""}
    mine = lesson.id in busy or (waiting is not None and here.order == waiting.id)
    cancelling.let_go_of(turn, lesson)
    if mine and turn.state != "handoff.person":
        turn.set(wish=Wish(), order=lesson.id, before=())
        turn.offer_nothing()
        turn.state = "welcome.rest"


def refunded_part(turn: Turn) -> None:
    """A part of a payment, or a second payment, went back; a lesson that is booked stays so."""
    order = _subject_of(turn)
    if order is not None:
        _part(turn, order, _lesson_of(turn, order))


def _part(turn: Turn, order: Order, lesson: Order) -> None:
    orders.hush(turn, order, "refund")
    cents = _gone_back_cents(turn, order)
    stays = lesson.booking == BOOKED and _ahead(turn, lesson)
    if not _asked_here(turn, order):
        key = "refunded-part-stays" if stays else "refunded-part"
        turn.fact(key, amount=_amount(turn, order, turn.language, cents), **_student_reads(turn, lesson))
    _note(turn, "note-refunded-part-stays" if stays else "note-refunded-part", lesson, cents)


def failed(turn: Turn) -> None:
    """Money that went back came back to us, days later perhaps: a person repays exactly that much by hand."""
    order = _subject_of(turn)
    if order is None:
        return
    orders.hush(turn, order, "refund")
    if order.closed == "moved" and order.booking == RELEASED and _lesson_of(turn, order).booking != BOOKED:
        order = replace(order, booking=ATTENTION, attention=CAME_BACK)  # it pays for no lesson any more
        turn.put_order(order)
    payment, key = _payment(turn, order), getattr(turn.event, "key", "")
    ours = sum(one.amount_cents for one in payment.asked if key and one.key == key) if payment else 0
    cents = getattr(turn.event, "amount_cents", 0) or ours or order.price.cents
    untold = order.booking == ATTENTION and not order.closed and order.booked_at is not None and _ahead(turn, order)
    if untold and not _asked_here(turn, order):  # that it had gone back is heard only now
        turn.put_order(replace(order, closed="cancelled"))
        _no_lesson(turn, order)
        turn.fact("refund-failed-cancels", **_student_reads(turn, order))
    _note(turn, "note-refund-failed", order, cents, mention=True)
    turn.do(Alert("refund_failed", order.id))


def paid_twice(turn: Turn) -> None:
    """The second payment is on its way back, as much as it was. What the first pays for stays as it is."""
    order = _subject_of(turn)
    if order is None:
        return
    payment = _payment(turn, order)
    came = Money(payment.amount_cents, payment.currency) if payment else order.price
    here, theirs = (turn.desk.speech.money(one, came) for one in (turn.language, turn.business.staff_language))
    stays = "yes" if order.booking == BOOKED else "no"
    turn.fact("paid-twice", stays=stays, amount=here, **_student_reads(turn, order))
    turn.note("note-paid-twice", mention=True, order=order, amount=theirs, **orders.facts(turn, order))
    turn.do(Alert("paid_twice", order.id))
    orders.watch_refund(turn, order)


# -- disputes --------------------------------------------------------------------------------------------------------------


def _contested_cents(turn: Turn, order: Order) -> int:
    return getattr(turn.event, "amount_cents", 0) or order.price.cents


def disputed(turn: Turn) -> None:
    """The bank took the money for now, or only asks. The student has said it to the bank, so nothing is said here."""
    order = _subject_of(turn)
    if order is not None:
        key = "note-inquiry" if getattr(turn.event, "inquiry", False) else "note-disputed"
        _note(turn, key, order, _contested_cents(turn, order), mention=True)
        turn.do(Alert("disputed", order.id))


def dispute_won(turn: Turn) -> None:
    """The money is ours again, or stays so: the bank's question is answered."""
    order = _subject_of(turn)
    if order is not None:
        key = "note-inquiry-over" if getattr(turn.event, "inquiry", False) else "note-dispute-won"
        _note(turn, key, order, _contested_cents(turn, order))
        _no_longer_contested(turn, order)


def dispute_lost(turn: Turn) -> None:
    """The money is gone; a lesson that is still to come needs a decision."""
    order = _subject_of(turn)
    if order is not None:
        lesson = _lesson_of(turn, order)
        ahead = lesson.booking == BOOKED and _ahead(turn, lesson)
        stand = [*([lesson] if ahead else []), *series_paid.paid_by(turn, order)]
        key = "note-dispute-lost" if ahead else "note-dispute-lost-over"
        if len(stand) > ahead:
            key = "note-dispute-lost-series"
        dates = weekly.dates(turn.team_clock, [one.slot.start for one in stand])
        _note(turn, key, lesson, _contested_cents(turn, order), mention=True, dates=dates)
        _no_longer_contested(turn, order)


def _no_longer_contested(turn: Turn, order: Order) -> None:
    """The alert ends with the last dispute, won or lost: there is nothing left to answer at the bank."""
    if not any(payment.dispute == "open" for payment in order.payments):
        turn.do(Alert("disputed", order.id, over=True))


def fraud_warning(turn: Turn) -> None:
    """A card network fears fraud. Nothing is said to the student, and nothing done: the card may be somebody else's."""
    order = _subject_of(turn)
    if order is None:
        return
    acts = bool(getattr(turn.event, "actionable", True)) and order.payment == "paid"
    key = "note-fraud-warning" if acts else "note-fraud-warning-over"
    turn.note(key, mention=acts, order=order, **orders.facts(turn, order))
    turn.do(Alert("fraud_warning", order.id))
