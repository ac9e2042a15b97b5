"""The words of time in Dutch and English, each with a short code, typing errors in the long ones included.

Codes are capitals, so that they never meet a word somebody typed: D0–D6 weekdays (0 = Monday), E0–E6 abbreviations
that may mean something else ("do", "sun"), M1–M12 months, W4 a number written as a word. A word that is no word of
time is its own code.
"""

from functools import lru_cache


def _words(*rows: str) -> frozenset[str]:
    return frozenset(word for row in rows for word in row.split())


WEEKDAYS = (
    "maandag monday",
    "dinsdag tuesday tue tues",
    "woensdag wednesday weds",
    "donderdag thursday thu thur thurs",
    "vrijdag friday fri",
    "zaterdag saturday",
    "zondag sunday",
)
# Two letters, or a word of its own in the other language: only a day where the words around it speak of time.
DOUBTFUL_WEEKDAYS = ("ma mon", "di", "wo wed", "do", "vr", "za sat", "zo sun")
MONTHS = (
    "januari january jan",
    "februari february feb febr",
    "maart march mrt mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "augustus august aug",
    "september sep sept",
    "oktober october okt oct",
    "november nov",
    "december dec",
)
NUMBERS = {
    "twee two tweeen": 2,
    "drie three drieen": 3,
    "vier four vieren": 4,
    "vijf five vijven": 5,
    "zes six zessen": 6,
    "zeven seven zevenen": 7,
    "acht eight achten": 8,
    "negen nine negenen": 9,
    "tien ten tienen": 10,
    "elf eleven elven": 11,
    "twaalf twelve twaalven": 12,
    "dertien thirteen": 13,
    "veertien fourteen": 14,
    "vijftien fifteen": 15,
    "zestien sixteen": 16,
    "zeventien seventeen": 17,
    "achttien eighteen": 18,
    "negentien nineteen": 19,
    "twintig twenty": 20,
    "dertig thirty": 30,
}
OTHERS = {
    "vandaag today 2day": "TODAY",
    "morgen": "MORGEN",  # tomorrow, or the morning: what stands before it decides
    "tomorrow tmrw tmr tmw 2morrow 2moro": "TMRW",
    "overmorgen": "OVM",
    "gisteren eergisteren yesterday": "YDAY",
    "kerst kerstmis kerstdag christmas xmas": "KERST",
    "vanavond tonight tonite": "TODAY EVE",
    "vanmiddag": "TODAY AFT",
    "vanochtend vanmorgen": "TODAY MOR",
    "ochtend ochtends morgens morning mornings voormiddag sochtends smorgens": "MOR",
    "middag middags namiddag afternoon afternoons smiddags": "AFT",
    "avond avonds evening evenings night nights savonds": "EVE",
    "lunchtime lunch lunchpauze lunchtijd": "LUNCH",
    "noon midday": "T1200",
    "om at @": "AT",
    "rond around omstreeks circa ongeveer tegen": "AT",
    "na after": "AFTER",
    "vanaf from starting": "FROM",
    "before": "BEF",
    "voor by uiterlijk": "VOOR",  # "for" as often as "before"
    "tot until till": "TOT",
    "tussen between": "BETW",
    "en and": "EN",
    "of or": "OF",
    "op on": "ON",
    "van": "VAN",
    "over": "OVER",
    "half": "HALF",
    "kwart quarter": "KW",
    "volgende volgend next": "NEXT",
    "deze dit this komende komend aanstaande aankomende coming upcoming": "THIS",
    "elke iedere elk ieder every each alle": "EVERY",
    "week weeks weken": "WEEK",
    "weekend weekends weekeind weekeinde": "WKND",
    "doordeweeks weekdays weekday werkdagen werkdag schooldagen": "WDAYS",
    "maand maanden month months": "MONTH",
    "dag dagen day days": "DAY",
    "uur u h oclock o'clock": "UUR",
    "uren hour hours hr hrs": "HOUR",
    "min minuut minuten mins minute minutes": "MIN",
    "kwartier": "KWARTIER",
    "t/m tm": "TM",
    "z.s.m z.s.m.": "zsm",
}
# Long words in which a slip of the finger is forgiven. Left out where a slip away lies another common word.
FORGIVEN_PARTS = _words(
    "vandaag morgen overmorgen tomorrow today tonight vanavond vanmiddag vanochtend ochtend middag avond morning",
    "afternoon evening weekend vanaf tussen between before around",
)
NEVER_A_SLIP = _words("vandaan vandaar morgan frida")
PARTS_OF_COMPOUNDS = (
    ("namiddag", "AFT"),
    ("ochtend", "MOR"),
    ("morgen", "MOR"),
    ("middag", "AFT"),
    ("avond", "EVE"),
    ("nacht", "EVE"),
)
ENGLISH = _words(
    "at the on can i we you please could is it to for my me would like want this next tomorrow today evening morning",
    "afternoon after before and or around lesson past monday tuesday wednesday thursday friday saturday sunday have",
    "does what how tonight from until between any time son daughter two three four five six seven eight nine ten",
    "eleven twelve quarter",
)
DUTCH = _words(
    "om de het een ik kan wil graag voor mijn morgen overmorgen vandaag vanavond vanmiddag avond middag ochtend uur en",
    "na vanaf tot tussen maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo vr za zo bijles les zoon",
    "dochter volgende deze dit rond twee drie vier vijf zes zeven acht negen tien elf twaalf over kwart",
)


