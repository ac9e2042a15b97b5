"""The waiting list whatever others do: no free time is lost, none is told that is taken, none twice while it stays free."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.slots import Slot
from flows.times import parse_code
from tests.flows.stage import MONDAY_MORNING, Stage

THURSDAY = MONDAY_MORNING.replace(day=26, hour=15)  # 16:00 in Amsterdam
DOES = st.sampled_from(["takes", "lets_go", "lets_go_unseen", "tap"]) | st.integers(1, 400)


class Watched(Stage):
    """A student who waits for one hour, and what they were told of it."""

    def __init__(self) -> None:
        super().__init__()
        self.claims.slots["other"] = Slot(THURSDAY, 60)
        self.writes("bijles wiskunde voor mezelf, donderdag om 16:00")
        self.tap("tell_me")
        self.told = 0  # since the time came free, or since they heard that it is gone

    def tap(self, does: str) -> None:
        """Taps the first choice that does it, if there is one."""
        offer = self.talk.conversation.offered
        found = next((one for one in self.offered if one.does == does), None)
        if offer is not None and found is not None:
            self.taps(found, offer.id)

    def hears(self, does: str | int) -> None:
        """One thing happens; what is told then is right."""
        before, free = len(self.said), "other" not in self.claims.slots
        if isinstance(does, int):
            self.passes(minutes=does)
        elif does == "takes":
            self.claims.slots.setdefault("other", Slot(THURSDAY, 60))
        elif does == "tap":
            self.tap("waiting_taken")
        else:
            self.claims.slots.pop("other", None)
            if does == "lets_go" and ("waiting", "") in self.wakeups:
                self.wakeups["waiting", ""] = self.now
                self.rings(self.now)
        if not free or does == "tap":
            self.told = 0
        for said in self.said[before:]:
            times = [parse_code(one.value) for one in said.choices if one.does == "waiting_taken"]
            if times:
                assert times == [THURSDAY]
                assert "other" not in self.claims.slots
                assert 8 <= self.now.astimezone(self.desk.business.zone).hour < 22 or isinstance(does, int)
                self.told += 1
        assert self.told <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(DOES, max_size=12))
def test_no_free_time_is_lost(happens: Sequence[str | int]) -> None:
    """Whoever lets go and takes again, seen or unseen: at the end the free time was told, or is being booked."""
    s = Watched()
    for does in happens:
        s.hears(does)
    if s.now > THURSDAY - timedelta(days=1):
        return  # too near, or over
    s.hears("takes")
    s.passes(hours=13)
    s.claims.slots.pop("other", None)
    before = len(s.said)
    s.passes(hours=26)
    booking = s.desk.machine.steps[s.talk.conversation.step].unfinished
    told = [one for said in s.said[before:] for one in said.choices if one.does == "waiting_taken"]
    assert booking or told or s.now >= THURSDAY - timedelta(hours=4)
