"""What students type about a time, and what it means on Monday 23 November 2026, 10:00."""

from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.codec import from_json, to_json
from bot.core.wish_line import Line
from bot.core.wishes import When, names_impossible_day, read_minutes, read_when

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
HERE = Path(__file__).parent
NO_TIMES = (HERE / "wishes_none.txt").read_text(encoding="utf-8").splitlines()
NEXT_WEEK = "30-11 01-12 02-12 03-12 04-12 05-12 06-12"


def shown(when: When | None) -> str:
    """ "24-11 @16:00", ">" after, "<" before, "!" soonest; "any" for a wish without parts, "-" for none."""
    if when is None:
        return "-"
    days = (when.day,) if when.day else when.days
    parts = [f"{day:%d-%m}" if day.year == NOW.year else f"{day:%d-%m-%Y}" for day in days]
    parts += [
        f"{mark}{clock:%H:%M}" for mark, clock in (("@", when.at), (">", when.after), ("<", when.before)) if clock
    ]
    return " ".join([*parts, *(["!"] if when.soonest else [])]) or "any"


def _rows() -> list[tuple[str, str]]:
    lines = (HERE / "wishes_understood.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.rsplit("|", 1) for line in lines if not line.startswith("#"))
    return [(typed.strip(), expected.strip().replace("NEXT_WEEK", NEXT_WEEK)) for typed, expected in rows]


@pytest.mark.parametrize(("typed", "expected"), _rows())
def test_a_wish_for_a_time_is_understood(typed: str, expected: str) -> None:
    """The days, the hours and nothing left over but courtesy."""
    when, left = read_when(typed, NOW)
    assert shown(when) == expected
    assert left in ("", "please", "zo")


@pytest.mark.parametrize("typed", [*NO_TIMES, "", "?"])
def test_what_is_no_time_is_left_alone(typed: str) -> None:
    """Numbers, ages, levels, lengths, prices, addresses and greetings are not times."""
    assert read_when(typed, NOW) == (None, typed)


@pytest.mark.parametrize(
    ("typed", "expected", "left"),
    [
        ("bijles wiskunde voor mijn zoon, dinsdag na 4", "24-11 >16:00", "bijles wiskunde voor mijn zoon"),
        ("Math lesson on Tuesday at 4pm please", "24-11 @16:00", "Math lesson please"),
        ("math 60 minutes tuesday 4pm", "24-11 @16:00", "math 60 minutes"),
        ("dinsdag om 4 uur, 60 min wiskunde", "24-11 @16:00", "60 min wiskunde"),
        ("can we do tuesday?", "24-11", "can we do?"),
        ("can we do 4pm", "@16:00", "can we do"),
        ("do you have time tomorrow at 5", "24-11 @17:00", "do you have time"),
        ("Goedemorgen, kan ik morgen om 16:00?", "24-11 @16:00", "Goedemorgen, kan ik?"),
        ("good morning, tomorrow at 4", "24-11 @16:00", "good morning"),
        ("havo 4 wiskunde vrijdag 16.30", "27-11 @16:30", "havo 4 wiskunde"),
        ("mijn zoon is 14, woensdag na school", "25-11 >15:30", "mijn zoon is 14"),
        ("voor 2 kinderen op za 10u", "28-11 @10:00", "voor 2 kinderen"),
        ("Engels dinsdag of donderdag tussen 4 en 6 graag", "24-11 26-11 >16:00 <18:00", "Engels graag"),
        ("bijles 2 uur dinsdag", "24-11", "bijles 2 uur"),
        ("ik wil dinsdag 16:00 bijles", "24-11 @16:00", "ik wil bijles"),
        ("niet op dinsdag, wel woensdag", "25-11", "niet op dinsdag, wel"),
        ("mail jan@zo4.nl, morgen", "24-11", "mail jan@zo4.nl"),
        ("06-12345678 bel me morgen om 5", "24-11 @17:00", "06-12345678 bel me"),
        ("scheikunde (havo 5) zo snel mogelijk", "!", "scheikunde (havo 5)"),
        ("trial lesson for my daughter, next week after 4", f"{NEXT_WEEK} >16:00", "trial lesson for my daughter"),
        ("om 4 uur of zo", "@16:00", "of zo"),
        ("exam on friday, need help thursday", "26-11", "exam on friday, need help"),
        ("ik heb vrijdag een toets, kan het donderdag?", "26-11", "ik heb vrijdag een toets, kan het?"),
        ("hi, I'm Sam, 16, want maths thurs 4:30", "26-11 @16:30", "hi, I'm Sam, 16, want maths"),
        ("Friday afternoon around 3 for 60 min", "27-11 @15:00", "for 60 min"),
        ("dinsdag na 4 behalve om 5", "24-11 >16:00", "behalve om 5"),
        ("İstanbul morgen ﬁjn 5 ﷺ", "24-11", "İstanbul ﬁjn 5 ﷺ"),
    ],
)
def test_the_rest_of_the_sentence_is_left(typed: str, expected: str, left: str) -> None:
    """Subject, person and length stay for others to read."""
    when, rest = read_when(typed, NOW)
    assert (shown(when), rest) == (expected, left)


@pytest.mark.parametrize(
    ("now", "typed", "expected"),
    [
        ("2026-11-24 15:00", "dinsdag na 4", "24-11 >16:00"),
        ("2026-11-24 15:00", "dinsdag om 2", "01-12 @14:00"),
        ("2026-11-24 21:30", "dinsdag", "01-12"),
        ("2026-11-28 09:00", "dit weekend", "28-11 29-11"),
        ("2026-11-29 09:00", "dit weekend", "29-11"),
        ("2026-11-29 09:00", "volgende week maandag", "30-11"),
        ("2026-11-29 21:30", "morgenochtend", "30-11 >06:00 <12:00"),
        ("2026-12-30 12:00", "volgende maand", " ".join(f"{day:02}-01-2027" for day in range(1, 32))),
        ("2026-12-30 12:00", "2 januari", "02-01-2027"),
        ("2026-10-25 01:30", "over 2 uur", "25-10 @02:30"),
        ("2026-11-23 23:30", "in one hour", "24-11 @00:30"),
        ("2027-11-23 10:00", "29 februari", "29-02-2028"),
    ],
)
def test_the_calendar_it_is_read_on(now: str, typed: str, expected: str) -> None:
    """Weekends, the turn of the year and the change of the clock are read from the day it is."""
    when, _ = read_when(typed, datetime.fromisoformat(now).replace(tzinfo=NOW.tzinfo))
    assert shown(when) == expected


def test_bare_hours_follow_the_opening_hours() -> None:
    """ "Om 8" is the evening at a desk open from nine to nine, the morning at one open from seven to four."""
    assert shown(read_when("om 8", NOW)[0]) == "@20:00"
    assert shown(read_when("om 8", NOW, opens=time(7), closes=time(16))[0]) == "@08:00"


@pytest.mark.parametrize(
    ("typed", "impossible"),
    [("31-02", True), ("35-11 om 4", True), ("31 februari", True), ("28-02", False), ("hallo", False)],
)
def test_a_date_that_no_calendar_has_is_told_apart(typed: str, *, impossible: bool) -> None:
    """A named but impossible date can be answered as such."""
    assert names_impossible_day(typed, NOW) is impossible


def test_a_wish_survives_json() -> None:
    """What is kept of a wish reads back as the same wish."""
    wish = When(days=(date(2026, 11, 24), date(2026, 11, 26)), after=time(16), before=time(18, 30), soonest=True)
    assert from_json(When, to_json(wish)) == wish
    assert from_json(When, to_json(When(day=date(2026, 11, 24), at=time(16)))) == When(date(2026, 11, 24), at=time(16))


WORDS = st.sampled_from(
    [word for typed, _ in _rows() for word in typed.split()]
    + [
        *" ".join(NO_TIMES).split(),
        "een",
        "€",
        "-",
        "/",
        "'",
        "_",
        "#",
        "~",
        "D1",
        "X99999999",
        "T9999",
        "0",
        "00",
        "99",
        "\u0130",
    ]
)


@settings(max_examples=300, deadline=None)
@given(typed=st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS).map("".join)))
def test_no_text_is_too_strange(typed: str) -> None:
    """Any text gives a wish or none, never an exception, and nothing is invented in what is left."""
    for now in (NOW, NOW.replace(month=2, day=28, hour=23), NOW.replace(tzinfo=None)):
        when, left = read_when(typed, now)
        assert when is not None or left == typed
        assert when is None or not (when.day and when.days)
        assert set(left) <= set(typed) | {" "}
        names_impossible_day(typed, now)
    for asking in (True, False):
        minutes, rest = read_minutes(typed, asking=asking)
        assert minutes is not None or rest == typed
        assert minutes is None or 15 <= minutes <= 300


