"""What the page says, in the staff's language: its own Fluent files, and a lesson as people read it."""

from datetime import date, datetime
from importlib.resources import files

from bot.core.clocks import clock_of_team
from bot.core.desk import Business
from bot.core.orders import Order
from bot.core.speech import Speech

FALLBACK = "en"


def agenda_words(business: Business) -> "AgendaWords":
    """In the staff's language; in English where nobody has written theirs."""
    found = {}
    for language in dict.fromkeys((business.staff_language, FALLBACK)):
        file = files("locales").joinpath(f"{language}.agenda.ftl")
        if file.is_file():
            found[language] = file.read_text(encoding="utf-8")
    return AgendaWords(Speech(found), business)


class AgendaWords:
    """Sentences, days and lessons in one language."""

    def __init__(self, speech: Speech, business: Business) -> None:
        self.language = speech.base
        self.speech = speech
        self._business = business
        self.here = clock_of_team(speech, self.language, business.zone)

    def say(self, key: str, **values: object) -> str:
        """A sentence of the agenda's files."""
        return self.speech.say(self.language, f"agenda-{key}", **values)

    def day(self, day: date, *, long: bool = False) -> str:
        """“Thursday 26 November”."""
        return self.speech.day(self.language, day, long=long)

    def clock(self, moment: datetime, now: datetime) -> str:
        """“16:42”, with its weekday when that is not today's."""
        here = self.here
        other = here.local(moment).date() != here.local(now).date()
        return f"{here.weekday(moment)} {here.time(moment)}" if other else here.time(moment)

    def subject(self, order: Order) -> str:
        """“Mathematics”; the kind of lesson where it has no subject."""
        titles = next((one.titles for one in self._business.subjects if one.value == order.subject), {})
        return titles.get(self.language) or order.subject or order.flow

    def place(self, order: Order) -> str:
        """“Online”, without the address."""
        titles = next((one.titles for one in self._business.places if one.value == order.slot.place), {})
        return titles.get(self.language) or order.slot.place

    def address(self, order: Order) -> str:
        """Where the lesson is: the address or meeting line; "" where there is none."""
        details = next((one.details for one in self._business.places if one.value == order.slot.place), {})
        return details.get(self.language, "")

    def tutor(self, value: str) -> str:
        """A tutor's name; their value once they have left."""
        known = self._business.tutor_named(value)
        return (known.name if known else "") or value
