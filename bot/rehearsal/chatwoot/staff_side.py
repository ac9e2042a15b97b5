"""What the team does in the dashboard. Every method takes and gives JSON: it is also a driver route."""

from bot.rehearsal.chatwoot.callbacks import Delivery
from bot.rehearsal.chatwoot.records import Conversation, User
from bot.rehearsal.chatwoot.server import PretendChatwoot
from bot.rehearsal.chatwoot.views import on_screen
from bot.rehearsal.wire import BadRequest, Json


class StaffSide:
    """Conversations by their display id; `person` is a name of the team (Sam Staff, administrator; Ann Agent)."""

    def __init__(self, chatwoot: PretendChatwoot) -> None:
        self.chatwoot = chatwoot

    async def sees(self, conversation_id: int, account_id: int = 1) -> Json:
        """The whole conversation as the team sees it."""
        return on_screen(self._conversation(conversation_id, account_id))

    async def conversations(self, account_id: int = 1) -> Json:
        """Every conversation, without its messages, oldest first."""
        rows = [each for each in self.chatwoot.tables.conversations.values() if each.account_id == account_id]
        return {"conversations": [on_screen(each) | {"messages": []} for each in rows]}

    async def replies(self, conversation_id: int, text: str, person: str = "Sam Staff", account_id: int = 1) -> Json:
        """A public reply as a person; the status stays what it is."""
        return self._says(conversation_id, text, person, account_id, private=False)

    async def replies_from_phone(self, conversation_id: int, text: str, account_id: int = 1) -> Json:
        """The owner answers in the WhatsApp Business app: an outgoing echo without a sender."""
        message = self.chatwoot.talking.echoed(self._conversation(conversation_id, account_id), text)
        return {"message_id": message.id, "conversation_id": conversation_id}

    async def notes(self, conversation_id: int, text: str, person: str = "Sam Staff", account_id: int = 1) -> Json:
        """A private note."""
        return self._says(conversation_id, text, person, account_id, private=True)

    async def assigns(self, conversation_id: int, person: str = "Sam Staff", account_id: int = 1) -> Json:
        """Assign a person; the status stays (4.16 opens what the bot had)."""
        conversation, user = self._both(conversation_id, person, account_id)
        self.chatwoot.handling.assign(conversation, user, user)
        return on_screen(conversation)

    async def unassigns(self, conversation_id: int, person: str = "Sam Staff", account_id: int = 1) -> Json:
        """Take the assignee off."""
        conversation, user = self._both(conversation_id, person, account_id)
        self.chatwoot.handling.assign(conversation, None, user)
        return on_screen(conversation)

    async def takes_over(self, conversation_id: int, person: str = "Sam Staff", account_id: int = 1) -> Json:
        """Set the conversation open; an agent (Ann Agent) gets it assigned, an administrator does not."""
        return self._status(conversation_id, "open", person, account_id)

    async def gives_back(self, conversation_id: int, person: str = "Sam Staff", account_id: int = 1) -> Json:
        """Mark as pending: the bot has it again; a leftover assignee stays."""
        return self._status(conversation_id, "pending", person, account_id)

    async def resolves(self, conversation_id: int, person: str = "Sam Staff", account_id: int = 1) -> Json:
        """Mark as resolved."""
        return self._status(conversation_id, "resolved", person, account_id)

    async def snoozes(self, conversation_id: int, person: str = "Sam Staff", account_id: int = 1) -> Json:
        """Snooze until the next reply."""
        return self._status(conversation_id, "snoozed", person, account_id)

    async def labels(
        self, conversation_id: int, labels: list[str], person: str = "Sam Staff", account_id: int = 1
    ) -> Json:
        """Replace the conversation's labels."""
        conversation, user = self._both(conversation_id, person, account_id)
        self.chatwoot.handling.set_labels(conversation, labels, user)
        return on_screen(conversation)

    async def attributes(self, conversation_id: int, attributes: Json, account_id: int = 1) -> Json:
        """Replace the conversation's custom attributes."""
        conversation = self._conversation(conversation_id, account_id)
        self.chatwoot.handling.set_attributes(conversation, attributes)
        return on_screen(conversation)

    async def contact_attributes(self, conversation_id: int, attributes: Json, account_id: int = 1) -> Json:
        """Merge attributes into the contact; bots are not told."""
        contact = self._conversation(conversation_id, account_id).contact
        contact.custom_attributes = contact.custom_attributes | attributes
        self.chatwoot.contact_changed(contact)
        return on_screen(self._conversation(conversation_id, account_id))

    async def deletes_message(self, message_id: int) -> Json:
        """Delete a message: it stays as "This message was deleted"."""
        message = self.chatwoot.tables.messages.get(message_id)
        if message is None:
            raise BadRequest(f"no message {message_id}")
        self.chatwoot.talking.delete(message)
        return on_screen(message.conversation)

    async def deletes_contact(self, conversation_id: int, account_id: int = 1) -> Json:
        """Delete the contact with all its conversations; callbacks still queued for it are discarded."""
        self.chatwoot.tables.remove_contact(self._conversation(conversation_id, account_id).contact)
        return {}

    async def merges_contact(self, conversation_id: int, into_conversation_id: int, account_id: int = 1) -> Json:
        """Merge the contact of one conversation into the other's."""
        gone = self._conversation(conversation_id, account_id).contact
        kept = self._conversation(into_conversation_id, account_id).contact
        if gone is kept:
            raise BadRequest("both conversations belong to the same contact already")
        self.chatwoot.tables.merge_contacts(kept, gone)
        return {"contact_id": kept.id}

    async def callbacks(self, last: int = 50) -> Json:
        """The newest callbacks with what became of them."""
        return {"callbacks": [_shown(each) for each in list(self.chatwoot.callbacks.log)[-last:]]}

    def _says(self, conversation_id: int, text: str, person: str, account_id: int, private: bool) -> Json:
        conversation, user = self._both(conversation_id, person, account_id)
        message = self.chatwoot.talking.outgoing(conversation, user, text, private=private)
        return {"message_id": message.id, "conversation_id": conversation.display_id}

    def _status(self, conversation_id: int, status: str, person: str, account_id: int) -> Json:
        conversation, user = self._both(conversation_id, person, account_id)
        self.chatwoot.handling.set_status(conversation, status, user)
        return on_screen(conversation)

    def _both(self, conversation_id: int, person: str, account_id: int) -> tuple[Conversation, User]:
        return self._conversation(conversation_id, account_id), self.chatwoot.person(account_id, person)

    def _conversation(self, conversation_id: int, account_id: int) -> Conversation:
        found = self.chatwoot.tables.conversations.get((account_id, conversation_id))
        if found is None:
            raise BadRequest(f"no conversation {conversation_id} in account {account_id}")
        return found


def _shown(delivery: Delivery) -> Json:
    return {
        "id": delivery.id,
        "event": delivery.event,
        "conversation_id": delivery.conversation[1] if delivery.conversation else None,
        "attempts": delivery.attempts,
        "outcome": delivery.outcome,
    }
