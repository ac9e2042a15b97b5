"""The Liquid that Chatwoot runs over everything a bot or an agent sends."""

import re
from typing import Any

from bot.rehearsal.chatwoot.records import Conversation, Sender

_TOKEN = re.compile(r"(`[^`]*`|\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_BLOCKS = ("if", "unless", "for", "case", "comment", "capture", "tablerow", "ifchanged")
_SINGLE = ("assign", "increment", "decrement", "cycle", "echo", "render", "include", "break", "continue")
_MIDDLE = ("else", "elsif", "when")
_HIDDEN = ("if", "for", "case", "comment", "capture", "tablerow")


class _Invalid(Exception):
    """Chatwoot leaves a text with invalid syntax as it is."""


def run_liquid(text: str, conversation: Conversation, sender: Sender, account_name: str) -> str:
    """The text as Chatwoot saves it: variables filled, unknown ones empty, tags executed away."""
    if "{{" not in text and "{%" not in text:
        return text
    try:
        return _render(_TOKEN.split(text), _variables(conversation, sender, account_name))
    except _Invalid:
        return text


def _render(parts: list[str], variables: dict[str, Any]) -> str:
    out: list[str] = []
    open_blocks: list[str] = []
    raw = False
    for part in parts:
        tag = re.fullmatch(r"\{%-?\s*(\w+)(.*?)-?%\}", part, re.DOTALL)
        if tag and tag[1] == "endraw":
            raw = False
        elif raw:
            out.append(part)
        elif tag and tag[1] == "raw":
            raw = True
        elif tag:
            _step(tag[1], open_blocks)
        elif not any(each in _HIDDEN for each in open_blocks):
            out.append(_piece(part, variables))
    if raw or open_blocks:
        raise _Invalid
    return "".join(out)


def _piece(part: str, variables: dict[str, Any]) -> str:
    if part.startswith("`") and part.endswith("`") and len(part) > 1:
        return part
    if part.startswith("{{") and part.endswith("}}"):
        return _value(part[2:-2].strip("-").strip(), variables)
    if "{{" in part or "{%" in part:
        raise _Invalid  # opened, never closed
    return part


def _step(name: str, open_blocks: list[str]) -> None:
    if name in _BLOCKS:
        open_blocks.append(name)
    elif name.startswith("end"):
        if not open_blocks or open_blocks.pop() != name[3:]:
            raise _Invalid
    elif name not in _SINGLE and not (name in _MIDDLE and open_blocks):
        raise _Invalid


def _value(expression: str, variables: dict[str, Any]) -> str:
    name = expression.split("|")[0].strip()
    if len(name) >= 2 and name[0] in "'\"" and name[-1] == name[0]:
        return name[1:-1]
    value: Any = variables
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return "" if value is None or isinstance(value, dict) else str(value)


def _variables(conversation: Conversation, sender: Sender, account_name: str) -> dict[str, Any]:
    contact = conversation.contact
    first, _, last = contact.name.partition(" ")
    return {
        "contact": {
            "name": contact.name,
            "first_name": first.capitalize(),
            "last_name": last.capitalize(),
            "email": contact.email,
            "phone_number": contact.phone_number,
            "custom_attribute": contact.custom_attributes,
        },
        "conversation": {"display_id": conversation.display_id, "custom_attribute": conversation.custom_attributes},
        "agent": {"name": sender.name if sender else None},
        "inbox": {"name": conversation.inbox.name},
        "account": {"id": conversation.account_id, "name": account_name},
    }
