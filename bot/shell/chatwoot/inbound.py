"""One callback's JSON -> what happened. Nothing here trusts the visitor: taps are checked against our own items.

Chatwoot delivers everything to a bot: its own messages, agents' replies, notes, templates, read receipts, and all of it
also after a handover. Most of that is `Ignored` here, so it costs no write.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.core.conversation import talk_id
from bot.core.errors import BadRequest, NotForUs
from bot.core.events import ConversationChanged, Event, MessageFailed, Snapshot, StaffWrote, StudentChose, StudentWrote
from bot.shell.chatwoot import keys
from bot.shell.chatwoot.snapshot import Json, clean, many, number, obj, snapshot

DELIVERY_KEY = "desk_delivery"
"""Our delivery id in a message's `content_attributes`; Chatwoot keeps custom keys and echoes them."""

LONGEST_TEXT = 10_000  # An e-mail may hold 150,000 characters; the desk reads short answers.
LONGEST_ERROR = 300
INCOMING, OUTGOING = 0, 1  # message_type is an integer inside conversation.messages, a string at the top
MISSED_SECONDS = 900  # an older latest message was answered, or is nobody's question any more
CONVERSATION_EVENTS = frozenset(
    {"conversation_opened", "conversation_resolved", "conversation_status_changed", "conversation_updated"}
)
MATTERS = frozenset({"status", "assignee_id", "assignee_agent_bot_id", "ai_assignee_id", "ai_assignee_type"})
"""Changes worth a turn. Labels, attributes, waiting_since, priority … are mostly echoes of our own writes, and the next
message's snapshot shows them anyway."""


@dataclass(frozen=True, slots=True)
class Echo:
    """Our own message, seen from Chatwoot's side: proof that it arrived there."""

    delivery_id: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that can never matter; `why` is a metric's label, never text of a person."""

    why: str


@dataclass(frozen=True, slots=True)
class Several:
    """A callback that tells more than one thing, in this order."""

    events: tuple[Event, ...]


Heard = Event | Several | Echo | Ignored


class OtherAccount(NotForUs):
    """Signed with our secret, but about an account this desk does not serve: people should get it, so no 200."""


def heard(payload: Json, account_id: int) -> Heard:
    """What this callback tells. OtherAccount; NotForUs: a talk without a student; BadRequest: malformed."""
    event = payload.get("event")
    if not isinstance(event, str):
        raise BadRequest("the callback names no event")
    if event in ("message_created", "message_updated"):
        _same_account(obj(payload.get("account")).get("id"), account_id)
        return _message(payload, account_id, created=event == "message_created")
    if event in CONVERSATION_EVENTS:
        # Conversation events carry no account; their latest public message does.
        _same_account(next((obj(m).get("account_id") for m in many(payload.get("messages"))), None), account_id)
        return _conversation(payload, account_id, event)
    return Ignored("webwidget_triggered" if event == "webwidget_triggered" else "unknown_event")


def _same_account(found: object, account_id: int) -> None:
    if found is not None and found != account_id:
        raise OtherAccount("the callback is about another account")


def _message(payload: Json, account_id: int, *, created: bool) -> Heard:
    message_id = number(payload.get("id"))
    if not message_id:
        raise BadRequest("the message has no id")
    kind = payload.get("message_type")
    if kind == "incoming" and payload.get("private") is not True:
        # An edit on Telegram is an updated incoming message: what was answered stays answered.
        return _student_wrote(payload, account_id, message_id) if created else Ignored("incoming_updated")
    if kind != "outgoing":
        return Ignored("template" if kind == "template" else "other_message")
    delivery_id = clean(obj(payload.get("content_attributes")).get(DELIVERY_KEY))
    if delivery_id:
        return _own(payload, account_id, message_id, delivery_id, created=created)
    if not created or payload.get("private") is True:
        return Ignored("note" if created else "outgoing_updated")
    if _by_a_person(payload):
        seen = _seen(payload, account_id)
        return StaffWrote(id=keys.message(payload, seen), talk=_talk(seen), seen=seen, message_id=message_id)
    return Ignored("other_sender")


def _student_wrote(payload: Json, account_id: int, message_id: int) -> StudentWrote:
    seen = _seen(payload, account_id)
    attachments = tuple(clean(obj(each).get("file_type")) or "file" for each in many(payload.get("attachments")))
    return StudentWrote(
        id=keys.message(payload, seen),
        talk=_talk(seen),
        seen=seen,
        text=clean(payload.get("content")).strip()[:LONGEST_TEXT],
        attachments=attachments,
        message_id=message_id,
        in_reply_to=number(obj(payload.get("content_attributes")).get("in_reply_to")),
    )


