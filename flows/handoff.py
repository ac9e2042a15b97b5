"""To a person: labelled, noted with a summary, *open*, and the student told what to expect by the team's hours."""

from datetime import datetime, timedelta

from bot.core.effects import SetStatus
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.hearing import plain
from bot.core.turn import Turn
from flows import orders

REASONS = (
    "asked", "special_price", "too_many_unpaid", "payments_down", "mismatch", "move", "cancel",
    "not_understood", "trouble", "other_subject",
)  # fmt: skip
EXPLAINED = ("special_price", "too_many_unpaid", "move", "cancel", "not_understood", "trouble", "other_subject")
NOTED = ("payments_down", "mismatch")  # these have a note of their own already, which says more
KEPT_BEFORE = 8


def hand_over(turn: Turn) -> None:
    """The note, the status and what to expect. `turn.value` is the reason, when the desk itself asks for a person."""
    reason = str(turn.value) if str(turn.value) in REASONS else "asked"
    here = turn.conversation
    if reason not in NOTED:
        why = turn.desk.speech.say(turn.business.staff_language, f"reason-{reason.replace('_', '-')}")
        turn.note("note-handed-over", mention=True, reason=why, state=_state_of_play(turn))
    if here.status == "open":
        return  # a person has it, or is on the way: the note is enough
    if not here.greeted:
        turn.lead("welcome-short", business=turn.business.name, privacy=turn.business.privacy_url)
        turn.set(greeted=True)
    if reason in EXPLAINED:
        turn.lead(f"person-{reason.replace('_', '-')}")
    if turn.state != "handoff.person":
        turn.set(before=(*here.before, turn.state)[-KEPT_BEFORE:])
    turn.state = "handoff.person"
    resumable = turn.desk.machine.steps[turn.conversation.before[-1]].unfinished
    choices = [turn.choice("go_on_booking", "choice-go-on" if resumable else "choice-menu", "go_on_booking")]
    turn.say_text(expectation(turn), choices, gated=False)
    turn.do(SetStatus(here.account_id, here.conversation_id, "open"))
    turn.set(status="open", handed_over_at=turn.now, human_at=None, opening_at=turn.now, taking_back=False)


def expectation(turn: Turn) -> str:
    """“Usually within 30 minutes” in the team's hours, else when they are back."""
    hours = turn.business.staff_hours
    local = turn.team_clock.local(turn.now)
    today = hours.days.get(local.weekday())
    if today and today[0] <= local.time() < today[1] and local.date() not in turn.business.closed:
        return turn.text("expect-soon", minutes=hours.reply_minutes)
    back = _next_opening(turn, local)
    return turn.text("expect-later", when=turn.moment(back, long=True)) if back else turn.text("expect-sometime")


def _next_opening(turn: Turn, local: datetime) -> datetime | None:
    for ahead in range(15):
        day = local.date() + timedelta(days=ahead)
        hours = turn.business.staff_hours.days.get(day.weekday())
        if hours is None or day in turn.business.closed:
            continue
        opening = turn.team_clock.moment_at(day, hours[0])
        if opening > local:
            return opening
    return None


def _state_of_play(turn: Turn) -> str:
    """What is wished, held or booked, for the person who takes over."""
    lessons, wish = orders.upcoming(turn), turn.wish
    order = turn.order or (None if wish.flow else orders.held(turn) or (lessons[0] if lessons else None))
    say, staff = turn.desk.speech.say, turn.business.staff_language
    if order is not None:
        return say(
            staff, "state-order", payment=order.payment or "–", booking=order.booking, **orders.facts(turn, order)
        )
    if not wish.flow:
        return say(staff, "state-nothing")
    when = turn.team_clock.moment(wish.start) if wish.start else "–"
    subject = orders.subject_title(turn, wish.subject, staff) or "–"
    minutes = str(wish.minutes or "–")
    who = wish.name or say(staff, "who-unknown")
    flow = say(staff, f"flow-{wish.flow}")
    return say(staff, "state-wish", flow=flow, subject=subject, minutes=minutes, when=when, who=who)


def go_on_booking(turn: Turn) -> None:
    """Back to the desk, where it was; nothing to do when the desk has the conversation already."""
    here = turn.conversation
    if here.status == "open":
        turn.do(SetStatus(here.account_id, here.conversation_id, "pending", unassign=True))
        turn.set(status="pending", assignee="", handed_over_at=None, human_at=None, taking_back=True, opening_at=None)
    before = list(here.before)
    if turn.state == "handoff.person":
        target = before.pop() if before else "welcome.menu"
        turn.set(before=tuple(before))
    else:
        target = turn.state
    flow = target.partition(".")[0]
    over = flow in turn.business.rules and flow != turn.wish.flow  # the booking that stood there was brought to an end
    asks = turn.desk.machine.steps[target].ask is not None and not over
    turn.desk.machine.jump(turn, target if asks else "welcome.menu")


def read_waiting(turn: Turn, text: str) -> Heard | None:
    """While no person has written: go on, nothing else."""
    return Heard("go_on_booking") if plain(text) in turn.desk.speech.words("go-on") else None


FLOW = Flow(
    "handoff",
    steps=(Step("handoff.person", None, read_waiting),),
    moves=(
        Move("*", "person", STAY, do=hand_over),
        Move("*", "go_on_booking", STAY, do=go_on_booking),
    ),
)
