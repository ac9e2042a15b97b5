"""One Fluent file a language: what the desk says and the words it understands. `sources()` reads them."""

from collections.abc import Sequence
from importlib.resources import files


def sources(languages: Sequence[str]) -> dict[str, str]:
    """Fluent text of each language, in the given order (the first is what gaps fall back to)."""
    return {language: (files(__name__) / f"{language}.ftl").read_text(encoding="utf-8") for language in languages}


def available() -> tuple[str, ...]:
    """The languages that have a file."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(n.removesuffix(".ftl") for n in names if n.endswith(".ftl") and n.count(".") == 1))
