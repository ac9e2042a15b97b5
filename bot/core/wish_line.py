"""A typed sentence as one line of codes, and the way back from a place in that line to the letters typed.

What is understood is taken out of the line (filled with "#"), what is certainly not about time is covered ("_");
both keep the line's length, so every place stays where it was.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from bot.core.wish_words import DUTCH, ENGLISH, code_of

Rule = re.Pattern[str]
TOKEN = re.compile(
    r"""
    (?P<inert> [\w.+-]{1,64}@[\w-]+\.[\w.-]+ | https?://\S+ | www\.\S+ | 24/7 )
  | (?P<iso> (?P<iso_year>20\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d) (?!\d) )
  | (?P<date> (?P<day>\d{1,2}) (?P<sep>[-/.]) (?P<month>\d{1,2}) (?P=sep) '?(?P<year>\d{4}|\d\d) (?![-/.:]?\d) )
  | (?P<phone> (?:\+|00?) \d (?:[ ().-]{0,2}\d){7,} )
  | (?P<word> @ | 2(?:morrow|moro|day)\b | t/m\b | o'?\ ?clock\b | z\.s\.m\b\.? | [a-z]+ (?:'[a-z]+)? )
  | (?P<clock> (?P<hour>\d{1,2}) (?:(?P<mark>[:.]) | \ ?(?:uur|u|h)\ ?) (?P<minute>\d\d)
        (?!\d | [.,:]\d | \ ?(?:min|euro?\b|e\b)) (?:\ ?(?P<half>[ap])\.?\ ?m\b\.?)? )
  | (?P<halved> (?P<hour12>\d{1,2}) \ ?(?P<half12>[ap])\.?\ ?m\b\.? )
  | (?P<short> (?P<first>\d{1,2}) (?P<short_sep>[-/]) (?P<second>\d{1,2})
        (?! [-/.:]?\d | [.,]\d | \ ?(?:uur|u|h|am|pm|a\.m|p\.m)\b ) )
  | (?P<one_half> 1[.,]5 (?![.,]?\d) )
  | (?P<decimal> \d+ (?:[.,:]\d+)+ )
  | (?P<number> \d+ )
  | (?P<other> \S )
    """,
    re.VERBOSE | re.ASCII,
)
MARKS = frozenset("/-,&.:%+()'!?€$£")
# Only so much of a text is read, so that no text takes long; the rest is left over.
LONGEST_TEXT = 2000
HOUR_FOLLOWS = re.compile(r" ?(?:uur|u|h)\b")
TIME_MUST_FOLLOW = frozenset(("AT", "AFTER", "FROM", "BEF", "VOOR", "TOT", "BETW"))


def fold(text: str) -> str:
    """The text in small letters without accents, letter for letter as long as before."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(maxsize=1024)
def _folded(letter: str) -> str:
    if letter.isspace():
        return " "
    if letter in "’‘`´":
        return "'"
    if letter in "–—−‑":
        return "-"
    return unicodedata.normalize("NFD", letter)[0].lower()[0]


def rule(pattern: str) -> Rule:
    """A pattern over whole codes; H stands for a clock time or a bare hour, N for a number."""
    clock = r"(?:[TAL]\\d{4}~*|W?\\d{1,2}|\\d{4}|een|one)(?: UUR)?"
    pattern = re.sub(r"\bH\b", clock, pattern)
    pattern = re.sub(r"\bN\b", r"(?:W?\\d{1,2}|een|one|a|an)", pattern)
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)", re.ASCII)


