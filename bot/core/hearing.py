"""What the student meant. The order of hearing:

1. an offered choice: value, title, number
2. a word that works everywhere, as the whole message, give or take "please"
3. what this step reads
4. a question topic
5. nothing: not understood
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.core.conversation import Choice, Offer
from bot.core.flow import Heard
from bot.core.ordinals import by_place

if TYPE_CHECKING:
    from bot.core.turn import Turn

# Words that work everywhere -> the trigger they fire. In a quiet step (name, goals) only QUIET_WORDS count.
ANYWHERE = {
    "person": "person",
    "start-over": "start_over",
    "stop": "stop",
    "help": "help",
    "back": "back",
    "thanks": "thanks",
    "greeting": "greeted",
    "paid": "says_paid",
    "move": "move",
    "cancel": "cancel",
}
# Slips of the finger are forgiven in short messages: in a page of text every word is near some other (1.7 s for 250 words).
MOST_FORGIVEN = 40
QUIET_WORDS = ("person", "stop", "back")
FLAGS = {"🇳🇱": "nl", "🇧🇪": "nl", "🇬🇧": "en", "🇺🇸": "en"}
# What a message without a single word says by its signs.
SIGNS = (("👍", "ok"), ("👌", "ok"), ("✅", "ok"), ("👎", "nee"), ("❌", "nee"),
         ("💸", "how much"), ("💰", "how much"), ("💶", "how much"), ("€", "how much"), ("?", "help"), ("❓", "help"))  # fmt: skip
_NUMBER = re.compile(r"^(?:optie|option|nr|no|nummer|number|keuze)?\s*#?\s*(\d{1,2})\s*[.)]?$")
_LETTERS = re.compile(r"[^\w\s€&+:./,-]", re.UNICODE)


def hear(turn: "Turn", text: str, offer: Offer | None) -> Heard | None:
    """The trigger and value of a typed message; None when it is not understood."""
    said = plain(worded(text))
    if not said:
        return None
    step = turn.desk.machine.steps[turn.state]
    if step.quiet and offer is not None and offer.step != step.name:
        offer = None  # a name or a goal is asked without choices: "2" is no answer to the question before
    return (
        offered(said, offer, turn.desk.speech.words("please"))
        or anywhere(turn, said, quiet=step.quiet)
        or (None if step.quiet else pleaded(turn, said))
        or (step.reads(turn, worded(text).strip()) if step.reads else None)
        or (_undecided(turn, said) if step.unfinished else None)
        or (None if step.quiet else topic(turn, said))
    )


def _undecided(turn: "Turn", said: str) -> Heard | None:
    """No answer to the question, and yet understood: “I don't know”, “none of these”, “both”."""
    if says(turn, said, "unsure") or says(turn, said, "none-of-these"):
        return Heard("unsure")
    return Heard("both") if says(turn, said, "both") else None


def offered(said: str, offer: Offer | None, please: Iterable[str] = ()) -> Heard | None:
    """The choice that a typed answer names: its value, its title, its number, or its title with a slip of the finger."""
    if offer is None:
        return None
    bare = _without_please(said, please)
    return named(said, offer) or named(bare, offer) or _nearly_named(bare, offer) or _placed(said, offer)


def named(said: str, offer: Offer) -> Heard | None:
    """The choice whose value, title or number this is."""
    choices = offer.choices
    for one in choices:
        if said in (one.value.lower(), plain(one.title)):
            return Heard(one.does, one.value)
    number = _NUMBER.match(said)
    if number and 1 <= int(number[1]) <= len(choices):
        one = choices[int(number[1]) - 1]
        return Heard(one.does, one.value)
    return None


def _nearly_named(said: str, offer: Offer) -> Heard | None:
    choices = offer.choices
    near = _only([c for c in choices if is_near(said, plain(c.title))])
    near = near or (_only([c for c in choices if plain(c.title).startswith(said)]) if len(said) >= 4 else None)
    return Heard(near.does, near.value) if near else None


def _placed(said: str, offer: Offer) -> Heard | None:
    one = by_place(said, offer.choices)
    return Heard(one.does, one.value) if one else None


def tapped(value: str, title: str, offer: Offer | None) -> Heard | None:
    """The choice of a tap, if `offer` has it."""
    for one in offer.choices if offer else ():
        if one.value == value or (not value and one.title == title):
            return Heard(one.does, one.value)
    return None


