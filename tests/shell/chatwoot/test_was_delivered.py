"""Looking for a message of ours before it is sent again."""

from typing import Any

import pytest
import respx

from bot.core.effects import Delivery
from bot.shell.chatwoot.outbound import ChatwootCarrier
from bot.shell.ports import Parcel
from tests.shell.chatwoot.parcels import ID, SINCE, mirror, note, parcel, say, status

MESSAGES = "https://chat.example/api/v1/accounts/1/conversations/42/messages"
NOW = int(SINCE.timestamp())


def page(first_id: int, created_at: int, **attributes: Any) -> dict[str, Any]:
    """A page of 20 messages, the last of which carries `attributes`."""
    rows: list[dict[str, Any]] = [
        {"id": first_id + n, "created_at": created_at, "content_attributes": {}} for n in range(20)
    ]
    rows[-1]["content_attributes"] = attributes
    return {"meta": {}, "payload": rows}


@pytest.mark.parametrize("sent", [say(), note()])
async def test_a_message_in_the_list_was_delivered(carrier: ChatwootCarrier, sent: Parcel) -> None:
    with respx.mock(using="httpx") as chatwoot:
        route = chatwoot.get(MESSAGES).respond(json=page(500, NOW, desk_delivery=ID))
        assert await carrier.was_delivered(sent) is True
    assert route.calls[0].request.headers["Api-Access-Token"] == "user-key"


async def test_older_pages_are_read_until_before_the_first_try(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.get(MESSAGES, params={"before": "480"}).respond(json=page(460, NOW - 3600))
        chatwoot.get(MESSAGES, params={"before": "500"}).respond(json=page(480, NOW))
        chatwoot.get(MESSAGES).respond(json=page(500, NOW + 5, desk_delivery="another"))
        assert await carrier.was_delivered(say()) is False


async def test_a_conversation_read_to_its_beginning_does_not_hold_it(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.get(MESSAGES).respond(json={"payload": []})
        assert await carrier.was_delivered(say()) is False


async def test_a_message_that_may_lie_too_far_back_is_unknown(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        route = chatwoot.get(MESSAGES).respond(json=page(500, NOW + 5))
        assert await carrier.was_delivered(say()) is None
    assert 1 < route.call_count <= 10


async def test_without_a_user_token_nobody_can_look(lonely: ChatwootCarrier) -> None:
    assert await lonely.was_delivered(say()) is None


@pytest.mark.parametrize("status_code", [401, 404])
async def test_a_token_that_may_not_look_says_nothing_about_the_message(
    carrier: ChatwootCarrier, status_code: int
) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.get(MESSAGES).respond(status_code, json={"error": "Invalid Access Token"})
        assert await carrier.was_delivered(say()) is None


@pytest.mark.parametrize("effect", [status("open").effect, mirror().effect])
async def test_what_may_be_repeated_is_repeated(lonely: ChatwootCarrier, effect: Delivery) -> None:
    assert await lonely.was_delivered(parcel(effect)) is False
