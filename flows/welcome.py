"""The door: who speaks, in which language, the menu, and *same again* for someone we know."""

from dataclasses import replace
from datetime import UTC, timedelta

from bot.core.conversation import Choice, Learner, Wish
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.orders import Order
from bot.core.slots import Slot
from bot.core.turn import Turn
from flows import orders, payment, times
from flows.booked import told_new
from flows.people import first_name
from flows.said import Said
from flows.standing import reader_beside_lesson

MENU_WORDS = ("trial", "regular", "urgent", "weekend", "question", "person")
MOST_ROWS = 10
WEEKS_AHEAD = 4


def ask_menu(turn: Turn) -> None:
    """The menu. When only the default decided the language it is bilingual, with a row to switch."""
    other = _other_language(turn)
    again = None if _open_matter(turn) else same_again(turn)
    choices = _first_rows(turn, again)
    flows = [flow for flow in turn.business.rules if not _had_trial(turn, flow)]
    choices += [_row(turn, flow, flow, "flow_chosen", other) for flow in flows]
    choices += [_row(turn, "question", "question", "question", other), _row(turn, "person", "person", "person", other)]
    if other and len(choices) < MOST_ROWS:
        choices.append(Choice(f"language:{other}", turn.desk.speech.say(other, "choice-language"), "language_row"))
    turn.say_text(_body(turn, other, again), choices)
    turn.set(greeted=True)


def _body(turn: Turn, other: str, again: "Again | None") -> str:
    """Who speaks (once, in both languages while nobody told one), what is open, and last the question itself."""
    lines: list[str] = []
    if not turn.conversation.greeted:
        name = turn.student.name.split()[0] if turn.student.name else ""
        for language in (turn.language, other) if other else (turn.language,):
            lines += [_welcome(turn, language, name), ""]
    matter = _open_matter(turn)
    if matter is not None:
        key = "menu-held" if orders.replaceable(matter) else "menu-attention"
        lines.append(turn.text(key, **orders.facts(turn, matter, language=turn.language)))
    elif again is not None:
        lines.append(_again_line(turn, again))
    lines.append(turn.text("menu") + (f" {turn.desk.speech.say(other, 'menu')}" if other else ""))
    return "\n".join(lines)


def _welcome(turn: Turn, language: str, name: str) -> str:
    speech, business = turn.desk.speech, turn.business
    hello = speech.say(language, "hello-name", name=name) if name else speech.say(language, "hello")
    values = {"business": business.name, "tutor": business.tutor, "privacy": business.privacy_url}
    return speech.say(language, "welcome", hello=hello, **values)


def _row(turn: Turn, value: str, word: str, does: str, other: str) -> Choice:
    """A row of the menu; in two languages while nobody told one."""
    if not other:
        return turn.choice(value, f"choice-{word}", does)
    here, there = turn.text(f"both-{word}"), turn.desk.speech.say(other, f"both-{word}")
    return Choice(value, here if here == there else f"{here} · {there}", does)


def _other_language(turn: Turn) -> str:
    """The second language of the menu, while only the default decided the first."""
    if turn.student.language_by not in ("", "default"):
        return ""
    return next((one for one in turn.business.languages if one != turn.language), "")


def _first_rows(turn: Turn, again: "Again | None") -> list[Choice]:
    """*Back to payment* for a held time; *same again* for a known learner whose time is free; *my lesson*."""
    rows = []
    if _open_matter(turn) is not None:
        rows.append(turn.choice("back_to_payment", "choice-back-to-payment", "back_to_payment"))
    elif again is not None:
        slot = again[2]
        clock = turn.clock_at(slot.place)
        moment = f"{clock.weekday(slot.start)} {clock.time(slot.start)}"
        rows.append(turn.choice("same_again", "choice-same-again", "same_again", when=moment))
    if orders.upcoming(turn):
        rows.append(turn.choice("my_lesson", "choice-my-lesson", "my_lesson"))
    return rows


def _open_matter(turn: Turn) -> Order | None:
    """Money without an hour, else the newest order whose time is held and unpaid."""
    gone = [one for one in turn.talk.orders.values() if orders.waits_for_choice(one)]
    return gone[-1] if gone else orders.held(turn)


# -- same again ------------------------------------------------------------------------------------------------------------

Again = tuple[str, Learner, Slot]


def same_again(turn: Turn) -> Again | None:
    """The flow, learner and free slot a week (or a few) after the learner's last lesson."""
    known = [one for one in turn.student.learners if one.history and one.minutes and one.paid]
    if not known:
        return None
    learner = max(known, key=lambda one: one.history[-1])
    where = learner.place or turn.business.places[0].value
    last = turn.clock_at(where).local(learner.history[-1])
    flow = "weekend" if turn.team_clock.local(last).weekday() >= 5 else "regular"
    rules = turn.business.rules.get(flow)
    if rules is None or learner.minutes not in rules.profile.minutes:
        return None
    for weeks in range(1, WEEKS_AHEAD + 1):
        start = (last + timedelta(weeks=weeks)).astimezone(UTC)  # the same time by the clock on the wall
        slot = Slot(start, learner.minutes, where)
        if start > turn.now and times.free_for(turn, rules, slot):
            return flow, learner, slot
    return None


