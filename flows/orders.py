"""What flows do with orders: hold, open, renew, close. Money that moves on its own is `bot.core.settle`'s business."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.checkout import new_attempt
from bot.core.clocks import Clock
from bot.core.effects import BookSlot, ClaimTrial, ExpireCheckout, HoldSlot, OpenCheckout, ReleaseSlot, WakeMe
from bot.core.orders import ATTENTION, BOOKED, CLASHED, GONE, HELD, RELEASED, Order
from bot.core.series import others_of
from bot.core.turn import Turn

ALARMS = ("hold", "remind", "trouble", "stuck", "waits")
SILENCE = timedelta(seconds=10)  # a new page that waits for the old one's end: after this the student hears why
FREE_HOLD = timedelta(minutes=15)  # how long something free waits for that
SOON = timedelta(hours=24)
REFUND_SLOW_AFTER = timedelta(minutes=15)


def go_ahead(turn: Turn, order: Order) -> None:
    """Opens the page, or books what is free, once nothing this order took the place of can be paid any more."""
    if order.booking != HELD or order.closed or order.attempts or awaits_parent(order):
        return
    if any(may_be_paid(one) for one in replaced_by_it(turn, order)):
        turn.do(WakeMe("waits", turn.now + SILENCE, order.id))
        turn.do(WakeMe("trouble", turn.now + turn.business.trouble_person_after, order.id))
    elif order.free:
        book_free(turn, order)
    else:
        open_page(turn, order)


def may_be_paid(order: Order) -> bool:
    """Whether money for it may yet come."""
    return page_open(order) or order.payment == "processing"


def replaced_by_it(turn: Turn, order: Order) -> Iterator[Order]:
    """The orders this one took the place of, the latest first."""
    before = turn.talk.orders.get(order.replaces)
    while before is not None:
        yield before
        before = turn.talk.orders.get(before.replaces)


def last_heir(turn: Turn, order: Order) -> Order | None:
    """The order that stands in this one's place at last; None when nothing replaced it."""
    heir = turn.talk.orders.get(order.replaced_by)
    while heir is not None and heir.replaced_by in turn.talk.orders:
        heir = turn.talk.orders[heir.replaced_by]
    return heir


def moved_from(turn: Turn, order: Order) -> Order | None:
    """The booked order whose lesson this one moves once the difference is paid; None for an order of its own."""
    return turn.talk.orders.get(order.moves_order)


def credited(turn: Turn, order: Order) -> tuple[Order, ...]:
    """The orders whose money was credited to this one, move by move, the latest first."""
    found, before = list[Order](), turn.talk.orders.get(order.credit_from)
    while before is not None:
        found.append(before)
        before = turn.talk.orders.get(before.credit_from)
    return tuple(found)


def moving(turn: Turn, order: Order) -> Order | None:
    """The order that waits for the difference in price, to move this one's lesson."""
    waiting = (one for one in turn.talk.orders.values() if one.moves_order == order.id and one.booking == HELD)
    return next((one for one in waiting if not one.closed), None)


def awaits_parent(order: Order) -> bool:
    """Whether a parent or guardian still has to say yes."""
    return order.minor and order.consent_at is None


def hold_end(turn: Turn, order: Order) -> datetime:
    """When an unpaid time is given back: the flow's hold, a parent's longer one, never into the last hour before the lesson."""
    rules, business, start = turn.business.rules[order.flow], turn.business, order.slot.start
    moved = moved_from(turn, order)
    last = (min(start, moved.slot.start) if moved is not None else start) - business.hold_ends_before
    if not awaits_parent(order):
        return min(turn.now + (rules.hold or FREE_HOLD), last)
    notice_ends = start - rules.profile.notice
    return min(turn.now + rules.parent_hold, notice_ends if notice_ends > turn.now + rules.hold else last)


def prolong(turn: Turn, order: Order) -> Order:
    """The order held at least as long as a page needs; the later of the two ends counts."""
    until = max(order.held_until or turn.now, hold_end(turn, order))
    order = replace(order, held_until=until)
    turn.put_order(order)
    wake(turn, order)
    return order


def wake(turn: Turn, order: Order) -> None:
    """The alarm clocks of a held time: its end, and one reminder before."""
    if order.held_until is None:
        return
    turn.do(WakeMe("hold", order.held_until, order.id))
    reminder = order.held_until - turn.business.reminder_before
    turn.do(WakeMe("remind", reminder if reminder > turn.now else None, order.id))


