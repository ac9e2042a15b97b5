"""After booking: what helps to prepare (name, level, goals), skippable and never asked again; then rest."""

from dataclasses import replace

from bot.core.conversation import Choice, Learner, Wish
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.hearing import plain, says, topic
from bot.core.orders import Order
from bot.core.turn import Turn
from flows import meant, orders
from flows.gaps import SELF
from flows.people import clean_name
from flows.standing import reader_beside_lesson

MOST_LEVELS = 8


def remember(turn: Turn, order: Order) -> None:
    """What the learner's next booking starts from: history, trial, payment."""
    today = turn.team_clock.local(turn.now).date().isoformat()
    if not order.free:
        turn.set_student(paid_before=True, customer_since=turn.student.customer_since or today)
    turn.set_student(segment=turn.business.rules[order.flow].segment)
    learner = turn.talk.learner(order.learner)
    if learner is None:
        return
    history = (*(h for h in learner.history if h != order.slot.start), order.slot.start)[-10:]
    trial = turn.business.rules[order.flow].once_per_learner
    paid = learner.paid or not trial
    turn.put_learner(replace(learner, history=history, trial=learner.trial or trial, paid=paid, tutor=order.tutor))


def _learner(turn: Turn) -> Learner | None:
    return turn.talk.learner(turn.order.learner) if turn.order else None


def needs_name(turn: Turn) -> bool:
    """A name not asked before booking."""
    learner = _learner(turn)
    return learner is not None and not learner.name and not learner.prepared


def needs_level(turn: Turn) -> bool:
    """Level and goals are asked once per learner."""
    learner = _learner(turn)
    return learner is not None and not learner.prepared and not learner.level


def needs_goals(turn: Turn) -> bool:
    """The last of the questions."""
    learner = _learner(turn)
    return learner is not None and not learner.prepared


def ask_name(turn: Turn) -> None:
    """What the learner is called."""
    learner = _learner(turn)
    mine = learner is not None and learner.who in SELF
    turn.say("prepare-name-ask", [_skip(turn)], whose="mine" if mine else "learner")


def ask_level(turn: Turn) -> None:
    """The school level."""
    levels = [Choice(one.value, one.titles[turn.language], "level_chosen") for one in turn.business.levels]
    turn.say("level-ask", [*levels[:MOST_LEVELS], _skip(turn)])


def ask_goals(turn: Turn) -> None:
    """What to work on, in the student's own words."""
    turn.say("goals-ask", [_skip(turn)])


def _skip(turn: Turn) -> Choice:
    return turn.choice("skip", "choice-skip", "skipped")


def read_name(turn: Turn, text: str) -> Heard | None:
    """As `read_text`; a question, a number or “ok” is nobody's name."""
    said = plain(text)
    if "?" in text:
        return topic(turn, said)
    return None if says(turn, said, "yes") or any(c.isdigit() for c in text) else read_text(turn, text)


def read_text(turn: Turn, text: str) -> Heard | None:
    """Any words; “skip” and “no” skip, and a bare “thank you” is one."""
    said = plain(text)
    if any(says(turn, said, word) for word in ("skip", "no", "yes", "unsure")):
        return Heard("skipped")
    if says(turn, said, "thanks"):
        return Heard("thanks")
    if says(turn, said, "greeting"):
        return Heard("greeted")
    for word in ("cancel", "move"):  # nobody's goal
        if says(turn, said, word):
            return Heard(word)
    return Heard("text_told", text) if any(c.isalnum() for c in text) else None


def read_level(turn: Turn, text: str) -> Heard | None:
    """A level by its words, skip, or a wish for another lesson."""
    said = plain(text)
    if any(says(turn, said, word) for word in ("skip", "no", "unsure", "none-of-these")):
        return Heard("skipped")
    for one in turn.business.levels:
        words = [plain(word) for found in one.words.values() for word in found]
        words += [plain(title) for title in one.titles.values()]
        if said in words or any(f" {word} " in f" {said} " for word in words):
            return Heard("level_chosen", one.value)
    return reader_beside_lesson()(turn, text)


