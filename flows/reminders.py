"""Reminders of a booked lesson: *I'll be there · Move · Cancel*. Where the channel takes no message, a template, else a note.

A reminder is a bare fact: it is said while a person has the conversation too, without choices then, for nobody of ours
would hear the answer. In the middle of another booking it has none either: the question there stays the one answered.
The alarms themselves are `bot.core.alarms`; what happens after the lesson is `flows.after`.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.alarms import set_alarms as set_alarms  # what others rely on, known here
from bot.core.effects import SayTemplate, WakeMe
from bot.core.flow import STAY, Flow, Move
from bot.core.orders import BOOKED, Order
from bot.core.reminder_rules import APART, LESSON_DAY, LESSON_SOON, at_night, good_until, moments, morning
from bot.core.turn import Turn
from bot.core.windows import takes_templates
from flows import confirm, meant, news, orders
from flows.gaps import SELF

LONG_BEFORE = timedelta(days=30)
JUST_NOW = timedelta(hours=1)  # a booking that was left longer ago is not interrupted by a question


def remind(turn: Turn) -> None:
    """The lesson is near: said in the student's language, as a message, a template, or not at all and noted for the team."""
    order = news.subject_of(turn)
    if order is None or order.booking != BOOKED or order.slot.start <= turn.now:
        return
    name, rules = getattr(turn.event, "name", ""), turn.business.reminders
    zone = turn.clock_at(order.slot.place).zone
    following = moments(rules, zone, order.slot, turn.now).get(name)
    if following is not None:
        turn.do(WakeMe(name, following, order.id))
    if at_night(rules, zone, turn.now):  # the desk was away when it was due
        by_day = morning(rules, zone, turn.now)
        if by_day < min(order.slot.start, following or order.slot.start):
            turn.do(WakeMe(name, by_day, order.id))
        return
    if name == LESSON_DAY and _the_nearer_is_due(turn, order):
        return  # never two in a row
    if turn.gone:
        turn.not_told()
    elif turn.window_open:
        _say(turn, order)
    else:
        _say_otherwise(turn, order)


def _the_nearer_is_due(turn: Turn, order: Order) -> bool:
    """Whether another reminder of this lesson comes within the hour anyway."""
    rules, slot = turn.business.reminders, order.slot
    zone = turn.clock_at(slot.place).zone
    nearer = moments(rules, zone, slot, slot.start - LONG_BEFORE)[LESSON_SOON]
    return nearer is not None and nearer < turn.now + APART


def text(turn: Turn, order: Order) -> str:
    """“A reminder: tomorrow, Thu 26 Nov 16:00 …”, with the place."""
    learner = turn.talk.learner(order.learner)
    named = learner is not None and learner.who not in SELF and bool(learner.name)
    clock = turn.clock_at(order.slot.place)
    days = (clock.local(order.slot.start).date() - clock.local(turn.now).date()).days
    return turn.text(
        "near-lesson-for" if named else "near-lesson",
        near={0: "today", 1: "tomorrow"}.get(days, "later"),
        place=confirm.place_line(turn, order.slot.place),
        start=_named(turn, order, clock.time(order.slot.start)),
        **orders.facts(turn, order, language=turn.language)
        | {"when": _named(turn, order, clock.moment(order.slot.start))},
    )


def _named(turn: Turn, order: Order, told: str) -> str:
    """A time of the lesson, with the city whose clock it is for a student elsewhere."""
    clock, at = turn.clock_at(order.slot.place), order.slot.start
    elsewhere = clock.differs(at) or clock.is_foreign(at)
    return turn.text("time-in", time=told, zone=clock.city(at)) if elsewhere else told


def _say(turn: Turn, order: Order) -> None:
    said, reminds = text(turn, order), _stale_when(turn, order)
    if not turn.asks:
        return turn.say_text(said, gated=False, reminds=reminds)
    if is_busy(turn):
        how = turn.text("booked-how-menu" if turn.by_number else "booked-how")
        return turn.say_text(f"{said}\n{how}", gated=False, reminds=reminds)
    choices = [turn.choice(f"coming:{order.id}", "choice-coming", "coming"), *meant.change_it(turn, order)]
    return turn.say_text(said, choices, gated=False, reminds=reminds)


