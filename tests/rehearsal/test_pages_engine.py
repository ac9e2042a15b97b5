"""The engine's page: a real desk beside the world, looked at while it works."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import pytest

from bot.commands.rehearsing import Rehearsal, open_rehearsal
from bot.commands.serving import address, take_port
from bot.core.conversation import Talk, new_talk
from bot.core.desk import Desk
from bot.core.effects import Effect, FindBusy, HoldSlot, WakeMe
from bot.core.events import DeadlinePassed, Event, SlotWasTaken, StudentWrote
from bot.core.slots import Slot
from bot.rehearsal.decisions import Decisions
from bot.rehearsal.people import Student
from bot.rehearsal.serving import Serving
from bot.shell.settings import rehearsal_settings
from tests.shell.toys import seen

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
async def rehearsal() -> AsyncIterator[Rehearsal]:
    with take_port("127.0.0.1", 0) as taken:
        url = address(taken)
    port = int(url.rpartition(":")[2])
    async with open_rehearsal(replace(rehearsal_settings(), public_url=""), url) as opened:
        serving = Serving(opened.desk.app, "127.0.0.1", port)
        await serving.start()
        yield opened
        opened.leave()
        await serving.stop()


async def engine_of(rehearsal: Rehearsal, student: Student) -> dict[str, Any]:
    about = student.about
    talk = f"{about['account_id']}:{about['inbox_id']}:{about['source_id']}"
    async with httpx.AsyncClient(base_url=rehearsal.world.url, trust_env=False) as browser:
        answer = await browser.get("/rehearsal/engine", params={"talk": talk})
        assert answer.status_code == 200
        return cast(dict[str, Any], answer.json())


async def test_one_word_is_seen_coming_in_decided_and_going_out(rehearsal: Rehearsal) -> None:
    student = await Student.arrives(rehearsal.world, language="nl")
    assert (await engine_of(rehearsal, student))["step"] is None
    await student.writes("hoi")
    await student.sees()
    engine = await engine_of(rehearsal, student)
    assert engine["step"]["name"] == "welcome.menu"
    assert engine["step"]["language"] == "nl"
    assert [(each["kind"], each["state"]) for each in engine["events"]] == [("StudentWrote", "done")]
    (decision,) = engine["decisions"]
    assert (decision["event"], decision["about"]) == ("StudentWrote", "hoi")
    assert (decision["before"], decision["after"]) == ("welcome.start", "welcome.menu")
    says = [each for each in engine["deliveries"] if each["kind"] == "Say"]
    assert says[0]["says"].startswith("Hoi!")
    assert says[0]["turn"] == "1"


async def test_every_step_of_the_chart_is_a_step_of_the_machine(rehearsal: Rehearsal) -> None:
    """The chart is drawn from the rows, so nothing about a flow is written twice."""
    async with httpx.AsyncClient(base_url=rehearsal.world.url, trust_env=False) as browser:
        about = (await browser.get("/rehearsal/about")).json()
    machine = rehearsal.desk.desk.machine
    shown = [step for flow in about["chart"]["flows"] for step in flow["steps"]]
    assert shown == list(machine.steps)
    assert len(about["chart"]["moves"]) == len(machine.moves)
    assert about["business"]["zone"] == rehearsal.desk.desk.business.zone.key


async def test_a_commit_is_told_to_whoever_listens(rehearsal: Rehearsal) -> None:
    kinds: list[str] = []
    async with (
        httpx.AsyncClient(base_url=rehearsal.world.url, trust_env=False, timeout=60) as browser,
        browser.stream("GET", "/rehearsal/stream") as stream,
    ):
        lines = stream.aiter_lines()
        await anext(lines)
        student = await Student.arrives(rehearsal.world)
        await student.writes("hoi")
        async with asyncio.timeout(60):
            async for line in lines:
                if line.startswith("data: "):
                    kinds.append(json.loads(line.removeprefix("data: "))["kind"])
                if "engine" in kinds and "message_created" in kinds:
                    break


async def test_the_pages_of_the_desk_may_be_framed_by_the_chat_page_only(rehearsal: Rehearsal) -> None:
    async with httpx.AsyncClient(base_url=rehearsal.world.url, trust_env=False) as browser:
        answer = await browser.get("/p/unknown")
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'self'" in (await browser.get("/")).headers["content-security-policy"]


def decided(*answers: tuple[Effect, ...]) -> tuple[Decisions, Any]:
    """A recorder around a bot that answers so, one after the other."""
    rows = iter(answers)

    def decide(desk: Desk, talk: Talk, event: Event, now: datetime) -> tuple[Talk, tuple[Effect, ...]]:
        del desk, event, now
        return talk, next(rows)

    decisions = Decisions()
    return decisions, decisions.recording(decide)


def test_a_question_and_its_answer_are_one_decision() -> None:
    """Busy times are asked for inside a turn; only the decision that was taken with them counts."""
    decisions, decide = decided((FindBusy(NOW, NOW),), (WakeMe("hold", NOW), WakeMe("remind", NOW)))
    talk = new_talk(1, 3, "a")
    event = StudentWrote(id="e1", talk=talk.id, seen=seen(), text="hoi")
    decide(None, talk, event, NOW)
    assert decisions.of(talk.id, 9) == []
    decide(None, talk, event, NOW)
    (row,) = decisions.of(talk.id, 9)
    assert row.asked_for_times
    assert row.effects == {"WakeMe": 2}
    assert row.about == "hoi"


def test_a_decision_whose_time_was_taken_is_shown_as_not_saved() -> None:
    slot = Slot(NOW, 60)
    decisions, decide = decided((HoldSlot("o1", slot, NOW),), ())
    talk = new_talk(1, 3, "a")
    event = DeadlinePassed(id="e1", talk=talk.id, name="hold")
    decide(None, talk, event, NOW)
    decide(None, talk, SlotWasTaken(id="e2", talk=talk.id, slot=slot, cause=event), NOW)
    assert [each.kept for each in decisions.of(talk.id, 9)] == [False, True]
    assert decisions.of("1:3:other", 9) == []
