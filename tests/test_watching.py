"""What Prometheus and Grafana are told is what the desk counts: rules, dashboard and table name metrics that are there."""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from bot.shell.engine_meters import Meters

DOCS = Path(__file__).resolve().parents[1] / "docs"
NAME = re.compile(r"\bdesk_[a-z_]+")
RECORDED = re.compile(r"\bdesk:[a-z0-9_:]+")
yaml: Any = import_module("yaml")


def counted() -> dict[str, str]:
    """Each sample of our metrics and the name it is known by in the table."""
    import_module("bot.shell.app")  # whatever counts is imported there
    found: dict[str, str] = {}
    for metric in (*REGISTRY.collect(), *Meters().registry.collect()):
        if metric.name.startswith("desk_"):
            known = f"{metric.name}_total" if metric.type == "counter" else metric.name
            parts = ("_bucket", "_sum", "_count") if metric.type == "histogram" else ()
            found |= {known: known} | {f"{metric.name}{part}": known for part in parts}
    return found


def expressions() -> list[str]:
    groups = yaml.safe_load((DOCS / "prometheus-rules.yml").read_text("utf-8"))["groups"]
    return [rule["expr"] for group in groups for rule in group["rules"]] + [
        target["expr"] for one in panels() for target in one.get("targets", ())
    ]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DOCS / "grafana-dashboard.json").read_text("utf-8"))["panels"]
    return found


def test_rules_and_dashboard_ask_for_metrics_there_are() -> None:
    """Each name in an expression is a sample the desk exposes, or a rule of ours."""
    known, rules = set(counted()), (DOCS / "prometheus-rules.yml").read_text("utf-8")
    recorded = set(re.findall(r"record: (\S+)", rules))
    for expr in expressions():
        assert set(NAME.findall(expr)) <= known, expr
        assert set(RECORDED.findall(expr)) <= recorded, expr
        assert expr.count("(") == expr.count(")"), expr
        assert expr.count("{") == expr.count("}"), expr


def test_labels_that_are_asked_for_are_there() -> None:
    """`by (…)` and `{…=` name labels of the metric, not of somebody's memory."""
    labels = {
        name: set(metric._labelnames) | {"le"}
        for registry in (REGISTRY, Meters().registry)
        for metric, names in registry._collector_to_names.items()
        for name in names
        if hasattr(metric, "_labelnames")
    }
    import_module("bot.shell.app")
    for expr in expressions():
        for name, matchers in re.findall(r"\b(desk_[a-z_]+)\{([^}]*)\}", expr):
            assert set(re.findall(r"(\w+)\s*=", matchers)) <= labels[name], expr
        for by in re.findall(r"by \(([^)]*)\)", expr):
            asked = {one.strip() for one in by.split(",")}
            assert any(asked <= labels[name] for name in NAME.findall(expr)), expr


def test_the_table_has_every_metric_and_no_other() -> None:
    """docs/running.md explains what the desk counts."""
    table = (DOCS / "running.md").read_text("utf-8").partition("\n## Metrics")[2].partition("\n## ")[0]
    named = {one for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for one in NAME.findall(row)}
    assert named == set(counted().values())


def test_the_dashboard_can_be_imported() -> None:
    """Every panel has an id and a place of its own, and asks the data source of the dashboard's variable."""
    ids = [one["id"] for one in panels()]
    assert len(ids) == len(set(ids))
    places = [(one["gridPos"]["x"], one["gridPos"]["y"]) for one in panels()]
    assert len(places) == len(set(places))
    assert {one["datasource"]["uid"] for one in panels() if one["type"] != "row"} == {"${datasource}"}


@pytest.mark.parametrize("group", ["desk-recorded", "desk-alerts"])
def test_rules_are_whole(group: str) -> None:
    """A recording rule has a name, an alert a severity and a summary."""
    groups = yaml.safe_load((DOCS / "prometheus-rules.yml").read_text("utf-8"))["groups"]
    (rules,) = [one["rules"] for one in groups if one["name"] == group]
    for rule in rules:
        if group == "desk-recorded":
            assert rule["record"].startswith("desk:")
        else:
            assert rule["labels"]["severity"] in ("critical", "warning")
            assert rule["annotations"]["summary"].endswith((".", "?"))
