"""Reads the days out of a line of codes: dates, weekdays, "overmorgen", "volgende week", "this weekend"."""

import re

from bot.core.wish_calendar import ONE_DAY, Days
from bot.core.wish_line import Line, rule

ORDINAL = r"(?:e|de|ste|th|st|nd|rd)"
BOUND = r"(?:(?P<bound>FROM|AFTER|BEF|TOT|VOOR) )?(?:ON )?(?:de |the )?"
SUBSET = r"(?:(?P<part>begin|beginning|start|mid|midden|halverwege|eind|einde|end|late|early)(?: (?:VAN|OF|in))?(?: (?:de|the))? )?"
WEEK_SUBSETS = {
    **dict.fromkeys(("begin", "beginning", "start", "early"), (0, 1)),
    **dict.fromkeys(("mid", "midden", "halverwege"), (1, 2, 3)),
    **dict.fromkeys(("eind", "einde", "end", "late"), (3, 4)),
}
NEAR_DAYS = {"TODAY": 0, "TMRW": 1, "MORGEN": 1, "OVM": 2, "YDAY": -1}

# Read before anything is covered, because "2 dagen" and "3 weken" by themselves say how long or how many.
IN_SOME_DAYS = rule(
    r"(?:OVER|in) (?P<ahead>N) (?P<unit>DAY|WEEK|MONTH)(?: time)?|(?P<from_now>N) (?P<of>DAY|WEEK|MONTH) FROM (?:now|nu|TODAY)"
    r"|(?:binnen|within) (?P<within>N) (?P<within_unit>DAY|WEEK)"
    r"|(?P<weeks>N) WEEK (?:FROM|AFTER)(?= [DE]\d| TMRW)"
)
EVERY_DAY_BUT = rule(r"(?:EVERY|any) DAY (?:behalve|except)(?: ON)? [DE](?P<weekday>\d)")
MORNING_AFTER_DAY = re.compile(
    r"(?<!\S)(?:[DE]\d|TODAY|TMRW|OVM|EVERY|de|the|s|vroeg|early)(?: -)? (?P<morning>MORGEN)(?!\S)"
)
NUMERIC = rule(rf"{BOUND}X(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{{4}})")
DAY_MONTH = rule(
    rf"{BOUND}W?(?P<day>\d{{1,2}})(?: {ORDINAL})?(?: (?:OF|VAN))? M(?P<month>\d+)(?:(?: ,)? (?P<year>20\d\d))?"
)
MONTH_DAY = rule(
    rf"{BOUND}M(?P<month>\d+) (?:the )?(?P<day>\d{{1,2}})(?! UUR)(?: {ORDINAL})?(?:(?: ,)? (?P<year>20\d\d))?"
)
DAY_OF_MONTH = rule(
    rf"(?:(?P<bound>FROM|AFTER|BEF|TOT|VOOR) )?(?:ON )?(?:de |the |(?<=ON ))(?P<day>\d{{1,2}}) {ORDINAL}(?! [a-z]| \d)|^(?P<alone>9|[1-3]\d) {ORDINAL}$"
)
WEEKDAY_AND_DAY = rule(
    r"(?:ON )?(?:THIS )?D(?P<weekday>\d) (?:the |de )?(?P<day>\d{1,2})(?! UUR| EN| -| TOT| to| [a-z])"
)
OVER_MORGEN = rule(r"OVER MORGEN|(?:the )?DAY AFTER TMRW")
WEEK = rule(
    rf"(?:(?P<bound>FROM|AFTER) )?(?:in |ON )?(?:the |de )?{SUBSET}(?P<which>NEXT|THIS) WEEK|(?:the |de )?WEEK AFTER NEXT(?: WEEK)?"
)
PART_OF_THIS_WEEK = rule(
    r"(?:in |AT )?(?:the |de |het )?(?P<part>begin|beginning|eind|einde|end)(?: (?:VAN|OF))? (?:de|the) WEEK"
)
MONTH = rule(r"(?:in )?(?:the |de )?(?P<next>NEXT) MONTH|(?:in|begin|eind|einde|early|late)(?: OF)? M(?P<month>\d+)")
WEEKEND = rule(r"(?:(?P<bound>AFTER) )?(?:in |ON )?(?:the |het |de )?(?:(?P<which>NEXT|THIS|EVERY) )?(?:THIS )?WKND")
WORKDAYS = rule(r"(?:ON |EVERY )?(?:WDAYS|door (?:de|the) WEEK)")
ANY_DAY = rule(r"(?:EVERY|any) DAY|EVERY(?= (?:MOR|AFT|EVE))")
WEEKDAY_RANGE = rule(
    r"(?:VAN |FROM |BETW )?D(?P<first>\d) (?:TOT EN met|TOT|to|-|TM|through|thru) D(?P<last>\d)|BETW D(?P<one>\d) EN D(?P<other>\d)"
)
WEEKDAY = rule(rf"{BOUND}(?:' )?(?:s )?(?:EVERY )?(?P<which>(?:(?:NEXT|THIS|eerstvolgende) )*)D(?P<weekday>\d)")
# Other sentences with “yesterday” in them tell what happened.
YESTERDAY = rule(r"^(?P<near>YDAY)(?= AT| MOR| AFT| EVE| [TA]\d|$)")
CHRISTMAS = rule(rf"{BOUND}KERST")
NEAR = rule(rf"{BOUND}(?P<near>TODAY|TMRW|MORGEN|OVM)|(?P<this>THIS)(?= (?:MOR|AFT|EVE))")