def _stale_when(turn: Turn, order: Order) -> dict[str, Any]:
    """What a reminder on its way is compared with: its lesson, and the clock, for Chatwoot may be down for hours."""
    stale_at = good_until(turn.business.reminders, turn.clock_at(order.slot.place).zone, turn.now)
    rings = getattr(turn.event, "name", "")
    return {"lesson": order.id, "starts": order.slot.start, "good_until": stale_at, "rings": rings}


def is_busy(turn: Turn) -> bool:
    """Whether the student is in the middle of a booking just now."""
    heard_at = turn.conversation.heard_at
    recent = heard_at is not None and turn.now - heard_at < JUST_NOW
    return recent and turn.desk.machine.steps[turn.state].unfinished


def _say_otherwise(turn: Turn, order: Order) -> None:
    """The window is closed: an approved template in the student's language, else one note for this lesson."""
    here, template = turn.conversation, turn.business.reminders.templates.get(turn.language)
    if template is not None and takes_templates(here.channel, here.source_id):
        values = _values(turn, order)
        turn.do(
            SayTemplate(
                account_id=here.account_id,
                conversation_id=here.conversation_id,
                channel=here.channel,
                text=text(turn, order),
                name=template.name,
                language=template.language,
                category=template.category,
                parameters=tuple(values[name] for name in template.parameters),
                **_stale_when(turn, order),
            )
        )
    elif "unreached" not in order.told:
        turn.put_order(replace(order, told=(*order.told, "unreached")))
        turn.note("note-not-reminded", mention=True, **orders.facts(turn, order))


def _values(turn: Turn, order: Order) -> dict[str, str]:
    """What a template's parameters may be: `TEMPLATE_VALUES` of the settings."""
    facts = orders.facts(turn, order, language=turn.language)
    clock = turn.clock_at(order.slot.place)
    day = clock.day(order.slot.start, long=True)
    place = confirm.place_line(turn, order.slot.place)
    told = {name: str(facts[name]) for name in ("when", "lesson", "subject", "minutes", "who")}
    return told | {"day": day, "start": clock.time(order.slot.start), "place": place}


def coming(turn: Turn) -> None:
    """“I'll be there”: thanked, and noted once for this lesson; one that was moved meanwhile is where it is now."""
    tapped = meant.of_button(turn, str(turn.value))
    order = meant.booked(turn, tapped) if tapped else next(iter(orders.upcoming(turn)), None)
    if order is None:
        return turn.say("thanks")
    if "coming" not in order.told:
        turn.put_order(replace(order, told=(*order.told, "coming")))
        turn.note("note-coming", order=order, **orders.facts(turn, order))
    day = turn.clock_at(order.slot.place).day(order.slot.start, long=True)
    offered = turn.conversation.offered
    if offered is None or all(one.does != "coming" for one in offered.choices):
        return turn.say("coming", day=day)
    return and_back(turn, "coming", day=day)


def and_back(turn: Turn, key: str, **values: Any) -> None:
    """A kind word; then the question again that waited before this one came between. A menu is let go."""
    waits = turn.desk.machine.steps[turn.state].ask is not None and turn.state not in ("booked.ready", "welcome.menu")
    if turn.asks and waits:
        turn.lead(key, **values)
        turn.desk.machine.fire(turn, "ask_again")
        return
    turn.say(key, **values)
    turn.offer_nothing()
    if turn.state == "welcome.menu":
        turn.state = "welcome.rest"


FLOW = Flow(
    "reminders",
    steps=(),
    moves=(
        Move("*", "time_lesson_day", STAY, do=remind),
        Move("*", "time_lesson_soon", STAY, do=remind),
        Move("*", "coming", STAY, do=coming),
    ),
)
