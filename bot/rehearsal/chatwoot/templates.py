"""WhatsApp's approved templates as Chatwoot sends them: what reaches the phone, or why nothing does.

Chatwoot looks the template up among the inbox's synced `message_templates` by name and language, only approved ones; what
it does not find fails after the 200. A message with `template_params` is always sent as a template.
"""

import re

from bot.rehearsal.chatwoot.records import Message
from bot.rehearsal.wire import Json

NOT_FOUND = "Template not found or invalid template name"
WRONG_NUMBER = "(#132000) Number of parameters does not match the expected number of params"
_PLACE = re.compile(r"\{\{(\d+)\}\}")


def params_of(message: Message) -> Json:
    """The message's `template_params`, or nothing."""
    found: Json = message.additional_attributes.get("template_params") or {}
    return found


def template_problem(message: Message) -> str | None:
    """Why the provider refuses it, None when it goes."""
    template = _template(message)
    if template is None:
        return NOT_FOUND
    return WRONG_NUMBER if set(_PLACE.findall(_body(template))) != set(_values(message)) else None


def template_text(message: Message) -> str:
    """What the phone shows: the approved text with its places filled in."""
    template, values = _template(message), _values(message)
    return _PLACE.sub(lambda found: str(values.get(found[1], "")), _body(template)) if template else ""


def _template(message: Message) -> Json | None:
    wanted = params_of(message)
    for each in message.conversation.inbox.message_templates:
        same = each["name"] == wanted.get("name") and each["language"] == wanted.get("language")
        if same and str(each.get("status", "")).lower() == "approved":
            return each
    return None


def _values(message: Message) -> dict[str, str]:
    given = params_of(message).get("processed_params") or {}
    values: dict[str, str] = given.get("body", given) or {}  # flat is the older way
    return values


def _body(template: Json) -> str:
    return next((str(one["text"]) for one in template["components"] if one["type"] == "BODY"), "")
