"""One summary before anything is held or paid, and the yes that makes an order of it."""

from collections.abc import Sequence

from bot.core.conversation import Choice
from bot.core.money import Money
from bot.core.orders import Order
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import orders, people, placing, taken, times, waiting_kept, weekly
from flows.gaps import known_name
from flows.weekly import Lessons


def ask(turn: Turn) -> None:
    """Lesson, who, day, time, zone, place, price, the last moment to cancel for free, the terms; then pay, change or stop."""
    slot, price = wanted(turn)
    turn.set_wish(tutor=times.tutor_for(turn, turn.rules, slot))
    lessons = weekly.wanted(turn, slot)
    weekly.named(turn, lessons)
    lines = [turn.text("summary-title"), "", *details(turn, lessons, price), ""]
    if turn.wish.series:
        lines.append(weekly.cancel_line(turn))
    elif price.cents:
        until = slot.start - turn.business.cancel_notice
        free = until > turn.now
        lines.append(
            turn.text("summary-cancel", until=turn.deadline(until, slot.place))
            if free
            else turn.text("summary-no-cancel")
        )
    lines.append(turn.business.terms.get(turn.language, ""))
    choices = [_yes(turn, weekly.price(turn, lessons.free, price)), turn.choice("change", "choice-change", "change")]
    turn.say_text("\n".join(lines).strip(), [*choices, turn.choice("stop", "choice-stop", "stop")])


def details(turn: Turn, lessons: Lessons, price: Money) -> list[str]:
    """The lines that say what is being booked. `price`: of one lesson."""
    wish, slot = turn.wish, lessons.free[0]
    lines = [
        turn.text(f"lesson-{wish.flow}", minutes=slot.minutes, subject=orders.subject_title(turn, wish.subject)),
        turn.text("summary-who", who=known_name(turn) or turn.text(f"who-{wish.who or 'adult'}")),
        *(weekly.when_lines(turn, lessons) if wish.series else [_when(turn, slot)]),
        place_line(turn, slot.place),
        *tutor_line(turn, wish.tutor),
    ]
    if wish.weeks and not wish.series:
        lines.insert(0, turn.text("series-none"))
    if turn.student.special_price and price.cents:
        return [*lines, turn.text("summary-price", price=turn.text("price-agreed"))]
    if wish.series:
        return [*lines, weekly.price_line(turn, lessons.free, price)]
    return [*lines, turn.text("summary-price", price=turn.money(price)) if price.cents else turn.text("summary-free")]


def _when(turn: Turn, slot: Slot) -> str:
    clock = turn.clock_at(slot.place)
    return turn.text(
        "summary-when",
        day=clock.day(slot.start, long=True),
        start=clock.time(slot.start),
        end=clock.time(slot.end),
        zone=turn.both_clocks(slot),
    )


def of_booked(turn: Turn, order: Order, choices: Sequence[Choice] = ()) -> dict[str, str]:
    """The values of a confirmation: day, time, zone, place, calendar file, and without buttons for it how to move or cancel."""
    how = "booked-how-menu" if turn.by_number else "booked-how"
    clock = turn.clock_at(order.slot.place)
    return {
        "day": clock.day(order.slot.start, long=True),
        "start": clock.time(order.slot.start),
        "end": clock.time(order.slot.end),
        "zone": turn.both_clocks(order.slot),
        "place": place_line(turn, order.slot.place),
        "calendar": f"{orders.link(turn, order)}/lesson.ics",
        "how": "" if choices else turn.text(how) + "\n",
        "lesson": orders.facts(turn, order, language=turn.language)["lesson"],
    }


def place_line(turn: Turn, value: str) -> str:
    """The place, with its address or meeting line."""
    place = next((one for one in turn.business.places if one.value == value), None)
    if place is None:
        return value
    detail = place.details.get(turn.language, "")
    return f"{place.titles[turn.language]} · {detail}" if detail else place.titles[turn.language]


def tutor_line(turn: Turn, value: str) -> list[str]:
    """Who teaches, where there is a choice."""
    tutor = turn.business.tutor_named(value) if len(turn.business.tutors) > 1 else None
    return [turn.text("summary-tutor", tutor=tutor.name)] if tutor is not None else []


def wanted(turn: Turn) -> tuple[Slot, Money]:
    """The slot and price of the wish."""
    length = times.minutes(turn)
    return Slot(turn.wish.start or turn.now, length, turn.place), turn.rules.price(length)


def needs_parent(turn: Turn) -> bool:
    """Whether a parent or guardian has to say yes: the learner is under 18 and no parent is talking."""
    return bool(turn.wish.minor) and turn.wish.who != "child"


def confirmed(turn: Turn) -> None:
    """Holds the time and opens the payment, books a trial, or calls a person where the rules say so."""
    if turn.wish.start is None:
        turn.then = "go_on"
        return None
    slot, price = wanted(turn)
    if turn.wish.tutor not in times.who_has(turn, turn.rules, slot):  # the one the summary named
        taken.lost(turn, slot)
        turn.then = "go_on"
        return None
    if turn.student.special_price and price.cents:
        return orders.to_person(turn, "special_price")
    lessons = weekly.wanted(turn, slot)
    if weekly.changed(turn, lessons):
        turn.lead("series-changed")
        turn.then = "go_on"
        return None
    current, parent = turn.order, needs_parent(turn)
    replaces = current if current is not None and orders.replaceable(current) else None
    one_lesson = len(lessons.free) == 1 and (replaces is None or not replaces.others)
    if replaces is not None and one_lesson and placing.same_terms(replaces, slot, price, turn.wish.flow, parent=parent):
        return placing.keep(turn, replaces, people.learner(turn))
    if replaces is None and price.cents and orders.unpaid(turn) >= turn.business.most_unpaid:
        return orders.to_person(turn, "too_many_unpaid")
    waiting_kept.served(turn)
    return placing.place(turn, lessons.free, price, people.learner(turn), replaces=replaces, parent=parent)


def _yes(turn: Turn, price: Money) -> Choice:
    if needs_parent(turn):
        key = "choice-ask-parent" if turn.wish.who == "minor" else "choice-ask-a-parent"
        return turn.choice("pay", key, "confirmed")
    if not price.cents or turn.student.special_price:
        return turn.choice("book", "choice-book", "confirmed")
    return turn.choice("pay", "choice-pay", "confirmed", price=turn.money(price))
