"""From the settings to the frozen Desk that every decision is taken with: flows, voice, business."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.core.desk import Desk
from bot.core.errors import WrongSettings
from bot.core.machine import FlowMachine
from bot.core.speech import Speech
from bot.shell.settings import Settings
from flows import FLOWS


def build_desk(settings: Settings) -> Desk:
    """The desk. WrongSettings when a language has no sentences, FlowMistake when the flows contradict themselves."""
    business = settings.business
    return Desk(
        business=business,
        machine=_machine(),
        speech=Speech(sentences(business.default_language, business.languages)),
        public_url=settings.public_url,
        label_separator=settings.label_separator,
        secret=older_secret(settings),
    )


@cache
def _machine() -> FlowMachine:
    return FlowMachine(FLOWS)  # the same for every desk of a process


def sentences(base: str, languages: tuple[str, ...]) -> Mapping[str, str]:
    """The Fluent text of each language, the base first: gaps are filled from it."""
    found, missing = {}, []
    for language in (base, *(one for one in languages if one != base)):
        file = files("locales").joinpath(f"{language}.ftl")
        if file.is_file():
            found[language] = file.read_text(encoding="utf-8")
        else:
            missing.append(f"business file, business.languages: there is no locales/{language}.ftl for {language!r}.")
    if missing:
        raise WrongSettings(missing)
    return found


def older_secret(settings: Settings) -> bytes:
    """The secret of order tokens as releases before 0.2 made it; nobody can tell the keys. See `bot.shell.app_identity`."""
    keys = "\n".join((settings.chatwoot_bot_token, settings.stripe_secret_key))
    return hashlib.blake2b(keys.encode(), person=b"order tokens").digest()
