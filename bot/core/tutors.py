"""Who could give which lesson when: the free times of everybody who teaches, and which of them gets a lesson.

Pure. One tutor's free times are `bot.core.slots.free_slots`; here the hours of each, their own taken times and the room
there is in a place are put together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.core.desk import Business, Tutor
from bot.core.slots import Busy, Hours, Profile, Slot, free_slots

END_OF_DAY = time(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What kind of lesson is looked for. `new_student`: the longer notice counts. `tutor`: with this one only.

    `horizon_days`: at least so far ahead; 0: as far as the flow looks.
    """

    flow: str
    minutes: int
    place: str
    subject: str = ""
    language: str = ""
    new_student: bool = False
    tutor: str = ""
    horizon_days: int = 0


def free_with(
    business: Business,
    asked: Asked,
    busy: Iterable[Busy],
    now: datetime,
    *,
    earliest: datetime | None = None,
    latest: datetime | None = None,
    without: Collection[str] = (),
) -> Mapping[Slot, tuple[str, ...]]:
    """Every free time, in clock order, with the tutors (their values, in the file's order) who could give it.

    `without`: tutors who offer nothing now, whatever their times say.
    """
    rules = business.rules[asked.flow]
    taken = tuple(busy)
    gap = rules.profile.gap_between(asked.place, asked.place)
    full = crowded(taken, asked.place, business.capacity(asked.place), gap)
    found: defaultdict[Slot, list[str]] = defaultdict(list)
    for tutor in business.tutors:
        if tutor.value in without or asked.tutor not in ("", tutor.value):
            continue
        if not tutor.can(asked.subject, asked.language, asked.place):
            continue
        theirs = (*(one for one in taken if one.tutor == tutor.value), *full)
        profile = _profile_of(tutor, rules.profile)
        profile = replace(profile, horizon_days=max(profile.horizon_days, asked.horizon_days))
        slots = free_slots(
            profile,
            asked.minutes,
            asked.place,
            theirs,
            now,
            new_student=asked.new_student,
            earliest=earliest,
            latest=latest,
        )
        for slot in slots:
            found[slot].append(tutor.value)
    return {slot: tuple(found[slot]) for slot in sorted(found)}


def choose_tutor(free: Sequence[str], busy: Iterable[Busy], day: tuple[datetime, datetime], usual: str = "") -> str:
    """Of those who could give a lesson: the learner's own, else who has least to do that day, else the first."""
    if usual in free:
        return usual
    since, until = day
    work: defaultdict[str, int] = defaultdict(int)
    for one in busy:
        if since <= one.start < until:
            work[one.tutor] += 1
    return min(free, key=lambda value: (work[value], free.index(value)))


def crowded(busy: Iterable[Busy], place: str, capacity: int, gap: timedelta) -> tuple[Busy, ...]:
    """Taken times that keep another lesson away while as many as fit are at the place, each with the `gap` after it.

    None when any number fits. They are counted as the claims count them, so what is offered can be had.
    """
    if not capacity:
        return ()
    there = [one for one in busy if one.place == place]
    edges = sorted([(one.start, 1) for one in there] + [(one.end + gap, -1) for one in there])
    stretches: list[Busy] = []
    count, since = 0, None
    for moment, change in edges:
        count += change
        if count >= capacity and since is None:
            since = moment
        elif count < capacity and since is not None:
            stretches.append(Busy(since, moment - gap, place))
            since = None
    return tuple(stretches)


def _profile_of(tutor: Tutor, profile: Profile) -> Profile:
    """The flow's profile within the tutor's own hours, without their own pauses."""
    profile = replace(profile, pauses=(*profile.pauses, *tutor.pauses)) if tutor.pauses else profile
    if not tutor.hours:
        return profile
    both = [shared for one in profile.hours for other in tutor.hours if (shared := _shared(one, other)) is not None]
    return replace(profile, hours=tuple(both))


def _shared(one: Hours, other: Hours) -> Hours | None:
    if one.weekday != other.weekday:
        return None
    opens = max(one.opens, other.opens)
    closes = min(one.closes, other.closes, key=lambda clock: clock if clock > END_OF_DAY else time.max)
    return Hours(one.weekday, opens, closes) if opens < closes or closes == END_OF_DAY else None
