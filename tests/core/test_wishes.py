"""What students type about a time, and what it means on Monday 23 November 2026, 10:00."""

from datetime import date, datetime, time
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.wish_line import Line
from bot.core.wishes import When, names_impossible_day, read_minutes, read_when

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
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


WISHES = """
dinsdag na 4 | 24-11 >16:00
Dinsdag na 4 uur | 24-11 >16:00
tuesday after 4 | 24-11 >16:00
maandag | 23-11
maandag om 9 uur | 30-11 @09:00
maandag na 4 | 23-11 >16:00
monday before 10 | 30-11 <10:00
tomorrow evening | 24-11 >17:30 <22:00
morgenavond | 24-11 >17:30 <22:00
morgen avond om 8 | 24-11 @20:00
morgenavond na 7 | 24-11 >19:00 <22:00
27-11 17:00 | 27-11 @17:00
27/11 om 5 uur | 27-11 @17:00
27 november 17.00 | 27-11 @17:00
27 november 17 uur | 27-11 @17:00
27e november | 27-11
november 27th at 5pm | 27-11 @17:00
the 27th of november at 5 | 27-11 @17:00
27-11-2026 | 27-11
27-11-26 | 27-11
2026-11-27 | 27-11
27.11.2026 17:00 | 27-11 @17:00
27.11 | 27-11
11/27 | 27-11
nov 27 | 27-11
dinsdag 1 december | 01-12
op de 27e | 27-11
on the 27th at half past four | 27-11 @16:30
dinsdag 24 | 24-11
dinsdag 4 | 24-11 @16:00
dinsdag 16 | 24-11 @16:00
volgende week woensdag | 02-12
woensdag volgende week | 02-12
next week wednesday | 02-12
wednesday next week at 3 | 02-12 @15:00
next wednesday | 02-12
komende woensdag | 25-11
this wednesday | 25-11
aanstaande vrijdag 16:30 | 27-11 @16:30
woensdag over een week | 02-12
woensdag over 2 weken | 09-12
a week from wednesday | 02-12
over een week | 30-11
in two weeks | 07-12
half vijf | @16:30
Half Vijf | @16:30
om half 5 | @16:30
half 5 | @16:30
dinsdag half 5 | 24-11 @16:30
tuesday at half 5 please | 24-11 @17:30
half five | @17:30
half four | @16:30
half vier | @15:30
half een | @12:30
kwart over vier | @16:15
kwart voor 5 | @16:45
kwart voor een | @12:45
tien over half vijf | @16:40
vijf voor half zes | @17:25
tien over vier | @16:10
5 voor 6 | @17:55
quarter past four | @16:15
quarter to five | @16:45
half past four | @16:30
half past 4 | @16:30
ten past four | @16:10
at ten to five | @16:50
four thirty | @16:30
five pm | @17:00
morgen | 24-11
overmorgen | 25-11
over morgen | 25-11
vandaag | 23-11
today at 4 | 23-11 @16:00
vanavond | 23-11 >17:30 <22:00
tonight | 23-11 >17:30 <22:00
vanmiddag | 23-11 >12:00 <18:00
vanmiddag om 3 uur | 23-11 @15:00
this afternoon | 23-11 >12:00 <18:00
morgenochtend | 24-11 >06:00 <12:00
tomorrow morning | 24-11 >06:00 <12:00
morgen vroeg | 24-11 >06:00 <10:00
dinsdag morgen | 24-11 >06:00 <12:00
dinsdagavond | 24-11 >17:30 <22:00
dinsdagavond 8 uur | 24-11 @20:00
day after tomorrow | 25-11
the day after tomorrow at noon | 25-11 @12:00
dit weekend | 28-11 29-11
this weekend | 28-11 29-11
in het weekend | 28-11 29-11
volgend weekend | 05-12 06-12
next weekend | 05-12 06-12
zaterdag | 28-11
za 10u | 28-11 @10:00
sat 10am | 28-11 @10:00
sat | 28-11
zo | 29-11
do | 26-11
wo | 25-11
do 16:00 | 26-11 @16:00
op ma | 23-11
za of zo | 28-11 29-11
za/zo | 28-11 29-11
16u | @16:00
16u30 | @16:30
16h30 | @16:30
4pm | @16:00
4 p.m. | @16:00
4:30 pm | @16:30
11 am | @11:00
16:30 | @16:30
16.30 uur | @16:30
4:30 | @16:30
09:00 | @09:00
1630 | @16:30
om 1630 | @16:30
om 4 | @16:00
at 4 | @16:00
at 4 o'clock | @16:00
om 10 | @10:00
om vier uur | @16:00
om een uur | @13:00
at 8 in the morning | @08:00
8 uur 's ochtends | @08:00
8 uur 's avonds | @20:00
2 uur | @14:00
3 uur | @15:00
dinsdag 2 uur | 24-11 @14:00
om 2 uur | @14:00
between 4 and 6 | >16:00 <18:00
tussen 4 en 6 | >16:00 <18:00
tussen 4-6 | >16:00 <18:00
tussen 16:00 en 18:00 | >16:00 <18:00
van 4 tot 6 | >16:00 <18:00
from 4 to 6 | >16:00 <18:00
from 9 to 5 | >09:00 <17:00
between 7 and 9 | >19:00 <21:00
tuesday 4-6 pm | 24-11 >16:00 <18:00
16-18 uur | >16:00 <18:00
16:00-18:00 | >16:00 <18:00
van 10 tot 12 | >10:00 <12:00
voor 6 uur | <18:00
before 6 | <18:00
dinsdag voor 6 | 24-11 <18:00
tot 6 uur | <18:00
by 6pm | <18:00
vanaf 17:00 | >17:00
vanaf 5 | >17:00
from 5 | >17:00
5 uur of later | >17:00
niet voor 4 uur | >16:00
after school | >15:30
na school | >15:30
after work | >17:30
woensdag na school | 25-11 >15:30
in de ochtend | >06:00 <12:00
's ochtends | >06:00 <12:00
s avonds | >17:30 <22:00
in the afternoon | >12:00 <18:00
eind van de middag | >16:00 <18:00
late afternoon | >16:00 <18:00
lunchtime | >12:00 <14:00
tussen de middag | >12:00 <14:00
rond 5 uur | @17:00
around 5 | @17:00
ongeveer half 5 | @16:30
zo rond 5 uur | @17:00
maandag of woensdag | 23-11 25-11
dinsdag en donderdag na 4 | 24-11 26-11 >16:00
tuesday or thursday | 24-11 26-11
ma t/m wo | 23-11 24-11 25-11
monday to friday after 5 | 23-11 24-11 25-11 26-11 27-11 >17:00
ma/wo/vr na 15u | 23-11 25-11 27-11 >15:00
volgende week di of do | 01-12 03-12
elke dag na 5 | >17:00
every evening | >17:30 <22:00
any day | any
doordeweeks na 5 | 23-11 24-11 25-11 26-11 27-11 >17:00
volgende week | NEXT_WEEK
next week after 4 | NEXT_WEEK >16:00
deze week | 23-11 24-11 25-11 26-11 27-11 28-11 29-11
eind volgende week | 03-12 04-12
vanaf zaterdag | 28-11 29-11 30-11 01-12 02-12 03-12 04-12 05-12 06-12 07-12 08-12 09-12 10-12 11-12
before friday | 23-11 24-11 25-11 26-11
voor dinsdag | 24-11
eerste mogelijkheid | !
asap | !
zo snel mogelijk | !
as soon as possible | !
first available | !
the earliest possible time | !
z.s.m. | !
morgen zo snel mogelijk | 24-11 !
over 3 dagen | 26-11
in 3 days | 26-11
in two hours | 23-11 @12:00
over 2 uur | 23-11 @12:00
over een half uur | 23-11 @10:30
over anderhalf uur | 23-11 @11:30
vandaag of morgen | 23-11 24-11
dinsdagg na 4 | 24-11 >16:00
woensdg | 25-11
Wensday | 25-11
thrusday 4pm | 26-11 @16:00
saterdag | 28-11
tommorow | 24-11
overmrogen | 25-11
27 novmber | 27-11
5 febuary | 05-02-2027
Dínsdag | 24-11
VRIJDAG NA 3 | 27-11 >15:00
thursday, 4 pm | 26-11 @16:00
dinsdag om 4 of 5 uur | 24-11 @16:00
's maandags na 4 | 23-11 >16:00
maandagen | 23-11
20-11 | 20-11
1-9 | 01-09-2027
5 may | 05-05-2027
4 juni | 04-06-2027
4-6 | 04-06-2027
31 dec 10:00 | 31-12 @10:00
na vieren | >16:00
rond een uur of 4 | @16:00
om een uur of vijf | @17:00
een uur of vier dinsdag | 24-11 @16:00
4 tot 5 | >16:00 <17:00
dinsdag 4 tot 5 | 24-11 >16:00 <17:00
dinsdag 4-6 | 24-11 >16:00 <18:00
dinsdag 1-12 | 01-12
vr 16.00-17.00 | 27-11 >16:00 <17:00
tomorrow@4pm | 24-11 @16:00
4pm? | @16:00
4 o clock | @16:00
dinsdag (na 4) | 24-11 >16:00
dinsdag niet voor 4 | 24-11 >16:00
niet later dan 6 | <18:00
elke dag behalve woensdag | 23-11 24-11 26-11 27-11 28-11 29-11
mon-fri after 5 | 23-11 24-11 25-11 26-11 27-11 >17:00
ma di wo | 23-11 24-11 25-11
2moro 4pm | 24-11 @16:00
vanaaf 4 | >16:00
tusen 4 en 6 | >16:00 <18:00
vanaf volgende week woensdag | 02-12 03-12 04-12 05-12 06-12 07-12 08-12 09-12 10-12 11-12 12-12 13-12 14-12 15-12
28th | 28-11
binnen 3 dagen | 23-11 24-11 25-11 26-11
over 1,5 uur | 23-11 @11:30
half 9 's ochtends | @08:30
2:15pm | @14:15
maandag 30 november om 16.00 uur | 30-11 @16:00
wo25nov | 25-11
do. 26 nov. 16.00 | 26-11 @16:00
kwart na 4 | @16:15
twenty to six | @17:40
over drie kwartier | 23-11 @10:45
na het weekend | 30-11 01-12 02-12 03-12 04-12
Wednesday the 2nd | 02-12
tuesday the 24th of november 2026 at 16:15 | 24-11 @16:15
16.00-17.30 uur | >16:00 <17:30
zondagmiddag 3 uur | 29-11 @15:00
"""


