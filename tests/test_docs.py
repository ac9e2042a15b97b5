"""What the documents say is what the desk does: settings, commands, flows, events, tables, diagrams, paths and links."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe
import typer

from bot.__main__ import app
from bot.commands.draw import drawn
from bot.core.flow import Flow
from bot.shell.chatwoot.probe import CONTACT_KEYS, CONVERSATION_KEYS
from bot.shell.chatwoot.settings import ChatwootSettings
from bot.shell.pages.rendering import ASSETS
from bot.shell.payments.inbound import WANTED_EVENTS
from bot.shell.settings.business_file import example_text
from bot.shell.settings.calendar_accounts import PARTS, PREFIX
from bot.shell.settings.environment import ACCOUNT, Environment
from bot.shell.tables import metadata
from flows import anywhere, clock

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")) if path.is_file()
)
MOST_LINES = {"README.md": 350, "ARCHITECTURE.md": 560}
SETTINGS = sorted(name.upper() for name in Environment.model_fields)
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # typer's group is click's
TARGETS = ("run", "test", "check", "bench", "soak", "help")
EXAMPLE = tomllib.loads(example_text())
FLOWS = sorted(EXAMPLE["flows"])
LANGUAGES = {"nl": "Dutch", "en": "English"}
DRAWN = re.compile(r"<!-- drawn by: python -m bot draw ?(\w*) -->\s*```mermaid\n(.*?)```", re.DOTALL)
TABLE = re.compile(r"<!-- drawn by: python -m bot draw (payments) -->\n(.*?)<!-- end of drawing -->", re.DOTALL)
# In `code`: something under a folder of ours, or a file of the root that has a slash nowhere.
OURS = ("bot", "flows", "locales", "tests", "benchmarks", "docs")
PATH = re.compile(rf"`((?:{'|'.join(OURS)})/[\w./-]+)`")
MADE_BY_RUNNING = ("var/",)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def rows(document: str, first_cell: str) -> list[list[str]]:
    """The cells of every table row of the document whose first cell matches."""
    cells = ([cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in text(document).splitlines())
    return [row for row in cells if re.fullmatch(first_cell, row[0])]


# -- settings, commands, targets -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_readme_explains_every_setting(setting: str) -> None:
    assert rows("README.md", f"`{setting}`"), f"README.md, settings table: say what {setting} is for"


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_readme_marks_what_ends_the_rehearsal(setting: str) -> None:
    ((_, needed, *_),) = rows("README.md", f"`{setting}`")
    assert ("●" in needed) is (setting.lower() in ACCOUNT), f"README.md: ● is for settings of real accounts: {setting}"


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_example_environment_has_every_setting(setting: str) -> None:
    assert setting in examples(), f".env.example: add {setting}=, or # {setting}=<the default>"


def test_the_example_environment_has_nothing_else() -> None:
    of_a_tutor = [f"{PREFIX}TUTOR_{part}" for part in PARTS]
    assert sorted(examples()) == sorted([*SETTINGS, *of_a_tutor])


def examples() -> list[str]:
    """The variables of the example; one behind a # leaves its default alone."""
    return re.findall(r"^(?:# )?([A-Z0-9_]+)=", text(".env.example"), re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_no_setting_there_is_not(document: str) -> None:
    named = set(
        re.findall(r"\b(?:CHATWOOT|STRIPE|LABEL|BUSINESS|DATABASE|PUBLIC)_[A-Z0-9_]*[A-Z0-9]\b", text(document))
    )
    assert named <= set(SETTINGS), f"{document}: {named - set(SETTINGS)} is no setting"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"python -m bot {command}" in text("README.md"), f"README.md: show what `python -m bot {command}` does"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_no_command_there_is_not(document: str) -> None:
    named = set(re.findall(r"python -m bot (\w+)", text(document)))
    assert named <= set(COMMANDS), f"{document}: there is no command {named - set(COMMANDS)}"


@pytest.mark.parametrize("target", TARGETS)
def test_the_readme_shows_every_target_and_the_makefile_has_it(target: str) -> None:
    assert f"make {target}" in text("README.md"), f"README.md: show what `make {target}` does"
    assert re.search(rf"^{target}:", text("Makefile"), re.MULTILINE), f"Makefile: there is no target {target}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_no_target_there_is_not(document: str) -> None:
    in_code = re.findall(
        r"`[^`\n]*\bmake ([\w./]+)|^(?:cd .* && )?(?:sudo )?make ([\w./]+)", text(document), re.MULTILINE
    )
    made = text("Makefile").replace("$(READY):", ".venv/.ready:")
    for target in {one or other for one, other in in_code}:
        assert re.search(rf"^{re.escape(target)}:", made, re.MULTILINE), f"{document}: there is no `make {target}`"


# -- the business ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flow", FLOWS)
def test_the_readme_tells_lengths_and_prices_of_every_flow(flow: str) -> None:
    lines = text("README.md").splitlines()
    head = next(number for number, line in enumerate(lines) if "| trial |" in line)
    column = [cell.strip() for cell in lines[head].strip("|").split("|")].index(flow)
    told = " ".join(line.strip("|").split("|")[column] for line in lines[head + 2 : head + 6])
    numbers = EXAMPLE["flows"][flow]
    for minutes in numbers["minutes"]:
        assert re.search(rf"\b{minutes}\b", told), f"README.md: a {flow} lesson can take {minutes} minutes"
    for price in numbers.get("prices", {}).values():
        assert f"€{price.removesuffix('.00')}" in told, f"README.md: a {flow} lesson can cost €{price}"


def test_the_readme_names_every_language() -> None:
    spoken = EXAMPLE["business"]["languages"]
    assert sorted(spoken) == sorted(LANGUAGES), "a new language: give it its English name here"
    for code in spoken:
        assert LANGUAGES[code] in text("README.md"), f"README.md: say that the desk speaks {LANGUAGES[code]}"


# -- the outside -----------------------------------------------------------------------------------------------------------


def test_the_readme_lists_exactly_the_events_that_are_understood() -> None:
    (block,) = re.findall(r"```text\n(.*?)```", text("README.md"), re.DOTALL)
    assert sorted(block.split()) == sorted(WANTED_EVENTS)


@pytest.mark.parametrize("event", WANTED_EVENTS)
def test_every_event_of_stripes_is_explained(event: str) -> None:
    assert f"`{event}`" in text("docs/stripe.md"), f"docs/stripe.md: say what {event} does to an order"


def test_the_api_version_is_that_of_the_library() -> None:
    assert f"`{stripe.api_version}`" in text("docs/stripe.md")


def test_chatwoots_attributes_are_those_the_desk_writes() -> None:
    script = text("docs/chatwoot-setup.sh")
    for model, keys in (("conversation", CONVERSATION_KEYS), ("contact", CONTACT_KEYS)):
        single = re.findall(rf"^attribute {model} (\w+) \w+$", script, re.MULTILINE)
        loops = re.findall(rf"for key in ([\w ]+); do\s+attribute {model} \$key", script)
        assert sorted([*single, *(key for loop in loops for key in loop.split())]) == sorted(keys)
        for key in keys:
            assert f"`{key}`" in text("docs/chatwoot.md"), f"docs/chatwoot.md: explain the {model} attribute {key}"


def test_chatwoots_labels_are_those_the_desk_writes() -> None:
    script = text("docs/chatwoot-setup.sh")
    for prefix, words in ChatwootSettings("http://chat.example.org", 1, "token").label_words.items():
        (loop,) = re.findall(rf'for word in ([\w ]+); do label "{prefix}\$separator', script)
        assert set(loop.split()) == words
        ((_, told, *_),) = rows("docs/chatwoot.md", f"`{prefix}`")
        assert set(re.findall(r"`(\w+)`", told)) == words


@pytest.mark.parametrize("proxy", ["nginx.conf", "Caddyfile"])
def test_proxies_let_through_what_the_world_needs(proxy: str) -> None:
    config = text(f"docs/{proxy}")
    for prefix in ("webhook", "p", ASSETS.strip("/")):
        assert re.search(rf"[/(|]{prefix}[/)|]", config), f"docs/{proxy}: /{prefix}/ does not reach the desk"
    assert "500" in config, f"docs/{proxy}: Chatwoot tries again only after a 500"


def test_the_log_lines_are_written_somewhere() -> None:
    code = "\n".join(path.read_text("utf-8") for folder in ("bot", "flows") for path in (ROOT / folder).rglob("*.py"))
    table = text("docs/running.md").partition("## The log")[2].partition("\n## ")[0]
    named = [
        word for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for word in re.findall(r"`([^`]+)`", row)
    ]
    assert named
    for line in named:
        assert line.removeprefix("alert ") in code, f"docs/running.md: nothing writes {line!r} into the log"


# -- the architecture ------------------------------------------------------------------------------------------------------


def test_the_diagrams_are_those_the_flows_draw() -> None:
    blocks = DRAWN.findall(text("ARCHITECTURE.md"))
    assert blocks, "ARCHITECTURE.md: no diagram marked <!-- drawn by: python -m bot draw payment -->"
    for flow, diagram in blocks:
        assert diagram == drawn(flow), f"ARCHITECTURE.md: {flow} has changed; run .venv/bin/python docs/redraw.py"


def test_the_table_of_payments_is_what_the_rules_do() -> None:
    """Every state of a payment with every event, walked with the real rules."""
    blocks = TABLE.findall(text("ARCHITECTURE.md"))
    assert blocks, "ARCHITECTURE.md: no table marked <!-- drawn by: python -m bot draw payments -->"
    for name, table in blocks:
        assert table == drawn(name), (
            "ARCHITECTURE.md: a rule has changed; run .venv/bin/python docs/redraw.py, and read it"
        )


@pytest.mark.parametrize("flow", FLOWS)
def test_every_lesson_flow_is_drawn_or_has_the_table_of_one_that_is(flow: str) -> None:
    shown = {name for name, _ in DRAWN.findall(text("ARCHITECTURE.md"))} & set(FLOWS)
    assert any(drawn(flow).replace(flow, "x") == drawn(one).replace(one, "x") for one in shown), (
        f"ARCHITECTURE.md: {flow} has a table of its own now; draw it"
    )


@pytest.mark.parametrize("flow", [clock.FLOW, anywhere.FLOW], ids=lambda flow: str(flow.name))
def test_what_works_in_every_step_is_explained(flow: Flow) -> None:
    for trigger in {move.trigger for move in flow.moves}:
        assert f"`{trigger}`" in text("ARCHITECTURE.md"), (
            f"ARCHITECTURE.md, clock and anywhere: what does {trigger} do?"
        )


def test_every_table_of_the_database_is_explained() -> None:
    named = {row[0].strip("`") for row in rows("ARCHITECTURE.md", r"`\w+`")}
    assert set(metadata.tables) <= named, f"ARCHITECTURE.md, the database: {set(metadata.tables) - named}"


def test_the_map_has_every_folder_of_code() -> None:
    told = text("README.md")
    for folder in sorted(path.parent for path in (ROOT / "bot").glob("*/*.py")):
        name = folder.relative_to(ROOT)
        assert f"]({name})" in told, f"README.md, map: add {name}"


@pytest.mark.parametrize("folder", ["bot/core", "bot/shell", "bot/shell/chatwoot", "bot/shell/payments", "flows"])
def test_the_house_has_every_file(folder: str) -> None:
    """Named itself, or as one of a family: `wish_clock.py` where a `wish_….py` is named."""
    told = text("ARCHITECTURE.md")
    for path in sorted((ROOT / folder).glob("*.py")):
        family = f"`{folder}/{path.stem.split('_')[0]}_"
        known = f"`{folder}/{path.name}`" in told or ("_" in path.stem and family in told)
        assert known or path.name == "__init__.py", f"ARCHITECTURE.md, the house: what is {folder}/{path.name} for?"


# -- paths, links, lengths -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_is_named_is_there(document: str) -> None:
    for path in sorted(set(PATH.findall(text(document)))):
        assert (ROOT / path).exists(), f"{document} names {path}, which is not there"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    for target in re.findall(r'(?:\]\(|src=")(?!https?:|mailto:)([^)\s"]+)', text(document)):
        name, _, heading = target.partition("#")
        file = (ROOT / document).parent / name if name else ROOT / document
        assert file.exists(), f"{document} links to {name}, which is not there"
        assert not heading or heading in headings(file), (
            f"{document} links to #{heading}, and {file.name} has no such heading"
        )


def headings(file: Path) -> Iterator[str]:
    for heading in re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE):
        yield re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize(("document", "most"), MOST_LINES.items())
def test_documents_stay_readable_in_one_go(document: str, most: int) -> None:
    written = DRAWN.sub("", TABLE.sub("", text(document)))  # what is looked up, not read, does not count
    assert len(written.splitlines()) <= most, f"{document}: move what few people need into docs/"


# -- the image -------------------------------------------------------------------------------------------------------------


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
