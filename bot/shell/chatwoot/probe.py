"""The start-up check: does Chatwoot answer, do the keys fit, is everything defined that the team wants to see?"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.errors import DeskError, Refused
from bot.shell.chatwoot.client import ChatwootClient
from bot.shell.chatwoot.snapshot import clean, many, obj

CONVERSATION_KEYS = frozenset(
    (
        "order_id",
        "payment_status",
        "payment_date",
        "payment_link",
        "lesson_minutes",
        "lesson_start",
        "lesson_status",
        "service",
        "audience",
        "program",
        "has_paid_lesson",
    )
)
CONTACT_KEYS = frozenset(("language", "segment", "has_paid_lesson", "customer_since", "school_level", "learner_name"))


async def probe(client: ChatwootClient) -> list[str]:
    """Readable warnings, empty when all is well. Never raises for what Chatwoot answers; writes nothing."""
    try:
        return await _bot(client) + await _user(client)
    except DeskError as error:
        return [f"the check of Chatwoot stopped early: {error}"]


async def _bot(client: ChatwootClient) -> list[str]:
    # A bot may read nothing before 4.15. Attributes of a conversation that cannot exist: 404 says that the token is good.
    try:
        body: Mapping[str, Any] = {"custom_attributes": {}}
        await client.call("POST", "/conversations/0/custom_attributes", what="probe_bot", body=body)
    except Refused as refused:
        if refused.code == "401":
            return ["CHATWOOT_BOT_TOKEN: Chatwoot refuses it; copy the access token of Settings > Bots > your bot"]
        if refused.code != "404":
            raise
    return []


async def _user(client: ChatwootClient) -> list[str]:
    settings = client.settings
    if not settings.user_token:
        return [
            "CHATWOOT_USER_TOKEN is not set: contact attributes, and before Chatwoot 4.15 labels, will not be shown"
        ]
    try:
        profile = obj(await client.call("GET", "/api/v1/profile", what="probe_user", by="user"))
    except Refused as refused:
        return [f"CHATWOOT_USER_TOKEN: {refused}"]
    role = next(
        (a.get("role") for a in map(obj, many(profile.get("accounts"))) if a.get("id") == settings.account_id), ""
    )
    if not role:
        return [f"CHATWOOT_USER_TOKEN: this user is not a member of account {settings.account_id}"]
    warnings = []
    if role != "administrator":
        warnings.append("CHATWOOT_USER_TOKEN: an agent sees only their own inboxes; use an administrator's token")
    return warnings + await _bots(client) + await _labels(client) + await _definitions(client)


async def _bots(client: ChatwootClient) -> list[str]:
    settings = client.settings
    found = await client.call("GET", "/agent_bots", what="probe_bots", by="user")
    ours = next((b for b in map(obj, many(found)) if b.get("access_token") == settings.bot_token), None)
    if ours is None:
        return ["CHATWOOT_BOT_TOKEN is of no bot that this account lists (a bot made in super admin is not listed)"]
    warnings = []
    path = f"/webhook/chatwoot/{settings.account_id}"
    if path not in clean(ours.get("outgoing_url")):
        warnings.append(f"the bot's webhook URL in Chatwoot does not lead here; it has to end with {path}")
    secret = clean(ours.get("secret"))
    if secret and settings.webhook_secrets and secret not in settings.webhook_secrets:
        warnings.append("CHATWOOT_WEBHOOK_SECRET is not the bot's present secret: every callback will be refused")
    return warnings


async def _labels(client: ChatwootClient) -> list[str]:
    settings = client.settings
    sep = settings.label_separator
    wanted = [f"{prefix}{sep}{word}" for prefix, words in settings.label_words.items() for word in sorted(words)]
    if not all(char.isalnum() or char in "_-" for char in sep):
        return [
            f"labels with {sep!r} can be stored but not registered: the dashboard hides them, and editing labels there "
            "wipes them; LABEL_SEPARATOR=_ makes labels that Chatwoot can register"
        ]
    found = await client.call("GET", "/labels", what="probe_labels", by="user")
    missing = set(wanted) - {clean(each.get("title")) for each in map(obj, many(obj(found).get("payload")))}
    return _missing("labels", missing, "Settings > Labels")


async def _definitions(client: ChatwootClient) -> list[str]:
    warnings = []
    for model, keys, name in ((0, CONVERSATION_KEYS, "conversation"), (1, CONTACT_KEYS, "contact")):
        path = f"/custom_attribute_definitions?attribute_model={model}"
        found = await client.call("GET", path, what="probe_definitions", by="user")
        missing = set(keys) - {clean(each.get("attribute_key")) for each in map(obj, many(found))}
        warnings += _missing(f"{name} attributes", missing, "Settings > Custom attributes")
    return warnings


def _missing(things: str, names: Iterable[str], where: str) -> list[str]:
    listed = ", ".join(sorted(names))
    return (
        [f"these {things} are not defined, so the dashboard does not show them ({where}): {listed}"] if listed else []
    )
