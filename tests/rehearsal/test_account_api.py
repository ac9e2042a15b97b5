"""The account API: rights, exact refusals, and what each call leaves behind."""

import httpx
import pytest

from bot.rehearsal.people import Staff, Student
from bot.rehearsal.world import World

REFUSED = {"error": "Access to this endpoint is not authorized for bots"}


@pytest.fixture
async def conversation(world: World) -> int:
    student = await Student.arrives(world, name="Jane Doe", email="jane@example.com")
    await student.writes("hi")
    return student.conversation_id


async def test_tokens_and_their_refusals(world: World, bot: httpx.AsyncClient, conversation: int) -> None:
    """No token, an unknown one, a bot where bots may not go, somebody else's account, nothing there."""
    base = f"{world.url}/chatwoot/api/v1"
    async with httpx.AsyncClient(trust_env=False) as nobody:
        answer = await nobody.get(f"{base}/profile")
        assert (answer.status_code, answer.json()) == (
            401,
            {"errors": ["You need to sign in or sign up before continuing."]},
        )
        answer = await nobody.get(f"{base}/profile", headers={"Api-Access-Token": "x"})
        assert (answer.status_code, answer.json()) == (401, {"error": "Invalid Access Token"})
    for path in ("", "/labels", "/messages"):
        answer = await bot.get(f"/conversations/{conversation}{path}")
        assert (answer.status_code, answer.json()) == (401, REFUSED)
    answer = await bot.post("/conversations/999/toggle_status", json={"status": "open"})
    assert (answer.status_code, answer.json()) == (404, {"error": "Resource could not be found"})


async def test_the_user_token_reads_what_an_installer_needs(user: httpx.AsyncClient, world: World) -> None:
    """Profile, inboxes, bots with secret, labels, definitions."""
    async with httpx.AsyncClient(headers=user.headers, trust_env=False) as plain:
        profile = (await plain.get(f"{world.url}/chatwoot/api/v1/profile")).json()
    assert profile["accounts"][0]["id"] == 1
    assert {each["channel_type"] for each in (await user.get("/inboxes")).json()["payload"]} >= {"Channel::Telegram"}
    bots = (await user.get("/agent_bots")).json()
    assert bots[0]["secret"] == world.webhook_secret
    assert (await user.post("/labels", json={"title": "Payment_Pending"})).json()["title"] == "payment_pending"
    refused = await user.post("/labels", json={"title": "payment:pending"})
    assert (refused.status_code, refused.json()["message"]) == (422, "Title is invalid")
    again = await user.post("/labels", json={"title": "payment_pending"})
    assert again.json()["message"] == "Title has already been taken"
    body = {"attribute_display_name": "Status", "attribute_key": "payment_status", "attribute_model": 0}
    assert (await user.post("/custom_attribute_definitions", json=body)).json()["attribute_display_type"] == "text"
    assert len((await user.get("/custom_attribute_definitions?attribute_model=0")).json()) == 1
    assert (await user.get("/custom_attribute_definitions?attribute_model=1")).json() == []


async def test_a_message_is_stored_with_any_custom_keys_and_never_twice_the_same(
    bot: httpx.AsyncClient, user: httpx.AsyncClient, conversation: int
) -> None:
    """There is no idempotency; content_attributes are kept; echo_id is only echoed."""
    body = {"content": "hello", "content_attributes": {"bk": "1"}, "echo_id": "e"}
    first = (await bot.post(f"/conversations/{conversation}/messages", json=body)).json()
    second = (await bot.post(f"/conversations/{conversation}/messages", json=body)).json()
    assert second["id"] > first["id"]
    assert first["echo_id"] == "e"
    assert first["message_type"] == 1
    assert first["sender"]["type"] == "agent_bot"
    rows = (await user.get(f"/conversations/{conversation}/messages?after={first['id']}")).json()["payload"]
    assert [each["id"] for each in rows] == [second["id"]]
    assert rows[0]["content_attributes"] == {"bk": "1"}
    rows = (await user.get(f"/conversations/{conversation}/messages?before={second['id']}")).json()["payload"]
    assert [each["id"] for each in rows][-1] == first["id"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"content_type": "foo"}, "'foo' is not a valid content_type"),
        (
            {"content_type": "input_select", "content_attributes": {"items": []}},
            "Validation failed: Content attributes At least one item is required.",
        ),
        (
            {"content_type": "input_select", "content_attributes": {"items": [{"title": "a", "description": "b"}]}},
            "Validation failed: Content attributes contains invalid keys for items : [:description]",
        ),
        ({"message_type": "incoming"}, "Incoming messages are only allowed in Api inboxes"),
    ],
)
async def test_bad_messages_are_422_with_an_error(
    bot: httpx.AsyncClient, conversation: int, body: dict[str, object], error: str
) -> None:
    """The action rescues everything."""
    answer = await bot.post(f"/conversations/{conversation}/messages", json={"content": "x", **body})
    assert (answer.status_code, answer.json()) == (422, {"error": error})


