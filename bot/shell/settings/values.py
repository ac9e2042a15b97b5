"""What the settings are once they have been read and judged."""

from dataclasses import dataclass, field

from bot.core.desk import Business
from bot.shell.settings.calendar_accounts import CalendarAccount


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything `bot.shell.app` needs to build the desk. Secrets never show in a repr.

    In a rehearsal the addresses are empty until the pretend world has its own.
    """

    rehearsal: bool
    chatwoot_url: str  # without a slash at the end
    chatwoot_account_id: int
    chatwoot_bot_token: str = field(repr=False)
    chatwoot_user_token: str = field(repr=False)  # "" = the mirror is partial
    chatwoot_webhook_secrets: tuple[str, ...] = field(repr=False)
    chatwoot_webhook_path_secret: str = field(repr=False)
    stripe_secret_key: str = field(repr=False)
    stripe_webhook_secrets: tuple[str, ...] = field(repr=False)
    stripe_api_base: str  # "" = Stripe itself
    public_url: str  # without a slash at the end
    database_url: str = field(repr=False)  # sqlite:///… or postgresql+psycopg://…, with a password; "" = a new file
    host: str
    port: int
    reconcile_minutes: int  # 0 = never by itself
    label_separator: str
    log_level: str
    business: Business
    warnings: tuple[str, ...] = ()
    alert_urls: tuple[str, ...] = field(default=(), repr=False)
    metrics_token: str = field(default="", repr=False)  # "" = the numbers are for this machine only
    alert_error_percent: int = 10
    agenda_tokens: tuple[str, ...] = field(default=(), repr=False)  # none = there is no page /agenda
    calendar_feed_tokens: tuple[str, ...] = field(default=(), repr=False)  # none = there is no feed
    calendars: tuple[CalendarAccount, ...] = ()  # the tutors' own

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return self.stripe_secret_key.startswith(("sk_live_", "rk_live_"))
