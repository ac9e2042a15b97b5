"""What reaches a bot, in which order, signed how, and what becomes of its answers."""

import hashlib
import hmac
import re
import time

import httpx
import pytest

from bot.rehearsal.chatwoot.profiles import profile
from bot.rehearsal.chatwoot.signing import verdict
from bot.rehearsal.people import Staff, Student
from bot.rehearsal.world import World
from tests.rehearsal.conftest import RecordingDesk


async def said(bot: httpx.AsyncClient, conversation_id: int, content: str = "hello", **more: object) -> httpx.Response:
    return await bot.post(f"/conversations/{conversation_id}/messages", json={"content": content, **more})


async def test_a_first_message_is_one_callback_and_an_answer_brings_our_echo_and_waiting_since(
    world: World, desk: RecordingDesk, bot: httpx.AsyncClient
) -> None:
    """The sequences of a new conversation, of the bot's reply and of the next message."""
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.quiet.settles()
    assert desk.events() == ["message_created"]
    await said(bot, student.conversation_id)
    await world.quiet.settles()
    assert sorted(desk.events()[1:]) == ["conversation_updated", "message_created"]
    await student.writes("again")
    await world.quiet.settles()
    assert sorted(desk.events()[3:]) == ["conversation_updated", "message_created"]
    incoming = next(each.json for each in desk.callbacks if each.json.get("content") == "again")
    assert incoming["conversation"]["waiting_since"] == 0  # the change comes after the snapshot


async def test_the_payload_has_the_field_types_of_a_real_one(world: World, desk: RecordingDesk) -> None:
    """Words and numbers for message_type, ISO, integer and float times, null for nothing."""
    student = await Student.arrives(world, name="Jané", language="nl")
    await student.writes('<b>"5 & 6"</b>\u2028')
    await world.quiet.settles()
    got = desk.callbacks[0]
    payload, conversation = got.json, got.json["conversation"]
    assert payload["message_type"] == "incoming"
    assert conversation["messages"][0]["message_type"] == 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", payload["created_at"])
    assert isinstance(conversation["created_at"], int)
    assert isinstance(conversation["updated_at"], float)
    assert conversation["agent_last_seen_at"] == 0
    assert conversation["meta"]["assignee"] is None
    assert conversation["additional_attributes"]["browser_language"] == "nl"
    assert payload["sender"]["identifier"] is None
    assert "type" not in payload["sender"]
    assert "attachments" not in payload
    assert b"\\u003cb\\u003e" in got.body
    assert b"\\u0026" in got.body
    assert b"\\u2028" in got.body
    assert "Jané".encode() in got.body


async def test_a_callback_is_signed_over_timestamp_and_body_and_a_retry_signs_anew(
    world: World, desk: RecordingDesk
) -> None:
    """The delivery id survives a retry; timestamp and signature are made at each attempt."""
    world.chatwoot.knobs.callbacks.retry_after_s = 0.01
    desk.answers = [500]
    await (await Student.arrives(world)).writes("hi")
    await world.quiet.settles()
    first, second = desk.callbacks
    for got in (first, second):
        stamp = got.headers["x-chatwoot-timestamp"]
        mac = hmac.new(world.webhook_secret.encode(), stamp.encode() + b"." + got.body, hashlib.sha256).hexdigest()
        assert got.headers["x-chatwoot-signature"] == f"sha256={mac}"
        assert abs(int(stamp) - time.time()) < 60
    assert first.headers["x-chatwoot-delivery"] == second.headers["x-chatwoot-delivery"]
    assert first.body == second.body


@pytest.mark.parametrize(
    ("status", "old", "new"),
    [
        (200, "ok", "ok"),
        (207, "ok", "ok"),
        (208, "failed", "ok"),
        (303, "see_other", "redirect"),
        (307, "failed", "redirect"),
        (401, "failed", "failed"),
        (404, "failed", "failed"),
        (429, "retry", "retry"),
        (500, "retry", "retry"),
        (502, "failed", "failed"),
        (503, "failed", "failed"),
    ],
)
def test_the_answer_decides_as_in_the_version(status: int, old: str, new: str) -> None:
    """4.13 and 4.14 differ only in 2xx and redirects."""
    assert verdict(status, profile("4.13")) == old
    assert verdict(status, profile("4.14")) == new


@pytest.mark.parametrize(("answers", "attempts"), [([500, 500, 500], 3), ([429, 500, 429], 3), ([502], 1), ([401], 1)])
async def test_a_callback_that_fails_for_good_opens_the_conversation(
    world: World, desk: RecordingDesk, answers: list[int], attempts: int
) -> None:
    """Three attempts for 429 and 500, one for the rest; then open, with a line in the timeline."""
    world.chatwoot.knobs.callbacks.retry_after_s = 0.01
    desk.answers = list(answers)
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.quiet.settles()
    assert desk.events()[:attempts] == ["message_created"] * attempts
    assert desk.events()[attempts:].count("conversation_opened") == 1
    screen = await Staff(world).sees(student.conversation_id)
    assert screen["status"] == "open"
    assert screen["messages"][-1]["content"].startswith("Conversation was marked open by system due to an error")


