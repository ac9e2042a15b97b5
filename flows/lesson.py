"""The table every lesson flow shares: its steps in the order in which they are asked, and its rows.

`booking_flow(name)` makes it; the four flow files only name themselves.
"""

from collections.abc import Mapping, Sequence

from bot.core.flow import STAY, Act, Flow, Guard, Move, Step
from bot.core.turn import Turn
from flows import change, confirm, days, gaps, intake, people, picking, taken, times, waiting_kept, weekly
from flows.said import read_subject, reader

TAKE: Mapping[str, Act] = {
    "told": intake.take_told,
    "subject_chosen": intake.take_subject,
    "minutes_chosen": intake.take_minutes,
    "weeks_chosen": weekly.take_weeks,
    "slot_chosen": taken.choose_slot,
    "day_chosen": days.choose_day,
    "no_such_day": days.no_such_day,
    "other_days": days.other_days,
    "other_times": times.other_times,
    "tell_me": waiting_kept.keep,
    "flow_switched": times.switch_flow,
    "who_chosen": people.take_who,
    "age_told": people.take_age,
    "name_told": people.take_name,
    "no_reach": people.take_no_reach,
    "change_what": change.take_what,
    "place_chosen": change.take_place,
    "language_chosen": change.take_language,
    "confirmed": confirm.confirmed,
    "slot_lost": taken.slot_lost,
}


def booking_flow(name: str, *, extra: Sequence[Move] = ()) -> Flow:
    """The steps of one flow, in the order in which they are asked."""
    steps = (
        Step(f"{name}.subject", intake.ask_subject, read_subject, unfinished=True),
        Step(f"{name}.minutes", intake.ask_minutes, reader("minutes"), unfinished=True),
        Step(f"{name}.slot", times.ask_slot, picking.read_slot, unfinished=True),
        Step(f"{name}.day", days.ask_day, picking.read_day, unfinished=True),
        Step(f"{name}.weeks", weekly.ask, weekly.read, unfinished=True),
        Step(f"{name}.for_whom", people.ask_for_whom, people.read_who, unfinished=True),
        Step(f"{name}.of_age", people.ask_of_age, people.read_age, unfinished=True),
        Step(f"{name}.name", people.ask_name, people.read_name, quiet=True, unfinished=True),
        Step(f"{name}.confirm", confirm.ask, change.reads, unfinished=True),
        Step(f"{name}.change", change.ask, change.reads, unfinished=True),
        Step(f"{name}.place", change.ask_place, reader("place"), unfinished=True),
        Step(f"{name}.language", change.ask_language, change.read_language, unfinished=True),
    )
    at = f"{name}.*"
    moves = (
        Move("*", "go_on", STAY, do=gaps.next_gap, when=_wished(name)),
        *(Move("*", f"ask_{name}", f"{name}.{step}", when=missing) for step, missing in gaps.MISSING),
        Move("*", f"ask_{name}", f"{name}.confirm"),
        *(Move(at, trigger, STAY, do=take) for trigger, take in TAKE.items()),
        Move(at, "more_times", f"{name}.slot", do=times.more_times),
        Move(at, "other_day", f"{name}.day"),
        Move(at, "change", f"{name}.change"),
        *extra,
    )
    return Flow(name, steps, moves)


def _wished(flow: str) -> Guard:
    def wished(turn: Turn) -> bool:
        return turn.wish.flow == flow

    return wished
