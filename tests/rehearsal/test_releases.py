"""What differs between Chatwoot's releases, and callbacks that are rare."""

import json

import httpx

from bot.rehearsal.people import Staff, Student
from bot.rehearsal.world import World
from tests.rehearsal.conftest import RecordingDesk
from tests.rehearsal.test_callbacks import said


async def test_4_12_signs_nothing_and_keeps_conversation_events_to_itself(desk: RecordingDesk) -> None:
    """Before 4.13: no signature headers, no conversation_updated, no conversation_status_changed."""
    async with World(desk.url, version="4.12") as world:
        student = await Student.arrives(world)
        await student.writes("hi")
        await Staff(world).takes_over(student.conversation_id)
        await world.quiet.settles()
    assert sorted(desk.events()) == ["conversation_opened", "message_created"]
    assert not [name for name in desk.callbacks[0].headers if name.startswith("x-chatwoot")]


async def test_4_16_makes_the_bot_the_assignee_until_it_hands_over(desk: RecordingDesk) -> None:
    """The payload's assignee is our bot; the hand-over takes it off; the bot's token may write labels."""
    async with World(desk.url, version="4.16") as world:
        student = await Student.arrives(world)
        await student.writes("hi")
        await world.quiet.settles()
        assert desk.callbacks[0].json["conversation"]["meta"]["assignee"]["type"] == "agent_bot"
        headers = {"Api-Access-Token": world.bot_token}
        base = f"{world.url}/chatwoot/api/v1/accounts/1/conversations/{student.conversation_id}"
        async with httpx.AsyncClient(headers=headers, trust_env=False) as bot:
            labels = await bot.post(f"{base}/labels", json={"labels": ["a"]})
            assert labels.json() == {"payload": ["a"]}
            await bot.post(f"{base}/custom_attributes", json={"custom_attributes": {"a": "1"}})
            merged = await bot.post(f"{base}/custom_attributes", json={"custom_attributes": {"b": "2"}, "merge": True})
            assert merged.json() == {"custom_attributes": {"a": "1", "b": "2"}}
            await bot.post(f"{base}/toggle_status", json={"status": "open"})
        assert (await Staff(world).sees(student.conversation_id))["assignee"] is None


async def test_callbacks_for_a_deleted_contact_are_discarded(world: World, desk: RecordingDesk) -> None:
    """ActiveJob cannot read the contact_inbox back."""
    await world.do("world/chatwoot_knobs", callbacks={"paused": True})
    student = await Student.arrives(world)
    await student.writes("hi")
    await world.do("chatwoot/staff/deletes_contact", conversation_id=student.conversation_id)
    await world.do("world/chatwoot_knobs", callbacks={"paused": False})
    await world.quiet.settles()
    assert desk.callbacks == []
    log = (await world.do("chatwoot/staff/callbacks"))["callbacks"]
    assert [each["outcome"] for each in log] == ["discarded"]


async def test_the_bubble_and_the_read_receipts(world: World, desk: RecordingDesk, bot: httpx.AsyncClient) -> None:
    """webwidget_triggered carries the contact_inbox id; looking is one message_updated for each unread message."""
    student = await Student.arrives(world)
    await world.do("chatwoot/student/opens_bubble", student=student.id)
    await student.writes("hi")
    await said(bot, student.conversation_id, "one")
    await said(bot, student.conversation_id, "two")
    await world.quiet.settles()
    assert desk.callbacks[0].json["event"] == "webwidget_triggered"
    assert desk.callbacks[0].json["id"] == student.id
    before = len(desk.callbacks)
    await student.looks()
    await student.looks()
    await world.quiet.settles()
    assert desk.events()[before:] == ["message_updated", "message_updated"]
    assert "status" not in desk.callbacks[-1].json


async def test_email_collect_and_greeting_are_templates_without_a_sender(world: World, desk: RecordingDesk) -> None:
    """They come after the student's first message, once."""
    await world.do("world/inbox", channel="website", enable_email_collect=True, greeting="Welcome")
    student = await Student.arrives(world)
    await student.writes("hi")
    await student.writes("hi?")
    await world.quiet.settles()
    templates = [each.json for each in desk.callbacks if each.json.get("message_type") == "template"]
    assert sorted(each["content_type"] for each in templates) == ["input_email", "text", "text"]
    assert all(each["sender"] is None for each in templates)


def test_bodies_are_json() -> None:
    """The escapes leave valid JSON with the same text."""
    from bot.rehearsal.chatwoot.signing import body_of

    payload = {"a": "<&>\u2028\u2029 é"}
    assert json.loads(body_of(payload)) == payload
