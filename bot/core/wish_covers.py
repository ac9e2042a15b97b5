"""What looks like a time and is none: covered in the line before anything is read.

Amounts, ages, school levels, lengths, counts, greetings, days that were ruled out, and short words ("do", "zo",
"sat") where they are not a day.
"""

import re

from bot.core.wish_line import Line, rule

LEVEL = (
    r"havo|vwo|vmbo|mavo|mbo|hbo|gymnasium|gym|atheneum|groep|klas|brugklas|bovenbouw|onderbouw|leerjaar|jaar|year|"
    r"grade|form|tl|ib|gcse|unit"
)
NUMBERED = (
    rf"{LEVEL}|hoofdstuk|chapter|paragraaf|opgave|question|vraag|niveau|level|optie|option|nummer|nr|number|room|lokaal|"
    r"deel|part|keuze|choice|toets|test|sectie|section|leeftijd|age|aged"
)
COUNTED = (
    rf"{LEVEL}|jarige|jarig|years?|yrs?|yo|jr|kind|kinder|kinderen|kids?|child|children|zoons?|zonen|dochters?|sons?|"
    r"daughters?|leerlingen|leerling|students?|pupils?|personen|persoon|people|persons?|mensen|vakken|subjects?|keer|x|"
    r"times?|lessen|les|lessons?|sessies?|sessions?|bijlessen|afspraken|appointments?|euro|euros|eur|bucks|procent|"
    r"percent|%|punten|points?|cijfers?|broers?|zussen|zus|brothers?|sisters?|vragen|questions?|toetsen|tests?|"
    r"hoofdstukken|chapters?|klasser|klassers|jaars|graders?|MIN|HOUR|MONTH|WEEK|DAY|KWARTIER|€|\$|one|ones|optie|option"
)
ORDINAL = r"(?:e|de|ste|th|st|nd|rd)"
EXAM = (
    r"(?:[a-z]*toets|toetsen|toetsweek|[a-z]*tentamen|tentamens|[a-z]*examen|[a-z]*proefwerk|exam|exams|test|midterm|final|"
    r"deadline)"
)
DAY = rf"(?:[DE]\d|X\d{{8}}|TODAY|TMRW|MORGEN|OVM|(?:NEXT|THIS) (?:WEEK|D\d)|W?\d{{1,2}}(?: {ORDINAL})? M\d+)"
NUMBER = r"(?:W?\d{1,4}|X\d{8})"

