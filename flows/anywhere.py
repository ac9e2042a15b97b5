"""The words that work in every step: a person, start over, help, back, a language, thanks, a topic."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.conversation import Wish
from bot.core.flow import AGAIN, STAY, Flow, Move
from bot.core.turn import Turn
from flows import orders, stopping
from flows.intake import take_told

# Going back to a step forgets what it had asked.
FORGETS: Mapping[str, Mapping[str, object]] = {
    "subject": {"subject": ""},
    "minutes": {"minutes": 0},
    "slot": {"start": None, "when": None, "page": 0},
    "day": {"start": None, "when": None, "page": 0},
    "for_whom": {"who": "", "learner": "", "minor": None, "name": ""},
    "of_age": {"minor": None},
    "name": {"name": ""},
}


def start_over(turn: Turn) -> None:
    """A fresh menu; a held time stays, and *back to payment* leads to it."""
    turn.set(wish=Wish(), order="", before=())


def back(turn: Turn) -> None:
    """The question before, asked again."""
    before = list(turn.conversation.before)
    while before and before[-1] == turn.state:
        before.pop()
    target = before.pop() if before else "welcome.menu"
    flow, _, step = target.partition(".")
    if flow in turn.business.rules:
        if flow != turn.wish.flow:
            target = "welcome.menu"
        elif step in FORGETS:
            turn.set_wish(**FORGETS[step])
    elif turn.desk.machine.steps[target].ask is None:
        target = "welcome.menu"
    turn.set(before=tuple(before))
    turn.desk.machine.jump(turn, target)


def language(turn: Turn) -> None:
    """Switches, and the same question comes again. What is still to be paid speaks the new language as well."""
    turn.set_student(language=str(turn.value), language_by="chosen")
    order = turn.order
    if order is not None and orders.replaceable(order):
        turn.put_order(replace(order, language=str(turn.value)))
    turn.lead("language-switched")


def thanks(turn: Turn) -> None:
    """Gets a kind word, not a question."""
    lessons = orders.upcoming(turn)
    if lessons:
        turn.say("thanks-booked", day=turn.clock_at(lessons[0].slot.place).day(lessons[0].slot.start, long=True))
    else:
        turn.say("thanks")


def greeted(turn: Turn) -> None:
    """“Hello” in the middle of a booking goes on with it; anywhere else it opens the menu."""
    if not turn.desk.machine.steps[turn.state].unfinished:
        return turn.desk.machine.jump(turn, "welcome.menu")
    turn.lead("welcome-back")
    turn.desk.machine.fire(turn, "ask_again")
    return None


def help_(turn: Turn) -> None:
    """What the desk can do, in one sentence; with the menu where nothing is asked."""
    turn.lead("help")
    asks = turn.desk.machine.steps[turn.state].ask is not None
    turn.desk.machine.fire(turn, "ask_again" if asks else "open_menu")


def unsure(turn: Turn) -> None:
    """“I don't know yet”: no hurry, and a person may help to choose."""
    held = turn.order
    if turn.state.startswith("payment.") and held is not None and orders.replaceable(held):
        return turn.say("stays-held", **orders.facts(turn, held, language=turn.language))
    turn.offer_person = True
    turn.lead("unsure")
    turn.desk.machine.fire(turn, "ask_again")
    return None


def both(turn: Turn) -> None:
    """Two subjects, two children, two times: one lesson after the other."""
    turn.lead("one-at-a-time")
    turn.desk.machine.fire(turn, "ask_again")


def answer(turn: Turn) -> None:
    """A topic's answer; prices come from the tariff, so it can never quote another."""
    topic = next((one for one in turn.business.topics if one.value == turn.value), None)
    if topic is not None:
        turn.lead_text(priced(turn, topic.answers[turn.language]))
    turn.desk.machine.fire(turn, "open_menu" if turn.state == "welcome.start" else "ask_again")


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
        Move("*", "stop", STAY, do=stopping.stop),
        Move("*", "help", STAY, do=help_),
        Move("*", "unsure", STAY, do=unsure),
        Move("*", "both", STAY, do=both),
        Move("*", "back", STAY, do=back),
        Move("*", "language", AGAIN, do=language),
        Move("*", "thanks", STAY, do=thanks),
        Move("*", "greeted", STAY, do=greeted),
        Move("*", "move", STAY, do=stopping.move),
        Move("*", "cancel", STAY, do=stopping.cancel),
        Move("*", "my_lesson", STAY, do=stopping.my_lesson),
        Move("*", "topic", STAY, do=answer),
        Move("*", "ask_again", AGAIN),
        Move("*", "told_anew", STAY, do=take_told),
    ),
)
