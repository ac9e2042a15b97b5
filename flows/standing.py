"""What a student with a booked lesson says about it: “I am ill”, “can it be an hour later?”, “what time was it again?”.

Heard before a wish for another lesson, so that nobody who wants to move one books a second.
"""

from bot.core.flow import Heard, Reader
from bot.core.hearing import is_question, mentions, plain, topic
from bot.core.series import later
from bot.core.turn import Turn
from flows import orders
from flows.said import Said, heard, other_subject, read

ABOUT_IT = ("cannot-come", "my-lesson")


def reader_beside_lesson() -> Reader:
    """As `reader`, for steps where a lesson may already stand or nothing is asked yet."""

    def reads(turn: Turn, text: str) -> Heard | None:
        told = read(turn, text)
        return (
            about_lesson(turn, text, told)
            or again(turn, text, told)
            or other_subject(turn, text, told)
            or heard(turn, text, told)
        )

    return reads


def about_lesson(turn: Turn, text: str, told: Said) -> Heard | None:
    """The lesson that is meant, with *move* and *cancel*; None without one, or where another lesson is asked for."""
    if told.another:
        return None
    said, speech = plain(text), turn.desk.speech
    if mentions(said, speech.words("for-a-person")):
        return Heard("person")
    if not (
        orders.upcoming(turn) or later(turn)
    ):  # booked by telephone, or under another address: said so, with a person
        there_is = mentions(said, speech.words("has-lesson")) and not is_question(turn, text)
        return Heard("my_lesson") if there_is else None
    if told.place and told == Said(place=told.place) and not (is_question(turn, text) and topic(turn, said)):
        same = all(one.slot.place == told.place for one in orders.upcoming(turn))
        return Heard("my_lesson" if same else "person")  # another place is agreed with a person
    elsewhere = not told.subject and mentions(said, speech.words("other-moment"))
    off = mentions(said, speech.words("cancel"))
    if elsewhere != off:
        return Heard("move" if elsewhere else "cancel", text)
    return Heard("my_lesson") if off or any(mentions(said, speech.words(word)) for word in ABOUT_IT) else None


def again(turn: Turn, text: str, told: Said) -> Heard | None:
    """“Same as last time” from somebody who had a lesson."""
    if not any(one.history for one in turn.student.learners):
        return None
    return Heard("told_again", told) if mentions(plain(text), turn.desk.speech.words("same-again")) else None


def told_at_last(turn: Turn) -> None:
    """The student is back in another conversation, after one that was deleted: what is booked is said here."""
    for order in orders.upcoming(turn):
        turn.lead(
            "booked-meanwhile",
            calendar=f"{orders.link(turn, order)}/lesson.ics",
            **orders.facts(turn, order, language=turn.language),
        )
