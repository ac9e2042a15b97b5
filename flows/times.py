"""The questions about time: up to eight free times, more, another day, a typed wish, and what to do when nothing fits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.core.conversation import Choice, Learner
from bot.core.desk import FlowRules
from bot.core.slots import Slot, free_slots, is_free, nearest, spread
from bot.core.turn import Turn
from bot.core.wishes import When

SHOWN = 8
CODE = "%Y%m%dT%H%M"


def place(turn: Turn) -> str:
    """The wished place, else the learner's last, else the business's first."""
    return turn.wish.place or (turn.learner.place if turn.learner else "") or turn.business.places[0].value


def minutes(turn: Turn) -> int:
    """The wished length; where only one is sold, that one."""
    return turn.wish.minutes or turn.rules.profile.minutes[0]


def is_new(turn: Turn) -> bool:
    """Whether this student never had a paid or booked lesson: the longer notice applies."""
    return not turn.student.paid_before and not any(one.history for one in turn.student.learners)


def free(turn: Turn, flow: str = "") -> tuple[Slot, ...]:
    """Every free slot of the wish, in clock order."""
    rules = turn.business.rules[flow or turn.wish.flow]
    length = minutes(turn) if minutes(turn) in rules.profile.minutes else rules.profile.minutes[0]
    return free_slots(rules.profile, length, place(turn), turn.busy(_horizon(turn)), turn.now, new_student=is_new(turn))


def still_free(turn: Turn, slot: Slot) -> bool:
    """Whether a slot of the wished flow can (still) be had."""
    return free_for(turn, turn.rules, slot)


def free_for(turn: Turn, rules: FlowRules, slot: Slot) -> bool:
    """Whether a slot of any flow can (still) be had."""
    return is_free(rules.profile, slot, turn.busy(_horizon(turn)), turn.now, new_student=is_new(turn))


def _horizon(turn: Turn) -> datetime:
    """The end of what any flow looks at: one question about busy times answers for all of them."""
    return turn.now + timedelta(days=max(r.profile.horizon_days for r in turn.business.rules.values()) + 1)


def ask_slot(turn: Turn) -> None:
    """Offers times. A wish that names one free time takes it without asking."""
    wish = turn.wish
    if wish.start is not None:  # the length, place or flow changed: keep the time if it still fits
        wanted = Slot(wish.start, minutes(turn), place(turn))
        turn.set_wish(start=None, when=_at(turn, wish.start))
        if still_free(turn, wanted):
            return _take(turn, wanted)
    times = free(turn)
    when = turn.wish.when
    if when is None:
        return _offer(turn, "slot-ask", times)
    fitting = [slot for slot in times if fits(turn, slot, when)]
    if when.soonest and times:
        return _offer(turn, "slot-ask", times[:SHOWN])
    if when.at is not None and len(fitting) == 1:
        return _take(turn, fitting[0])
    if fitting:
        return _offer(turn, "slot-ask", tuple(fitting))
    return _nothing_fits(turn, when, times)


def ask_day(turn: Turn) -> None:
    """Which day? Up to eight days that have a free time."""
    days: list[date] = []
    for slot in free(turn):
        day = slot.start.astimezone(turn.business.zone).date()
        if day not in days:
            days.append(day)
    if not days:
        return _nothing_at_all(turn)
    choices = [Choice(day.isoformat(), turn.desk.speech.day(turn.language, day), "day_chosen") for day in days[:SHOWN]]
    turn.say("day-ask", choices)
    return None


def choose_slot(turn: Turn) -> None:
    """A tapped time, checked again; a lost one is said and the nearest are offered."""
    start = parse_code(str(turn.value))
    slot = Slot(start, minutes(turn), place(turn))
    if still_free(turn, slot):
        turn.set_wish(start=start, when=None, page=0)
    else:
        turn.lead("slot-gone", when=turn.moment(start))
        turn.set_wish(start=None, when=_at(turn, start))
    turn.then = "go_on"


def choose_day(turn: Turn) -> None:
    """A tapped day."""
    turn.set_wish(start=None, when=When(day=date.fromisoformat(str(turn.value))), page=0)
    turn.then = "go_on"


def more_times(turn: Turn) -> None:
    """The next eight."""
    turn.set_wish(page=turn.wish.page + 1)


def other_times(turn: Turn) -> None:
    """Forgets the wished time."""
    turn.set_wish(start=None, when=None, page=0)
    turn.then = "go_on"


def lost(turn: Turn, slot: Slot) -> None:
    """Somebody was faster: the nearest other times."""
    turn.lead("slot-gone", when=turn.moment(slot.start))
    turn.set_wish(start=None, when=_at(turn, slot.start), page=0)


def switch_flow(turn: Turn) -> None:
    """Goes on in the flow that can serve the wish; the answers stay."""
    turn.set_wish(flow=str(turn.value), minutes=_kept_minutes(turn, str(turn.value)), page=0)
    turn.then = "go_on"


def fits(turn: Turn, slot: Slot, when: When) -> bool:
    """Whether a slot is what a typed wish asks for."""
    local = slot.start.astimezone(turn.business.zone)
    days = (when.day,) if when.day else when.days
    if days and local.date() not in days:
        return False
    if when.at is not None:
        return local.time() == when.at
    if when.after is not None and local.time() < when.after:
        return False
    return when.before is None or (slot.end.astimezone(turn.business.zone).time() <= when.before)


def learner_history(learner: Learner | None) -> Sequence[datetime]:
    """When this learner came before, newest first."""
    return tuple(reversed(learner.history)) if learner else ()


def slot_choice(turn: Turn, slot: Slot, does: str = "slot_chosen") -> Choice:
    """A time as a button."""
    return Choice(slot.start.astimezone(UTC).strftime(CODE), turn.moment(slot.start), does)


def parse_code(value: str) -> datetime:
    """The start a slot's button stands for."""
    return datetime.strptime(value, CODE).replace(tzinfo=UTC)