COVERS = tuple(
    rule(pattern)
    for pattern in (
        rf"[€$£] ?{NUMBER}",
        rf"(?:eur|euro|usd) {NUMBER}",
        r"(?:\+ ?\d+|\( \d+ \))(?: \d+)*",
        # "havo 4", "groep 7/8", "hoofdstuk 3", "mijn zoon is 14"; "les 16:00" stays.
        rf"(?:{NUMBERED}) (?:/ (?:{LEVEL}) )?{NUMBER}(?! UUR)",
        r"(?:is|ben|am|was|wordt|turned|turning|i'm|im|he's|she's|hij's) (?:W?\d{1,2})(?! UUR)(?= |$)",
        rf"{NUMBER}(?: {ORDINAL})?(?: -)? (?:{COUNTED})",
        r"(?:een |an? )?HALF (?:an? |een )?(?:UUR|HOUR)|anderhalf UUR|anderhalve (?:UUR|HOUR)",
        r"(?:1 / 2|_+) UUR|UUR les|(?:W?2|1) UUR (?:les|bijles|lesson|lang|long|per)",
        r"(?<!AT )(?<!AFTER )(?<!FROM )(?<!TOT )(?<!BETW )(?<!EN )een UUR",
        # Greetings and days that are over or ruled out.
        r"(?:goede|goeie|goed|good|fijne|fijn|nice|great|lovely|prettige|prettig) (?:MOR|AFT|EVE|DAY|MORGEN|WKND)",
        r"(?:vorige|vorig|afgelopen|last) (?:[DE]\d|WEEK|WKND|MONTH|EVE)",
        # “No thursday” as a whole answer is “no: Thursday”.
        r"(?:niet|not|geen|(?<=. )no|behalve|except|never|nooit|can't|cannot|cant) (?:(?:make|do|E3|ON|in|THIS|EVERY) )*"
        r"(?:[DE]\d|TODAY|TMRW|MORGEN|WKND|MOR|AFT|EVE)(?: (?:MOR|AFT|EVE|MORGEN))?",
        r"(?:[DE]\d|TODAY|TMRW|MORGEN|WKND)(?: (?:MOR|AFT|EVE|MORGEN))? (?:niet|not)(?= [,.!?]|$)",
        r"(?:niet|not|behalve|except|geen) (?:AT|ON) (?:[TAL]\d{4}~*|W?\d{1,2})(?: UUR)?",
        # The day of an exam is not the day of the lesson: "toets op vrijdag", "friday my exam".
        rf"{EXAM}(?: (?:is|ON|AT|over))+ {DAY}",
        rf"(?:heb|hebben|heeft|have|has|got) (?:(?:een|an?|mijn|my|het|the|ook) )?(?:[a-z]+ )?{EXAM} (?:ON )?{DAY}",
        rf"{DAY} (?:een|an?|mijn|my) (?:[a-z]+ )?{EXAM}",
        # “Toets natuurkunde a.s. donderdag”, “vrijdag toets”; “toets oefenen donderdag” and “toets donderdag 16:00” stay.
        rf"{EXAM}(?: (?![a-z]+en )[a-z]+)?(?: a [.] s [.]| THIS)? {DAY}(?! (?:AT |AFTER |[TA]\d))",
        rf"{DAY} (?:(?![a-z]+en )[a-z]+ )?{EXAM}",
        r"(?:[DE]\d|TODAY|TMRW|MORGEN|WKND)(?: (?:MOR|AFT|EVE|MORGEN))? (?:kan|lukt|gaat|past|komt|is|does|doesn't|can't)"
        r"(?: (?:ik|het|me|mij|i|dat|work|echt|helaas))* (?:niet|not|work|impossible|onmogelijk)",
    )
)
DOUBTFUL = rule(r"[DE]\d(?:(?: (?:,|/|OF|EN|-|&|TOT|TM|to))+ [DE]\d)*")
ONE_DOUBTFUL = re.compile(r"\bE(\d)")
TIME_BEFORE = re.compile(r"(?:ON|NEXT|THIS|EVERY|eerstvolgende|[TA]\d{4}~*|AFTER|FROM|TOT)(?: (?:de|the))? $")
TIME_AFTER = re.compile(
    r"(?: [,.'])*(?: s)? (?:[TAX]\d|W?\d{1,2}(?: |$)|(?:AT|FROM|AFTER|BETW) (?:[TA]\d|\W|W?\d|[a-z])|(?:VOOR|TOT) W?\d|"
    r"MOR|AFT|EVE|MORGEN|NEXT WEEK|THIS WEEK|OVER)"
)
FILLER = re.compile(
    r"(?:[DE]\d|OF|EN|ON|[,.!?/&'-]|aub|svp|graag|please|pls|dan|liefst|prima|best|goed|is|ja|yes|ok|oke|maybe|misschien| )*"
)
SAID_BEFORE_SAT = frozenset(("i", "we", "he", "she", "they", "ik", "the", "de"))
STUDIES = frozenset(("hbo", "mbo", "vwo", "havo", "universiteit", "university", "uni", "bachelor", "master", "studie"))
ABOUT_LIKE = frozenset(("rond", "ongeveer", "snel", "veel", "goed", "tegen", "spoedig", "circa", "omstreeks"))


def cover_what_is_no_time(line: Line) -> None:
    """Covers every number, greeting and ruled-out day, and decides which short words are weekdays."""
    for pattern in COVERS:
        line.cover(pattern)
    if "E" in line.codes:
        _decide_doubtful(line)


def _decide_doubtful(line: Line) -> None:
    """Turns E codes into D codes where they are a day; covers the others."""
    alone = FILLER.fullmatch(line.codes) is not None
    for group in list(DOUBTFUL.finditer(line.codes)):
        members = [member.start() for member in ONE_DOUBTFUL.finditer(group.group())]
        in_time = alone or len(members) + group.group().count("D") > 1 or _among_time(line, group)
        for offset in members:
            place = group.start() + offset
            is_day = in_time and _can_be_a_day(line, place, alone)
            line.rewrite(place, place + 1, "D" if is_day else "_")


def _among_time(line: Line, group: re.Match[str]) -> bool:
    before, after = line.codes[: group.start()], line.codes[group.end() :]
    return bool(TIME_BEFORE.search(before) or TIME_AFTER.match(after))


def _can_be_a_day(line: Line, place: int, alone: bool) -> bool:
    index = line.index_at(place)
    word, words = line.words[index], line.words
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(words) else ""
    if word == "do":
        return not line.english
    if word == "zo":
        # "om 4 of zo" is "at 4 or so"; "za of zo" is the weekend.
        return after not in ABOUT_LIKE and (before not in ("of", "or") or "za" in words or "zaterdag" in words)
    if word == "wo":
        return alone or not STUDIES.intersection(words) or bool(TIME_AFTER.match(line.codes[place + 2 :]))
    if word in ("sat", "sun", "wed", "mon", "ma"):
        return before not in SAID_BEFORE_SAT
    return True
