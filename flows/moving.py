"""Moving a booked lesson: which one, another time, one summary, one yes. Free in time; only a dearer time costs its difference."""

from dataclasses import replace

from bot.core.conversation import Choice, Wish
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.hearing import plain, says
from bot.core.money import Money
from bot.core.orders import Order
from bot.core.settle_requests import refusal
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import confirm, days, meant, moved, orders, people, picking, placing, taken, times
from flows.said import Said, reader


def is_moving(turn: Turn) -> bool:
    """Whether the wish is about a lesson that is booked already."""
    return bool(turn.wish.moves)


def begin(turn: Turn) -> None:
    """The lesson that was meant, else which one?"""
    text = str(turn.value)
    order = meant.lesson(turn, text)
    if order is not None:
        return start(turn, order, "move" if meant.of_button(turn, text) else text)
    wanted = meant.whereto(turn, orders.upcoming(turn)[0], text)
    turn.set(wish=Wish(when=wanted), before=())
    return turn.desk.machine.jump(turn, "moving.which")


def start(turn: Turn, order: Order, text: str = "") -> None:
    """Another time for this lesson, if it is not too late for that."""
    wanted = meant.whereto(turn, order, text) if text else turn.wish.when
    if not meant.movable(turn, order):
        return too_late(turn, order)
    waiting = orders.moving(turn, order)
    if waiting is not None and waiting.payment == "processing":
        return orders.to_person(turn, "move")
    wish = placing.wish_of(turn, order, start=False)
    turn.set(wish=replace(wish, moves=order.id, tutor=order.tutor, when=wanted), before=())
    turn.set(order=(waiting or order).id)
    free_until = order.slot.start - turn.business.cancel_notice
    key = "move-lead-free" if order.free else "move-lead-tutor" if order.tutor_moves else "move-lead"
    about = orders.facts(turn, order, language=turn.language)
    turn.lead(key, freeuntil=turn.deadline(free_until, order.slot.place), **about)
    return go_on(turn)


def too_late(turn: Turn, order: Order) -> None:
    """Said with the clock time until which it was free; a person may still help."""
    turn.set(wish=Wish(), before=())
    choices = [
        turn.choice("person", "choice-person", "person"),
        turn.choice(order.id, "choice-cancel-lesson", "cancel"),
        turn.choice("keep", "choice-keep", "kept"),
    ]
    free_until = turn.deadline(order.slot.start - turn.business.cancel_notice, order.slot.place)
    turn.say("move-too-late", choices, freeuntil=free_until, **orders.facts(turn, order, language=turn.language))
    if turn.state.startswith(("moving.", "cancelling.")):
        turn.state = "booked.ready"


def take_which(turn: Turn) -> None:
    """That one; from *cancel*, the one that was about to be cancelled."""
    order = meant.booked(turn, turn.wish.cancels or str(turn.value))
    return start(turn, order) if order is not None else meant.nothing(turn)


def ask_which(turn: Turn) -> None:
    """Every booked lesson that is still to come."""
    turn.say("move-which", meant.lessons(turn, "lesson_to_move"))


def read_which(turn: Turn, text: str) -> Heard | None:
    """A day that only one of them is on."""
    order = meant.lesson(turn, text)
    return Heard("lesson_to_move", order.id) if order is not None else None


def go_on(turn: Turn) -> None:
    """The time, then the summary."""
    order = meant.booked(turn, turn.wish.moves)
    if order is None:
        return meant.nothing(turn)
    if turn.wish.start is not None:
        taken.keep_if_free(turn)
        if turn.wish.start == order.slot.start and turn.wish.minutes == order.slot.minutes:
            turn.lead("move-same")
            turn.set_wish(start=None)
    return turn.desk.machine.jump(turn, "moving.slot" if turn.wish.start is None else "moving.confirm")


def take_told(turn: Turn) -> None:
    """A wish for a time, another length or place."""
    said: Said = turn.value
    if said.when is not None:
        turn.set_wish(when=said.when, start=None, page=0)
    if said.minutes in turn.rules.profile.minutes:
        turn.set_wish(minutes=said.minutes)
        order = meant.booked(turn, turn.wish.moves)
        if said.when is None and turn.wish.start is None and order is not None:
            turn.set_wish(start=order.slot.start)
    if said.place:
        turn.set_wish(place=said.place)
    turn.then = "go_on"


def other_time(turn: Turn) -> None:
    """Not that time after all."""
    turn.set_wish(start=None, when=None, page=0)
    turn.then = "go_on"


def switch_flow(turn: Turn) -> None:
    """To the weekend, or back; a trial stays a trial."""
    order = meant.booked(turn, turn.wish.moves)
    if order is not None and order.free:
        return orders.to_person(turn, "move")
    return times.switch_flow(turn)


# -- the summary -----------------------------------------------------------------------------------------------------------


def _difference(turn: Turn, order: Order) -> int:
    """What the wished time costs more than the lesson does, in cents."""
    return confirm.wanted(turn)[1].cents - order.worth_cents


