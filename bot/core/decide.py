"""The whole desk as one function: `decide(desk, talk, event, now) -> (talk, effects)`.

Pure: the same four values give the same answer, so a turn may be decided again after a crash, a lost claim or a
question about busy times. An event that nothing accepts changes nothing; it is never an exception.
"""

from collections.abc import Callable
from datetime import datetime

from bot.core import presence
from bot.core.acquaint import acquaint
from bot.core.conversation import Offer, Talk
from bot.core.desk import Desk
from bot.core.effects import Alert, Effect, KeepConsent
from bot.core.events import (
    ConversationChanged,
    DeadlinePassed,
    Event,
    MessageFailed,
    MoneyEvent,
    ParentAgreed,
    PayAgainAsked,
    SlotWasTaken,
    StaffWrote,
    StripeTroubled,
    StudentChose,
    StudentWrote,
    TrialWasTaken,
    TurnFailed,
)
from bot.core.flow import Heard
from bot.core.hearing import hear, tapped
from bot.core.mirror import reflect
from bot.core.turn import NeedBusy, Turn

KEPT_BEFORE = 8


def decide(desk: Desk, talk: Talk, event: Event, now: datetime) -> tuple[Talk, tuple[Effect, ...]]:
    """The talk afterwards and what is to be done. A lone `FindBusy` is a question: answer it and call again."""
    turn = Turn(desk, talk, event, now)
    try:
        _handle(turn, event)
        turn.flush()
    except NeedBusy as need:
        return talk, (need.question,)
    _remember_way(turn, talk.conversation.step)
    turn.set(step=turn.state)
    reflect(turn)
    return turn.talk, tuple(turn.effects)


def _handle(turn: Turn, event: Event) -> None:
    if isinstance(event, SlotWasTaken):
        return _slot_was_taken(turn, event)
    if isinstance(event, TrialWasTaken):
        return _trial_was_taken(turn)
    if isinstance(event, MoneyEvent):
        return _news(turn, event)
    handler = HANDLERS.get(type(event))
    return handler(turn, event) if handler else None


# -- the student -----------------------------------------------------------------------------------------------------------


def _student_wrote(turn: Turn, event: StudentWrote) -> None:
    moved = turn.conversation.conversation_id not in (0, event.seen.conversation_id)
    if not _may_hear(turn, event):
        return
    acquaint(turn, event.seen, event.text)
    offer = _offer_of(turn, event.in_reply_to) or turn.conversation.offered
    if moved and _welcome_back(turn):
        return
    heard = hear(turn, event.text, offer)
    if heard is None and offer is turn.conversation.offered:
        heard = _earlier(turn, event.text)
    _answer(turn, heard, event)


def _student_chose(turn: Turn, event: StudentChose) -> None:
    if not _may_hear(turn, event):
        return None
    here = turn.conversation
    offer = here.offered
    if offer is not None and event.asked in ("", offer.id):
        heard = tapped(event.value, event.title, offer)
        if heard is not None:
            return _answer(turn, heard, event)
    late = next((o for o in reversed(here.earlier) if o.id == event.asked), None)
    return _late_tap(turn, late, tapped(event.value, event.title, late))


def _may_hear(turn: Turn, event: StudentWrote | StudentChose) -> bool:
    """Whether the desk answers: it has the conversation, gets it back, or waits for a person with the student."""
    change = presence.absorb(turn, event.seen, spoken=True)
    turn.set(heard_at=turn.now)
    if presence.has_it(turn):
        if change == "given_back":
            presence.given_back(turn)
        return True
    if change == "taken" or (turn.conversation.status == "pending" and turn.conversation.assignee == "user"):
        presence.give_up(turn)
        return False
    if presence.is_failed_callback(turn):
        presence.take_back(turn)
        return True
    if presence.waits_for_person(turn):
        heard = _heard_while_waiting(turn, event)
        if heard is not None:
            turn.desk.machine.fire(turn, heard.trigger, heard.value)
    return False


def _heard_while_waiting(turn: Turn, event: StudentWrote | StudentChose) -> Heard | None:
    """*Go on booking* and “paid?” work until a person has written."""
    if isinstance(event, StudentChose):
        heard = tapped(event.value, event.title, turn.conversation.offered)
    else:
        heard = hear(turn, event.text, turn.conversation.offered)
    return heard if heard is not None and heard.trigger in ("go_on_booking", "says_paid") else None


