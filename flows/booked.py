"""After booking: what helps to prepare (name, level, goals), skippable and never asked again; then rest."""

from dataclasses import replace

from bot.core.conversation import Choice, Learner, Wish
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.hearing import plain
from bot.core.orders import BOOKED, Order
from bot.core.turn import Turn
from flows import orders
from flows.said import reader


def remember(turn: Turn, order: Order) -> None:
    """What the learner's next booking starts from: history, trial, payment."""
    learner = turn.talk.learner(order.learner)
    if learner is None:
        return
    history = (*(h for h in learner.history if h != order.slot.start), order.slot.start)[-10:]
    trial = turn.business.rules[order.flow].once_per_learner
    turn.put_learner(replace(learner, history=history, trial=learner.trial or trial, paid=learner.paid or not trial))
    if not order.free:
        today = turn.local_now.date().isoformat()
        turn.set_student(paid_before=True, customer_since=turn.student.customer_since or today)
    turn.set_student(segment=turn.business.rules[order.flow].segment)


def _learner(turn: Turn) -> Learner | None:
    return turn.talk.learner(turn.order.learner) if turn.order else None


def needs_name(turn: Turn) -> bool:
    """Somebody else's name, not asked before booking."""
    learner = _learner(turn)
    return learner is not None and not learner.name and not learner.prepared


def needs_level(turn: Turn) -> bool:
    """Level and goals are asked once per learner."""
    learner = _learner(turn)
    return learner is not None and not learner.prepared and not learner.level


def needs_goals(turn: Turn) -> bool:
    learner = _learner(turn)
    return learner is not None and not learner.prepared


def ask_name(turn: Turn) -> None:
    turn.say("prepare-name-ask", [turn.choice("skip", "choice-skip", "skipped")])


def ask_level(turn: Turn) -> None:
    levels = [Choice(one.value, one.titles[turn.language], "level_chosen") for one in turn.business.levels]
    turn.say("level-ask", [*levels[:9], turn.choice("skip", "choice-skip", "skipped")])


def ask_goals(turn: Turn) -> None:
    turn.say("goals-ask", [turn.choice("skip", "choice-skip", "skipped")])


def read_text(turn: Turn, text: str) -> Heard | None:
    """Any words; “skip” and “no” skip."""
    speech = turn.desk.speech
    said = plain(text)
    if said in speech.words("skip") or said in speech.words("no"):
        return Heard("skipped")
    return Heard("text_told", text) if any(c.isalnum() for c in text) else None


def read_level(turn: Turn, text: str) -> Heard | None:
    """A level by its words, or skip."""
    said = plain(text)
    if said in turn.desk.speech.words("skip") or said in turn.desk.speech.words("no"):
        return Heard("skipped")
    for one in turn.business.levels:
        words = [plain(word) for found in one.words.values() for word in found] + [
            plain(t) for t in one.titles.values()
        ]
        if said in words or any(f" {word} " in f" {said} " for word in words):
            return Heard("level_chosen", one.value)
    return None


def take_name(turn: Turn) -> None:
    learner = _learner(turn)
    if learner is not None:
        turn.put_learner(replace(learner, name=str(turn.value).strip()[:60]))
    turn.then = "prepare"


def take_level(turn: Turn) -> None:
    learner = _learner(turn)
    if learner is not None:
        turn.put_learner(replace(learner, level=str(turn.value)))
    turn.then = "prepare"


def take_goals(turn: Turn) -> None:
    learner = _learner(turn)
    if learner is not None:
        turn.put_learner(replace(learner, goals=str(turn.value).strip()[:1000], prepared=True))
    done(turn)


def skip(turn: Turn) -> None:
    """Not now, and never asked again."""
    learner = _learner(turn)
    if learner is None:
        return None
    if turn.state == "booked.goals":
        turn.put_learner(replace(learner, prepared=True))
        return done(turn)
    if turn.state == "booked.level":
        return turn.desk.machine.jump(turn, "booked.goals")
    return turn.desk.machine.jump(turn, "booked.level")


def done(turn: Turn) -> None:
    """“See you Thursday”, and what was told goes to the tutor."""
    order, learner = turn.order, _learner(turn)
    if order is None or learner is None:
        return
    level = next(
        (one.titles[turn.business.staff_language] for one in turn.business.levels if one.value == learner.level), "–"
    )
    about = orders.facts(turn, order)
    turn.note("note-prepared", order=order, level=level, goals=learner.goals or "–", **about)
    turn.say("prepared", day=turn.desk.speech.day(turn.language, order.slot.start, long=True))
    turn.state = "booked.ready"


def finished(turn: Turn) -> None:
    """Booked and prepared before: nothing more to ask."""
    turn.set(wish=Wish())


def told_new(turn: Turn) -> None:
    """A new wish after a booking."""
    turn.set(wish=Wish(), order="")
    turn.desk.machine.fire(turn, "told_anew", turn.value)


def upcoming(turn: Turn) -> list[Order]:
    """Booked lessons that have not begun, soonest first."""
    booked = [o for o in turn.talk.orders.values() if o.booking == BOOKED and o.slot.start > turn.now]
    return sorted(booked, key=lambda o: o.slot.start)


FLOW = Flow(
    "booked",
    steps=(
        Step("booked.name", ask_name, read_text, quiet=True),
        Step("booked.level", ask_level, read_level),
        Step("booked.goals", ask_goals, read_text, quiet=True),
        Step("booked.ready", None, reader()),
    ),
    moves=(
        Move("*", "prepare", "booked.name", when=needs_name),
        Move("*", "prepare", "booked.level", when=needs_level),
        Move("*", "prepare", "booked.goals", when=needs_goals),
        Move("*", "prepare", "booked.ready", do=finished),
        Move("booked.name", "text_told", STAY, do=take_name),
        Move("booked.level", "level_chosen", STAY, do=take_level),
        Move("booked.goals", "text_told", STAY, do=take_goals),
        Move("booked.*", "skipped", STAY, do=skip),
        Move("booked.ready", "told", STAY, do=told_new),
    ),
)
