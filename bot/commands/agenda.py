"""`agenda`: the days as lines of at most 80 columns, or JSON. No names, as in every command."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

import typer

from bot.commands.orders import day as day_named
from bot.core.desk import Business
from bot.shell.agenda import reading
from bot.shell.agenda.days import Day, Row, beginning, days
from bot.shell.agenda.entries import Entry, State, conversation_link
from bot.shell.settings import Settings
from bot.shell.settings.business_tables import did_you_mean
from bot.shell.store_reading import reading as database

COLUMNS = 80
WORDS = {
    State.PAID: "paid",
    State.BOOKED: "booked, free",
    State.PROCESSING: "payment on its way",
    State.PARENT: "waits for parent",
    State.ATTENTION: "ATTENTION: needs a person",
    State.DISPUTED: "paid, DISPUTED",
    State.CANCELLED: "cancelled today",
}


def lines(settings: Settings, now: datetime, *, day: str, count: int, tutor: str, as_json: bool) -> Iterator[str]:
    """The lines to print. BadParameter for a day or a tutor there is not."""
    business = settings.business
    if tutor and business.tutor_named(tutor) is None:
        known = [one.value for one in business.tutors]
        raise typer.BadParameter(
            f"there is no {tutor!r}.{did_you_mean(tutor, known)} One of: {', '.join(known)}", param_hint="--tutor"
        )
    today = now.astimezone(business.zone).date()
    since = day_named(day, business.zone, now, "--day")
    first = since.date() if since else today
    window = reading.Window(
        beginning(first, business.zone),
        beginning(first + timedelta(days=count), business.zone),
        beginning(today, business.zone),
        tutor,
    )
    with database(settings.database_url) as tx:
        found, elsewhere = reading.entries(tx, window, names=False), reading.elsewhere(tx, window)
    shown = days(business, found, elsewhere, first, count, tutor)
    if as_json:
        facts = {"zone": business.zone.key, "days": [_facts(one, settings) for one in shown]}
        yield json.dumps(facts, indent=2)
        return
    for one in shown:
        yield from _as_lines(one, settings, now)
    yield f"Times in {business.zone.key}."


def _as_lines(day: Day, settings: Settings, now: datetime) -> Iterator[str]:
    zone = settings.business.zone
    today = " (today)" if day.date == now.astimezone(zone).date() else ""
    title = f"{day.date:%A %d %B %Y}{today}"
    lessons = f"{day.lessons} lesson{'' if day.lessons == 1 else 's'}" + (
        f", {day.waiting} held" if day.waiting else ""
    )
    yield f"{title}{lessons:>{COLUMNS - len(title)}}"
    if not day.rows:
        yield "  closed"
    for row in day.rows:
        hours = f"  {row.start.astimezone(zone):%H:%M}-{row.end.astimezone(zone):%H:%M}"
        if row.entry is None:
            yield f"{hours}  {_nothing_of_ours(row, settings.business)}"
            continue
        yield f"{hours}  {_lesson(row.entry, settings.business):<30}  {_state(row.entry, settings, now)}"
        yield f"               {conversation_link(settings.chatwoot_url, row.entry.order)}"
    yield ""


def _nothing_of_ours(row: Row, business: Business) -> str:
    if row.elsewhere is None:
        return ". . . free"
    return "busy, by their own calendar" + (f" ({row.elsewhere.tutor})" if len(business.tutors) > 1 else "")


def _lesson(entry: Entry, business: Business) -> str:
    """“math, 60 min, online, anna”, within its column."""
    order = entry.order
    parts = [order.subject or order.flow, f"{order.slot.minutes} min", order.slot.place]
    if len(business.tutors) > 1:
        parts.append(order.tutor)
    return shorten(", ".join(parts), 30, placeholder="…")


def _state(entry: Entry, settings: Settings, now: datetime) -> str:
    until = entry.order.held_until
    if until is None or entry.state not in (State.HELD, State.PARENT):
        return WORDS.get(entry.state, "held")
    word = "held" if entry.state is State.HELD else "parent"
    seconds = max(0, round((until - now).total_seconds()))
    left = f"{seconds // 60} min left" if seconds < 2 * 3600 else f"{seconds // 3600} h left"
    zone = settings.business.zone
    day = "" if until.astimezone(zone).date() == now.astimezone(zone).date() else f"{until.astimezone(zone):%a} "
    return f"{word} until {day}{until.astimezone(zone):%H:%M}, {left}"


def _facts(day: Day, settings: Settings) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "lessons": day.lessons,
        "held": day.waiting,
        "rows": [_row_facts(row, settings) for row in day.rows],
    }


def _row_facts(row: Row, settings: Settings) -> dict[str, Any]:
    zone = settings.business.zone
    facts: dict[str, Any] = {
        "kind": "lesson" if row.entry else "elsewhere" if row.elsewhere else "free",
        "start": row.start.astimezone(zone).isoformat(),
        "end": row.end.astimezone(zone).isoformat(),
    }
    if row.elsewhere:
        facts["tutor"] = row.elsewhere.tutor
    if row.entry:
        order = row.entry.order
        facts |= {
            "order": order.id,
            "state": row.entry.state.value,
            "flow": order.flow,
            "subject": order.subject,
            "minutes": order.slot.minutes,
            "place": order.slot.place,
            "tutor": order.tutor,
            "held_until": order.held_until.astimezone(zone).isoformat() if order.held_until else "",
            "conversation": conversation_link(settings.chatwoot_url, order),
        }
    return facts
