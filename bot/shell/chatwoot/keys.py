"""Dedupe keys: the same happening always gets the same id, however often and in whatever shape Chatwoot tells it.

`X-Chatwoot-Delivery` is not used: it is equal across retries of one delivery, but a duplicated delivery or a duplicated
row has another one, while the message's own id (or the provider's) stays.
"""

import hashlib

from bot.core.events import Snapshot
from bot.shell.chatwoot.snapshot import Json, clean, number, obj


def message(payload: Json, seen: Snapshot) -> str:
    """One id a message. With a provider's id that one: Telegram, Twilio and LINE store a provider's retry as a second
    row with another id and the same `source_id` (chatwoot issue 15450)."""
    source_id = clean(payload.get("source_id"))
    if source_id:
        return f"chatwoot:{seen.account_id}:{seen.conversation_id}:source:{_short(source_id)}"
    return f"chatwoot:{seen.account_id}:message:{number(payload.get('id'))}"


def tap(account_id: int, message_id: int, value: str) -> str:
    """One id a choice: a redelivery or a read receipt that still carries it is the same, another choice is not."""
    return f"chatwoot:{account_id}:message:{message_id}:chose:{_short(value)}"


def failed(account_id: int, message_id: int) -> str:
    """One failure a message."""
    return f"chatwoot:{account_id}:message:{message_id}:failed"


def conversation(payload: Json, seen: Snapshot) -> str:
    """One id a state: opened, status_changed and updated of one save collapse."""
    assignee = number(obj(obj(payload.get("meta")).get("assignee")).get("id"))
    state = f"{seen.updated_at:.6f}:{seen.status}:{seen.assignee}{assignee or ''}"
    return f"chatwoot:{seen.account_id}:{seen.conversation_id}:state:{state}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
