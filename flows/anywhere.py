"""The words that work in every step: a person, start over, stop, help, back, a language, thanks, move, cancel, a topic."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.conversation import Wish
from bot.core.flow import AGAIN, STAY, Flow, Move
from bot.core.turn import Turn
from flows import orders
from flows.booked import upcoming
from flows.intake import take_told

# Going back to a step forgets what it had asked.
FORGETS: Mapping[str, dict[str, object]] = {
    "subject": {"subject": ""},
    "minutes": {"minutes": 0},
    "slot": {"start": None, "when": None, "page": 0},
    "day": {"start": None, "when": None, "page": 0},
    "for_whom": {"who": "", "learner": "", "minor": None},
    "of_age": {"minor": None},
    "name": {"name": ""},
}


def start_over(turn: Turn) -> None:
    """A fresh menu; a held time stays, and *back to payment* leads to it."""
    turn.set(wish=Wish(), order="", before=())


def stop(turn: Turn) -> None:
    """Before payment: the time released, the page expired, nothing charged. After payment it changes nothing."""
    order = turn.order
    lessons = upcoming(turn)
    if order is not None and orders.replaceable(order):
        orders.let_go(turn, order, "cancelled")
        turn.note("note-cancelled", order=order, **orders.facts(turn, order))
        turn.say("stopped")
    elif order is not None and order.payment == "processing":
        turn.say("stopped-processing")
    elif turn.desk.machine.steps[turn.state].unfinished:
        turn.say("stopped")
    elif lessons:
        return stays(turn)
    else:
        turn.say("stopped")
    turn.set(wish=Wish(), order="", before=(), offered=None)
    turn.state = "welcome.rest"
    return None


def stays(turn: Turn) -> None:
    """A booked lesson is not stopped by a word."""
    lesson = upcoming(turn)[0]
    choices = [turn.choice("move", "choice-move", "move"), turn.choice("cancel", "choice-cancel-lesson", "cancel")]
    turn.say("lesson-stays", choices, when=turn.moment(lesson.slot.start))


def move(turn: Turn) -> None:
    """Moving a booked lesson is a person's work; an unpaid one is simply changed."""
    order = turn.order
    if order is not None and orders.replaceable(order):
        turn.desk.machine.fire(turn, "change")
    elif upcoming(turn):
        orders.to_person(turn, "move")
    else:
        turn.say("nothing-booked")


def cancel(turn: Turn) -> None:
    """Cancelling a booked lesson is a person's work; an unpaid one is let go."""
    order = turn.order
    if (order is not None and orders.replaceable(order)) or not upcoming(turn):
        return stop(turn)
    return orders.to_person(turn, "cancel")


def back(turn: Turn) -> None:
    """The question before, asked again."""
    before = list(turn.conversation.before)
    while before and before[-1] == turn.state:
        before.pop()
    target = before.pop() if before else "welcome.menu"
    forgotten = FORGETS.get(target.rpartition(".")[2])
    if forgotten and turn.wish.flow:
        turn.set_wish(**forgotten)
    turn.set(before=tuple(before))
    turn.desk.machine.jump(turn, target)


def language(turn: Turn) -> None:
    """Switches, and the same question comes again."""
    turn.set_student(language=str(turn.value), language_by="chosen")
    order = turn.order
    if order is not None:
        turn.put_order(replace(order, language=str(turn.value)))
    turn.lead("language-switched")


def thanks(turn: Turn) -> None:
    """Gets a kind word, not a question."""
    lessons = upcoming(turn)
    if lessons:
        turn.say("thanks-booked", day=turn.desk.speech.day(turn.language, lessons[0].slot.start, long=True))
    else:
        turn.say("thanks")


def help_(turn: Turn) -> None:
    turn.lead("help")


def answer(turn: Turn) -> None:
    """A topic's answer; prices come from the tariff, so it can never quote another."""
    topic = next((one for one in turn.business.topics if one.value == turn.value), None)
    if topic is None:
        return
    turn.lead_text(priced(turn, topic.answers[turn.language]))


def priced(turn: Turn, text: str) -> str:
    """The text with {price:flow:minutes} filled in."""
    for flow, rules in turn.business.rules.items():
        for minutes in rules.profile.minutes:
            mark = f"{{price:{flow}:{minutes}}}"
            if mark in text:
                text = text.replace(mark, turn.money(rules.price(minutes)))
    return text


FLOW = Flow(
    "anywhere",
    steps=(),
    moves=(
        Move("*", "start_over", "welcome.menu", do=start_over),
        Move("*", "stop", STAY, do=stop),
        Move("*", "help", AGAIN, do=help_),
        Move("*", "back", STAY, do=back),
        Move("*", "language", AGAIN, do=language),
        Move("*", "thanks", STAY, do=thanks),
        Move("*", "move", STAY, do=move),
        Move("*", "cancel", STAY, do=cancel),
        Move("*", "topic", AGAIN, do=answer),
        Move("*", "ask_again", AGAIN),
        Move("*", "told_anew", STAY, do=take_told),
    ),
)
