"""What is sent to Chatwoot, byte for byte, and what each answer means."""

import json
from dataclasses import replace
from typing import Any

import pytest
import respx
from structlog.testing import capture_logs

from bot.core.effects import Alert
from bot.core.errors import OutcomeUnknown, Refused, TryAgainLater
from bot.shell.chatwoot.outbound import ChatwootCarrier
from tests.shell.chatwoot.parcels import ID, mirror, note, parcel, say, status

API = "https://chat.example/api/v1/accounts/1"
MESSAGES = f"{API}/conversations/42/messages"
TOGGLE = f"{API}/conversations/42/toggle_status"


def sent(route: respx.Route, number: int = 0) -> Any:
    """The JSON of the route's call."""
    return json.loads(route.calls[number].request.content)


def key(route: respx.Route) -> str:
    """The token the first call carried."""
    found: str = route.calls[0].request.headers["Api-Access-Token"]
    return found


async def test_a_question_goes_out_with_buttons_and_our_delivery_id(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        route = chatwoot.post(MESSAGES).respond(json={"id": 502})
        assert await carrier.deliver(say()) == ()
    items = [{"title": "Mon 10:00", "value": "slot_1"}, {"title": "Tue 11:00", "value": "slot_2"}]
    assert sent(route) == {
        "message_type": "outgoing",
        "content": "Which time?",
        "content_type": "input_select",
        "content_attributes": {"desk_delivery": ID, "items": items},
    }
    assert key(route) == "bot-key"


async def test_a_question_on_sms_goes_out_as_text(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        route = chatwoot.post(MESSAGES).respond(json={"id": 502})
        await carrier.deliver(say("Channel::TwilioSms"))
    body = sent(route)
    assert (body["content_type"], body["content_attributes"]) == ("text", {"desk_delivery": ID})
    assert body["content"] == "Which time?\n\n1. Mon 10:00\n2. Tue 11:00"


async def test_a_note_is_private_and_mentions_when_asked(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        route = chatwoot.post(MESSAGES).respond(json={"id": 503})
        await carrier.deliver(note("Handed over.", mention=True))
    assert sent(route) == {
        "message_type": "outgoing",
        "content": "Handed over.\n\n[@Anna](mention://user/7/Anna)",
        "private": True,
        "content_attributes": {"desk_delivery": ID},
    }


async def test_a_handover_is_judged_by_the_status_not_by_success(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        route = chatwoot.post(TOGGLE).respond(json={"payload": {"success": None, "current_status": "open"}})
        await carrier.deliver(status("open"))
    assert sent(route) == {"status": "open"}


async def test_taking_back_takes_a_leftover_assignee_off(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.post(TOGGLE).respond(json={"payload": {"success": True, "current_status": "pending"}})
        route = chatwoot.post(f"{API}/conversations/42/assignments").respond(text="null")
        await carrier.deliver(status("pending", unassign=True))
    assert sent(route) == {"assignee_id": None}


async def test_a_status_that_did_not_change_is_refused(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.post(TOGGLE).respond(json={"payload": {"success": True, "current_status": "resolved"}})
        with pytest.raises(Refused):
            await carrier.deliver(status("open"))


@pytest.mark.parametrize(
    ("code", "body", "error"),
    [
        (301, "", TryAgainLater),
        (400, "", Refused),
        (401, '{"error":"Invalid Access Token"}', TryAgainLater),
        (404, '{"error":"Resource could not be found"}', Refused),
        (422, '{"error":"Validation failed: Content is too long"}', Refused),
        (422, '{"error":"Validation failed: Too many messages"}', TryAgainLater),
        (429, "Retry later\n", TryAgainLater),
        (500, '{"status":500}', OutcomeUnknown),
        (502, "<html>", OutcomeUnknown),
        (503, "<html>", TryAgainLater),
        (504, "<html>", OutcomeUnknown),
        (200, "<html>Welcome to nginx</html>", OutcomeUnknown),
    ],
)
async def test_what_an_answer_to_a_message_means(
    carrier: ChatwootCarrier, code: int, body: str, error: type[Exception]
) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.post(MESSAGES).respond(code, text=body)
        with pytest.raises(error) as caught:
            await carrier.deliver(say())
    assert type(caught.value) is error
    assert "Which time" not in str(caught.value)


async def test_a_message_waits_a_day_for_the_right_token(carrier: ChatwootCarrier) -> None:
    """While a token is rolled nothing is lost; what is older would only confuse."""
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.post(MESSAGES).respond(401, json={"error": "Invalid Access Token"})
        with pytest.raises(TryAgainLater) as later:
            await carrier.deliver(replace(say(), tries=24 * 60 - 1))
        with pytest.raises(Refused):
            await carrier.deliver(replace(say(), tries=24 * 60))
    assert later.value.after == 60


@pytest.mark.parametrize("code", [500, 502, 503, 504])
async def test_trouble_with_a_status_is_simply_tried_again(carrier: ChatwootCarrier, code: int) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.post(TOGGLE).respond(code)
        with pytest.raises(TryAgainLater) as caught:
            await carrier.deliver(status("open"))
    assert not isinstance(caught.value, OutcomeUnknown)


async def test_a_429_keeps_everything_back(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        route = chatwoot.post(MESSAGES).respond(429, text="Retry later\n")
        with pytest.raises(TryAgainLater) as first:
            await carrier.deliver(say())
        with pytest.raises(TryAgainLater) as second:
            await carrier.deliver(status("open"))
    assert route.call_count == 1
    assert first.value.after
    assert second.value.after
    assert second.value.after <= first.value.after


async def test_a_refused_token_is_told_to_ready_until_it_works_again(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.post(MESSAGES).respond(401, json={"error": "Invalid Access Token"})
        with pytest.raises(TryAgainLater):
            await carrier.deliver(say())
        assert "CHATWOOT_BOT_TOKEN" in carrier.limits[0]
        chatwoot.post(MESSAGES).respond(json={"id": 1})
        await carrier.deliver(say())
    assert carrier.limits == []


async def test_other_accounts_and_other_systems_are_refused(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx", assert_all_called=False), pytest.raises(Refused, match="another Chatwoot account"):
        await carrier.deliver(say(account_id=2))
    with pytest.raises(Refused, match="Alert"):
        await carrier.deliver(parcel(Alert("x", "y")))


async def test_typing_dots_are_a_kindness_never_a_failure(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        route = chatwoot.post(f"{API}/conversations/42/toggle_typing_status").respond(200)
        assert await carrier.typing(42, on=True)
        assert sent(route) == {"typing_status": "on"}
        route.respond(401, json={"error": "Access to this endpoint is not authorized for bots"})
        assert not await carrier.typing(42, on=False)
    assert carrier.limits == []


async def test_no_log_line_holds_personal_data(carrier: ChatwootCarrier) -> None:
    with capture_logs() as entries, respx.mock(using="httpx") as chatwoot:
        chatwoot.post(MESSAGES).respond(401, json={"error": "Jane"})
        chatwoot.get(f"{API}/conversations/42").respond(401, json={"error": "Jane"})
        for each in (say(text="Hello Jane"), note("Jane"), mirror(attributes={"name": "Jane"}, contact_id=77)):
            chatwoot.post(f"{API}/conversations/42/custom_attributes").respond(401)
            with pytest.raises((Refused, TryAgainLater)) as caught:
                await carrier.deliver(replace(each, tries=0))
            assert "Jane" not in str(caught.value)
    assert entries
    assert not [word for word in ("Jane", "0b5a", "-key") if word in repr(entries)]
