"""The tables of the flows: every step can reach a person, start over and change language; nothing leads nowhere."""

import ast
import re
from pathlib import Path

import pytest

from bot.core.errors import FlowMistake
from bot.core.flow import AGAIN, STAY, Flow, Move, Step
from bot.core.hearing import ANYWHERE
from bot.core.machine import FlowMachine
from bot.core.settled import Settled
from flows import FLOWS
from flows.clock import FLOW as CLOCK
from flows.news import NEWS
from flows.orders import ALARMS
from tests.flows.stage import BUSINESS, DESK

STEPS = sorted(DESK.machine.steps)
FOLDER = Path(__file__).parent.parent.parent / "flows"


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_the_ways_out(step: str) -> None:
    """A person, start over, stop, back, help, another language, a question, and asking again, from everywhere."""
    for trigger in (*ANYWHERE.values(), "language", "topic", "question", "open_menu", "ask_again", "go_on_booking"):
        assert DESK.machine.accepts(step, trigger), trigger


@pytest.mark.parametrize("step", STEPS)
def test_every_step_hears_the_news(step: str) -> None:
    """Money, alarm clocks and pages are heard wherever the student has wandered."""
    for trigger in (*(f"order_{name}" for name in NEWS), *(f"time_{name}" for name in ALARMS)):
        assert DESK.machine.accepts(step, trigger), trigger
    for move in CLOCK.moves:
        assert DESK.machine.accepts(step, move.trigger), move.trigger


def test_every_kind_of_news_that_settling_makes_is_told() -> None:
    """What `Settled` lists as news has a row; “look_up” and “foreign” are no news for a student, “booked” is the flows' own."""
    listed = re.search(r"news: (.*?)\n\n", Settled.__doc__ or "", re.DOTALL)
    assert listed is not None
    names = {part.partition("(")[0].strip() for part in listed[1].split("·")}
    assert names - set(NEWS) == {"look_up", "foreign"}
    assert set(NEWS) - names == {"booked"}


@pytest.mark.parametrize("flow", sorted(BUSINESS.rules))
def test_every_flow_of_the_business_has_its_steps(flow: str) -> None:
    """Each flow of the settings has the same questions and rows."""
    steps = {name.partition(".")[2] for name in STEPS if name.startswith(f"{flow}.")}
    regular = {name.partition(".")[2] for name in STEPS if name.startswith("regular.")}
    assert steps == regular
    triggers = {m.trigger for m in DESK.machine.moves if m.source == f"{flow}.*"}
    assert triggers == {m.trigger for m in DESK.machine.moves if m.source == "regular.*"}


def test_every_step_can_be_reached() -> None:
    """A step is where a row leads, or where a function of the flows jumps to; the first one is where talks begin."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    leads = {move.to for move in DESK.machine.moves} - {AGAIN, STAY}
    named = {
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    jumped = {name for name in STEPS if name in named}
    changed = {
        f"{flow}.{step}"
        for flow in BUSINESS.rules
        for step in ("slot", "minutes", "for_whom", "place", "language", "subject")
    }
    assert set(STEPS) - leads - jumped - changed == {"welcome.start"} - jumped


def test_quiet_steps_read_what_is_typed() -> None:
    """Where a name or a goal is typed, something reads it."""
    for step in DESK.machine.steps.values():
        if step.quiet:
            assert step.reads is not None, step.name


def test_what_fades_has_somewhere_to_go() -> None:
    """A question that is let go leads to a step that is there."""
    for step in DESK.machine.steps.values():
        assert not step.fades or step.fades in DESK.machine.steps


def test_a_table_that_contradicts_itself_is_refused() -> None:
    """Unknown steps and double names are found when the machine is built, all at once."""
    broken = Flow(
        "broken", (Step("a.one"), Step("a.one")), (Move("a.two", "go", "a.three"), Move("b.*", "go", "a.one"))
    )
    with pytest.raises(FlowMistake) as raised:
        FlowMachine((broken,))
    for part in ("'a.one' is there twice", "'a.two'", "'a.three'", "'b.*'"):
        assert part in str(raised.value)


def test_every_flow_is_in_the_list() -> None:
    """A flow file that exports FLOW is part of the desk."""
    exporting = {path.stem for path in FOLDER.glob("*.py") if re.search(r"^FLOW = ", path.read_text("utf-8"), re.M)}
    assert exporting == {flow.name for flow in FLOWS}