async def test_two_500s_and_then_200_change_nothing(world: World, desk: RecordingDesk) -> None:
    """The third attempt counts."""
    world.chatwoot.knobs.callbacks.retry_after_s = 0.01
    desk.answers = [500, 500, 200]
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.quiet.settles()
    assert desk.events() == ["message_created"] * 3
    assert (await Staff(world).sees(student.conversation_id))["status"] == "pending"


async def test_a_silent_bot_loses_the_conversation_unless_the_account_keeps_it(
    world: World, desk: RecordingDesk
) -> None:
    """A refused connection is a failure without a retry; keep_pending_on_bot_failure ignores it."""
    world.point_at("http://127.0.0.1:9")
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.quiet.settles()
    assert (await Staff(world).sees(student.conversation_id))["status"] == "open"
    await world.do("world/account", keep_pending_on_bot_failure=True)
    other = await Student.arrives(world)
    await other.writes("hi")
    await world.quiet.settles()
    assert (await Staff(world).sees(other.conversation_id))["status"] == "pending"
    assert desk.callbacks == []


async def test_conversation_events_that_fail_hand_nothing_over(world: World, desk: RecordingDesk) -> None:
    """Only message events do."""
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.quiet.settles()
    desk.answers = [404]
    await world.do("chatwoot/staff/attributes", conversation_id=student.conversation_id, attributes={"a": "b"})
    await world.quiet.settles()
    assert desk.events()[1:] == ["conversation_updated"]
    assert (await Staff(world).sees(student.conversation_id))["status"] == "pending"


async def test_handing_over_emits_opened_changed_updated(
    world: World, desk: RecordingDesk, bot: httpx.AsyncClient
) -> None:
    """`success` is null in the bot's own path; changed_attributes is null in status_changed, an array in updated."""
    world.chatwoot.callbacks.knobs.latency_s = 0
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.quiet.settles()
    answer = await bot.post(f"/conversations/{student.conversation_id}/toggle_status", json={"status": "open"})
    assert answer.json()["payload"]["success"] is None
    assert answer.json()["payload"]["current_status"] == "open"
    await world.quiet.settles()
    by_event = {each.json["event"]: each.json for each in desk.callbacks[1:]}
    assert set(by_event) == {"conversation_opened", "conversation_status_changed", "conversation_updated"}
    assert by_event["conversation_status_changed"]["changed_attributes"] is None
    assert "changed_attributes" not in by_event["conversation_opened"]
    changed = {
        key: value for each in by_event["conversation_updated"]["changed_attributes"] for key, value in each.items()
    }
    assert changed["status"] == {"previous_value": "pending", "current_value": "open"}
    assert "account" not in by_event["conversation_opened"]


async def test_an_online_agent_swallows_the_status_events(world: World, desk: RecordingDesk) -> None:
    """Opening assigns in the same save: only conversation_updated with the assignee is seen."""
    world.chatwoot.tables.inboxes[3].online_user_id = world.chatwoot.person(1, "Ann Agent").id
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.quiet.settles()
    await Staff(world).takes_over(student.conversation_id)
    await world.quiet.settles()
    assert desk.events()[1:] == ["conversation_updated"]
    names = [name for each in desk.callbacks[1].json["changed_attributes"] for name in each]
    assert names == ["assignee_id", "updated_at"]
    assert desk.callbacks[1].json["status"] == "open"


async def test_a_student_after_resolve_wakes_the_website_conversation(world: World, desk: RecordingDesk) -> None:
    """status_changed, updated, then the message, which already shows pending."""
    world.chatwoot.knobs.callbacks.workers = 1
    student = await Student.arrives(world)
    await student.writes("hi")
    await Staff(world).resolves(student.conversation_id)
    await world.quiet.settles()
    before = len(desk.callbacks)
    first_id = student.conversation_id
    await student.writes("me again")
    await world.quiet.settles()
    assert student.conversation_id == first_id
    events = desk.events()[before:]
    assert sorted(events) == ["conversation_status_changed", "conversation_updated", "message_created"]
    message = next(each.json for each in desk.callbacks[before:] if each.json["event"] == "message_created")
    assert message["conversation"]["status"] == "pending"


async def test_troubles_double_lose_and_hold_callbacks(world: World, desk: RecordingDesk) -> None:
    """Twice with the same delivery id; not at all; later."""
    knobs = world.chatwoot.knobs.callbacks
    student = await Student.arrives(world)
    knobs.duplicate_rate = 1.0
    await student.writes("one")
    await world.quiet.settles()
    assert len(desk.callbacks) == 2
    assert len({each.headers["x-chatwoot-delivery"] for each in desk.callbacks}) == 1
    knobs.duplicate_rate, knobs.drop_rate = 0.0, 1.0
    await student.writes("two")
    await world.quiet.settles()
    assert len(desk.callbacks) == 2
    knobs.drop_rate = 0.0
    await world.do("world/chatwoot_knobs", callbacks={"paused": True})
    await student.writes("three")
    await world.quiet.settles()
    assert len(desk.callbacks) == 2
    await world.do("world/chatwoot_knobs", callbacks={"paused": False})
    await world.quiet.settles()
    assert desk.callbacks[-1].json["content"] == "three"
