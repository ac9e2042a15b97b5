"""What the student's phone and the team's screen show, as JSON for pages and tests."""

from bot.rehearsal.chatwoot.answers import contact_answer
from bot.rehearsal.chatwoot.payloads import assignee_pushed, sender_pushed
from bot.rehearsal.chatwoot.records import INCOMING, TYPE_NAMES, Conversation, Message
from bot.rehearsal.chatwoot.times import iso_ms
from bot.rehearsal.wire import Json


def bubble(message: Message) -> Json:
    """One message as the student's phone shows it."""
    shown = message.rendered or {"text": "", "buttons": [], "shown_as": "text", "attachments": []}
    return shown | {
        "id": message.id,
        "conversation_id": message.conversation.display_id,
        "from": "student" if message.message_type == INCOMING else _speaker(message),
        "at": iso_ms(message.created_at),
        "submitted": message.content_attributes.get("submitted_values"),
    }


def _speaker(message: Message) -> str:
    if message.sender is None:
        return "system"
    return "bot" if message.sender.kind == "AgentBot" else "person"


def on_phone(conversations: list[Conversation], after: int = 0) -> list[Json]:
    """Every message a student's phone shows, over all conversations, in order."""
    rows = [each for one in conversations for each in one.messages if each.rendered is not None and each.id > after]
    return [bubble(each) for each in sorted(rows, key=lambda each: each.id)]


def on_screen(conversation: Conversation) -> Json:
    """The whole state of a conversation as the team sees it, private notes and timeline included."""
    return {
        "account_id": conversation.account_id,
        "conversation_id": conversation.display_id,
        "inbox": {"id": conversation.inbox.id, "name": conversation.inbox.name, "channel": conversation.inbox.channel},
        "student": conversation.contact_inbox.id,
        "source_id": conversation.contact_inbox.source_id,
        "status": conversation.status,
        "assignee": assignee_pushed(conversation),
        "team": conversation.team.name if conversation.team else None,
        "priority": conversation.priority,
        "labels": list(conversation.labels),
        "custom_attributes": conversation.custom_attributes,
        "contact": contact_answer(conversation.contact),
        "created_at": iso_ms(conversation.created_at),
        "updated_at": iso_ms(conversation.updated_at),
        "messages": [line(each) for each in conversation.messages],
        "notes": [each.content for each in conversation.messages if each.private],
    }


def line(message: Message) -> Json:
    """One message as the team sees it."""
    return {
        "id": message.id,
        "type": TYPE_NAMES[message.message_type],
        "private": message.private,
        "content": message.content,
        "content_type": message.content_type,
        "content_attributes": message.content_attributes,
        "attachments": message.attachments,
        "status": message.status,
        "sender": sender_pushed(message.sender),
        "rendered": message.rendered,
        "at": iso_ms(message.created_at),
    }
