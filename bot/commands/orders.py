"""`orders`: the orders that fit, as a table, CSV or JSON. No names and no addresses, whatever the channel."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import typer

from bot.commands.table import sum_of, table
from bot.core.orders import ATTENTION, BOOKED, HELD, PROPOSED, RELEASED, Order
from bot.shell.settings import Settings
from bot.shell.settings.business_tables import did_you_mean
from bot.shell.store_books import Wanted, orders_of
from bot.shell.store_reading import reading

STATES = ("pending", "processing", "paid", "failed", "expired", "refunded", "disputed")
BOOKINGS = (PROPOSED, HELD, BOOKED, RELEASED, ATTENTION)
SHOWN = 100  # rows of a table, unless it is asked for more
HEAD = ("order", "lesson", "min", "flow", "booking", "payment", "price", "in", "back", "conv")
Row = Mapping[str, Any]


def lines(settings: Settings, wanted: Wanted, *, form: str, limit: int) -> Iterator[str]:
    """The lines to print. `form`: table · csv · json."""
    with reading(settings.database_url) as tx:
        found = orders_of(tx, wanted)
        if form == "table":
            yield from _as_table(list(islice(found, limit or SHOWN)), next(found, None) is not None, settings)
            return
        rows = (facts(order, settings.business.zone) for order in islice(found, limit or None))
        yield from _as_csv(rows) if form == "csv" else [json.dumps(list(rows), indent=2)]


def judged(settings: Settings, wanted: Wanted) -> Wanted:
    """The wish, when every word of it is known. BadParameter with the nearest word otherwise."""
    known: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("--state", wanted.payment, STATES),
        ("--booking", wanted.booking, BOOKINGS),
        ("--flow", wanted.flow, tuple(settings.business.rules)),
    )
    for option, word, words in known:
        if word and word not in words:
            raise typer.BadParameter(
                f"there is no {word!r}.{did_you_mean(word, words)} One of: {', '.join(words)}", param_hint=option
            )
    return wanted


def day(written: str, zone: ZoneInfo, now: datetime, option: str, *, after: bool = False) -> datetime | None:
    """The beginning of that local day; `after`: its end. None for nothing written, BadParameter for no day."""
    if not written:
        return None
    today = now.astimezone(zone).date()
    words = {"today": today, "yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}
    try:
        found = words.get(written) or date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(
            f"{written!r} is no day; write 2026-11-30, today, yesterday or tomorrow", param_hint=option
        ) from None
    return datetime.combine(found + timedelta(days=1 if after else 0), time(), zone)


def facts(order: Order, zone: ZoneInfo) -> Row:
    """What machines are told of an order: moments in the business's zone, sums in cents."""
    return {
        "id": order.id,
        "flow": order.flow,
        "lesson_start": order.slot.start.astimezone(zone).isoformat(),
        "lesson_minutes": order.slot.minutes,
        "place": order.slot.place,
        "booking": order.booking,
        "payment": order.payment,
        "closed": order.closed,
        "late": order.late,
        "currency": order.price.currency,
        "price_cents": order.price.cents,
        "in_cents": order.money_in_cents,
        "refunded_cents": order.refunded_cents,
        "moves": order.moves,
        "moves_order": order.moves_order,
        "credit_cents": order.credit_cents,
        "series": order.series,
        "lent_cents": order.lent_cents,
        "conversation_id": order.conversation_id,
        "created_at": order.created_at.astimezone(zone).isoformat(),
        "held_until": order.held_until.astimezone(zone).isoformat() if order.held_until else "",
        "replaces": order.replaces,
        "replaced_by": order.replaced_by,
    }


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Thu 26 Nov 2026 16:00, in the business's zone."""
    return f"{at.astimezone(zone):%a %d %b %Y %H:%M}"


def _as_table(orders: Sequence[Order], more: bool, settings: Settings) -> Iterator[str]:
    if not orders:
        yield "no orders"
        return
    yield from table(HEAD, [_cells(order, settings.business.zone) for order in orders])
    counted = f"{len(orders)} order{'s' if len(orders) > 1 else ''}"
    yield f"{counted}; times in {settings.business.zone.key}" + ("; there are more, see --limit" if more else "")


def _cells(order: Order, zone: ZoneInfo) -> Sequence[str]:
    return (
        order.id,
        moment(order.slot.start, zone),
        str(order.slot.minutes),
        order.flow,
        order.booking + (f" ({order.closed})" if order.closed else ""),
        order.payment or "free",
        sum_of(order.price.cents),
        sum_of(order.money_in_cents),
        sum_of(order.refunded_cents),
        str(order.conversation_id),
    )


def _as_csv(rows: Iterable[Row]) -> Iterator[str]:
    line = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(line, list(row), lineterminator="")
            writer.writeheader()
            yield _taken(line)
        writer.writerow(row)
        yield _taken(line)


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text
