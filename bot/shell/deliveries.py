"""One lane of deliveries of one talk: in order, one at a time, never twice if anybody can tell.

A delivery is marked `sending` in a commit before it goes. If it may have gone (the answer never came, or a former process
left it marked) its carrier is asked first; who cannot find out waits for the echo, then sends again. A head in back-off
holds its lane; a dead one is skipped.
"""

import asyncio
import random
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.core.effects import Alert, ExpireCheckout, Mirror, NoteForStaff, Say, SayTemplate, TellOwner
from bot.core.errors import OutcomeUnknown, Refused, TryAgainLater
from bot.core.events import DeadlinePassed, DeliveryDied, Event, MessageFailed
from bot.core.orders import BOOKED
from bot.shell import failpoints, store_outbox, store_talks
from bot.shell.engine_endings import PutOff
from bot.shell.engine_parts import Parts
from bot.shell.engine_turn import Gate
from bot.shell.ports import Parcel
from bot.shell.tables import to_ms

FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 0.5, 30.0
MOST_SURPRISES = 5  # an exception that no carrier should raise: tried so often, then dead
LONGEST_DELIVERY_SECONDS = 60.0  # carriers have time limits of their own; this one keeps a lane from hanging for good


@dataclass(slots=True)
class Pending:
    """A delivery of the lane. `marked`: the outbox says it may have gone. `unknown`: it may indeed."""

    parcel: Parcel
    gated: bool
    marked: bool
    unknown: bool = False


class TalkSide(Protocol):
    """What a lane asks of its talk."""

    gate: Gate | None

    async def until_quiet(self) -> None:
        """Returns when the talk has heard everything that is known."""

    def finish(self, parcel: Parcel, state: str, events: Sequence[Event], error: str) -> None:
        """Saves how a delivery ended, with the facts it brought back."""

    def rested(self) -> None:
        """A lane has nothing left to do."""


