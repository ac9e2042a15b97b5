"""What the documents say about money: every finding of the audit, every alert, and how a backup is made."""

import re

import pytest

from bot.core.audit import WHERE
from bot.core.reconcile import TEXTS
from bot.shell.alerts_checks import WATCHED
from tests.test_docs import ROOT, text

CODE = {path: path.read_text("utf-8") for folder in ("bot", "flows") for path in (ROOT / folder).rglob("*.py")}
AUDIT = "\n".join(code for path, code in CODE.items() if path.name.startswith(("audit", "store_audit")))
FINDINGS = sorted({*re.findall(r'yield "(\w+)", ', AUDIT), *re.findall(r'Finding\(\s*"(\w+)"', AUDIT)})
RAISED = sorted({*WATCHED, *re.findall(r'Alert\(\s*"(\w+)"', "\n".join(CODE.values()))})
MISSED = [kind for kind in TEXTS if kind.startswith("missed_")]


def section(name: str) -> str:
    return text("docs/running.md").partition(f"\n## {name}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("kind", FINDINGS)
def test_every_finding_of_the_audit_is_explained(kind: str) -> None:
    assert f"`{kind}`" in section("The books"), f"docs/running.md, The books: say what {kind} means"


def test_the_sum_of_the_books_names_every_place() -> None:
    assert f"money in = {' + '.join(WHERE)}\n" in section("The books")


@pytest.mark.parametrize("kind", [*RAISED, *(kind for kind in TEXTS if kind not in MISSED)])
def test_every_alert_is_explained(kind: str) -> None:
    assert f"`{kind}`" in section("Alerts"), f"docs/running.md, Alerts: say when {kind} comes and when it is over"


def test_the_readme_backs_up_with_the_desks_own_command() -> None:
    """And tells of the way back, of what is in it, and of what is not."""
    about = text("README.md").partition("**Backups.**")[2].partition("\n**")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", about, re.DOTALL)
    assert [line.split()[3] for line in block.splitlines()] == ["backup", "restore"]
    for word in ("personal data", "key or secret", "pg_dump", "reconcile --fix", "docs/running.md#backups"):
        assert word in about
