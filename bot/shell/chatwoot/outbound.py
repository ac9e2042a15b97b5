"""Carries deliveries to Chatwoot: messages, notes, the status of a conversation, and the mirror (see `projection`)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog

from bot.core.effects import Delivery, Mirror, NoteForStaff, Say, SayTemplate, SetStatus
from bot.core.errors import DeskError, OutcomeUnknown, Refused, TryAgainLater
from bot.core.events import Event
from bot.shell.chatwoot.client import ChatwootClient
from bot.shell.chatwoot.inbound import DELIVERY_KEY
from bot.shell.chatwoot.projection import Projection
from bot.shell.chatwoot.rendering import note, render
from bot.shell.chatwoot.snapshot import many, number, obj, seconds
from bot.shell.chatwoot.templates import template_params
from bot.shell.chatwoot.throttle import CHAT, REMINDER
from bot.shell.ports import Parcel

CLOCKS_APART = timedelta(minutes=5)  # Chatwoot's clock and ours, when deciding how far back to look
MOST_PAGES = 10  # of 20 messages each

OF_THE_SETTINGS = frozenset({"401", "301", "302", "307", "308", "not_json"})
UNFIT_SECONDS, UNFIT_MIRROR_SECONDS = 60.0, 300.0
LONGEST_PATIENCE_SECONDS = 24 * 3600.0  # older messages would only confuse

log = structlog.get_logger(__name__)


class ChatwootCarrier:
    """A `Carrier`. Speaks as the bot; reads, and writes labels and contacts, as the user when there is one."""

    handles: Sequence[type[Delivery]] = (Say, SayTemplate, NoteForStaff, SetStatus, Mirror)

    def __init__(self, client: ChatwootClient) -> None:
        self._client = client
        self._settings = client.settings
        self._projection = Projection(client)

    @property
    def limits(self) -> list[str]:
        """What does not work just now or is only partial, a sentence each, for /ready."""
        return [*self._client.troubles.values(), *self._projection.limits]

    async def deliver(self, parcel: Parcel) -> Sequence[Event]:
        """Carries it out; nothing comes back but echoes, through the webhook. Errors as `Carrier` says."""
        effect = parcel.effect
        if isinstance(effect, Say | SayTemplate | NoteForStaff | SetStatus | Mirror) and (
            effect.account_id != self._settings.account_id
        ):
            raise Refused("this conversation belongs to another Chatwoot account than CHATWOOT_ACCOUNT_ID")
        try:
            await self._carry(parcel)
        except Refused as refused:
            pause_seconds = UNFIT_MIRROR_SECONDS if isinstance(effect, Mirror) else UNFIT_SECONDS
            if refused.code in OF_THE_SETTINGS and parcel.tries * pause_seconds < LONGEST_PATIENCE_SECONDS:
                # Not about this message: a rolled token, a moved address, a page of maintenance. It waits for the right one.
                kind = OutcomeUnknown if refused.code == "not_json" else TryAgainLater
                raise kind(str(refused), after=pause_seconds) from None
            raise
        return ()

    async def was_delivered(self, parcel: Parcel) -> bool | None:
        """Whether the message stands in the conversation; None when no token of ours may look, or it lies too far back.

        Status and mirror: False, because doing them again changes nothing.
        """
        effect = parcel.effect
        if not isinstance(effect, Say | SayTemplate | NoteForStaff):
            return False
        if not self._settings.user_token:
            return None
        try:
            return await self._stands_there(effect.conversation_id, parcel)
        except Refused as refused:
            # Only the looking was refused (a revoked token, an agent's): the message itself may be welcome.
            log.warning("chatwoot_would_not_let_us_look", code=refused.code)
            return None

    async def _stands_there(self, conversation_id: int, parcel: Parcel) -> bool | None:
        before = 0
        for _ in range(MOST_PAGES):
            query = f"?before={before}" if before else ""
            path = f"/conversations/{conversation_id}/messages{query}"
            found = await self._client.call("GET", path, what="list_messages", by="user", rank=CHAT)
            page = [obj(each) for each in many(obj(found).get("payload"))]
            if any(obj(each.get("content_attributes")).get(DELIVERY_KEY) == parcel.id for each in page):
                return True
            if not page or self._older(page[0].get("created_at"), parcel):
                return False
            before = number(page[0].get("id"))
        return None

    async def typing(self, conversation_id: int, *, on: bool) -> bool:
        """Shows or hides the typing dots; False when Chatwoot would not (bots may since 4.12)."""
        path, body = f"/conversations/{conversation_id}/toggle_typing_status", {"typing_status": "on" if on else "off"}
        try:
            await self._client.call("POST", path, what="typing", body=body, feature=True)
        except DeskError as error:
            log.debug("chatwoot_typing_not_shown", why=str(error))
            return False
        return True

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def _carry(self, parcel: Parcel) -> None:
        effect = parcel.effect
        if isinstance(effect, Say):
            await self._say(effect, parcel.id)
        elif isinstance(effect, SayTemplate):
            await self._say_template(effect, parcel.id)
        elif isinstance(effect, NoteForStaff):
            await self._note(effect, parcel.id)
        elif isinstance(effect, SetStatus):
            await self._set_status(effect)
        elif isinstance(effect, Mirror):
            await self._projection.show(effect, again=parcel.tries > 0)
        else:
            raise Refused(f"Chatwoot does not carry {type(effect).__name__}")

    async def _say(self, effect: Say, delivery_id: str) -> None:
        shown = render(effect.channel, effect.text, effect.choices)
        attributes: dict[str, Any] = {DELIVERY_KEY: delivery_id}
        if shown.items:
            # Exactly these two keys: any other is refused with 422 before about 4.16 (chatwoot issue 14911).
            attributes["items"] = [{"title": each.title, "value": each.value} for each in shown.items]
        await self._post(
            effect.conversation_id,
            "say",
            rank=REMINDER if effect.patient else CHAT,
            content=shown.content,
            content_type="input_select" if shown.items else "text",
            content_attributes=attributes,
        )

    async def _say_template(self, effect: SayTemplate, delivery_id: str) -> None:
        # The provider sends the template; `content` is only what Chatwoot shows.
        await self._post(
            effect.conversation_id,
            "say_template",
            rank=REMINDER,
            content=render(effect.channel, effect.text, ()).content,
            content_attributes={DELIVERY_KEY: delivery_id},
            template_params=template_params(effect),
        )

    async def _note(self, effect: NoteForStaff, delivery_id: str) -> None:
        content = note(effect.text, self._settings.mention if effect.mention else "")
        await self._post(
            effect.conversation_id,
            "note",
            content=content,
            private=True,
            content_attributes={DELIVERY_KEY: delivery_id},
        )

    async def _post(self, conversation_id: int, what: str, *, rank: int = CHAT, **message: Any) -> None:
        # No source_id, ever: a message that has one "came from the channel" and is not sent to it.
        path, body = f"/conversations/{conversation_id}/messages", {"message_type": "outgoing", **message}
        await self._client.call("POST", path, what=what, body=body, once=True, rank=rank)

    async def _set_status(self, effect: SetStatus) -> None:
        path = f"/conversations/{effect.conversation_id}/toggle_status"
        found = await self._client.call("POST", path, what="set_status", body={"status": effect.status}, rank=CHAT)
        # `success` is null when a bot hands over; only `current_status` tells.
        status = obj(obj(found).get("payload")).get("current_status")
        if status != effect.status:
            raise Refused(f"the conversation did not become {effect.status}", code="status")
        if effect.unassign:
            # The status goes first: taking somebody off an open conversation would assign the next one.
            path = f"/conversations/{effect.conversation_id}/assignments"
            await self._client.call("POST", path, what="unassign", body={"assignee_id": None}, rank=CHAT)

    def _older(self, created_at: object, parcel: Parcel) -> bool:
        # The oldest message of the page lies before the first try: whatever lies before it cannot be ours.
        return parcel.since is not None and seconds(created_at) < (parcel.since - CLOCKS_APART).timestamp()
