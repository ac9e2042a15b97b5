"""What Rails does after a commit: the rows change, the snapshots are made, the callbacks queue up."""

from datetime import datetime, timedelta
from typing import Any

from bot.rehearsal.chatwoot.callbacks import Callbacks
from bot.rehearsal.chatwoot.payloads import (
    bubble_payload,
    changes_payload,
    conversation_payload,
    message_payload,
)
from bot.rehearsal.chatwoot.profiles import ChatwootKnobs
from bot.rehearsal.chatwoot.records import ACTIVITY, AgentBot, ContactInbox, Conversation, Message, Sender
from bot.rehearsal.chatwoot.tables import Tables
from bot.rehearsal.chatwoot.times import iso_ms
from bot.rehearsal.chatwoot.views import bubble, line
from bot.rehearsal.stream import Stream
from bot.rehearsal.wire import Json

_COLUMNS = {"assignee": "assignee_id", "assignee_bot": "assignee_agent_bot_id", "team": "team_id"} | {
    "labels": "label_list"
}


class RecordInvalid(Exception):
    """A model's validation refused; the text is Rails' message for it."""


class Commits:
    """Writes rows and emits. Nothing else in the pretend Chatwoot changes a conversation or a message."""

    def __init__(self, tables: Tables, callbacks: Callbacks, stream: Stream, knobs: ChatwootKnobs) -> None:
        self.tables, self.callbacks, self.stream, self.knobs = tables, callbacks, stream, knobs

    def insert(self, conversation: Conversation, message_type: int, content: str | None, **columns: Any) -> Message:
        """A new message row; nothing is emitted yet."""
        now = self.tables.clock.now()
        self._refuse_floods(conversation, now)
        message = Message(
            id=next(self.tables.message_ids),
            conversation=conversation,
            content=content,
            message_type=message_type,
            created_at=now,
            updated_at=now,
            **columns,
        )
        self.tables.messages[message.id] = message
        conversation.messages.append(message)
        conversation.last_activity_at = now
        self._touch(conversation)
        return message

    def created(self, message: Message) -> None:
        """Emit `message_created`; activity messages are never told to bots."""
        self._emit_message(message, "message_created")

    def updated(self, message: Message, **columns: Any) -> None:
        """Change a message's columns and emit `message_updated`; nothing when nothing changes."""
        changed = {name: value for name, value in columns.items() if getattr(message, name) != value}
        if not changed:
            return
        for name, value in changed.items():
            setattr(message, name, value)
        message.updated_at = self.tables.clock.now()
        self._touch(message.conversation)
        self._emit_message(message, "message_updated")

    def activity(self, conversation: Conversation, text: str) -> None:
        """A line in the timeline."""
        message = self.insert(conversation, ACTIVITY, text, sender=None)
        self._publish_message(message, "message_created")

    def change(self, conversation: Conversation, hides_status: bool = False, **columns: Any) -> bool:
        """Change columns of a conversation and emit what follows; False when nothing changes.

        `hides_status`: the opening assigned an online agent inside the same save, so that the status change is no
        longer seen after the commit: only `conversation_updated` with the assignee goes out.
        """
        changed: dict[str, tuple[Any, Any]] = {}
        for name, value in columns.items():
            old = getattr(conversation, name)
            if old != value:
                setattr(conversation, name, value)
                changed[_COLUMNS.get(name, name)] = (_raw(old), _raw(value))
        if not changed:
            return False
        before = conversation.updated_at
        self._touch(conversation)
        if hides_status:
            changed.pop("status")
        if "status" in changed:
            self._emit_status(conversation)
        changed["updated_at"] = (iso_ms(before), iso_ms(conversation.updated_at))
        self._emit_conversation(conversation, "conversation_updated", {"changed_attributes": changes_payload(changed)})
        self.stream.publish(
            "conversation",
            conversation_id=conversation.display_id,
            student=conversation.contact_inbox.id,
            status=conversation.status,
            changed=sorted(set(changed) - {"updated_at"}),
        )
        return True

    def bubble_opened(self, row: ContactInbox, event_info: Json) -> None:
        """Emit `webwidget_triggered`, to the inbox's bot only."""
        bot = self.tables.active_bot(self.tables.inboxes[row.inbox_id])
        if bot:
            payload = bubble_payload(self.tables, row, event_info)
            self.callbacks.enqueue(bot, "webwidget_triggered", payload, None, row.id)

    def _emit_status(self, conversation: Conversation) -> None:
        if conversation.status in ("open", "resolved"):
            name = "conversation_opened" if conversation.status == "open" else "conversation_resolved"
            self._emit_conversation(conversation, name, {})
        # The code reads the pending change, not the saved one: always null.
        self._emit_conversation(conversation, "conversation_status_changed", {"changed_attributes": None})

    def _emit_conversation(self, conversation: Conversation, event: str, extra: Json) -> None:
        for bot in self._bots(conversation):
            payload = conversation_payload(self.tables, conversation) | {"event": event} | extra
            self._enqueue(bot, event, payload, conversation)

    def _emit_message(self, message: Message, event: str) -> None:
        self._publish_message(message, event)
        if message.message_type == ACTIVITY:
            return
        for bot in self._bots(message.conversation):
            self._enqueue(bot, event, message_payload(self.tables, message, event), message.conversation)

    def _enqueue(self, bot: AgentBot, event: str, payload: Json, conversation: Conversation) -> None:
        key = (conversation.account_id, conversation.display_id)
        self.callbacks.enqueue(bot, event, payload, key, conversation.contact_inbox.id)

    def _publish_message(self, message: Message, event: str) -> None:
        conversation = message.conversation
        if not self.stream.has_listeners:
            self.stream.quiet.part(conversation.contact_inbox.id).moved()
            return
        self.stream.publish(
            event,
            conversation_id=conversation.display_id,
            student=conversation.contact_inbox.id,
            message=line(message),
            bubble=bubble(message) if message.rendered else None,
        )

    def _bots(self, conversation: Conversation) -> list[AgentBot]:
        both = (conversation.assignee_bot, self.tables.active_bot(conversation.inbox))
        return list({each.id: each for each in both if each}.values())

    def _touch(self, conversation: Conversation) -> None:
        # Strictly later, also under a test's frozen clock: real rows have microseconds.
        now = self.tables.clock.now()
        conversation.updated_at = max(now, conversation.updated_at + timedelta(microseconds=1))

    def _refuse_floods(self, conversation: Conversation, now: datetime) -> None:
        limit = self.knobs.messages_per_minute
        recent = conversation.messages[-limit:]
        if len(recent) >= limit and now - recent[0].created_at < timedelta(minutes=1):
            raise RecordInvalid("Too many messages")


def _raw(value: Any) -> Any:
    """A column's raw value: ids for rows, ISO for times."""
    if isinstance(value, datetime):
        return iso_ms(value)
    if isinstance(value, (list, dict, str)) or value is None:
        return value
    return value.id


def name_of(sender: Sender) -> str:
    """The name in a timeline text."""
    return sender.name if sender else "System"
