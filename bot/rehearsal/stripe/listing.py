"""Lists: filters, cursors, expansion."""

from collections.abc import Iterable, Mapping

from bot.rehearsal.stripe.errors import invalid, no_such, unknown_parameter
from bot.rehearsal.stripe.forms import integer
from bot.rehearsal.stripe.tables import StripeTables
from bot.rehearsal.wire import Json

_COMPARE = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}


def was_created(thing: Json, wanted: object) -> bool:
    """Whether `created` fits a number or `{gt, gte, lt, lte}`."""
    if isinstance(wanted, dict):
        for name in wanted:
            if name not in _COMPARE:
                raise unknown_parameter(f"created[{name}]")
        return all(
            _COMPARE[name](thing["created"], integer(bound, f"created[{name}]")) for name, bound in wanted.items()
        )
    return bool(thing["created"] == integer(wanted, "created"))


def page(things: Iterable[Json], query: Json, url: str) -> Json:
    """One page, newest first; `ending_before` pages towards the newest."""
    rows = list(things)[::-1]
    if "created" in query:
        was_created({"created": 0}, query["created"])  # a wrong filter is refused although there is nothing to filter
        rows = [each for each in rows if was_created(each, query["created"])]
    limit = integer(query.get("limit", 10), "limit")
    if not 1 <= limit <= 100:
        raise invalid("Invalid limit: must be between 1 and 100", "limit")
    if "ending_before" in query and "starting_after" in query:
        raise invalid("You may only specify one of these parameters: ending_before, starting_after.")
    if "ending_before" in query:
        rows = rows[: _position(rows, query["ending_before"], "ending_before")]
        return {"object": "list", "data": rows[-limit:], "has_more": len(rows) > limit, "url": url}
    if "starting_after" in query:
        rows = rows[_position(rows, query["starting_after"], "starting_after") + 1 :]
    return {"object": "list", "data": rows[:limit], "has_more": len(rows) > limit, "url": url}


def _position(rows: list[Json], id_: str, param: str) -> int:
    for at, row in enumerate(rows):
        if row["id"] == id_:
            return at
    raise no_such("object", id_, param, status=400)


def expanded(tables: StripeTables, thing: Json, query: Json) -> Json:
    """The object with the paths of `expand` filled in; inside a list they begin with `data.`."""
    wanted = query.get("expand") or []
    paths = [each.split(".") for each in wanted]
    if thing["object"] != "list":
        return _filled(tables, thing, paths)
    inside = [each[1:] for each in paths if each[0] == "data"]
    return thing | {"data": [_filled(tables, each, inside) for each in thing["data"]]}


def _filled(tables: StripeTables, thing: Json, paths: list[list[str]]) -> Json:
    sources: dict[str, Mapping[str, Json]] = {
        "payment_intent": tables.intents,
        "latest_charge": tables.charges,
        "charge": tables.charges,
    }
    for first, *rest in paths:
        if first == "line_items" and thing["object"] == "checkout.session":
            thing = thing | {"line_items": _line_items(tables, thing)}
        elif first in sources and thing.get(first):
            below = sources[first][thing[first]] if isinstance(thing[first], str) else thing[first]
            thing = thing | {first: _filled(tables, below, [rest] if rest else [])}
        elif first not in sources:
            raise invalid(f"This property cannot be expanded ({first}).", "expand")
    return thing


def _line_items(tables: StripeTables, session: Json) -> Json:
    data = [
        {
            "object": "item",
            "currency": session["currency"],
            "amount_total": each["quantity"] * each["price"]["unit_amount"],
        }
        | each
        for each in tables.lines[session["id"]]
    ]
    return {
        "object": "list",
        "data": data,
        "has_more": False,
        "url": f"/v1/checkout/sessions/{session['id']}/line_items",
    }