def _again_line(turn: Turn, again: Again) -> str:
    flow, learner, slot = again
    subject = orders.subject_title(turn, learner.subject)
    lesson = turn.text(f"lesson-{flow}", subject=subject, minutes=slot.minutes)
    price = turn.money(turn.business.rules[flow].price(slot.minutes))
    if turn.student.special_price:
        price = turn.text("price-agreed")
    who = first_name(learner) or turn.text(f"who-{learner.who}")
    return turn.text("menu-again", lesson=lesson, who=who, when=turn.moment(slot), price=price)


def take_same_again(turn: Turn) -> None:
    """Straight to the summary."""
    found = same_again(turn)
    if found is None:
        turn.lead("slot-nearest")
        turn.set(wish=Wish(flow="regular"), order="", before=())
    else:
        flow, one, slot = found
        wish = Wish(flow=flow, subject=one.subject, minutes=slot.minutes, start=slot.start, place=slot.place,
                    learner=one.id, who=one.who, minor=one.minor, name=one.name)  # fmt: skip
        turn.set(wish=wish, order="", before=())
    turn.then = "go_on"


# -- taking ----------------------------------------------------------------------------------------------------------------


def choose_flow(turn: Turn) -> None:
    """A flow from the menu; what was already said stays. Beside an order there is, it begins afresh."""
    if turn.order is not None:
        turn.set(order="", wish=Wish(), before=())
    turn.set_wish(flow=str(turn.value))
    turn.then = "go_on"


def back_to_payment(turn: Turn) -> None:
    """The held time and its link again; or the choice that waits for the student."""
    matter = _open_matter(turn)
    if matter is None:
        turn.lead("nothing-to-pay")
        return turn.desk.machine.jump(turn, "welcome.menu")
    return payment.back_to(turn, matter)


def language_row(turn: Turn) -> None:
    """The other language, from now on."""
    turn.set_student(language=str(turn.value).rpartition(":")[2], language_by="chosen")


def told(turn: Turn) -> None:
    """A first message that says what is wanted: greeted in one line, and on to the first gap."""
    said = turn.value
    if isinstance(said, Said) and said == Said(own_name=said.own_name):  # “hoi, ik ben Sanne”: no more than that
        turn.set_student(name=turn.student.name or said.own_name)
        turn.desk.machine.fire(turn, "open_menu")
        return
    if not turn.conversation.greeted:
        turn.lead("welcome-short", business=turn.business.name, privacy=turn.business.privacy_url)
        turn.set(greeted=True)
    if turn.state == "welcome.rest" or turn.order is not None:
        told_new(turn)
    else:
        turn.desk.machine.fire(turn, "told_anew", turn.value)


def read_door(turn: Turn, text: str) -> Heard | None:
    """At the door: what stands already, the same again, a subject nobody teaches, a wish; else the menu."""
    return reader_beside_lesson()(turn, text)


def take_told_again(turn: Turn) -> None:
    """“Same as last time”; on another day, at the hour of last time."""
    found, told = same_again(turn), turn.value
    if found is None:
        turn.desk.machine.fire(turn, "told" if told else "open_menu", told)
        return None
    if told.when is None or not (told.when.day or told.when.days):
        return take_same_again(turn)
    at = turn.clock_at(found[2].place).local(found[2].start)
    days = [day for day in told.when.days if day.weekday() == at.weekday()] or list(told.when.days)
    when = replace(told.when, day=told.when.day or days[0], days=(), at=told.when.at or at.time())
    turn.desk.machine.fire(turn, "told", replace(told, when=replace(when, after=None, before=None)))
    return None


def _had_trial(turn: Turn, flow: str) -> bool:
    """Not offered to learners who had theirs (and to students an earlier system says had it)."""
    if not turn.business.rules[flow].once_per_learner:
        return False
    learners = turn.student.learners
    return turn.student.trial_before or (bool(learners) and all(one.trial or one.paid for one in learners))


FLOW = Flow(
    "welcome",
    steps=(
        Step("welcome.start", None, read_door),
        Step("welcome.menu", ask_menu, read_door),
        Step("welcome.rest", None, read_door),
    ),
    moves=(
        Move("*", "open_menu", "welcome.menu"),
        Move("*", "flow_chosen", STAY, do=choose_flow),
        Move("*", "same_again", STAY, do=take_same_again),
        Move("*", "told_again", STAY, do=take_told_again),
        Move("*", "back_to_payment", STAY, do=back_to_payment),
        Move("*", "language_row", "welcome.menu", do=language_row),
        Move("welcome.*", "told", STAY, do=told),
    ),
)
