"""REST: conversations, their status, assignment, labels and attributes."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from bot.rehearsal.chatwoot.access import NEVER, ApiError, Call, Endpoint, not_found
from bot.rehearsal.chatwoot.answers import agent_answer, conversation_answer
from bot.rehearsal.chatwoot.commits import RecordInvalid
from bot.rehearsal.chatwoot.records import STATUSES, AgentBot, Conversation
from bot.rehearsal.wire import Json, answer

_ONE = "/conversations/{conversation_id:int}"
_PRIORITIES = ("low", "medium", "high", "urgent", None)
_CRASH: Json = {"status": 500, "error": "Internal Server Error"}


async def show(call: Call) -> Json:
    """One conversation."""
    return conversation_answer(call.chatwoot.tables, call.conversation())


async def index(call: Call) -> Json:
    """25 conversations a page, newest activity first; the default status is `open`."""
    query = call.request.query_params
    status, page = query.get("status", "open"), int(query.get("page", 1))
    rows = [each for each in call.chatwoot.tables.conversations.values() if each.account_id == call.account.id]
    rows = [each for each in rows if status in ("all", each.status)]
    if "inbox_id" in query:
        rows = [each for each in rows if each.inbox.id == int(query["inbox_id"])]
    labels = query.getlist("labels[]")
    rows = [each for each in rows if not labels or set(labels) & set(each.labels)]
    rows.sort(key=lambda each: each.last_activity_at, reverse=True)
    shown = [conversation_answer(call.chatwoot.tables, each) for each in rows[(page - 1) * 25 : page * 25]]
    return {"data": {"meta": _counts(rows), "payload": shown}}


def _counts(rows: list[Conversation]) -> Json:
    assigned = sum(1 for each in rows if each.assignee)
    return {
        "mine_count": 0,
        "assigned_count": assigned,
        "unassigned_count": len(rows) - assigned,
        "all_count": len(rows),
    }


async def create(call: Call) -> Json:
    """A new conversation with a contact; an inbox with a bot makes it pending whatever was asked."""
    tables = call.chatwoot.tables
    row = tables.by_source.get((int(call.body.get("inbox_id") or 0), str(call.body.get("source_id"))))
    if row is None:
        raise not_found()
    known = tables.conversations_of(row)
    if known and tables.inboxes[row.inbox_id].lock_to_single_conversation:
        conversation = known[-1]
    else:
        kept = {key: call.body.get(key) or {} for key in ("custom_attributes", "additional_attributes")}
        conversation = call.chatwoot.talking.start(row, **kept)
    if call.body.get("message"):
        call.chatwoot.talking.outgoing(conversation, call.who, call.body["message"].get("content"))
    return conversation_answer(tables, conversation)


async def toggle_status(call: Call) -> Json | Response:
    """Set the status; without one it toggles. In the bot's hand-off path `success` is null."""
    conversation, handling = call.conversation(), call.chatwoot.handling
    wanted = call.body.get("status")
    if wanted is not None and wanted not in STATUSES:
        return answer(_CRASH, 500)
    success: bool | None = True
    if isinstance(call.who, AgentBot) and conversation.status == "pending" and wanted == "open":
        handling.hand_off(conversation, call.who)
        success = None
    else:
        status = wanted or ("resolved" if conversation.status == "open" else "open")
        until = call.body.get("snoozed_until")
        handling.set_status(conversation, status, call.who, datetime.fromtimestamp(int(until), UTC) if until else None)
    snoozed = conversation.snoozed_until
    payload = {
        "success": success,
        "conversation_id": conversation.display_id,
        "current_status": conversation.status,
        "snoozed_until": int(snoozed.timestamp()) if snoozed else None,
    }
    return {"payload": payload}


async def toggle_typing(call: Call) -> Response:
    """The typing dots, for the widget only; they never reach a bot."""
    conversation = call.conversation()
    call.chatwoot.stream.publish(
        "typing",
        conversation_id=conversation.display_id,
        student=conversation.contact_inbox.id,
        on=call.body.get("typing_status") == "on",
    )
    return Response(status_code=200)


async def toggle_priority(call: Call) -> Response:
    """Set the priority; an unknown one crashes."""
    if call.body.get("priority") not in _PRIORITIES:
        return answer(_CRASH, 500)
    call.chatwoot.handling.set_priority(call.conversation(), call.body.get("priority"))
    return Response(status_code=200)


async def update(call: Call) -> Json | Response:
    """PATCH: only the priority."""
    if call.body.get("priority") not in _PRIORITIES:
        return answer(_CRASH, 500)
    conversation = call.conversation()
    call.chatwoot.handling.set_priority(conversation, call.body.get("priority"))
    return conversation_answer(call.chatwoot.tables, conversation)


async def assign(call: Call) -> Any:
    """Assign a person, a bot or a team. An unknown person silently unassigns; an unknown bot changes nothing."""
    conversation, tables, handling = call.conversation(), call.chatwoot.tables, call.chatwoot.handling
    if "assignee_id" in call.body:
        assignee_id = int(call.body["assignee_id"] or 0)
        if call.body.get("assignee_type") == "AgentBot":
            bot = tables.bots.get(assignee_id)
            if bot is None:
                return None
            handling.assign_bot(conversation, bot, call.who)
            keys = {"id": bot.id, "name": bot.name, "description": None, "thumbnail": ""}
            return keys | {"outgoing_url": bot.outgoing_url, "bot_type": "webhook"}
        user = tables.users.get(assignee_id)
        handling.assign(conversation, user, call.who)
        return agent_answer(user) if user else None
    if "team_id" in call.body:
        team = tables.teams.get(int(call.body["team_id"] or 0))
        handling.set_team(conversation, team)
        return {"id": team.id, "name": team.name} if team else None
    return None


async def set_attributes(call: Call) -> Json | Response:
    """Replace the conversation's attributes; a missing key crashes."""
    attributes = call.body.get("custom_attributes")
    if not isinstance(attributes, dict):
        return answer(_CRASH, 500)
    conversation = call.conversation()
    try:
        call.chatwoot.handling.set_attributes(conversation, attributes, merge=call.body.get("merge") is True)
    except RecordInvalid as error:
        raise ApiError(422, {"message": str(error), "attributes": ["custom_attributes"]}) from error
    return {"custom_attributes": conversation.custom_attributes}


async def get_labels(call: Call) -> Json:
    """The conversation's tags."""
    return {"payload": call.conversation().labels}


async def set_labels(call: Call) -> Json:
    """Replace the whole set; a missing key or an empty list clears it."""
    conversation = call.conversation()
    call.chatwoot.handling.set_labels(conversation, call.body.get("labels"), call.who)
    return {"payload": conversation.labels}


ENDPOINTS: list[Endpoint] = [
    ("GET", "/conversations", index, NEVER),
    ("POST", "/conversations", create, (4, 0)),
    ("GET", _ONE, show, (4, 15)),
    ("PATCH", _ONE, update, (4, 0)),
    ("POST", _ONE + "/toggle_status", toggle_status, (4, 0)),
    ("POST", _ONE + "/toggle_typing_status", toggle_typing, (4, 12)),
    ("POST", _ONE + "/toggle_priority", toggle_priority, (4, 0)),
    ("POST", _ONE + "/assignments", assign, (4, 0)),
    ("POST", _ONE + "/custom_attributes", set_attributes, (4, 0)),
    ("GET", _ONE + "/labels", get_labels, (4, 15)),
    ("POST", _ONE + "/labels", set_labels, (4, 15)),
]