def _rows(table: str) -> list[tuple[str, str]]:
    rows = (line.rsplit("|", 1) for line in table.strip().splitlines())
    return [(typed.strip(), expected.strip().replace("NEXT_WEEK", NEXT_WEEK)) for typed, expected in rows]


@pytest.mark.parametrize(("typed", "expected"), _rows(WISHES))
def test_a_wish_for_a_time_is_understood(typed: str, expected: str) -> None:
    """The days, the hours and nothing left over but courtesy."""
    when, left = read_when(typed, NOW)
    assert shown(when) == expected
    assert left in ("", "please", "zo")


NO_TIMES = """
math 60 minutes
wiskunde, 60 min
90
60
2
4
16
2 kinderen
bijles voor 2 kinderen
havo 4
4 vwo
voor havo 4
groep 8
hij zit in groep 7/8
5/6 vwo
na groep 8
mijn zoon is 14
my son is 14 years old
ik ben 16
zoon van 14
€60
€ 60,00
60 euro
voor 60 euro
0612345678
06-12345678
06 12 34 56 78
+31 6 12345678
bel me op 020-1234567
jan.zo4@voorbeeld.nl
tue16.30@example.com
may i ask something
may I come with 4 friends
do you have time
do you have a lesson for my son
what do 4 lessons cost
ik zat op school
the sun is out
i sat the exam
zo doe ik het
of zo
mama en papa
hbo/wo
wo niveau
ik doe wo aan de universiteit
goedemorgen
Goede morgen!
good morning
good afternoon, how are you
fijne avond
een uur
anderhalf uur
2 uur bijles
two hours
1,5 uur
1h30
half uur
half an hour
hoofdstuk 3
opgave 12
1 op 1
24/7
50/50
niet op dinsdag
not on tuesday
dinsdag kan ik niet
ik kan niet op woensdag
vorige week
afgelopen dinsdag
waar kom je vandaan
voor een uur
om een afspraak te maken
at one of your places
na een les
Morgan
it's for my first time
31-02
35-11
31 februari
dinsdag 31-02 16:00
hallo
wiskunde voor mijn zoon
toets op vrijdag
nee dinsdag niet
dinsdag lukt niet
the first one
an other day
2026
2e
week 48
2x per week
3 dagen per week
vmbo-t 4
prijs 60 of 90 euro?
kwart over
na de kerstvakantie

?
"""


@pytest.mark.parametrize("typed", NO_TIMES.strip("\n").splitlines())
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
    assert When.from_json(wish.to_json()) == wish
    assert When.from_json(When(day=date(2026, 11, 24), at=time(16)).to_json()) == When(date(2026, 11, 24), at=time(16))


WORDS = st.sampled_from(
    [word for typed, _ in _rows(WISHES) for word in typed.split()]
    + [
        *NO_TIMES.split(),
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