async def test_more_than_200_messages_a_minute_are_refused(
    world: World, bot: httpx.AsyncClient, conversation: int
) -> None:
    """All senders count together; a minute later it goes on."""
    world.chatwoot.knobs.messages_per_minute = 3
    path = f"/conversations/{conversation}/messages"
    assert [(await bot.post(path, json={"content": "x"})).status_code for _ in range(3)] == [200, 200, 422]
    world.jump(61)
    assert (await bot.post(path, json={"content": "x"})).status_code == 200


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("Hi {{contact.name}}!", "Hi Jane Doe!"),
        ("{{ nothing.there }}ok", "ok"),
        ("{{ conversation.custom_attribute.secret }}", "s3cret"),
        ("a{% assign x = 1 %}b", "ab"),
        ("a{% if x %}hidden{% endif %}b", "ab"),
        ("{% raw %}{{contact.name}}{% endraw %}", "{{contact.name}}"),
        ("{{ '{{' }}x}}", "{{x}}"),
        ("`{{contact.name}}`", "`{{contact.name}}`"),
        ("{{ broken", "{{ broken"),
        ("{% nonsense %}", "{% nonsense %}"),
        ("{ {contact.name} }", "{ {contact.name} }"),
    ],
)
async def test_liquid_runs_over_what_bots_say(
    world: World, bot: httpx.AsyncClient, conversation: int, sent: str, stored: str
) -> None:
    """Variables are filled, tags executed away, invalid syntax stays."""
    attributes = {"secret": "s3cret"}
    await world.do("chatwoot/staff/attributes", conversation_id=conversation, attributes=attributes)
    answer = await bot.post(f"/conversations/{conversation}/messages", json={"content": sent})
    assert answer.json()["content"] == stored


async def test_labels_are_replaced_split_and_collapsed(user: httpx.AsyncClient, conversation: int) -> None:
    """Tags, not labels: a colon is fine, a comma splits, a known spelling wins, nothing clears."""
    path = f"/conversations/{conversation}/labels"
    given = {"labels": ["payment:pending", " a,b ", '"c"', "A"]}
    assert (await user.post(path, json=given)).json() == {"payload": ["payment:pending", "a", "b", "c"]}
    assert (await user.get(path)).json() == {"payload": ["payment:pending", "a", "b", "c"]}
    assert (await user.post(path, json={"labels": ["z"]})).json() == {"payload": ["z"]}
    assert (await user.post(path, json={})).json() == {"payload": []}