def watch_refund(turn: Turn, order: Order) -> None:
    """People hear of money that is promised back and does not leave (a key without that permission, Stripe down)."""
    turn.do(WakeMe("refund", turn.now + REFUND_SLOW_AFTER, order.id))


def hush(turn: Turn, order: Order, *alarms: str) -> None:
    """Takes alarm clocks of the order away; all of them when none is named."""
    for name in alarms or ALARMS:
        turn.do(WakeMe(name, None, order.id))


def open_page(turn: Turn, order: Order, *, again: bool = False) -> None:
    """Asks Stripe for a Checkout page, everything frozen first. `again`: in place of a refused one, whose alarm still stands."""
    attempt = new_attempt(turn.desk, order, turn.now)
    turn.put_order(order.with_attempt(attempt))
    turn.do(OpenCheckout(order.id, attempt.n, attempt.key, attempt.params, attempt.expires_at))
    if not again:
        turn.do(WakeMe("trouble", turn.now + turn.business.trouble_person_after, order.id))


def page_open(order: Order) -> bool:
    """Whether a page of Stripe's may still be paid."""
    return any(attempt.alive for attempt in order.attempts)


def book_free(turn: Turn, order: Order) -> None:
    """Nothing to pay: booked at once."""
    booked = replace(order, booking=BOOKED, booked_at=turn.now, held_until=None)
    turn.put_order(booked)
    turn.do(BookSlot(order.id))
    if turn.business.rules[order.flow].once_per_learner:  # spent by a booking only, not by a time that ran out
        turn.do(ClaimTrial(f"{turn.talk.id}:{order.learner}", order.id))
    turn.value = order.id
    turn.then = "order_booked"


def let_go(turn: Turn, order: Order, why: str, *, heir: Order | None = None) -> None:
    """Ends an unpaid order. Its page is expired at Stripe, and only Stripe's word frees the time; without a page it is free now."""
    order = replace(order, closed=why, replaced_by=heir.id if heir else "")
    pages = [attempt for attempt in order.attempts if attempt.alive]
    for attempt in pages:
        order = order.with_attempt(replace(attempt, state="expiring"))
        turn.do(ExpireCheckout(order.id, attempt.n, attempt.session_id))
    if not pages and order.payment != "processing":
        order = replace(order, booking=RELEASED, held_until=None)
        turn.do(ReleaseSlot(order.id, heir.id if heir else ""))
    turn.put_order(order)
    hush(turn, order, "hold", "remind", "trouble", "waits")


def renew(turn: Turn, order: Order) -> bool:
    """Holds an expired order's time again and opens a new page; False when that was done too often."""
    if order.renewals >= turn.business.most_renewals:
        return False
    order = replace(order, booking=HELD, closed="", replaced_by="", renewals=order.renewals + 1)
    order = replace(order, held_until=hold_end(turn, order))
    turn.put_order(order)
    turn.set(order=order.id)
    turn.do(HoldSlot(order.id, order.slot, order.held_until or turn.now))
    wake(turn, order)
    if awaits_parent(order):
        turn.desk.machine.jump(turn, "payment.waiting")
    else:
        open_page(turn, order)
        turn.state = "payment.opening"
    return True


def replaceable(order: Order) -> bool:
    """Whether a new summary takes the place of this order: its time is held and nothing has been paid.

    A later lesson of a series is an order like any other from its own link on.
    """
    return (
        order.booking == HELD
        and not order.closed
        and not (order.series and not order.attempts)
        and order.payment in ("pending", "expired", "failed", "")
    )


def unpaid(turn: Turn) -> int:
    """Times this student holds or let run out without paying, since the last payment. One held again is counted already."""
    waiting = [one for one in turn.talk.orders.values() if replaceable(one) and not one.free and not one.renewals]
    return len(waiting) + turn.student.unpaid_times


def waits_for_choice(order: Order) -> bool:
    """Whether the right money is in, the hour is gone, and the student chooses what becomes of it."""
    kept = order.kept
    waits = order.booking == ATTENTION and order.attention in ("", GONE)
    return waits and bool(kept) and kept[0].amount_cents == order.price.cents


