"""The world as a whole: driven over HTTP, in another process, watched live, stopped cleanly."""

import asyncio
import inspect
import json
import os
import re
import signal
import sys
import time
from typing import Any

import httpx
import pytest

from bot.rehearsal.knobs import shown
from bot.rehearsal.people import NothingHeard, RemoteWorld, Staff, Student
from bot.rehearsal.wire import BadRequest
from bot.rehearsal.world import World
from tests.rehearsal.conftest import RecordingDesk


async def test_a_world_in_its_own_process_is_driven_over_http(desk: RecordingDesk) -> None:
    """It prints one line with its address and environment, serves, and ends with 0 on SIGTERM."""
    command = (sys.executable, "-m", "bot.rehearsal.world", "--desk-url", desk.url, "--bot-token", "bot-token")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=dict(os.environ))
    assert process.stdout is not None
    about = json.loads(await process.stdout.readline())
    remote = RemoteWorld(about["url"])
    try:
        assert about["environment"]["CHATWOOT_BOT_TOKEN"] == "bot-token"
        student = await Student.arrives(remote, name="Jane")
        await student.writes("hi")
        path = (
            f"{about['environment']['CHATWOOT_URL']}/api/v1/accounts/1/conversations/{student.conversation_id}/messages"
        )
        async with httpx.AsyncClient(trust_env=False, headers={"Api-Access-Token": "bot-token"}) as bot:
            await bot.post(path, json={"content": "hello"})
        assert [each["text"] for each in await student.sees()] == ["hello"]
        assert (await Staff(remote).sees(student.conversation_id))["contact"]["name"] == "Jane"
        with pytest.raises(BadRequest, match="no conversation 99"):
            await Staff(remote).sees(99)
        assert "message_created" in desk.events()
    finally:
        await remote.close()
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_page_can_listen_and_does_not_hold_the_shutdown_up(desk: RecordingDesk) -> None:
    """Server-sent events, one JSON object a change; closing the world ends them."""
    heard: list[str] = []
    world = World(desk.url)
    await world.start()

    async def listen() -> None:
        async with (
            httpx.AsyncClient(trust_env=False) as client,
            client.stream("GET", f"{world.url}/rehearsal/stream") as s,
        ):
            async for line in s.aiter_lines():
                if line.startswith("data: "):
                    heard.append(json.loads(line[6:])["kind"])
                    world.quiet.moved()

    task = asyncio.create_task(listen())
    assert await world.quiet.until(lambda: world.stream.has_listeners, timeout_s=60)
    await (await Student.arrives(world)).writes("hi")
    assert await world.quiet.until(lambda: {"message_created", "callback"} <= set(heard), timeout_s=60)
    await asyncio.wait_for(world.stop(), 60)
    await asyncio.wait_for(task, 60)


async def test_mistakes_of_a_driver_are_said(world: World) -> None:
    """Unknown actions, unknown parameters, unknown knobs: 400 with what there is."""
    async with httpx.AsyncClient(base_url=f"{world.url}/rehearsal", trust_env=False) as driver:
        unknown = await driver.post("/chatwoot/student/sings", json={})
        assert unknown.status_code == 400
        assert "chatwoot/student/writes" in unknown.json()["error"]
        wrong = await driver.post("/chatwoot/student/writes", json={"student": 1, "text": "x", "studnet": 1})
        assert "studnet" in wrong.json()["error"]
        knob = await driver.post("/world/chatwoot_knobs", json={"speed": 1})
        assert "latency_s" in knob.json()["error"]
        clock = await driver.get("/world/clock")
        assert clock.json()["shift_s"] == 0


async def test_the_docstring_lists_every_driver_route_and_every_knob(world: World) -> None:
    """Documentation that fails when it is wrong."""
    text = inspect.getdoc(sys.modules[World.__module__]) or ""
    words = set(re.findall(r"\w+", text))
    assert {route.rpartition("/")[2] for route in world.routes()} <= words
    for knobs in (world.chatwoot.knobs, world.stripe.knobs):
        assert set(_names(shown(knobs))) <= words


def _names(knobs: dict[str, Any]) -> list[str]:
    inner = [name for value in knobs.values() if isinstance(value, dict) for name in value]
    return [*knobs, *inner]


async def test_waiting_in_vain_shows_the_phone(world: World) -> None:
    """NothingHeard tells what was there instead."""
    student = await Student.arrives(world)
    await student.writes("hi")
    with pytest.raises(NothingHeard, match="'welcome'"):
        await student.sees("welcome", timeout_s=0.05)


async def test_a_desk_in_the_same_process_can_keep_the_world_busy(world: World) -> None:
    """`quiet` waits for it, too."""
    world.quiet.busy_elsewhere = lambda: True
    assert not await world.quiet.settles(0, timeout_s=0.05)
    asyncio.get_running_loop().call_later(0.02, setattr, world.quiet, "busy_elsewhere", lambda: False)
    assert await world.quiet.settles(0, timeout_s=60)


async def test_one_student_can_be_waited_for_in_a_noisy_world(world: World) -> None:
    """`alone`: the others' callbacks under way do not matter."""
    student, noise = await Student.arrives(world), world.quiet.part(4711)
    await student.writes("hi")
    await world.quiet.settles()
    await Staff(world).replies(student.conversation_id, "hello")
    await world.quiet.settles()
    noise.begins()
    assert [each["text"] for each in await student.sees(alone=True, timeout_s=60)] == ["hello"]
    assert not await world.quiet.settles(0, timeout_s=0.05)
    noise.ends()


async def test_many_conversations_are_quick(world: World, desk: RecordingDesk) -> None:
    """A hundred students write and are heard in well under two seconds. The quickest of five: the machine may be busy."""
    students = [await Student.arrives(world) for _ in range(100)]
    took: list[float] = []
    while len(took) < 5 and min(took, default=2.0) >= 2:
        began = time.monotonic()
        await asyncio.gather(*(student.writes("hi") for student in students))
        assert await world.quiet.settles(timeout_s=60)
        took.append(time.monotonic() - began)
        assert len(desk.callbacks) == 100 * len(took)
    assert min(took) < 2
