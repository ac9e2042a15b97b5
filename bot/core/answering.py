"""The student's words and taps: may the desk answer, what was meant, and what to do when nothing was understood."""

from datetime import timedelta

from bot.core import presence
from bot.core.acquaint import acquaint
from bot.core.conversation import Offer
from bot.core.events import StudentChose, StudentWrote
from bot.core.flow import Heard
from bot.core.hearing import hear, named, plain, says, tapped, worded
from bot.core.late import late_tap, spelled
from bot.core.turn import Turn

RESTING = ("welcome.start", "welcome.rest", "booked.ready")
FADES_AFTER = timedelta(hours=24)


def student_wrote(turn: Turn, event: StudentWrote) -> None:
    moved = turn.conversation.conversation_id not in (0, event.seen.conversation_id)
    was_gone = turn.gone
    if not _may_hear(turn, event):
        return None
    quiet = turn.desk.machine.steps[turn.state].quiet
    acquaint(turn, event.seen, "" if quiet else event.text)
    heard = hear(turn, event.text, turn.conversation.offered)
    if moved and was_gone:
        turn.desk.machine.fire(turn, "told_at_last")
    if moved and turn.desk.machine.steps[turn.state].unfinished and _welcome_back(turn, heard):
        return None
    if heard is None and not quiet:
        earlier = _earlier(turn, event.text)
        if earlier is not None:
            return late_tap(turn, *earlier)
    _answer(turn, heard, event)
    return None


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
    return late_tap(turn, late, tapped(event.value, event.title, late) if late else spelled(event.value))


def _may_hear(turn: Turn, event: StudentWrote | StudentChose) -> bool:
    """Whether the desk answers: it has the conversation, gets it back, or waits for a person with the student."""
    change = presence.absorb(turn, event.seen, spoken=True)
    _let_fade(turn)
    turn.set(heard_at=turn.now)
    if change == "given_back":
        presence.given_back(turn)
    if presence.has_it(turn):
        return True
    if change == "taken":
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


def _let_fade(turn: Turn) -> None:
    """A question that only helps to prepare does not wait for ever: “hello” next week is no answer to it."""
    fades, heard_at = turn.desk.machine.steps[turn.state].fades, turn.conversation.heard_at
    if fades and heard_at is not None and turn.now - heard_at > FADES_AFTER:
        turn.state = fades
        turn.offer_nothing()


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
    elif turn.state in RESTING and _opens_menu(turn, event):
        if getattr(event, "attachments", ()):
            turn.lead("got-attachment")
        machine.fire(turn, "open_menu")
    elif isinstance(event, StudentWrote) and not any(c.isalnum() for c in event.text):
        _wordless(turn, event)
    else:
        _not_understood(turn)


def _opens_menu(turn: Turn, event: StudentWrote | StudentChose) -> bool:
    if turn.state == "welcome.start":
        return True
    return not isinstance(event, StudentWrote) or any(c.isalnum() for c in event.text) or bool(event.attachments)


def _wordless(turn: Turn, event: StudentWrote) -> None:
    """A picture, a voice note, a smile, nothing at all: a kind answer, and the question again."""
    if event.attachments:
        turn.lead("got-attachment")
        turn.offer_person = True
    elif turn.state in RESTING:
        turn.desk.machine.fire(turn, "thanks")
        return
    elif says(turn, plain(worded(event.text)), "yes"):
        turn.lead("miss-yes")
    else:
        turn.lead("got-emoji" if event.text.strip() else "got-nothing")
    turn.desk.machine.fire(turn, "ask_again")


def _not_understood(turn: Turn) -> None:
    """Once: again with a hint. Twice: also a person. Three times: a person."""
    misses = turn.conversation.misses + 1
    turn.set(misses=misses)
    if misses >= 3:
        turn.set(misses=0)
        turn.desk.machine.fire(turn, "person", "not_understood")
        return
    turn.offer_person = misses == 2
    turn.lead(_missed(turn, misses, plain(getattr(turn.event, "text", ""))))
    turn.desk.machine.fire(turn, "ask_again")


def _missed(turn: Turn, misses: int, said: str) -> str:
    """The sentence before the question that is asked again: what would help here."""
    step = turn.desk.machine.steps[turn.state]
    if step.quiet:
        return f"miss-{misses}-open"  # a name has no choices
    if step.unfinished and says(turn, said, "yes"):
        return "miss-yes"
    return "miss-time" if misses == 1 and step.name.endswith((".slot", ".day")) else f"miss-{misses}"


def _earlier(turn: Turn, text: str) -> tuple[Offer, Heard] | None:
    """A typed title of an earlier question: a late tap on a channel that sends titles (WhatsApp)."""
    said = plain(text)
    if said.isdigit():
        return None
    for offer in reversed(turn.conversation.earlier):
        heard = named(said, offer)
        if heard is not None:
            return offer, heard
    return None


def _welcome_back(turn: Turn, heard: Heard | None) -> bool:
    """A new conversation of a student who was in the middle of something. Whether that is all: what they say goes before."""
    turn.lead("welcome-back")
    if heard is not None:
        return False
    turn.desk.machine.fire(turn, "ask_again")
    return True
