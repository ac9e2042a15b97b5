"""A fact about money settles its order first, in a unit of its own, before any flow code runs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.desk import Desk
from bot.core.errors import FlowMistake
from bot.core.events import MoneyEvent, OrderPaid
from bot.core.orders import CLASHED, HELD, RELEASED, Order
from bot.core.settle import Settled
from bot.shell import engine_records as records
from bot.shell import store_claims, store_history, store_inbox, store_talks
from bot.shell.engine_meters import MoneyTold
from bot.shell.engine_records import Outgoing, Saving
from bot.shell.ports import Look
from bot.shell.tables import to_ms
from bot.shell.writer import Tx


class SettleOrder(Protocol):
    """`bot.core.settle.settle`."""

    def __call__(
        self, order: Order, event: MoneyEvent, now: datetime, *, slot_is_free: bool, late_minimum: timedelta
    ) -> Settled: ...


@dataclass(frozen=True, slots=True)
class SettleUnit:
    """Saves what the fact does to the order and marks the event with its news. Part of a unit: repeatable."""

    settle: SettleOrder
    desk: Desk

    def __call__(
        self, tx: Tx, event: MoneyEvent, now: datetime, waits: frozenset[str], *, person_has_it: bool
    ) -> tuple[MoneyTold, tuple[Outgoing, ...]]:
        """What it was (without news the talk does not hear of it), and the deliveries that follow from the money alone."""
        order = store_talks.read_orders(tx, [event.order_id]).get(event.order_id)
        if order is None:
            raise FlowMistake(f"{type(event).__name__} names an order that is not in the store")
        settled, saving = self._settled(tx, order, event, now)
        changed = store_talks.save_orders(tx, saving.orders, {order.id: order})
        records.write(tx, self.desk, saving, now)
        out = records.post(tx, saving, f"{event.id}:settled", now, waits=waits, person_has_it=person_has_it)
        if changed or settled.news or settled.effects:
            touched = ((order, settled.order),)  # also when it only asks, or only is told: that belongs on record
            store_history.write(tx, event, touched, settled.effects, out, now, settled.news, settled.reason)
        if settled.news:
            store_inbox.rewrite(tx, replace(event, settled=True, news=settled.news))
        else:
            store_inbox.finish(tx, event.id, to_ms(now))
        return MoneyTold(settled.news, order.flow, order.language), out

    def looks(self, tx: Tx, event: MoneyEvent) -> frozenset[Look]:
        """What to ask of the tutor's own calendar before late money claims a time that was let go. A time still held asks nothing."""
        if not isinstance(event, OrderPaid) or not any(one.outside for one in self.desk.business.tutors):
            return frozenset()
        order = store_talks.read_orders(tx, [event.order_id]).get(event.order_id)
        return (
            records.looks_at(self.desk, order, order.slot) if order is not None and _was_let_go(order) else frozenset()
        )

    def _settled(self, tx: Tx, order: Order, event: MoneyEvent, now: datetime) -> tuple[Settled, Saving]:
        """Settled, with the order's time either claimed or known to be gone."""
        free = not _was_let_go(order) or self._is_free(tx, order)
        late_minimum = self.desk.business.late_minimum
        for slot_is_free in (True, False) if free else (False,):
            settled = self.settle(order, event, now, slot_is_free=slot_is_free, late_minimum=late_minimum)
            saving = Saving(event.talk, {order.id: settled.order}, settled.effects)
            if records.loses(tx, self.desk, saving, event) is None:
                return settled, saving
        raise FlowMistake(f"{type(event).__name__} books a time although it was told that it is gone")

    def _is_free(self, tx: Tx, order: Order) -> bool:
        store_claims.queue_up(tx)
        return store_claims.is_free(tx, records.claim_of(self.desk, order, order.slot), ())


def _was_let_go(order: Order) -> bool:
    """Whether its time is not its own any more: given back, or withdrawn because the tutor is busy then."""
    return order.booking == RELEASED or (order.booking == HELD and order.closed == CLASHED)
