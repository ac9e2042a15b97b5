"""All rows of the pretend Chatwoot and the questions one asks them."""

import secrets
from itertools import count
from uuid import uuid4

from bot.rehearsal.chatwoot.records import (
    Account,
    AgentBot,
    Contact,
    ContactInbox,
    Conversation,
    Inbox,
    Message,
    Team,
    User,
)
from bot.rehearsal.clock import WorldClock


class Tables:
    """Message, contact, inbox and contact_inbox ids are global; display ids start at 1 in each account."""

    def __init__(self, clock: WorldClock) -> None:
        self.clock = clock
        self.accounts: dict[int, Account] = {}
        self.users: dict[int, User] = {}
        self.bots: dict[int, AgentBot] = {}
        self.teams: dict[int, Team] = {}
        self.inboxes: dict[int, Inbox] = {}
        self.contacts: dict[int, Contact] = {}
        self.contact_inboxes: dict[int, ContactInbox] = {}
        self.conversations: dict[tuple[int, int], Conversation] = {}
        self.messages: dict[int, Message] = {}
        self.by_contact_inbox: dict[int, list[Conversation]] = {}
        self.by_source: dict[tuple[int, str], ContactInbox] = {}
        # Different starting points: whoever mixes up two kinds of id is found out.
        self.message_ids, self.contact_ids, self.contact_inbox_ids = count(501), count(77), count(9001)
        self.inbox_ids, self.user_ids, self.bot_ids, self.team_ids = count(3), count(21), count(5), count(31)
        self.tags: dict[int, set[str]] = {}
        self._display_ids: dict[int, count[int]] = {}

    def next_display_id(self, account_id: int) -> int:
        """The account's next conversation number."""
        return next(self._display_ids.setdefault(account_id, count(1)))

    def active_bot(self, inbox: Inbox) -> AgentBot | None:
        """The bot that is attached to the inbox."""
        return self.bots.get(inbox.agent_bot_id) if inbox.agent_bot_id is not None else None

    def inbox_of_channel(self, account_id: int, channel: str) -> Inbox | None:
        """The account's first inbox of that channel."""
        rows = self.inboxes.values()
        return next((each for each in rows if each.account_id == account_id and each.channel == channel), None)

    def add_contact(self, account_id: int, name: str) -> Contact:
        """A new contact."""
        contact = Contact(next(self.contact_ids), account_id, name, created_at=self.clock.now())
        self.contacts[contact.id] = contact
        return contact

    def add_contact_inbox(self, contact: Contact, inbox: Inbox, source_id: str | None) -> ContactInbox:
        """The contact's identity in a channel; a website visitor without a source_id gets a uuid."""
        row = ContactInbox(
            id=next(self.contact_inbox_ids),
            contact_id=contact.id,
            inbox_id=inbox.id,
            source_id=source_id or str(uuid4()),
            pubsub_token=secrets.token_hex(12),
            created_at=self.clock.now(),
        )
        self.contact_inboxes[row.id] = row
        self.by_source[inbox.id, row.source_id] = row
        return row

    def conversations_of(self, contact_inbox: ContactInbox) -> list[Conversation]:
        """The conversations under one source_id, oldest first."""
        return self.by_contact_inbox.get(contact_inbox.id, [])

    def conversations_of_contact(self, contact: Contact) -> list[Conversation]:
        """All conversations of a contact, oldest first."""
        return [each for each in self.conversations.values() if each.contact is contact]

    def remove_contact(self, contact: Contact) -> None:
        """Forget a contact with everything that hangs on it."""
        for conversation in self.conversations_of_contact(contact):
            self.conversations.pop((conversation.account_id, conversation.display_id))
            for message in conversation.messages:
                self.messages.pop(message.id)
        for row in [each for each in self.contact_inboxes.values() if each.contact_id == contact.id]:
            self.contact_inboxes.pop(row.id)
            self.by_source.pop((row.inbox_id, row.source_id))
            self.by_contact_inbox.pop(row.id, None)
        self.contacts.pop(contact.id)

    def merge_contacts(self, kept: Contact, gone: Contact) -> None:
        """Everything of `gone` becomes `kept`'s; the bot is told nothing."""
        for conversation in self.conversations_of_contact(gone):
            conversation.contact = kept
            for message in conversation.messages:
                if message.sender is gone:
                    message.sender = kept
        for row in self.contact_inboxes.values():
            if row.contact_id == gone.id:
                row.contact_id = kept.id
        kept.custom_attributes = gone.custom_attributes | kept.custom_attributes
        kept.email = kept.email or gone.email
        kept.phone_number = kept.phone_number or gone.phone_number
        kept.identifier = kept.identifier or gone.identifier
        self.contacts.pop(gone.id)
