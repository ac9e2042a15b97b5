"""Which sentences the code says, and with which values: read from the syntax trees of the flows and the core."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("flows", "bot/core")
# Method -> which argument is the key.
SAYING = {"say": 0, "lead": 0, "text": 0, "fact": 0, "note": 0, "choice": 1}
MENU = r"^choice\-[a-z0-9-]+$"  # the menu's rows have no values
FACTS = frozenset(
    (
        "when",
        "minutes",
        "subject",
        "flow",
        "lesson",
        "price",
        "who",
        "reference",
        "until",
        "link",
        "whose",
        "soon",
        "gone",
        "before",
    )
)
OF_BOOKED = frozenset(("day", "start", "end", "zone", "place", "calendar", "how", "lesson"))  # confirm.of_booked


@dataclass(frozen=True)
class Use:
    """A sentence that is said: its key, or a pattern of keys, and the values it gets."""

    where: str
    key: str
    pattern: bool
    values: frozenset[str]


@cache
def uses() -> tuple[Use, ...]:
    """Every call that says a sentence."""
    return tuple(use for path in _files() for use in _uses_in(path))


@cache
def literals() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every string of the code, and every f-string as a pattern: what may be a key."""
    words, patterns = set[str](), []
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                patterns.append(re.compile(_pattern(node)))
    return frozenset(words), tuple(patterns)


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).glob("*.py"))


def _uses_in(path: Path) -> Iterator[Use]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = SAYING.get(name)
        if place is None:
            continue
        if name == "say" and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value).endswith("speech"):
            place = 1  # Speech.say(language, key, …)
        if len(node.args) > place:
            yield from _use(f"{path.name}:{node.lineno}", node, node.args[place])


def _use(where: str, call: ast.Call, key: ast.expr) -> Iterator[Use]:
    values = frozenset(word.arg for word in call.keywords if word.arg)
    for spread in (ast.unparse(word.value) for word in call.keywords if word.arg is None):
        values |= OF_BOOKED if "of_booked" in spread else FACTS | {"business", "tutor", "privacy"}
    for branch in _branches(key):
        if isinstance(branch, ast.Constant) and isinstance(branch.value, str) and branch.value:
            yield Use(where, branch.value, pattern=False, values=values)
        elif isinstance(branch, ast.JoinedStr):
            yield Use(where, _pattern(branch), pattern=True, values=values)


def _branches(key: ast.expr) -> Iterator[ast.expr]:
    if isinstance(key, ast.IfExp):
        yield from _branches(key.body)
        yield from _branches(key.orelse)
    else:
        yield key


def _pattern(node: ast.JoinedStr) -> str:
    parts = [
        re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else r"[a-z0-9-]+"
        for part in node.values
    ]
    return "^" + "".join(parts) + "$"
