"""Who has the conversation: the desk speaks only while it is *pending* and no person is assigned.

Chatwoot's bot receives everything at any time; the gate is ours (its snapshot shows status and assignee, and an older
snapshot never overrides a newer one). A failed callback opens a conversation by itself; that is undone once.
"""

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import SetStatus
from bot.core.events import Snapshot
from bot.core.turn import Turn

UNFINISHED_FOR = timedelta(hours=24)
STILL_OPENING = timedelta(minutes=1)  # how long a snapshot may still show *pending* after we asked for *open*


def has_it(turn: Turn) -> bool:
    """Whether the desk may speak."""
    here = turn.conversation
    return here.status == "pending" and here.assignee != "user"


def waits_for_person(turn: Turn) -> bool:
    """Handed over by us, and no person has written yet: *go on booking* and “paid?” still work."""
    here = turn.conversation
    return here.status == "open" and here.handed_over_at is not None and here.human_at is None


def may_tell(turn: Turn) -> bool:
    """Whether more than the bare fact may be told now, of something that happened without the student."""
    return has_it(turn) or waits_for_person(turn)


def absorb(turn: Turn, seen: Snapshot, *, spoken: bool) -> str:
    """What the snapshot changes. Returns "given_back", "taken", "opened" or "".

    `spoken`: the student wrote, so this is the conversation to answer in, even if it is a new one.
    """
    here = turn.conversation
    if seen.conversation_id != here.conversation_id:
        if here.conversation_id and not spoken:
            return ""  # an older conversation of the same student
        _move_to(turn, seen)
        return "taken" if seen.status == "pending" and seen.assignee == "user" else ""
    if seen.updated_at < here.status_at:
        return ""
    before, status = here.status, seen.status
    if here.taking_back:
        if status == "pending":
            turn.set(taking_back=False)
        elif status == "open" and seen.assignee != "user":
            status = "pending"  # this snapshot is older than our own change
    if here.opening_at is not None:
        if status == "pending" and turn.now - here.opening_at < STILL_OPENING:
            status = "open"
        else:
            turn.set(opening_at=None)
    turn.set(status=status, assignee=seen.assignee, status_at=seen.updated_at, can_reply=seen.can_reply)
    _keep_facts(turn, seen)
    if status == "pending" and before != "pending":
        return "given_back"
    if status == "pending" and seen.assignee == "user":
        return "taken"
    if status == "open" and before == "pending":
        return "opened"
    return ""


def is_failed_callback(turn: Turn) -> bool:
    """*Open* without assignee, without a person's message and without a handover of ours; only the first is undone."""
    here = turn.conversation
    return (
        turn.business.untaken_back
        and here.status == "open"
        and here.assignee != "user"
        and here.human_at is None
        and here.handed_over_at is None
        and not here.taken_back
    )


def take_back(turn: Turn) -> None:
    """Sets *pending* again."""
    here = turn.conversation
    turn.do(SetStatus(here.account_id, here.conversation_id, "pending"))
    turn.set(status="pending", taken_back=True, taking_back=True)


def give_up(turn: Turn) -> None:
    """A person wrote or was assigned while the status stayed *pending*: sets *open* and says how to give it back."""
    here = turn.conversation
    turn.do(SetStatus(here.account_id, here.conversation_id, "open"))
    turn.note("note-you-have-it")
    turn.set(status="open", human_at=turn.now, opening_at=turn.now, taking_back=False)


def given_back(turn: Turn) -> None:
    """Takes the conversation again; a leftover assignee is taken off."""
    here = turn.conversation
    turn.set(handed_over_at=None, human_at=None, taking_back=False, opening_at=None)
    if here.assignee == "user":
        turn.do(SetStatus(here.account_id, here.conversation_id, "pending", unassign=True))
        turn.set(assignee="")
    if turn.state == "handoff.person":
        turn.state = unfinished_step(turn) or "welcome.rest"
    turn.state = turn.desk.machine.steps[turn.state].fades or turn.state


def goes_on(turn: Turn) -> bool:
    """Whether a booking was left unfinished in the last day."""
    heard_at = turn.conversation.heard_at
    recent = heard_at is not None and turn.now - heard_at < UNFINISHED_FOR
    return recent and turn.desk.machine.steps[turn.state].unfinished


def unfinished_step(turn: Turn) -> str:
    """The step a booking was left in, or ""."""
    steps = turn.desk.machine.steps
    for name in (turn.state, *reversed(turn.conversation.before)):
        if name in steps and steps[name].unfinished:
            return name
        if name != "handoff.person":
            return ""
    return ""


def _move_to(turn: Turn, seen: Snapshot) -> None:
    """A new conversation of the same student takes over step, wish, choices, held time and orders."""
    turn.set(
        conversation_id=seen.conversation_id,
        contact_id=seen.contact_id,
        channel=seen.channel,
        status=seen.status,
        assignee=seen.assignee,
        status_at=seen.updated_at,
        can_reply=seen.can_reply,
        handed_over_at=None,
        human_at=None,
        taken_back=False,
        taking_back=False,
        opening_at=None,
    )
    if turn.state == "handoff.person":
        turn.state = unfinished_step(turn) or "welcome.rest"
    _keep_facts(turn, seen)


def _keep_facts(turn: Turn, seen: Snapshot) -> None:
    turn.set(
        channel=seen.channel or turn.conversation.channel,
        contact_id=seen.contact_id or turn.conversation.contact_id,
        labels=seen.labels,
        attributes=seen.attributes,
        contact_attributes=seen.contact_attributes,
    )
    if seen.contact_reachable and not turn.student.reachable:
        turn.talk = replace(turn.talk, student=replace(turn.student, reachable=True))
