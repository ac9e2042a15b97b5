"""Stripe's form encoding: `line_items[0][price_data][currency]=eur` to nested data."""

from typing import Any
from urllib.parse import parse_qsl

from bot.rehearsal.stripe.errors import invalid
from bot.rehearsal.wire import Json


def nested(encoded: str) -> Json:
    """The form as nested dictionaries and lists; every leaf is a string, as it is on the wire."""
    tree: Json = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        path = _path(name)
        node = tree
        for key in path[:-1]:
            child = node.setdefault(key, {})
            if not isinstance(child, dict):
                raise invalid(f"Invalid object: {name}", name)
            node = child
        last = path[-1] or str(len(node))  # `expand[]=a&expand[]=b`
        node[last] = value
    return {key: _lists(value) for key, value in tree.items()}


def _path(name: str) -> list[str]:
    head, *rest = name.split("[")
    return [head, *(each.rstrip("]") for each in rest)]


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_lists(node[key]) for key in sorted(node, key=int)]
    return {key: _lists(value) for key, value in node.items()}


def integer(value: Any, name: str) -> int:
    """A whole number, or Stripe's refusal."""
    try:
        return int(str(value))
    except ValueError as error:
        raise invalid(f"Invalid integer: {value}", name, "parameter_invalid_integer") from error


def boolean(value: Any, name: str) -> bool:
    """`true` or `false`, or Stripe's refusal."""
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", name)
    return bool(value == "true")
