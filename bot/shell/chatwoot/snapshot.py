"""The conversation object of a callback -> `Snapshot`. Works from 4.12 on; what a version does not send keeps its default."""

from collections.abc import Mapping
from typing import Any

from bot.core.errors import BadRequest, NotForUs
from bot.core.events import Snapshot
from bot.shell.chatwoot.whereabouts import whereabouts

Json = Mapping[str, Any]
NO_JSON: Json = {}
LATEST_SECONDS = 1e11
LARGEST_NUMBER = 2**63


def snapshot(conversation: Json, account_id: int) -> Snapshot:
    """What the payload shows of the conversation.

    NotForUs without a contact_inbox (nobody to key the talk by); BadRequest without a display id.
    """
    contact_inbox = obj(conversation.get("contact_inbox"))
    meta = obj(conversation.get("meta"))
    contact = obj(meta.get("sender"))
    source_id = clean(contact_inbox.get("source_id"))
    inbox_id = number(conversation.get("inbox_id")) or number(contact_inbox.get("inbox_id"))
    if not source_id or not inbox_id:
        raise NotForUs("the conversation has no contact_inbox")
    return Snapshot(
        account_id=account_id,
        inbox_id=inbox_id,
        conversation_id=display_id(conversation),
        source_id=source_id,
        channel=clean(conversation.get("channel")),
        status=clean(conversation.get("status")) or "pending",
        assignee=assignee_kind(meta),
        updated_at=seconds(conversation.get("updated_at")),
        can_reply=conversation.get("can_reply") is not False,
        labels=tuple(label for each in many(conversation.get("labels")) if (label := clean(each))),
        attributes=obj(conversation.get("custom_attributes")),
        contact_id=number(contact.get("id")) or number(contact_inbox.get("contact_id")),
        contact_name=clean(contact.get("name")),
        contact_reachable=bool(contact.get("email") or contact.get("phone_number")),
        contact_attributes=obj(contact.get("custom_attributes")),
        browser_language=clean(obj(conversation.get("additional_attributes")).get("browser_language")),
        zone=whereabouts(obj(contact.get("additional_attributes")), obj(conversation.get("additional_attributes"))),
        hmac_verified=meta.get("hmac_verified") is True or contact_inbox.get("hmac_verified") is True,
    )


def display_id(conversation: Json) -> int:
    """The account's own number of the conversation, the one REST paths use."""
    found = number(conversation.get("id"))
    if not found:
        raise BadRequest("the payload's conversation has no id")
    return found


def assignee_kind(meta: Json) -> str:
    """ "user", "agent_bot" (from 4.16 the bot itself owns a new conversation) or ""."""
    assignee = meta.get("assignee")
    if not isinstance(assignee, dict) or not assignee:
        return ""
    kind = assignee.get("type") or {"AgentBot": "agent_bot"}.get(str(meta.get("assignee_type")))
    return "agent_bot" if kind == "agent_bot" else "user"


def obj(value: Any) -> Json:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else NO_JSON  # asking for a Mapping takes ten times as long


def many(value: Any) -> list[Any]:
    """The value when it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def number(value: Any) -> int:
    """The value when it is a positive whole number a database column holds, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < LARGEST_NUMBER else 0


def seconds(value: Any) -> float:
    """The value when it is a number a clock could show, else 0.0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 <= value < LATEST_SECONDS else 0.0


def clean(value: Any) -> str:
    """The value when it is text, without what a database refuses (NUL, half of a surrogate pair); else ""."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value.replace("\x00", "") if "\x00" in value else value
    return value.replace("\x00", "").encode("utf-8", "replace").decode()
