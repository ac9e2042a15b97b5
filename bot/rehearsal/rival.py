"""Another student, who books an hour before the one in view can have it: a trial of nobody, straight into the store."""

from dataclasses import replace
from datetime import datetime

from bot.core.desk import Desk
from bot.core.money import Money
from bot.core.orders import BOOKED, Order
from bot.rehearsal.wire import BadRequest, Json
from bot.shell import store_claims, store_talks
from bot.shell.engine_records import claim_of
from bot.shell.store import Store
from bot.shell.writer import Tx

TALK = "rehearsal:another:student"


async def takes_the_hour(store: Store, desk: Desk, order_id: str, now: datetime) -> Json:
    """Books the time of that order for somebody else. BadRequest while the order, or anybody, has it."""

    def book(tx: Tx) -> Json:
        store_claims.queue_up(tx)
        wanted = store_talks.read_orders(tx, [order_id]).get(order_id)
        if wanted is None:
            raise BadRequest(f"no order {order_id}")
        rival = _of_somebody_else(wanted, now)
        claim = claim_of(desk, rival, rival.slot)
        if not store_claims.is_free(tx, claim, ()):
            raise BadRequest("this hour is not free: while it is held or booked nobody can take it")
        store_claims.hold(tx, claim)
        store_talks.save_orders(tx, {rival.id: rival}, {})
        return {"order": rival.id, "starts_at": rival.slot.start.isoformat()}

    return await store.write(book, name="rival")


def _of_somebody_else(order: Order, now: datetime) -> Order:
    """Free, because nobody pays for it."""
    token = f"another{order.token}"
    fresh = Order(
        id=f"order_{token}",
        token=token,
        talk=TALK,
        account_id=order.account_id,
        conversation_id=0,
        flow=order.flow,
        slot=order.slot,
        price=Money(0, order.price.currency),
        created_at=now,
    )
    return replace(fresh, booking=BOOKED, booked_at=now, tutor=order.tutor)
