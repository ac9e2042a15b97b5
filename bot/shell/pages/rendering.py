"""From an order and what to show of it to HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import jinja2
from jinja2.utils import urlize
from markupsafe import Markup

from bot.core.desk import Business, Desk
from bot.core.orders import Order
from bot.shell.pages.showing import Show
from bot.shell.pages.words import PageWords, page_speech

ASSETS = "/assets"
FIRST_LOOK_SECONDS, LONGEST_PAUSE_SECONDS = 2, 30
WAITING = frozenset({Show.OPENING, Show.CHECKING, Show.PROCESSING})
WITH_FACTS = frozenset(Show) - {Show.OPENING, Show.TO_STRIPE, Show.REPLACED, Show.MOVED}
PAY_AGAIN = frozenset({Show.UNPAID, Show.EXPIRED})
# Where a part that went back is worth a line; the pages of a whole refund speak of nothing else.
TELLS_PART_BACK = frozenset(
    {Show.BOOKED, Show.PAST, Show.DISPUTED, Show.ATTENTION, Show.CANCELLED, Show.REPLACED, Show.MOVED}
)
PATIENT_LOOKS = 15  # about a minute; then "checking" says that it takes longer than usual


@dataclass(frozen=True, slots=True)
class Visit:
    """What of the request the page depends on."""

    where: str = ""  # "" or "thanks"
    looks: int = 0  # how often the page has looked again by itself
    asked: bool = False  # *Pay now* was pressed, and nothing came of it yet


@dataclass(frozen=True, slots=True)
class Entered:
    """What a parent filled in, and what is wrong with it (sentence keys)."""

    name: str = ""
    problems: tuple[str, ...] = ()


class Rendering:
    """The pages as HTML."""

    def __init__(self, desk: Desk, *, rehearsal: bool) -> None:
        self._desk = desk
        self._business: Business = desk.business
        self._speech = page_speech(desk.business)
        self._rehearsal = rehearsal
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("bot.shell.pages"), autoescape=True, undefined=jinja2.StrictUndefined
        )

        self._templates.filters["linked"] = _linked

    def words(self, language: str) -> PageWords:
        """The sentences of a language."""
        return PageWords(self._speech, self._business, language)

    def page(
        self, order: Order, show: Show, visit: Visit, *, newer: Order | None = None, series: Sequence[Order] = ()
    ) -> str:
        """Any page but the parent's."""
        words, values, at = self.words(order.language), self.words(order.language).values(order), f"/p/{order.token}"
        thanks = visit.where == "thanks" and show is Show.BOOKED
        again = self._again(at, show, visit)
        pay_again = {"action": f"{at}/pay", "label": words.say("pay-now", **values)} if show in PAY_AGAIN else None
        return self._html(
            "page.html",
            words,
            title=words.say("thanks-title" if thanks else _title(words, order, show)),
            lines=_lines(words, values, order, show, visit),
            mood="good" if show is Show.BOOKED else "",
            facts=words.facts(order, series) if show in WITH_FACTS else [],
            again=again,
            pay_again=pay_again,
            buttons=self._buttons(words, values, show, at, newer),
            small=words.say("methods") if show in PAY_AGAIN or show is Show.LEFT else "",
        )

    def parent(self, order: Order, entered: Entered, series: Sequence[Order] = ()) -> str:
        """The page a parent or guardian agrees on."""
        words = self.words(order.language)
        values = words.values(order)
        lines = [words.say("parent-text", **values)]
        if order.held_until is not None:
            lines.append(words.say("parent-held", **values))
        return self._html(
            "parent.html",
            words,
            title=words.say("parent-title"),
            lines=lines,
            facts=words.facts(order, series),
            terms=[
                line
                for line in (words.say(f"parent-cancel{'-series' * bool(series)}", **values), words.terms())
                if line
            ],
            action=f"/p/{order.token}/agree",
            problems=[words.say(key) for key in entered.problems],
            name=entered.name,
            name_label=words.say("parent-name"),
            agree_label=words.say("parent-agree"),
            submit=words.say("parent-submit-free" if order.free else "parent-submit-paid", **values),
            small="" if order.free else words.say("methods"),
            kept=words.say("parent-kept"),
            again=None,
        )

    def plain(self, language: str, stem: str, text: str = "") -> str:
        """A page without an order's facts: its title and one sentence."""
        words = self.words(language)
        return self._html(
            "page.html",
            words,
            title=words.say(f"{stem}-title"),
            lines=[text or words.say(f"{stem}-text")],
            mood="",
            facts=[],
            again=None,
            pay_again=None,
            buttons=[],
            small="",
        )

    def unknown(self) -> str:
        """No such link."""
        return self._in_every_language("unknown")

    def unreachable(self) -> str:
        """The desk cannot look just now; nothing was done."""
        return self._in_every_language("unreachable")

    def _in_every_language(self, stem: str) -> str:
        """Nobody knows which one the reader speaks."""
        every = [self.words(language) for language in self._speech.languages]
        parts = [
            {
                "language": words.language,
                "title": words.say(f"{stem}-title"),
                "text": words.say(f"{stem}-text"),
                "to_chat": words.say("to-chat"),
            }
            for words in every
        ]
        return self._html("every_language.html", every[0], title=parts[0]["title"], parts=parts, again=None)

    def _again(self, at: str, show: Show, visit: Visit) -> Mapping[str, object] | None:
        """When the page looks again by itself: soon at first, then ever more quietly."""
        if show not in WAITING:
            return None
        seconds = min(FIRST_LOOK_SECONDS + visit.looks // 3, LONGEST_PAUSE_SECONDS)
        where = f"{at}/{visit.where}" if visit.where else at
        return {"seconds": seconds, "url": f"{where}?looks={visit.looks + 1}"}

    def _buttons(
        self, words: PageWords, values: Mapping[str, str], show: Show, at: str, newer: Order | None
    ) -> list[tuple[str, str]]:
        if show is Show.BOOKED:
            return [(words.say("calendar-file"), f"{at}/lesson.ics")]
        if show is Show.LEFT:
            return [(words.say("pay-now", **values), at)]
        if show in (Show.REPLACED, Show.MOVED) and newer is not None:
            return [(words.say("newer"), f"/p/{newer.token}")]
        return []

    def _html(self, template: str, words: PageWords, **values: object) -> str:
        return self._templates.get_template(template).render(
            language=words.language,
            business=self._business.name,
            chat_url=self._business.chat_url,
            to_chat=words.say("to-chat"),
            rehearsal=words.say("rehearsal") if self._rehearsal else "",
            assets=ASSETS,
            **values,
        )


def _linked(text: str) -> Markup:
    """Escaped, with its addresses as links; "https://" is for machines, and too long for a phone."""
    return Markup(urlize(text, rel="noopener").replace(">https://", ">"))  # noqa: S704  urlize has escaped it


def _title(words: PageWords, order: Order, show: Show) -> str:
    """Which heading: why a payment waits for somebody has one of its own where there is something to choose."""
    why = f"{show}-{order.attention}-title" if show is Show.ATTENTION else ""
    return why if why and words.has(why) else f"{show}-title"


def _lines(words: PageWords, values: Mapping[str, str], order: Order, show: Show, visit: Visit) -> list[str]:
    """What the page says, sentence by sentence."""
    thanks = visit.where == "thanks" and show is Show.BOOKED
    stem = "thanks-text" if thanks else f"{show}-text"
    if show is Show.CANCELLED and order.money_in_cents > 0:
        stem = "cancelled-paid"
    if show is Show.ATTENTION and words.has(f"attention-{order.attention}"):
        stem = f"attention-{order.attention}"
    lines = [words.say(stem, **values)]
    slow = show is Show.CHECKING and visit.looks >= PATIENT_LOOKS
    if words.has(f"{show}-more"):
        lines.append(words.say(f"{show}-slow" if slow else f"{show}-more"))
    if show is Show.BOOKED and order.late:
        lines.insert(0, words.say("booked-late"))
    if show in TELLS_PART_BACK and order.refunded_cents > 0:
        lines.append(words.say("part-back", **values))
    if visit.asked and show in PAY_AGAIN:
        lines.insert(0, words.say("asked-again"))
    return lines


def assets() -> Mapping[str, tuple[str, bytes]]:
    """Name -> media type and content of the files beside the pages."""
    kinds = {
        "pages.css": "text/css; charset=utf-8",
        "pages.js": "text/javascript; charset=utf-8",
        "pages.svg": "image/svg+xml",
    }
    folder = files("bot.shell.pages").joinpath("assets")
    return {name: (kind, folder.joinpath(name).read_bytes()) for name, kind in kinds.items()}
