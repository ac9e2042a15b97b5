"""Reads the times of day out of a line of codes: "half vijf", "na 4", "between 4 and 6", "'s avonds", "in two hours"."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from bot.core.wish_calendar import Days
from bot.core.wish_covers import COUNTED, FILLER
from bot.core.wish_days import number
from bot.core.wish_hours import PARTS, Clock, Hours
from bot.core.wish_line import Line, rule

AFTER_WHAT = {
    **dict.fromkeys(("school", "schooltijd", "schooltime"), time(15, 30)),
    **dict.fromkeys(("work", "werk", "werktijd"), time(17, 30)),
    **dict.fromkeys(("dinner", "diner", "avondeten", "eten"), time(18, 30)),
    "LUNCH": time(13),
}
EARLY = frozenset(("begin", "beginning", "start", "vroeg", "vroege", "early"))

PAST = r"(?:OVER|past|AFTER)"
TO = r"(?:VOOR|BEF|to)"
QUARTERS = rule(rf"KW (?:(?P<past>{PAST})|{TO}) (?P<hour>N)(?: UUR)?")
MINUTES = rule(
    rf"(?P<by>W?(?:5|10|15|20|25))(?: MIN)? (?:(?P<past>{PAST})|(?P<to>{TO})) (?P<half>HALF )?(?P<hour>N)(?: UUR)?(?! (?:{COUNTED}))"
)
HALF = rule(r"HALF (?:- )?(?P<past>past )?(?P<hour>W?\d{1,2}|een|one)(?: UUR)?")
ABOUT = rule(r"een UUR OF (?P<hour>W?\d{1,2})(?: UUR)?")
SPOKEN = rule(r"W(?P<hour>\d{1,2}) (?:UUR )?W(?P<minute>15|30)")
SPOKEN_HALF = rule(r"W(?P<hour>\d{1,2}) (?P<half>[ap]m)")
AT_NIGHT = rule(r"(?P<hour>W?[1-5]) (?:UUR )?(?:'? ?s )?(?:nachts|in de nacht)")
IN_SOME_HOURS = rule(
    r"(?P<word>OVER|in|binnen|within) (?P<ahead>(?:een |an? )?HALF(?: an?| een)?|anderhalf|N) (?P<unit>UUR|HOUR|MIN|KWARTIER)(?: time)?"
)

DASHED = rule(r"(?:BETW|VAN|AT|D(?P<weekday>\d)) X(?P<first>\d\d)(?P<last>\d\d)0000")
RANGE = rule(r"(?:(?P<lead>BETW|VAN|FROM|AFTER|AT) )?(?P<first>H) (?P<join>EN|-|TOT|to)(?: AT)? (?P<last>H)")
NOT_SIDE = rule(r"(?:niet|not) (?:(?P<early>VOOR|BEF)|AFTER|later (?:dan|than)) (?P<clock>H)")
SIDE = rule(r"(?P<side>AFTER|FROM|BEF|TOT|VOOR)(?: AT)? (?P<clock>H)")
OR_LATER = rule(r"(?:AT )?(?P<clock>H) OF (?:(?P<late>later|AFTER|daarna)|earlier|eerder|vroeger)")
AT = rule(r"(?:AT )+(?:about )?(?P<clock>H)(?: OF (?:AT )?H)?")
BARE = rule(r"(?:about )?(?P<clock>(?:[TAL]\d{4}~*|\d{4})(?: UUR)?|(?:W?\d{1,2}|one) UUR)(?: OF [TA]\d{4}~*)?")
BESIDE_A_DAY = rule(r"(?<=# )(?:, )?(?P<clock>W?\d{1,2})(?: OF W?\d{1,2})?(?! [a-z%/])")
AFTER_SOMETHING = rule(r"(?P<side>AFTER|BEF)(?: (?:the|de|het|my|mijn))? (?P<what>[a-z]+|LUNCH)")
MIDDLE_OF_DAY = rule(r"BETW de AFT~*")
PART = rule(
    r"(?:in |ON |AT )?(?:the |de |het )?"
    r"(?:(?P<how>begin|beginning|start|vroege?|early|eind|einde|end|laat|late)(?: (?:in|VAN|OF))?(?: (?:de|the))? )?"
    r"(?:' )?(?:s )?(?P<part>MOR|AFT|EVE|LUNCH)~*(?: (?P<then>vroeg|early|laat|late))?"
)
EARLY_THAT_DAY = rule(r"(?<=# )(?:vroeg|early)")
PLAIN_WORD_NEXT = re.compile(
    r" (?!(?:graag|please|pls|aub|svp|is|kan|zou|als|if|would|in|s|of)\b)(?:OF )?(?:[a-z]+|_)", re.ASCII
)


def read_clock_phrases(line: Line) -> None:
    """Writes "kwart voor vijf", "half five" and "four thirty" as clock codes; nothing is taken yet."""
    _rewrite(line, QUARTERS, lambda found: _beside_hour(number(found["hour"]), 15 if found["past"] else -15))
    _rewrite(line, MINUTES, lambda found: _minutes_beside(line, found))
    british = line.english and not line.dutch

    # "half 5" is 16:30 in Dutch and "half past five" in Britain.
    def half(found: re.Match[str]) -> str:
        return _beside_hour(number(found["hour"]), 30 if found["past"] or british else -30)

    _rewrite(line, HALF, half)
    _rewrite(line, ABOUT, lambda found: _beside_hour(number(found["hour"]), 0))
    _rewrite(line, SPOKEN, lambda found: _beside_hour(int(found["hour"]), int(found["minute"])))
    _rewrite(line, AT_NIGHT, lambda found: f"T{number(found['hour']):02}00")
    _rewrite(line, SPOKEN_HALF, lambda found: f"T{int(found['hour']) % 12 + 12 * (found['half'] == 'pm'):02}00")


def read_hours_ahead(line: Line, hours: Hours, now_local: datetime) -> None:
    """Takes "over een half uur" and "in two hours"; "in 2 uur" stays, it says how long."""

    def ahead(found: re.Match[str]) -> bool:
        if found["word"] == "in" and found["unit"] == "UUR":
            return False
        halves = 1 if "HALF" in found["ahead"] else 3 if found["ahead"] == "anderhalf" else 2 * number(found["ahead"])
        unit_minutes = {"MIN": 1, "KWARTIER": 15}.get(found["unit"], 60)
        step = timedelta(minutes=unit_minutes * halves / 2)
        # Through UTC, because two hours from now may lie behind a change of the clock.
        aware = now_local.tzinfo is not None
        moment = (now_local.astimezone(UTC) + step).astimezone(now_local.tzinfo) if aware else now_local + step
        hours.moment = moment
        return True

    line.read(IN_SOME_HOURS, ahead)


def read_dashed_hours(line: Line, hours: Hours, days: Days) -> None:
    """Takes "tussen 4-6", and "dinsdag 4-6" unless the fourth of June is a Tuesday; all other "4-6" are dates."""
    for found in list(DASHED.finditer(line.codes)):
        first, last, weekday = int(found["first"]), int(found["last"]), found["weekday"]
        is_date = "-" not in line.word_at(found.end() - 1) or (weekday and days.means_date(first, last, int(weekday)))
        if not is_date and first < last <= 12:
            hours.after, hours.before = Clock(first, certain=first > 12), Clock(last, certain=last > 12)
            line.take(found.start("first") - 1 if weekday else found.start(), found.end())


def read_hours(line: Line, hours: Hours) -> None:
    """Takes every time of day that is named, ranges first."""
    _read_parts(line, hours)
    line.read(RANGE, lambda found: _range(line, found, hours))

    def denied(found: re.Match[str]) -> bool:
        return _bound(line, found, hours, is_start=bool(found["early"]))

    def side(found: re.Match[str]) -> bool:
        if found["side"] == "VOOR" and not _is_before(line, found):
            return False
        return _bound(line, found, hours, is_start=found["side"] in ("AFTER", "FROM"))

    def or_later(found: re.Match[str]) -> bool:
        return _bound(line, found, hours, is_start=bool(found["late"]))

    def exact(found: re.Match[str]) -> bool:
        clock = _clock(line, found)
        hours.at = hours.at or clock
        return clock is not None

    def bare(found: re.Match[str]) -> bool:
        return _bare_is_a_time(line, found) and exact(found)

    line.read(NOT_SIDE, denied)
    line.read(OR_LATER, or_later)
    line.read(SIDE, side)
    line.read(AT, exact)
    line.read(BARE, bare)
    if hours.at is None and hours.after is None and hours.before is None:
        line.read(BESIDE_A_DAY, exact)


def _read_parts(line: Line, hours: Hours) -> None:
    def lunch(_: re.Match[str]) -> bool:
        hours.parts.append("LUNCH")
        return True

    def after_something(found: re.Match[str]) -> bool:
        if found["side"] == "AFTER" and (since := AFTER_WHAT.get(found["what"])):
            hours.after = Clock(since.hour, since.minute, certain=True)
            return True
        if found["side"] == "BEF" and found["what"] == "LUNCH":
            hours.before = Clock(12)
            return True
        return False

    def part(found: re.Match[str]) -> bool:
        how = found["how"] or found["then"]
        named = f"{'early' if how in EARLY else 'late'} {found['part']}" if how else found["part"]
        hours.parts.append(named if named in PARTS else found["part"])
        return True

    def early(_: re.Match[str]) -> bool:
        hours.parts.append("early MOR")
        return True

    line.read(AFTER_SOMETHING, after_something)
    line.read(MIDDLE_OF_DAY, lunch)
    line.read(PART, part)
    if not hours.parts:
        line.read(EARLY_THAT_DAY, early)


def _clock(line: Line, found: re.Match[str], name: str = "clock") -> Clock | None:
    """The clock a find names; None for "om een afspraak", where "een" is an article."""
    code = found[name]
    if code in ("een", "one") and PLAIN_WORD_NEXT.match(line.codes, found.end(name)):
        return None
    return Clock.of_code(code)


def _bound(line: Line, found: re.Match[str], hours: Hours, *, is_start: bool) -> bool:
    clock = _clock(line, found)
    if clock and is_start:
        hours.after = hours.after or clock
    elif clock:
        hours.before = hours.before or clock
    return clock is not None


def _range(line: Line, found: re.Match[str], hours: Hours) -> bool:
    first, last = _clock(line, found, "first"), _clock(line, found, "last")
    named_as_times = any("UUR" in found[name] or found[name][0] in "TA" for name in ("first", "last"))
    by_itself = found["join"] == "TOT" or _alone(line, found) or line.codes[: found.start()].endswith("# ")
    if found["join"] == "EN" and found["lead"] not in ("BETW", "AFTER", "FROM", "VAN"):
        return False
    if not (found["lead"] or named_as_times or by_itself) or first is None or last is None:
        return False
    if last.certain and last.hour > 12 and not first.certain and 12 > first.hour + 12 - last.hour >= -6:
        # "4-6 pm": both are afternoon.
        first = Clock(first.hour + 12, first.minute, certain=True) if first.hour + 12 < last.hour else first
    hours.after, hours.before = first, last
    return True


def _is_before(line: Line, found: re.Match[str]) -> bool:
    """Whether "voor 6" or "by 6" names an hour: not "voor 2 kinderen", and "voor 2 uur" only beside a day."""
    code = found["clock"]
    if code[0] in "TA":
        return True
    if code.endswith("UUR"):
        return _not_a_length(line, found)
    return not PLAIN_WORD_NEXT.match(line.codes, found.end())


def _bare_is_a_time(line: Line, found: re.Match[str]) -> bool:
    code = found["clock"]
    if code[0] in "TA":
        return True
    beside_a_day = line.codes[: found.start()].endswith("# ")
    if code.endswith("UUR"):
        return _not_a_length(line, found)
    return beside_a_day or (code[0] != "L" and code[-1] in "05" and _alone(line, found))


def _not_a_length(line: Line, found: re.Match[str]) -> bool:
    """Whether "2 uur" is two o'clock: three and up always, one and two beside a day or as the whole message."""
    clock = Clock.of_code(found["clock"])
    if "clock" in line.word_at(found.end("clock") - 1):
        return True
    beside_a_day = line.codes[: found.start()].endswith("# ")
    return clock is not None and (clock.hour > 2 or beside_a_day or _alone(line, found))


