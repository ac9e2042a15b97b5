"""The whole desk as one function: `decide(desk, talk, event, now) -> (talk, effects)`.

Pure: the same four values give the same answer, so a turn may be decided again after a crash, a lost claim or a
question about busy times. An event that nothing accepts changes nothing; it is never an exception.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.core import presence
from bot.core.alarms import set_alarms
from bot.core.answering import student_chose, student_wrote
from bot.core.conversation import Talk
from bot.core.desk import Desk
from bot.core.diary import write_down
from bot.core.effects import Alert, Effect, KeepConsent
from bot.core.events import (
    ConversationChanged,
    DeadlinePassed,
    DeliveryDied,
    Event,
    LeftUnbooked,
    LessonMovedOutside,
    LessonRemovedOutside,
    MessageFailed,
    MoneyEvent,
    ParentAgreed,
    PayAgainAsked,
    SlotWasTaken,
    StaffWrote,
    StripeTroubled,
    StudentChose,
    StudentWrote,
    TimeClashed,
    TrialWasTaken,
    TurnFailed,
)
from bot.core.mirror import reflect
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order
from bot.core.series import follow
from bot.core.turn import NeedBusy, Turn

KEPT_BEFORE = 8
GONE = "Refused 404"  # how a message ends whose conversation was deleted
MOST_ORDERS = 12


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
    follow(turn)
    set_alarms(turn)
    _forget_old_orders(turn)
    reflect(turn)
    write_down(turn)
    return turn.talk, tuple(turn.effects)


def _handle(turn: Turn, event: Event) -> None:
    match event:
        case StudentWrote():
            student_wrote(turn, event)
        case StudentChose():
            student_chose(turn, event)
        case StaffWrote():
            _staff_wrote(turn, event)
        case ConversationChanged():
            _conversation_changed(turn, event)
        case MoneyEvent():
            _news(turn, event)
        case DeadlinePassed():
            _of_ours(turn, f"time_{event.name}", event.order_id)
        case ParentAgreed():
            _parent_agreed(turn, event)
        case PayAgainAsked():
            _of_ours(turn, "page_pay_again", event.order_id)
        case LessonMovedOutside():
            _of_ours(turn, "lesson_moved_outside", event.order_id)
        case LessonRemovedOutside():
            _of_ours(turn, "lesson_removed_outside", event.order_id)
        case TimeClashed():
            if event.cause is not None:
                _as_before(turn, event.cause)
            _of_ours(turn, "time_clashed", event.order_id)
        case StripeTroubled():
            _stripe_troubled(turn, event)
        case SlotWasTaken():
            _slot_was_taken(turn, event)
        case TrialWasTaken():
            _trial_was_taken(turn, event)
        case MessageFailed():
            _message_failed(turn, event)
        case DeliveryDied():
            about = turn.talk.orders.get(event.order_id)
            turn.note("note-not-done", mention=True, order=about, kind=event.kind, order_id=event.order_id or "–")
        case LeftUnbooked():
            _left_unbooked(turn, event)
        case TurnFailed():
            _turn_failed(turn)


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
        presence.given_back(turn)
        if presence.goes_on(turn):
            turn.lead("given-back")
            turn.desk.machine.fire(turn, "ask_again")
    elif change == "taken":
        presence.give_up(turn)
    elif change == "opened" and presence.is_failed_callback(turn):
        presence.take_back(turn)
        # Nothing is said: a message of the student's that was missed comes along with this callback, and is answered as
        # if it were new; often it was only the echo of one of ours that did not reach us.


def _message_failed(turn: Turn, event: MessageFailed) -> None:
    here = turn.conversation
    if event.error == GONE and event.conversation_id == here.conversation_id:
        if here.gone != here.conversation_id:
            turn.set(gone=here.conversation_id)
            turn.not_told()
            order = turn.order
            turn.note("note-gone", mention=True, order=order, orderid=order.id if order else "–")
        return
    turn.note("note-not-told", mention=True, error=event.error[:120] or "–")
    turn.do(Alert("message_failed", f"{turn.talk.id.partition(':')[0]}: a channel could not deliver a message"))


def _left_unbooked(turn: Turn, event: LeftUnbooked) -> None:
    """A person is called into the conversation, unless it came right meanwhile. The student is told nothing: nobody knows yet."""
    order = turn.talk.orders.get(event.order_id)
    if order is None or order.booking not in (BOOKED, ATTENTION):
        turn.note("note-left-unbooked", mention=True, order=order, order_id=event.order_id)


def _turn_failed(turn: Turn) -> None:
    turn.voice = presence.may_tell(turn)
    turn.desk.machine.fire(turn, "person", "trouble")


# -- money and time ----------------------------------------------------------------------------------------------------------


def _news(turn: Turn, event: MoneyEvent) -> None:
    """What settling made of a fact, told where the student is. Nothing new: nothing said."""
    turn.voice = presence.may_tell(turn)
    if event.news and turn.desk.machine.accepts(turn.state, f"order_{event.news}"):
        turn.desk.machine.fire(turn, f"order_{event.news}", event.order_id)


def _of_ours(turn: Turn, trigger: str, order_id: str) -> None:
    """An alarm clock, a parent's yes, *Pay now* on a page: heard wherever the student is."""
    turn.voice = presence.may_tell(turn)
    turn.desk.machine.fire(turn, trigger, order_id)