def _own(payload: Json, account_id: int, message_id: int, delivery_id: str, *, created: bool) -> Heard:
    attributes = obj(payload.get("content_attributes"))
    if created:
        return Echo(delivery_id, message_id)
    if attributes.get("external_error"):
        seen = _seen(payload, account_id)
        error = clean(attributes.get("external_error"))[:LONGEST_ERROR]
        return MessageFailed(
            id=keys.failed(account_id, message_id), talk=_talk(seen), seen=seen, delivery_id=delivery_id, error=error
        )
    if "submitted_values" not in attributes:
        return Echo(delivery_id, message_id)  # sent, delivered, read: also proof that it arrived
    chosen = _chosen(_seen(payload, account_id), message_id, attributes)
    return chosen or Ignored("foreign_choice")


def _chosen(seen: Snapshot, message_id: int, attributes: Json) -> StudentChose | None:
    item = _tapped(attributes)
    if item is None:
        return None
    value = clean(item.get("value"))
    return StudentChose(
        id=keys.tap(seen.account_id, message_id, value),
        talk=_talk(seen),
        seen=seen,
        value=value,
        title=clean(item.get("title")),
        asked=clean(attributes.get(DELIVERY_KEY)),
        message_id=message_id,
    )


def _tapped(attributes: Json) -> Json | None:
    # Any visitor can submit any value to any message of the inbox: only a value among our own items counts, and the
    # title is taken from there.
    submitted = many(attributes.get("submitted_values"))
    value = obj(submitted[0]).get("value") if len(submitted) == 1 else None
    if not isinstance(value, str) or not value:
        return None
    return next((obj(each) for each in many(attributes.get("items")) if obj(each).get("value") == value), None)


def _by_a_person(payload: Json) -> bool:
    attributes = obj(payload.get("content_attributes"))
    if attributes.get("automation_rule_id"):
        return False
    if payload.get("sender") is None:
        return attributes.get("external_echo") is True  # written on the business's own phone
    return obj(payload.get("sender")).get("type") == "user"


def _conversation(payload: Json, account_id: int, event: str) -> Heard:
    # In conversation_status_changed the list is always null (Chatwoot 4.13): then the change may matter.
    changes = payload.get("changed_attributes")
    if event == "conversation_updated" and isinstance(changes, list):
        changed = {name for each in changes for name in obj(each)}
        if not changed & MATTERS:
            return Ignored("unimportant_change")
    seen = snapshot(payload, account_id)
    change = ConversationChanged(id=keys.conversation(payload, seen), talk=_talk(seen), seen=seen)
    missed = _missed(payload, seen) if seen.status == "open" else None
    return Several((change, missed)) if missed else change


def _missed(payload: Json, seen: Snapshot) -> StudentWrote | StudentChose | None:
    """The message or tap whose callback failed, so that Chatwoot opened the conversation: it never tells it again, but a
    conversation event carries the latest public message. One that was heard has the same id and is dropped."""
    latest = obj(next(iter(many(payload.get("messages"))), None))
    message_id, attributes = number(latest.get("id")), obj(latest.get("content_attributes"))
    if latest.get("private") is True or not message_id or seen.updated_at - _touched_at(latest) > MISSED_SECONDS:
        return None
    if latest.get("message_type") == OUTGOING and DELIVERY_KEY in attributes:
        return _chosen(seen, message_id, attributes)
    if latest.get("message_type") != INCOMING:
        return None
    attachments = tuple(clean(obj(each).get("file_type")) or "file" for each in many(latest.get("attachments")))
    text = clean(latest.get("content")).strip()[:LONGEST_TEXT]
    return StudentWrote(
        id=keys.message(latest, seen), talk=_talk(seen), seen=seen, text=text, attachments=attachments,
        message_id=message_id, in_reply_to=number(attributes.get("in_reply_to")),
    )  # fmt: skip


def _touched_at(latest: Json) -> float:
    """When the message was written or, for a tap on one of ours, changed."""
    if latest.get("message_type") == OUTGOING:
        try:
            return datetime.fromisoformat(clean(latest.get("updated_at"))).timestamp()
        except ValueError:
            return 0.0
    return number(latest.get("created_at"))


def _seen(payload: Json, account_id: int) -> Snapshot:
    conversation = obj(payload.get("conversation"))
    if not conversation:
        raise BadRequest("the message carries no conversation")
    if not conversation.get("inbox_id"):
        conversation = {**conversation, "inbox_id": obj(payload.get("inbox")).get("id")}
    return snapshot(conversation, account_id)


def _talk(seen: Snapshot) -> str:
    return talk_id(seen.account_id, seen.inbox_id, seen.source_id)
