"""The JSON of REST answers."""

from bot.rehearsal.chatwoot.channels import can_reply
from bot.rehearsal.chatwoot.payloads import assignee_pushed, assignee_type, message_pushed, sender_pushed
from bot.rehearsal.chatwoot.records import ACTIVITY, AgentBot, Contact, Conversation, Inbox, Message, User
from bot.rehearsal.chatwoot.tables import Tables
from bot.rehearsal.chatwoot.times import float_seconds, seconds_or_zero
from bot.rehearsal.wire import Json


def message_answer(message: Message) -> Json:
    """A message of the account API: `message_type` is a number, `status` "sent" means stored."""
    shown: Json = {
        "id": message.id,
        "content": message.content,
        "inbox_id": message.conversation.inbox.id,
        "conversation_id": message.conversation.display_id,
        "message_type": message.message_type,
        "content_type": message.content_type,
        "status": message.status,
        "content_attributes": message.content_attributes,
        "created_at": seconds_or_zero(message.created_at),
        "private": message.private,
        "source_id": message.source_id,
    }
    sender = sender_pushed(message.sender)
    if sender:
        shown["sender"] = sender
    if message.attachments:
        shown["attachments"] = message.attachments
    return shown


def contact_answer(contact: Contact) -> Json:
    """A contact as `meta.sender` and `payload` show it."""
    return {
        "additional_attributes": contact.additional_attributes,
        "availability_status": "offline",
        "email": contact.email,
        "id": contact.id,
        "name": contact.name,
        "phone_number": contact.phone_number,
        "blocked": contact.blocked,
        "identifier": contact.identifier,
        "thumbnail": "",
        "custom_attributes": contact.custom_attributes,
        "last_activity_at": seconds_or_zero(contact.last_activity_at),
        "created_at": seconds_or_zero(contact.created_at),
    }


def contact_with_inboxes(tables: Tables, contact: Contact) -> Json:
    """A contact with every identity it has."""
    rows = [each for each in tables.contact_inboxes.values() if each.contact_id == contact.id]
    inboxes = [{"source_id": each.source_id, "inbox": slim_inbox(tables.inboxes[each.inbox_id])} for each in rows]
    return contact_answer(contact) | {"contact_inboxes": inboxes}


def conversation_answer(tables: Tables, conversation: Conversation) -> Json:
    """A conversation of the account API: `channel` sits in `meta`, assignee and team are absent when unset."""
    meta: Json = {
        "sender": contact_answer(conversation.contact),
        "channel": conversation.inbox.channel,
        "hmac_verified": conversation.contact_inbox.hmac_verified,
    }
    assignee = assignee_pushed(conversation)
    if assignee:
        meta |= {"assignee": assignee, "assignee_type": assignee_type(conversation)}
    if conversation.team:
        meta["team"] = {"id": conversation.team.id, "name": conversation.team.name}
    spoken = [each for each in conversation.messages if each.message_type != ACTIVITY]
    return {
        "meta": meta,
        "id": conversation.display_id,
        "messages": [message_pushed(each) for each in conversation.messages[-1:]],
        "account_id": conversation.account_id,
        "uuid": conversation.uuid,
        "additional_attributes": conversation.additional_attributes,
        "agent_last_seen_at": seconds_or_zero(conversation.agent_last_seen_at),
        "assignee_last_seen_at": 0,
        "can_reply": can_reply(conversation, tables.clock.now()),
        "contact_last_seen_at": seconds_or_zero(conversation.contact_last_seen_at),
        "custom_attributes": conversation.custom_attributes,
        "inbox_id": conversation.inbox.id,
        "labels": list(conversation.labels),
        "muted": conversation.contact.blocked,
        "snoozed_until": seconds_or_zero(conversation.snoozed_until) or None,
        "status": conversation.status,
        "created_at": seconds_or_zero(conversation.created_at),
        "updated_at": float_seconds(conversation.updated_at),
        "timestamp": seconds_or_zero(conversation.last_activity_at),
        "first_reply_created_at": seconds_or_zero(conversation.first_reply_created_at),
        "unread_count": conversation.unread_count(),
        "last_non_activity_message": message_pushed(spoken[-1]) if spoken else {},
        "last_activity_at": seconds_or_zero(conversation.last_activity_at),
        "priority": conversation.priority,
        "waiting_since": seconds_or_zero(conversation.waiting_since),
        "sla_policy_id": None,
    }


def slim_inbox(inbox: Inbox) -> Json:
    """An inbox inside a contact."""
    return {
        "id": inbox.id,
        "avatar_url": "",
        "channel_id": inbox.id,
        "name": inbox.name,
        "channel_type": inbox.channel,
        "provider": None,
    }


def inbox_answer(inbox: Inbox) -> Json:
    """An inbox of the account API."""
    shown = slim_inbox(inbox) | {
        "greeting_enabled": inbox.greeting is not None,
        "greeting_message": inbox.greeting,
        "enable_email_collect": inbox.enable_email_collect,
        "working_hours_enabled": False,
        "lock_to_single_conversation": inbox.lock_to_single_conversation,
        "allow_messages_after_resolved": True,
        "csat_survey_enabled": False,
        "enable_auto_assignment": inbox.online_user_id is not None,
    }
    if inbox.channel == "Channel::Api":
        hours = inbox.reply_window_hours
        shown |= {"inbox_identifier": inbox.identifier, "webhook_url": "", "hmac_mandatory": False}
        shown["additional_attributes"] = {"agent_reply_time_window": hours} if hours else {}
    elif inbox.channel == "Channel::WebWidget":
        shown["website_token"] = inbox.identifier
    elif inbox.channel == "Channel::Whatsapp":
        shown["message_templates"] = list(inbox.message_templates)
    return shown


def bot_answer(bot: AgentBot, to: User) -> Json:
    """An agent bot; the secret is for administrators only."""
    shown: Json = {
        "id": bot.id,
        "name": bot.name,
        "description": None,
        "thumbnail": "",
        "outgoing_url": bot.outgoing_url,
        "bot_type": "webhook",
        "bot_config": {},
        "account_id": bot.account_id,
        "access_token": bot.token,
        "system_bot": False,
    }
    return shown | ({"secret": bot.secret} if to.role == "administrator" else {})


def agent_answer(user: User) -> Json:
    """A person as the assignment endpoint answers."""
    return {
        "id": user.id,
        "account_id": user.account_id,
        "availability_status": "offline",
        "auto_offline": True,
        "confirmed": True,
        "email": user.email,
        "available_name": user.name,
        "name": user.name,
        "role": user.role,
        "thumbnail": "",
    }