def _stripe_troubled(turn: Turn, event: StripeTroubled) -> None:
    order = turn.talk.orders.get(event.order_id)
    if order is None or order.attempt is None or order.attempt.n != event.attempt or order.attempt.state != "asked":
        return
    _of_ours(turn, "stripe_troubled", order.id)


def _parent_agreed(turn: Turn, event: ParentAgreed) -> None:
    order = turn.talk.orders.get(event.order_id)
    if order is None or order.consent_at is not None or order.booking != HELD or order.closed or order.series:
        return  # too late, or again, or for the first of its series to say: a name that no lesson needs is not kept
    until = max(turn.now, order.slot.start) + turn.business.consent_kept
    turn.do(KeepConsent(order.id, event.name, turn.now, until))
    _of_ours(turn, "parent_agreed", order.id)


def _slot_was_taken(turn: Turn, event: SlotWasTaken) -> None:
    """Somebody was faster. The talk is as before the original event; the student gets the nearest times.

    Money is told all the same: without the lesson of its series that cannot be had. Where the tutor wanted a lesson there, it
    stays, and the student hears of nothing.
    """
    turn.lost = event.slot
    if isinstance(event.cause, MoneyEvent):
        _news(turn, event.cause)
    elif isinstance(event.cause, LessonMovedOutside):
        _of_ours(turn, "lesson_not_moved", event.cause.order_id)
    else:
        _as_before(turn, event.cause)
        turn.desk.machine.fire(turn, "slot_lost", event.slot)


def _trial_was_taken(turn: Turn, event: TrialWasTaken) -> None:
    """The learner had a trial already, so the wish goes on as a regular lesson."""
    _as_before(turn, event.cause)
    turn.lead("trial-once")
    turn.set_wish(flow="regular", start=None, minutes=0)
    turn.desk.machine.fire(turn, "go_on")


def _as_before(turn: Turn, cause: Event) -> None:
    """What the original event told about the conversation, once more."""
    if isinstance(cause, StudentWrote | StudentChose):
        change = presence.absorb(turn, cause.seen, spoken=True)
        turn.set(heard_at=turn.now)
        if change == "given_back":
            presence.given_back(turn)
        elif presence.is_failed_callback(turn):
            presence.take_back(turn)
    turn.voice = presence.may_tell(turn)


# -- keeping -----------------------------------------------------------------------------------------------------------------


def _forget_old_orders(turn: Turn) -> None:
    """Orders that nothing can happen to any more stay in the store, but are no longer loaded with the talk."""
    kept = turn.conversation.orders
    if len(kept) > MOST_ORDERS:
        every = turn.talk.orders.values()
        needed = {one for o in every if not _is_over(turn, o) for one in _paid_by(turn, o)} | {turn.conversation.order}
        done = [o.id for o in every if _is_over(turn, o) and o.id not in needed]
        drop = set(done[: len(kept) - MOST_ORDERS])
        turn.set(orders=tuple(one for one in kept if one not in drop))


def _paid_by(turn: Turn, order: Order) -> Iterator[str]:
    """The orders whose money pays for this one, one after the other."""
    while order.credit_from:
        yield order.credit_from
        if order.credit_from not in turn.talk.orders:
            return
        order = turn.talk.orders[order.credit_from]


def _is_over(turn: Turn, order: Order) -> bool:
    waiting = order.booking in (HELD, ATTENTION) or not order.settled
    return not waiting and (order.booking == RELEASED or order.slot.end < turn.now)


def _remember_way(turn: Turn, was: str) -> None:
    """The questions behind the student, for *back*."""
    before = turn.conversation.before
    flow, _, step = was.partition(".")
    if turn.state != was and flow in turn.business.rules and step != "change" and (not before or before[-1] != was):
        if turn.state in before:
            turn.set(before=before[: before.index(turn.state)])
        elif turn.state != "handoff.person":
            turn.set(before=(*before, was)[-KEPT_BEFORE:])
