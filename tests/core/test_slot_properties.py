"""Free times against a slow oracle that looks at every five minutes, and the properties of what is offered."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.offering import nearest, spread
from bot.core.slots import Busy, Hours, Profile, Slot, free_slots, is_free

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIVE = timedelta(minutes=5)
EDGES = (
    datetime(2026, 10, 23, 20, tzinfo=UTC),
    datetime(2027, 3, 26, 20, tzinfo=UTC),
    datetime(2026, 6, 9, tzinfo=UTC),
)

wall_times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 10, 15, 30, 45)))


@st.composite
def windows(draw: st.DrawFn) -> tuple[Hours, ...]:
    found = []
    for day in range(7):
        edges = sorted(draw(st.sets(wall_times, min_size=0, max_size=4)))
        found += [Hours(day, *pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
    return tuple(found)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Profile, int, str, tuple[Busy, ...], datetime, bool]:
    base = draw(st.sampled_from(EDGES))
    now = base + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
    places = st.sampled_from(("online", "in_person"))
    starts = st.integers(-2 * 288, 5 * 288)
    taken = tuple(
        Busy(base + start * FIVE, base + (start + length) * FIVE, place)
        for start, length, place in draw(st.lists(st.tuples(starts, st.integers(1, 60), places), max_size=12))
    )
    profile = Profile(
        minutes=(30, 60, 90),
        hours=draw(windows()),
        notice=timedelta(minutes=draw(st.integers(0, 600))),
        notice_new=timedelta(hours=12),
        horizon_days=draw(st.integers(0, 4)),
        zone=AMSTERDAM,
        closed=frozenset({base.date()}) if draw(st.booleans()) else frozenset[date](),
    )
    return profile, draw(st.sampled_from(profile.minutes)), draw(places), taken, now, draw(st.booleans())


def oracle(
    profile: Profile, minutes: int, place: str, taken: tuple[Busy, ...], now: datetime, *, new_student: bool
) -> list[Slot]:
    """What the behaviour page says, tried on every five minutes one by one."""

    def fits(start: datetime) -> bool:
        end, local = start + timedelta(minutes=minutes), start.astimezone(profile.zone)
        gaps = {busy: timedelta(minutes=30 if "in_person" in (place, busy.place) else 10) for busy in taken}
        day = local.date()
        return (
            local.fold == 0
            and now + (profile.notice_new if new_student else profile.notice) <= start
            and now.astimezone(profile.zone).date() + timedelta(days=profile.horizon_days) > day
            and day not in profile.closed
            and any(
                hours.weekday == local.weekday()
                and datetime.combine(day, hours.opens, profile.zone).astimezone(UTC) <= start
                and end <= datetime.combine(day, hours.closes, profile.zone).astimezone(UTC)
                for hours in profile.hours
            )
            and all(end + gaps[busy] <= busy.start or start >= busy.end + gaps[busy] for busy in taken)
        )

    def touches(start: datetime) -> bool:
        end, quarter = start + timedelta(minutes=minutes), timedelta(minutes=15)
        for busy in taken:
            gap = timedelta(minutes=30 if "in_person" in (place, busy.place) else 10)
            if busy.end + gap <= start < busy.end + gap + quarter or end + gap <= busy.start < end + gap + quarter:
                return True
        return False

    first = now.replace(minute=0, second=0, microsecond=0)
    found = []
    for start in (first + step * FIVE for step in range(6 * 288)):
        minute = start.astimezone(profile.zone).minute
        if (minute in (0, 30) or (minute in (15, 45) and touches(start))) and fits(start):
            found.append(Slot(start, minutes, place))
    return found


@settings(max_examples=150, deadline=None)
@given(problem=problems())
def test_free_slots_are_what_the_slow_oracle_finds(
    problem: tuple[Profile, int, str, tuple[Busy, ...], datetime, bool],
) -> None:
    """On both days the clock changes, with closed days, gaps and mixed lengths: the same starts in the same order."""
    profile, minutes, place, taken, now, new = problem
    found = free_slots(profile, minutes, place, taken, now, new_student=new)
    assert list(found) == oracle(profile, minutes, place, taken, now, new_student=new)
    for slot in found[:3]:
        assert is_free(profile, slot, taken, now, new)
        assert not is_free(profile, replace(slot, start=slot.start + FIVE), taken, now, new)
    if found:
        middle = found[len(found) // 2].start
        bounded = free_slots(profile, minutes, place, taken, now, new_student=new, earliest=middle, latest=middle)
        assert bounded == (found[len(found) // 2],)


@given(
    hours=st.lists(st.integers(0, 14 * 24), unique=True, max_size=60),
    count=st.integers(0, 8),
    history=st.lists(st.tuples(st.integers(0, 6), st.builds(time, st.integers(0, 23))), max_size=2),
)
def test_spread_offers_as_many_as_there_are(hours: list[int], count: int, history: list[tuple[int, time]]) -> None:
    """Up to the count, without doubles, in clock order, and the same whatever order the slots came in."""
    slots = [Slot(EDGES[0] + timedelta(hours=hour), 60) for hour in hours]
    offered = spread(slots, count, AMSTERDAM, history=history)
    assert len(offered) == min(count, len(slots))
    assert list(offered) == sorted(set(offered))
    assert set(offered) <= set(slots)
    assert offered == spread(slots[::-1], count, AMSTERDAM, history=history)


def fortnight(opens: int = 9, closes: int = 21) -> tuple[Slot, ...]:
    hours = tuple(Hours(day, time(opens), time(closes)) for day in range(5))
    profile = Profile((60,), hours, timedelta(0), timedelta(0), 14, AMSTERDAM)
    return free_slots(profile, 60, "online", (), datetime(2026, 11, 23, 7, tzinfo=UTC), new_student=False)


def shown(slots: tuple[Slot, ...]) -> list[str]:
    return [f"{slot.start.astimezone(AMSTERDAM):%a %d %H:%M}" for slot in slots]


def test_a_stranger_is_offered_afternoons_of_several_days() -> None:
    """Eight times over four days, early and late between 15 and 20 h."""
    assert shown(spread(fortnight(), 8, AMSTERDAM)) == [
        "Mon 23 15:00",
        "Mon 23 19:00",
        "Tue 24 15:00",
        "Tue 24 19:00",
        "Wed 25 15:00",
        "Wed 25 19:00",
        "Thu 26 15:00",
        "Thu 26 19:00",
    ]


def test_the_usual_time_of_a_learner_comes_before_all_others() -> None:
    """Thursday at ten, the learner's hour, is offered both weeks although it is no afternoon."""
    offered = shown(spread(fortnight(), 4, AMSTERDAM, history=[(3, time(10))]))
    assert {"Thu 26 10:00", "Thu 03 10:00"} < set(offered)
    assert len(offered) == 4


def test_other_hours_fill_up_when_there_are_no_afternoons() -> None:
    """A desk that is open in the mornings only still offers eight."""
    offered = shown(spread(fortnight(9, 12), 8, AMSTERDAM))
    assert offered[:2] == ["Mon 23 09:00", "Mon 23 11:00"]
    assert len(offered) == 8


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (datetime(2026, 11, 24, 15, 0, tzinfo=UTC), ["Tue 24 15:30", "Tue 24 16:00", "Tue 24 16:30"]),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), ["Tue 24 19:00", "Tue 24 19:30", "Tue 24 20:00"]),
        (datetime(2026, 11, 24, 15, 15, tzinfo=UTC), ["Tue 24 15:30", "Tue 24 16:00", "Tue 24 16:30"]),
    ],
)
def test_the_nearest_to_a_wish(wanted: datetime, expected: list[str]) -> None:
    """Around the wished moment, the earlier of two equally near, in clock order."""
    assert shown(nearest(fortnight(), wanted, 3)) == expected
