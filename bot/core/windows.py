"""Whether a channel takes a free message now: its window, counted from the student's last message.

Chatwoot's `can_reply` is a snapshot of the last callback and ages: it says yes for days after the window has closed, and
the API takes the message all the same; it fails at the provider. So the clock counts as well.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

ON_THE_WAY = timedelta(minutes=5)  # a message that waits that long still arrives in time

# As Chatwoot counts: its MessageWindowService.
WINDOWS: Mapping[str, timedelta] = {
    "Channel::Whatsapp": timedelta(hours=24),
    "Channel::FacebookPage": timedelta(hours=24),
    "Channel::Instagram": timedelta(hours=24),
    "Channel::Tiktok": timedelta(hours=48),
}
TWILIO_WHATSAPP = "whatsapp:"  # how the source ids of WhatsApp through Twilio begin; its SMS has no window


def window(channel: str, source_id: str) -> timedelta | None:
    """How long after a student's message the channel takes ours; None for ever."""
    if channel == "Channel::TwilioSms" and source_id.startswith(TWILIO_WHATSAPP):
        return WINDOWS["Channel::Whatsapp"]
    return WINDOWS.get(channel)


def takes_templates(channel: str, source_id: str) -> bool:
    """Whether an approved template may be sent when the window is closed."""
    return channel == "Channel::Whatsapp" or (channel == "Channel::TwilioSms" and source_id.startswith(TWILIO_WHATSAPP))


def is_open(channel: str, source_id: str, *, can_reply: bool, heard_at: datetime | None, now: datetime) -> bool:
    """Whether a free message sent now arrives. `can_reply` False counts whatever the clock says: Chatwoot knows more."""
    length = window(channel, source_id)
    if not can_reply or length is None:
        return can_reply
    return heard_at is not None and now - heard_at < length - ON_THE_WAY