def _table() -> dict[str, str]:
    table = {}
    for letter, rows, first in (("D", WEEKDAYS, 0), ("E", DOUBTFUL_WEEKDAYS, 0), ("M", MONTHS, 1)):
        for number, words in enumerate(rows, first):
            table.update(dict.fromkeys(words.split(), f"{letter}{number}"))
    for words, number in NUMBERS.items():
        table.update(dict.fromkeys(words.split(), f"W{number}"))
    for words, code in OTHERS.items():
        table.update(dict.fromkeys(words.split(), code))
    return table


CODES = _table() | {"o clock": "UUR"}


def _forgiven() -> dict[str, list[str]]:
    """The forgiven words by their first letter: a slip rarely hits the first one."""
    by_letter: dict[str, list[str]] = {}
    named = [word for row in (*WEEKDAYS, *MONTHS) for word in row.split() if len(word) > 5 or word == "april"]
    for word in (*named, *FORGIVEN_PARTS):
        by_letter.setdefault(word[0], []).append(word)
    return by_letter


FORGIVEN = _forgiven()


@lru_cache(maxsize=4096)
def code_of(word: str) -> str:
    """The code of a folded word; the word itself when it says nothing about time."""
    if word in CODES:
        return CODES[word]
    bare = word.removesuffix("'s")
    for singular in (bare, bare.removesuffix("s"), bare.removesuffix("en")):
        if CODES.get(singular, "")[:1] == "D":
            return CODES[singular]
    if bare in CODES:
        return CODES[bare]
    return _compound(word) or _nearly(word) or word


def _compound(word: str) -> str:
    """The codes of "dinsdagavond" or "morgenochtend"; empty for any other word."""
    stem = word.removesuffix("s")
    for part, code in PARTS_OF_COMPOUNDS:
        day = stem.removesuffix(part)
        if day != stem and day:
            found = CODES.get(day) or _nearly(day)
            if found[:1] == "D" or found in ("OVM", "TMRW"):
                return f"{found} {code}"
            if found == "MORGEN":
                return f"TMRW {code}"
    return ""


def _nearly(word: str) -> str:
    """The code of the one long word a slip away (two slips in words of eight letters); empty if none, or if two tie."""
    if len(word) < 5 or word in NEVER_A_SLIP:
        return ""
    best, codes = 3, set[str]()
    for known in FORGIVEN.get(word[0], ()):
        allowed = 2 if len(word) >= 7 and len(known) >= 8 else 1
        if abs(len(word) - len(known)) <= allowed and (slips := _slips(word, known)) <= min(allowed, best):
            codes = codes | {CODES[known]} if slips == best else {CODES[known]}
            best = slips
    return codes.pop() if len(codes) == 1 else ""


def _slips(one: str, other: str) -> int:
    """How many letters were left out, added, changed or swapped with their neighbour."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, above = above, current
    return above[-1]
