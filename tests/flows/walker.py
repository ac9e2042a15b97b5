"""A student on a walk: a stage on which a claim can be lost at the last moment."""

from collections.abc import Sequence
from typing import Any

from bot.core import effects as x
from bot.core import events as e
from bot.core.conversation import Choice, Talk
from tests.flows.stage import Claims, Stage


class Walker(Stage):
    """A stage on which a claim can be lost at the last moment, and that remembers what one event brought."""

    def __init__(self, number: int, claims: Claims, **more: Any) -> None:
        super().__init__(claims=claims, source=f"student-{number}", **more)
        self.loses_next = False
        self.talk_before = self.talk
        self.event: e.Event | None = None

    def happens(self, event: e.Event) -> None:
        self.talk_before, self.said, self.event = self.talk, [], event
        super().happens(event)

    def writes(self, text: str, *, attachments: tuple[str, ...] = ()) -> None:
        self.can_reply = True  # a student's message opens the channel's window
        super().writes(text, attachments=attachments)

    def taps(self, choice: Choice, asked: str) -> None:
        self.can_reply = True
        super().taps(choice, asked)

    def _loses(self, talk: Talk, effects: Sequence[x.Effect], cause: e.Event) -> e.Event | None:
        hold = next((one for one in effects if isinstance(one, x.HoldSlot)), None)
        if self.loses_next and hold is not None and hold.order_id not in self.claims.slots:
            self.loses_next = False
            if not self.claims.conflicts("rival", hold.slot):
                self.claims.slots[f"rival-{len(self.claims.slots)}-{self._count}"] = hold.slot
        return super()._loses(talk, effects, cause)