def _offer(turn: Turn, key: str, times: Sequence[Slot]) -> None:
    if not times:
        return _nothing_at_all(turn)
    left = tuple(times)
    business, history = turn.business, learner_history(turn.learner)
    zone = business.zone
    pairs = tuple((h.astimezone(zone).weekday(), h.astimezone(zone).time()) for h in history)
    shown: tuple[Slot, ...] = ()
    for _ in range(turn.wish.page + 1):
        left = tuple(slot for slot in left if slot not in shown) or tuple(times)
        shown = spread(
            left,
            SHOWN,
            zone,
            preferred_from=business.preferred_from,
            preferred_until=business.preferred_until,
            history=pairs,
        )
    choices = [slot_choice(turn, slot) for slot in shown]
    if len(left) > len(shown):
        choices.append(turn.choice("more", "choice-more-times", "more_times"))
    choices.append(turn.choice("other_day", "choice-other-day", "other_day"))
    turn.say(key, choices, zone=str(zone).rpartition("/")[2])
    return None


def _nothing_fits(turn: Turn, when: When, times: Sequence[Slot]) -> None:
    """Names the wish this flow cannot serve, and the flow that can, with its price."""
    days = (when.day,) if when.day else when.days
    today = turn.local_now.date()
    last = today + timedelta(days=turn.rules.profile.horizon_days - 1)
    if days and max(days) < today:
        turn.lead("slot-past")
    elif days and min(days) > last:
        turn.lead("slot-too-far", day=turn.desk.speech.day(turn.language, last))
    else:
        other = _other_flow(turn, when)
        if other:
            return _offer_flow(turn, other, times)
        hours = turn.rules.profile.hours
        if days and all(day.weekday() not in {h.weekday for h in hours} for day in days):
            turn.lead(f"only-{turn.wish.flow}")
        elif days and len(days) == 1 and days[0] in turn.rules.profile.closed:
            turn.lead("slot-closed", day=turn.desk.speech.day(turn.language, days[0]))
        else:
            turn.lead("slot-nearest")
    turn.set_wish(when=None, page=0)
    wanted = _wanted_moment(turn, when)
    near = nearest(times, wanted, SHOWN) if wanted and times else times
    return _offer(turn, "slot-ask", near)


def _other_flow(turn: Turn, when: When) -> str:
    """Another flow that has a time for this wish: weekend for the weekend, urgent for today and tomorrow, else regular."""
    for flow in ("weekend", "regular", "urgent"):
        if flow == turn.wish.flow:
            continue
        if flow == "urgent" and turn.wish.flow == "trial":
            continue
        if any(fits(turn, slot, replace(when, at=None)) for slot in free(turn, flow)):
            return flow
    return ""


def _offer_flow(turn: Turn, flow: str, times: Sequence[Slot]) -> None:
    rules = turn.business.rules[flow]
    price = turn.money(rules.price(_kept_minutes(turn, flow) or rules.profile.minutes[0]))
    choices = [turn.choice(flow, f"choice-switch-{flow}", "flow_switched", price=price)]
    if times:
        choices.append(turn.choice("other_times", "choice-other-times", "other_times"))
    choices.append(turn.choice("person", "choice-person", "person"))
    turn.say(f"not-{turn.wish.flow}-but-{flow}", choices, price=price)


def _nothing_at_all(turn: Turn) -> None:
    """Nothing free: says so, with the first free time of the other flows and a person."""
    choices = []
    for flow, rules in turn.business.rules.items():
        if flow in (turn.wish.flow, "trial"):
            continue
        there = free(turn, flow)
        if there:
            price = turn.money(rules.price(_kept_minutes(turn, flow) or rules.profile.minutes[0]))
            choices.append(turn.choice(flow, f"choice-switch-{flow}", "flow_switched", price=price))
    choices.append(turn.choice("person", "choice-person", "person"))
    turn.say("slot-nothing", choices)


def _kept_minutes(turn: Turn, flow: str) -> int:
    lengths = turn.business.rules[flow].profile.minutes
    return turn.wish.minutes if turn.wish.minutes in lengths else 0


def _take(turn: Turn, slot: Slot) -> None:
    turn.set_wish(start=slot.start, when=None, page=0)
    turn.then = "go_on"


def _at(turn: Turn, start: datetime) -> When:
    local = start.astimezone(turn.business.zone)
    return When(day=local.date(), at=local.time())


def _wanted_moment(turn: Turn, when: When) -> datetime | None:
    day = when.day or (when.days[0] if when.days else None)
    clock = when.at or when.after
    if day is None and clock is None:
        return None
    day = day or turn.local_now.date() + timedelta(days=1)
    clock = clock or turn.business.preferred_from
    return datetime.combine(day, clock, turn.business.zone).astimezone(UTC)
