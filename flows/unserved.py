"""A wish for a time that cannot be served: named, with what comes nearest, or with the flow that can and its price."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.core.conversation import Choice
from bot.core.offering import nearest
from bot.core.slots import Hours, Slot
from bot.core.turn import Turn
from bot.core.wishes import When
from flows import orders, times

OTHERS = ("weekend", "regular", "urgent")  # in the order in which they are offered


def explain(turn: Turn, when: When, free: Sequence[Slot]) -> None:
    """What is wrong with the wish, and the nearest times or the flow that can serve it."""
    clock, days = turn.clock, (when.day,) if when.day else when.days
    today = turn.local_now.date()
    ends = turn.now + timedelta(days=times.days_ahead(turn, turn.rules) - 1)
    last = free[-1].start if free else ends
    here = [one for day in days for one in clock.home_days(day)]  # the business's days and hours count
    if days and max(days) < today:
        turn.lead("slot-past")
    elif not any(times.fits(turn, slot, When(day=when.day, days=when.days)) for slot in free):
        other = _other_flow(turn, when)
        if other:
            return _offer_flow(turn, other, free)
        if days and min(days) > clock.local(ends).date():
            turn.lead("slot-too-far", day=clock.day(last))
        elif days and all(day in turn.rules.profile.closed for day in here):
            turn.lead("slot-closed", day=turn.desk.speech.day(turn.language, days[0]))
        elif days and not set(_weekdays(here)) & {h.weekday for h in turn.rules.profile.hours}:
            turn.lead(f"only-{turn.wish.flow}", hours=opening(turn))
        elif free:
            _nearest(turn, when)
    else:
        _nearest(turn, when)
    turn.set_wish(when=None, missed=when if times.is_taken(turn, when) else None, page=0)
    wanted = wanted_moment(turn, when)
    most = times.SHOWN - (turn.wish.missed is not None)
    return times.offer(turn, nearest(free, wanted, most) if wanted and free else free)


def _nearest(turn: Turn, when: When) -> None:
    """Not free, or never possible at such an hour."""
    if turn.has_led("slot-gone", "slot-not-so"):
        return
    wanted = wanted_moment(turn, when) if when.at is not None else None
    at = turn.team_clock.local(wanted).time() if wanted else None
    if at is not None and not any(
        h.opens <= at < (h.closes if h.closes > h.opens else time.max) for h in turn.rules.profile.hours
    ):
        turn.lead(f"only-{turn.wish.flow}", hours=opening(turn))
    else:
        turn.lead("slot-nearest")


def _weekdays(days: Sequence[date]) -> list[int]:
    return [day.weekday() for day in days]


def opening(turn: Turn) -> str:
    """The wished flow's hours, as people write them: “Mon–Fri 17:00–19:00”; with the city for a student elsewhere."""
    speech, monday = turn.desk.speech, date(2026, 1, 5)
    rows = sorted(turn.rules.profile.hours, key=lambda h: (h.opens, h.closes, h.weekday))

    def window(hours: Hours) -> str:
        return f"{hours.opens:%H:%M}–{hours.closes:%H:%M}"

    parts = []
    for clock, group in groupby(rows, key=window):
        weekdays = [hours.weekday for hours in group]
        names = [speech.weekday(turn.language, monday + timedelta(days=d)) for d in (weekdays[0], weekdays[-1])]
        parts.append(f"{'–'.join(dict.fromkeys(names))} {clock}")
    told, here = ", ".join(parts), turn.clock
    return turn.text("time-in", time=told, zone=here.home_city) if here.differs(turn.now) else told


def _other_flow(turn: Turn, when: When) -> str:
    """Another flow that has a time for this wish: weekend for the weekend, urgent for today and tomorrow, else regular."""
    for flow in OTHERS:
        if flow == turn.wish.flow or flow not in turn.business.rules:
            continue
        if flow == "urgent" and turn.wish.flow == "trial":
            continue
        if any(times.fits(turn, slot, replace(when, at=None)) for slot in times.free(turn, flow)):
            return flow
    return ""


def _offer_flow(turn: Turn, flow: str, free: Sequence[Slot]) -> None:
    price = _price(turn, flow)
    choices = [turn.choice(flow, f"choice-switch-{flow}", "flow_switched", price=price)]
    if free:
        choices.append(turn.choice("other_times", "choice-other-times", "other_times"))
    choices.append(turn.choice("person", "choice-person", "person"))
    turn.say(f"not-{turn.wish.flow}-but-{flow}", choices, price=price, hours=opening(turn))


def nothing_at_all(turn: Turn) -> None:
    """Nothing free: says so, with the first free time of the other flows and a person.

    Nobody whose calendar could be read: a person at once, for nothing is known.
    """
    if _nobody_can_see(turn):
        turn.lead("calendar-unseen")
        return orders.to_person(turn, "calendar")
    lines, choices = [turn.text("slot-nothing")], list[Choice]()
    others = [flow for flow in OTHERS if flow != turn.wish.flow and flow in turn.business.rules]
    firsts = {flow: free[0] for flow in others if (free := times.free(turn, flow))}
    for flow, slot in sorted(firsts.items(), key=lambda item: item[1].start):
        price, name = _price(turn, flow), turn.text(f"flow-{flow}")
        lines.append(turn.text("slot-first-elsewhere", flow=name, when=turn.moment(slot), price=price))
        choices.append(turn.choice(flow, f"choice-switch-{flow}", "flow_switched", price=price))
    if not turn.wish.moves:
        choices.append(turn.choice("tell_me", "choice-tell-me", "tell_me"))
    choices.append(turn.choice("person", "choice-person", "person"))
    return turn.say_text("\n".join(lines), choices)


def _nobody_can_see(turn: Turn) -> bool:
    """Whether of all who could give the lesson nobody's own calendar was read lately."""
    able = [one.value for one in turn.business.tutors if one.can(turn.wish.subject, "", turn.place)]
    return bool(turn.talk.blind) and set(able) <= set(turn.talk.blind)


def _price(turn: Turn, flow: str) -> str:
    rules = turn.business.rules[flow]
    return turn.money(rules.price(times.kept_minutes(turn, flow) or rules.profile.minutes[0]))


def wanted_moment(turn: Turn, when: When) -> datetime | None:
    """The moment a wish is about, to find what is nearest; None when it names neither day nor hour."""
    day = when.day or (when.days[0] if when.days else None)
    clock = when.at or when.after
    if day is None and clock is None:
        return None
    day = day or turn.local_now.date() + timedelta(days=1)
    clock = clock or turn.business.preferred_from
    return turn.clock.moment_at(day, clock)
