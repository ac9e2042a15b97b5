"""A walk through all flows by chance: students who tap, type, wander off and come back; staff, Stripe, the clock, and bad luck.

`Walk.step(action, luck)` does one thing; every rule of `tests.flows.rules` holds after it. Hypothesis and the seeded soak
share it, so a walk that fails is a list of (action, luck) that can be walked again.
"""

from datetime import datetime, timedelta

from bot.core.desk import Desk
from tests.flows.happenings import HAPPENINGS
from tests.flows.stage import DESK, MONDAY_MORNING, Claims
from tests.flows.walker import Walker

CHANNELS = ("Channel::Whatsapp", "Channel::WebWidget", "Channel::TwilioSms", "Channel::Email")
PAUSES = (1, 5, 11, 25, 31, 50, 61, 125, 600, 1500, 3000, 6000)  # minutes
# How often each is drawn: most of the time students simply go on.
WEIGHTS = {"tap": 20, "tap_forward": 40, "say": 14, "say_title": 8, "pay": 8, "wait": 6, "give_back": 8, "page": 3}
DRAWN: tuple[str, ...] = tuple(name for name in (*HAPPENINGS, "wait") for _ in range(WEIGHTS.get(name, 2)))


class Walk:
    """Three students who want the same tutor."""

    def __init__(self, desk: Desk = DESK) -> None:
        claims = Claims()
        names = ("Noor de Vries", "wispy-sun-423", "+31612345678")
        self.walkers = [
            Walker(n, claims, name=name, channel=CHANNELS[n], browser=("nl", "en", "")[n], reachable=n == 2, desk=desk)
            for n, name in enumerate(names)
        ]
        self.now: datetime = MONDAY_MORNING

    def step(self, action: str, luck: int) -> Walker:
        """One thing happens to one student; returns whom."""
        walker = self.walkers[luck % len(self.walkers)]
        walker.event = None
        luck //= len(self.walkers)
        if action == "wait":
            self.passes(PAUSES[luck % len(PAUSES)])
        else:
            HAPPENINGS[action](walker, luck)
        return walker

    def passes(self, minutes: int) -> None:
        """Time goes by for everybody."""
        self.now += timedelta(minutes=minutes)
        for walker in self.walkers:
            walker.rings(self.now)
