"""`template_params` as Chatwoot wants them: an approved template of the provider, its places filled in.

The provider refuses line breaks and rows of spaces in a value; Chatwoot drops `< > " \'`, cuts at 1,000 characters and runs
Liquid over every value. Pure, so a test sees exactly what is sent.
"""

import re
from typing import Any

from bot.core.effects import SayTemplate
from bot.shell.chatwoot.rendering import without_liquid

LONGEST_VALUE = 1000
_SPACES = re.compile(r"\s+")
_DROPPED = re.compile(r"[<>\"']")
_FLAT = frozenset({"Channel::TwilioSms"})  # Twilio's content templates take the values without a body around them


def template_params(effect: SayTemplate) -> dict[str, Any]:
    """Name, category, language and the values by number, from "1"."""
    values = {str(n): _value(text) for n, text in enumerate(effect.parameters, 1)}
    return {
        "name": effect.name,
        "category": effect.category,
        "language": effect.language,
        "processed_params": values if effect.channel in _FLAT else {"body": values} if values else {},
    }


def _value(text: str) -> str:
    plain = _DROPPED.sub("", _SPACES.sub(" ", without_liquid(text))).strip()
    return plain[:LONGEST_VALUE] or "–"  # an empty value is refused
