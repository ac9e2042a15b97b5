"""What each channel shows of a choice, what a tap sends back, and how conversations continue."""

from typing import Any

import httpx
import pytest

from bot.rehearsal.people import Staff, Student
from bot.rehearsal.wire import BadRequest
from bot.rehearsal.world import World
from tests.rehearsal.conftest import RecordingDesk

ITEMS = [{"title": "Mon 10:00", "value": "slot_1"}, {"title": "Tue 11:00", "value": "slot_2"}]


async def offered(bot: httpx.AsyncClient, student: Student, items: list[dict[str, str]] = ITEMS) -> dict[str, Any]:
    body = {"content": "Pick", "content_type": "input_select", "content_attributes": {"items": items}}
    path = f"/conversations/{student.conversation_id}/messages"
    result: dict[str, Any] = (await bot.post(path, json=body)).json()
    return result


async def test_the_website_answers_with_our_own_message_updated(
    world: World, desk: RecordingDesk, bot: httpx.AsyncClient
) -> None:
    """A click is message_updated with submitted_values; an old message can be clicked again."""
    student = await Student.arrives(world)
    await student.writes("hi")
    first = await offered(bot, student)
    await offered(bot, student, [{"title": "Other", "value": "other"}])
    seen = await student.sees(at_least=2)
    assert seen[0]["buttons"] == ITEMS
    await student.taps("Tue 11:00", message_id=first["id"])
    await student.taps("slot_1", message_id=first["id"])
    await world.quiet.settles()
    taps = [each.json for each in desk.callbacks if each.json["event"] == "message_updated"]
    assert {each["id"] for each in taps} == {first["id"]}
    values = [each["content_attributes"]["submitted_values"][0]["value"] for each in taps]
    assert sorted(values) == ["slot_1", "slot_2"]
    assert taps[0]["sender"]["type"] == "agent_bot"


@pytest.mark.parametrize(
    ("channel", "content"), [("whatsapp", "Tue 11:00"), ("telegram", "slot_2"), ("messenger", "Tue 11:00")]
)
async def test_a_tap_elsewhere_is_an_incoming_message(
    world: World, desk: RecordingDesk, bot: httpx.AsyncClient, channel: str, content: str
) -> None:
    """WhatsApp and Messenger send the title, Telegram the value."""
    student = await Student.arrives(world, channel)
    await student.writes("hi")
    message = await offered(bot, student)
    await student.taps(2)
    await world.quiet.settles()
    incoming = [each.json for each in desk.callbacks if each.json.get("message_type") == "incoming"][-1]
    assert incoming["content"] == content
    if channel == "whatsapp":
        attributes = incoming["content_attributes"]
        assert attributes["in_reply_to"] == message["id"]
        assert attributes["in_reply_to_external_id"].startswith("whatsapp.")


async def test_sms_shows_the_text_alone(world: World, bot: httpx.AsyncClient) -> None:
    """The options vanish; one can only write."""
    student = await Student.arrives(world, "sms")
    await student.writes("hi")
    await offered(bot, student)
    seen = (await student.sees())[0]
    assert (seen["text"], seen["buttons"]) == ("Pick", [])
    with pytest.raises(BadRequest, match="shows no buttons"):
        await student.taps(1)


async def test_whatsapp_lists_more_than_three_and_refuses_long_titles_later(
    world: World, desk: RecordingDesk, bot: httpx.AsyncClient
) -> None:
    """The API call is 200; the message becomes failed and is not on the phone."""
    student = await Student.arrives(world, "whatsapp")
    await student.writes("hi")
    await offered(bot, student, [{"title": f"Time {n}", "value": str(n)} for n in range(4)])
    assert (await student.sees())[0]["shown_as"] == "list"
    answer = await offered(bot, student, [{"title": "x" * 21, "value": "1"}])
    await student.sees_nothing()
    failed = [each.json for each in desk.callbacks if each.json.get("id") == answer["id"]][-1]
    assert "title length" in failed["content_attributes"]["external_error"]


async def test_the_whatsapp_window_closes_after_24_hours(
    world: World, desk: RecordingDesk, bot: httpx.AsyncClient
) -> None:
    """can_reply turns false; a message then fails after its 200."""
    student = await Student.arrives(world, "whatsapp")
    await student.writes("hi")
    world.jump(24 * 3600 + 1)
    answer = await bot.post(f"/conversations/{student.conversation_id}/messages", json={"content": "reminder"})
    assert answer.status_code == 200
    await student.sees_nothing()
    created = [each.json for each in desk.callbacks if each.json.get("id") == answer.json()["id"]]
    assert created[0]["conversation"]["can_reply"] is False
    assert any(each["content_attributes"].get("external_error") for each in created)


