"""Turning knobs by name: the dataclasses of troubles, from a driver's JSON."""

from dataclasses import fields, is_dataclass
from typing import Any

from bot.rehearsal.gate import DoorKnobs, Trouble
from bot.rehearsal.wire import BadRequest, Json


def turn(knobs: Any, wanted: Json) -> Json:
    """Set the named fields of a dataclass and return all of them; a name it does not have is refused."""
    known = {each.name for each in fields(knobs)}
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise BadRequest(f"unknown knobs {unknown}; known are {sorted(known)}")
    for name, value in wanted.items():
        if is_dataclass(getattr(knobs, name)):
            turn(getattr(knobs, name), value)
        elif name == "troubles" and isinstance(knobs, DoorKnobs):
            knobs.troubles = [Trouble(**each) for each in value]
        else:
            setattr(knobs, name, value)
    return shown(knobs)


def shown(knobs: Any) -> Json:
    """The knobs as JSON."""
    return {each.name: _plain(getattr(knobs, each.name)) for each in fields(knobs)}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return shown(value) if is_dataclass(value) else value