def anywhere(turn: "Turn", said: str, *, quiet: bool) -> Heard | None:
    """A word that works in every step, when it is the whole message."""
    speech = turn.desk.speech
    bare = _without_please(said, speech.words("please"))
    for word, trigger in ANYWHERE.items():
        if quiet and word not in QUIET_WORDS:
            continue
        if bare in speech.words(word) or said in speech.words(word):
            return Heard(trigger)
        if len(bare) >= 6 and any(is_near(bare, w) for w in speech.words(word) if len(w) >= 6):
            return Heard(trigger)
    if quiet:
        return None
    language = language_word(turn, said) or language_word(turn, bare)
    return Heard("language", language) if language else None


def pleaded(turn: "Turn", said: str) -> Heard | None:
    """A person asked for in the middle of a sentence: “can I speak to a human about Tuesday?”"""
    return Heard("person") if mentions(said, turn.desk.speech.words("person-within")) else None


def says(turn: "Turn", said: str, word: str) -> bool:
    """Whether a message is one of the words listed under `word`, give or take “please” and “then”."""
    words = turn.desk.speech.words(word)
    return said in words or bool(
        {_without_please(said, ()), _without_please(said, turn.desk.speech.words("please"))} & words
    )


def language_word(turn: "Turn", said: str) -> str:
    """The language a message asks for ("in english", a flag), or "". The bare name of a language may be the subject:
    it counts only at the door, where no subject is asked."""
    if said in FLAGS:
        return FLAGS[said] if FLAGS[said] in turn.business.languages else ""
    for language in turn.business.languages:
        if said in turn.desk.speech.words(f"language-{language}"):
            return language
        if turn.state.startswith("welcome.") and said in turn.desk.speech.words(f"language-name-{language}"):
            return language if language != turn.language else ""
    return ""


def topic(turn: "Turn", said: str) -> Heard | None:
    """The question topic whose words the message holds: the most of them."""
    tokens = re.findall(r"\w+", said)
    whole, single = f" {' '.join(tokens)} ", set(tokens)
    best, most = "", 0
    for one in turn.business.topics:
        score = 0
        for language in turn.business.languages:
            for phrase in one.words.get(language, ()):
                if _phrase_in(_spaced(phrase), whole, single):
                    score += len(phrase.split())
        if score > most:
            best, most = one.value, score
    return Heard("topic", best) if best else None


def is_question(turn: "Turn", text: str) -> bool:
    """Whether a message asks something, by its mark or its first word."""
    first = plain(text).split(" ", 1)[0]
    return "?" in text or first in turn.desk.speech.words("asks")


def plain(text: str) -> str:
    """Lower case, without accents, punctuation at the ends, and doubled spaces; flags stay."""
    if text.strip() in FLAGS:
        return text.strip()
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(_LETTERS.sub(" ", folded).split()).strip(" .,-:/")


def worded(text: str) -> str:
    """The text; one without any word becomes what its signs say (👍 is “ok”)."""
    if any(c.isalnum() for c in text) or text.strip() in FLAGS:
        return text
    return next((word for sign, word in SIGNS if sign in text), text)


@lru_cache(maxsize=16384)
def is_near(said: str, meant: str) -> bool:
    """Whether `said` is `meant` with one slip (two in long words): typed on a phone, in a hurry."""
    if abs(len(said) - len(meant)) > 2 or len(meant) < 5 or said.isdigit() or any(c.isdigit() for c in meant):
        return False
    return distance(said, meant) <= (1 if len(meant) < 9 else 2)


@lru_cache(maxsize=4096)
def distance(one: str, other: str) -> int:
    """Edits (insert, drop, change, swap neighbours) from one word to another."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]


def mentions(said: str, words: Iterable[str]) -> bool:
    """Whether a message holds one of the words or phrases, give or take a slip."""
    tokens = re.findall(r"\w+", said)
    whole, single = f" {' '.join(tokens)} ", set(tokens)
    return any(_phrase_in(_spaced(word), whole, single) for word in words)


@lru_cache(maxsize=4096)
def _spaced(phrase: str) -> str:
    """Its plain words with single spaces between them."""
    return " ".join(re.findall(r"\w+", plain(phrase)))


def _phrase_in(phrase: str, whole: str, tokens: set[str]) -> bool:
    if not phrase:
        return False
    if " " in phrase:
        return f" {phrase} " in whole
    if phrase in tokens:
        return True
    forgiving = len(phrase) >= 5 and len(tokens) <= MOST_FORGIVEN
    return forgiving and any(len(t) >= 5 and is_near(t, phrase) for t in tokens)


def _without_please(said: str, please: Iterable[str]) -> str:
    said = " ".join(said.replace(",", " ").replace(".", " ").split())
    before, words = "", sorted(please, key=len, reverse=True)
    while before != said:
        before = said
        for word in words:
            said = said.removesuffix(" " + word).removeprefix(word + " ")
    return said


def _only(found: Sequence[Choice]) -> Choice | None:
    return found[0] if len(found) == 1 else None
