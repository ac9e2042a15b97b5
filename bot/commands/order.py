"""`order`: everything about one order and all that ever happened to it. No message texts, no names."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

import typer

from bot.commands.orders import facts, moment
from bot.commands.table import sum_of
from bot.core.audit import sums
from bot.core.orders import Order
from bot.shell.settings import Settings
from bot.shell.store_books import MOST_CANDIDATES, meant
from bot.shell.store_reading import reading
from bot.shell.store_talks import read_orders
from bot.shell.store_timeline import Entry, Fate, timeline
from bot.shell.tables import from_ms
from bot.shell.writer import Tx

WIDE = 12


def lines(settings: Settings, named: str, *, as_json: bool) -> Iterator[str]:
    """The lines to print. BadParameter when it is not clear which order is meant."""
    with reading(settings.database_url) as tx:
        order = the_order(tx, named)
        entries = timeline(tx, order)
    zone = settings.business.zone
    if as_json:
        yield json.dumps(_document(order, entries, zone), indent=2)
        return
    yield from _head(order, zone)
    yield ""
    for entry in entries:
        yield from _entry(entry, zone)


def the_order(tx: Tx, named: str) -> Order:
    """The one order that is meant. BadParameter when there is none, or several."""
    found = meant(tx, named.strip())
    if not found:
        raise typer.BadParameter(f"there is no order {named!r}; see `python -m bot orders`", param_hint="ORDER")
    if len(found) > 1:
        shown = ", ".join(found[: MOST_CANDIDATES - 1]) + (" …" if len(found) == MOST_CANDIDATES else "")
        raise typer.BadParameter(f"{named!r} may mean {shown}", param_hint="ORDER")
    return read_orders(tx, found)[found[0]]


def _head(order: Order, zone: ZoneInfo) -> Iterator[str]:
    yield order.id
    end = f"{order.slot.end.astimezone(zone):%H:%M}"
    yield from _pair("lesson", f"{moment(order.slot.start, zone)}–{end} ({zone.key}), {order.slot.place}, {order.flow}")
    closed = f", {order.closed}" if order.closed else ""
    yield from _pair("booking", f"{order.booking}{closed}" + (", paid late" if order.late else ""))
    yield from _pair("payment", f"{order.payment or 'free'}, price {order.price}")
    yield from _pair("held until", moment(order.held_until, zone) if order.held_until else "")
    yield from _pair("instead of", order.replaces)
    yield from _pair("replaced by", order.replaced_by)
    yield from _pair("moved", f"{order.moves} times" if order.moves else "")
    yield from _pair("difference for", order.moves_order)
    yield from _pair("credit", f"{sum_of(order.credit_cents)} from {order.credit_from}" if order.credit_from else "")
    yield from _pair("series of", order.series)
    yield from _pair("series", f"{1 + len(order.others)} lessons" if order.others else "")
    yield from _pair("lent", f"{sum_of(order.lent_cents)} to the others" if order.lent_cents else "")
    yield from _pair("conversation", str(order.conversation_id))
    for page in order.attempts:
        yield from _pair(f"page {page.n}", f"{page.state}  {page.session_id or '(no session yet)'}")
    for payment in order.payments:
        told = f"{payment.state}  {sum_of(payment.amount_cents)} {payment.currency.upper()}  {payment.id}"
        yield from _pair("paid", told)
        for refund in payment.refunds:
            yield from _pair("  refund", f"{refund.status}  {sum_of(refund.amount_cents)}  {refund.id}")
        for dispute in payment.disputes:
            yield from _pair("  dispute", f"{dispute.verdict}  {sum_of(dispute.amount_cents)}  {dispute.id}")
    if order.money_in_cents:
        yield from _pair("money", ", ".join(f"{name} {sum_of(cents)}" for name, cents in _sums(order).items() if cents))


def _sums(order: Order) -> Mapping[str, int]:
    return {"in": order.money_in_cents, **sums(order)}


def _pair(name: str, value: str) -> Sequence[str]:
    return [f"  {name.ljust(WIDE)}  {value}"] if value else []


def _entry(entry: Entry, zone: ZoneInfo) -> Iterator[str]:
    at = f"{from_ms(entry.at).astimezone(zone):%Y-%m-%d %H:%M:%S.%f}"[:-3]
    why = f" ({entry.why})" if entry.why else ""
    news = f"  → {entry.news}" if entry.news else ""
    state = f"  [{entry.state}, {entry.tries} tries]" if entry.state in ("open", "dead") else ""
    reason = f": {entry.body['reason']}" if "reason" in entry.body else ""
    yield f"{at}  {entry.who}{why}: {entry.kind}{news}{reason}{state}"
    indent = " " * 25
    for change in _changes(entry.body):
        yield indent + change
    fates = {fate.id: fate for fate in entry.deliveries}
    for effect in entry.body.get("effects", ()):
        yield indent + _asked(effect, fates.pop(effect.get("id", ""), None))
    for fate in fates.values():
        yield indent + f"{fate.kind}: {_fate(fate)}"
    if ids := "  ".join(entry.body.get("stripe", {}).values()):
        yield indent + ids


def _changes(body: Mapping[str, Any]) -> Iterator[str]:
    before, after = body.get("before", {}), body.get("after", {})
    for name in (*after, *(name for name in before if name not in after)):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) or isinstance(new, dict):
            for part in {**(old or {}), **(new or {})}:
                one, other = (old or {}).get(part), (new or {}).get(part)
                if one != other and not isinstance(one, list) and not isinstance(other, list):
                    yield f"{name}: {part} {_change(one, other)}"
        else:
            yield f"{name} {_change(old, new)}"


def _change(old: Any, new: Any) -> str:
    return f"{'–' if old is None else old} → {'–' if new is None else new}"


def _asked(effect: Mapping[str, Any], fate: Fate | None) -> str:
    known = {"kind", "id", "key", "session_id", "payment_intent"}
    more = " ".join(f"{name}={value}" for name, value in effect.items() if name not in known)
    told = f": {_fate(fate)}" if fate else ""
    return f"{effect['kind']}{' ' + more if more else ''}{told}"


def _fate(fate: Fate) -> str:
    took = f" after {(fate.finished_at - fate.created_at) / 1000:.1f} s" if fate.finished_at else ""
    error = f" ({fate.error})" if fate.error else ""
    return f"{fate.state}{took}{error}"


def _document(order: Order, entries: Sequence[Entry], zone: ZoneInfo) -> Mapping[str, Any]:
    pages = [{"n": p.n, "state": p.state, "session_id": p.session_id} for p in order.attempts]
    return {
        **facts(order, zone),
        "money": {name.replace(" ", "_") + "_cents": cents for name, cents in _sums(order).items()},
        "pages": pages,
        "payments": [json.loads(json.dumps(asdict(one), default=str)) for one in order.payments],
        "timeline": [
            asdict(entry) | {"at": from_ms(entry.at).astimezone(zone).isoformat(timespec="milliseconds")}
            for entry in entries
        ],
    }
