"""From the environment and the business file to Settings, or to one message with everything that is wrong."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from bot.core.desk import Business
from bot.shell.settings import addresses, keys
from bot.shell.settings.alert_addresses import alert_addresses
from bot.shell.settings.business_file import read_business
from bot.shell.settings.calendar_accounts import CalendarAccount, calendar_accounts
from bot.shell.settings.environment import ACCOUNT, NEEDED, PRICE_IDS, Environment, lookalikes, read_environment
from bot.shell.settings.problems import Problems
from bot.shell.settings.values import Settings

LONGEST_NUMBER = 18  # digits a database's whole number holds
LOG_LEVELS = ("debug", "info", "warning", "error")


def read_settings(env_file: Path | None = None) -> Settings:
    """The settings of real accounts, or of the rehearsal when there is no account at all. WrongSettings otherwise."""
    problems = Problems()
    env = _environment(env_file, problems)
    if not any(getattr(env, name) for name in ACCOUNT):
        return _judged(_with_pretend_account(env), problems, env_file=None, rehearsal=True)
    _name_the_missing(env, problems)
    return _judged(env, problems, env_file=env_file)


def rehearsal_settings(env_file: Path | None = None) -> Settings:
    """The settings of the rehearsal, whatever accounts there are; only a live key is too dangerous to have around."""
    problems = Problems()
    env = _environment(env_file, problems)
    if keys.is_live(env):
        problems.variable("stripe_secret_key", "is a live key, and the rehearsal never runs with one; unset it.")
    return _judged(_with_pretend_account(env), problems, env_file=None, rehearsal=True)


def _environment(env_file: Path | None, problems: Problems) -> Environment:
    if env_file is not None and not env_file.is_file():
        problems.sentences.append(f"--env-file: there is no file {env_file}. Example: --env-file .env")
        env_file = None
    try:
        return read_environment(env_file)
    except UnicodeDecodeError:
        problems.sentences.append(f"--env-file: {env_file} is not written in UTF-8. Example: --env-file .env")
        return read_environment()


def _with_pretend_account(env: Environment) -> Environment:
    """The environment with accounts nobody else knows. The addresses are filled in once the pretend world has its own."""
    pretend = {
        "chatwoot_url": "",
        "chatwoot_account_id": "1",
        "chatwoot_bot_token": token_hex(12),
        "chatwoot_user_token": token_hex(12),
        "chatwoot_webhook_secret": token_hex(16),
        "chatwoot_webhook_path_secret": "",
        "stripe_secret_key": f"sk_test_{token_hex(12)}",
        "stripe_webhook_secret": f"whsec_{token_hex(16)}",
        "stripe_api_base": "",
        **dict.fromkeys(PRICE_IDS, ""),  # the pretend Stripe has no prices of anybody's
    }
    return env.model_copy(update=pretend)


def _name_the_missing(env: Environment, problems: Problems) -> None:
    for name in NEEDED:
        if not getattr(env, name):
            seen = "".join(f" ({other} is set; is that the one?)" for other in lookalikes(name))
            problems.variable(name, f"is missing, while other settings of real accounts are there{seen}.")
    if not (env.chatwoot_webhook_secret or env.chatwoot_webhook_path_secret):
        problems.variable(
            "chatwoot_webhook_secret",
            "is missing, so anybody could speak for Chatwoot. (Chatwoot before 4.13 signs nothing: then set "
            "CHATWOOT_WEBHOOK_PATH_SECRET and end the bot's webhook address with it.)",
        )
    if keys.is_live(env) and not (env.chatwoot_url and env.chatwoot_bot_token):
        problems.variable(
            "stripe_secret_key", "is a live key without a Chatwoot to go with it; the rehearsal never runs with one."
        )


def _judged(env: Environment, problems: Problems, *, env_file: Path | None, rehearsal: bool = False) -> Settings:
    keys.judge_keys(env, problems)
    price_ids = {lesson: getattr(env, name) for name, lesson in PRICE_IDS.items() if getattr(env, name)}
    path = Path(env.business_file) if env.business_file else None
    read = read_business(path, price_ids, problems)
    # A rehearsal writes nothing into anybody's calendar.
    tutors = tuple(tutor.value for tutor in read.business.tutors)
    accounts = () if rehearsal else calendar_accounts(env_file, tutors, problems)
    settings = Settings(
        rehearsal=rehearsal,
        chatwoot_url=addresses.chatwoot_address(env, problems),
        chatwoot_account_id=_account_id(env, problems),
        chatwoot_bot_token=env.chatwoot_bot_token,
        chatwoot_user_token=env.chatwoot_user_token,
        chatwoot_webhook_secrets=keys.split_secrets(env.chatwoot_webhook_secret),
        chatwoot_webhook_path_secret=env.chatwoot_webhook_path_secret,
        stripe_secret_key=env.stripe_secret_key,
        stripe_webhook_secrets=keys.split_secrets(env.stripe_webhook_secret),
        stripe_api_base=addresses.web_address("stripe_api_base", env.stripe_api_base, problems),
        public_url=addresses.public_address(env, problems),
        # A rehearsal in a database that is kept would sell pretend lessons in real time.
        database_url="" if rehearsal else addresses.database_address(env, problems),
        host=env.host,
        port=addresses.port_number(env, problems),
        reconcile_minutes=_reconcile_minutes(env, problems),
        label_separator=_label_separator(env, problems),
        log_level=_log_level(env, problems),
        business=with_calendars(read.business, accounts),
        warnings=() if rehearsal else read.warnings,
        alert_urls=alert_addresses(env, problems),
        metrics_token=keys.bearer_token(env, problems),
        agenda_tokens=keys.link_tokens("agenda_token", env, problems),
        calendar_feed_tokens=keys.link_tokens("calendar_feed_token", env, problems),
        alert_error_percent=_percent(env, problems),
        calendars=accounts,
    )
    problems.raise_if_any()
    return settings


def with_calendars(business: Business, accounts: Iterable[CalendarAccount]) -> Business:
    """The business, knowing which tutors have a calendar of their own."""
    theirs = {account.tutor for account in accounts}
    tutors = tuple(replace(tutor, outside=tutor.value in theirs) for tutor in business.tutors)
    return replace(business, tutors=tutors)


def _account_id(env: Environment, problems: Problems) -> int:
    value = env.chatwoot_account_id
    if value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER and int(value) > 0:
        return int(value)
    if value:
        problems.variable(
            "chatwoot_account_id", "is no account number; it is the one in the dashboard's address, /app/accounts/1."
        )
    return 0


def _percent(env: Environment, problems: Problems) -> int:
    value = env.alert_error_percent
    if value.isascii() and value.isdigit() and len(value) <= 3 and 1 <= int(value) <= 100:
        return int(value)
    problems.variable("alert_error_percent", "is no whole number from 1 to 100.")
    return 100


def _reconcile_minutes(env: Environment, problems: Problems) -> int:
    value = env.reconcile_minutes
    if value.isascii() and value.isdigit() and len(value) <= 4 and int(value) <= 1440:
        return int(value)
    problems.variable("reconcile_minutes", "is no whole number of minutes up to 1440, 0 for never.")
    return 0


def _label_separator(env: Environment, problems: Problems) -> str:
    # Chatwoot joins labels with commas and writes them in small letters; letters would melt into the words.
    if len(env.label_separator) > 3 or any(one.isalnum() or one in ", \t\"'" for one in env.label_separator):
        problems.variable("label_separator", "is one to three signs such as : or _, no comma, letter or digit.")
    return env.label_separator


def _log_level(env: Environment, problems: Problems) -> str:
    level = env.log_level.lower()
    if level not in LOG_LEVELS:
        problems.variable("log_level", f"is none of {', '.join(LOG_LEVELS)}.")
    return level
