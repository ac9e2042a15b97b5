"""The start-up check: one readable sentence for each thing that is wrong."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import respx

from bot.shell.chatwoot.client import ChatwootClient
from bot.shell.chatwoot.probe import CONTACT_KEYS, CONVERSATION_KEYS, probe
from tests.shell.chatwoot.doors import SECRET, settings

ORIGIN = "https://chat.example"
API = f"{ORIGIN}/api/v1/accounts/1"
BOT = {"id": 5, "access_token": "bot-key", "secret": SECRET, "outgoing_url": "https://desk.example/webhook/chatwoot/1"}


@pytest.fixture
async def client() -> AsyncIterator[ChatwootClient]:
    """A client with both tokens and labels that can be registered."""
    made = ChatwootClient(settings(user_token="user-key", label_separator="_"))
    yield made
    await made.aclose()


async def warnings(client: ChatwootClient, **changes: Any) -> list[str]:
    """What the check says when everything but `changes` is as it should be."""
    words = client.settings.label_words
    labels = [{"title": f"{prefix}_{word}"} for prefix, found in words.items() for word in found]
    answers: dict[str, Any] = {
        "profile": {"accounts": [{"id": 1, "role": "administrator"}]},
        "bots": [BOT],
        "labels": {"payload": labels},
        "conversation": [{"attribute_key": key} for key in CONVERSATION_KEYS],
        "contact": [{"attribute_key": key} for key in CONTACT_KEYS],
        "bot_status": 404,
        "user_status": 200,
        **changes,
    }
    with respx.mock(using="httpx", assert_all_called=False) as chatwoot:
        chatwoot.post(f"{API}/conversations/0/custom_attributes").respond(answers["bot_status"], json={"error": "x"})
        chatwoot.get(f"{ORIGIN}/api/v1/profile").respond(answers["user_status"], json=answers["profile"])
        chatwoot.get(f"{API}/agent_bots").respond(json=answers["bots"])
        chatwoot.get(f"{API}/labels").respond(json=answers["labels"])
        for model, name in enumerate(("conversation", "contact")):
            route = chatwoot.get(f"{API}/custom_attribute_definitions", params={"attribute_model": str(model)})
            route.respond(json=answers[name])
        return await probe(client)


async def test_all_is_well(client: ChatwootClient) -> None:
    assert await warnings(client) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bot_status": 401}, "CHATWOOT_BOT_TOKEN"),
        ({"bot_status": 503}, "stopped early"),
        ({"user_status": 401}, "CHATWOOT_USER_TOKEN"),
        ({"profile": {"accounts": [{"id": 2, "role": "administrator"}]}}, "not a member of account 1"),
        ({"profile": {"accounts": [{"id": 1, "role": "agent"}]}}, "administrator"),
        ({"bots": []}, "CHATWOOT_BOT_TOKEN is of no bot"),
        ({"bots": [BOT | {"outgoing_url": "https://old.example/"}]}, "/webhook/chatwoot/1"),
        ({"bots": [BOT | {"secret": "rotated"}]}, "CHATWOOT_WEBHOOK_SECRET"),
        ({"labels": {"payload": []}}, "payment_paid"),
        ({"conversation": []}, "lesson_start"),
        ({"contact": []}, "learner_name"),
    ],
)
async def test_each_mistake_is_one_sentence(client: ChatwootClient, changes: dict[str, Any], said: str) -> None:
    found = await warnings(client, **changes)
    assert len(found) == 1
    assert said in found[0]
    assert not [key for key in ("bot-key", "user-key", SECRET) if key in found[0]]


async def test_without_a_user_token_the_check_says_what_will_be_missing() -> None:
    client = ChatwootClient(settings())
    found = await warnings(client)
    await client.aclose()
    assert len(found) == 1
    assert "CHATWOOT_USER_TOKEN is not set" in found[0]
