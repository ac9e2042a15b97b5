"""The engine: what happened goes in, is decided talk by talk, and what was decided is done.

The public face of everything between the two durable doors. Adapters call `accept`, `accept_mapped` and `echo_seen`;
the application calls `start`, `stop`, `health`; tests call `idle` and `sweep`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Any

from bot.core.desk import Desk
from bot.core.effects import Alert, Delivery
from bot.core.errors import LostTheTalk, NotForUs, TryAgainLater
from bot.core.events import Event, MoneyEvent
from bot.core.settle import settle as settle_order
from bot.shell import engine_health, store_outbox, sweep, sweep_housekeeping
from bot.shell.alerts import OWNERS_TALK, Alerts
from bot.shell.engine_accept import Accepted, Mapped, PutEvent, PutMapped, Reference, together
from bot.shell.engine_health import Health
from bot.shell.engine_lane import TalkLane
from bot.shell.engine_meters import Meters
from bot.shell.engine_parts import Clock, Parts
from bot.shell.engine_settle import SettleOrder, SettleUnit
from bot.shell.engine_turn import Decide
from bot.shell.leases import Leases, OneProcess
from bot.shell.leases_shared import BEAT_SECONDS, SharedLeases
from bot.shell.ports import Carrier, LookOutside
from bot.shell.store import Store
from bot.shell.tables import to_ms

__all__ = ["Engine", "Mapped", "Reference"]
ACCEPT_SECONDS = 3.0  # Chatwoot waits five
SWEEP_SECONDS = 1.0
TIDY_SECONDS = 3600.0


class Engine:
    """One turn after the other in each talk, talks in parallel; deliveries in lanes behind them."""

    def __init__(
        self,
        store: Store,
        decide: Decide,
        desk: Desk,
        carriers: Sequence[Carrier],
        *,
        clock: Clock,
        settle: SettleOrder = settle_order,
        services: Sequence[str] = (),
    ) -> None:
        self.store = store
        self.meters = Meters()
        self.alerts = Alerts(store, self.meters, clock=clock, services=services, take_up=self._take_up)
        by_type: dict[type[Delivery], Carrier] = {Alert: self.alerts}
        by_type |= {kind: carrier for carrier in carriers for kind in carrier.handles}
        leases: Leases = SharedLeases() if store.postgres else OneProcess()
        self._parts = Parts(
            store, desk, decide, SettleUnit(settle, desk), leases, clock, by_type, self.meters, self._poke
        )
        self._lanes: dict[str, TalkLane] = {}
        self._accepting = 0
        self._started = False
        self._always: list[asyncio.Task[None]] = []

    # -- the door in -------------------------------------------------------------------------------------------------------

    async def accept(self, *events: Event) -> int:
        """How many of the events were new, once all of them are durable. Answer 200 after it, whatever the number.

        TryAgainLater: not durable within 3 s, or stopping. Answer 500; it may still be saved later, its id makes the
        repeat harmless.
        """
        if len(events) == 1:
            return 1 if await self._accept(self._put_unit(events[0]), events[0].talk) else 0
        saved = await asyncio.gather(*(self._accept(self._put_unit(event), event.talk) for event in events))
        return sum(new is True for new in saved)

    async def accept_mapped(self, reference: Reference, make: Callable[[Mapped], MoneyEvent]) -> bool:
        """Whether the fact was new: finds its order, makes the event for it and saves that, in one unit.

        Mapped by session id, else by known payment intent, else by `order_id` as a hint. `make` must be pure and
        repeatable: it may be called more than once.
        NotForUs: no order of ours (answer 200, count it). TryAgainLater: as `accept`.
        """
        new = await self._accept(PutMapped(self._parts.leases, reference, make, to_ms(self._parts.clock())), "")
        if new is None:
            raise NotForUs("no order of this desk has that session, payment or reference")
        return new

    async def echo_seen(self, delivery_id: str) -> None:
        """One of our own messages came back from outside: it was delivered. Cheap when that was known already.

        Call it for every echo that carries our delivery id; it settles deliveries whose outcome is unknown.
        """
        delivered = self._parts.delivered
        if delivery_id in delivered:
            return
        lane = self._lanes.get(delivery_id.rsplit(":", 2)[0])
        if lane is not None and lane.knows(delivery_id):
            delivered.add(delivery_id)
            lane.echo()
            return
        now_ms = to_ms(self._parts.clock())
        await self.store.write(lambda tx: store_outbox.echoed(tx, delivery_id, now_ms), name="echo")
        delivered.add(delivery_id)  # only now: an echo that could not be noted is asked for again

    def _put_unit(self, event: Event) -> PutEvent:
        return PutEvent.of(self._parts.leases, event, to_ms(self._parts.clock()))

    async def _accept(self, unit: PutEvent | PutMapped, talk: str) -> bool | None:
        if self._parts.stopping:
            raise TryAgainLater("the desk is stopping")
        self._accepting += 1
        # The lane hears of it even if whoever waits here has gone by then.
        # Whose talk it locks is not known beforehand: on PostgreSQL it must not wait with locks of others in hand.
        alone = self.store.postgres and not talk
        future = self.store.write(unit, name="accept", talk=talk, alone=alone, then=self._accepted, together=together)
        future.add_done_callback(self._counted)
        too_late = asyncio.get_running_loop().call_later(ACCEPT_SECONDS, _give_up, future)
        try:
            result = await future
        finally:
            too_late.cancel()
        return None if result is None else result.new

    def _accepted(self, result: Accepted | None) -> None:
        if result is None:
            return
        new, ours, talk = result
        (self.meters.accepted if new else self.meters.repeated).inc()
        if new and ours:
            self._poke(talk)

    def _counted(self, future: "asyncio.Future[Any]") -> None:
        self._accepting -= 1
        if not future.cancelled() and (error := future.exception()) is not None:
            self._parts.trouble("accept", error)

    def _poke(self, talk: str) -> None:
        if not self._started:
            return  # `start` takes up whatever is open
        lane = self._lanes.get(talk)
        if lane is None:
            lane = self._lanes[talk] = TalkLane(self._parts, talk, self._ended)
        lane.poke()

    def _take_up(self, talk: str) -> None:
        """Deliveries of the talk were saved by somebody else than its lane."""
        if self._started and (lane := self._lanes.get(talk)) is not None:
            lane.look_again()
        self._poke(talk)

    def _ended(self, lane: TalkLane) -> None:
        if self._lanes.get(lane.talk) is lane:
            del self._lanes[lane.talk]

    def look_first(self, look_outside: LookOutside) -> None:
        """From now on the tutors' own calendars are asked before a time of theirs is promised."""
        self._parts.look_outside = look_outside

    # -- its life ------------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Take up everything a former process left: open events, deliveries under way, wake-ups. Then sweep each second."""
        self._started = True
        await self._beat()
        await self.sweep()
        self._always = [
            asyncio.create_task(self._repeat(SWEEP_SECONDS, self.sweep)),
            asyncio.create_task(self._repeat(TIDY_SECONDS, self.tidy)),
        ]
        if self._parts.leases.shared:
            self._always.append(asyncio.create_task(self._repeat(BEAT_SECONDS, self._beat)))

    async def stop(self, *, deliveries_seconds: float = 5.0) -> None:
        """SIGTERM: accept nothing more, let running turns commit, wait so long for deliveries, let go of all talks.

        The store stays open (its owner closes it).
        """
        self._parts.stopping = True
        sweeping = self._always[:2]  # the heart beats to the end
        for task in sweeping:
            task.cancel()
        await asyncio.gather(*sweeping, return_exceptions=True)
        while any(lane.turning for lane in self._lanes.values()):  # noqa: ASYNC110 - only at the end and in tests; nothing on the hot path should signal for it
            await asyncio.sleep(0.005)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + deliveries_seconds
        while any(lane.works(backoffs=False) for lane in self._lanes.values()) and loop.time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        left = [task for lane in list(self._lanes.values()) for task in lane.stop()] + self._always
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self.store.write(self._parts.leases.leave, name="leave")
        self._started = False

    async def idle(self, *, backoffs: bool = False) -> None:
        """Returns when nothing is being done (for tests). `backoffs`: also wait for tries that are put off."""
        while self._accepting or any(lane.works(backoffs=backoffs) for lane in self._lanes.values()):  # noqa: ASYNC110
            await asyncio.sleep(0.002)

    async def sweep(self) -> None:
        """What happens each second anyway: rings due wake-ups, takes up what nobody holds. Call it after a jump in time."""
        now = self._parts.clock()
        leases = self._parts.leases
        swept = await sweep.look(self.store, leases, now)
        rang = await asyncio.gather(*(sweep.ring(self.store, leases, event, now) for event in swept.wakeups))
        for event, ours in zip(swept.wakeups, rang, strict=True):
            if ours:
                self._poke(event.talk)
        for talk in swept.orphans.open:
            self._poke(talk)
        for talk in swept.orphans.waiting:
            if talk not in self._lanes:
                self._poke(talk)
            elif talk == OWNERS_TALK:
                self._take_up(talk)  # another process may have put an alert there, and its lane can live for hours

    async def tidy(self) -> None:
        """What happens each hour anyway: throws away texts, keys and consents whose time is over."""
        await sweep_housekeeping.tidy(self.store, self._parts.clock())

    async def health(self) -> Health:
        """The numbers for /ready."""
        now_ms = to_ms(self._parts.clock())
        return await self.store.read(lambda tx: engine_health.look(tx, now_ms, tuple(self.meters.errors)))

    async def _beat(self) -> None:
        began = monotonic()
        if await self.store.write(self._parts.leases.beat, name="beat"):
            self._parts.leases.renewed(began)
        else:
            # We were away for longer than a lease: each lane finds out by itself that its talk is not ours any more.
            self._parts.trouble("beat", LostTheTalk("the leases of this process were lost; it begins anew"))
            self._parts.leases.renewed(began)
            for lane in list(self._lanes.values()):
                lane.poke()

    async def _repeat(self, seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await do()
            except Exception as error:
                self._parts.trouble(do.__name__, error)


def _give_up(future: "asyncio.Future[Any]") -> None:
    if not future.done():  # the writer leaves it alone from now on, and saves the event when it can
        future.set_exception(TryAgainLater(f"the event was not saved within {ACCEPT_SECONDS:.0f} s"))
