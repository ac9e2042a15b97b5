"""Which booked lesson a student means, and whereto: “mijn les van dinsdag een uur later”, “move it to thursday 17:00”."""

import re
from dataclasses import replace

from bot.core.conversation import Choice, Wish
from bot.core.orders import BOOKED, Order
from bot.core.series import later
from bot.core.turn import Turn
from bot.core.wishes import When, read_when
from flows import orders, shifts

_TO = re.compile(r"\b(?:naar|to)\b", re.IGNORECASE)


def booked(turn: Turn, order_id: str) -> Order | None:
    """That order, while its lesson is booked and has not begun."""
    order = turn.talk.orders.get(order_id)
    return order if order is not None and order.booking == BOOKED and order.slot.start > turn.now else None


def movable(turn: Turn, order: Order) -> bool:
    """Whether it may still be moved free of charge: until the notice of the settings; a trial, and what its tutor moved, until it begins."""
    in_time = turn.now <= order.slot.start - turn.business.cancel_notice
    return order.slot.start > turn.now and (order.free or bool(order.tutor_moves) or in_time)


def lesson(turn: Turn, text: str) -> Order | None:
    """The lesson of this order id (alone, or in a button of `after_it`), the only one there is, or the only one on the day
    a message names.
    """
    every, tapped = orders.upcoming(turn), of_button(turn, text)
    if tapped:
        return booked(turn, tapped)
    if len(every) == 1:
        return every[0]
    when = _named(turn, text)[0]
    found = [one for one in every if when is not None and _is_on(turn, one, when)]
    return found[0] if len(found) == 1 else None


def of_button(turn: Turn, value: str) -> str:
    """The order that a tapped button is about, "" for a typed word or a button of no lesson."""
    order_id = value.rpartition(":")[2]
    return order_id if order_id in turn.talk.orders else ""


def change_it(turn: Turn, order: Order) -> list[Choice]:
    """*Move* and *Cancel*, about this very lesson however late they are tapped."""
    return [
        turn.choice(f"move:{order.id}", "choice-move", "move"),
        turn.choice(f"cancel:{order.id}", "choice-cancel-lesson", "cancel"),
    ]


def after_it(turn: Turn, order: Order) -> list[Choice]:
    """What a student may want once a lesson is booked."""
    return [*change_it(turn, order), turn.choice(order.id, "choice-another", "next_times")]


def unpaid(turn: Turn, text: str) -> Order | None:
    """The lesson of a series that waits for a link of its own and is meant: by its id, its day, or as the only lesson."""
    waiting, text = later(turn), of_button(turn, text) or text
    if text in turn.talk.orders:
        return next((one for one in waiting if one.id == text), None)
    when = _named(turn, text)[0]
    if when is None:
        return waiting[0] if len(waiting) == 1 and not orders.upcoming(turn) else None
    if any(_is_on(turn, one, when) for one in orders.upcoming(turn)):
        return None
    found = [one for one in waiting if _is_on(turn, one, when)]
    return found[0] if len(found) == 1 else None


def whereto(turn: Turn, order: Order, text: str) -> When | None:
    """The time a message wants for that lesson; None when it names none."""
    start = turn.clock_at(order.slot.place).local(order.slot.start)
    shifted = shifts.shift(start, text)
    if shifted is not None:
        return shifted
    named, wanted = _named(turn, text)
    if wanted is None:
        return None
    if named is wanted and _is_on(turn, order, wanted) and wanted.at in (None, start.time()):
        return None  # “my lesson of tuesday”: the one there is
    return wanted if wanted.day or wanted.days or wanted.soonest else replace(wanted, day=start.date())


def lessons(turn: Turn, does: str) -> list[Choice]:
    """Every booked lesson that is still to come, as a button; to cancel, those of a series that wait for a link too."""
    found = [Choice(one.id, turn.moment(one.slot), does) for one in orders.upcoming(turn)]
    if does == "lesson_to_cancel":
        found += [Choice(one.id, turn.moment(one.slot), "cancel") for one in later(turn)]
    return found[:8]


def nothing(turn: Turn) -> None:
    """No booked lesson is there (any more)."""
    turn.set(wish=Wish(), before=())
    turn.lead("nothing-booked")
    turn.desk.machine.jump(turn, "welcome.menu")


def _named(turn: Turn, text: str) -> tuple[When | None, When | None]:
    """What stands before “to” and after it; the same twice where nothing is moved “to” anything."""
    found = _TO.search(text)
    if found is None:
        when, _ = read_when(text, turn.local_now)
        return when, when
    before, _ = read_when(text[: found.start()], turn.local_now)
    after, _ = read_when(text[found.end() :], turn.local_now)
    return before, after


def _is_on(turn: Turn, order: Order, when: When) -> bool:
    days = (when.day,) if when.day else when.days
    return turn.clock_at(order.slot.place).local(order.slot.start).date() in days
