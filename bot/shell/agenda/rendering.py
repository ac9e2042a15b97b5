"""From days to the page's HTML: every state by colour and by word, links to the conversations, other days and tutors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from urllib.parse import urlencode

import jinja2

from bot.core.desk import Business
from bot.core.orders import Order
from bot.shell.agenda.days import Day, Row
from bot.shell.agenda.entries import State, conversation_link
from bot.shell.agenda.words import agenda_words

PATH = "/agenda"
WEEK = 7
COUNTED_DOWN = (State.HELD, State.PARENT)


@dataclass(frozen=True, slots=True)
class View:
    """What was asked for: the first day, one day or seven, whose lessons."""

    first: date
    count: int
    tutor: str = ""

    def address(self, **changes: object) -> str:
        """The page's address with these changes."""
        asked = {"from": self.first, "days": self.count, "tutor": self.tutor} | changes
        return f"{PATH}?{urlencode({key: value for key, value in asked.items() if value})}"


class Rendering:
    """The page as HTML. `chatwoot_url`: "" leaves out the links into Chatwoot (a rehearsal has no dashboard)."""

    def __init__(self, business: Business, chatwoot_url: str, *, rehearsal: bool) -> None:
        self._business = business
        self._chatwoot_url = chatwoot_url
        self._words = agenda_words(business)
        self._rehearsal = rehearsal
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("bot.shell.agenda"), autoescape=True, undefined=jinja2.StrictUndefined
        )

    def page(self, view: View, days: Sequence[Day], now: datetime) -> str:
        """The days."""
        today, words = now.astimezone(self._business.zone).date(), self._words
        last = view.first + timedelta(days=view.count - 1)
        one = words.day(view.first, long=True)
        several = len(self._business.tutors) > 1
        return self._html(
            "agenda.html",
            range=one if view.count == 1 else words.say("range", first=one, last=words.day(last, long=True)),
            moves=self._moves(view, today),
            views=[
                (words.say(key), view.address(days=count), view.count == count)
                for key, count in (("one-day", 1), ("week", WEEK))
            ],
            tutors=self._tutors(view) if several else [],
            several=several,
            days=[self._day(day, today, now) for day in days],
            now_ms=_ms(now),
            now=words.say("zone", zone=words.here.home_city, clock=words.clock(now, now)),
        )

    def door(self, key: str) -> str:
        """For whoever is not let in; `key` names the sentence."""
        again = f"{PATH}?again=1" if key == "door-text" else ""
        return self._html(
            "door.html", title=self._words.say("door-title"), text=self._words.say(key), again=again, on=False
        )

    def entering(self) -> str:
        """A moment's page that goes on to the agenda by itself.

        The step is one of our own: a browser sends a SameSite=Strict cookie only then, and not when it is redirected
        from a link in a message.
        """
        text = self._words.say("enter")
        return self._html("door.html", title=text, text="", again=f"{PATH}?again=1", on=True)

    def _moves(self, view: View, today: date) -> list[tuple[str, str, str]]:
        step = timedelta(days=view.count)
        return [
            (self._words.say("earlier"), view.address(**{"from": _some(view.first, -step)}), "prev"),
            (self._words.say("today"), view.address(**{"from": today}), "today"),
            (self._words.say("later"), view.address(**{"from": _some(view.first, step)}), "next"),
        ]

    def _tutors(self, view: View) -> list[tuple[str, str, bool]]:
        every = [(self._words.say("everybody"), "")]
        every += [(self._words.tutor(one.value), one.value) for one in self._business.tutors]
        return [(title, view.address(tutor=value), view.tutor == value) for title, value in every]

    def _day(self, day: Day, today: date, now: datetime) -> Mapping[str, object]:
        words = self._words
        counts = [words.say("lessons", count=day.lessons)]
        if day.waiting:
            counts.append(words.say("waiting", count=day.waiting))
        return {
            "id": f"day-{day.date.isoformat()}",
            "date": day.date.isoformat(),
            "title": words.day(day.date, long=True),
            "today": words.say("today") if day.date == today else "",
            "past": day.date < today,
            "counts": ", ".join(counts),
            "bare": all(row.entry is None for row in day.rows),
            "rows": [self._row(row, now) for row in day.rows],
        }

    def _row(self, row: Row, now: datetime) -> Mapping[str, object]:
        words = self._words
        time = f"{words.here.time(row.start)}–{words.here.time(row.end)}"
        shown: dict[str, object] = {"time": time, "start": row.start.isoformat(), "past": row.end <= now}
        if row.entry is None:
            tutor = words.tutor(row.elsewhere.tutor) if row.elsewhere else ""
            return shown | {
                "kind": "free" if row.is_gap else "elsewhere",
                "what": words.say("free" if row.is_gap else "elsewhere"),
                "tutor": tutor,
            }
        order, state = row.entry.order, row.entry.state
        until = order.held_until if state in COUNTED_DOWN else None
        return shown | {
            "kind": "lesson",
            "state": state.value,
            "word": words.say(state.value),
            "what": words.subject(order),
            "more": ", ".join((words.say("minutes", minutes=order.slot.minutes), words.place(order))),
            "who": row.entry.name,
            "tutor": words.tutor(order.tutor),
            "until": words.say("until", clock=words.clock(until, now)) if until else "",
            "until_ms": _ms(until) if until else 0,
            "left": words.say("left", left=self._span(until - now)) if until else "",
            "link": self._link(order),
            "linked": words.say("conversation", number=str(order.conversation_id)),
        }

    def _span(self, span: timedelta) -> str:
        """“42:05”, minutes and seconds; hours from two hours on. The script beside the page writes it in the same way."""
        seconds = max(0, int(span.total_seconds()))
        if seconds >= 2 * 3600:
            return self._words.say("hours", count=str(seconds // 3600))
        return f"{seconds // 60}:{seconds % 60:02d}"

    def _link(self, order: Order) -> str:
        return conversation_link(self._chatwoot_url, order) if self._chatwoot_url else ""

    def _html(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(
            language=self._words.language,
            business=self._business.name,
            say=self._words.say,
            path=PATH,
            rehearsal=self._words.say("rehearsal") if self._rehearsal else "",
            **values,
        )


def assets() -> Mapping[str, tuple[str, bytes]]:
    """Name -> media type and content of the files beside the page."""
    kinds = {"agenda.css": "text/css; charset=utf-8", "agenda.js": "text/javascript; charset=utf-8"}
    folder = files("bot.shell.agenda").joinpath("assets")
    return {name: (kind, folder.joinpath(name).read_bytes()) for name, kind in kinds.items()}


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _some(day: date, step: timedelta) -> date:
    """The day after that step; the same one where the calendar ends."""
    try:
        return day + step
    except OverflowError:
        return day
