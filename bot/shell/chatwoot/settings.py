"""Where Chatwoot is, which keys open it, and how the desk shows itself there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ChatwootSettings:
    """Everything the adapter needs. Keys stay out of `repr`, so they cannot end in a log line.

    `bot_token` speaks and hands over; `user_token` (an administrator's) reads and writes labels and contacts, and may be
    missing. `webhook_secrets` holds the current and, for a while after a rotation, the previous secret.
    """

    url: str
    account_id: int
    bot_token: str = field(repr=False)
    user_token: str = field(default="", repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    path_secret: str = field(default="", repr=False)
    label_separator: str = ":"
    mention: str = ""  # mention://user/7/Anna or mention://team/2/Desk
    requests_per_minute: int = 2500  # Chatwoot refuses above 3,000 a minute and address (RACK_ATTACK_LIMIT)
    flows: tuple[str, ...] = ("trial", "regular", "urgent", "weekend")

    @property
    def api(self) -> str:
        """The address every account call starts with."""
        return f"{self.url.rstrip('/')}/api/v1/accounts/{self.account_id}"

    @property
    def loopback(self) -> bool:
        """Whether Chatwoot runs on this machine: its throttle exempts loopback."""
        return urlsplit(self.url).hostname in LOOPBACK

    @property
    def label_words(self) -> Mapping[str, frozenset[str]]:
        """Prefix -> words: only labels made of these are ours."""
        return {
            "payment": frozenset({"pending", "processing", "paid", "failed", "expired", "refunded", "disputed"}),
            "status": frozenset({"booked", "attention"}),
            "flow": frozenset(self.flows),
        }