class Line:
    """The codes of one text with single blanks between them in `codes`, taken or covered piece by piece."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.english = self.dutch = False
        self._spans: list[tuple[int, int]] = []
        self._starts: list[int] = []
        self._taken: set[int] = set()
        pieces: list[str] = []
        place = 0
        for found in TOKEN.finditer(fold(text[:LONGEST_TEXT])):
            code = _code(found, pieces[-1] if pieces else "")
            word = found.group()
            self.english |= word in ENGLISH
            self.dutch |= word in DUTCH
            self.words.append(word)
            self._spans.append(found.span())
            self._starts.append(place)
            pieces.append(code)
            place += len(code) + 1
        self.codes = " ".join(pieces)

    @property
    def anything_taken(self) -> bool:
        """Whether any of it was understood."""
        return bool(self._taken)

    def index_at(self, place: int) -> int:
        """Which of `words` stands behind a place in the codes."""
        return bisect_right(self._starts, place) - 1

    def word_at(self, place: int) -> str:
        """The folded word that stands behind a place in the codes."""
        return self.words[self.index_at(place)]

    def take(self, start: int, end: int) -> None:
        """These codes are understood: they leave the line, and their letters the text."""
        self._taken.update(range(self.index_at(start), self.index_at(end - 1) + 1))
        self._fill(start, end, "#")

    def cover(self, pattern: Rule) -> None:
        """Whatever the pattern finds is not about time and stays in the text."""
        for found in pattern.finditer(self.codes):
            self._fill(*found.span(), "_")

    def rewrite(self, start: int, end: int, code: str) -> None:
        """Another code for a stretch at least as long as it."""
        self.codes = self.codes[:start] + code.ljust(end - start, "~") + self.codes[end:]

    def read(self, pattern: Rule, reading: Callable[[re.Match[str]], bool]) -> None:
        """Every find the reading accepts is taken."""
        place = 0
        while found := pattern.search(self.codes, place):
            if reading(found):
                self.take(*found.span())
            place = max(found.end(), place + 1)

    def left_over(self) -> str:
        """The text without what was taken, and without the commas and joining words that hung on it."""
        if not self._taken:
            return self.text
        dropped = set(self._taken)
        for index in range(len(self.words)):
            between = index - 1 in dropped and index not in dropped
            run = index
            while between and run < len(self.words) and self.words[run] in JOINTS:
                run += 1
            if between and run > index and (run in self._taken or run == len(self.words)):
                dropped.update(range(index, run))
        pieces, place = [], 0
        for index in sorted(dropped):
            start, end = self._spans[index]
            pieces.append(self.text[place:start])
            place = end
        pieces.append(self.text[place:])
        joined = " ".join(piece.strip() for piece in pieces if piece.strip(" ,;"))
        left = re.sub(r"\s+([,.;!?])", r"\1", " ".join(joined.split())).strip(" ,;:-–/&")
        return left if any(letter.isalnum() for letter in left) else ""

    def _fill(self, start: int, end: int, mark: str) -> None:
        self.codes = self.codes[:start] + mark * (end - start) + self.codes[end:]


JOINTS = frozenset(
    (",", ".", "/", "-", "&", ";", ":", "en", "and", "of", "or", "'", "s", "'s", "dan", "het", "de", "the")
)


def _code(found: re.Match[str], before: str) -> str:
    match found.lastgroup:
        case "word":
            return code_of(found["word"])
        case "one_half":
            return "anderhalf"
        case "number":
            return found["number"] if len(found["number"]) <= 4 else "_"
        case "iso":
            return f"X{found['iso_day']}{found['iso_month']}{found['iso_year']}"
        case "date":
            return f"X{int(found['day']):02}{int(found['month']):02}{int(found['year']) % 2000 + 2000}"
        case "clock":
            return _clock_code(found, before)
        case "halved":
            return _clock(int(found["hour12"]), 0, found["half12"])
        case "short":
            return _short_date(int(found["first"]), int(found["second"]), found["short_sep"])
        case "other":
            return found["other"] if found["other"] in MARKS else "*"
    return "_"


def _clock_code(found: re.Match[str], before: str) -> str:
    hour, minute = int(found["hour"]), int(found["minute"])
    said_hour = before in TIME_MUST_FOLLOW or HOUR_FOLLOWS.match(found.string, found.end())
    month_like = minute in range(1, 13) and not said_hour
    if found["mark"] == "." and (month_like or hour > 24) and not found["half"]:
        return f"X{hour:02}{minute:02}0000" if minute <= 12 and 1 <= hour <= 31 else "_"
    if found["mark"] is None and hour <= 3 and not found["half"]:
        return f"L{hour:02}{minute:02}"
    return _clock(hour, minute, found["half"], zero=found["hour"].startswith("0"))


def _clock(hour: int, minute: int, half: str | None, *, zero: bool = False) -> str:
    """T and four digits for a certain time, A where it may be twelve hours later."""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if hour <= 12 else hour
    if hour > 23 or minute > 59:
        return "_"
    certain = half or zero or hour == 0 or hour >= 12
    return f"{'T' if certain else 'A'}{hour:02}{minute:02}"


def _short_date(first: int, second: int, separator: str) -> str:
    """A day and month; with a slash also month and day; or two hours that no day and month can be."""
    if 1 <= second <= 12:
        return f"X{first:02}{second:02}0000"
    if separator == "/" and 1 <= first <= 12 and second <= 31:
        return f"X{second:02}{first:02}0000"
    if separator == "-" and 7 <= first < second <= 22:
        return f"{first} - {second}"
    return "_"
