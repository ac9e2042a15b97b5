"""A postman for Stripe's events: loses half of them, brings a quarter of the rest twice, and none in order."""

import random
from dataclasses import dataclass, field

from bot.rehearsal.wire import Json
from tests.whole.desk_and_world import Whole
from tests.whole.webhook_storm import post

A_HANDFUL = 12


@dataclass(slots=True)
class Postman:
    """Takes over from the pretend Stripe, whose own deliveries all get lost. `lost`, `brought`: how many."""

    whole: Whole
    dice: random.Random
    lose: float = 0.5
    lost: int = 0
    brought: int = 0
    _seen: int = 0
    _bag: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.whole.world.stripe.webhooks.url = ""

    def collects(self) -> None:
        """Takes up what happened since, and drops its part of it."""
        events = list(self.whole.world.stripe.tables.events.values())
        new, self._seen = events[self._seen :], len(events)
        for event in new:
            if self.dice.random() < self.lose:
                self.lost += 1
            else:
                self._bag += [event] * (2 if self.dice.random() < 0.25 else 1)
        self.dice.shuffle(self._bag)

    async def brings(self, share: float) -> None:
        """That share of the bag, a handful at a time; the rest comes later."""
        self.collects()
        number = round(len(self._bag) * share)
        out, self._bag = self._bag[:number], self._bag[number:]
        for start in range(0, number, A_HANDFUL):
            answers = await post(self.whole, out[start : start + A_HANDFUL])
            assert set(answers) == {200}, answers
        self.brought += number
        await self.whole.settles()
