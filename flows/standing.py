"""What a student with a booked lesson says about it: “I am ill”, “can it be an hour later?”, “what time was it again?”.

Heard before a wish for another lesson, so that nobody who wants to move one books a second.
"""

from bot.core.flow import Heard, Reader
from bot.core.hearing import is_question, mentions, plain
from bot.core.turn import Turn
from flows import orders
from flows.said import other_subject, read, reader

ABOUT_IT = ("cannot-come", "other-moment", "my-lesson")


def about_lesson(turn: Turn, text: str) -> Heard | None:
    """The lesson that is meant, with *move* and *cancel*; None without one, or where another lesson is asked for."""
    told = read(turn, text)
    if told.another:
        return None
    if mentions(plain(text), turn.desk.speech.words("for-a-person")):
        return Heard("person")
    if not orders.upcoming(turn):  # booked by telephone, or under another address: said so, with a person
        there_is = mentions(plain(text), turn.desk.speech.words("has-lesson")) and not is_question(turn, text)
        return Heard("my_lesson") if there_is else None
    words = [one for one in ABOUT_IT if not (told.subject and one == "other-moment")]
    said, speech = plain(text), turn.desk.speech
    return Heard("my_lesson") if any(mentions(said, speech.words(word)) for word in words) else None


def again(turn: Turn, text: str) -> Heard | None:
    """“Same as last time” from somebody who had a lesson."""
    if not any(one.history for one in turn.student.learners):
        return None
    same = mentions(plain(text), turn.desk.speech.words("same-again"))
    return Heard("told_again", read(turn, text)) if same else None


def reader_beside_lesson() -> Reader:
    """As `reader`, for steps where a lesson may already stand or nothing is asked yet."""

    def reads(turn: Turn, text: str) -> Heard | None:
        return about_lesson(turn, text) or again(turn, text) or other_subject(turn, text) or reader()(turn, text)

    return reads
