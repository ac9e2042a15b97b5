"""The student's words and taps: may the desk answer, what was meant, and what to do when nothing was understood."""

from bot.core import presence
from bot.core.acquaint import acquaint
from bot.core.conversation import Offer
from bot.core.events import StudentChose, StudentWrote
from bot.core.flow import Heard
from bot.core.hearing import hear, offered, plain, tapped
from bot.core.turn import Turn


def student_wrote(turn: Turn, event: StudentWrote) -> None:
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


def student_chose(turn: Turn, event: StudentChose) -> None:
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
        if turn.state == "handoff.person":
            turn.state = presence.unfinished_step(turn) or "welcome.rest"
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
