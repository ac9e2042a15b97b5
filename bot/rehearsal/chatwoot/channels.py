"""What each channel makes of a message, and what a tap sends back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rehearsal.chatwoot.records import Conversation, Message
from bot.rehearsal.chatwoot.templates import NOT_FOUND, params_of, template_problem, template_text
from bot.rehearsal.wire import Json


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of channel.

    `tap`: what comes back as text ("title", "value"), "submit" (message_updated) or None: the options vanish.
    """

    name: str
    tap: str | None
    reuses_conversation: bool
    window_hours: int | None = None
    receipts: tuple[str, ...] = ()
    problem: Callable[[str, list[Json]], str | None] | None = None


def meta_limits(body: str, items: list[Json]) -> str | None:
    """Why Meta refuses an interactive WhatsApp message, None when it takes it."""
    if not items:
        return None
    titles = [str(each["title"]) for each in items]
    longest = 20 if len(items) <= 3 else 24
    if len(items) > 10:
        return "(#131009) Parameter value is not valid: Total row count exceed max allowed count: 10"
    if any(len(each) > longest for each in titles):
        return f"(#131009) Parameter value is not valid: title length must be between 1 and {longest}"
    if len(set(titles)) < len(titles):
        return "(#131009) Parameter value is not valid: Duplicated title"
    if not 1 <= len(body) <= 1024:
        return "(#131009) Parameter value is not valid: body text length must be between 1 and 1024"
    return None


def telegram_limits(_body: str, items: list[Json]) -> str | None:
    """Why Telegram refuses an inline keyboard: callback_data has at most 64 bytes."""
    too_long = any(len(str(each["value"]).encode()) > 64 for each in items)
    return "Bad Request: BUTTON_DATA_INVALID" if too_long else None


CHANNELS = {
    each.name: each
    for each in (
        Channel("Channel::WebWidget", "submit", reuses_conversation=True),
        Channel("Channel::Api", "submit", reuses_conversation=True),
        Channel(
            "Channel::Whatsapp",
            "title",
            reuses_conversation=False,
            window_hours=24,
            receipts=("source_id", "delivered"),
            problem=meta_limits,
        ),
        Channel("Channel::Telegram", "value", False, receipts=("source_id",), problem=telegram_limits),
        Channel("Channel::Line", "value", reuses_conversation=False),
        Channel("Channel::FacebookPage", "title", False, window_hours=24, receipts=("source_id",)),
        Channel("Channel::Instagram", None, False, window_hours=24, receipts=("source_id",)),
        Channel("Channel::TwilioSms", None, False, receipts=("source_id", "delivered")),
        Channel("Channel::Sms", None, False, receipts=("source_id", "delivered")),
        Channel("Channel::Tiktok", None, False, window_hours=48),
        Channel("Channel::Email", None, reuses_conversation=False),
    )
}


def rendered(message: Message) -> Json:
    """What the student's phone shows: `{text, buttons, list, attachments}`; buttons are `{title, value}`."""
    channel = CHANNELS[message.conversation.inbox.channel]
    buttons = list(choices(message)) if channel.tap else []
    is_list = channel.name == "Channel::Whatsapp" and len(buttons) > 3
    return {
        "text": template_text(message) if params_of(message) else message.content or "",
        "buttons": buttons,
        "shown_as": "list" if is_list else "buttons" if buttons else "text",
        "attachments": list(message.attachments),
    }


def choices(message: Message) -> list[Json]:
    """The items of an input_select, whatever the channel makes of them."""
    if message.content_type != "input_select":
        return []
    items: list[Json] = message.content_attributes.get("items") or []
    return items


def refusal(message: Message) -> str | None:
    """Why the provider refuses the message (it becomes `failed`), None when it is delivered."""
    conversation = message.conversation
    channel = CHANNELS[conversation.inbox.channel]
    if channel.name == "Channel::Whatsapp" and params_of(message):
        return template_problem(message)
    if channel.name == "Channel::Whatsapp" and not can_reply(conversation, message.created_at):
        return NOT_FOUND
    return channel.problem(message.content or "", choices(message)) if channel.problem else None


def can_reply(conversation: Conversation, now: datetime) -> bool:
    """Whether the channel's reply window is open; never enforced by the API."""
    hours = CHANNELS[conversation.inbox.channel].window_hours
    if conversation.inbox.channel == "Channel::Api":
        hours = conversation.inbox.reply_window_hours
    if hours is None:
        return True
    last = conversation.last_incoming_at()
    return last is not None and now - last < timedelta(hours=hours)
