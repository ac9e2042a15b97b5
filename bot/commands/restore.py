"""`restore`: a backup's database back in its place, and what to do next."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.core.errors import WrongSettings
from bot.shell.app import real_now
from bot.shell.backup import BUSINESS, SETTINGS, restore
from bot.shell.backup_settings import business_text, not_set_now
from bot.shell.settings import Settings
from bot.shell.settings.environment import Environment

Json = dict[str, Any]


def put_back(settings: Settings, env: Environment, backup: Path, *, force: bool) -> Json:
    """What was put back, what was moved aside, what to do. WrongSettings, with nothing changed, when it cannot be."""
    if settings.rehearsal:
        raise WrongSettings(
            ["there is no database to restore to: a rehearsal keeps nothing. Name the accounts; see .env.example"]
        )
    aside = f"before-{real_now():%Y%m%dT%H%M%SZ}" if force else ""
    done = restore(settings.database_url, backup, aside)
    saved = json.loads((backup / SETTINGS).read_text(encoding="utf-8"))
    return {
        "restored": str(backup),
        "moved_aside": done.moved,
        "missing_settings": not_set_now(saved, env),
        "business_file_differs": (backup / BUSINESS).read_text(encoding="utf-8") != business_text(env),
        **asdict(done.manifest),
    }


def summary(told: Json) -> str:
    """The same for people, with what to do next."""
    backup, since = told["restored"], told["made_at"]
    lines = [
        f"Restored {backup}: {told['rows']['orders']} orders, {told['rows']['talks']} talks, as they were at {since}",
        *(f"  moved aside      {each}" for each in told["moved_aside"]),
        *(f"  not set any more {name}" for name in told["missing_settings"]),
    ]
    if told["business_file_differs"]:
        lines.append(f"  business file    another one is in use than {backup}/{BUSINESS}")
    lines += [
        "What to do next:",
        f"  1. python -m bot check    and set what is missing ({told['mode']} keys; secrets are never in a backup)",
        "  2. python -m bot run      the schema is brought up to date",
        f"  3. python -m bot reconcile --since {since[:10]} --fix    what was paid, refunded or disputed at Stripe since then",
        "  4. Look in Chatwoot at the conversations since then: the desk knows nothing of their messages, and what it",
        "     was about to say at that moment it may say once more.",
    ]
    return "\n".join(lines)
