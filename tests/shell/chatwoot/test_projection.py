"""The mirror: compared first, merged, as far as the tokens reach."""

import json
from dataclasses import replace
from typing import Any

import pytest
import respx
from structlog.testing import capture_logs

from bot.core.errors import TryAgainLater
from bot.shell.chatwoot.outbound import ChatwootCarrier
from tests.shell.chatwoot.parcels import mirror

API = "https://chat.example/api/v1/accounts/1"
CONVERSATION = f"{API}/conversations/42"
SHOWN: dict[str, Any] = {
    "id": 42,
    "labels": ["vip", "payment:pending"],
    "custom_attributes": {"theirs": "x", "payment_status": "pending"},
    "meta": {"sender": {"id": 78, "custom_attributes": {"segment": "premium"}}},
}
PAID: dict[str, Any] = {
    "labels": ("payment:paid", "flow:regular"),
    "attributes": {"payment_status": "paid", "payment_link": None},
    "contact_attributes": {"has_paid_lesson": True},
    "contact_id": 77,
}
NOT_FOR_BOTS = {"error": "Access to this endpoint is not authorized for bots"}


def sent(route: respx.Route, number: int = 0) -> Any:
    """The JSON of the route's call."""
    return json.loads(route.calls[number].request.content)


def keys(route: respx.Route) -> set[str]:
    """The tokens the calls carried."""
    return {call.request.headers["Api-Access-Token"] for call in route.calls}


async def test_everything_is_merged_with_what_chatwoot_shows_now(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.get(CONVERSATION).respond(json=SHOWN)
        labels = chatwoot.post(f"{CONVERSATION}/labels").respond(json={"payload": []})
        attributes = chatwoot.post(f"{CONVERSATION}/custom_attributes").respond(json={})
        contact = chatwoot.put(f"{API}/contacts/78").respond(json={"payload": {}})
        await carrier.deliver(mirror(**PAID, seen_labels=("stale",), seen_attributes={"stale": 1}))
    assert sent(labels) == {"labels": ["vip", "flow:regular", "payment:paid"]}
    assert sent(attributes) == {"custom_attributes": {"theirs": "x", "payment_status": "paid"}, "merge": True}
    assert sent(contact) == {"custom_attributes": {"has_paid_lesson": True}}
    assert (keys(labels), keys(attributes), keys(contact)) == ({"user-key"}, {"bot-key"}, {"user-key"})


async def test_what_stands_already_is_not_written(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.get(CONVERSATION).respond(json=SHOWN)
        await carrier.deliver(
            mirror(labels=("payment:pending",), attributes={"payment_status": "pending"}, contact_id=77)
        )


async def test_a_key_that_goes_is_replaced_away_not_merged(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.get(CONVERSATION).respond(json=SHOWN)
        attributes = chatwoot.post(f"{CONVERSATION}/custom_attributes").respond(json={})
        gone = chatwoot.post(f"{API}/contacts/78/destroy_custom_attributes").respond(json={"payload": {}})
        await carrier.deliver(
            mirror(
                labels=("payment:pending",), attributes={"payment_status": None}, contact_attributes={"segment": None}
            )
        )
    assert sent(attributes) == {"custom_attributes": {"theirs": "x"}}
    assert sent(gone) == {"custom_attributes": ["segment"]}


async def test_a_refused_part_does_not_keep_the_others_back(carrier: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.get(CONVERSATION).respond(401, json={"error": "Invalid Access Token"})
        chatwoot.post(f"{CONVERSATION}/labels").respond(401, json={"error": "Invalid Access Token"})
        chatwoot.put(f"{API}/contacts/77").respond(401, json={"error": "Invalid Access Token"})
        attributes = chatwoot.post(f"{CONVERSATION}/custom_attributes").respond(json={})
        parcel = replace(mirror(**PAID, seen_attributes={"theirs": "y"}), tries=0)
        with pytest.raises(TryAgainLater):
            await carrier.deliver(parcel)
        with pytest.raises(TryAgainLater) as later:
            await carrier.deliver(replace(parcel, tries=1))
    assert attributes.call_count == 1, "an old snapshot is not written over what staff changed meanwhile"
    assert sent(attributes)["custom_attributes"] == {"theirs": "y", "payment_status": "paid"}
    assert "CHATWOOT_USER_TOKEN" in carrier.limits[0]
    assert later.value.after == 300


async def test_without_a_user_token_attributes_are_shown_from_the_snapshot(lonely: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot, capture_logs() as entries:
        look = chatwoot.get(CONVERSATION).respond(401, json=NOT_FOR_BOTS)
        labels = chatwoot.post(f"{CONVERSATION}/labels").respond(401, json=NOT_FOR_BOTS)
        attributes = chatwoot.post(f"{CONVERSATION}/custom_attributes").respond(json={})
        await lonely.deliver(mirror(**PAID, seen_attributes={"theirs": "x"}))
        await lonely.deliver(mirror(**PAID, seen_attributes={"theirs": "y"}))
    assert sent(attributes, 1) == {"custom_attributes": {"theirs": "y", "payment_status": "paid"}, "merge": True}
    assert (look.call_count, labels.call_count) == (1, 1)  # tried once, then remembered
    assert [entry["event"] for entry in entries] == ["chatwoot_mirror_partial"]
    assert [limit.split(":")[1].split()[0] for limit in lonely.limits] == ["contact", "labels"]


async def test_from_4_15_the_bot_token_reads_and_labels(lonely: ChatwootCarrier) -> None:
    with respx.mock(using="httpx") as chatwoot:
        chatwoot.get(CONVERSATION).respond(json=SHOWN)
        labels = chatwoot.post(f"{CONVERSATION}/labels").respond(json={"payload": []})
        chatwoot.post(f"{CONVERSATION}/custom_attributes").respond(json={})
        await lonely.deliver(mirror(**PAID))
    assert sent(labels) == {"labels": ["vip", "flow:regular", "payment:paid"]}
    assert keys(labels) == {"bot-key"}
    assert len(lonely.limits) == 1
