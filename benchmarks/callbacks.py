"""Signed callbacks as Chatwoot 4.13 sends them: a first message, and a tap on a message of ours."""

import hmac
import itertools
import time
from typing import Any

import msgspec

from benchmarks.wire import request

SECRET = "bench-secret-of-the-bot"  # noqa: S105 - of a pretend Chatwoot that lives for a minute
PATH = "/webhook/chatwoot/1"
_ids = itertools.count(1000)


def conversation(n: int) -> dict[str, Any]:
    """Conversation `n` as a payload shows it."""
    return {
        "additional_attributes": {"browser_language": "en"},
        "can_reply": True,
        "channel": "Channel::WebWidget",
        "contact_inbox": {"id": n, "contact_id": n, "inbox_id": 3, "source_id": f"student-{n}", "hmac_verified": False},
        "id": n,
        "inbox_id": 3,
        "messages": [],
        "labels": [],
        "meta": {
            "sender": {"id": n, "name": f"small-sun-{n}", "email": None, "phone_number": None, "custom_attributes": {}},
            "assignee": None,
            "team": None,
            "hmac_verified": False,
        },
        "status": "pending",
        "custom_attributes": {},
        "updated_at": time.time(),
    }


def wrote(n: int, text: str) -> bytes:
    """Student `n` writes."""
    return _signed({**_message(n), "message_type": "incoming", "content": text, "content_attributes": {}})


def tapped(n: int, sent: dict[str, Any], value: str) -> bytes:
    """Student `n` taps `value` on the message whose POST we saw."""
    attributes = sent["content_attributes"] | {"submitted_values": [{"title": "", "value": value}]}
    sender = {"id": 5, "name": "Desk", "type": "agent_bot"}
    update = {
        "message_type": "outgoing",
        "content": sent["content"],
        "content_attributes": attributes,
        "sender": sender,
    }
    return _signed({**_message(n), **update, "content_type": "input_select", "event": "message_updated"})


def _message(n: int) -> dict[str, Any]:
    return {
        "account": {"id": 1, "name": "Bench"},
        "inbox": {"id": 3, "name": "Website"},
        "id": next(_ids),
        "content_type": "text",
        "private": False,
        "source_id": None,
        "sender": {"id": n, "name": f"small-sun-{n}", "identifier": None},
        "conversation": conversation(n),
        "event": "message_created",
    }


def _signed(payload: dict[str, Any]) -> bytes:
    body = msgspec.json.encode(payload)
    stamp = str(int(time.time()))
    signature = hmac.digest(SECRET.encode(), stamp.encode() + b"." + body, "sha256").hex()
    return request(PATH, body, {"x-chatwoot-timestamp": stamp, "x-chatwoot-signature": f"sha256={signature}"})
