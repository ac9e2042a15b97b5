"""Each table of the business file against its shape; what does not fit is told with a line that would."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.shell.settings.business_reminders import ReminderNumbers
from bot.shell.settings.business_shapes import (
    Calendar,
    Chosen,
    FlowNumbers,
    Identity,
    Payment,
    Place,
    Question,
    Sentences,
    Series,
    Staff,
    Table,
)
from bot.shell.settings.problems import Problems

Shape = TypeVar("Shape", bound=Table)


@dataclass(slots=True)
class Judged:
    """The tables that are well-formed; None, or left out, where one is not."""

    business: Identity | None = None
    calendar: Calendar | None = None
    payment: Payment | None = None
    staff: Staff | None = None
    texts: Sentences | None = None
    reminders: ReminderNumbers | None = None
    series: Series | None = None
    flows: dict[str, FlowNumbers] = field(default_factory=dict)
    wrong_flows: frozenset[str] = frozenset()
    subjects: list[Chosen] = field(default_factory=list)
    levels: list[Chosen] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    topics: list[Question] = field(default_factory=list)


def judge_tables(tree: Mapping[str, Any], example: Mapping[str, Any], problems: Problems) -> Judged:
    """The tables of the file, each judged by itself, so that one wrong table hides nothing of the others."""

    def one(shape: type[Shape], name: str) -> Shape | None:
        return _shaped(shape, tree[name], name, example[name], problems)

    def each(shape: type[Shape], name: str) -> list[Shape]:
        return list(_entries(shape, tree[name], name, example[name], problems))

    flows = {
        name: _shaped(FlowNumbers, numbers, f"flows.{name}", example["flows"][name], problems)
        for name, numbers in tree["flows"].items()
    }
    return Judged(
        business=one(Identity, "business"),
        calendar=one(Calendar, "calendar"),
        payment=one(Payment, "payment"),
        staff=one(Staff, "staff"),
        texts=one(Sentences, "texts"),
        reminders=one(ReminderNumbers, "reminders"),
        series=one(Series, "series"),
        flows={name: flow for name, flow in flows.items() if flow},
        wrong_flows=frozenset(name for name, flow in flows.items() if not flow),
        subjects=each(Chosen, "subjects"),
        levels=each(Chosen, "levels"),
        places=each(Place, "places"),
        topics=each(Question, "topics"),
    )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """ " Did you mean gap_minutes?", or which there are."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    return f" Did you mean {close[0]}?" if close else f" There are: {', '.join(names)}."


def _entries(
    shape: type[Shape], values: Any, name: str, example: Sequence[Mapping[str, Any]], problems: Problems
) -> Iterable[Shape]:
    if not isinstance(values, list) or not values:
        problems.key(name, "is a list of tables with at least one in it.", f"[[{name}]]")
        return
    for place, entry in enumerate(values, 1):
        called = entry.get("value", place) if isinstance(entry, dict) else place
        if fits := _shaped(shape, entry, f"{name}[{called}]", example[0], problems):
            yield fits


def _shaped(shape: type[Shape], values: Any, path: str, example: Mapping[str, Any], problems: Problems) -> Shape | None:
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            keys = [str(key) for key in detail["loc"]]
            problems.key(".".join((path, *keys)), _wrong(detail, shape), _sample(keys, example))
        return None


def _wrong(detail: ErrorDetails, shape: type[Table]) -> str:
    match detail["type"]:
        case "extra_forbidden":
            return "is not known." + did_you_mean(str(detail["loc"][-1]), shape.model_fields)
        case "missing":
            return "is missing."
        case "string_pattern_mismatch":
            return "is not written the way it should be."
        case "string_too_long":
            return f"is longer than the {detail['ctx']['max_length']} characters that fit."
        case "value_error":
            return detail["msg"].removeprefix("Value error, ") + "."
        case "dict_type":
            return "has a value for each language." if shape is not FlowNumbers else "has an amount for each length."
        case _:
            return re.sub(r"^\w+ (?=should)", "", detail["msg"]) + "."  # "Input should be a valid integer"


def _sample(keys: Sequence[str], example: Any) -> str:
    """The example's line for that key; "" where it has none."""
    written: list[str] = []
    for key in keys:
        if not isinstance(example, dict) or key not in example:
            break
        written.append(key)
        example = example[key]
    if not written or isinstance(example, dict):
        return ""
    return f"{'.'.join(written)} = {json.dumps(example, ensure_ascii=False, default=str)}"