def _answer(turn: Turn, heard: Heard | None, event: StudentWrote | StudentChose) -> None:
    machine = turn.desk.machine
    if heard is not None and machine.fire(turn, heard.trigger, heard.value):
        turn.set(misses=0)
        return
    if turn.state in ("welcome.start", "welcome.rest", "booked.ready") and _opens_menu(turn, event):
        machine.fire(turn, "open_menu")
        return
    _not_understood(turn, event)


def _opens_menu(turn: Turn, event: StudentWrote | StudentChose) -> bool:
    if turn.state == "welcome.start":
        return True
    return not isinstance(event, StudentWrote) or any(c.isalnum() for c in event.text) or bool(event.attachments)


def _not_understood(turn: Turn, event: StudentWrote | StudentChose) -> None:
    """Once: again with a hint. Twice: also a person. Three times: a person. What has no words gets a kind answer."""
    if isinstance(event, StudentWrote) and not any(c.isalnum() for c in event.text):
        turn.lead("got-attachment" if event.attachments else "got-emoji")
    else:
        misses = turn.conversation.misses + 1
        turn.set(misses=misses)
        if misses >= 3:
            turn.set(misses=0)
            turn.desk.machine.fire(turn, "person", "not_understood")
            return
        turn.offer_person = misses == 2
        turn.lead(f"miss-{misses}")
    turn.desk.machine.fire(turn, "ask_again")


def _late_tap(turn: Turn, offer: Offer | None, heard: Heard | None) -> None:
    """An earlier question's button: back to that question with that answer; it changes nothing that is paid."""
    order = turn.order
    paid = order is not None and order.booking in ("booked", "attention")
    if offer is None or heard is None:
        turn.lead("late-tap")
        turn.desk.machine.fire(turn, "ask_again")
        return
    if paid and offer.step.partition(".")[0] not in ("booked", "questions", "payment", "handoff", "welcome"):
        turn.lead("late-tap-booked")
        turn.desk.machine.fire(turn, "ask_again")
        return
    if heard.trigger in HARMLESS_LATE or turn.state == offer.step:
        turn.desk.machine.fire(turn, heard.trigger, heard.value)
        return
    turn.lead("late-tap")
    if offer.step.endswith(".confirm"):  # never pays an older summary: shows today's
        turn.then = "go_on"
        turn.desk.machine.fire(turn, "go_on")
        return
    if turn.desk.machine.accepts(offer.step, heard.trigger) and offer.step.partition(".")[0] == turn.wish.flow:
        turn.state = offer.step
        turn.desk.machine.fire(turn, heard.trigger, heard.value)
        return
    turn.desk.machine.fire(turn, "ask_again")


HARMLESS_LATE = (
    "person", "start_over", "link_again", "question", "topic", "open_menu", "flow_chosen", "same_again",
    "back_to_payment", "move", "cancel", "go_on_booking", "language_row",
)  # fmt: skip


def _earlier(turn: Turn, text: str) -> Heard | None:
    """A typed title of an earlier question (WhatsApp sends titles): heard where that question stood."""
    from bot.core.hearing import offered, plain

    for offer in reversed(turn.conversation.earlier):
        heard = offered(plain(text), offer) if not plain(text).isdigit() else None
        if heard is not None and turn.desk.machine.accepts(turn.state, heard.trigger):
            return heard
    return None


def _offer_of(turn: Turn, in_reply_to: int) -> Offer | None:
    """WhatsApp names the message a title answers; ours are known by delivery id only, so the newest offer is meant."""
    return turn.conversation.offered if in_reply_to else None


def _welcome_back(turn: Turn) -> bool:
    """A new conversation of a student who was in the middle of something: says where they are and asks again."""
    if not turn.desk.machine.steps[turn.state].unfinished:
        return False
    turn.lead("welcome-back")
    turn.desk.machine.fire(turn, "ask_again")
    return True


# -- staff and status --------------------------------------------------------------------------------------------------------


def _staff_wrote(turn: Turn, event: StaffWrote) -> None:
    presence.absorb(turn, event.seen, spoken=False)
    if event.seen.conversation_id != turn.conversation.conversation_id:
        return
    turn.set(human_at=turn.now)
    if turn.conversation.status == "pending":
        presence.give_up(turn)