@given(
    day=st.dates(date(2026, 11, 23), date(2027, 9, 1)),
    clock=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_a_written_date_and_time_is_read_back(day: date, clock: time) -> None:
    """Any day of the coming nine months, in four spellings, with any time from ten in the morning."""
    clock = clock.replace(hour=max(clock.hour, 10))
    for typed in (
        f"{day:%d-%m-%Y} {clock:%H:%M}",
        f"{day:%d/%m} om {clock:%H:%M}",
        f"{day.day} {day:%B} at {clock:%H:%M}",
        f"{day:%A} {day.day} {day:%b} {clock:%H.%M} uur",
    ):
        when, _ = read_when(typed, NOW)
        assert when is not None
        assert (when.day, when.at) == (day, clock), typed


def test_reading_is_fast() -> None:
    """A typical message costs well under a millisecond, the longest allowed stays bounded."""
    typical = "bijles wiskunde voor mijn zoon, dinsdag na 4 of woensdag om half vijf"
    timings = []
    for _ in range(20):
        begun = perf_counter()
        read_when(typical, NOW)
        timings.append(perf_counter() - begun)
    assert min(timings) < 0.003
    begun = perf_counter()
    read_when("dinsdag om 4 of " * 250, NOW)
    assert perf_counter() - begun < 2


def test_a_line_keeps_its_places() -> None:
    """Taking and covering change codes, never their places."""
    line = Line("dinsdag om 4")
    length = len(line.codes)
    line.take(0, 2)
    assert (len(line.codes), line.left_over()) == (length, "om 4")
