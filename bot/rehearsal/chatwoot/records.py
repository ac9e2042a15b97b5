"""What a Chatwoot keeps: its rows, as plain mutable records."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.rehearsal.wire import Json

INCOMING, OUTGOING, ACTIVITY, TEMPLATE = 0, 1, 2, 3
TYPE_NAMES = ("incoming", "outgoing", "activity", "template")
STATUSES = ("open", "resolved", "pending", "snoozed")


@dataclass(slots=True)
class Account:
    """A customer of the installation. `keep_pending_on_bot_failure` is only writable in its database."""

    id: int
    name: str
    keep_pending_on_bot_failure: bool = False
    labels: list[Json] = field(default_factory=list)
    definitions: list[Json] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class User:
    """A person of the team."""

    id: int
    account_id: int
    name: str
    email: str
    token: str
    role: str = "administrator"
    kind: str = "User"


@dataclass(slots=True, eq=False)
class AgentBot:
    """A bot; its token, its signing secret and where its callbacks go."""

    id: int
    account_id: int
    name: str
    token: str
    secret: str
    outgoing_url: str
    kind: str = "AgentBot"


@dataclass(slots=True)
class Team:
    """A group of people a conversation may belong to."""

    id: int
    account_id: int
    name: str


@dataclass(slots=True)
class Inbox:
    """One channel of an account. `online_user_id`: an agent who is given every conversation that opens."""

    id: int
    account_id: int
    name: str
    channel: str
    identifier: str
    hmac_token: str
    agent_bot_id: int | None = None
    lock_to_single_conversation: bool = False
    enable_email_collect: bool = False
    greeting: str | None = None
    reply_window_hours: int | None = None
    message_templates: list[Json] = field(default_factory=list)  # WhatsApp's, as synced from the provider
    online_user_id: int | None = None


@dataclass(slots=True, eq=False)
class Contact:
    """A person who writes in."""

    id: int
    account_id: int
    name: str
    created_at: datetime
    email: str | None = None
    phone_number: str | None = None
    identifier: str | None = None
    blocked: bool = False
    additional_attributes: Json = field(default_factory=dict)
    custom_attributes: Json = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    last_activity_at: datetime | None = None
    kind: str = "Contact"


@dataclass(slots=True, eq=False)
class ContactInbox:
    """A contact as one channel knows it: the `source_id`."""

    id: int
    contact_id: int
    inbox_id: int
    source_id: str
    pubsub_token: str
    created_at: datetime
    hmac_verified: bool = False


Sender = Contact | User | AgentBot | None


@dataclass(slots=True, eq=False)
class Message:
    """One message. `rendered` is what the student's phone was sent, None when it was sent nothing."""

    id: int
    conversation: "Conversation"
    content: str | None
    message_type: int
    created_at: datetime
    updated_at: datetime
    sender: Sender
    content_type: str = "text"
    content_attributes: Json = field(default_factory=dict)
    additional_attributes: Json = field(default_factory=dict)
    private: bool = False
    status: str = "sent"
    source_id: str | None = None
    attachments: list[Json] = field(default_factory=list)
    rendered: Json | None = None


@dataclass(slots=True, eq=False)
class Conversation:
    """One conversation; `display_id` is the number of the REST paths and the callbacks."""

    account_id: int
    display_id: int
    inbox: Inbox
    contact: Contact
    contact_inbox: ContactInbox
    uuid: str
    status: str
    created_at: datetime
    updated_at: datetime
    last_activity_at: datetime
    waiting_since: datetime | None
    assignee: User | None = None
    assignee_bot: AgentBot | None = None
    team: Team | None = None
    priority: str | None = None
    snoozed_until: datetime | None = None
    first_reply_created_at: datetime | None = None
    agent_last_seen_at: datetime | None = None
    contact_last_seen_at: datetime | None = None
    labels: list[str] = field(default_factory=list)
    custom_attributes: Json = field(default_factory=dict)
    additional_attributes: Json = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    def last_incoming_at(self) -> datetime | None:
        """When the student wrote last; None when never."""
        return next((each.created_at for each in reversed(self.messages) if each.message_type == INCOMING), None)

    def unread_count(self) -> int:
        """Messages of the student that no agent has seen."""
        seen = self.agent_last_seen_at
        return sum(
            1 for each in self.messages if each.message_type == INCOMING and (seen is None or each.created_at > seen)
        )
