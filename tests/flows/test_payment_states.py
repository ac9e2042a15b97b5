"""docs/payments.md says what student and team read in every state of a payment: written from the stage, compared with it.

`UPDATE_TRANSCRIPTS=1 pytest tests/flows/test_payment_states.py` writes it anew.
"""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.core import effects as x
from bot.core.desk import Desk
from flows.news import NEWS
from tests.flows.payment_states import STATES, State
from tests.flows.script import LANGUAGES, TOKEN, Script
from tests.flows.stage import BUSINESS, DESK

PAGE = Path(__file__).parent.parent.parent / "docs" / "payments.md"
MARK = "<!-- written by tests/flows/test_payment_states.py -->\n"
SHOWN = ("payment_status", "payment_date", "lesson_status")
NOTHING = {"nl": "(niets)", "en": "(nothing)"}
DESKS: dict[str, Desk] = {
    one: replace(DESK, business=replace(BUSINESS, staff_language=one)) for one in LANGUAGES
}  # notes in both languages


class Recorded(Script):
    """A script that knows what one act brought."""

    def since(self, begin: int, kind: type[x.Effect]) -> list[Any]:
        """The effects of that kind since then, in the newest conversation."""
        return [one for one in self.done[begin:] if isinstance(one, kind)]


@cache
def played(state: State, language: str) -> tuple[Recorded, int]:
    """The script after the act, and how many effects there were before it."""
    s = state.begins(language, desk=DESKS[language])
    s.__class__ = Recorded
    assert isinstance(s, Recorded)
    state.before(s)
    begin = len(s.done)
    state.act(s)
    return s, begin


def _line(text: str) -> str:
    return TOKEN.sub(lambda found: found[0].replace(found[1], "…"), " ".join(text.split())).replace("|", "\\|")


def _student(s: Recorded, begin: int) -> str:
    found = []
    for one in s.since(begin, x.Say):
        buttons = " ".join(f"[{choice.title}]" for choice in one.choices)
        found.append(_line(f"{one.text} {buttons}"))
    return "<br>".join(found) or NOTHING[s.language]


def _team(s: Recorded, begin: int) -> str:
    found = [
        _line(one.text.splitlines()[0]) + (" **@**" if one.mention else "") for one in s.since(begin, x.NoteForStaff)
    ]
    return "<br>".join(found) or NOTHING[s.language]


def _mirror(s: Recorded) -> x.Mirror:
    return next(one for one in reversed(s.done) if isinstance(one, x.Mirror))


def _section(state: State) -> str:
    (nl, began), (en, begun) = played(state, "nl"), played(state, "en")
    shown = _mirror(en)
    labels = " ".join(f"`{one}`" for one in shown.labels)
    attributes = " · ".join(f"`{name}` {shown.attributes.get(name) or '–'}" for name in SHOWN)
    alerts = ", ".join(dict.fromkeys(f"`{one.kind}`" + " (over)" * one.over for one in en.since(begun, x.Alert)))
    lines = [
        f"### {state.title}",
        "",
        "| | Nederlands | English |",
        "|---|---|---|",
        f"| student | {_student(nl, began)} | {_student(en, begun)} |",
        f"| team | {_team(nl, began)} | {_team(en, begun)} |",
        "",
        f"{labels}; {attributes}" + (f"; alert {alerts}" if alerts else ""),
    ]
    return "\n".join(lines) + "\n"


def test_the_page_says_what_happens() -> None:
    """Every section of docs/payments.md is what the desk does, word for word."""
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    text = head + MARK + "\n" + "\n".join(_section(state) for state in STATES)
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def test_every_news_is_on_the_page() -> None:
    """No kind of news about money is missing there."""
    heard: set[str] = set()
    for state in STATES:
        heard |= played(state, "nl")[0].heard
    assert set(NEWS) - heard == {"booked"}, "that one is the flows' own"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.title)
def test_both_languages_bring_the_same(state: State) -> None:
    """As many messages, choices, notes and labels in either language."""
    (nl, began), (en, begun) = played(state, "nl"), played(state, "en")
    assert _mirror(nl).labels == _mirror(en).labels
    for s, begin, other, start in ((nl, began, en, begun),):
        assert len(s.since(begin, x.NoteForStaff)) == len(other.since(start, x.NoteForStaff))
        assert [len(one.choices) for one in s.since(begin, x.Say)] == [
            len(one.choices) for one in other.since(start, x.Say)
        ]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.title)
def test_every_note_says_what_to_do(state: State) -> None:
    """The first line of a note is two sentences: what happened, and what to do, “nothing” too."""
    s, begin = played(state, "en")
    for note in s.since(begin, x.NoteForStaff):
        first = note.text.splitlines()[0]
        assert first.count(". ") + first.count("; ") + first.count(": ") >= 1, first
        assert first.endswith("."), first
