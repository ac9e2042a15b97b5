"""What flows do with orders: place, keep, renew, close. Money that moves on its own is `bot.core.settle`'s business."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.checkout import new_attempt
from bot.core.conversation import Learner
from bot.core.effects import BookSlot, ClaimTrial, ExpireCheckout, HoldSlot, OpenCheckout, ReleaseSlot, WakeMe
from bot.core.money import Money
from bot.core.orders import BOOKED, HELD, RELEASED, Order
from bot.core.slots import Slot
from bot.core.turn import Turn

OPEN_PAGES = ("asked", "open", "expiring")


def place(turn: Turn, slot: Slot, price: Money, learner: Learner, *, replaces: Order | None, parent: bool) -> None:
    """A new order: the time is claimed now; the old order's page is expired first, and only then the new one opens."""
    token = turn.token(slot.start.isoformat())
    here = turn.conversation
    order = Order(
        id=f"order_{token}",
        token=token,
        talk=turn.talk.id,
        account_id=here.account_id,
        conversation_id=here.conversation_id,
        flow=turn.wish.flow,
        slot=slot,
        price=price,
        created_at=turn.now,
        subject=turn.wish.subject,
        learner=learner.id,
        language=turn.language,
        audience=learner.level or turn.student.level_before,
        minor=parent,
        replaces=replaces.id if replaces else "",
        booking=HELD,
        held_until=hold_end(turn, slot, parent=parent),
    )
    turn.put_order(order)
    turn.set(order=order.id)
    turn.do(HoldSlot(order.id, slot, order.held_until or turn.now, replaces.id if replaces else ""))
    if turn.rules.once_per_learner:
        turn.do(ClaimTrial(f"{turn.talk.id}:{learner.id}", order.id))
    if replaces is not None:
        let_go(turn, replaces, "replaced", heir=order)
    if order.free and not parent:
        return book_free(turn, order)
    wake(turn, order)
    turn.desk.machine.jump(turn, "payment.opening")
    if parent:
        turn.desk.machine.jump(turn, "payment.waiting")
        turn.note("note-link-parent", order=order, **facts(turn, order))
    elif replaces is None or not page_open(replaces):
        open_page(turn, turn.talk.orders[order.id])
    return None


def hold_end(turn: Turn, slot: Slot, *, parent: bool) -> datetime:
    """When an unpaid time is given back: the flow's hold, a parent's longer one, never into the last hour before the lesson."""
    rules, business = turn.business.rules[turn.wish.flow or "regular"], turn.business
    if not parent:
        return min(turn.now + rules.hold, slot.start - business.hold_ends_before)
    notice_ends = slot.start - rules.profile.notice
    limit = notice_ends if notice_ends > turn.now + rules.hold else slot.start - business.hold_ends_before
    return min(turn.now + rules.parent_hold, limit)


def wake(turn: Turn, order: Order) -> None:
    """The alarm clocks of a held time: its end, and one reminder before."""
    if order.held_until is None:
        return
    turn.do(WakeMe("hold", order.held_until, order.id))
    reminder = order.held_until - turn.business.reminder_before
    turn.do(WakeMe("remind", reminder if reminder > turn.now else None, order.id))


def open_page(turn: Turn, order: Order) -> None:
    """Asks Stripe for a Checkout page, everything frozen first."""
    attempt = new_attempt(turn.desk, order, turn.now)
    turn.put_order(order.with_attempt(attempt))
    turn.do(OpenCheckout(order.id, attempt.n, attempt.key, attempt.params, attempt.expires_at))
    turn.do(WakeMe("trouble", turn.now + turn.business.trouble_person_after, order.id))


def page_open(order: Order) -> bool:
    """Whether a page of Stripe's may still be paid."""
    return order.attempt is not None and order.attempt.state in OPEN_PAGES


