"""Which Chatwoot this pretends to be: what differs between versions, and the trouble knobs."""

from dataclasses import dataclass, field

from bot.rehearsal.gate import DoorKnobs

EVENTS_BEFORE_4_13 = (
    "message_created",
    "message_updated",
    "conversation_opened",
    "conversation_resolved",
    "webwidget_triggered",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """The behaviour of one version."""

    version: tuple[int, int]

    @property
    def name(self) -> str:
        """As people write it: `4.13`."""
        return f"{self.version[0]}.{self.version[1]}"

    @property
    def signs_callbacks(self) -> bool:
        """4.13 signs the bots' callbacks and names the delivery."""
        return self.version >= (4, 13)

    @property
    def follows_redirects(self) -> bool:
        """4.14 re-posts to where a redirect points and takes any 2xx."""
        return self.version >= (4, 14)

    @property
    def bot_reads_conversations(self) -> bool:
        """About 4.15: the bot's token may show a conversation and read and write its labels."""
        return self.version >= (4, 15)

    @property
    def bot_is_assignee(self) -> bool:
        """About 4.16: a new conversation belongs to the bot until it is handed over."""
        return self.version >= (4, 16)

    @property
    def merges_attributes(self) -> bool:
        """After 4.16: `"merge": true` keeps the attributes that are not named."""
        return self.version >= (4, 16)

    def tells(self, event: str) -> bool:
        """Whether this version sends the event to bots."""
        return self.version >= (4, 13) or event in EVENTS_BEFORE_4_13


def profile(name: str) -> Profile:
    """The profile of a version written as in `4.13`."""
    major, _, minor = name.partition(".")
    return Profile((int(major), int(minor)))


@dataclass
class CallbackKnobs:
    """How callbacks travel. Rates are 0…1; `paused` holds everything back, as a stopped Sidekiq does.

    `refuses_private`: 4.14 without SAFE_FETCH_ALLOW_PRIVATE_NETWORK. `signs_with_real_time`: for a desk in another
    process whose clock does not jump with the world's.
    """

    workers: int = 10
    timeout_s: float = 5.0
    retry_after_s: float = 3.0
    latency_s: float = 0.0
    duplicate_rate: float = 0.0
    drop_rate: float = 0.0
    shuffle_rate: float = 0.0
    shuffle_up_to_s: float = 0.1
    unsigned: bool = False
    refuses_private: bool = False
    signs_with_real_time: bool = False
    paused: bool = False


@dataclass
class ChatwootKnobs(DoorKnobs):
    """The REST side. `requests_per_minute` None: loopback is exempt from Chatwoot's own limit."""

    requests_per_minute: int | None = None
    messages_per_minute: int = 200
    receipts: bool = True
    callbacks: CallbackKnobs = field(default_factory=CallbackKnobs)
