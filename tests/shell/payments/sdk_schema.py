"""JSON Schemas read from stripe-python's own typed parameters: what the installed SDK says may be sent.

Stricter than Stripe's published schema (nested objects are closed), and always of the version that is installed.
"""

import ast
from functools import cache
from pathlib import Path
from typing import Any

import stripe

Json = dict[str, Any]
PARAMS = Path(stripe.__file__).parent / "params"


WIRE_MARK = "(as on the wire)"


def problems(file: str, name: str, value: Any, *, wire: bool = False) -> list[str]:
    """What of `value` the TypedDict `name` in that params file does not allow; empty when all is well.

    `wire`: `value` was a form or a query, so numbers and booleans are strings that look like one.
    """
    return list(_check(_fields(file) | ({WIRE_MARK: {}} if wire else {}), name, value, ""))


@cache
def _fields(file: str) -> dict[str, dict[str, ast.expr]]:
    tree = ast.parse((PARAMS / file).read_text(encoding="utf-8"))
    return {
        cls.name: {
            each.target.id: each.annotation
            for each in cls.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        }
        for cls in tree.body
        if isinstance(cls, ast.ClassDef)
    }


def _check(classes: dict[str, dict[str, ast.expr]], name: str, value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: not an object"]
    fields = classes[name]
    told = [f"{path}.{key}: unknown" for key in value if key not in fields]
    for key, annotation in fields.items():
        required = not _is(annotation, "NotRequired")
        if required and key not in value:
            told.append(f"{path}.{key}: missing")
        elif key in value:
            told += _judge(classes, _inner(annotation), value[key], f"{path}.{key}")
    return told


def _judge(classes: dict[str, dict[str, ast.expr]], hint: ast.expr, value: Any, path: str) -> list[str]:
    options = [each for each in _options(hint) if not _is_name(each, "str") or not _literals(hint)]
    tries = [_judge_one(classes, each, value, path) for each in options]
    return min(tries, key=len) if all(tries) else []


def _judge_one(classes: dict[str, dict[str, ast.expr]], hint: ast.expr, value: Any, path: str) -> list[str]:
    if _is(hint, "Literal"):
        assert isinstance(hint, ast.Subscript)
        words = ast.literal_eval(hint.slice)
        allowed = words if isinstance(words, tuple) else (words,)
        return [] if value in allowed else [f"{path}: {value!r}"]
    if _is(hint, "List"):
        assert isinstance(hint, ast.Subscript)
        if not isinstance(value, list):
            return [f"{path}: not a list"]
        return [
            one for i, each in enumerate(value) for one in _judge(classes, _parsed(hint.slice), each, f"{path}[{i}]")
        ]
    if _is(hint, "Dict") or _is(hint, "UntypedStripeObject"):
        good = isinstance(value, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in value.items())
        return [] if good else [f"{path}: not a map of strings"]
    assert isinstance(hint, ast.Name), ast.dump(hint)
    if hint.id in classes:
        return _check(classes, hint.id, value, path)
    kinds: dict[str, Any] = {"str": str, "int": int, "bool": bool, "float": float}
    if WIRE_MARK in classes and isinstance(value, str):
        looks = {"str": True, "int": value.lstrip("-").isdecimal(), "bool": value in ("true", "false")}
        return [] if looks.get(hint.id) else [f"{path}: {value!r} is no {hint.id}"]
    right = type(value) is kinds[hint.id] if hint.id in kinds else False
    return [] if right else [f"{path}: {value!r} is no {hint.id}"]


def _inner(hint: ast.expr) -> ast.expr:
    return _parsed(hint.slice) if isinstance(hint, ast.Subscript) and _is(hint, "NotRequired") else _parsed(hint)


def _parsed(hint: ast.expr) -> ast.expr:
    if isinstance(hint, ast.Constant) and isinstance(hint.value, str):
        return ast.parse(hint.value, mode="eval").body
    return hint


def _options(hint: ast.expr) -> list[ast.expr]:
    if isinstance(hint, ast.BinOp):
        return [*_options(hint.left), *_options(hint.right)]
    if _is(hint, "Union"):
        assert isinstance(hint, ast.Subscript)
        assert isinstance(hint.slice, ast.Tuple)
        return [option for each in hint.slice.elts for option in _options(_parsed(each))]
    return [hint]


def _literals(hint: ast.expr) -> bool:
    return any(_is(each, "Literal") for each in _options(hint))


def _is(hint: ast.expr, name: str) -> bool:
    return isinstance(hint, ast.Subscript) and _is_name(hint.value, name)


def _is_name(hint: ast.expr, name: str) -> bool:
    return isinstance(hint, ast.Name) and hint.id == name
