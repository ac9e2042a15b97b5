"""The house keeps its shape: which file may import what, how long files get, how they are called.

Each failure says what to do instead. The syntax trees are read, nothing is imported.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE_LINES = 300
LONGEST_FUNCTION_LINES = 60
VAGUE = ("utils", "util", "helpers", "helper", "common", "base", "manager", "misc")
SKIPPED = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "var", "dist"}

# Who may not import whom, and what to do instead. The first row whose prefix fits a module judges its import.
ARROWS = (
    ("bot.core.machine", ("bot.shell", "bot.rehearsal", "bot.commands", "flows", "fluent", "babel", "msgspec")),
    ("bot.core.speech", ("bot.shell", "bot.rehearsal", "bot.commands", "flows", "transitions", "msgspec", "logging")),
    # JSON text <-> our dataclasses is pure, and half of a turn's time when it is written by hand.
    ("bot.core.codec", ("bot.shell", "bot.rehearsal", "bot.commands", "flows", "transitions", "fluent", "babel", "logging")),
    ("bot.core", ("bot.shell", "bot.rehearsal", "bot.commands", "flows", "transitions", "fluent", "babel", "msgspec", "logging")),
    ("flows", ("bot.shell", "bot.rehearsal", "bot.commands", "transitions", "fluent", "babel", "msgspec", "logging")),
    ("bot.shell.app", ("bot.rehearsal", "bot.commands")),
    ("bot.shell.chatwoot", ("bot.rehearsal", "bot.commands", "flows", "bot.shell.payments", "bot.shell.pages", "bot.shell.store")),
    ("bot.shell.payments", ("bot.rehearsal", "bot.commands", "flows", "bot.shell.chatwoot", "bot.shell.pages", "bot.shell.store")),
    ("bot.shell", ("bot.rehearsal", "bot.commands", "flows")),
    ("bot.rehearsal.chatwoot", ("bot.shell", "bot.core", "bot.commands", "flows")),
    ("bot.rehearsal.stripe", ("bot.shell", "bot.core", "bot.commands", "flows")),
    ("bot.rehearsal", ("bot.commands", "flows")),
)  # fmt: skip
INSTEAD = {
    "bot.core": "the core is values in, values out: describe what is wanted as an Effect and let the shell do it",
    "flows": "a flow is a table of steps and moves in the words of bot.core.flow; what it wants done is an Effect",
    "bot.shell.chatwoot": "one outside system does not know another: go through bot.core and let bot/shell/app.py join them",
    "bot.shell.payments": "one outside system does not know another: go through bot.core and let bot/shell/app.py join them",
    "bot.shell.app": "the real desk starts without the pretend world: bot/commands joins the two",
    "bot.shell": "only bot/shell/app*.py joins the parts; take what you need as an argument typed by a Protocol",
    "bot.rehearsal": "the pretend world stands outside the desk and knows only its HTTP side",
}
PURE = ("bot.core", "flows")
IMPURE_MODULES = {
    *("asyncio", "http", "httpx", "importlib", "io", "os", "pathlib", "random", "secrets", "shutil", "signal"),
    *("socket", "sqlalchemy", "sqlite3", "starlette", "stripe", "structlog", "subprocess", "sys", "tempfile", "threading"),
    *("time", "urllib", "uuid"),
}  # fmt: skip
IMPURE_CALLS = {"now", "today", "utcnow", "open", "print", "input"}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """What the module imports when it runs; imports for type checking only bind nothing."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from ((one.name, node.lineno) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{one.name}", node.lineno) for one in node.names)
        else:
            yield from imported(node)


def is_in(name: str, package: str) -> bool:
    return (
        name == package or name.startswith(package + ".") or (package == "bot.shell.app" and name.startswith(package))
    )


def instead(name: str) -> str:
    return next(text for package, text in INSTEAD.items() if is_in(name, package))


@pytest.mark.parametrize("path", sources("bot", "flows"), ids=module)
def test_imports_follow_the_arrows(path: Path) -> None:
    """flows -> bot.core <- bot.shell; the rehearsal stands outside; commands stand on top."""
    name = module(path)
    forbidden = next((row for package, row in ARROWS if is_in(name, package)), ())
    wrong = [
        f"line {line} imports {what}; {instead(name)}"
        for what, line in imported(ast.parse(path.read_text("utf-8")))
        if any(is_in(what, package) for package in forbidden)
    ]
    assert not wrong, f"{name}: " + "\n".join(wrong)


@pytest.mark.parametrize("path", sources(*(package.replace(".", "/") for package in PURE)), ids=module)
def test_core_and_flows_touch_nothing_outside(path: Path) -> None:
    """No I/O, no clock, no dice: `now` comes in as an argument, tokens come from `Desk.secret`."""
    tree = ast.parse(path.read_text("utf-8"))
    modules = [f"line {line}: {what}" for what, line in imported(tree) if what.split(".")[0] in IMPURE_MODULES]
    calls = [
        f"line {node.lineno}: {ast.unparse(node.func)}()"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in IMPURE_CALLS
    ]
    assert not modules + calls, (
        f"{module(path)}: {modules + calls}; take the value as an argument, or ask with an Effect"
    )


@pytest.mark.parametrize("path", sources("flows"), ids=module)
def test_flows_read_every_time_by_somebodys_clock(path: Path) -> None:
    """A student may live in another zone than the business: `Turn.clock` is theirs, `Turn.team_clock` the business's."""
    found = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.expr)
        if ast.unparse(node).endswith(("business.zone", "datetime.combine"))
        or (isinstance(node, ast.Call) and re.search(r"\.astimezone\((?!UTC\))", ast.unparse(node)[-40:]))
    ]
    assert not found, f"{module(path)}: {found}; use local, time, moment or moment_at of a clock"


@pytest.mark.parametrize("path", sources("bot", "flows"), ids=module)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = len(text.splitlines())
    assert lines <= LONGEST_FILE_LINES, (
        f"{module(path)} has {lines} lines; move one of its concepts to a file of its own"
    )
    if "migrations" in path.parts:
        return  # a migration is a list of tables; splitting it would tell nothing
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION_LINES, f"{module(path)}.{node.name} has {length} lines; name its parts"


def test_no_file_is_named_for_nothing() -> None:
    vague = [str(path.relative_to(ROOT)) for path in files() if path.stem.lower() in VAGUE or path.parent.name in VAGUE]
    assert not vague, f"{vague}: name a file for the one thing it is about"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        module(path)
        for path in sources("bot", "flows")
        if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent, f"{silent}: the first line of a file says what comes out of it"


def test_nothing_depends_on_where_it_was_written() -> None:
    """A clone works anywhere: no file names a folder outside the project, or one of the machine it was written on."""
    outside = re.compile(
        "|".join((r"\.\./" + "shared", "/work/" + r"(main|shared)", "/root" + "/", "/home" + r"/\w+/"))
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if outside.search(line)
    ]
    assert not found, f"{found}: say what is meant instead of where it stands on one machine"


def files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in SKIPPED]
        yield from (
            Path(folder) / name for name in names if name not in ("uv.lock", ".git") and not name.startswith(".env")
        )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""  # a picture
