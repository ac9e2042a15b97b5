"""Whether orders, Stripe and the bookings say the same, judged by the pretend Stripe's own tables and the desk's books."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from bot.core.orders import ATTENTION, BOOKED, HELD, Order, Payment
from bot.rehearsal.wire import Json
from bot.shell.store_audit import audit
from bot.shell.store_reading import reading
from bot.shell.store_talks import read_orders
from bot.shell.tables import orders
from tests.whole.desk_and_world import Chat, Whole
from tests.whole.ledger_of import Ledger


async def wrongs(whole: Whole, chats: list[Chat], now: datetime) -> list[str]:
    """Everything that is not as it should be, a line each."""
    database = whole.desk.settings.database_url
    once = {name for name, rules in whole.desk.settings.business.rules.items() if rules.once_per_learner}
    with reading(database) as tx:
        books = audit(tx, once, now, lambda _: None)
        known = read_orders(tx, [row[0] for row in tx.run(select(orders.c.id))])
    found = [f"audit: {one.kind}: {one.order_id} {one.text}" for one in books.findings]
    ledger = Ledger(database)
    found += [f"given up: {each}" for each in ledger.dead()]
    found += [f"waiting: {each}" for each in ledger.waiting()]
    booked = {claim.order_id for claim in ledger.claimed() if claim.state == "booked"}
    ledger.close()
    told = await _told(whole, chats)
    intents: Counter[str] = Counter()
    for order in known.values():
        intents.update(payment.intent for payment in order.payments if payment.intent)
        found += [f"{order.id}: {wrong}" for wrong in _of_order(whole, order, booked, told)]
    for intent in whole.world.stripe.tables.intents.values():
        if intent["status"] == "succeeded" and intents[intent["id"]] != 1:
            found.append(f"{intent['id']}: paid, and known by {intents[intent['id']]} orders")
    return found


async def _told(whole: Whole, chats: list[Chat]) -> dict[int, tuple[str, str]]:
    """What each student was told and what staff were told, by conversation."""
    told = {}
    for chat in chats:
        phone = [each["text"] for each in await chat.student.phone() if each["from"] == "bot"]
        staff = await whole.staff.sees(chat.conversation_id)
        told[chat.conversation_id] = ("\n".join(phone), "\n".join(staff["notes"]))
    return told


def _of_order(whole: Whole, order: Order, booked: set[str], told: dict[int, tuple[str, str]]) -> Iterator[str]:
    tables = whole.world.stripe.tables
    phone, notes = told[order.conversation_id]
    stays = 0
    for payment in order.payments:
        intent = tables.intents.get(payment.intent)
        if intent is None:
            yield f"payment {payment.id} is not at Stripe"
            continue
        charge = tables.charge_of(intent)
        disputes = [each for each in tables.disputes.values() if each["payment_intent"] == intent["id"]]
        yield from _of_payment(payment, intent, charge, disputes)
        taken = bool(disputes) and disputes[-1]["status"] != "won"
        stays += 0 if taken or not charge["paid"] else charge["amount"] - charge["amount_refunded"]
    if stays and order.booking not in (BOOKED, ATTENTION):
        yield f"{stays} cents are with us, and the order is {order.booking}"
    if order.booking == ATTENTION and not notes:
        yield "waits for a person, and nobody was told"
    if order.booking == BOOKED and phone.count("Geboekt!") != 1:
        yield f"booked, and told {phone.count('Geboekt!')} times"
    if (order.booking == BOOKED) != (order.id in booked) and order.booking != ATTENTION:
        yield f"{order.booking}, and its time is {'' if order.id in booked else 'not '}booked"
    payable = {attempt.session_id for attempt in order.attempts if attempt.alive and order.booking == HELD}
    pages = {s["id"] for s in tables.open_sessions.values() if s["client_reference_id"] == order.id}
    if pages - payable:
        yield f"{order.booking}, and a page is open: {pages - payable}"


def _of_payment(payment: Payment, intent: Json, charge: Json, disputes: list[Json]) -> Iterator[str]:
    if payment.came != (intent["status"] == "succeeded"):
        yield f"payment {payment.id} is {payment.state} here and {intent['status']} at Stripe"
    if payment.came and payment.amount_cents != charge["amount"]:
        yield f"payment {payment.id}: {payment.amount_cents} cents here, {charge['amount']} at Stripe"
    if payment.refunded_cents != charge["amount_refunded"]:
        yield f"payment {payment.id}: {payment.refunded_cents} cents back here, {charge['amount_refunded']} at Stripe"
    there = {"needs_response": "open"}.get(disputes[-1]["status"], disputes[-1]["status"]) if disputes else ""
    if payment.dispute != there:
        yield f"payment {payment.id}: dispute {payment.dispute or 'none'} here, {there or 'none'} at Stripe"
