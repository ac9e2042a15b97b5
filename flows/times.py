"""The questions about time: up to eight free times, more, another day, a typed wish, and what to do when nothing fits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.core.conversation import Choice, Learner
from bot.core.desk import FlowRules
from bot.core.offering import spread
from bot.core.orders import Order
from bot.core.reminder_rules import at_night
from bot.core.slots import TUTOR, Slot
from bot.core.turn import Turn
from bot.core.tutors import Asked, choose_tutor, free_with
from bot.core.wishes import When
from flows import unserved

SHOWN = 8
CODE = "%Y%m%dT%H%M"


def minutes(turn: Turn) -> int:
    """The wished length; where only one is sold, that one."""
    return turn.wish.minutes or turn.rules.profile.minutes[0]


def is_new(turn: Turn) -> bool:
    """Whether this student never had a paid or booked lesson: the longer notice applies."""
    return not turn.student.paid_before and not any(one.history for one in turn.student.learners)


def free(turn: Turn, flow: str = "") -> tuple[Slot, ...]:
    """Every free slot of the wish, in clock order, whoever would teach."""
    rules = turn.business.rules[flow or turn.wish.flow]
    length = minutes(turn) if minutes(turn) in rules.profile.minutes else rules.profile.minutes[0]
    asked = _asked(turn, rules, length, turn.place)
    stands = turn.talk.orders.get(turn.wish.moves)  # a lesson that is moved goes elsewhere
    there = stands.slot if stands is not None else None
    found = free_with(turn.business, asked, turn.busy(_horizon(turn)), turn.now, without=turn.talk.blind)
    clock = turn.clock
    return tuple(slot for slot in found if slot != there and not clock.shows_again(slot.start))


def is_taken(turn: Turn, when: When) -> bool:
    """Whether there are such times, in hours and days when lessons are given, and others have them; not for one that is moved."""
    if turn.wish.moves:
        return False
    length = minutes(turn) if minutes(turn) in turn.rules.profile.minutes else turn.rules.profile.minutes[0]
    every = free_with(turn.business, _asked(turn, turn.rules, length, turn.place), (), turn.now)
    return any(fits(turn, slot, when) for slot in every)


def still_free(turn: Turn, slot: Slot) -> bool:
    """Whether a slot of the wished flow can (still) be had."""
    return free_for(turn, turn.rules, slot)


def free_for(turn: Turn, rules: FlowRules, slot: Slot) -> bool:
    """Whether a slot of any flow can (still) be had."""
    return bool(who_has(turn, rules, slot))


def free_again(turn: Turn, order: Order) -> bool:
    """Whether the time of an order that ran out can be held once more, as its page offers it, with the same tutor.

    The longer notice for strangers does not count: it was kept when they chose.
    """
    asked = Asked(order.flow, order.slot.minutes, order.slot.place, order.subject, tutor=order.tutor)
    return bool(_who(turn, asked, order.slot))


def who_has(turn: Turn, rules: FlowRules, slot: Slot) -> tuple[str, ...]:
    """The tutors who could give a lesson of the wished subject then."""
    return _who(turn, _asked(turn, rules, slot.minutes, slot.place), slot)


def tutor_for(turn: Turn, rules: FlowRules, slot: Slot) -> str:
    """Who gets that lesson: the one who was named, the learner's own, else who has least to do that day."""
    day = turn.team_clock.local(slot.start).replace(hour=0, minute=0)
    usual = turn.wish.tutor or (turn.learner.tutor if turn.learner else "")
    found = who_has(turn, rules, slot)
    busy = turn.busy(_horizon(turn))
    return choose_tutor(found, busy, (day, day + timedelta(days=1)), usual) if found else TUTOR


def _asked(turn: Turn, rules: FlowRules, length: int, where: str) -> Asked:
    wish = turn.wish
    ahead = days_ahead(turn, rules)
    return Asked(rules.name, length, where, wish.subject, turn.language, is_new(turn), wish.with_tutor, ahead)


def _who(turn: Turn, asked: Asked, slot: Slot) -> tuple[str, ...]:
    found = free_with(
        turn.business,
        asked,
        turn.busy(_horizon(turn)),
        turn.now,
        earliest=slot.start,
        latest=slot.start,
        without=turn.talk.blind,
    )
    return found.get(slot, ())


def _horizon(turn: Turn) -> datetime:
    """The end of what any flow looks at: one question about busy times answers for all of them."""
    return turn.now + timedelta(days=max(days_ahead(turn, rules) for rules in turn.business.rules.values()) + 1)


def days_ahead(turn: Turn, rules: FlowRules) -> int:
    """As many as the flow looks, for one that is moved a week beyond where it is: one of a series may be far ahead."""
    stands = turn.talk.orders.get(turn.wish.moves)
    return max(rules.profile.horizon_days, (stands.slot.start - turn.now).days + 8 if stands is not None else 0)