def number(code: str) -> int:
    """The number behind "4", "W4", "een", "one", "a" or "an"."""
    digits = code.removeprefix("W")
    return int(digits) if digits.isdecimal() else 1


def read_days_ahead(line: Line, days: Days) -> None:
    """Takes "over 3 dagen", "in two weeks", "a week from Wednesday"; weeks also move a weekday named beside them."""

    def ahead(found: re.Match[str]) -> bool:
        if found["within"]:
            days.add_coming(number(found["within"]) * (7 if found["within_unit"] == "WEEK" else 1))
            return True
        count = number(found["ahead"] or found["from_now"] or found["weeks"])
        unit = found["unit"] or found["of"] or "WEEK"
        if unit == "WEEK":
            days.weeks_ahead += count
        else:
            days.near.append(count * (30 if unit == "MONTH" else 1))
        return True

    def every_day_but(found: re.Match[str]) -> bool:
        days.add_coming(6, but_weekday=int(found["weekday"]))
        return True

    line.read(IN_SOME_DAYS, ahead)
    line.read(EVERY_DAY_BUT, every_day_but)


def read_days(line: Line, days: Days) -> None:
    """Takes every day that is named; `days.impossible` tells of a date that does not exist."""
    while found := MORNING_AFTER_DAY.search(line.codes):
        line.rewrite(*found.span("morning"), "MOR")
    _read_dates(line, days)
    _read_stretches(line, days)
    _read_weekdays(line, days)

    def near(found: re.Match[str]) -> bool:
        days.near.append(NEAR_DAYS[found["near"] or "TODAY"])
        return _bound(line, found, days) if found["near"] else True

    def after_tomorrow(_: re.Match[str]) -> bool:
        days.near.append(2)
        return True

    def yesterday(_: re.Match[str]) -> bool:
        days.near.append(NEAR_DAYS["YDAY"])
        return True

    def christmas(found: re.Match[str]) -> bool:
        return days.add_date(25, 12, 0) and _bound(line, found, days)

    line.read(YESTERDAY, yesterday)
    line.read(CHRISTMAS, christmas)
    line.read(OVER_MORGEN, after_tomorrow)
    line.read(NEAR, near)


def _read_dates(line: Line, days: Days) -> None:
    def dated(found: re.Match[str]) -> bool:
        return days.add_date(int(found["day"]), int(found["month"]), int(found["year"] or 0)) and _bound(
            line, found, days
        )

    def of_month(found: re.Match[str]) -> bool:
        return days.add_day_of_month(int(found["day"] or found["alone"])) and _bound(line, found, days)

    def weekday_and_day(found: re.Match[str]) -> bool:
        named = days.day_of_month_on(int(found["weekday"]), int(found["day"]))
        if named:
            days.dates.append(named)
        return named is not None

    for pattern in (NUMERIC, DAY_MONTH, MONTH_DAY):
        line.read(pattern, dated)
    line.read(DAY_OF_MONTH, of_month)
    line.read(WEEKDAY_AND_DAY, weekday_and_day)


def _read_stretches(line: Line, days: Days) -> None:
    def week(found: re.Match[str]) -> bool:
        weeks = {"NEXT": 1, "THIS": 0, None: 2}[found["which"]]
        days.add_week(weeks, *([WEEK_SUBSETS[found["part"]]] if found["part"] else []))
        return _bound(line, found, days)

    def part_of_this_week(found: re.Match[str]) -> bool:
        days.add_week(0, WEEK_SUBSETS[found["part"]])
        return True

    def month(found: re.Match[str]) -> bool:
        days.add_month(int(found["month"]) if found["month"] else days.today.month % 12 + 1)
        return True

    def weekend(found: re.Match[str]) -> bool:
        if found["bound"]:
            days.add_week(1, (0, 1, 2, 3, 4))
        else:
            days.add_weekend(is_next=found["which"] == "NEXT" or days.week_named == 1)
        return True

    def workdays(_: re.Match[str]) -> bool:
        ahead = (days.today + ONE_DAY * count for count in range(7))
        days.stretch += (day for day in ahead if day.weekday() < 5)
        return True

    line.read(WEEKEND, weekend)
    line.read(WEEK, week)
    line.read(PART_OF_THIS_WEEK, part_of_this_week)
    line.read(MONTH, month)
    line.read(WORKDAYS, workdays)
    line.read(ANY_DAY, lambda _: True)


def _read_weekdays(line: Line, days: Days) -> None:
    def several(found: re.Match[str]) -> bool:
        first, last = int(found["first"] or found["one"]), int(found["last"] or found["other"])
        days.weekdays += [((first + ahead) % 7, False) for ahead in range((last - first) % 7 + 1)]
        return True

    def one(found: re.Match[str]) -> bool:
        days.weekdays.append((int(found["weekday"]), "NEXT" in found["which"]))
        return _bound(line, found, days)

    line.read(WEEKDAY_RANGE, several)
    line.read(WEEKDAY, one)


def _bound(line: Line, found: re.Match[str], days: Days) -> bool:
    """Keeps "from", "after", "before" or "until"; Dutch "voor dinsdag" is *for* Tuesday. Always True."""
    bound = found["bound"]
    if bound == "VOOR":
        bound = "" if line.word_at(found.start("bound")) == "voor" else "TOT"
    days.bound = bound or days.bound
    return True