def read_ready(turn: Turn, text: str) -> Heard | None:
    """A wish for another lesson; “no” and “ok” need no answer but a kind one."""
    said = plain(text)
    if says(turn, said, "no") or says(turn, said, "yes"):
        return Heard("thanks")
    return reader_beside_lesson()(turn, text)


def take_name(turn: Turn) -> None:
    """The learner's name; the student's own when it is their lesson."""
    learner, name = _learner(turn), clean_name(str(turn.value))
    if learner is not None and name:
        turn.put_learner(replace(learner, name=name))
        if learner.who in SELF and not turn.student.name:
            turn.set_student(name=name)
    _next_question(turn)


def take_level(turn: Turn) -> None:
    """The level; at once also what Stripe and Chatwoot call the audience of a later order."""
    learner = _learner(turn)
    if learner is not None:
        turn.put_learner(replace(learner, level=str(turn.value)))
    _next_question(turn)


def _next_question(turn: Turn) -> None:
    """The next one; a late answer when all was asked goes to the tutor at once."""
    if needs_goals(turn):
        turn.then = "prepare"
    else:
        done(turn)


def take_goals(turn: Turn) -> None:
    """What to work on."""
    learner = _learner(turn)
    if learner is not None:
        turn.put_learner(replace(learner, goals=str(turn.value).strip()[:1000]))
    done(turn)


def skip_goals(turn: Turn) -> None:
    """Not now, and never asked again."""
    done(turn)


def done(turn: Turn) -> None:
    """“See you Thursday”, and what was told goes to the tutor."""
    order, learner = turn.order, _learner(turn)
    if order is None or learner is None:
        return
    turn.put_learner(replace(learner, prepared=True))
    staff = turn.business.staff_language
    level = next((one.titles[staff] for one in turn.business.levels if one.value == learner.level), "–")
    if learner.level or learner.goals:
        turn.note("note-prepared", order=order, level=level, goals=learner.goals or "–", **orders.facts(turn, order))
    turn.offer_nothing()
    turn.state = "booked.ready"
    day = turn.clock_at(order.slot.place).day(order.slot.start, long=True)
    turn.say("prepared", meant.after_it(turn, order) if order.slot.start > turn.now else (), day=day)


def leave_unprepared(turn: Turn) -> None:
    """No more questions about this learner, now or later."""
    learner = _learner(turn)
    if learner is not None:
        turn.put_learner(replace(learner, prepared=True))
    turn.state = "booked.ready"


def finished(turn: Turn) -> None:
    """Booked and prepared before: nothing more to ask."""
    turn.set(wish=Wish())


def told_new(turn: Turn) -> None:
    """A wish for another lesson, after or beside the one there is."""
    turn.set(wish=Wish(), order="", before=())
    turn.desk.machine.fire(turn, "told_anew", turn.value)


FLOW = Flow(
    "booked",
    steps=(
        Step("booked.name", ask_name, read_name, quiet=True, fades="booked.ready"),
        Step("booked.level", ask_level, read_level, fades="booked.ready"),
        Step("booked.goals", ask_goals, read_text, quiet=True, fades="booked.ready"),
        Step("booked.ready", None, read_ready),
    ),
    moves=(
        Move("*", "prepare", "booked.name", when=needs_name),
        Move("*", "prepare", "booked.level", when=needs_level),
        Move("*", "prepare", "booked.goals", when=needs_goals),
        Move("*", "prepare", "booked.ready", do=finished),
        Move("booked.name", "text_told", STAY, do=take_name),
        Move("booked.name", "skipped", "booked.level", when=needs_level),
        Move("booked.name", "skipped", "booked.goals"),
        Move("booked.level", "level_chosen", STAY, do=take_level),
        Move("booked.level", "skipped", "booked.goals"),
        Move("booked.level", "told", STAY, do=told_new),
        Move("booked.goals", "text_told", STAY, do=take_goals),
        Move("booked.goals", "skipped", STAY, do=skip_goals),
        Move("booked.ready", "told", STAY, do=told_new),
    ),
)
