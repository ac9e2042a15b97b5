"""Dataclasses to JSON-able dicts and back, driven by their annotations.

Defaults are left out, so rows stay small and a new field needs no migration. Supported: str, int, float, bool, None,
datetime (aware, ISO), date, time, tuples, mappings with string keys, Any (must be JSON-able), unions with None,
nested dataclasses, and tagged families (`family`): a dict with "kind" = the class's name.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

T = TypeVar("T")
Convert = Callable[[Any], Any]
Plan = tuple[tuple[str, Any, Convert | None, Convert | None], ...]  # name, default, encode, decode
_PLANS: dict[type, Plan] = {}
PLAIN = (str, int, float, bool, types.NoneType, object)


def to_json(value: Any) -> dict[str, Any]:
    """The dict of a dataclass instance, without the fields that equal their defaults."""
    out: dict[str, Any] = {}
    for name, default, encode, _ in _plan(type(value)):
        item = getattr(value, name)
        if item != default:
            out[name] = encode(item) if encode else item
    return out


def from_json(cls: type[T], data: Mapping[str, Any]) -> T:
    """An instance of `cls`; unknown keys are ignored (an older process may read a newer row)."""
    return cls(
        **{name: (decode(data[name]) if decode else data[name]) for name, _, _, decode in _plan(cls) if name in data}
    )


def to_tagged(value: Any) -> dict[str, Any]:
    """As `to_json`, with the class's name under "kind"."""
    return {"kind": type(value).__name__, **to_json(value)}


def from_tagged(family: Mapping[str, type[T]], data: Mapping[str, Any]) -> T:
    """The member of `family` that "kind" names. KeyError when there is none."""
    return from_json(family[data["kind"]], data)


def _plan(cls: type) -> Plan:
    """The fields of a dataclass, worked out once."""
    found = _PLANS.get(cls)
    if found is None:
        found = _PLANS[cls] = _make_plan(cls)
    return found


def _make_plan(cls: type) -> Plan:
    hints = typing.get_type_hints(cls)
    rows = []
    for field in dataclasses.fields(cls):
        if field.default is not dataclasses.MISSING:
            default = field.default
        elif field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        else:
            default = dataclasses.MISSING
        rows.append((field.name, default, *_converters(hints[field.name])))
    return tuple(rows)


def _converters(hint: Any) -> tuple[Convert | None, Convert | None]:
    """(encode, decode) for an annotation; None where the value is JSON already."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal or hint in PLAIN or hint is Any:
        return None, None
    if origin in (typing.Union, types.UnionType):
        rest = [a for a in args if a is not types.NoneType]
        if all(_converters(a) == (None, None) for a in rest):
            return None, None
        if len(rest) != 1:
            raise TypeError(f"codec: {hint} mixes several shapes")
        encode, decode = _converters(rest[0])
        return _optional(encode), _optional(decode)
    if hint in (datetime, date, time):
        return lambda v: v.isoformat(), hint.fromisoformat
    if origin is tuple:
        return _sequence(_converters(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        encode, decode = _converters(args[1])
        if encode is None or decode is None:
            return dict, None
        return (lambda m: {k: encode(v) for k, v in m.items()}), (lambda m: {k: decode(v) for k, v in m.items()})
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return to_json, lambda data: from_json(hint, data)
    raise TypeError(f"codec: no JSON for {hint}")


def _optional(convert: Convert | None) -> Convert | None:
    return convert and (lambda v: None if v is None else convert(v))


def _sequence(pair: tuple[Convert | None, Convert | None]) -> tuple[Convert, Convert]:
    encode, decode = pair
    if encode is None or decode is None:
        return list, tuple
    return (lambda vs: [encode(v) for v in vs]), (lambda vs: tuple(decode(v) for v in vs))
