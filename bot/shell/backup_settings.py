"""Which settings were in use, without a secret: to know at a restore what has to be set again."""

from pathlib import Path

from bot.shell.settings.business_file import example_text
from bot.shell.settings.environment import Environment
from bot.shell.settings.keys import split_secrets


def settings_of(env: Environment) -> dict[str, str]:
    """Each variable -> its value; of secrets only that they are set, and how many."""
    return {name.upper(): _told(name, value) for name, value in env.model_dump().items()}


def business_text(env: Environment) -> str:
    """The business file as it is used: the owner's, else the one shipped with this release."""
    return Path(env.business_file).read_text(encoding="utf-8") if env.business_file else example_text()


def not_set_now(saved: dict[str, str], env: Environment) -> list[str]:
    """The variables that were set when the backup was made and are not now."""
    now = settings_of(env)
    return [name for name, value in saved.items() if value and not now.get(name)]


def _told(name: str, value: str) -> str:
    if not value or Environment.model_fields[name].repr:
        return value
    several = len(split_secrets(value)) if name.endswith("_webhook_secret") else 1
    return "set" if several == 1 else f"set ({several})"