def ask(turn: Turn) -> None:
    """From when to when, where, and what it costs or gives back; then yes, another time, or all stays."""
    order = meant.booked(turn, turn.wish.moves)
    if order is None:
        return meant.nothing(turn)
    slot, price = confirm.wanted(turn)
    turn.set_wish(tutor=times.tutor_for(turn, turn.rules, slot))
    more, clock = _difference(turn, order), turn.clock_at(slot.place)
    difference = turn.money(Money(abs(more), order.price.currency))
    key = (
        "move-dearer" if more > 0 else "move-cheaper" if more < 0 else "move-free" if order.free else "move-same-price"
    )
    lines = [
        turn.text(f"lesson-{turn.wish.flow}", minutes=slot.minutes, subject=orders.subject_title(turn, order.subject)),
        turn.text("move-from", when=turn.moment(order.slot, long=True)),
        turn.text("move-to", day=clock.day(slot.start, long=True), start=clock.time(slot.start),
                  end=clock.time(slot.end), zone=turn.both_clocks(slot)),
        confirm.place_line(turn, slot.place),
        *confirm.tutor_line(turn, turn.wish.tutor),
        turn.text(key, price=turn.money(price), difference=difference),
    ]  # fmt: skip
    parent = more > 0 and order.minor
    yes = "choice-ask-a-parent" if parent else "choice-pay" if more > 0 else "choice-move-yes"
    choices: list[Choice] = [
        turn.choice("yes", yes, "move_confirmed", **({"price": difference} if yes == "choice-pay" else {})),
        turn.choice("other", "choice-other-time", "move_elsewhere"),
        turn.choice("keep", "choice-keep", "kept"),
    ]
    turn.say_text("\n".join([turn.text("move-title"), "", *lines]), choices)
    return None


def read(turn: Turn, text: str) -> Heard | None:
    """Yes, no, or another wish."""
    said = plain(text)
    if says(turn, said, "yes"):
        return Heard("move_confirmed")
    if says(turn, said, "change"):
        return Heard("move_elsewhere")
    return Heard("kept") if says(turn, said, "no") else reader("slot")(turn, text)


def confirmed(turn: Turn) -> None:
    """Moved, or the difference asked for; nobody gets another tutor or price than the summary said."""
    order = meant.booked(turn, turn.wish.moves)
    if order is None or turn.wish.start is None:
        return go_on(turn)
    if not meant.movable(turn, order):
        return too_late(turn, order)
    slot, _ = confirm.wanted(turn)
    if turn.wish.tutor not in times.who_has(turn, turn.rules, slot):
        taken.lost(turn, slot)
        return go_on(turn)
    more = _difference(turn, order)
    if more and (turn.student.special_price or (more < 0 and not _can_give_back(turn, order, -more))):
        return orders.to_person(turn, "special_price" if turn.student.special_price else "move")
    if more > 0:
        return _ask_difference(turn, order, slot, Money(more, order.price.currency))
    return _moved(turn, order, slot, -more)


def _can_give_back(turn: Turn, order: Order, cents: int) -> bool:
    paid = (order, *orders.credited(turn, order))
    sure = not any(refusal(one) in ("disputed", "no_intent") for one in paid)
    return sure and sum(one.refundable_cents for one in paid) >= cents


def _ask_difference(turn: Turn, order: Order, slot: Slot, difference: Money) -> None:
    """An order for the difference alone; until it is paid the lesson stays where it is."""
    learner = turn.talk.learner(order.learner) or people.learner(turn)
    replaces = orders.moving(turn, order)
    placing.place(turn, (slot,), difference, learner, replaces=replaces, parent=order.minor, moves=order)
    turn.set(wish=Wish(), before=())


def _moved(turn: Turn, order: Order, slot: Slot, back: int) -> None:
    before, staff = turn.moment(order.slot), turn.team_clock.moment(order.slot.start)
    worth = order.worth_cents - back
    order = moved.move_to(turn, order, slot, flow=turn.wish.flow, tutor=turn.wish.tutor, worth=worth)
    turn.set(wish=Wish(), before=(), order=order.id)
    turn.offer_nothing()
    turn.state = "booked.ready"
    moved.tell(turn, order, before, staff, back, choices=meant.after_it(turn, order))


def slot_lost(turn: Turn) -> None:
    """Somebody was faster: the nearest times."""
    taken.lost(turn, turn.value)
    turn.then = "go_on"


FLOW = Flow(
    "moving",
    steps=(
        Step("moving.which", ask_which, read_which, unfinished=True),
        Step("moving.slot", times.ask_slot, picking.read_slot, unfinished=True),
        Step("moving.day", days.ask_day, picking.read_day, unfinished=True),
        Step("moving.confirm", ask, read, unfinished=True),
    ),
    moves=(
        Move("*", "go_on", STAY, do=go_on, when=is_moving),
        Move("*", "lesson_to_move", STAY, do=take_which),
        Move("moving.*", "told", STAY, do=take_told),
        Move("moving.*", "slot_chosen", STAY, do=taken.choose_slot),
        Move("moving.*", "day_chosen", STAY, do=days.choose_day),
        Move("moving.*", "no_such_day", STAY, do=days.no_such_day),
        Move("moving.*", "other_days", STAY, do=days.other_days),
        Move("moving.*", "other_times", STAY, do=times.other_times),
        Move("moving.*", "flow_switched", STAY, do=switch_flow),
        Move("moving.*", "slot_lost", STAY, do=slot_lost),
        Move("moving.*", "more_times", "moving.slot", do=times.more_times),
        Move("moving.*", "other_day", "moving.day"),
        Move("moving.confirm", "move_elsewhere", STAY, do=other_time),
        Move("moving.confirm", "move_confirmed", STAY, do=confirmed),
    ),
)
