"""A student's own app on an API-channel inbox."""

import hashlib
import hmac

import httpx

from bot.rehearsal.people import Student
from bot.rehearsal.world import World
from tests.rehearsal.conftest import TLS, RecordingDesk


async def test_an_app_writes_clicks_and_reads(world: World, desk: RecordingDesk, bot: httpx.AsyncClient) -> None:
    """Contact, conversation, message, click, read receipt, and the framework's own 404."""
    inbox = world.chatwoot.tables.inbox_of_channel(1, "Channel::Api")
    assert inbox is not None
    base = f"{world.url}/chatwoot/public/api/v1/inboxes/{inbox.identifier}"
    mac = hmac.new(inbox.hmac_token.encode(), b"pupil-1", hashlib.sha256).hexdigest()
    async with httpx.AsyncClient(trust_env=False, verify=TLS) as app:
        who = {"name": "Jane", "identifier": "pupil-1", "identifier_hash": mac}
        contact = (await app.post(f"{base}/contacts", json=who)).json()
        wrong = await app.post(f"{base}/contacts", json=who | {"identifier_hash": "0" * 64})
        assert wrong.status_code == 500
        mine = f"{base}/contacts/{contact['source_id']}/conversations"
        conversation = (await app.post(mine, json={})).json()
        assert conversation["status"] == "pending"
        await app.post(f"{mine}/{conversation['id']}/messages", json={"content": "hi"})
        items = [{"title": "A", "value": "a"}]
        body = {"content": "Pick", "content_type": "input_select", "content_attributes": {"items": items}}
        offered = (await bot.post(f"/conversations/{conversation['id']}/messages", json=body)).json()
        shown = (await app.get(f"{mine}/{conversation['id']}/messages")).json()
        assert [each["content"] for each in shown] == ["hi", "Pick"]
        click = f"{mine}/{conversation['id']}/messages/{offered['id']}"
        await app.patch(click, json={"submitted_values": [{"title": "A", "value": "a", "evil": 1}]})
        await app.post(f"{mine}/{conversation['id']}/update_last_seen")
        assert (await app.get(f"{mine}/99")).json() == {"status": 404, "error": "Not Found"}
    await world.quiet.settles()
    assert desk.callbacks[0].json["conversation"]["meta"]["hmac_verified"] is True
    updates = [each.json for each in desk.callbacks if each.json["event"] == "message_updated"]
    assert updates[0]["content_attributes"]["submitted_values"] == [{"title": "A", "value": "a"}]
    assert len(updates) == 2


async def test_providers_repeat_students_edit_and_owners_answer_from_their_phone(
    world: World, desk: RecordingDesk
) -> None:
    """Two rows with one source_id; message_updated of an incoming message; an echo without a sender."""
    student = await Student.arrives(world, "telegram")
    sent = await student.writes("hi")
    await world.do("chatwoot/student/repeats", student=student.id)
    await world.do("chatwoot/student/edits", student=student.id, message_id=sent["message_id"], text="hi!")
    await world.do("chatwoot/staff/replies_from_phone", conversation_id=student.conversation_id, text="it's me")
    assert (await student.sees())[0]["from"] == "system"
    incoming = [each.json for each in desk.callbacks if each.json.get("message_type") == "incoming"]
    assert len({each["source_id"] for each in incoming}) == 1
    assert len({each["id"] for each in incoming}) == 2
    assert "message_updated" in {each["event"] for each in incoming}
    echo = next(each.json for each in desk.callbacks if each.json.get("content") == "it's me")
    assert (echo["sender"], echo["content_attributes"]) == (None, {"external_echo": True})