def _conversation_changed(turn: Turn, event: ConversationChanged) -> None:
    change = presence.absorb(turn, event.seen, spoken=False)
    if change == "given_back":
        if presence.given_back(turn):
            step = presence.unfinished_step(turn)
            turn.lead("given-back")
            turn.desk.machine.jump(turn, step)
        elif turn.state == "handoff.person":
            turn.state = "welcome.rest"
    elif change == "taken":
        presence.give_up(turn)
    elif change == "opened" and presence.is_failed_callback(turn):
        presence.take_back(turn)


def _message_failed(turn: Turn, event: MessageFailed) -> None:
    turn.note("note-not-told", mention=True, error=event.error[:120] or "–")
    turn.do(Alert("message_failed", f"{turn.talk.id.partition(':')[0]}: a channel could not deliver a message"))


# -- money and time ----------------------------------------------------------------------------------------------------------


def _news(turn: Turn, event: MoneyEvent) -> None:
    """What settling made of a fact, told where the student is. Nothing new: nothing said."""
    turn.voice = presence.has_it(turn) or (presence.waits_for_person(turn) and not turn.conversation.human_at)
    if event.news and turn.desk.machine.accepts(turn.state, f"order_{event.news}"):
        turn.desk.machine.fire(turn, f"order_{event.news}", event.order_id)


def _stripe_troubled(turn: Turn, event: StripeTroubled) -> None:
    order = turn.talk.orders.get(event.order_id)
    if order is None or order.attempt is None or order.attempt.n != event.attempt or order.attempt.state != "asked":
        return
    turn.voice = presence.has_it(turn)
    turn.say("payments-down")
    turn.note("note-stripe-trouble", order=order, order_id=order.id)
    turn.do(Alert("stripe_trouble", order.id))


def _deadline_passed(turn: Turn, event: DeadlinePassed) -> None:
    turn.voice = presence.has_it(turn)
    turn.desk.machine.fire(turn, f"time_{event.name}", event.order_id)


def _parent_agreed(turn: Turn, event: ParentAgreed) -> None:
    order = turn.talk.orders.get(event.order_id)
    if order is None or order.consent_at is not None:
        return
    until = max(turn.now, order.slot.start) + turn.business.consent_kept
    turn.do(KeepConsent(order.id, event.name, turn.now, until))
    turn.voice = presence.has_it(turn)
    turn.desk.machine.fire(turn, "parent_agreed", order.id)


def _pay_again_asked(turn: Turn, event: PayAgainAsked) -> None:
    turn.voice = presence.has_it(turn)
    turn.desk.machine.fire(turn, "page_pay_again", event.order_id)


def _slot_was_taken(turn: Turn, event: SlotWasTaken) -> None:
    """Somebody was faster. The talk is as before the original event; the student gets the nearest times."""
    cause = event.cause
    if isinstance(cause, StudentWrote | StudentChose):
        presence.absorb(turn, cause.seen, spoken=True)
        turn.set(heard_at=turn.now)
        if presence.is_failed_callback(turn):
            presence.take_back(turn)
    turn.voice = presence.has_it(turn)
    turn.desk.machine.fire(turn, "slot_lost", event.slot)


def _trial_was_taken(turn: Turn) -> None:
    turn.lead("trial-once")
    turn.set_wish(flow="regular", start=None, minutes=0)
    turn.desk.machine.fire(turn, "go_on")


def _turn_failed(turn: Turn, event: TurnFailed) -> None:
    turn.desk.machine.fire(turn, "person", "trouble")


def _remember_way(turn: Turn, was: str) -> None:
    """The questions behind the student, for *back*."""
    before = turn.conversation.before
    flow, _, step = was.partition(".")
    if turn.state != was and flow in turn.business.rules and step != "change" and (not before or before[-1] != was):
        if turn.state in before:
            turn.set(before=before[: before.index(turn.state)])
        elif turn.state != "handoff.person":
            turn.set(before=(*before, was)[-KEPT_BEFORE:])


HANDLERS: dict[type[Event], Callable[[Turn, "object"], None]] = {
    StudentWrote: _student_wrote,
    StudentChose: _student_chose,
    StaffWrote: _staff_wrote,
    ConversationChanged: _conversation_changed,
    MessageFailed: _message_failed,
    StripeTroubled: _stripe_troubled,
    DeadlinePassed: _deadline_passed,
    ParentAgreed: _parent_agreed,
    PayAgainAsked: _pay_again_asked,
    TurnFailed: _turn_failed,
}  # type: ignore[dict-item]
