"""What Chatwoot's validator refuses in `content_attributes.items`, with Rails' words."""

from typing import Any

from bot.rehearsal.wire import Json

CONTENT_TYPES = (
    "text",
    "input_text",
    "input_textarea",
    "input_email",
    "input_select",
    "cards",
    "form",
    "article",
    "incoming_email",
    "input_csat",
    "integrations",
    "sticker",
    "voice_call",
)
_ALLOWED = {
    "input_select": ("title", "value"),
    "cards": ("title", "description", "media_url", "actions"),
    "form": (
        "type",
        "placeholder",
        "label",
        "name",
        "options",
        "default",
        "required",
        "pattern",
        "title",
        "pattern_error",
    ),
    "article": ("title", "description", "link"),
}
_FAILED = "Validation failed: Content attributes "


def item_problem(content_type: str, attributes: Json) -> str | None:
    """The text of the 422, None when the message is fine. Lengths, counts and uniqueness are not looked at."""
    if content_type not in CONTENT_TYPES:
        return f"'{content_type}' is not a valid content_type"
    allowed = _ALLOWED.get(content_type)
    if allowed is None:
        return None
    items = attributes.get("items")
    if not isinstance(items, list):
        return "undefined method `reject' for nil:NilClass"
    if not items:
        return _FAILED + "At least one item is required."
    unknown = _unknown(items, allowed)
    if unknown:
        return f"{_FAILED}contains invalid keys for items : [{unknown}]"
    return _actions_problem(items) if content_type == "cards" else None


def _actions_problem(items: list[Any]) -> str | None:
    if any(not each.get("actions") for each in items):
        return _FAILED + "contains items missing actions"
    unknown = _unknown([action for each in items for action in each["actions"]], ("text", "type", "payload", "uri"))
    return f"{_FAILED}contains invalid keys for actions:  [{unknown}]" if unknown else None


def _unknown(rows: list[Any], allowed: tuple[str, ...]) -> str:
    keys = [key for row in rows for key in row if key not in allowed]
    return ", ".join(f":{key}" for key in dict.fromkeys(keys))
