"""Objects of Stripe's compared with stripe-python's own response classes: unknown and missing fields, types, words.

Stricter than the SDK itself, which takes whatever comes: every class is closed, and a word must be one it knows.
"""

import ast
import importlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CLASSES = {
    "account": ("stripe._account", "Account"),
    "balance_transaction": ("stripe._balance_transaction", "BalanceTransaction"),
    "charge": ("stripe._charge", "Charge"),
    "checkout.session": ("stripe.checkout._session", "Session"),
    "dispute": ("stripe._dispute", "Dispute"),
    "event": ("stripe._event", "Event"),
    "invoice": ("stripe._invoice", "Invoice"),
    "item": ("stripe._line_item", "LineItem"),
    "payment_intent": ("stripe._payment_intent", "PaymentIntent"),
    "payment_method": ("stripe._payment_method", "PaymentMethod"),
    "price": ("stripe._price", "Price"),
    "radar.early_fraud_warning": ("stripe.radar._early_fraud_warning", "EarlyFraudWarning"),
    "refund": ("stripe._refund", "Refund"),
    "webhook_endpoint": ("stripe._webhook_endpoint", "WebhookEndpoint"),
}
_SCALARS: dict[str, Any] = {"str": str, "int": int, "bool": bool, "float": (int, float), "Decimal": str}


@dataclass
class Shape:
    """A class: its fields, the classes inside it, and the one around it."""

    fields: dict[str, ast.expr] = field(default_factory=dict)
    inside: dict[str, "Shape"] = field(default_factory=dict)
    around: "Shape | None" = None

    def find(self, name: str) -> "Shape | None":
        """The class of that name as it is seen from here."""
        return self.inside.get(name) or (self.around.find(name) if self.around else None)


def answer_problems(thing: Any) -> list[str]:
    """What of an object, a list of objects, or an event about one the installed SDK does not know."""
    kind = thing.get("object", "?") if isinstance(thing, dict) else "?"
    if kind == "list":
        odd = set(thing) ^ {"object", "data", "has_more", "url"}
        return [f"list: {each}" for each in odd] + [told for each in thing["data"] for told in answer_problems(each)]
    if kind not in CLASSES:
        return [f"{kind}: not an object we know"]
    told = _check(_shape(*CLASSES[kind]), thing, kind)
    return told + (answer_problems(thing["data"]["object"]) if kind == "event" else [])


@cache
def _shape(module: str, name: str) -> Shape:
    source = Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")
    classes = [each for each in ast.parse(source).body if isinstance(each, ast.ClassDef)]
    top = Shape()
    top.inside = {each.name: _read(each, top) for each in classes}
    return top.inside[name]


def _read(cls: ast.ClassDef, around: Shape) -> Shape:
    shape = Shape(around=around)
    for each in cls.body:
        if isinstance(each, ast.ClassDef):
            shape.inside[each.name] = _read(each, shape)
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            shape.fields[each.target.id] = each.annotation
    shape.fields.pop("OBJECT_NAME", None)
    inner = [each for each in cls.body if isinstance(each, ast.Assign)]
    for each in inner:  # _field_remappings = {"global_": "global"}
        target = each.targets[0]
        if isinstance(target, ast.Name) and target.id == "_field_remappings":
            shape.fields |= {new: shape.fields.pop(old) for old, new in ast.literal_eval(each.value).items()}
    return shape


def _check(shape: Shape, value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: not an object"]
    told = [f"{path}.{key}: unknown" for key in value if key not in shape.fields]
    for key, hint in shape.fields.items():
        if key in value:
            told += _judge(shape, hint, value[key], f"{path}.{key}")
        elif not _is(hint, "Optional") and key != "deleted":
            told.append(f"{path}.{key}: missing")
    return told


def _judge(shape: Shape, hint: ast.expr, value: Any, path: str) -> list[str]:
    if isinstance(hint, ast.Constant) and isinstance(hint.value, str):
        hint = ast.parse(hint.value, mode="eval").body
    if isinstance(hint, ast.Subscript) and isinstance(hint.value, ast.Name):
        return _judge_generic(shape, hint.value.id, hint.slice, value, path)
    name = ast.unparse(hint)
    if name in ("Any", "StripeObject", "UntypedStripeObject"):
        return []
    if name in _SCALARS:
        right = isinstance(value, _SCALARS[name]) and not (isinstance(value, bool) and name != "bool")
        return [] if right else [f"{path}: {type(value).__name__} instead of {name}"]
    inner = shape.find(name.rpartition(".")[2])
    if inner is not None:
        return _check(inner, value, path)
    return answer_problems(value) if isinstance(value, dict) and "object" in value else []


def _judge_generic(shape: Shape, kind: str, inner: ast.expr, value: Any, path: str) -> list[str]:
    if kind == "Optional":
        return [] if value is None else _judge(shape, inner, value, path)
    if kind == "Literal":
        words = ast.literal_eval(inner)
        return [] if value in (words if isinstance(words, tuple) else (words,)) else [f"{path}: {value!r}"]
    if kind == "List":
        if not isinstance(value, list):
            return [f"{path}: not a list"]
        return [told for i, each in enumerate(value) for told in _judge(shape, inner, each, f"{path}[{i}]")]
    if kind == "Union":
        assert isinstance(inner, ast.Tuple)
        worded = any(_is(each, "Literal") for each in inner.elts)
        options = [each for each in inner.elts if not (worded and ast.unparse(each) == "str")]
        tries = [_judge(shape, each, value, path) for each in options]
        return min(tries, key=len) if all(tries) else []
    if kind == "ExpandableField":
        return [] if isinstance(value, str) else answer_problems(value)
    if kind == "ListObject":
        return answer_problems(value)
    return [] if isinstance(value, dict) else [f"{path}: not an object"]  # Dict, UntypedStripeObject


def _is(hint: ast.expr, name: str) -> bool:
    return isinstance(hint, ast.Subscript) and isinstance(hint.value, ast.Name) and hint.value.id == name
