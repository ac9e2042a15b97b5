"""What the tutor did in their own calendar: a lesson moved or taken out there, something else put over one.

A lesson follows its tutor to a time that is free, and its student is told at once; where it cannot follow, the calendar is
put right again, once. One that is taken out is nobody's word yet, for a finger slips easily: it stands until a person, or
(`removed_lesson` of the settings) the student, says what becomes of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.conversation import Choice, Wish
from bot.core.effects import Alert, PutInCalendar
from bot.core.events import LessonMovedOutside
from bot.core.flow import STAY, Flow, Move
from bot.core.orders import BOOKED, CLASHED, HELD, Order
from bot.core.series import later
from bot.core.slots import CELL_SECONDS
from bot.core.turn import Turn
from flows import confirm, meant, moved, moving, news, orders, payment, reminders

# Of a lesson, in `Order.told`: its calendar was put right; it was touched again, and is left as it is; the student was asked.
PUT_RIGHT, LEFT, ASKED = "put_right", "left", "asked_outside"
MOST_MOVES = 3  # without the student's agreeing: two calendars that correct each other would go on for ever


# -- moved -----------------------------------------------------------------------------------------------------------------


def moved_there(turn: Turn) -> None:
    """The lesson follows, if there is no reason against it; the student may say no to it, free of charge."""
    order, event = _still_there(turn), turn.event
    if order is None or not isinstance(event, LessonMovedOutside):
        return
    if (event.start, event.minutes) == (order.slot.start, order.slot.minutes):
        return
    why = _why_not(turn, order, event)
    if why:
        _stays(turn, order, event.start, why)
    else:
        _follows(turn, order, event.start)


def not_moved(turn: Turn) -> None:
    """The time is somebody else's, or too near to it: the claim was lost."""
    order, cause = _still_there(turn), getattr(turn.event, "cause", None)
    if order is not None and isinstance(cause, LessonMovedOutside):
        _stays(turn, order, cause.start, "taken")


def _why_not(turn: Turn, order: Order, event: LessonMovedOutside) -> str:
    waiting = orders.moving(turn, order)
    reasons = {
        "past": event.start <= turn.now,
        "length": event.minutes != order.slot.minutes,
        "clock": event.start.timestamp() % CELL_SECONDS != 0,
        "held": order.booking == HELD,
        "paying": waiting is not None and waiting.payment == "processing",
        "often": order.tutor_moves >= MOST_MOVES,
    }
    return next((why for why, holds in reasons.items() if holds), "")


def _follows(turn: Turn, order: Order, start: datetime) -> None:
    here, staff = turn.moment(order.slot), turn.team_clock.moment(order.slot.start)
    order = moved.move_to(turn, order, replace(order.slot, start=start), by_tutor=True)
    told = "yes" if turn.window_open and not turn.gone else "no"
    about = orders.facts(turn, order) | {"before": staff}
    turn.note("note-moved-outside", mention=told == "no", order=order, told=told, **about)
    paid = "free" if order.free else "paid"
    choices = [turn.choice(f"fine_{order.id}", "choice-tutor-move-fine", "tutor_move_fine"), *_instead(turn, order)]
    _tell(turn, turn.text("tutor-moved", before=here, paid=paid, **confirm.of_booked(turn, order)), choices)


def _stays(turn: Turn, order: Order, start: datetime, why: str) -> None:
    """Nothing of the lesson changes. The calendar is put right the first time, and left alone after that."""
    if LEFT in order.told:
        return
    again = PUT_RIGHT in order.told
    there = turn.team_clock.moment(start)
    turn.note(
        "note-not-moved-outside",
        mention=True,
        order=order,
        there=there,
        why=why,
        again="yes" if again else "no",
        **orders.facts(turn, order),
    )
    _put_right(turn, order)


def _put_right(turn: Turn, order: Order) -> None:
    again = PUT_RIGHT in order.told
    turn.put_order(replace(order, told=(*order.told, LEFT if again else PUT_RIGHT)))
    if not again:
        turn.do(PutInCalendar(order.id))


# -- taken out -------------------------------------------------------------------------------------------------------------


def removed(turn: Turn) -> None:
    """The lesson stands. It is put back once; taken out again it was no slip. Or the student is asked, as the settings say."""
    order = _still_there(turn)
    if order is None or LEFT in order.told or ASKED in order.told:
        return None
    asks = turn.business.outside.removed_asks and order.booking == BOOKED
    again = PUT_RIGHT in order.told
    does = "asks" if asks else "left" if again else "back"
    turn.note("note-removed-outside", mention=True, order=order, does=does, **orders.facts(turn, order))
    if again and order.booking == BOOKED and not asks:
        turn.do(Alert("lesson_removed", f"order {order.id}: its lesson was taken out of the tutor's calendar"))
    if not asks:
        return _put_right(turn, order)
    order = replace(order, tutor_moves=order.tutor_moves + 1, told=(*order.told, ASKED))
    turn.put_order(order)
    text = turn.text("tutor-removed", paid="free" if order.free else "paid", **_about(turn, order))
    _tell(turn, text, [*_instead(turn, order), turn.choice("person", "choice-person", "person")])
    return None


