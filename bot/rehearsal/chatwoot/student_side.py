"""What a student does in a channel. Every method takes and gives JSON: it is also a driver route."""

from itertools import count
from uuid import uuid4

from bot.rehearsal.chatwoot.channels import CHANNELS, choices
from bot.rehearsal.chatwoot.multipart import attachment
from bot.rehearsal.chatwoot.records import INCOMING, ContactInbox, Conversation, Inbox, Message
from bot.rehearsal.chatwoot.server import PretendChatwoot
from bot.rehearsal.chatwoot.views import on_phone
from bot.rehearsal.wire import BadRequest, Json

SHORT = {
    "website": "Channel::WebWidget",
    "whatsapp": "Channel::Whatsapp",
    "telegram": "Channel::Telegram",
    "sms": "Channel::TwilioSms",
    "messenger": "Channel::FacebookPage",
    "api": "Channel::Api",
}


class StudentSide:
    """Students by their contact_inbox id, the number called `student` everywhere here."""

    def __init__(self, chatwoot: PretendChatwoot) -> None:
        self.chatwoot, self.tables = chatwoot, chatwoot.tables
        self._languages: dict[int, str] = {}
        self._numbers = count(1)

    async def arrives(
        self,
        channel: str = "website",
        account_id: int = 1,
        name: str | None = None,
        phone: str | None = None,
        email: str | None = None,
        language: str | None = None,
        source_id: str | None = None,
        identifier: str | None = None,
        hmac_verified: bool = False,
        custom_attributes: Json | None = None,
    ) -> Json:
        """A student opens a channel; the same source_id (or phone) is the same student. `language`: the browser's."""
        inbox = self.tables.inbox_of_channel(account_id, SHORT.get(channel, channel))
        if inbox is None:
            raise BadRequest(f"no inbox for channel {channel!r}; one of {', '.join(SHORT)}")
        n = next(self._numbers)
        source_id, phone = self._identity(inbox, source_id, phone, n)
        row = self.tables.by_source.get((inbox.id, source_id))
        if row is None:
            contact = self.tables.add_contact(account_id, name or phone or f"wispy-sun-{100 + n}")
            contact.email, contact.phone_number, contact.identifier = email, phone, identifier
            contact.custom_attributes = dict(custom_attributes or {})
            if inbox.channel == "Channel::Telegram" and language:
                contact.additional_attributes = {"language_code": language}
            row = self.tables.add_contact_inbox(contact, inbox, source_id)
        row.hmac_verified = row.hmac_verified or hmac_verified
        if language:
            self._languages[row.id] = language
        return {
            "student": row.id,
            "contact_id": row.contact_id,
            "inbox_id": inbox.id,
            "source_id": row.source_id,
            "account_id": account_id,
        }

    def _identity(self, inbox: Inbox, source_id: str | None, phone: str | None, n: int) -> tuple[str, str | None]:
        if inbox.channel in ("Channel::Whatsapp", "Channel::TwilioSms"):
            phone = phone or (f"+{source_id.lstrip('+')}" if source_id else f"+31600{n:06d}")
            return source_id or (phone.lstrip("+") if inbox.channel == "Channel::Whatsapp" else phone), phone
        if inbox.channel in ("Channel::Telegram", "Channel::FacebookPage"):
            return source_id or str(700_000_000 + n), phone
        return source_id or str(uuid4()), phone

    async def writes(self, student: int, text: str | None) -> Json:
        """The student sends a text."""
        conversation = self._conversation(student)
        source_id = _provider_id(conversation)
        return self._sent(self.chatwoot.talking.incoming(conversation, text, source_id=source_id))

    async def repeats(self, student: int) -> Json:
        """The provider retries the student's last message: a second row with another id and the same source_id."""
        conversation = self._conversation(student)
        last = next((each for each in reversed(conversation.messages) if each.message_type == INCOMING), None)
        if last is None:
            raise BadRequest("the student has said nothing yet")
        return self._sent(self.chatwoot.talking.incoming(conversation, last.content, source_id=last.source_id))

    async def edits(self, student: int, message_id: int, text: str) -> Json:
        """The student edits a message (Telegram): `message_updated` of an incoming message."""
        message = self.tables.messages.get(message_id)
        if message is None or message.conversation.contact_inbox is not self._row(student):
            raise BadRequest(f"the student has no message {message_id}")
        self.chatwoot.commits.updated(message, content=text)
        return self._sent(message)

    async def sets_attributes(self, student: int, attributes: Json) -> Json:
        """The visitor's page replaces the conversation's custom attributes through the widget."""
        conversation = self._conversation(student)
        self.chatwoot.handling.set_attributes(conversation, attributes)
        return {"conversation_id": conversation.display_id}

    async def sends(
        self, student: int, file_name: str, content_type: str = "image/jpeg", text: str | None = None
    ) -> Json:
        """The student sends a file; without a text the content is null."""
        files = [attachment(file_name, content_type, 12_345)]
        return self._sent(self.chatwoot.talking.incoming(self._conversation(student), text, attachments=files))

    async def taps(self, student: int, choice: str | int, message_id: int | None = None) -> Json:
        """The student taps a choice (title, value or 1-based number) of the newest or of an older message."""
        row = self._row(student)
        message = self._message_with_choices(row, message_id)
        item = _picked(message, choice)
        channel = CHANNELS[message.conversation.inbox.channel]
        if channel.tap is None:
            raise BadRequest(f"{channel.name} shows no buttons: the student has to write")
        if channel.tap == "submit":
            self.chatwoot.talking.submit(message, [item])
            return self._sent(message)
        content = str(item[channel.tap])
        conversation = self._conversation(student)
        attributes: Json = {}
        if channel.name == "Channel::Whatsapp":
            reply = {"in_reply_to": message.id, "in_reply_to_external_id": message.source_id}
            attributes = reply if message.source_id else dict.fromkeys(reply)
        source_id = _provider_id(conversation)  # on Telegram the callback query's id
        sent = self.chatwoot.talking.incoming(conversation, content, source_id=source_id, content_attributes=attributes)
        return self._sent(sent)

    async def opens_new(self, student: int) -> Json:
        """The student starts a new conversation; it begins with the next message."""
        row = self._row(student)
        conversation = self.chatwoot.talking.start(row, additional_attributes=self._additional(row))
        return {"conversation_id": conversation.display_id}

    async def opens_bubble(self, student: int) -> Json:
        """The visitor opens the website widget: `webwidget_triggered`."""
        row = self._row(student)
        info = {"widget_language": self._languages.get(row.id, "en"), **self._additional(row)}
        self.chatwoot.commits.bubble_opened(row, info)
        return {}

    async def looks(self, student: int) -> Json:
        """The student reads: one `message_updated` for each message that was unread."""
        for conversation in self.tables.conversations_of(self._row(student)):
            self.chatwoot.talking.seen_by_student(conversation)
        return {}

    async def resolves(self, student: int) -> Json:
        """The student ends the chat in the widget."""
        conversation = self._conversation(student)
        self.chatwoot.handling.set_status(conversation, "resolved", conversation.contact)
        return {"conversation_id": conversation.display_id}

    async def phone(self, student: int, after: int = 0) -> Json:
        """Everything on the student's phone after a message id."""
        return {"messages": on_phone(self.tables.conversations_of(self._row(student)), after)}

    async def sees(
        self,
        student: int,
        after: int = 0,
        at_least: int = 1,
        containing: str | None = None,
        quiet_s: float = 0.05,
        timeout_s: float = 5.0,
        alone: bool = False,
    ) -> Json:
        """What others said after a message id, once it is enough and the world is quiet. `in_time` says whether.

        `alone`: only what concerns this student has to be quiet; in a crowd the whole world hardly ever is.
        """
        row, whole = self._row(student), self.chatwoot.stream.quiet
        part = whole.part(student)

        def heard() -> list[Json]:
            return [each for each in on_phone(self.tables.conversations_of(row), after) if each["from"] != "student"]

        def is_enough() -> bool:
            messages = heard()
            is_there = containing is None or any(containing in each["text"] for each in messages)
            return len(messages) >= at_least and is_there

        in_time = await part.until(is_enough, timeout_s)
        in_time = in_time and await (part if alone else whole).settles(quiet_s, timeout_s)
        return {"messages": heard(), "in_time": in_time}

    def _row(self, student: int) -> ContactInbox:
        row = self.tables.contact_inboxes.get(student)
        if row is None:
            raise BadRequest(f"no student {student}")
        return row

    def _conversation(self, student: int) -> Conversation:
        row = self._row(student)
        known = self.tables.conversations_of(row)
        inbox = self.tables.inboxes[row.inbox_id]
        reuses = CHANNELS[inbox.channel].reuses_conversation or inbox.lock_to_single_conversation
        if known and (reuses or known[-1].status != "resolved"):
            return known[-1]
        return self.chatwoot.talking.start(row, additional_attributes=self._additional(row))

    def _additional(self, row: ContactInbox) -> Json:
        channel = self.tables.inboxes[row.inbox_id].channel
        if channel == "Channel::Telegram":
            return {"chat_id": int(row.source_id), "business_connection_id": None}
        if channel != "Channel::WebWidget":
            return {}
        browser = {"device_name": "Unknown", "browser_name": "Chrome", "platform_name": "macOS"}
        shown: Json = {"browser": browser, "referer": "https://tutors.example/book"}
        shown["initiated_at"] = {"timestamp": self.chatwoot.clock.now().strftime("%a %b %d %Y %H:%M:%S GMT+0000")}
        language = self._languages.get(row.id)
        return shown | ({"browser_language": language} if language else {})

    def _message_with_choices(self, row: ContactInbox, message_id: int | None) -> Message:
        rows = [each for one in self.tables.conversations_of(row) for each in one.messages if each.rendered]
        for message in reversed(rows):
            if choices(message) and message_id in (None, message.id):
                return message
        raise BadRequest("no message with choices" + (f" has the id {message_id}" if message_id else ""))

    def _sent(self, message: Message) -> Json:
        return {"message_id": message.id, "conversation_id": message.conversation.display_id}


def _provider_id(conversation: Conversation) -> str | None:
    """A new message id of the provider; the website and the API channel have none."""
    has_none = CHANNELS[conversation.inbox.channel].tap == "submit"
    return None if has_none else str(uuid4().int)[:19]


def _picked(message: Message, choice: str | int) -> Json:
    items = choices(message)
    if isinstance(choice, int):
        if not 1 <= choice <= len(items):
            raise BadRequest(f"there are {len(items)} choices, not {choice}")
        return items[choice - 1]
    for item in items:
        if choice in (item["title"], item["value"]):
            return item
    raise BadRequest(f"no choice {choice!r} among {[each['title'] for each in items]}")
