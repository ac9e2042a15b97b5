"""REST: create, list and change messages."""

import json
from typing import Any

from bot.rehearsal.chatwoot.access import NEVER, ApiError, Call, Endpoint, not_found
from bot.rehearsal.chatwoot.answers import contact_answer, message_answer
from bot.rehearsal.chatwoot.commits import RecordInvalid
from bot.rehearsal.chatwoot.items import item_problem
from bot.rehearsal.chatwoot.multipart import multipart_fields
from bot.rehearsal.chatwoot.payloads import assignee_pushed
from bot.rehearsal.chatwoot.records import ACTIVITY, AgentBot, Message, User
from bot.rehearsal.chatwoot.times import seconds_or_zero
from bot.rehearsal.wire import Json

_PATH = "/conversations/{conversation_id:int}/messages"


async def create_message(call: Call) -> Json:
    """A message of the bot or a person; any failure at all is a 422 with the exception's text."""
    call.conversation()  # an unknown one is a 404, not a 422
    fields = call.body
    if call.request.headers.get("content-type", "").startswith("multipart/form-data"):
        fields = multipart_fields(call.request.headers["content-type"], await call.request.body())
    try:
        message = _create(call, fields)
    except RecordInvalid as error:
        raise ApiError(422, {"error": f"Validation failed: {error}"}) from error
    except ValueError as error:
        raise ApiError(422, {"error": str(error)}) from error
    shown = message_answer(message)
    return shown | ({"echo_id": fields["echo_id"]} if "echo_id" in fields else {})


def _create(call: Call, fields: Json) -> Message:
    conversation = call.conversation()
    kind = fields.get("message_type") or "outgoing"
    attributes = _attributes(fields.get("content_attributes"))
    content_type = fields.get("content_type") or "text"
    problem = item_problem(content_type, attributes)
    if problem:
        raise ValueError(problem)
    content = fields.get("content")
    if content is not None and len(str(content)) > 150_000:
        raise RecordInvalid("Content is too long (maximum is 150000 characters)")
    columns: Json = {
        "content_type": content_type,
        "content_attributes": attributes,
        "source_id": fields.get("source_id"),
        "attachments": fields.get("attachments[]", []),
    }
    if kind == "incoming":
        if conversation.inbox.channel != "Channel::Api":
            raise ValueError("Incoming messages are only allowed in Api inboxes")
        return call.chatwoot.talking.incoming(conversation, content, **columns)
    template = fields.get("template_params")
    if template and not template.get("name"):
        raise RecordInvalid("Template name can't be blank")
    columns["additional_attributes"] = {"template_params": template} if template else {}
    columns["private"] = fields.get("private") in (True, "true", "1")
    return call.chatwoot.talking.outgoing(conversation, _sender(call, fields), content, **columns)


def _sender(call: Call, fields: Json) -> User | AgentBot:
    if isinstance(call.who, User) and fields.get("sender_type") == "AgentBot":
        return call.chatwoot.tables.bots.get(int(fields.get("sender_id") or 0)) or call.who
    return call.who


def _attributes(given: Any) -> Json:
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            return {}  # Chatwoot reads an invalid JSON string as nothing
    return given if isinstance(given, dict) else {}


async def list_messages(call: Call) -> Json:
    """Messages by id: the latest 20, or 20 before, or 100 after, or everything between."""
    conversation = call.conversation()
    query = call.request.query_params
    before, after = int(query.get("before") or 0), int(query.get("after") or 0)
    rows = conversation.messages
    if query.get("filter_internal_messages") == "true":
        rows = [each for each in rows if not each.private and each.message_type != ACTIVITY]
    if before and after:
        rows = [each for each in rows if after <= each.id < before][:1000]
    elif after:
        rows = [each for each in rows if each.id > after][:100]
    else:
        rows = [each for each in rows if not before or each.id < before][-20:]
    meta: Json = {
        "labels": list(conversation.labels),
        "additional_attributes": conversation.additional_attributes,
        "contact": contact_answer(conversation.contact),
        "agent_last_seen_at": seconds_or_zero(conversation.agent_last_seen_at),
        "assignee_last_seen_at": 0,
    }
    assignee = assignee_pushed(conversation)
    if assignee:
        meta["assignee"] = assignee
    return {"meta": meta, "payload": [message_answer(each) for each in rows]}


def _message(call: Call) -> Message:
    message = call.chatwoot.tables.messages.get(call.request.path_params["message_id"])
    if message is None or message.conversation is not call.conversation():
        raise not_found()
    return message


async def change_message(call: Call) -> Json:
    """The delivery status a client of an API inbox reports."""
    message = _message(call)
    if message.conversation.inbox.channel != "Channel::Api":
        raise ApiError(403, {"error": "Message status update is only allowed for API inboxes"})
    attributes = message.content_attributes
    if call.body.get("external_error"):
        attributes = attributes | {"external_error": call.body["external_error"]}
    call.chatwoot.commits.updated(message, status=call.body["status"], content_attributes=attributes)
    return message_answer(message)


async def delete_message(call: Call) -> Json:
    """The message, marked as deleted."""
    message = _message(call)
    call.chatwoot.talking.delete(message)
    return message_answer(message)


ENDPOINTS: list[Endpoint] = [
    ("POST", _PATH, create_message, (4, 0)),
    ("GET", _PATH, list_messages, NEVER),
    ("PATCH", _PATH + "/{message_id:int}", change_message, NEVER),
    ("DELETE", _PATH + "/{message_id:int}", delete_message, NEVER),
]