def book_free(turn: Turn, order: Order) -> None:
    """Nothing to pay: booked at once."""
    booked = replace(order, booking=BOOKED, booked_at=turn.now, held_until=None)
    turn.put_order(booked)
    turn.do(BookSlot(order.id))
    turn.value = order.id
    turn.then = "order_booked"


def let_go(turn: Turn, order: Order, why: str, *, heir: Order | None = None) -> None:
    """Ends an unpaid order. Its page is expired at Stripe, and only Stripe's word frees the time; without a page it is free now."""
    order = replace(order, closed=why, replaced_by=heir.id if heir else "")
    attempt = order.attempt
    if attempt is not None and page_open(order):
        order = order.with_attempt(replace(attempt, state="expiring"))
        turn.do(ExpireCheckout(order.id, attempt.n, attempt.session_id))
    elif order.payment != "processing":
        order = replace(order, booking=RELEASED)
        turn.do(ReleaseSlot(order.id, heir.id if heir else ""))
    turn.put_order(order)
    for name in ("hold", "remind", "trouble"):
        turn.do(WakeMe(name, None, order.id))


def keep(turn: Turn, order: Order, learner: Learner) -> None:
    """Same time, length and price: the same order, the same page; only what it is about changes."""
    order = replace(order, subject=turn.wish.subject, learner=learner.id, language=turn.language)
    turn.put_order(order)
    turn.desk.machine.jump(turn, "payment.waiting")


def renew(turn: Turn, order: Order) -> bool:
    """Holds an expired order's time again and opens a new page; False when that was done too often."""
    if order.renewals >= turn.business.most_renewals:
        return False
    until = min(turn.now + turn.business.rules[order.flow].hold, order.slot.start - turn.business.hold_ends_before)
    order = replace(order, booking=HELD, closed="", held_until=until, renewals=order.renewals + 1)
    turn.put_order(order)
    turn.set(order=order.id)
    turn.do(HoldSlot(order.id, order.slot, until))
    wake(turn, order)
    turn.state = "payment.opening"
    open_page(turn, order)
    return True


def replaceable(order: Order) -> bool:
    """Whether a new summary takes the place of this order: its time is held and nothing has been paid."""
    return order.booking == HELD and not order.closed and order.payment in ("pending", "expired", "failed", "")


def same_terms(order: Order, slot: Slot, price: Money) -> bool:
    """Whether the order already holds exactly this."""
    return order.slot == slot and order.price == price


def unpaid(turn: Turn) -> int:
    """Times this student holds or let run out without paying, since the last payment."""
    held = sum(1 for one in turn.talk.orders.values() if replaceable(one) and not one.free)
    return held + turn.student.unpaid_times


def facts(turn: Turn, order: Order, *, language: str = "") -> dict[str, Any]:
    """The values every sentence about an order may use."""
    language, speech = language or turn.business.staff_language, turn.desk.speech
    learner = turn.talk.learner(order.learner)
    subject = next((o.titles[language] for o in turn.business.subjects if o.value == order.subject), order.subject)
    return {
        "when": speech.moment(language, order.slot.start),
        "minutes": str(order.slot.minutes),
        "subject": subject or "–",
        "flow": speech.say(language, f"flow-{order.flow}"),
        "price": speech.money(language, order.price),
        "who": (learner.name if learner else "") or speech.say(language, "who-unknown"),
        "reference": order.id,
        "until": speech.clock(order.held_until) if order.held_until else "–",
        "link": link(turn, order),
    }


def link(turn: Turn, order: Order) -> str:
    """The short address, one per order for its whole life."""
    return f"{turn.desk.public_url}/p/{order.token}"


def to_person(turn: Turn, why: str) -> None:
    """Hands over with the reason in the note."""
    turn.value = why
    turn.then = "person"


def soon(turn: Turn, order: Order) -> bool:
    """Whether a booked lesson starts within a day, so somebody should look."""
    return order.slot.start - turn.now < timedelta(hours=24)
