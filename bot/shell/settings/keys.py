"""Judges keys and secrets: by their prefix, never by their length; Chatwoot's are opaque. Never repeats a value."""

from collections.abc import Callable

from bot.shell.settings.environment import PRICE_IDS, Environment
from bot.shell.settings.problems import Problems

STRIPE_KEYS = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")
LIVE_KEYS = ("sk_live_", "rk_live_")
PUBLISHABLE = "this is a publishable key (pk_…), which is for web pages; "


def judge_keys(env: Environment, problems: Problems) -> None:
    """Looks at every key and secret that is set."""
    for name, judge in (
        ("chatwoot_bot_token", _chatwoot),
        ("chatwoot_user_token", _chatwoot),
        ("chatwoot_webhook_secret", _chatwoot),
        ("chatwoot_webhook_path_secret", _path_secret),
        ("stripe_secret_key", _stripe_key),
        ("stripe_webhook_secret", _stripe_webhook_secret),
        *((name, _price_id) for name in PRICE_IDS),
    ):
        _judge_each(name, getattr(env, name), judge, problems)
    if is_live(env) and env.stripe_api_base:
        problems.variable(
            "stripe_api_base",
            "is for a test double, and STRIPE_SECRET_KEY is a live key, which would be sent there; unset one of them.",
        )


def bearer_token(env: Environment, problems: Problems) -> str:
    """METRICS_TOKEN: something nobody guesses, that fits into a header."""
    token = env.metrics_token
    if wrong := token and (_writing(token) or ("" if len(token) >= 16 else "is shorter than 16 letters.")):
        problems.variable("metrics_token", wrong)
    return token


def link_tokens(name: str, env: Environment, problems: Problems) -> tuple[str, ...]:
    """AGENDA_TOKEN, CALENDAR_FEED_TOKEN: nobody guesses them, and they fit into an address. Several while one is replaced."""
    tokens = split_secrets(getattr(env, name))
    for token in tokens:
        if (
            wrong := _writing(token)
            or _path_secret(token)
            or ("" if len(token) >= 16 else "is shorter than 16 letters.")
        ):
            problems.variable(name, wrong)
    return tokens


def is_live(env: Environment) -> bool:
    """Whether the Stripe key moves real money."""
    return env.stripe_secret_key.startswith(LIVE_KEYS)


def split_secrets(value: str) -> tuple[str, ...]:
    """The secrets of a comma-separated list; several are valid at once while one is being replaced."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _judge_each(name: str, value: str, judge: Callable[[str], str], problems: Problems) -> None:
    several = name in ("chatwoot_webhook_secret", "stripe_webhook_secret")
    if several and value and not split_secrets(value):
        problems.variable(name, "holds only commas.")
    for one in split_secrets(value) if several else (value,) * bool(value):
        if wrong := _writing(one) or judge(one):
            problems.variable(name, wrong)


def _writing(value: str) -> str:
    if value[0] in "\"'" or value[-1] in "\"'":
        return "has quotation marks around it; take them away."
    if not value.isascii() or not value.isprintable() or " " in value:
        return "holds a space, a line break or a letter no key has; copy it again."
    return ""


def _chatwoot(value: str) -> str:
    if value.startswith(("pk_live_", "pk_test_")):
        return PUBLISHABLE + "here belongs one of Chatwoot's own."
    if value.startswith(STRIPE_KEYS):
        return "this is a secret key of Stripe's, which nobody else may see; here belongs one of Chatwoot's own."
    return ""


def _path_secret(value: str) -> str:
    if not all(letter.isalnum() or letter in "-_.~" for letter in value):
        return "becomes a part of an address; use letters, digits, - and _ only."
    return _chatwoot(value)


def _stripe_key(value: str) -> str:
    if value.startswith("pk_"):
        return PUBLISHABLE + "the desk needs the secret key beside it (sk_…) or a restricted one (rk_…)."
    if value.startswith("whsec_"):
        return "this is a webhook secret (whsec_…), which belongs in STRIPE_WEBHOOK_SECRET; here goes the secret key."
    if value.startswith("sk_org_"):
        return "this is the key of an organisation (sk_org_…); use a key of the one account that gets the money."
    if not value.startswith(STRIPE_KEYS) or value in STRIPE_KEYS:
        return "is no key of Stripe's: they start with sk_test_, rk_test_, sk_live_ or rk_live_."
    return ""


def _stripe_webhook_secret(value: str) -> str:
    if value.startswith(("sk_", "rk_")):
        return (
            "this is a secret key, which belongs in STRIPE_SECRET_KEY; here goes the signing secret of the webhook "
            "endpoint (whsec_…)."
        )
    if value.startswith("pk_"):
        return PUBLISHABLE + "here goes the signing secret of the webhook endpoint (whsec_…)."
    if value.startswith("we_"):
        return "this is the endpoint's id (we_…); open the endpoint at Stripe and reveal its signing secret (whsec_…)."
    if not value.startswith("whsec_") or value == "whsec_":
        return "is no signing secret of Stripe's: they start with whsec_."
    return ""


def _price_id(value: str) -> str:
    if value.startswith("prod_"):
        return "this is a product (prod_…); open it at Stripe and copy the id of its price (price_…)."
    if value.startswith(("sk_", "rk_", "pk_", "whsec_")):
        return "this is a key, and here belongs the id of a price (price_…)."
    if not value.startswith("price_"):
        return "is no price id of Stripe's: they start with price_."
    return ""