@pytest.mark.usefixtures("desk")
async def test_a_template_goes_when_the_window_is_closed(world: World, bot: httpx.AsyncClient) -> None:
    """An approved one of that name and language, with as many values; any other fails after its 200, one without a name is a 422."""
    student = await Student.arrives(world, "whatsapp")
    await student.writes("hi")
    inbox = next(each for each in world.chatwoot.tables.inboxes.values() if each.channel == "Channel::Whatsapp")
    body = [{"type": "BODY", "text": "Your lesson: {{1}}, {{2}}."}]
    inbox.message_templates = [
        {"name": "lesson_reminder", "language": "en", "status": "APPROVED", "components": body},
        {"name": "waiting", "language": "en", "status": "PENDING", "components": body},
    ]
    world.jump(24 * 3600 + 1)
    path = f"/conversations/{student.conversation_id}/messages"

    async def sent(name: str, language: str, **values: str) -> int:
        params = {"name": name, "category": "UTILITY", "language": language, "processed_params": {"body": values}}
        answer = await bot.post(path, json={"content": "shown", "template_params": params})
        return answer.status_code

    two = {"1": "Maths", "2": "16:00"}
    for name, language, values in (
        ("lesson_reminder", "nl", two),
        ("other", "en", two),
        ("waiting", "en", two),
        ("lesson_reminder", "en", {"1": "Maths"}),
    ):
        assert await sent(name, language, **values) == 200
        await student.sees_nothing()
    assert await sent("", "en", **two) == 422
    assert await sent("lesson_reminder", "en", **two) == 200
    assert [each["text"] for each in await student.sees()] == ["Your lesson: Maths, 16:00."]


async def test_real_channels_report_source_id_and_delivery(
    world: World, desk: RecordingDesk, bot: httpx.AsyncClient
) -> None:
    """Each is a message_updated, unless the message came with a source_id: then it is not sent at all."""
    student = await Student.arrives(world, "whatsapp")
    await student.writes("hi")
    await world.quiet.settles()
    before = len(desk.callbacks)
    path = f"/conversations/{student.conversation_id}/messages"
    await bot.post(path, json={"content": "hello"})
    await world.quiet.settles()
    assert desk.events()[before:].count("message_updated") == 2
    await student.sees()
    await bot.post(path, json={"content": "hello", "source_id": "made-up"})
    await student.sees_nothing()


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "sms"])
async def test_a_message_after_resolve_opens_a_new_conversation(world: World, channel: str) -> None:
    """A new display id under the same source_id; a locked inbox reopens the last one."""
    student = await Student.arrives(world, channel)
    await student.writes("hi")
    first = student.conversation_id
    await Staff(world).resolves(first)
    await student.writes("me again")
    second = student.conversation_id
    assert second != first
    assert (await Staff(world).sees(second))["source_id"] == student.about["source_id"]
    await world.do("world/inbox", channel=channel, lock_to_single_conversation=True)
    await Staff(world).resolves(second)
    await student.writes("and again")
    assert student.conversation_id == second


async def test_a_returning_student_has_the_same_source_id(world: World) -> None:
    """The phone number is the identity."""
    one = await Student.arrives(world, "whatsapp", phone="+31612345678")
    two = await Student.arrives(world, "whatsapp", phone="+31612345678")
    assert one.id == two.id
    assert one.about["source_id"] == "31612345678"


async def test_merging_contacts_moves_the_conversation_silently(world: World, desk: RecordingDesk) -> None:
    """The next callback shows another contact id under the same source_id."""
    one, two = await Student.arrives(world), await Student.arrives(world)
    await one.writes("hi")
    await two.writes("hi")
    await world.quiet.settles()
    count = len(desk.callbacks)
    await world.do(
        "chatwoot/staff/merges_contact",
        conversation_id=one.conversation_id,
        into_conversation_id=two.conversation_id,
    )
    await world.quiet.settles()
    assert len(desk.callbacks) == count
    await one.writes("still me")
    await world.quiet.settles()
    payload = desk.callbacks[-1].json
    assert payload["conversation"]["contact_inbox"]["source_id"] == one.about["source_id"]
    contacts = {each.json["sender"]["id"] for each in desk.callbacks if each.json.get("content") == "still me"}
    assert contacts == {two.about["contact_id"]}


async def test_staff_can_answer_take_over_and_give_back(world: World, desk: RecordingDesk) -> None:
    """A person's reply leaves pending; the bot sees who spoke."""
    student, staff = await Student.arrives(world), Staff(world)
    await student.writes("hi")
    await staff.replies(student.conversation_id, "This is Sam")
    assert (await student.sees())[0]["from"] == "person"
    assert (await staff.sees(student.conversation_id))["status"] == "pending"
    await staff.notes(student.conversation_id, "a note")
    await student.sees_nothing()
    await Staff(world, "Ann Agent").takes_over(student.conversation_id)
    screen = await staff.sees(student.conversation_id)
    assert (screen["status"], screen["assignee"]["name"]) == ("open", "Ann Agent")
    assert screen["notes"] == ["a note"]
    assert (await staff.gives_back(student.conversation_id))["status"] == "pending"
    senders = [each.json["sender"] for each in desk.callbacks if each.json.get("content") == "This is Sam"]
    assert senders[0]["type"] == "user"
