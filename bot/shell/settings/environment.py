"""The environment variables, by name: what each is for, and an example of each."""

from collections.abc import Iterator
from difflib import get_close_matches
from os import environ
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """The variables as they stand there; an empty one counts as not set. `.env` is read only when it is named."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, str_strip_whitespace=True)

    chatwoot_url: str = Field("", examples=["https://chat.example.org"])
    chatwoot_account_id: str = Field("", examples=["1"])
    chatwoot_bot_token: str = Field("", examples=["the access token of Settings > Bots > your bot"], repr=False)
    chatwoot_user_token: str = Field("", examples=["the access token of an administrator's profile page"], repr=False)
    chatwoot_webhook_secret: str = Field("", examples=["the secret of Settings > Bots > your bot"], repr=False)
    chatwoot_webhook_path_secret: str = Field("", examples=["any long random word of letters and digits"], repr=False)
    stripe_secret_key: str = Field("", examples=["sk_test_…"], repr=False)
    stripe_webhook_secret: str = Field("", examples=["whsec_…"], repr=False)
    stripe_api_base: str = Field("", examples=["http://127.0.0.1:12111"])
    standard_price_id_60: str = Field("", examples=["price_…"])
    standard_price_id_90: str = Field("", examples=["price_…"])
    weekend_price_id_60: str = Field("", examples=["price_…"])
    weekend_price_id_90: str = Field("", examples=["price_…"])
    urgent_price_id_120: str = Field("", examples=["price_…"])
    public_url: str = Field("", examples=["https://desk.example.org"])
    database_url: str = Field("", examples=["postgresql+psycopg://desk:…@localhost/desk"], repr=False)
    host: str = Field("127.0.0.1", examples=["0.0.0.0"])  # noqa: S104  an example, not a default
    port: str = Field("8000", examples=["8000"])
    business_file: str = Field("", examples=["/etc/desk/business.toml"])
    reconcile_minutes: str = Field("10", examples=["10"])
    label_separator: str = Field(":", examples=["_"])
    log_level: str = Field("info", examples=["info"])
    alert_urls: str = Field("", examples=["tgram://<bot token>/<chat id> mailto://…"], repr=False)
    metrics_token: str = Field("", examples=["any long random word of letters and digits"], repr=False)
    agenda_token: str = Field("", examples=["any long random word of letters and digits"], repr=False)
    calendar_feed_token: str = Field("", examples=["a long random word, or two with a comma"], repr=False)
    alert_error_percent: str = Field("10", examples=["10"])


ACCOUNT = (
    "chatwoot_url",
    "chatwoot_account_id",
    "chatwoot_bot_token",
    "chatwoot_user_token",
    "chatwoot_webhook_secret",
    "chatwoot_webhook_path_secret",
    "stripe_secret_key",
    "stripe_webhook_secret",
)
"""Any of these says that real accounts are meant; none of them is the rehearsal."""

NEEDED = (
    "chatwoot_url",
    "chatwoot_account_id",
    "chatwoot_bot_token",
    "stripe_secret_key",
    "stripe_webhook_secret",
    "public_url",
)
"""What real accounts cannot do without, besides one of the two Chatwoot webhook secrets."""

PRICE_IDS = {
    "standard_price_id_60": ("regular", 60),
    "standard_price_id_90": ("regular", 90),
    "weekend_price_id_60": ("weekend", 60),
    "weekend_price_id_90": ("weekend", 90),
    "urgent_price_id_120": ("urgent", 120),
}
"""The names the business already uses -> flow and minutes."""


def read_environment(env_file: Path | None = None) -> Environment:
    """The variables that are set now; those of `env_file` where the environment itself says nothing."""
    return Environment(_env_file=env_file)


def example(name: str) -> str:
    """`NAME=…` as it could stand in a file of variables."""
    examples = Environment.model_fields[name].examples or [""]
    return f"{name.upper()}={examples[0]}"


def lookalikes(name: str) -> Iterator[str]:
    """Variables that are set, that we do not know, and whose name is nearly `name`: a typing error, most likely."""
    known = {field.upper() for field in Environment.model_fields}
    family = name.upper().split("_")[0] + "_"
    unknown = [variable for variable in environ if variable.startswith(family) and variable not in known]
    yield from get_close_matches(name.upper(), unknown, n=1, cutoff=0.7)