def held(turn: Turn) -> Order | None:
    """The newest order whose time is held and unpaid."""
    found = [one for one in turn.talk.orders.values() if replaceable(one)]
    return max(found, key=lambda one: one.created_at) if found else None


def upcoming(turn: Turn) -> list[Order]:
    """Booked lessons that have not begun, soonest first."""
    booked = [o for o in turn.talk.orders.values() if o.booking == BOOKED and o.slot.start > turn.now]
    return sorted(booked, key=lambda o: o.slot.start)


def subject_title(turn: Turn, value: str, language: str = "") -> str:
    """The subject as people of this language read it."""
    language = language or turn.language
    return next((one.titles[language] for one in turn.business.subjects if one.value == value), value)


def facts(turn: Turn, order: Order, *, language: str = "") -> dict[str, Any]:
    """The values every sentence about an order may use; in the team's language, by its clock, when none is named."""
    clock = turn.clock_at(order.slot.place) if language else turn.team_clock
    language, speech = clock.language, turn.desk.speech
    learner = turn.talk.learner(order.learner)
    minutes, subject = str(order.slot.minutes), subject_title(turn, order.subject, language) or "–"
    return {
        "when": _when(turn, order, clock),
        "minutes": minutes,
        "subject": subject,
        "flow": speech.say(language, f"flow-{order.flow}"),
        "lesson": speech.say(language, f"lesson-{order.flow}", subject=subject, minutes=minutes),
        "price": speech.say(language, "price-free") if order.free else speech.money(language, order.asks),
        "who": (learner.name if learner else "") or speech.say(language, "who-unknown"),
        "reference": order.id,
        "until": _until(turn, order, clock),
        "link": link(turn, order),
        "whose": "mine" if learner is not None and learner.who in ("adult", "minor") else "learner",
        "soon": "yes" if is_soon(turn, order) else "no",
        "gone": _gone(turn, order),
        "before": _before(turn, order, clock),
    }


def _when(turn: Turn, order: Order, clock: Clock) -> str:
    """“Thu 26 Nov 16:00”; while a series waits for its payment “Thu 26 Nov 16:00, 4 times until 17 Dec”."""
    when = clock.moment(order.slot.start)
    others = list(others_of(turn, order)) if order.booked_at is None else []
    if not others:
        return when
    last = clock.short_date(others[-1].slot.start)
    return turn.desk.speech.say(clock.language, "series-moments", when=when, count=1 + len(others), last=last)


def _before(turn: Turn, order: Order, clock: Clock) -> str:
    """Where the lesson stands until the difference is paid."""
    stands = moved_from(turn, order)
    return clock.moment(stands.slot.start) if stands is not None else "–"


def _gone(turn: Turn, order: Order) -> str:
    """Why money that is in could not book its time: it has begun, begins too soon, its tutor is busy, somebody else has it."""
    if order.slot.start <= turn.now:
        return "over"
    if order.closed == CLASHED:
        return "tutor"
    return "soon" if order.slot.start - turn.now < turn.business.late_minimum else "given"


def _until(turn: Turn, order: Order, clock: Clock) -> str:
    """“16:42”, with its day when that is not today."""
    if order.held_until is None:
        return "–"
    today = clock.local(order.held_until).date() == clock.local(turn.now).date()
    told = clock.time(order.held_until) if today else clock.moment(order.held_until)
    foreign = clock.is_foreign(order.held_until)
    return turn.text("time-in", time=told, zone=clock.city(order.held_until)) if foreign else told


def link(turn: Turn, order: Order) -> str:
    """The short address, one per order for its whole life."""
    return f"{turn.desk.public_url}/p/{order.token}"


def link_key(order: Order) -> str:
    """The sentence the bare link stands in: for a lesson, or for the difference of moving one; for a student or a parent."""
    kind = "-difference" if order.moves_order else "-free" if order.free and awaits_parent(order) else ""
    return f"link-parent{kind}" if awaits_parent(order) else f"link{kind}"


def to_person(turn: Turn, why: str) -> None:
    """Hands over with the reason in the note."""
    turn.value = why
    turn.then = "person"


def is_soon(turn: Turn, order: Order) -> bool:
    """Whether a lesson starts within a day, so somebody should look."""
    return order.slot.start - turn.now < SOON
