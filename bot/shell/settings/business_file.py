"""The business file: read, completed from the example shipped with the desk, judged table by table."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.core.desk import Business
from bot.shell.settings.business_checks import check_business
from bot.shell.settings.business_tables import did_you_mean, judge_tables
from bot.shell.settings.business_values import business_of
from bot.shell.settings.problems import Problems

Tree = Mapping[str, Any]
MADE_UP = ("example.org", "NL00 BANK", "Voorbeeldkade")
"""What only stands in the example; a real desk that still says it has not been told about its business."""


@dataclass(frozen=True, slots=True)
class BusinessRead:
    """The business, and what should be told at start though it stops nothing."""

    business: Business
    warnings: tuple[str, ...]


def example_text() -> str:
    """The commented example that is also the default."""
    return files("bot").joinpath("business.toml").read_text(encoding="utf-8")


def read_business(path: Path | None, price_ids: Mapping[tuple[str, int], str], problems: Problems) -> BusinessRead:
    """The business of the file at `path`, else the example. What is wrong is added to `problems`; then the example's is answered."""
    example = tomllib.loads(example_text())
    before = len(problems.sentences)
    tree = _complete(_own(path, problems), example, problems)
    judged = judge_tables(tree, example, problems)
    check_business(judged, price_ids, problems)
    if len(problems.sentences) > before:
        # Never used: the caller raises. It only has to be a business, so that the reading can go on.
        judged, price_ids = judge_tables(example, example, Problems()), {}
    return BusinessRead(business_of(judged, price_ids), _warnings(path, tree))


def _own(path: Path | None, problems: Problems) -> Tree:
    """What the owner's file says; nothing without one."""
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problems.variable("business_file", f"{path} cannot be read ({error.strerror}).")
    except UnicodeDecodeError:
        problems.variable("business_file", f"{path} is not written in UTF-8.")
    except tomllib.TOMLDecodeError as error:
        problems.variable("business_file", f"{path} is not TOML: {error}.")
    return {}


def _complete(own: Tree, example: Tree, problems: Problems) -> Tree:
    """The own file over the example: tables key by key, everything below a key as a whole."""
    tree = dict(example)
    for name, value in own.items():
        if name not in example:
            problems.key(name, f"is not known.{did_you_mean(name, example)}")
        elif not isinstance(example[name], dict):
            tree[name] = value
        elif not isinstance(value, dict):
            problems.key(name, "is a table.", f"[{name}]")
        elif name == "flows":
            tree[name] = _complete_flows(value, example[name], problems)
        else:
            tree[name] = {**example[name], **value}
    return tree


def _complete_flows(own: Tree, example: Tree, problems: Problems) -> Tree:
    flows = dict(example)
    for name, value in own.items():
        if name not in example:
            problems.key(f"flows.{name}", f"there is no such flow.{did_you_mean(name, example)}")
        elif not isinstance(value, dict):
            problems.key(f"flows.{name}", "is a table.", f"[flows.{name}]")
        else:
            # The lengths and what they cost belong together.
            inherited = {key: old for key, old in example[name].items() if not (key == "prices" and "free" in value)}
            flows[name] = {**inherited, **value}
    return flows


def _warnings(path: Path | None, tree: Tree) -> tuple[str, ...]:
    """What only stands in the example and would still be told to students."""
    if path is None:
        return ("BUSINESS_FILE is not set: the desk speaks for the made-up business of the example.",)
    return tuple(
        f"business file, {name}: still holds something made up from the example ({word})."
        for name, value in tree.items()
        for word in MADE_UP
        if word in str(value)
    )
