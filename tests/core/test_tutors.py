"""Several tutors and small places: who could give a lesson, and who gets it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.desk import Business, Option, Tutor
from bot.core.slots import IN_PERSON, ONLINE, Busy, Hours, Slot
from bot.core.tutors import Asked, choose_tutor, crowded, free_with
from tests.shell.toys import toy_desk

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
NOW = MONDAY - timedelta(days=2)
ASKED = Asked("regular", 60, ONLINE)


def business(*tutors: Tutor, room_for: int = 0) -> Business:
    """The toy business with these tutors, and so much room in its in-person place."""
    toy = toy_desk().business
    places = (Option(ONLINE, {}, {}, {}), Option(IN_PERSON, {}, {}, {}, capacity=room_for))
    return replace(toy, tutors=tutors or (Tutor(),), places=places)


def at(clock: str, *, tutor: str = "tutor", minutes: int = 60, place: str = ONLINE) -> Busy:
    """A lesson that Monday, by Amsterdam's clock (in winter)."""
    start = MONDAY + timedelta(hours=int(clock[:2]) - 1, minutes=int(clock[3:]))
    return Busy(start, start + timedelta(minutes=minutes), place, tutor)


def on_monday(free: dict[Slot, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        f"{slot.start + timedelta(hours=1):%H:%M}": who
        for slot, who in free.items()
        if slot.start.date() == MONDAY.date()
    }


def free(found: Business, asked: Asked, *busy: Busy) -> dict[str, tuple[str, ...]]:
    return on_monday(dict(free_with(found, asked, busy, NOW)))


def test_a_time_is_free_as_long_as_one_tutor_has_it() -> None:
    """Noor's lesson takes her out of the list, not the hour."""
    both = business(Tutor("tutor", "Noor"), Tutor("sam", "Sam"))
    found = free(both, ASKED, at("10:00"))
    assert found["10:00"] == ("sam",)
    assert found["12:00"] == ("tutor", "sam")
    assert "10:00" not in free(both, ASKED, at("10:00"), at("10:30", tutor="sam"))


def test_only_those_who_teach_the_subject_in_the_language_at_the_place() -> None:
    """Each limit alone takes a tutor out; an empty list is no limit."""
    sam = Tutor("sam", "Sam", subjects=("math",), languages=("nl",), places=(ONLINE,))
    two = business(Tutor("tutor", "Noor", subjects=("english",)), sam)
    assert free(two, replace(ASKED, subject="math", language="nl"))["12:00"] == ("sam",)
    assert free(two, replace(ASKED, subject="math", language="en")) == {}
    assert free(two, replace(ASKED, subject="math", place=IN_PERSON)) == {}
    assert free(two, replace(ASKED, subject="english", place=IN_PERSON))["12:00"] == ("tutor",)


def test_a_tutor_keeps_their_own_hours_within_the_flows() -> None:
    """From nine to half past ten, and on Mondays only."""
    early = business(Tutor("tutor", "Noor", hours=(Hours(0, time(9), time(10, 30)),)))
    assert list(free(early, ASKED)) == ["09:00", "09:30"]
    assert {slot.start.weekday() for slot in free_with(early, ASKED, (), NOW)} == {0}


def test_a_place_for_one_lesson_takes_one_whoever_teaches() -> None:
    """Online lessons go on beside it."""
    one_room = business(Tutor("tutor", "Noor"), Tutor("sam", "Sam"), room_for=1)
    there = at("12:00", place=IN_PERSON)
    in_person = free(one_room, replace(ASKED, place=IN_PERSON), there)
    assert "12:00" not in in_person
    assert "13:00" not in in_person, "half an hour between two lessons at the place"
    assert in_person["13:30"] == ("tutor", "sam")
    assert free(one_room, ASKED, there)["12:00"] == ("sam",)
    two_rooms = business(Tutor("tutor", "Noor"), Tutor("sam", "Sam"), room_for=2)
    assert free(two_rooms, replace(ASKED, place=IN_PERSON), there)["12:00"] == ("sam",)


def test_the_learners_own_tutor_comes_first_then_who_has_least_to_do() -> None:
    """Otherwise the order of the file."""
    day = (MONDAY, MONDAY + timedelta(days=1))
    assert choose_tutor(("tutor", "sam"), (), day, usual="sam") == "sam"
    assert choose_tutor(("tutor", "sam"), (at("10:00"),), day) == "sam"
    assert choose_tutor(("tutor", "sam"), (), day) == "tutor"
    assert choose_tutor(("tutor",), (), day, usual="sam") == "tutor"


lessons = st.builds(
    lambda start, length, place: Busy(
        MONDAY + timedelta(minutes=15 * start), MONDAY + timedelta(minutes=15 * (start + length)), place
    ),
    st.integers(0, 40),
    st.integers(1, 8),
    st.sampled_from((ONLINE, IN_PERSON)),
)


@settings(deadline=None)
@given(taken=st.lists(lessons, max_size=10), capacity=st.integers(0, 3), start=st.integers(0, 48))
def test_a_place_takes_a_lesson_exactly_while_there_is_room(taken: list[Busy], capacity: int, start: int) -> None:
    """Counted every five minutes, each lesson with the half hour after it."""
    gap, five = timedelta(minutes=30), timedelta(minutes=5)
    begins = MONDAY + timedelta(minutes=15 * start)
    ends = begins + timedelta(minutes=60)
    there = [one for one in taken if one.place == IN_PERSON]
    moments = [begins + five * n for n in range((ends + gap - begins) // five)]
    fits = not capacity or all(sum(one.start <= m < one.end + gap for one in there) < capacity for m in moments)
    full = crowded(taken, IN_PERSON, capacity, gap)
    assert fits == all(ends + gap <= one.start or begins >= one.end + gap for one in full)
