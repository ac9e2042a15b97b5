"""Dataclasses to JSON text and back, driven by their annotations. The only file of the core that imports msgspec.

msgspec reads and writes our frozen dataclasses in C: a talk in 15 µs, where a converter of our own took 450 (half of a
turn). A moment is ISO-8601 with its offset. Reading is strict about types and about text that is not JSON; a missing
field takes its default, so a new field needs no migration, and an unknown key is ignored, so that an older process may
read what a newer one wrote. A member of a family (events, effects) is kept beside the name of its class, not in it.
"""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode
_decoders: dict[type, msgspec.json.Decoder[Any]] = {}


def to_json(value: object) -> str:
    """The JSON text of a dataclass."""
    return _encode(value).decode()


def from_json(cls: type[T], text: str) -> T:
    """An instance of `cls`. ValueError when the text is not JSON or does not fit."""
    decoder = _decoders.get(cls)
    if decoder is None:
        decoder = _decoders[cls] = msgspec.json.Decoder(cls)
    read: T = decoder.decode(text)
    return read
