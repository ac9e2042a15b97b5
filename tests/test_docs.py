"""What the documents say is what the desk does: every setting, command, target, flow and language stands in them."""

import re
import tomllib
from pathlib import Path

import pytest
import typer

from bot.__main__ import app
from bot.commands.draw import drawn
from bot.shell.settings.business_file import example_text
from bot.shell.settings.environment import Environment

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = sorted(name.upper() for name in Environment.model_fields)
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # typer's group is click's
TARGETS = ("run", "test", "check", "bench", "soak", "help")
FLOWS = sorted(tomllib.loads(example_text())["flows"])
LANGUAGES = {"nl": "Dutch", "en": "English"}
DRAWN = re.compile(r"<!-- drawn by: python -m bot draw ?(\w*) -->\s*```mermaid\n(.*?)```", re.DOTALL)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_readme_explains_every_setting(setting: str) -> None:
    assert re.search(rf"`{setting}`", text("README.md")), f"README.md, settings table: say what {setting} is for"


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_example_environment_has_every_setting(setting: str) -> None:
    assert re.search(rf"^(# )?{setting}=", text(".env.example"), re.MULTILINE), f".env.example: add {setting}="


def test_the_example_environment_has_nothing_else() -> None:
    named = re.findall(r"^(?:# )?([A-Z0-9_]+)=", text(".env.example"), re.MULTILINE)
    assert sorted(named) == SETTINGS


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"python -m bot {command}" in text("README.md"), f"README.md: show what `python -m bot {command}` does"


@pytest.mark.parametrize("target", TARGETS)
def test_the_readme_shows_every_target_and_the_makefile_has_it(target: str) -> None:
    assert f"make {target}" in text("README.md"), f"README.md: show what `make {target}` does"
    assert re.search(rf"^{target}:", text("Makefile"), re.MULTILINE), f"Makefile: there is no target {target}"


@pytest.mark.parametrize("flow", FLOWS)
def test_the_readme_names_every_flow(flow: str) -> None:
    assert re.search(rf"\b{flow}\b", text("README.md"), re.IGNORECASE), f"README.md: say what a {flow} lesson is"


def test_the_readme_names_every_language() -> None:
    spoken = tomllib.loads(example_text())["business"]["languages"]
    assert sorted(spoken) == sorted(LANGUAGES), "a new language: give it its English name here"
    for code in spoken:
        assert LANGUAGES[code] in text("README.md"), f"README.md: say that the desk speaks {LANGUAGES[code]}"


def test_the_diagrams_are_those_the_flows_draw() -> None:
    blocks = DRAWN.findall(text("ARCHITECTURE.md"))
    assert blocks, "ARCHITECTURE.md: no diagram marked <!-- drawn by: python -m bot draw payment -->"
    for flow, diagram in blocks:
        assert diagram == drawn(flow), f"ARCHITECTURE.md: put in again what `python -m bot draw {flow}` prints"


def test_every_file_the_documents_link_to_is_there() -> None:
    for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text(name)):
            assert (ROOT / target).exists(), f"{name} links to {target}, which is not there"


def test_the_image_is_built_from_files_that_are_there() -> None:
    sources = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", text("Dockerfile"), re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert sources
    ignored = text(".dockerignore").splitlines()
    for source in sources:
        assert (ROOT / source).exists(), f"Dockerfile copies {source}, which is not there"
        assert f"!{source}" in ignored, f".dockerignore keeps {source} from the builder"


def test_the_image_and_the_environment_are_made_with_the_same_uv() -> None:
    (in_image,) = re.findall(r"astral-sh/uv:([\d.]+)", text("Dockerfile"))
    (in_makefile,) = re.findall(r"^UV_VERSION := ([\d.]+)$", text("Makefile"), re.MULTILINE)
    assert in_image == in_makefile
