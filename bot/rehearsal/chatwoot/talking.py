"""Messages in and out: what a student sends, what a bot or a person answers, and what the channel does with it."""

from typing import Any
from uuid import uuid4

from bot.rehearsal.chatwoot.channels import CHANNELS, refusal, rendered
from bot.rehearsal.chatwoot.commits import Commits
from bot.rehearsal.chatwoot.handling import Handling
from bot.rehearsal.chatwoot.liquid import run_liquid
from bot.rehearsal.chatwoot.records import (
    INCOMING,
    OUTGOING,
    TEMPLATE,
    AgentBot,
    ContactInbox,
    Conversation,
    Message,
    Sender,
    User,
)
from bot.rehearsal.wire import Json


class Talking:
    """Everything that makes or changes a message."""

    def __init__(self, commits: Commits, handling: Handling) -> None:
        self.commits, self.handling, self.tables = commits, handling, commits.tables

    def start(self, row: ContactInbox, **columns: Any) -> Conversation:
        """A new conversation: pending when the inbox has a bot, which owns it from 4.16 on."""
        now = self.tables.clock.now()
        inbox, contact = self.tables.inboxes[row.inbox_id], self.tables.contacts[row.contact_id]
        bot = self.tables.active_bot(inbox)
        conversation = Conversation(
            account_id=inbox.account_id,
            display_id=self.tables.next_display_id(inbox.account_id),
            inbox=inbox,
            contact=contact,
            contact_inbox=row,
            uuid=str(uuid4()),
            status="resolved" if contact.blocked else "pending" if bot else "open",
            created_at=now,
            updated_at=now,
            last_activity_at=now,
            waiting_since=now,
            assignee_bot=bot if self.handling.profile.bot_is_assignee else None,
            **columns,
        )
        self.tables.conversations[conversation.account_id, conversation.display_id] = conversation
        self.tables.by_contact_inbox.setdefault(row.id, []).append(conversation)
        return conversation

    def incoming(self, conversation: Conversation, content: str | None, **columns: Any) -> Message:
        """The student's message, with everything it sets off."""
        is_first = not conversation.messages
        self.handling.reopen_for_student(conversation)
        if conversation.inbox.channel == "Channel::WebWidget":
            columns["content_attributes"] = {"in_reply_to": None} | columns.get("content_attributes", {})
        message = self.commits.insert(conversation, INCOMING, content, sender=conversation.contact, **columns)
        message.rendered = rendered(message)
        conversation.contact.last_activity_at = message.created_at
        self.commits.created(message)
        if conversation.waiting_since is None:
            self.commits.change(conversation, waiting_since=message.created_at)
        if is_first:
            self._templates(conversation)
        return message

    def outgoing(self, conversation: Conversation, sender: Sender, content: str | None, **columns: Any) -> Message:
        """What a bot or a person says: Liquid is run, the row is saved, the channel sends it."""
        if content:
            name = self.tables.accounts[conversation.account_id].name
            content = run_liquid(content, conversation, sender, name)
        message = self.commits.insert(conversation, OUTGOING, content, sender=sender, **columns)
        # A message with a source_id "came from the channel": it is not sent to it again.
        sends = not message.private and message.source_id is None
        problem = refusal(message) if sends else None
        message.rendered = rendered(message) if sends and not problem else None
        self.commits.created(message)
        self._answered(message)
        if sends:
            self._channel_reports(message, problem)
        return message

    def echoed(self, conversation: Conversation, content: str) -> Message:
        """What somebody wrote in the provider's own app: it came from the channel and is not sent to it again."""
        source_id, mark = f"wamid.{uuid4().hex[:20]}", {"external_echo": True}
        message = self.commits.insert(
            conversation, OUTGOING, content, sender=None, source_id=source_id, content_attributes=mark
        )
        message.rendered = rendered(message)
        self.commits.created(message)
        return message

    def submit(self, message: Message, values: Any) -> None:
        """A tap in the widget: the bot's own message gets `submitted_values`, as often as somebody sends them."""
        kept = [{key: each[key] for key in ("name", "title", "value") if key in each} for each in values]
        self.commits.updated(message, content_attributes=message.content_attributes | {"submitted_values": kept})

    def submit_email(self, message: Message, email: str) -> None:
        """An answered `input_email`."""
        message.conversation.contact.email = email
        self.commits.updated(message, content_attributes=message.content_attributes | {"submitted_email": email})

    def delete(self, message: Message) -> None:
        """What deleting in the dashboard leaves."""
        attributes = message.content_attributes | {"deleted": True}
        self.commits.updated(message, content="This message was deleted", content_attributes=attributes)

    def seen_by_student(self, conversation: Conversation) -> None:
        """The student looks: one `message_updated` for each unread message."""
        conversation.contact_last_seen_at = self.tables.clock.now()
        for message in list(conversation.messages):
            if message.message_type == OUTGOING and message.rendered and message.status in ("sent", "delivered"):
                self.commits.updated(message, status="read")

    def _answered(self, message: Message) -> None:
        conversation = message.conversation
        if message.private:
            return
        if isinstance(message.sender, User):
            first = conversation.first_reply_created_at or message.created_at
            self.commits.change(conversation, waiting_since=None, first_reply_created_at=first)
        elif isinstance(message.sender, AgentBot):
            self.commits.change(conversation, waiting_since=None)

    def _channel_reports(self, message: Message, problem: str | None) -> None:
        channel = CHANNELS[message.conversation.inbox.channel]
        if problem:
            error: Json = {"external_error": problem}
            self.commits.updated(message, status="failed", content_attributes=message.content_attributes | error)
            return
        if "source_id" in channel.receipts:
            self._report(message, source_id=f"{channel.name.rpartition(':')[2].lower()}.{uuid4().hex[:20]}")
        if "delivered" in channel.receipts:
            self._report(message, status="delivered")

    def _report(self, message: Message, **columns: str) -> None:
        if self.commits.knobs.receipts:
            self.commits.updated(message, **columns)
        else:
            for name, value in columns.items():
                setattr(message, name, value)

    def _templates(self, conversation: Conversation) -> None:
        inbox = conversation.inbox
        if inbox.greeting:
            self._template(conversation, inbox.greeting, "text")
        if inbox.enable_email_collect and inbox.channel == "Channel::WebWidget" and not conversation.contact.email:
            self._template(conversation, "Give the team a way to reach you.", "text")
            self._template(conversation, "Get notified by email", "input_email")

    def _template(self, conversation: Conversation, content: str, content_type: str) -> None:
        message = self.commits.insert(conversation, TEMPLATE, content, sender=None, content_type=content_type)
        message.rendered = rendered(message)
        self.commits.created(message)
