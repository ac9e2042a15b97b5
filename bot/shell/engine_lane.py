"""One talk at work: its turns one after the other, its deliveries in lanes behind them."""

import asyncio
from collections.abc import Callable, Sequence

from bot.core.effects import Say
from bot.core.errors import TryAgainLater
from bot.core.events import Event
from bot.shell import engine_endings as endings
from bot.shell.deliveries import DeliveryLane, Pending
from bot.shell.engine_meters import BOOKING_NEWS
from bot.shell.engine_parts import Parts
from bot.shell.engine_records import Outgoing
from bot.shell.engine_turn import Gate, Turned, TurnUnit
from bot.shell.ports import Look, Parcel
from bot.shell.store_outbox import OutRow
from bot.shell.tables import to_ms
from bot.shell.writer import Tx

DATABASE_SECONDS = 1.0  # the pause while the database is in trouble


class TalkLane:
    """Lives while the talk has something to hear or to deliver, then calls `ended`."""

    def __init__(self, parts: Parts, talk: str, ended: Callable[["TalkLane"], None]) -> None:
        self.talk = talk
        self.gate: Gate | None = None
        self._parts = parts
        self._ended = ended
        self._open = False  # something may wait in the inbox
        self._fresh = True  # nothing of the talk was loaded yet
        self._lost = False
        self._over = False
        self._resting = False
        self._task: asyncio.Task[None] | None = None
        self._quiet = asyncio.Event()
        self._lanes: dict[str, DeliveryLane] = {}
        self._looked: frozenset[Look] = frozenset()  # for the event that is open now
        self._finishing: set[str] = set()
        self._confirming: dict[str, int] = {}  # a confirmation on its way -> when the payment became known

    # -- from outside ------------------------------------------------------------------------------------------------------

    def poke(self) -> None:
        """There is something to hear, or to take up."""
        self._open = True
        self._quiet.clear()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def look_again(self) -> None:
        """Deliveries may wait in the outbox that did not come from a turn of this lane; the next turn finds them."""
        self._fresh = True

    def knows(self, parcel_id: str) -> bool:
        """Whether that delivery is under way here."""
        return parcel_id in self._finishing or any(lane.knows(parcel_id) for lane in self._lanes.values())

    def echo(self) -> None:
        """An echo of one of its deliveries came in."""
        for lane in self._lanes.values():
            lane.nudge()

    def works(self, *, backoffs: bool) -> bool:
        """Whether anything is being done; a back-off counts only if asked for."""
        if self._finishing or (self._task is not None and (backoffs or not self._resting)):
            return True
        return any(lane.busy and (backoffs or not lane.resting) for lane in self._lanes.values())

    @property
    def turning(self) -> bool:
        """Whether a turn is under way."""
        return self._task is not None and not self._resting

    def stop(self) -> list["asyncio.Task[None]"]:
        """Let nothing new begin; what is still under way."""
        for lane in self._lanes.values():
            lane.stopped = True
            lane.nudge()
        return [task for task in (self._task, *(lane.task for lane in self._lanes.values())) if task is not None]

    # -- for its delivery lanes ----------------------------------------------------------------------------------------------

    async def until_quiet(self) -> None:
        """Returns when the talk has heard everything that is known."""
        await self._quiet.wait()

    def finish(self, parcel: Parcel, state: str, events: Sequence[Event], error: str) -> None:
        """Saves how a delivery ended, with the facts it brought back; not awaited before the next one goes."""
        self._finishing.add(parcel.id)
        known_ms = self._confirming.pop(parcel.id, 0)
        if state == "done":
            self._parts.delivered.add(parcel.id)
            if known_ms:
                self._parts.meters.to_confirmed.observe(self._seconds_since(known_ms))
        self._parts.meters.deliveries.labels(type(parcel.effect).__name__, state).inc()
        unit = endings.Finished(self._parts.leases, parcel, state, tuple(events), error, to_ms(self._parts.clock()))
        self._save(parcel.id, unit)

    def rested(self) -> None:
        """A delivery lane has nothing left."""
        self._settle_down()

    def _save(self, parcel_id: str, unit: "endings.Finished") -> None:
        future = self._parts.store.write(unit, name="done", talk=self.talk)
        future.add_done_callback(lambda done: self._saved(parcel_id, unit, done))

    def _saved(self, parcel_id: str, unit: "endings.Finished", done: "asyncio.Future[endings.Ending]") -> None:
        if done.cancelled():
            return
        if (error := done.exception()) is not None:
            self._parts.trouble("done", error)
            # It was delivered; that must be written down, however long it takes.
            asyncio.get_running_loop().call_later(DATABASE_SECONDS, self._save, parcel_id, unit)
            return
        self._finishing.discard(parcel_id)
        ending = done.result()
        self._push(ending.out)
        for talk in ending.talks:
            self._parts.poke(talk)
        self._settle_down()

    # -- turns -------------------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            while self._open and not self._lost and not self._parts.stopping:
                self._open = False
                await self._hear()
        finally:
            self._task = None
        if not self._open:
            self._quiet.set()
        self._settle_down()

    async def _hear(self) -> None:
        parts = self._parts
        now = parts.clock()
        waits = frozenset(name for name, lane in self._lanes.items() if lane.busy)
        fresh, self._fresh = self._fresh, False  # whoever asks to look again during the turn means the next one
        unit = TurnUnit(
            parts.decide, parts.settle, parts.desk, parts.leases, self.talk, now, fresh, waits, self._looked
        )
        try:
            turned = await parts.store.write(unit, name="turn", talk=self.talk)
        except TryAgainLater as trouble:
            await self._wait_out(trouble)
        except Exception as error:
            self._fresh = self._fresh or fresh
            await self._failed(error)
        else:
            await self._take(turned)

    async def _take(self, turned: Turned) -> None:
        if turned.lost:
            self._lose()
            return
        self.gate = turned.gate or self.gate
        self._count(turned)
        self._take_up(turned.found)
        self._push(turned.out)
        self._open = self._open or turned.more
        self._looked = self._looked | turned.looks if turned.looks else frozenset()
        if turned.looks:
            # Nothing of the turn is saved; the event stays open, and is decided with what the calendars say.
            await self._parts.look_outside(turned.looks)
            self._open = True
        if turned.later_ms:
            self._open = True
            await self._rest((turned.later_ms - to_ms(self._parts.clock())) / 1000)

    def _count(self, turned: Turned) -> None:
        meters = self._parts.meters
        if turned.heard:
            meters.turns.inc()
        if turned.money is not None:
            meters.money(turned.money)
            if turned.money.news in BOOKING_NEWS:
                meters.to_booked.observe(self._seconds_since(turned.received_ms))
        if turned.confirms and (said := [one.parcel.id for one in turned.out if isinstance(one.parcel.effect, Say)]):
            self._confirming[said[0]] = turned.received_ms

    def _seconds_since(self, ms: int) -> float:
        return max(0.0, (to_ms(self._parts.clock()) - ms) / 1000)

    async def _failed(self, error: Exception) -> None:
        """The turn was rolled back: the event is tried again in a while, or put aside."""
        self._parts.meters.failed.inc()
        self._parts.trouble("turn", error)
        unit = endings.Failed(self._parts.leases, self.talk, to_ms(self._parts.clock()), type(error).__name__)
        try:
            ending = await self._parts.store.write(unit, name="fail", talk=self.talk)
        except TryAgainLater as trouble:
            await self._wait_out(trouble)
            return
        if ending.out:
            self._parts.meters.dead.inc()
        self._push(ending.out)
        self._open = True

    async def _wait_out(self, trouble: TryAgainLater) -> None:
        """The database was in trouble: whether the turn was saved is not known, so start again from what is."""
        self._parts.trouble("turn", trouble)
        self._fresh = self._open = True
        await self._rest(DATABASE_SECONDS)

    async def _rest(self, seconds: float) -> None:
        self._resting = True
        try:
            await asyncio.sleep(max(0.0, seconds))
        finally:
            self._resting = False

    # -- deliveries ----------------------------------------------------------------------------------------------------------

    def _push(self, out: Sequence[Outgoing]) -> None:
        for one in out:
            self._lane(one.lane).push([Pending(one.parcel, one.gated, one.marked)])

    def _take_up(self, found: Sequence[OutRow]) -> None:
        """What a former process left, or we ourselves before the database was in trouble."""
        for row in found:
            if not self.knows(row.id):
                sent = row.state == "sending"
                self._lane(row.lane).push([Pending(row.parcel, row.gated, marked=sent, unknown=sent)])

    def _lane(self, name: str) -> DeliveryLane:
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = DeliveryLane(self._parts, self)
        return lane

    # -- the end -------------------------------------------------------------------------------------------------------------

    def _lose(self) -> None:
        """Another process holds the talk: what has not begun goes on there."""
        self._lost = True
        self.stop()

    def _settle_down(self) -> None:
        if self._over or self._task is not None or self._finishing or any(lane.task for lane in self._lanes.values()):
            return
        if self._lost or self._parts.stopping:
            self._end()
        elif self._parts.leases.shared:
            self._task = asyncio.create_task(self._release())
        else:
            self._end()

    async def _release(self) -> None:
        leases = self._parts.leases

        def unit(tx: Tx) -> bool:
            return leases.release(tx, self.talk)

        try:
            released = await self._parts.store.write(unit, name="release", talk=self.talk)
        except TryAgainLater as trouble:
            await self._wait_out(trouble)
            released = False
        self._task = None
        if self._open or not released:
            self._fresh = self._fresh or not released
            self.poke()
        else:
            self._end()

    def _end(self) -> None:
        self._over = True
        self._ended(self)
