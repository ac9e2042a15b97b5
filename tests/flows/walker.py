"""A walk through all flows by chance: students who tap, type, wander off and come back; staff, Stripe, the clock, and bad luck.

`Walk.step(action, luck)` does one thing; every rule of `tests.flows.rules` holds after it. Hypothesis and the seeded soak
share it, so a walk that fails is a list of (action, luck) that can be walked again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core import effects as x
from bot.core import events as e
from bot.core.conversation import Choice, Offer, Talk
from bot.core.orders import Order
from bot.core.slots import Slot
from tests.flows.stage import DESK, MONDAY_MORNING, Claims, Stage
from tests.flows.stripe_by_hand import Session
from tests.flows.typed import TYPED

CHANNELS = ("Channel::Whatsapp", "Channel::WebWidget", "Channel::TwilioSms", "Channel::Email")
PAUSES = (1, 5, 11, 25, 31, 50, 61, 125, 600, 1500, 3000, 6000)  # minutes


class Walker(Stage):
    """A stage on which a claim can be lost at the last moment, and that remembers what one event brought."""

    def __init__(self, number: int, claims: Claims, **more: Any) -> None:
        super().__init__(claims=claims, source=f"student-{number}", **more)
        self.loses_next = False
        self.talk_before = self.talk
        self.event: e.Event | None = None

    def happens(self, event: e.Event) -> None:
        self.talk_before, self.said, self.event = self.talk, [], event
        super().happens(event)

    def writes(self, text: str, *, attachments: tuple[str, ...] = ()) -> None:
        self.can_reply = True  # a student's message opens the channel's window
        super().writes(text, attachments=attachments)

    def taps(self, choice: Choice, asked: str) -> None:
        self.can_reply = True
        super().taps(choice, asked)

    def _loses(self, talk: Talk, effects: Sequence[x.Effect], cause: e.Event) -> e.Event | None:
        hold = next((one for one in effects if isinstance(one, x.HoldSlot)), None)
        if self.loses_next and hold is not None and hold.order_id not in self.claims.slots:
            self.loses_next = False
            if not self.claims.conflicts("rival", hold.slot):
                self.claims.slots[f"rival-{len(self.claims.slots)}-{self._count}"] = hold.slot
        return super()._loses(talk, effects, cause)


class Walk:
    """Three students who want the same tutor."""

    def __init__(self) -> None:
        claims = Claims()
        names = ("Noor de Vries", "wispy-sun-423", "+31612345678")
        self.walkers = [
            Walker(n, claims, name=name, channel=CHANNELS[n], browser=("nl", "en", "")[n], reachable=n == 2)
            for n, name in enumerate(names)
        ]
        self.now: datetime = MONDAY_MORNING

    def step(self, action: str, luck: int) -> Walker:
        """One thing happens to one student; returns whom."""
        walker = self.walkers[luck % len(self.walkers)]
        walker.event = None
        ACTIONS[action](self, walker, luck // len(self.walkers))
        return walker

    def passes(self, minutes: int) -> None:
        """Time goes by for everybody."""
        self.now += timedelta(minutes=minutes)
        for walker in self.walkers:
            walker.rings(self.now)


def _pick(found: Sequence[Any], luck: int) -> Any:
    return found[luck % len(found)] if found else None


def tap(_: Walk, w: Walker, luck: int) -> None:
    """A choice of the last question."""
    offer = w.talk.conversation.offered
    if offer is not None:
        w.taps(_pick(offer.choices, luck), offer.id)


def tap_forward(_: Walk, w: Walker, luck: int) -> None:
    """One of the first choices: the way that leads on."""
    offer = w.talk.conversation.offered
    if offer is not None:
        w.taps(offer.choices[luck % min(2, len(offer.choices))], offer.id)


def tap_late(_: Walk, w: Walker, luck: int) -> None:
    """A choice of an earlier question, or of one nobody remembers."""
    offer: Offer | None = _pick(w.talk.conversation.earlier, luck)
    if offer is not None:
        w.taps(_pick(offer.choices, luck // 7), offer.id if luck % 11 else "forgotten")


def say(_: Walk, w: Walker, luck: int) -> None:
    """Something typed, in either language, or garbage."""
    w.writes(_pick(TYPED, luck))


def say_title(_: Walk, w: Walker, luck: int) -> None:
    """A title or number typed."""
    if w.offered:
        n = luck % len(w.offered)
        w.writes(w.offered[n].title if luck % 2 else str(n + 1))


def send_file(_: Walk, w: Walker, luck: int) -> None:
    w.writes("", attachments=("audio",) if luck % 2 else ())


def wait(walk: Walk, _: Walker, luck: int) -> None:
    walk.passes(PAUSES[luck % len(PAUSES)])


# -- Stripe ----------------------------------------------------------------------------------------------------------------


def _session(w: Walker, luck: int) -> Session | None:
    found: Session | None = _pick([one for one in w.stripe.sessions.values() if one.status == "open"], luck)
    return found


def _tell(w: Walker, facts: Sequence[e.Event]) -> None:
    for fact in facts:
        w.happens(fact)


def pay(_: Walk, w: Walker, luck: int) -> None:
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


def pay_later(_: Walk, w: Walker, luck: int) -> None:
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


def decline(_: Walk, w: Walker, luck: int) -> None:
    session = _session(w, luck)
    if session is not None:
        about: dict[str, Any] = {"order_id": session.order_id, "session_id": session.id}
        w.happens(e.PaymentFailed(id=w.new_id(), talk=w.talk.id, payment_intent=session.intent, **about))


def money_moves(_: Walk, w: Walker, luck: int) -> None:
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


def stripe_trouble(_: Walk, w: Walker, luck: int) -> None:
    """Stripe goes down, or is back."""
    if w.stripe.down:
        _tell(w, w.stripe.recovers(w.now))
    elif luck % 2:
        w.stripe.down = True
    else:
        w.stripe.refuses_refunds = not w.stripe.refuses_refunds


def page(_: Walk, w: Walker, luck: int) -> None:
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


def staff(_: Walk, w: Walker, luck: int) -> None:
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


def give_back(_: Walk, w: Walker, luck: int) -> None:
    """*Mark as pending*, so that the walk goes on."""
    w.status, w.assignee = "pending", "user" if luck % 4 == 0 else ""
    w.happens(e.ConversationChanged(id=w.new_id(), talk=w.talk.id, seen=w.snapshot()))


def old_news(_: Walk, w: Walker, luck: int) -> None:
    """A snapshot that is older than what is known changes nothing."""
    seen = replace(w.snapshot(), updated_at=1.0, status="open" if luck % 2 else "pending", assignee="user")
    w.happens(e.ConversationChanged(id=w.new_id(), talk=w.talk.id, seen=seen))


def new_conversation(_: Walk, w: Walker, luck: int) -> None:
    w.conversation_id += 1
    w.status, w.assignee = "pending", ""
    if luck % 2:
        w.writes(_pick(TYPED, luck))


def channel_trouble(_: Walk, w: Walker, luck: int) -> None:
    """A message could not be delivered, the window closes or opens, a turn failed."""
    if luck % 4 == 0:
        w.happens(e.TurnFailed(id=w.new_id(), talk=w.talk.id, failed_id="x"))
    elif luck % 4 == 1:
        w.can_reply = not w.can_reply
    else:
        about = {"seen": w.snapshot(), "delivery_id": "x", "error": "131047"}
        w.happens(e.MessageFailed(id=w.new_id(), talk=w.talk.id, **about))  # type: ignore[arg-type]


def rival(_: Walk, w: Walker, luck: int) -> None:
    """The next time this student claims is somebody else's; or a whole day is taken."""
    if luck % 3:
        w.loses_next = True
        return
    start = (w.now + timedelta(days=luck % 9)).replace(hour=8, minute=0, second=0, microsecond=0)
    for hour in range(12):
        slot = Slot(start + timedelta(hours=hour), 50)
        if not w.claims.conflicts("rival", slot):
            w.claims.slots[f"rival-{w._count}-{hour}"] = slot


def special(_: Walk, w: Walker, luck: int) -> None:
    """Staff mark the contact for another price, or take the mark away."""
    w.attributes = {"special_price": "45"} if luck % 3 == 0 else {}


ACTIONS: dict[str, Callable[[Walk, Walker, int], None]] = {
    "tap": tap,
    "tap_forward": tap_forward,
    "tap_late": tap_late,
    "say": say,
    "say_title": say_title,
    "send_file": send_file,
    "wait": wait,
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
    "special": special,
}
# How often each is drawn: most of the time students simply go on.
WEIGHTS = {"tap": 20, "tap_forward": 40, "say": 14, "say_title": 8, "pay": 8, "wait": 6, "give_back": 8, "page": 3}
DRAWN: tuple[str, ...] = tuple(name for name in ACTIONS for _ in range(WEIGHTS.get(name, 2)))
assert DESK is not None
