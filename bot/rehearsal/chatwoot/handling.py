"""Who has a conversation and what is written on it: status, assignee, labels, attributes."""

from datetime import datetime
from typing import Any

from bot.rehearsal.chatwoot.callbacks import Delivery
from bot.rehearsal.chatwoot.commits import Commits, RecordInvalid, name_of
from bot.rehearsal.chatwoot.profiles import Profile
from bot.rehearsal.chatwoot.records import AgentBot, Conversation, Sender, Team, User
from bot.rehearsal.chatwoot.tags import parsed_tags
from bot.rehearsal.wire import Json

BOT_FAILED = "Conversation was marked open by system due to an error with the agent bot."
_TEXTS = {
    "open": "Conversation was reopened by {}",
    "resolved": "Conversation was marked resolved by {}",
    "pending": "Conversation was marked as pending by {}",
    "snoozed": "Conversation was snoozed by {}",
}


class Handling:
    """Changes of a conversation that agents, bots and the system make."""

    def __init__(self, commits: Commits, profile: Profile) -> None:
        self.commits, self.profile, self.tables = commits, profile, commits.tables

    def set_status(
        self, conversation: Conversation, status: str, by: Sender, snoozed_until: datetime | None = None
    ) -> None:
        """Put a conversation into a status, with the timeline's line."""
        if conversation.status == status:
            return
        if status == "open":
            self._open(conversation, by)
        else:
            self.commits.change(conversation, status=status, snoozed_until=snoozed_until)
        self.commits.activity(conversation, _TEXTS[status].format(name_of(by)))

    def hand_off(self, conversation: Conversation, bot: AgentBot) -> None:
        """The bot's own pending → open: fills waiting_since first, notifies the team; 4.16 takes the bot off."""
        if conversation.waiting_since is None:
            self.commits.change(conversation, waiting_since=self.tables.clock.now())
        self._open(conversation, bot, takes_bot_off=self.profile.bot_is_assignee)
        self.commits.activity(conversation, _TEXTS["open"].format(bot.name))

    def bot_failed(self, delivery: Delivery) -> None:
        """A callback failed for good: message events hand a pending conversation over, anything else is a log line."""
        conversation = self.tables.conversations.get(delivery.conversation) if delivery.conversation else None
        if conversation is None or not delivery.event.startswith("message_"):
            return
        account = self.tables.accounts[conversation.account_id]
        if conversation.status == "pending" and not account.keep_pending_on_bot_failure:
            self._open(conversation, None)
            self.commits.activity(conversation, BOT_FAILED)

    def reopen_for_student(self, conversation: Conversation) -> None:
        """A student's message wakes a resolved conversation (pending with a bot) or a snoozed one (open)."""
        if conversation.contact.blocked or conversation.status in ("open", "pending"):
            return
        has_bot = self.tables.active_bot(conversation.inbox) is not None
        status = "pending" if conversation.status == "resolved" and has_bot else "open"
        self.commits.change(conversation, status=status, snoozed_until=None)

    def assign(self, conversation: Conversation, user: User | None, by: Sender) -> None:
        """A person gets the conversation, or nobody; the status stays, but 4.16 opens what the bot had."""
        taken_from_bot = self.profile.bot_is_assignee and conversation.assignee_bot and user
        columns: Json = {"assignee": user, "assignee_bot": None if user else conversation.assignee_bot}
        if taken_from_bot and conversation.status == "pending":
            columns["status"] = "open"
        if self.commits.change(conversation, **columns):
            text = f"Assigned to {user.name} by {name_of(by)}" if user else f"Conversation unassigned by {name_of(by)}"
            self.commits.activity(conversation, text)

    def assign_bot(self, conversation: Conversation, bot: AgentBot, by: Sender) -> None:
        """A bot gets the conversation; the person is taken off. 4.16 makes it pending."""
        status = "pending" if self.profile.bot_is_assignee else conversation.status
        if self.commits.change(conversation, assignee=None, assignee_bot=bot, status=status):
            self.commits.activity(conversation, f"Assigned to {bot.name} by {name_of(by)}")

    def set_team(self, conversation: Conversation, team: Team | None) -> None:
        """The team that has the conversation."""
        self.commits.change(conversation, team=team)

    def set_labels(self, conversation: Conversation, given: Any, by: Sender) -> None:
        """Replace the whole set of labels."""
        known = self.tables.tags.setdefault(conversation.account_id, set())
        known |= {each["title"] for each in self.tables.accounts[conversation.account_id].labels}
        before, after = conversation.labels, parsed_tags(given, known)
        known |= set(after)
        if self.commits.change(conversation, labels=after):
            self._label_lines(conversation, [each for each in after if each not in before], "added", by)
            self._label_lines(conversation, [each for each in before if each not in after], "removed", by)

    def set_attributes(self, conversation: Conversation, attributes: Json, merge: bool = False) -> None:
        """Replace the whole hash; newer versions merge when asked to."""
        for key, value in attributes.items():
            refuse_long_attribute(key, value)
        keeps = merge and self.profile.merges_attributes
        self.commits.change(
            conversation, custom_attributes=(conversation.custom_attributes | attributes if keeps else dict(attributes))
        )

    def set_priority(self, conversation: Conversation, priority: str | None) -> None:
        """How urgent the conversation is to the team."""
        self.commits.change(conversation, priority=priority)

    def _label_lines(self, conversation: Conversation, labels: list[str], verb: str, by: Sender) -> None:
        if labels:
            self.commits.activity(conversation, f"{name_of(by)} {verb} {', '.join(labels)}")

    def _open(self, conversation: Conversation, by: Sender, takes_bot_off: bool = False) -> None:
        columns: Json = {"status": "open", "snoozed_until": None}
        if takes_bot_off:
            columns["assignee_bot"] = None
        online = self.tables.users.get(conversation.inbox.online_user_id or 0)
        hides = online is not None and conversation.assignee is None
        if hides:
            columns["assignee"] = online
        elif isinstance(by, User) and by.role == "agent":
            columns["assignee"] = by  # an agent who opens a conversation gets it; administrators do not
        self.commits.change(conversation, hides_status=hides, **columns)


def refuse_long_attribute(key: str, value: Any) -> None:
    """Raise what Chatwoot's validation says of a too long string or a too large integer."""
    if isinstance(value, str) and len(value) > 1500:
        raise RecordInvalid(f"Custom attributes {key} length should be < 1500")
    if isinstance(value, int) and not isinstance(value, bool) and value > 9_999_999_999:
        raise RecordInvalid(f"Custom attributes {key} value should be < 9999999999")
