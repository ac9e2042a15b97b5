"""Writes the mirror: labels, the conversation's attributes, the contact's. Compares first, so nothing is written twice.

With a user token the conversation is read before it is written: labels and attributes are replaced as a whole, and an
older snapshot would wipe what somebody has added since. Without one the payload's snapshot has to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.core.effects import Mirror
from bot.core.errors import Refused
from bot.shell.chatwoot.client import ChatwootClient, Speaker
from bot.shell.chatwoot.mirror import contact_changes, merged_attributes, merged_labels
from bot.shell.chatwoot.snapshot import clean, many, number, obj

PARTIAL = "the mirror is partial: {} need CHATWOOT_USER_TOKEN (an administrator's access token)"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """What Chatwoot shows now."""

    labels: Sequence[str]
    attributes: Mapping[str, Any]
    contact_attributes: Mapping[str, Any]
    contact_id: int


class Projection:
    """Applies `Mirror`s. `limits`: what cannot be shown, a sentence each."""

    def __init__(self, client: ChatwootClient) -> None:
        self._client = client
        self._settings = client.settings
        self._user = bool(client.settings.user_token)
        # From about 4.15 a bot may read conversations and write labels: tried once, remembered.
        self._bot_may: dict[str, bool] = {}
        self.limits: list[str] = []
        if not self._user:
            self._limited("contact attributes")

    async def show(self, effect: Mirror, *, again: bool = False) -> None:
        """Chatwoot shows it afterwards, as far as the tokens reach. Errors as `Carrier` says; a repeat is harmless.

        A part that Chatwoot refuses does not keep the other parts back; the first refusal is raised at the end. Without
        a look the payload's snapshot has to do, once: `again`, it is too old to be written over what others changed.
        """
        refusals: list[Refused] = []
        shown = _snapshot(effect)
        try:
            shown = await self._look(effect)
        except Refused as refused:
            if again:
                raise
            refusals.append(refused)
        for write in (self._labels, self._attributes, self._contact):
            try:
                await write(effect, shown)
            except Refused as refused:
                refusals.append(refused)
        if refusals:
            raise refusals[0]

    async def _look(self, effect: Mirror) -> Shown:
        path = f"/conversations/{effect.conversation_id}"
        found = await self._allowed("read_conversation", "GET", path, None)
        if found is None:
            return _snapshot(effect)
        conversation = obj(found)
        contact = obj(obj(conversation.get("meta")).get("sender"))
        return Shown(
            [clean(each) for each in many(conversation.get("labels"))],
            obj(conversation.get("custom_attributes")),
            obj(contact.get("custom_attributes")),
            # A merge of contacts gives the conversation another contact and tells nobody.
            number(contact.get("id")) or effect.contact_id,
        )

    async def _labels(self, effect: Mirror, shown: Shown) -> None:
        labels = merged_labels(effect.labels, shown.labels, self._settings)
        if labels is None:
            return
        path = f"/conversations/{effect.conversation_id}/labels"
        if await self._allowed("write_labels", "POST", path, {"labels": list(labels)}) is None:
            self._limited("labels")

    async def _attributes(self, effect: Mirror, shown: Shown) -> None:
        found = merged_attributes(effect.attributes, shown.attributes)
        if found is None:
            return
        body: dict[str, Any] = {"custom_attributes": dict(found.values)}
        if found.merge:
            body["merge"] = True
        path = f"/conversations/{effect.conversation_id}/custom_attributes"
        await self._client.call("POST", path, what="write_attributes", body=body)

    async def _contact(self, effect: Mirror, shown: Shown) -> None:
        if not self._user or not shown.contact_id:
            return
        changed, gone = contact_changes(effect.contact_attributes, shown.contact_attributes)
        path = f"/contacts/{shown.contact_id}"
        if changed:
            body = {"custom_attributes": changed}
            await self._client.call("PUT", path, what="write_contact", body=body, by="user")
        if gone:
            path, body_gone = f"{path}/destroy_custom_attributes", {"custom_attributes": gone}
            await self._client.call("POST", path, what="clear_contact", body=body_gone, by="user")

    async def _allowed(self, what: str, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        """The answer (never None), or None when no token of ours may do this."""
        speaker: Speaker = "user" if self._user else "bot"
        if speaker == "bot" and not self._bot_may.get(what, True):
            return None
        try:
            found = await self._client.call(method, path, what=what, body=body, by=speaker, feature=speaker == "bot")
        except Refused as refused:
            if speaker == "bot" and refused.code == "401":
                self._bot_may[what] = False
                return None
            raise
        return found or {}

    def _limited(self, things: str) -> None:
        sentence = PARTIAL.format(things)
        if sentence not in self.limits:
            self.limits.append(sentence)
            log.warning("chatwoot_mirror_partial", without=things)


def _snapshot(effect: Mirror) -> Shown:
    return Shown(effect.seen_labels, effect.seen_attributes, effect.seen_contact_attributes, effect.contact_id)