async def test_conversation_attributes_replace_and_contact_attributes_merge(
    bot: httpx.AsyncClient, user: httpx.AsyncClient, conversation: int
) -> None:
    """On 4.13 `merge` is ignored; too long values are refused; a missing key crashes."""
    path = f"/conversations/{conversation}/custom_attributes"
    await bot.post(path, json={"custom_attributes": {"a": 1}})
    answer = await bot.post(path, json={"custom_attributes": {"b": 2}, "merge": True})
    assert answer.json() == {"custom_attributes": {"b": 2}}
    long = await bot.post(path, json={"custom_attributes": {"foo": "x" * 1501}})
    assert long.status_code == 422
    assert long.json()["message"] == "Custom attributes foo length should be < 1500"
    assert (await bot.post(path, json={})).status_code == 500
    contact_id = (await user.get(f"/conversations/{conversation}")).json()["meta"]["sender"]["id"]
    await user.put(f"/contacts/{contact_id}", json={"custom_attributes": {"a": 1}})
    answer = await user.put(f"/contacts/{contact_id}", json={"custom_attributes": {"b": 2}})
    assert answer.json()["payload"]["custom_attributes"] == {"a": 1, "b": 2}
    assert (await user.get("/contacts/search?q=jane")).json()["payload"][0]["id"] == contact_id


async def test_assignment_clears_the_bot_and_an_unknown_person_unassigns(
    world: World, bot: httpx.AsyncClient, conversation: int
) -> None:
    """The status stays on 4.13."""
    path, sam = f"/conversations/{conversation}/assignments", world.chatwoot.person(1)
    assert (await bot.post(path, json={"assignee_id": sam.id})).json()["name"] == "Sam Staff"
    screen = await Staff(world).sees(conversation)
    assert (screen["assignee"]["name"], screen["status"]) == ("Sam Staff", "pending")
    assert (await bot.post(path, json={"assignee_id": 4711})).json() is None
    assert (await Staff(world).sees(conversation))["assignee"] is None
    assert (await bot.post(path, json={})).json() is None


async def test_typing_and_priority_answer_nothing(bot: httpx.AsyncClient, conversation: int) -> None:
    """200 with an empty body; a bad enum is a 500."""
    base = f"/conversations/{conversation}"
    typing = await bot.post(f"{base}/toggle_typing_status", json={"typing_status": "on"})
    assert (typing.status_code, typing.content) == (200, b"")
    assert (await bot.post(f"{base}/toggle_priority", json={"priority": "high"})).content == b""
    assert (await bot.post(f"{base}/toggle_status", json={"status": "foo"})).status_code == 500


async def test_a_file_can_be_sent_as_multipart(bot: httpx.AsyncClient, conversation: int) -> None:
    """The attachment shows in the answer and on the phone."""
    answer = await bot.post(
        f"/conversations/{conversation}/messages",
        data={"content": "your lesson"},
        files={"attachments[]": ("lesson.ics", b"BEGIN:VCALENDAR", "text/calendar")},
    )
    assert answer.json()["content"] == "your lesson"
    assert answer.json()["attachments"][0]["content_type"] == "text/calendar"
    assert answer.json()["attachments"][0]["file_size"] == 15


async def test_the_door_can_fail_before_and_after(world: World, bot: httpx.AsyncClient, conversation: int) -> None:
    """503, 429 as text, a lost answer after the message was stored, a closed connection, down."""
    path = f"/conversations/{conversation}/messages"

    async def count() -> int:
        return len((await Staff(world).sees(conversation))["messages"])

    before = await count()
    await world.do("world/chatwoot_knobs", troubles=[{"kind": "503"}, {"kind": "429"}, {"kind": "drop"}])
    assert (await bot.post(path, json={"content": "x"})).status_code == 503
    throttled = await bot.post(path, json={"content": "x"})
    assert (throttled.status_code, throttled.text) == (429, "Retry later\n")
    with pytest.raises(httpx.TransportError):
        await bot.post(path, json={"content": "x"})
    assert await count() == before
    await world.do("world/chatwoot_knobs", troubles=[{"kind": "drop_after"}, {"kind": "500_after"}])
    with pytest.raises(httpx.TransportError):
        await bot.post(path, json={"content": "x"})
    assert (await bot.post(path, json={"content": "x"})).status_code == 500
    assert await count() == before + 2
    await world.do("world/chatwoot_knobs", down="refuse")
    with pytest.raises(httpx.TransportError):
        await bot.post(path, json={"content": "x"})
    await world.do("world/chatwoot_knobs", down=None, requests_per_minute=1)
    assert [(await bot.post(path, json={"content": "x"})).status_code for _ in range(2)] == [200, 429]
