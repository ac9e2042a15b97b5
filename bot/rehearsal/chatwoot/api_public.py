"""The public client API of an API-channel inbox: a student's app without a token."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rehearsal.chatwoot.answers import message_answer
from bot.rehearsal.chatwoot.commits import RecordInvalid
from bot.rehearsal.chatwoot.multipart import multipart_fields
from bot.rehearsal.chatwoot.payloads import message_pushed
from bot.rehearsal.chatwoot.records import ACTIVITY, Contact, ContactInbox, Conversation, Inbox, Message
from bot.rehearsal.chatwoot.times import seconds_or_zero
from bot.rehearsal.wire import Json, answer, read_object

if TYPE_CHECKING:
    from bot.rehearsal.chatwoot.server import PretendChatwoot

_PREFIX = "/public/api/v1/inboxes/{identifier}"
_CONTACT = _PREFIX + "/contacts/{source_id}"
_CONVERSATION = _CONTACT + "/conversations/{conversation_id:int}"


class _Missing(Exception):
    """An id nobody has: a 404 of the framework's own shape, unlike the account API's."""


class PublicApi:
    """Handlers by method and path; each gives JSON or a response."""

    def __init__(self, chatwoot: "PretendChatwoot") -> None:
        self.chatwoot, self.tables = chatwoot, chatwoot.tables

    def routes(self) -> list[Route]:
        """The public routes."""
        rows: list[tuple[str, str, Callable[[Request], Awaitable[Any]]]] = [
            ("GET", _PREFIX, self.inbox),
            ("POST", _PREFIX + "/contacts", self.create_contact),
            ("GET", _CONTACT, self.contact),
            ("PATCH", _CONTACT, self.update_contact),
            ("GET", _CONTACT + "/conversations", self.conversations),
            ("POST", _CONTACT + "/conversations", self.start),
            ("GET", _CONVERSATION, self.conversation),
            ("GET", _CONVERSATION + "/messages", self.messages),
            ("POST", _CONVERSATION + "/messages", self.write),
            ("PATCH", _CONVERSATION + "/messages/{message_id:int}", self.submit),
            ("POST", _CONVERSATION + "/toggle_status", self.resolve),
            ("POST", _CONVERSATION + "/toggle_typing", self.typing),
            ("POST", _CONVERSATION + "/update_last_seen", self.look),
        ]
        return [Route(path, _guarded(handler), methods=[method]) for method, path, handler in rows]

    async def inbox(self, request: Request) -> Json:
        """What an app may know of its inbox."""
        inbox = self._inbox(request)
        shown = {"identifier": inbox.identifier, "identity_validation_enabled": False, "name": inbox.name}
        return shown | {"timezone": "UTC", "working_hours": [], "working_hours_enabled": False}

    async def create_contact(self, request: Request) -> Json | Response:
        """A contact by source_id or identifier, new or known. A wrong identity hash is an uncaught exception: 500."""
        inbox, fields = self._inbox(request), await read_object(request)
        row = self.tables.by_source.get((inbox.id, str(fields.get("source_id"))))
        if row is None:
            contact = self._known(inbox, fields) or self.tables.add_contact(inbox.account_id, fields.get("name") or "")
            row = self.tables.add_contact_inbox(contact, inbox, fields.get("source_id"))
        if fields.get("identifier_hash"):
            mac = hmac.new(inbox.hmac_token.encode(), str(fields.get("identifier")).encode(), hashlib.sha256)
            if not hmac.compare_digest(mac.hexdigest(), str(fields["identifier_hash"])):
                return answer({"status": 500, "error": "Internal Server Error"}, 500)
            row.hmac_verified = True
        self._write(self.tables.contacts[row.contact_id], fields)
        return self._contact_json(row)

    async def contact(self, request: Request) -> Json:
        """The contact under a source_id."""
        return self._contact_json(self._row(request))

    async def update_contact(self, request: Request) -> Json:
        """Change it; custom attributes are merged."""
        row = self._row(request)
        self._write(self.tables.contacts[row.contact_id], await read_object(request))
        return self._contact_json(row)

    async def conversations(self, request: Request) -> list[Json]:
        """The conversations under this source_id."""
        return [self._conversation_json(each) for each in self.tables.conversations_of(self._row(request))]

    async def start(self, request: Request) -> Json:
        """A new conversation, or the last one in an inbox that is locked to one."""
        row, fields = self._row(request), await read_object(request)
        known = self.tables.conversations_of(row)
        if known and self.tables.inboxes[row.inbox_id].lock_to_single_conversation:
            return self._conversation_json(known[-1])
        attributes = dict(fields.get("custom_attributes") or {})
        return self._conversation_json(self.chatwoot.talking.start(row, custom_attributes=attributes))

    async def conversation(self, request: Request) -> Json:
        """One conversation."""
        return self._conversation_json(self._conversation(request))

    async def messages(self, request: Request) -> list[Json]:
        """The latest 20, without notes and timeline."""
        before = int(request.query_params.get("before") or 0)
        rows = [each for each in _spoken(self._conversation(request)) if not before or each.id < before]
        return [message_answer(each) for each in rows[-20:]]

    async def write(self, request: Request) -> Json | Response:
        """The student's message."""
        conversation, content_type = self._conversation(request), request.headers.get("content-type", "")
        if content_type.startswith("multipart/form-data"):
            fields = multipart_fields(content_type, await request.body())
        else:
            fields = await read_object(request)
        try:
            message = self.chatwoot.talking.incoming(
                conversation, fields.get("content"), attachments=fields.get("attachments[]", [])
            )
        except RecordInvalid as error:
            return answer({"message": str(error), "attributes": ["base"]}, 422)
        return message_answer(message) | ({"echo_id": fields["echo_id"]} if "echo_id" in fields else {})

    async def submit(self, request: Request) -> Json:
        """The button click."""
        message = self._message(request)
        self.chatwoot.talking.submit(message, (await read_object(request)).get("submitted_values") or [])
        return message_answer(message)

    async def resolve(self, request: Request) -> Json:
        """Resolves, never anything else."""
        conversation = self._conversation(request)
        self.chatwoot.handling.set_status(conversation, "resolved", conversation.contact)
        return self._conversation_json(conversation)

    async def typing(self, request: Request) -> Response:
        """Dots; no bot hears of them."""
        self._conversation(request)
        return Response(status_code=200)

    async def look(self, request: Request) -> Response:
        """Marks what came in as read."""
        self.chatwoot.talking.seen_by_student(self._conversation(request))
        return Response(status_code=200)

    def _inbox(self, request: Request) -> Inbox:
        for inbox in self.tables.inboxes.values():
            if inbox.channel == "Channel::Api" and inbox.identifier == request.path_params["identifier"]:
                return inbox
        raise _Missing

    def _row(self, request: Request) -> ContactInbox:
        row = self.tables.by_source.get((self._inbox(request).id, request.path_params["source_id"]))
        if row is None:
            raise _Missing
        return row

    def _conversation(self, request: Request) -> Conversation:
        for conversation in self.tables.conversations_of(self._row(request)):
            if conversation.display_id == request.path_params["conversation_id"]:
                return conversation
        raise _Missing

    def _message(self, request: Request) -> Message:
        message = self.tables.messages.get(request.path_params["message_id"])
        if message is None or message.conversation is not self._conversation(request):
            raise _Missing
        return message

    def _known(self, inbox: Inbox, fields: Json) -> Contact | None:
        for name in ("identifier", "email", "phone_number"):
            for contact in self.tables.contacts.values():
                same = contact.account_id == inbox.account_id and getattr(contact, name) == fields.get(name)
                if fields.get(name) and same:
                    return contact
        return None

    def _write(self, contact: Contact, fields: Json) -> None:
        for name in ("name", "email", "phone_number", "identifier"):
            if fields.get(name):
                setattr(contact, name, fields[name])
        contact.custom_attributes = contact.custom_attributes | (fields.get("custom_attributes") or {})

    def _contact_json(self, row: ContactInbox) -> Json:
        contact = self.tables.contacts[row.contact_id]
        shown: Json = {"source_id": row.source_id, "pubsub_token": row.pubsub_token, "id": contact.id}
        return shown | {"name": contact.name, "email": contact.email, "phone_number": contact.phone_number}

    def _conversation_json(self, conversation: Conversation) -> Json:
        return {
            "id": conversation.display_id,
            "uuid": conversation.uuid,
            "inbox_id": conversation.inbox.id,
            "contact_last_seen_at": seconds_or_zero(conversation.contact_last_seen_at),
            "status": conversation.status,
            "agent_last_seen_at": seconds_or_zero(conversation.agent_last_seen_at),
            "messages": [message_pushed(each) for each in _spoken(conversation)],
            "contact": self._contact_json(conversation.contact_inbox),
        }


def _spoken(conversation: Conversation) -> list[Message]:
    return [each for each in conversation.messages if not each.private and each.message_type != ACTIVITY]


def _guarded(handler: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            result = await handler(request)
        except _Missing:
            return answer({"status": 404, "error": "Not Found"}, 404)
        return result if isinstance(result, Response) else answer(result)

    return endpoint
