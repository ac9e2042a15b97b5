"""What can happen to a student on a walk: taps, words, money, pages, staff, tutors, bad luck. Each is driven by one number."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core import events as e
from bot.core.conversation import Offer
from bot.core.orders import BOOKED, HELD, Order
from bot.core.slots import Slot
from tests.flows.stripe_by_hand import Session
from tests.flows.typed import TYPED
from tests.flows.walker import Walker


def _pick(found: Sequence[Any], luck: int) -> Any:
    return found[luck % len(found)] if found else None


def tap(w: Walker, luck: int) -> None:
    """A choice of the last question."""
    offer = w.talk.conversation.offered
    if offer is not None:
        w.taps(_pick(offer.choices, luck), offer.id)


def tap_forward(w: Walker, luck: int) -> None:
    """One of the first choices: the way that leads on."""
    offer = w.talk.conversation.offered
    if offer is not None:
        w.taps(offer.choices[luck % min(2, len(offer.choices))], offer.id)


def tap_late(w: Walker, luck: int) -> None:
    """A choice of an earlier question, or of one nobody remembers."""
    offer: Offer | None = _pick(w.talk.conversation.earlier, luck)
    if offer is not None:
        w.taps(_pick(offer.choices, luck // 7), offer.id if luck % 11 else "forgotten")


def say(w: Walker, luck: int) -> None:
    """Something typed, in either language, or garbage."""
    w.writes(_pick(TYPED, luck))


def say_title(w: Walker, luck: int) -> None:
    """A title or number typed."""
    if w.offered:
        n = luck % len(w.offered)
        w.writes(w.offered[n].title if luck % 2 else str(n + 1))


def send_file(w: Walker, luck: int) -> None:
    w.writes("", attachments=("audio",) if luck % 2 else ())


# -- Stripe ----------------------------------------------------------------------------------------------------------------


def _session(w: Walker, luck: int) -> Session | None:
    found: Session | None = _pick([one for one in w.stripe.sessions.values() if one.status == "open"], luck)
    return found


def _tell(w: Walker, facts: Sequence[e.Event]) -> None:
    for fact in facts:
        w.happens(fact)


def pay(w: Walker, luck: int) -> None:
    """Paid; sometimes the webhook is lost, or comes twice, or with another amount."""
    session = _session(w, luck)
    if session is None:
        return
    session.status, session.money = "complete", "paid"
    if luck % 17 == 0:
        session.amount_cents -= 1000
    if luck % 7:
        _tell(w, w.stripe.word_of(session))
    if luck % 5 == 0:
        _tell(w, w.stripe.word_of(session))


def pay_later(w: Walker, luck: int) -> None:
    """A delayed method: on its way, or at last paid, or failed."""
    moving = [one for one in w.stripe.sessions.values() if one.money == "processing"]
    if moving:
        moving[0].money = "paid" if luck % 2 else "failed"
        _tell(w, w.stripe.word_of(moving[0]))
        return
    session = _session(w, luck)
    if session is not None:
        session.status, session.money = "complete", "processing"
        _tell(w, w.stripe.word_of(session))


def decline(w: Walker, luck: int) -> None:
    session = _session(w, luck)
    if session is not None:
        about: dict[str, Any] = {"order_id": session.order_id, "session_id": session.id}
        w.happens(e.PaymentFailed(id=w.new_id(), talk=w.talk.id, payment_intent=session.intent, **about))


def money_moves(w: Walker, luck: int) -> None:
    """Refunds and disputes at Stripe, a second payment, a lost webhook told at last."""
    paid = [one for one in w.stripe.sessions.values() if one.money == "paid"]
    session: Session | None = _pick(paid, luck)
    if session is None:
        return
    about: dict[str, Any] = {"id": w.new_id(), "talk": w.talk.id, "order_id": session.order_id}
    money: dict[str, Any] = {**about, "session_id": session.id, "payment_intent": session.intent}
    cents = session.amount_cents
    facts: list[Callable[[], e.Event]] = [
        lambda: e.OrderPaid(**money, amount_cents=cents),
        lambda: e.OrderPaid(**about, payment_intent="pi_second", amount_cents=cents),
        lambda: e.OrderRefunded(**money, refunded_cents=cents // 2, amount_cents=cents),
        lambda: e.OrderRefunded(**money, refunded_cents=cents, amount_cents=cents),
        lambda: e.OrderDisputed(**money),
        lambda: e.OrderDisputed(**money, won=bool(luck % 2)),
        lambda: e.RefundFailed(**money, reason="lost_or_stolen_card"),
    ]
    w.happens(facts[luck // 3 % len(facts)]())


def stripe_trouble(w: Walker, luck: int) -> None:
    """Stripe goes down, or is back."""
    if w.stripe.down:
        _tell(w, w.stripe.recovers(w.now))
    elif luck % 2:
        w.stripe.down = True
    else:
        w.stripe.refuses_refunds = not w.stripe.refuses_refunds


def page(w: Walker, luck: int) -> None:
    """The pages behind the link: *Pay now*, a parent's yes."""
    order: Order | None = _pick(list(w.talk.orders.values()), luck)
    if order is None:
        return
    about = {"id": w.new_id(), "talk": w.talk.id, "order_id": order.id}
    if order.minor and luck % 3:
        w.happens(e.ParentAgreed(**about, name="Eva Visser"))
    else:
        w.happens(e.PayAgainAsked(**about))


