"""What the pages say: their own Fluent files, and the facts of an order as people read them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib.resources import files

from bot.core.clocks import Clock, clock_for
from bot.core.desk import Business
from bot.core.errors import WrongSettings
from bot.core.money import Money
from bot.core.orders import BOOKED, Order
from bot.core.slots import ONLINE
from bot.core.speech import Speech


def page_speech(business: Business) -> Speech:
    """The voice of the pages. WrongSettings when a language of the business has no `locales/<language>.pages.ftl`."""
    base = business.default_language
    found, missing = {}, []
    for language in (base, *(one for one in business.languages if one != base)):
        file = files("locales").joinpath(f"{language}.pages.ftl")
        if file.is_file():
            found[language] = file.read_text(encoding="utf-8")
        else:
            missing.append(f"business file, business.languages: there is no locales/{language}.pages.ftl.")
    if missing:
        raise WrongSettings(missing)
    return Speech(found)


class PageWords:
    """Sentences and facts in one language."""

    def __init__(self, speech: Speech, business: Business, language: str) -> None:
        self.language = language if language in speech.languages else speech.base
        self._speech = speech
        self._business = business

    def say(self, key: str, **values: str) -> str:
        """A sentence of the pages' files."""
        return self._speech.say(self.language, f"page-{key}", **values)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return f"page-{key}" in self._speech.keys(self._speech.base)

    def values(self, order: Order) -> dict[str, str]:
        """What any sentence about the order may use."""
        speech, slot = self._speech, order.slot
        clock = self._clock(order)
        free_until = slot.start - self._business.cancel_notice
        return {
            "business": self._business.name,
            "lesson": self.lesson(order),
            "day": clock.day(slot.start, long=True),
            "start": clock.time(slot.start),
            "end": clock.time(slot.end),
            "zone": self._clocks(clock, slot.start),
            "price": speech.money(self.language, order.asks),
            "back": speech.money(self.language, Money(order.refunded_cents, order.price.currency)),
            "asked": speech.money(self.language, Money(order.on_its_way_back_cents, order.price.currency)),
            "until": self._named(clock, order.held_until, clock.time(order.held_until)) if order.held_until else "–",
            "until_day": clock.day(order.held_until) if order.held_until else "–",
            "hours": str(int(self._business.cancel_notice / timedelta(hours=1))),
            "cancel_until": self._named(clock, free_until, clock.moment(free_until)),
        }

    def _clock(self, order: Order) -> Clock:
        return clock_for(self._speech, self.language, self._business.zone, order.zone, order.slot.place)

    def _clocks(self, clock: Clock, moment: datetime) -> str:
        """“Amsterdam time”; for a student elsewhere “New York time; 16:00 in Amsterdam”."""
        there, zone = clock.at_home(moment), clock.city(moment)
        return (
            self.say("clocks", zone=zone, time=there, home=clock.home_city) if there else self.say("clock", zone=zone)
        )

    def _named(self, clock: Clock, moment: datetime, told: str) -> str:
        """With its city where the student's own clock shows something else."""
        return self.say("time-in", time=told, zone=clock.city(moment)) if clock.is_foreign(moment) else told

    def lesson(self, order: Order) -> str:
        """“Tutoring, Mathematics, 60 minutes”: never whose."""
        subject = next((o.titles for o in self._business.subjects if o.value == order.subject), {})
        name = self.say(f"lesson-{order.flow}") if self.has(f"lesson-{order.flow}") else self.say("lesson")
        length = self.say("minutes", minutes=str(order.slot.minutes))
        return ", ".join(part for part in (name, subject.get(self.language, ""), length) if part)

    def facts(self, order: Order, series: Sequence[Order] = ()) -> list[tuple[str, str]]:
        """Label and value of what was ordered, in reading order. `series`: the other lessons of its weekly series."""
        values = self.values(order)
        cost = self.say("free") if order.free else values["price"]
        when = [
            (self.say("label-day"), values["day"]),
            (self.say("label-time"), self.say("time", **values)),
        ]
        if series:
            when = [(self.say("label-days", count=str(1 + len(series))), self._days((order, *series)))]
            if order.lent_cents:
                cost = self.say("price-series", price=cost, count=str(1 + len(order.others)))
        return [
            (self.say("label-lesson"), values["lesson"]),
            *when,
            (self.say("label-place"), self.place(order)),
            (self.say("label-price"), cost),
        ]

    def _days(self, lessons: Sequence[Order]) -> str:
        """“Thu 26 Nov 16:00 · Thu 3 Dec 16:00 (Amsterdam time)”."""
        starts = sorted(one.slot.start for one in lessons)
        clock = self._clock(lessons[0])
        return self.say(
            "days",
            list=" · ".join(clock.moment(one) for one in starts),
            zone=self.values(lessons[0])["zone"],
        )

    def place(self, order: Order) -> str:
        """The address; the line to meet online only once the lesson is booked."""
        place = next((one for one in self._business.places if one.value == order.slot.place), None)
        if place is None:
            return order.slot.place
        title, details = _in(place.titles, self.language), _in(place.details, self.language)
        if place.value == ONLINE and order.booking != BOOKED:
            return title
        return f"{title}: {details}" if title and details else title or details

    def terms(self) -> str:
        """The one line of terms from the settings."""
        return _in(self._business.terms, self.language)


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