def _alone(line: Line, found: re.Match[str]) -> bool:
    """Whether the find is the whole message, give or take a "please"."""
    return FILLER.fullmatch(line.codes[: found.start()] + line.codes[found.end() :]) is not None


def _rewrite(line: Line, pattern: re.Pattern[str], code_of: Callable[[re.Match[str]], str]) -> None:
    place = 0
    while found := pattern.search(line.codes, place):
        if code := code_of(found):
            line.rewrite(*found.span(), code)
        place = found.start() + 5 if code else found.end()


def _minutes_beside(line: Line, found: re.Match[str]) -> str:
    """The code of "tien over half vijf"; empty for "from 10 to 5"."""
    lead = line.codes[: found.start()].rsplit(" ", 2)[-2:-1]
    spoken = found["by"].startswith("W") and lead not in (["FROM"], ["BETW"], ["VAN"])
    if found["to"] == "to" and not spoken and lead != ["AT"]:
        return ""
    minutes = number(found["by"]) * (1 if found["past"] else -1)
    return _beside_hour(number(found["hour"]), minutes - (30 if found["half"] else 0))


def _beside_hour(hour: int, minutes: int) -> str:
    """The code of so many minutes after (before, when negative) a full hour; empty when there is no such hour."""
    if not 1 <= hour <= 24:
        return ""
    whole = hour * 60 + minutes
    if hour > 12:
        return f"T{whole // 60 % 24:02}{whole % 60:02}"
    if whole < 60 or whole >= 12 * 60:
        return f"T12{whole % 60:02}"
    return f"A{whole // 60:02}{whole % 60:02}"