# -- staff, Chatwoot, others -----------------------------------------------------------------------------------------------


def staff(w: Walker, luck: int) -> None:
    """A person writes, assigns, opens, gives back, resolves."""
    if luck % 6 == 0:
        w.happens(e.StaffWrote(id=w.new_id(), talk=w.talk.id, seen=w.snapshot()))
        return
    status, assignee = (("pending", ""), ("open", ""), ("pending", "user"), ("open", "user"), ("resolved", ""))[
        luck % 5
    ]
    w.status, w.assignee = status, assignee
    w.happens(e.ConversationChanged(id=w.new_id(), talk=w.talk.id, seen=w.snapshot()))
    if status == "resolved":
        w.status = "pending"


def give_back(w: Walker, luck: int) -> None:
    """*Mark as pending*, so that the walk goes on."""
    w.status, w.assignee = "pending", "user" if luck % 4 == 0 else ""
    w.happens(e.ConversationChanged(id=w.new_id(), talk=w.talk.id, seen=w.snapshot()))


def old_news(w: Walker, luck: int) -> None:
    """A snapshot that is older than what is known changes nothing."""
    seen = replace(w.snapshot(), updated_at=1.0, status="open" if luck % 2 else "pending", assignee="user")
    w.happens(e.ConversationChanged(id=w.new_id(), talk=w.talk.id, seen=seen))


def new_conversation(w: Walker, luck: int) -> None:
    w.conversation_id += 1
    w.status, w.assignee = "pending", ""
    if luck % 2:
        w.writes(_pick(TYPED, luck))


def channel_trouble(w: Walker, luck: int) -> None:
    """A message could not be delivered, the window closes or opens, a turn failed."""
    if luck % 4 == 0:
        w.happens(e.TurnFailed(id=w.new_id(), talk=w.talk.id, failed_id="x"))
    elif luck % 4 == 1:
        w.can_reply = not w.can_reply
    elif luck % 8 == 3:
        w.happens(e.DeliveryDied(id=w.new_id(), talk=w.talk.id, delivery_id="x", kind="Refund", order_id="order_x"))
    else:
        about = {"seen": w.snapshot(), "delivery_id": "x", "error": "131047"}
        w.happens(e.MessageFailed(id=w.new_id(), talk=w.talk.id, **about))  # type: ignore[arg-type]


def rival(w: Walker, luck: int) -> None:
    """The next time this student claims is somebody else's; or a whole day is taken."""
    if luck % 3:
        w.loses_next = True
        return
    start = (w.now + timedelta(days=luck % 9)).replace(hour=8, minute=0, second=0, microsecond=0)
    for hour in range(12):
        slot = Slot(start + timedelta(hours=hour), 50)
        if not w.claims.conflicts("rival", slot):
            w.claims.slots[f"rival-{w._count}-{hour}"] = slot


def tutor(w: Walker, luck: int) -> None:
    """The tutor moves a lesson in their own calendar, takes one out, or puts something else over it."""
    order: Order | None = _pick([one for one in w.talk.orders.values() if one.booking in (HELD, BOOKED)], luck)
    if order is None:
        return
    about: dict[str, Any] = {"id": w.new_id(), "talk": w.talk.id, "order_id": order.id}
    start = order.slot.start + timedelta(hours=luck // 7 % 60 - 20)
    facts: list[Callable[[], e.Event]] = [
        lambda: e.LessonMovedOutside(**about, start=start, minutes=order.slot.minutes),
        lambda: e.LessonMovedOutside(**about, start=start, minutes=order.slot.minutes),
        lambda: e.LessonRemovedOutside(**about),
        lambda: e.TimeClashed(**about),
    ]
    w.happens(facts[luck // 3 % len(facts)]())


def special(w: Walker, luck: int) -> None:
    """Staff mark the contact for another price, or take the mark away."""
    w.attributes = {"special_price": "45"} if luck % 3 == 0 else {}


HAPPENINGS: dict[str, Callable[[Walker, int], None]] = {
    "tap": tap,
    "tap_forward": tap_forward,
    "tap_late": tap_late,
    "say": say,
    "say_title": say_title,
    "send_file": send_file,
    "pay": pay,
    "pay_later": pay_later,
    "decline": decline,
    "money_moves": money_moves,
    "stripe_trouble": stripe_trouble,
    "page": page,
    "staff": staff,
    "give_back": give_back,
    "old_news": old_news,
    "new_conversation": new_conversation,
    "channel_trouble": channel_trouble,
    "rival": rival,
    "tutor": tutor,
    "special": special,
}