def ask_slot(turn: Turn) -> None:
    """Offers times. A wish that names one free time takes it without asking."""
    times = free(turn) or _with_anybody(turn)
    when = turn.wish.when
    if when is None:
        return offer(turn, times)
    turn.set_wish(missed=None)
    fitting = [slot for slot in times if fits(turn, slot, when)]
    if when.soonest and fitting:
        return offer(turn, fitting[:SHOWN])
    if when.at is not None and len(fitting) == 1:
        turn.set_wish(start=fitting[0].start, when=None, page=0)
        turn.then = "go_on"
        return None
    if fitting:
        return offer(turn, tuple(fitting))
    return unserved.explain(turn, when, times)


def _with_anybody(turn: Turn) -> tuple[Slot, ...]:
    """The one who was asked for has no time at all, or does not give such lessons: said, and everybody's times."""
    named = turn.business.tutor_named(turn.wish.with_tutor)
    if named is None:
        return ()
    turn.set_wish(with_tutor="")
    others = free(turn)
    if others:
        turn.lead("tutor-has-none", tutor=named.name)
    return others


def more_times(turn: Turn) -> None:
    """The next eight."""
    turn.set_wish(page=turn.wish.page + 1)


def other_times(turn: Turn) -> None:
    """Forgets the wished time."""
    turn.set_wish(start=None, when=None, missed=None, page=0)
    turn.then = "go_on"


def switch_flow(turn: Turn) -> None:
    """Goes on in the flow that can serve the wish; the answers stay."""
    turn.set_wish(flow=str(turn.value), minutes=kept_minutes(turn, str(turn.value)), start=None, page=0)
    turn.then = "go_on"


def kept_minutes(turn: Turn, flow: str) -> int:
    """The wished length, if that flow has it."""
    lengths = turn.business.rules[flow].profile.minutes
    return turn.wish.minutes if turn.wish.minutes in lengths else 0


def fits(turn: Turn, slot: Slot, when: When) -> bool:
    """Whether a slot is what a typed wish asks for."""
    clock = turn.clock_at(slot.place)
    local = clock.local(slot.start)
    days = (when.day,) if when.day else when.days
    if days and local.date() not in days:
        return False
    if when.at is not None:
        return local.time() == when.at
    if when.after is not None and local.time() < when.after:
        return False
    return when.before is None or clock.local(slot.end).time() <= when.before


def learner_history(learner: Learner | None) -> Sequence[datetime]:
    """When this learner came before, newest first."""
    return tuple(reversed(learner.history)) if learner else ()


def slot_choice(turn: Turn, slot: Slot, does: str = "slot_chosen") -> Choice:
    """A time as a button."""
    return Choice(slot.start.astimezone(UTC).strftime(CODE), turn.moment(slot), does)


def parse_code(value: str) -> datetime:
    """The start a slot's button stands for."""
    return datetime.strptime(value, CODE).replace(tzinfo=UTC)


def offer(turn: Turn, times: Sequence[Slot]) -> None:
    """Up to eight of these times, by this learner's history; more, if there are; another day."""
    if not times:
        return unserved.nothing_at_all(turn)
    left, waits = tuple(times), turn.wish.missed is not None
    shown: tuple[Slot, ...] = ()
    for _ in range(turn.wish.page + 1):
        left = tuple(slot for slot in left if slot not in shown) or tuple(times)
        shown = chosen(turn, left, SHOWN - turn.offer_person - waits)  # a row for each other choice
    choices = [slot_choice(turn, slot) for slot in shown]
    if len(left) > len(shown):
        choices.append(turn.choice("more", "choice-more-times", "more_times"))
    choices.append(turn.choice("other_day", "choice-other-day", "other_day"))
    if waits:
        choices.append(turn.choice("tell_me", "choice-tell-me", "tell_me"))
    turn.say("slot-ask", choices, zone=turn.clock.city(*(slot.start for slot in shown)))
    return None


def chosen(turn: Turn, times: Sequence[Slot], count: int) -> tuple[Slot, ...]:
    """The few to show: where this learner came before, else in the hours strangers like, spread over days."""
    business, clock = turn.business, turn.clock
    local = [clock.local(moment) for moment in learner_history(turn.learner)]

    def asleep(start: datetime) -> bool:
        return clock.differs(start) and at_night(business.reminders, clock.zone, start)

    return spread(
        times,
        count,
        clock.zone,
        preferred_from=business.preferred_from,
        preferred_until=business.preferred_until,
        history=tuple((one.weekday(), one.time()) for one in local),
        at_night=None if clock.zone is clock.home else asleep,
    )
