"""REST: what an installer and a health check look at: profile, account, inboxes, bots, labels, definitions."""

import secrets
from typing import Any

from starlette.responses import Response

from bot.rehearsal.chatwoot.access import NEVER, ApiError, Call, Endpoint, not_found
from bot.rehearsal.chatwoot.answers import agent_answer, bot_answer, inbox_answer
from bot.rehearsal.chatwoot.records import AgentBot, Inbox, User
from bot.rehearsal.chatwoot.tags import title_problem
from bot.rehearsal.chatwoot.times import iso_ms
from bot.rehearsal.wire import Json

_TYPES = ("text", "number", "currency", "percent", "link", "date", "list", "checkbox")
_MODELS = ("conversation_attribute", "contact_attribute")


def _person(call: Call) -> User:
    if not isinstance(call.who, User):
        raise ApiError(401, {"error": "You are not authorized to do this action"})
    return call.who


def _administrator(call: Call) -> User:
    person = _person(call)
    if person.role != "administrator":
        raise ApiError(401, {"error": "You are not authorized to do this action"})
    return person


async def profile(call: Call) -> Json:
    """Whose token this is."""
    user = _person(call)
    account = {"id": user.account_id, "name": call.account.name, "role": user.role, "status": "active"}
    shown = agent_answer(user) | {"access_token": user.token, "accounts": [account | {"permissions": [user.role]}]}
    return shown | {"pubsub_token": "", "type": "SuperAdmin" if user.role == "super" else None}


async def account(call: Call) -> Json:
    """The account."""
    row = call.account
    settings = {"keep_pending_on_bot_failure": row.keep_pending_on_bot_failure}
    shown: Json = {"id": row.id, "name": row.name, "locale": "en", "status": "active", "features": {}}
    return shown | {"settings": settings, "domain": None, "support_email": "", "custom_attributes": {}}


async def inboxes(call: Call) -> Json:
    """Every inbox of the account."""
    rows = call.chatwoot.tables.inboxes.values()
    return {"payload": [inbox_answer(each) for each in rows if each.account_id == call.account.id]}


def _inbox(call: Call) -> Inbox:
    found = call.chatwoot.tables.inboxes.get(call.request.path_params["inbox_id"])
    if found is None or found.account_id != call.account.id:
        raise not_found()
    return found


async def inbox(call: Call) -> Json:
    """One inbox."""
    return inbox_answer(_inbox(call))


async def set_agent_bot(call: Call) -> Response:
    """Attach a bot to an inbox, or take it off; the answer is empty."""
    _administrator(call)
    row, bot_id = _inbox(call), call.body.get("agent_bot")
    if bot_id is not None and int(bot_id) not in call.chatwoot.tables.bots:
        raise not_found()
    row.agent_bot_id = int(bot_id) if bot_id is not None else None
    return Response(status_code=200)


async def inbox_agent_bot(call: Call) -> Json:
    """The inbox's bot; by a quirk its `access_token` is the whole token record here."""
    bot = call.chatwoot.tables.active_bot(_inbox(call))
    if bot is None:
        return {"agent_bot": {}}
    return {"agent_bot": bot_answer(bot, _person(call)) | {"access_token": {"id": bot.id, "token": bot.token}}}


async def agent_bots(call: Call) -> list[Json]:
    """The account's bots."""
    rows = call.chatwoot.tables.bots.values()
    return [bot_answer(each, _person(call)) for each in rows if each.account_id == call.account.id]


async def create_agent_bot(call: Call) -> Json:
    """A new bot with its token and its secret."""
    tables = call.chatwoot.tables
    bot = AgentBot(
        id=next(tables.bot_ids),
        account_id=call.account.id,
        name=str(call.body.get("name") or ""),
        token=secrets.token_urlsafe(18),
        secret=secrets.token_hex(12),
        outgoing_url=str(call.body.get("outgoing_url") or ""),
    )
    person = _administrator(call)
    tables.bots[bot.id] = bot
    return bot_answer(bot, person)


def _bot(call: Call) -> AgentBot:
    found = call.chatwoot.tables.bots.get(call.request.path_params["bot_id"])
    if found is None:
        raise not_found()
    return found