class DeliveryLane:
    """Carries what is pushed, in order."""

    def __init__(self, parts: Parts, side: TalkSide) -> None:
        self._parts = parts
        self._side = side
        self._queue: deque[Pending] = deque()
        self._task: asyncio.Task[None] | None = None
        self._nudge = asyncio.Event()
        self.resting = False
        self.stopped = False

    @property
    def busy(self) -> bool:
        """Whether anything is left to carry."""
        return bool(self._queue) and not self.stopped

    @property
    def task(self) -> "asyncio.Task[None] | None":
        """The carrying, while it goes on."""
        return self._task

    def knows(self, parcel_id: str) -> bool:
        """Whether the delivery is on its way here."""
        return any(pending.parcel.id == parcel_id for pending in self._queue)

    def push(self, pending: Iterable[Pending]) -> None:
        """Carry these too, after all others."""
        self._queue.extend(pending)
        if self._task is None and self._queue:
            self._task = asyncio.create_task(self._run())

    def nudge(self) -> None:
        """An echo came in, or the lane was stopped: whoever sleeps looks again."""
        self._nudge.set()

    async def _run(self) -> None:
        try:
            while self._queue and not self.stopped:
                if await self._carried(self._queue[0]):
                    self._queue.popleft()
        finally:
            self._task = None
            self._side.rested()

    async def _carried(self, head: Pending) -> bool:
        """Whether the head is finished, one way or the other; false when the lane was stopped before."""
        surprises = 0
        while not self.stopped:
            kind = type(head.parcel.effect).__name__
            if isinstance(head.parcel.effect, Mirror) and len(self._queue) > 1:
                self._side.finish(head.parcel, "dropped", (), "overtaken")
                return True
            try:
                if not head.marked and not await self._marked(head):
                    return True  # overtaken by a newer state
                state, events = await self._attempt(head)
            except Refused as error:
                self._parts.trouble(f"delivery {kind}", error)
                reason = f"Refused {error.code}".strip()
                self._side.finish(head.parcel, "dead", _undone(head.parcel, reason), reason)
            except TryAgainLater as error:
                head.unknown = head.unknown or isinstance(error, OutcomeUnknown)
                await self._put_off(head, error, error.after or 0.0)
                continue
            except Exception as error:
                surprises += 1
                self._parts.trouble(f"delivery {kind}", error)
                if surprises < MOST_SURPRISES:
                    head.unknown = True
                    await self._put_off(head, error, 0.0)
                    continue
                self._side.finish(head.parcel, "dead", _undone(head.parcel, type(error).__name__), type(error).__name__)
            else:
                self._side.finish(head.parcel, state, events, "")
            return True
        return False

    async def _marked(self, head: Pending) -> bool:
        now = self._parts.clock()
        since = head.parcel.since or now
        parcel_id, since_ms = head.parcel.id, to_ms(since)
        wanted = await self._parts.store.write(
            lambda tx: store_outbox.mark_sending(tx, parcel_id, since_ms), name="mark", talk=head.parcel.talk
        )
        if not wanted:
            return False
        head.marked = True
        head.parcel = replace(head.parcel, since=since)
        return True

    async def _attempt(self, head: Pending) -> tuple[str, Sequence[Event]]:
        """How it ended (done · dropped), and the facts that came back."""
        carrier = self._parts.carriers.get(type(head.parcel.effect))
        if carrier is None:
            raise Refused(f"nobody carries {type(head.parcel.effect).__name__}", "no_carrier")
        if head.unknown:
            arrived = head.parcel.id in self._parts.delivered or await carrier.was_delivered(head.parcel)
            if arrived is None:
                arrived = await self._echoed(head)
            if arrived:
                return "done", ()
            head.unknown = False
        if not self._parts.leases.sure():
            raise TryAgainLater("the lease on this talk is not sure at the moment")
        if head.gated and self._a_person_has(head.parcel.effect):
            return "dropped", ()
        if await self._came_meanwhile(head.parcel.effect):
            return "dropped", ()
        if (again := self._stale(head.parcel)) is not None:
            return "dropped", (again,)
        parcel = await self._addressed(head.parcel)
        kind = type(parcel.effect).__name__
        failpoints.passing(f"delivery.before:{kind}")
        try:
            async with asyncio.timeout(LONGEST_DELIVERY_SECONDS):
                events = await carrier.deliver(parcel)
        except TimeoutError as error:
            raise OutcomeUnknown(f"{kind} took longer than {LONGEST_DELIVERY_SECONDS:.0f} s") from error
        failpoints.passing(f"delivery.after:{kind}")
        return "done", events

    async def _echoed(self, head: Pending) -> bool:
        """Whether the echo of a delivery comes within three seconds, here or at another process."""
        deadline = asyncio.get_running_loop().time() + self._parts.echo_seconds
        while (left := deadline - asyncio.get_running_loop().time()) > 0 and not self.stopped:
            if head.parcel.id in self._parts.delivered:
                return True
            await self._sleep(left)
        parcel_id = head.parcel.id
        state = await self._parts.store.write(lambda tx: store_outbox.state_of(tx, parcel_id), name="look")
        return state == "done" or head.parcel.id in self._parts.delivered

    async def _addressed(self, parcel: Parcel) -> Parcel:
        """The parcel, with the session of the page to expire when that became known after it was asked for."""
        effect = parcel.effect
        if not isinstance(effect, ExpireCheckout) or effect.session_id:
            return parcel
        await self._side.until_quiet()
        order_id = effect.order_id
        order = (await self._parts.store.write(lambda tx: store_talks.read_orders(tx, [order_id]), name="look")).get(
            order_id
        )
        pages = [a for a in order.attempts if a.session_id and a.n == effect.attempt] if order else []
        return replace(parcel, effect=replace(effect, session_id=pages[-1].session_id)) if pages else parcel

    async def _came_meanwhile(self, effect: object) -> bool:
        """Whether what a message reminds of is over: the payment came (cal.diy 11272: "awaiting payment" after paying), the
        lesson was moved, cancelled or has begun.
        """
        if not isinstance(effect, Say | SayTemplate):
            return False
        unpaid = effect.unpaid if isinstance(effect, Say) else ""
        if not (unpaid or effect.lesson):
            return False
        await self._side.until_quiet()
        order_id = unpaid or effect.lesson
        order = (await self._parts.store.write(lambda tx: store_talks.read_orders(tx, [order_id]), name="look")).get(
            order_id
        )
        if order is None or (unpaid and not order.awaits_payment):
            return True
        moved = order.booking != BOOKED or order.slot.start != effect.starts or effect.starts <= self._parts.clock()
        return bool(effect.lesson) and moved

    def _stale(self, parcel: Parcel) -> Event | None:
        """The alarm that rings again instead of a reminder that waited into the night: it is decided anew then."""
        effect = parcel.effect
        if not isinstance(effect, Say | SayTemplate) or effect.good_until is None:
            return None
        if (now := self._parts.clock()) < effect.good_until:
            return None
        fields: dict[str, Any] = {"name": effect.rings, "order_id": effect.lesson, "due_at": now}
        return DeadlinePassed(id=f"{parcel.id}:stale", talk=parcel.talk, **fields)

    def _a_person_has(self, effect: object) -> bool:
        gate = self._side.gate
        if gate is None or not gate.person or not isinstance(effect, Say):
            return False
        return (effect.account_id, effect.conversation_id) == (gate.account_id, gate.conversation_id)

    async def _put_off(self, head: Pending, error: Exception, at_least: float) -> None:
        parcel = head.parcel
        backoff = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2**parcel.tries)
        seconds = max(at_least, backoff * random.uniform(0.5, 1.0))  # noqa: S311 - only to spread the tries
        head.parcel = replace(parcel, tries=parcel.tries + 1)
        head.marked = head.unknown
        self._parts.meters.retries.labels(type(parcel.effect).__name__).inc()
        now_ms = to_ms(self._parts.clock())
        state, due_ms = ("sending" if head.unknown else "due"), now_ms + int(seconds * 1000)
        events = error.events if isinstance(error, TryAgainLater) else ()
        unit = PutOff(self._parts.leases, head.parcel, state, due_ms, type(error).__name__, events, now_ms)
        try:
            for talk in await self._parts.store.write(unit, name="put_off", talk=parcel.talk):
                self._parts.poke(talk)
        except TryAgainLater as trouble:
            # The row still says "sending": after a crash its carrier is asked, which is right as well.
            self._parts.trouble("put_off", trouble)
        await self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        self.resting = True
        self._nudge.clear()
        try:
            await asyncio.wait_for(self._nudge.wait(), seconds)
        except TimeoutError:
            pass  # nobody nudged: the time is over
        finally:
            self.resting = False


def _undone(parcel: Parcel, reason: str) -> tuple[Event, ...]:
    """What will never arrive or be done is told to the talk, which tells the team; not a note that cannot be written."""
    effect = parcel.effect
    if isinstance(effect, NoteForStaff | Mirror | Alert | TellOwner):
        return ()
    event_id, talk, kind = f"{parcel.id}:refused", parcel.talk, type(effect).__name__
    if isinstance(effect, Say | SayTemplate):
        place = effect.conversation_id
        return (MessageFailed(id=event_id, talk=talk, delivery_id=parcel.id, conversation_id=place, error=reason),)
    order_id = getattr(effect, "order_id", "")
    return (DeliveryDied(id=event_id, talk=talk, delivery_id=parcel.id, kind=kind, order_id=order_id),)
