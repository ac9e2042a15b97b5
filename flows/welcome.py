"""The door: who speaks, in which language, the menu, and *same again* for someone we know."""

from datetime import timedelta

from bot.core.conversation import Choice, Learner, Wish
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.orders import HELD, Order
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import times
from flows.said import reader


def ask_menu(turn: Turn) -> None:
    """The menu. When only the default decided the language it is bilingual, with a row to switch."""
    choices = _shortcuts(turn)
    flows = [f for f in turn.business.rules if not _had_trial(turn, f)]
    choices += [turn.choice(flow, f"choice-{flow}", "flow_chosen") for flow in flows]
    choices.append(turn.choice("question", "choice-question", "question"))
    choices.append(turn.choice("person", "choice-person", "person"))
    speech, business = turn.desk.speech, turn.business
    other = next((one for one in business.languages if one != turn.language), "")
    unsure = turn.student.language_by in ("", "default") and other
    if unsure and len(choices) < 10:
        choices.append(Choice(f"language:{other}", speech.say(other, "choice-language"), "language_row"))
    name = turn.student.name.split()[0] if turn.student.name else ""
    text = turn.text("menu") if turn.conversation.greeted else _welcome(turn, turn.language, name)
    if unsure and not turn.conversation.greeted:
        text += "\n\n" + _welcome(turn, other, name)
    turn.say_text(text, choices)
    turn.set(greeted=True)


def _welcome(turn: Turn, language: str, name: str) -> str:
    speech, business = turn.desk.speech, turn.business
    hello = speech.say(language, "hello-name", name=name) if name else speech.say(language, "hello")
    values = {"business": business.name, "tutor": business.tutor, "privacy": business.privacy_url}
    return speech.say(language, "welcome", hello=hello, **values)


def _shortcuts(turn: Turn) -> list[Choice]:
    """*Back to payment* for a held time; *same again* for a known learner whose time is free."""
    held = held_order(turn)
    if held is not None:
        return [turn.choice("back_to_payment", "choice-back-to-payment", "back_to_payment")]
    found = same_again(turn)
    if found is None:
        return []
    _, _, slot = found
    moment = f"{turn.desk.speech.weekday(turn.language, slot.start)} {turn.desk.speech.clock(slot.start)}"
    return [turn.choice("same_again", "choice-same-again", "same_again", when=moment)]


def held_order(turn: Turn) -> Order | None:
    """The newest order whose time is held and unpaid."""
    held = [o for o in turn.talk.orders.values() if o.booking == HELD and not o.closed]
    return max(held, key=lambda o: o.created_at) if held else None


def same_again(turn: Turn) -> tuple[str, Learner, Slot] | None:
    """The flow, learner and free slot a week (or a few) after the learner's last lesson."""
    known = [one for one in turn.student.learners if one.history and one.minutes and one.paid]
    if not known:
        return None
    learner = max(known, key=lambda one: one.history[-1])
    last = learner.history[-1].astimezone(turn.business.zone)
    flow = "weekend" if last.weekday() >= 5 else "regular"
    rules = turn.business.rules.get(flow)
    if rules is None or learner.minutes not in rules.profile.minutes:
        return None
    turn_wish = turn.wish
    turn.set(wish=Wish(flow=flow, minutes=learner.minutes, place=learner.place, learner=learner.id))
    found = None
    for weeks in range(1, 5):
        start = (last + timedelta(weeks=weeks)).astimezone(turn.now.tzinfo)
        slot = Slot(start, learner.minutes, times.place(turn))
        if start > turn.now and times.still_free(turn, slot):
            found = (flow, learner, slot)
            break
    turn.set(wish=turn_wish)
    return found


def choose_flow(turn: Turn) -> None:
    """A flow from the menu; what was already said stays."""
    flow = str(turn.value)
    if _had_trial(turn, flow):
        turn.lead("trial-once")
        flow = "regular"
    turn.set_wish(flow=flow)
    turn.then = "go_on"


def take_same_again(turn: Turn) -> None:
    """Straight to the summary."""
    found = same_again(turn)
    if found is None:
        turn.lead("slot-nearest")
        turn.set(wish=Wish(flow="regular"))
    else:
        flow, learner, slot = found
        turn.set(wish=Wish(flow=flow, learner=learner.id, who=learner.who, minor=learner.minor, name=learner.name,
                           subject=learner.subject, minutes=slot.minutes, place=slot.place, start=slot.start))  # fmt: skip
    turn.then = "go_on"


def back_to_payment(turn: Turn) -> None:
    """The held time and its link again."""
    held = held_order(turn)
    if held is None:
        return turn.desk.machine.jump(turn, "welcome.menu")
    turn.set(order=held.id)
    return turn.desk.machine.jump(turn, "payment.waiting")


def language_row(turn: Turn) -> None:
    turn.set_student(language=str(turn.value).rpartition(":")[2], language_by="chosen")


def told(turn: Turn) -> None:
    """A first message that says what is wanted: greeted in one line, and on to the first gap."""
    if not turn.conversation.greeted:
        turn.lead("welcome-short", business=turn.business.name, privacy=turn.business.privacy_url)
        turn.set(greeted=True)
    turn.desk.machine.fire(turn, "told_anew", turn.value)


def read_door(turn: Turn, text: str) -> Heard | None:
    """At the door: a wish, else the menu for anything that was said."""
    return reader()(turn, text)


def _had_trial(turn: Turn, flow: str) -> bool:
    """Not offered to learners who had theirs (and to students an earlier system says had it)."""
    if not turn.business.rules[flow].once_per_learner:
        return False
    learners = turn.student.learners
    return turn.student.trial_before or (bool(learners) and any(one.trial or one.paid for one in learners))


FLOW = Flow(
    "welcome",
    steps=(
        Step("welcome.start", None, read_door),
        Step("welcome.menu", ask_menu, reader()),
        Step("welcome.rest", None, read_door),
    ),
    moves=(
        Move("*", "open_menu", "welcome.menu"),
        Move("*", "flow_chosen", STAY, do=choose_flow),
        Move("*", "same_again", STAY, do=take_same_again),
        Move("*", "back_to_payment", STAY, do=back_to_payment),
        Move("*", "language_row", "welcome.menu", do=language_row),
        Move("welcome.*", "told", STAY, do=told),
    ),
)
