"""`python -m bot agenda`: every state by a word, gaps visible, no names, readable in 80 columns."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import typer

from bot.commands.agenda import lines
from bot.shell.settings import Settings, rehearsal_settings
from bot.shell.store import open_store
from tests.shell.agenda.lessons import NOW, busy_elsewhere, keep, thursday

TODAY = {"day": "today", "count": 1, "tutor": ""}


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Those of a desk whose database has the Thursday."""
    url = f"sqlite:///{tmp_path}/desk.db"
    store = await open_store(url)
    await keep(store, thursday())
    await busy_elsewhere(store, 9, 45)
    await store.close()
    return replace(rehearsal_settings(), database_url=url, chatwoot_url="https://chat.example.org")


def told(settings: Settings, **changes: object) -> list[str]:
    """What is printed."""
    return list(lines(settings, NOW, **TODAY | {"as_json": False} | changes))  # type: ignore[arg-type]


def test_a_day_has_every_state_every_gap_and_a_link(settings: Settings) -> None:
    """In clock order; what ran out unpaid is not there; no name is."""
    said = told(settings)
    assert said[0].split() == ["Thursday", "26", "November", "2026", "(today)", "4", "lessons,", "3", "held"]
    hours = [line.split("  ")[1:] for line in said if line.startswith("  ") and "-" in line[:10]]
    assert [(row[0], row[-1].strip()) for row in hours] == [
        ("09:00-09:45", "busy, by their own calendar"),
        ("10:00-11:00", "paid"),
        ("11:00-13:00", ". . . free"),
        ("11:30-12:30", "cancelled today"),
        ("13:00-14:30", "paid"),
        ("14:30-15:00", ". . . free"),
        ("15:00-15:30", "booked, free"),
        ("15:30-16:00", ". . . free"),
        ("16:00-17:00", "held until 12:42, 42 min left"),
        ("17:00-18:00", "parent until Fri 08:00, 20 h left"),
        ("18:15-19:15", "payment on its way"),
        ("19:15-20:00", ". . . free"),
        ("19:30-20:30", "ATTENTION: needs a person"),
        ("20:00-21:00", "paid, DISPUTED"),
    ]
    assert sum("https://chat.example.org/app/accounts/1/conversations/" in line for line in said) == 9
    assert "Vries" not in "".join(said)


def test_a_week_fits_into_80_columns(settings: Settings) -> None:
    """Seven days, from the day that is named."""
    said = told(settings, day="2026-11-25", count=7)
    assert max(map(len, said)) <= 80
    days = [line.split()[0] for line in said if line[:1].isalpha() and not line.startswith("Times")]
    assert days == ["Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday"]


def test_machines_get_every_fact(settings: Settings) -> None:
    """One document; moments in the business's zone."""
    (document,) = told(settings, as_json=True)
    (day,) = json.loads(document)["days"]
    held = next(row for row in day["rows"] if row.get("order") == "order_held")
    assert (held["state"], held["start"]) == ("held", "2026-11-26T16:00:00+01:00")
    assert held["held_until"] == "2026-11-26T12:42:00+01:00"
    assert "Vries" not in document


async def test_what_was_cancelled_earlier_is_gone(tmp_path: Path) -> None:
    """Only what was cancelled today is news."""
    url = f"sqlite:///{tmp_path}/desk.db"
    store = await open_store(url)
    await keep(store, thursday(), changed=NOW - timedelta(days=1))
    await store.close()
    said = told(replace(rehearsal_settings(), database_url=url))
    assert not any("cancelled" in line for line in said)


def test_an_unknown_tutor_is_named_with_those_there_are(settings: Settings) -> None:
    with pytest.raises(typer.BadParameter, match="One of: tutor"):
        told(settings, tutor="tuter")