async def update_agent_bot(call: Call) -> Json:
    """Change a bot's name or where its callbacks go."""
    person, bot = _administrator(call), _bot(call)
    bot.name = call.body.get("name", bot.name)
    bot.outgoing_url = call.body.get("outgoing_url", bot.outgoing_url)
    return bot_answer(bot, person)


async def reset_secret(call: Call) -> Json:
    """A new signing secret; callbacks already queued carry the old one."""
    person, bot = _administrator(call), _bot(call)
    bot.secret = secrets.token_hex(12)
    return bot_answer(bot, person)


async def labels(call: Call) -> Json:
    """The account's registered labels."""
    return {"payload": call.account.labels}


async def create_label(call: Call) -> Json:
    """Register a label; titles are down-cased and know no colon."""
    _administrator(call)
    fields = call.body.get("label") or call.body
    title = str(fields.get("title") or "").lower()
    problem = title_problem(title, {each["title"] for each in call.account.labels})
    if problem:
        raise ApiError(422, {"message": problem, "attributes": ["title"]})
    label = {
        "id": len(call.account.labels) + 1,
        "title": title,
        "description": fields.get("description"),
        "color": fields.get("color") or "#1f93ff",
        "show_on_sidebar": bool(fields.get("show_on_sidebar")),
    }
    call.account.labels.append(label)
    return label


async def definitions(call: Call) -> list[Json]:
    """The attributes the dashboard shows, optionally of one model."""
    model = call.request.query_params.get("attribute_model")
    wanted = _MODELS if model is None else (_MODELS[int(model)] if model.isdigit() else model,)
    return [each for each in call.account.definitions if each["attribute_model"] in wanted]


async def create_definition(call: Call) -> Json:
    """Define an attribute; its key is unique in its model."""
    fields = call.body.get("custom_attribute_definition") or call.body
    model, kind = (
        _named(fields.get("attribute_model", 0), _MODELS),
        _named(fields.get("attribute_display_type", 0), _TYPES),
    )
    key = fields.get("attribute_key")
    if any(each["attribute_key"] == key and each["attribute_model"] == model for each in call.account.definitions):
        raise ApiError(422, {"message": "Attribute key has already been taken", "attributes": ["attribute_key"]})
    now = iso_ms(call.chatwoot.tables.clock.now())
    definition = {
        "id": len(call.account.definitions) + 1,
        "attribute_display_name": fields.get("attribute_display_name"),
        "attribute_display_type": kind,
        "attribute_description": fields.get("attribute_description"),
        "attribute_key": key,
        "regex_pattern": None,
        "regex_cue": None,
        "attribute_values": fields.get("attribute_values") or [],
        "attribute_model": model,
        "default_value": None,
        "created_at": now,
        "updated_at": now,
    }
    call.account.definitions.append(definition)
    return definition


def _named(value: Any, names: tuple[str, ...]) -> str:
    return names[value] if isinstance(value, int) else str(value)


PROFILE: list[Endpoint] = [("GET", "/profile", profile, NEVER)]
ENDPOINTS: list[Endpoint] = [
    ("GET", "", account, NEVER),
    ("GET", "/inboxes", inboxes, NEVER),
    ("GET", "/inboxes/{inbox_id:int}", inbox, NEVER),
    ("POST", "/inboxes/{inbox_id:int}/set_agent_bot", set_agent_bot, NEVER),
    ("GET", "/inboxes/{inbox_id:int}/agent_bot", inbox_agent_bot, NEVER),
    ("GET", "/agent_bots", agent_bots, NEVER),
    ("POST", "/agent_bots", create_agent_bot, NEVER),
    ("PATCH", "/agent_bots/{bot_id:int}", update_agent_bot, NEVER),
    ("POST", "/agent_bots/{bot_id:int}/reset_secret", reset_secret, NEVER),
    ("GET", "/labels", labels, NEVER),
    ("POST", "/labels", create_label, NEVER),
    ("GET", "/custom_attribute_definitions", definitions, NEVER),
    ("POST", "/custom_attribute_definitions", create_definition, NEVER),
]
