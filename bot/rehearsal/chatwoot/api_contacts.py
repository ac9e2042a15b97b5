"""REST: contacts, for the user token only."""

from bot.rehearsal.chatwoot.access import NEVER, ApiError, Call, Endpoint, not_found
from bot.rehearsal.chatwoot.answers import contact_answer, contact_with_inboxes, conversation_answer
from bot.rehearsal.chatwoot.records import Contact
from bot.rehearsal.chatwoot.tags import parsed_tags
from bot.rehearsal.wire import Json

_ONE = "/contacts/{contact_id:int}"
_UNIQUE = {"email": "Email", "phone_number": "Phone number", "identifier": "Identifier"}


async def show(call: Call) -> Json:
    """One contact."""
    return {"payload": contact_with_inboxes(call.chatwoot.tables, call.contact())}


async def update(call: Call) -> Json:
    """Change a contact; both attribute hashes are merged at their top level, unlike a conversation's."""
    contact = call.contact()
    _refuse_taken(call, contact)
    for name in ("name", "email", "phone_number", "identifier", "blocked"):
        if name in call.body:
            setattr(contact, name, call.body[name])
    contact.custom_attributes = contact.custom_attributes | (call.body.get("custom_attributes") or {})
    contact.additional_attributes = contact.additional_attributes | (call.body.get("additional_attributes") or {})
    call.chatwoot.contact_changed(contact)
    return {"payload": contact_with_inboxes(call.chatwoot.tables, contact)}


def _refuse_taken(call: Call, but: Contact | None) -> None:
    for name, word in _UNIQUE.items():
        value = call.body.get(name)
        others = (each for each in call.chatwoot.tables.contacts.values() if each.account_id == call.account.id)
        if value and any(getattr(each, name) == value and each is not but for each in others):
            raise ApiError(422, {"message": f"{word} has already been taken", "attributes": [name]})


async def create(call: Call) -> Json:
    """A new contact, in an inbox when one is named."""
    _refuse_taken(call, None)
    tables = call.chatwoot.tables
    contact = tables.add_contact(call.account.id, str(call.body.get("name") or ""))
    for name in ("email", "phone_number", "identifier"):
        setattr(contact, name, call.body.get(name))
    contact.custom_attributes = dict(call.body.get("custom_attributes") or {})
    payload: Json = {"contact": contact_answer(contact)}
    inbox = tables.inboxes.get(int(call.body.get("inbox_id") or 0))
    if inbox:
        row = tables.add_contact_inbox(contact, inbox, call.body.get("source_id"))
        payload["contact_inbox"] = {"inbox": {"id": inbox.id, "name": inbox.name}, "source_id": row.source_id}
    return {"payload": payload}


async def destroy_attributes(call: Call) -> Json:
    """Take the named custom attributes off."""
    contact = call.contact()
    gone = call.body.get("custom_attributes") or []
    contact.custom_attributes = {key: value for key, value in contact.custom_attributes.items() if key not in gone}
    call.chatwoot.contact_changed(contact)
    return {"payload": contact_answer(contact)}


async def delete(call: Call) -> Json:
    """Delete a contact with all its conversations."""
    call.chatwoot.tables.remove_contact(call.contact())
    return {}


async def conversations(call: Call) -> Json:
    """The contact's latest 20 conversations."""
    rows = call.chatwoot.tables.conversations_of_contact(call.contact())[-20:]
    return {"payload": [conversation_answer(call.chatwoot.tables, each) for each in reversed(rows)]}


async def search(call: Call) -> Json:
    """Contacts whose name, e-mail, phone or identifier contains the words, 15 a page."""
    words = call.request.query_params.get("q", "").lower()
    rows = [
        each
        for each in call.chatwoot.tables.contacts.values()
        if each.account_id == call.account.id
        and any(words in (value or "").lower() for value in (each.name, each.email, each.phone_number, each.identifier))
    ]
    shown = [contact_with_inboxes(call.chatwoot.tables, each) for each in rows[:15]]
    return {"meta": {"count": len(rows), "current_page": 1, "has_more": len(rows) > 15}, "payload": shown}


async def get_labels(call: Call) -> Json:
    """The contact's tags."""
    return {"payload": call.contact().labels}


async def set_labels(call: Call) -> Json:
    """Replace the contact's tags."""
    contact = call.contact()
    contact.labels = parsed_tags(call.body.get("labels"), set(contact.labels))
    return {"payload": contact.labels}


async def merge(call: Call) -> Json:
    """One contact takes over the other's conversations; no callback tells of it."""
    contacts = call.chatwoot.tables.contacts
    kept = contacts.get(int(call.body.get("base_contact_id") or 0))
    gone = contacts.get(int(call.body.get("mergee_contact_id") or 0))
    if kept is None or gone is None:
        raise not_found()
    call.chatwoot.tables.merge_contacts(kept, gone)
    return contact_answer(kept)


ENDPOINTS: list[Endpoint] = [
    ("GET", "/contacts/search", search, NEVER),
    ("POST", "/contacts", create, NEVER),
    ("GET", _ONE, show, NEVER),
    ("PUT", _ONE, update, NEVER),
    ("PATCH", _ONE, update, NEVER),
    ("DELETE", _ONE, delete, NEVER),
    ("POST", _ONE + "/destroy_custom_attributes", destroy_attributes, NEVER),
    ("GET", _ONE + "/conversations", conversations, NEVER),
    ("GET", _ONE + "/labels", get_labels, NEVER),
    ("POST", _ONE + "/labels", set_labels, NEVER),
    ("POST", "/actions/contact_merge", merge, NEVER),
]
