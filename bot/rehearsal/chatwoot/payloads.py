"""The callbacks' JSON, snapshot by snapshot."""

from typing import Any

from bot.rehearsal.chatwoot.channels import can_reply
from bot.rehearsal.chatwoot.records import (
    ACTIVITY,
    TYPE_NAMES,
    AgentBot,
    Contact,
    ContactInbox,
    Conversation,
    Message,
    Sender,
    User,
)
from bot.rehearsal.chatwoot.tables import Tables
from bot.rehearsal.chatwoot.times import float_seconds, iso_ms, seconds_or_zero
from bot.rehearsal.wire import Json


def message_payload(tables: Tables, message: Message, event: str) -> Json:
    """A message event: the message at top level, its conversation nested, type as a word, time as ISO."""
    conversation = message.conversation
    account = _account(tables, conversation.account_id)
    payload: Json = {
        "account": account,
        "additional_attributes": message.additional_attributes,
        "content_attributes": message.content_attributes,
        "content_type": message.content_type,
        "content": message.content,
        "conversation": conversation_payload(tables, conversation),
        "created_at": iso_ms(message.created_at),
        "id": message.id,
        "inbox": {"id": conversation.inbox.id, "name": conversation.inbox.name},
        "message_type": TYPE_NAMES[message.message_type],
        "private": message.private,
        "sender": sender_at_top(message.sender, account),
        "source_id": message.source_id,
    }
    if message.attachments:
        payload["attachments"] = message.attachments
    return payload | {"event": event}


def conversation_payload(tables: Tables, conversation: Conversation) -> Json:
    """The conversation object, nested in message events and at top level of conversation events."""
    return {
        "additional_attributes": conversation.additional_attributes,
        "can_reply": can_reply(conversation, tables.clock.now()),
        "channel": conversation.inbox.channel,
        "contact_inbox": contact_inbox_payload(conversation.contact_inbox),
        "id": conversation.display_id,
        "inbox_id": conversation.inbox.id,
        "messages": _latest_message(conversation),
        "labels": list(conversation.labels),
        "meta": {
            "sender": contact_pushed(conversation.contact),
            "assignee": assignee_pushed(conversation),
            "assignee_type": assignee_type(conversation),
            "team": {"id": conversation.team.id, "name": conversation.team.name} if conversation.team else None,
            "hmac_verified": conversation.contact_inbox.hmac_verified,
        },
        "status": conversation.status,
        "custom_attributes": conversation.custom_attributes,
        "snoozed_until": iso_ms(conversation.snoozed_until),
        "unread_count": conversation.unread_count(),
        "first_reply_created_at": iso_ms(conversation.first_reply_created_at),
        "priority": conversation.priority,
        "waiting_since": seconds_or_zero(conversation.waiting_since),
        "agent_last_seen_at": seconds_or_zero(conversation.agent_last_seen_at),
        "contact_last_seen_at": seconds_or_zero(conversation.contact_last_seen_at),
        "last_activity_at": seconds_or_zero(conversation.last_activity_at),
        "timestamp": seconds_or_zero(conversation.last_activity_at),
        "created_at": seconds_or_zero(conversation.created_at),
        "updated_at": float_seconds(conversation.updated_at),
    }


def contact_inbox_payload(row: ContactInbox) -> Json:
    """The contact as this channel knows it; the `pubsub_token` is in every payload."""
    created_at = iso_ms(row.created_at)
    return {
        "id": row.id,
        "contact_id": row.contact_id,
        "inbox_id": row.inbox_id,
        "source_id": row.source_id,
        "created_at": created_at,
        "updated_at": created_at,
        "hmac_verified": row.hmac_verified,
        "pubsub_token": row.pubsub_token,
    }


def bubble_payload(tables: Tables, row: ContactInbox, event_info: Json) -> Json:
    """`webwidget_triggered`: `id` is the contact_inbox's; usually there is no conversation yet."""
    contact, inbox = tables.contacts[row.contact_id], tables.inboxes[row.inbox_id]
    account = _account(tables, inbox.account_id)
    known = tables.conversations_of(row)
    return {
        "id": row.id,
        "contact": sender_at_top(contact, account),
        "inbox": {"id": inbox.id, "name": inbox.name},
        "account": account,
        "current_conversation": conversation_payload(tables, known[-1]) if known else None,
        "source_id": row.source_id,
        "event": "webwidget_triggered",
        "event_info": event_info,
    }


