"""One summary before anything is held or paid, *change*, and the yes that makes an order of it."""

from dataclasses import replace
from datetime import datetime

from bot.core.conversation import Choice, Learner
from bot.core.flow import Heard
from bot.core.hearing import mentions, plain
from bot.core.money import Money
from bot.core.orders import HELD, Order
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import orders, times
from flows.said import reader

CHANGES = ("time", "length", "subject", "who", "place", "language")


def ask(turn: Turn) -> None:
    """Lesson, who, day, time, zone, place, price, the last moment to cancel for free, the terms; then pay, change or stop."""
    slot, price = wanted(turn)
    lines = [turn.text("summary-title"), "", *details(turn, slot, price)]
    lines += ["", turn.text("summary-cancel", until=turn.moment(free_until(turn, slot.start)))] if price.cents else []
    terms = turn.business.terms.get(turn.language, "")
    lines += [terms] if terms and price.cents else []
    turn.say_text("\n".join(lines), [_yes(turn, price), turn.choice("change", "choice-change", "change"), _no(turn)])


def details(turn: Turn, slot: Slot, price: Money) -> list[str]:
    """The lines that say what is being booked."""
    wish, speech = turn.wish, turn.desk.speech
    lesson = turn.text(f"lesson-{wish.flow}", minutes=slot.minutes, subject=subject_title(turn, wish.subject))
    zone = str(turn.business.zone).rpartition("/")[2]
    when = turn.text(
        "summary-when",
        day=speech.day(turn.language, slot.start, long=True),
        start=speech.clock(slot.start),
        end=speech.clock(slot.end),
        zone=zone,
    )
    lines = [lesson, turn.text("summary-who", who=who(turn)), when, place_line(turn, slot.place)]
    lines.append(turn.text("summary-price", price=turn.money(price)) if price.cents else turn.text("summary-free"))
    return lines


def who(turn: Turn) -> str:
    """For whom, as the student would say it."""
    name = turn.wish.name or (turn.learner.name if turn.learner else "")
    return name or turn.text(f"who-{turn.wish.who or 'adult'}")


def subject_title(turn: Turn, value: str) -> str:
    """The subject as people of this language read it."""
    return next((one.titles[turn.language] for one in turn.business.subjects if one.value == value), value)


def place_line(turn: Turn, value: str) -> str:
    """The place, with its address or meeting line."""
    place = next((one for one in turn.business.places if one.value == value), None)
    if place is None:
        return value
    detail = place.details.get(turn.language, "")
    return f"{place.titles[turn.language]} · {detail}" if detail else place.titles[turn.language]


def wanted(turn: Turn) -> tuple[Slot, Money]:
    """The slot and price of the wish."""
    length = times.minutes(turn)
    start = turn.wish.start or turn.now
    return Slot(start, length, times.place(turn)), turn.rules.price(length)


def free_until(turn: Turn, start: datetime) -> datetime:
    """The last moment to cancel for free; never in the past."""
    return max(start - turn.business.cancel_notice, turn.now)


def needs_parent(turn: Turn) -> bool:
    """Whether a parent or guardian has to say yes: the learner is under 18 and no parent is talking."""
    minor = turn.wish.minor if turn.wish.minor is not None else bool(turn.learner and turn.learner.minor)
    whose = turn.wish.who or (turn.learner.who if turn.learner else "")
    return minor and whose != "child"


def reads(turn: Turn, text: str) -> Heard | None:
    """Yes and no, a field to change, and everything a message may say about a lesson."""
    speech, said = turn.desk.speech, plain(text)
    if said in speech.words("yes"):
        return Heard("confirmed")
    if said in speech.words("no") or said in speech.words("change"):
        return Heard("change")
    told = reader()(turn, text)
    if told:
        return told
    what = next((w for w in CHANGES if mentions(said, speech.words(f"change-{w}"))), "")
    return Heard("change_what", what) if what else None


# -- change ----------------------------------------------------------------------------------------------------------------


def ask_change(turn: Turn) -> None:
    several = {"length": len(turn.rules.profile.minutes) > 1, "place": len(turn.business.places) > 1}
    some = [what for what in CHANGES if several.get(what, True)]
    turn.say("change-ask", [turn.choice(what, f"choice-change-{what}", "change_what") for what in some])


def change_what(turn: Turn) -> None:
    """Forgets one answer; everything else stays."""
    what, flow = str(turn.value), turn.wish.flow
    jump = turn.desk.machine.jump
    if what == "time":
        turn.set_wish(start=None, when=None, page=0)
        return jump(turn, f"{flow}.slot")
    if what == "length":
        return jump(turn, f"{flow}.minutes")
    if what == "subject":
        return jump(turn, f"{flow}.subject")
    if what == "who":
        return jump(turn, f"{flow}.for_whom")
    return jump(turn, f"{flow}.{what}")


def ask_place(turn: Turn) -> None:
    turn.say("place-ask", [Choice(p.value, p.titles[turn.language], "place_chosen") for p in turn.business.places])


def take_place(turn: Turn) -> None:
    turn.set_wish(place=str(turn.value))
    turn.then = "go_on"


def ask_language(turn: Turn) -> None:
    speech = turn.desk.speech
    every = [Choice(one, speech.say(one, "language-name"), "language_chosen") for one in turn.business.languages]
    turn.say("language-ask", every)


def take_language(turn: Turn) -> None:
    turn.set_student(language=str(turn.value), language_by="chosen")
    turn.then = "go_on"


# -- the yes ---------------------------------------------------------------------------------------------------------------


def confirmed(turn: Turn) -> None:
    """Holds the time and opens the payment, books a trial, or calls a person where the rules say so."""
    if turn.wish.start is None:
        turn.then = "go_on"
        return None
    slot, price = wanted(turn)
    if not times.still_free(turn, slot):
        times.lost(turn, slot)
        turn.then = "go_on"
        return None
    if turn.student.special_price and price.cents:
        return orders.to_person(turn, "special_price")
    current = turn.order
    replaces = current if current is not None and orders.replaceable(current) else None
    if replaces is not None and orders.same_terms(replaces, slot, price):
        return orders.keep(turn, replaces, learner(turn))
    if replaces is None and price.cents and orders.unpaid(turn) >= turn.business.most_unpaid:
        return orders.to_person(turn, "too_many_unpaid")
    return orders.place(turn, slot, price, learner(turn), replaces=replaces, parent=needs_parent(turn))


def learner(turn: Turn) -> Learner:
    """The learner of the wish, made or brought up to date, and kept with the student."""
    wish = turn.wish
    known = turn.learner
    name = wish.name or (known.name if known else "")
    if known is None:
        known = Learner(id=str(len(turn.student.learners) + 1), who=wish.who or "adult", minor=bool(wish.minor))
    known = replace(
        known, name=name, subject=wish.subject, minutes=times.minutes(turn), place=wish.place or known.place
    )
    turn.put_learner(known)
    turn.set_wish(learner=known.id)
    return known


def _yes(turn: Turn, price: Money) -> Choice:
    if needs_parent(turn):
        return turn.choice("pay", "choice-ask-parent", "confirmed")
    if not price.cents:
        return turn.choice("book", "choice-book", "confirmed")
    return turn.choice("pay", "choice-pay", "confirmed", price=turn.money(price))


def _no(turn: Turn) -> Choice:
    return turn.choice("stop", "choice-stop", "stop")


def is_held(order: Order | None) -> bool:
    """Whether a time is waiting for its money."""
    return order is not None and order.booking == HELD