# -- the student's word ----------------------------------------------------------------------------------------------------


def _instead(turn: Turn, order: Order) -> list[Choice]:
    return [
        turn.choice(f"other_{order.id}", "choice-other-time", "tutor_move_other"),
        turn.choice(f"off_{order.id}", "choice-cancel-lesson", "tutor_move_off"),
    ]


def _tell(turn: Turn, text: str, choices: Sequence[Choice]) -> None:
    """A bare fact, said while a person has the conversation too; choices where they would be heard."""
    if not turn.asks:
        return turn.say_text(text, gated=False)
    if reminders.is_busy(turn):
        how = turn.text("booked-how-menu" if turn.by_number else "booked-how")
        return turn.say_text(f"{text}\n{how}", gated=False)
    return turn.say_text(text, choices, gated=False)


def _chosen(turn: Turn) -> Order | None:
    return meant.booked(turn, str(turn.value).partition("_")[2])


def fine(turn: Turn) -> None:
    """The new time suits: from here on the usual notice counts again."""
    order = _chosen(turn)
    if order is None:
        return meant.nothing(turn)
    if order.tutor_moves:
        order = replace(order, tutor_moves=0)
        turn.put_order(order)
        turn.note("note-tutor-move-fine", order=order, **orders.facts(turn, order))
    return reminders.and_back(turn, "coming", day=turn.clock_at(order.slot.place).day(order.slot.start, long=True))


def other(turn: Turn) -> None:
    """Another time."""
    order = _chosen(turn)
    return meant.nothing(turn) if order is None else moving.start(turn, order)


def off(turn: Turn) -> None:
    """Called off, once it was said what that gives back: everything."""
    order = _chosen(turn)
    if order is None:
        return meant.nothing(turn)
    turn.set(wish=Wish(cancels=order.id), before=())
    return turn.desk.machine.jump(turn, "cancelling.confirm")


# -- something else put over one -------------------------------------------------------------------------------------------


def clashed(turn: Turn) -> None:
    """The tutor is busy then after all: what is only held is let go, its page first; what is booked is for people."""
    order = _still_there(turn)
    if order is None:
        return None
    if order.booking == BOOKED or order.payment == "processing":
        return turn.note("note-clashed", mention=True, order=order, **orders.facts(turn, order))
    first = turn.talk.orders.get(order.series)
    if order.credit_cents and first is not None and first.booking == HELD:
        order = first  # one page asks for the whole series
    waits = order in later(turn)
    orders.let_go(turn, order, CLASHED)
    if waits:  # asked of nobody yet: the student chooses another, or not
        turn.note("note-clashed-later", order=order, **orders.facts(turn, order))
        return turn.fact("clashed-later", **_about(turn, order))
    turn.note("note-clashed-held", order=order, **orders.facts(turn, order))
    asked_there = news.current(turn, order) and turn.state.startswith("payment.")
    if turn.asks and (asked_there or news.idle(turn)):
        turn.lead("clashed", **_about(turn, order))
        lesson = orders.moved_from(turn, order)
        return payment.lost(turn, order) if lesson is None else moving.start(turn, lesson)
    if turn.voice:
        turn.say("clashed-other", **_about(turn, order))
    return None


def _about(turn: Turn, order: Order) -> dict[str, Any]:
    return orders.facts(turn, order, language=turn.language)


def _still_there(turn: Turn) -> Order | None:
    """The order, while its lesson is held or booked and still to come."""
    order = news.subject_of(turn)
    if order is None or order.closed or order.booking not in (HELD, BOOKED) or order.slot.start <= turn.now:
        return None
    return order


FLOW = Flow(
    "outside",
    steps=(),
    moves=(
        Move("*", "lesson_moved_outside", STAY, do=moved_there),
        Move("*", "lesson_not_moved", STAY, do=not_moved),
        Move("*", "lesson_removed_outside", STAY, do=removed),
        Move("*", "time_clashed", STAY, do=clashed),
        Move("*", "tutor_move_fine", STAY, do=fine),
        Move("*", "tutor_move_other", STAY, do=other),
        Move("*", "tutor_move_off", STAY, do=off),
    ),
)