def contact_pushed(contact: Contact) -> Json:
    """A contact inside `meta` and `messages[]`."""
    return _contact_columns(contact) | {"thumbnail": "", "blocked": contact.blocked, "type": "contact"}


def sender_at_top(sender: Sender, account: Json) -> Json | None:
    """The sender of a message event; its shape tells the kind."""
    if isinstance(sender, Contact):
        columns = _contact_columns(sender)
        return {"account": account, "avatar": "", **columns, "thumbnail": "", "blocked": sender.blocked}
    if isinstance(sender, User):
        return {"id": sender.id, "name": sender.name, "email": sender.email, "type": "user"}
    return {"id": sender.id, "name": sender.name, "type": "agent_bot"} if sender else None


def sender_pushed(sender: Sender) -> Json | None:
    """A sender inside `messages[]` and REST answers."""
    if isinstance(sender, Contact):
        return contact_pushed(sender)
    if isinstance(sender, User):
        return user_pushed(sender)
    return bot_pushed(sender) if sender else None


def user_pushed(user: User) -> Json:
    """A person of the team."""
    return {
        "id": user.id,
        "name": user.name,
        "available_name": user.name,
        "avatar_url": "",
        "type": "user",
        "availability_status": "offline",
        "thumbnail": "",
    }


def bot_pushed(bot: AgentBot) -> Json:
    """An agent bot."""
    return {"id": bot.id, "name": bot.name, "avatar_url": "", "type": "agent_bot"}


def assignee_pushed(conversation: Conversation) -> Json | None:
    """Who has the conversation: a person, a bot (4.16) or nobody."""
    if conversation.assignee:
        return user_pushed(conversation.assignee)
    return bot_pushed(conversation.assignee_bot) if conversation.assignee_bot else None


def assignee_type(conversation: Conversation) -> str | None:
    """`User`, `AgentBot` or null."""
    holder = conversation.assignee or conversation.assignee_bot
    return holder.kind if holder else None


def message_pushed(message: Message) -> Json:
    """A message inside `conversation.messages[]`: type as a number, `created_at` as an integer."""
    conversation = message.conversation
    pushed: Json = {
        "id": message.id,
        "content": message.content,
        "account_id": conversation.account_id,
        "inbox_id": conversation.inbox.id,
        "conversation_id": conversation.display_id,
        "message_type": message.message_type,
        "created_at": seconds_or_zero(message.created_at),
        "updated_at": iso_ms(message.updated_at),
        "private": message.private,
        "status": message.status,
        "source_id": message.source_id,
        "content_type": message.content_type,
        "content_attributes": message.content_attributes,
        "sender_type": message.sender.kind if message.sender else None,
        "sender_id": message.sender.id if message.sender else None,
        "external_source_ids": {},
        "additional_attributes": message.additional_attributes,
        "processed_message_content": message.content,
        "sentiment": {},
        "conversation": {
            "assignee_id": conversation.assignee.id if conversation.assignee else None,
            "unread_count": conversation.unread_count(),
            "last_activity_at": seconds_or_zero(conversation.last_activity_at),
            "contact_inbox": {"source_id": conversation.contact_inbox.source_id},
        },
    }
    if message.attachments:
        pushed["attachments"] = message.attachments
    sender = sender_pushed(message.sender)
    return pushed | ({"sender": sender} if sender else {})


def changes_payload(changed: dict[str, tuple[Any, Any]]) -> list[Json]:
    """`changed_attributes`: an array of objects with one key each."""
    return [{name: {"previous_value": old, "current_value": new}} for name, (old, new) in changed.items()]


def _latest_message(conversation: Conversation) -> list[Json]:
    # The newest public message when the event is made, not necessarily the one the event is about.
    for message in reversed(conversation.messages):
        if not message.private and message.message_type != ACTIVITY:
            return [message_pushed(message)]
    return []


def _contact_columns(contact: Contact) -> Json:
    return {
        "additional_attributes": contact.additional_attributes,
        "custom_attributes": contact.custom_attributes,
        "email": contact.email,
        "id": contact.id,
        "identifier": contact.identifier,
        "name": contact.name,
        "phone_number": contact.phone_number,
    }


def _account(tables: Tables, account_id: int) -> Json:
    return {"id": account_id, "name": tables.accounts[account_id].name}
