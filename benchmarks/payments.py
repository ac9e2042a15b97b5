"""Signed events as Stripe sends them, and the held orders they are about, by number."""

import hashlib
import hmac
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from benchmarks.wire import request
from bot.core.checkout import new_attempt
from bot.core.conversation import Conversation, Talk, talk_id
from bot.core.desk import Desk
from bot.core.money import Money
from bot.core.orders import HELD, Order
from bot.core.slots import Slot
from bot.rehearsal.stripe.objects import customer_details, session_object
from bot.shell import store_claims, store_talks
from bot.shell.store import Store
from bot.shell.writer import Tx

SECRET = "whsec_bench"  # noqa: S105 - of a pretend Stripe that lives for a minute
PATH = "/webhook/payments"
PRICE = Money(6000)
AT_ONCE = 200  # orders written in one commit
_events = count(1)


def completed(n: int) -> bytes:
    """`checkout.session.completed`, paid, about order `n`: a new event each time."""
    text = _body()
    for mark, value in (("EVENT", f"{next(_events):024}"), ("SESSION", _session(n)), ("INTENT", f"pi_{n:024}")):
        text = text.replace(f"<{mark}>", value)
    body = text.replace("<ORDER>", f"order_{n}").encode()
    stamp = int(time.time())
    signature = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return request(PATH, body, {"stripe-signature": f"t={stamp},v1={signature}"})


async def fill(store: Store, desk: Desk, first: int, many: int, *, talks: bool) -> None:
    """So many held orders whose pages are open; with `talks` their students wait for the payment, in conversation `n`."""
    for start in range(first, first + many, AT_ONCE):
        orders = [_order(desk, n) for n in range(start, min(start + AT_ONCE, first + many))]

        def unit(tx: Tx, orders: list[Order] = orders) -> None:
            store_talks.save_orders(tx, {order.id: order for order in orders}, {})
            for order in orders if talks else ():
                store_talks.save_talk(tx, _talk(order), 0)
                store_claims.hold(
                    tx, store_claims.Claim(order.id, order.slot, lambda *_: timedelta(), order.held_until)
                )

        await store.write(unit, name="fill")


def _order(desk: Desk, n: int) -> Order:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    order = Order(
        id=f"order_{n}",
        token=str(n),
        talk=talk_id(1, 3, f"student-{n}"),
        account_id=1,
        conversation_id=n,
        flow="regular",
        slot=Slot(now.replace(minute=0) + timedelta(days=1, hours=2 * n), 60),
        price=PRICE,
        created_at=now,
        subject="math",
        language="en",
        booking=HELD,
        held_until=now + timedelta(hours=1),
    )
    page = f"https://checkout.stripe.com/c/pay/{_session(n)}"
    attempt = replace(new_attempt(desk, order, now), state="open", session_id=_session(n), url=page)
    return order.with_attempt(attempt)


def _talk(order: Order) -> Talk:
    conversation = Conversation(
        1,
        3,
        order.talk.rpartition(":")[2],
        conversation_id=order.conversation_id,
        channel="Channel::WebWidget",
        step="payment.waiting",
        greeted=True,
        order=order.id,
        orders=(order.id,),
    )
    return Talk(order.talk, 1, conversation)


def _session(n: int) -> str:
    return f"cs_test_{n:058}"


@cache
def _body() -> str:
    """The event of a paid session in Stripe's own layout, with marks where events differ."""
    metadata = {
        "order_id": "<ORDER>",
        "conversation_id": "1",
        "account_id": "1",
        "flow": "regular",
        "minutes": "60",
        "service": "tutoring",
        "audience": "student",
        "program": "math",
    }
    page = "http://127.0.0.1:1/p/token"
    params = {
        "mode": "payment",
        "success_url": f"{page}/thanks",
        "cancel_url": f"{page}/back",
        "client_reference_id": "<ORDER>",
        "metadata": metadata,
        "locale": "en",
        "allowed_payment_method_types": ["card", "ideal"],
    }
    lines = [{"quantity": 1, "price": {"unit_amount": PRICE.cents, "currency": PRICE.currency}}]
    session = session_object(params, lines, ["card", "ideal"], 1_800_000_000, "https://checkout.stripe.com")
    session |= {
        "id": "<SESSION>",
        "customer_details": customer_details("payer@example.com"),
        "payment_intent": "<INTENT>",
        "payment_status": "paid",
        "status": "complete",
        "url": None,
    }
    event = {
        "id": "evt_<EVENT>",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": 1_800_000_000,
        "data": {"object": session},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "checkout.session.completed",
    }
    return json.dumps(event, indent=2)
