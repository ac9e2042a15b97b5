"""`backup`: everything that a new machine needs, into a dated folder."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.core.errors import WrongSettings
from bot.shell.app import real_now
from bot.shell.backup import ToSave, back_up, remove_older
from bot.shell.backup_settings import business_text, settings_of
from bot.shell.backup_stripe import stripe_setup
from bot.shell.payments.client import StripeGateway
from bot.shell.settings import Settings
from bot.shell.settings.environment import Environment

Json = dict[str, Any]


async def backup(settings: Settings, env: Environment, folder: Path, keep: int) -> Json:
    """What was saved and where, for `--json`. WrongSettings when there is nothing to save or no way to."""
    if settings.rehearsal:
        raise WrongSettings(
            ["there is nothing to back up: a rehearsal keeps nothing. Name the accounts; see .env.example"]
        )
    stripe, notes = await _stripe(settings, env)
    what = ToSave(business_text(env), settings_of(env), stripe, notes, settings.live)
    made, manifest = await asyncio.to_thread(back_up, settings.database_url, folder, what, real_now())
    removed = await asyncio.to_thread(remove_older, folder, keep) if keep else []
    return {"backup": str(made), "removed": [str(each) for each in removed], **asdict(manifest)} | {"stripe": stripe}


async def _stripe(settings: Settings, env: Environment) -> tuple[Json, list[str]]:
    named = (value for name, value in env.model_dump().items() if "_price_id_" in name and value)
    gateway = StripeGateway(settings.stripe_secret_key, api_base=settings.stripe_api_base)
    try:
        found, notes = await stripe_setup(gateway, list(named))
    finally:
        await gateway.aclose()
    return dict(found), notes


def summary(told: Json) -> str:
    """The same for people."""
    rows = told["rows"]
    lines = [
        f"Backed up to {told['backup']}",
        f"  database  {told['database']}, schema {told['schema']}, {rows['orders']} orders, {rows['talks']} talks, "
        f"{sum(rows.values())} rows in all",
        f"  stripe    {told['mode']} mode, {len(told['stripe']['prices'])} prices, "
        f"{len(told['stripe']['webhook_endpoints'])} webhook endpoints",
        "  settings  by name, and what is no secret; the business file as it is used",
        *(f"  not read  {note}" for note in told["notes"]),
        *(f"  removed   {each}" for each in told["removed"]),
        "It holds personal data: keep it where only you can read it. The secrets are not in it.",
    ]
    return "\n".join(lines)
