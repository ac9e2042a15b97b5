"""What the list of tutors must agree with: subjects, languages and places, and lessons that are booked already."""

from collections import Counter
from collections.abc import Iterable

from bot.core.slots import TUTOR
from bot.shell.settings.business_tables import Judged
from bot.shell.settings.problems import Problems


def check_tutors(judged: Judged, problems: Problems) -> None:
    """Adds every contradiction between the tutors and the rest of the file."""
    tutors = judged.calendar.tutors if judged.calendar else []
    if not tutors:
        return
    for value, times in Counter(one.value for one in tutors).items():
        if times > 1:
            problems.key(f"calendar.tutors[{value}]", "stands there twice; values are unique.")
    if TUTOR not in {one.value for one in tutors}:
        problems.key(
            "calendar.tutors", "needs the one whose lessons are in the database already.", f'value = "{TUTOR}"'
        )
    subjects, places = [one.value for one in judged.subjects], [one.value for one in judged.places]
    languages = judged.business.languages if judged.business else []
    for one in tutors:
        for key, named, known in (
            ("subjects", one.subjects, subjects),
            ("languages", one.languages, languages),
            ("places", one.places, places),
        ):
            for value in set(named) - set(known) if known else ():
                problems.key(f"calendar.tutors[{one.value}].{key}", f"{value!r} is none of {list(known)}.")
    _check_served("subject", subjects, (one.subjects for one in tutors), problems)
    _check_served("language", languages, (one.languages for one in tutors), problems)
    _check_served("place", places, (one.places for one in tutors), problems)


def _check_served(what: str, values: Iterable[str], lists: Iterable[list[str]], problems: Problems) -> None:
    """A subject nobody teaches would be offered and never have a time."""
    lists = list(lists)
    for value in values:
        if all(one and value not in one for one in lists):
            problems.key("calendar.tutors", f"nobody has the {what} {value!r}.")
