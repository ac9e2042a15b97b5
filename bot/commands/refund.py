"""`refund`: money of an order given back, by policy or as asked; put to the desk, waited for, told.

The event's id says order, sum and how often money was asked back before, so the same wish is one refund however often it
is sent before it is heard; once it was heard, the same wish is refused until it is said again (`--again`).
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from time import monotonic

import typer

from bot.commands.acting import Acting, acting
from bot.commands.order import the_order
from bot.commands.orders import moment
from bot.commands.table import sum_of
from bot.core.events import RefundRequested
from bot.core.orders import Order
from bot.core.refund_policy import GivenBack, givable, gives_back, shares
from bot.core.settle_requests import DISPUTED, MORE_THAN_LEFT, NO_INTENT, NOTHING_LEFT, refusal
from bot.shell import store_history
from bot.shell.app import Clock
from bot.shell.settings import Settings
from bot.shell.store_books import credited_to
from bot.shell.store_history import HistoryRow
from bot.shell.store_reading import reading

SECONDS = 30.0  # the desk hears within one; Stripe may take longer
LOOKS_EVERY_SECONDS = 0.1
WHY = {
    "free": "it is free of charge",
    "not_paid": "nothing was paid",
    "gone_already": "what it gives back has gone back already, or is on its way",
    "no_lesson": "no lesson is booked for the money, so all of it goes back",
    "in_time": "all of it until {hours} hours before the lesson",
    "partly": "{percent} % until {hours} hours before the lesson",
    "too_late": "it is too late for a free cancellation",
    "begun": "the lesson has begun, or is over",
    "withheld": "it was cancelled too late for that, and the rest was kept",
    "credited": "the money pays for the lesson it was moved to",
    NOTHING_LEFT: "nothing of its money is left here",
    MORE_THAN_LEFT: "less than that is left here: {left}",
    DISPUTED: "a bank disputes the payment, and a refund on top would pay twice",
    NO_INTENT: "Stripe has not told the payment's id yet; try again in a minute",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted. `cents` None: what the policy says; 0: all that is left. `again`: although the same was done before."""

    cents: int | None
    why: str
    by: str
    again: bool = False


def cents_of(amount: str) -> int:
    """30.00, 30 or 30,50 as cents. BadParameter for anything else, and for nothing."""
    try:
        cents = Decimal(amount.replace(",", ".")) * 100
    except InvalidOperation:
        cents = Decimal(-1)
    if cents <= 0 or cents != cents.to_integral_value() or not cents.is_finite():
        raise typer.BadParameter(f"{amount!r} is no sum; write 30.00", param_hint="--amount")
    return int(cents)


async def refund(settings: Settings, named: str, wish: Wish, agreed: Callable[[str], bool], clock: Clock) -> int:
    """The exit status: 0 given back, on its way, or nothing to do; 1 when it was refused. `agreed` is asked before anything is done."""
    with reading(settings.database_url) as tx:
        order = the_order(tx, named)
        paid = (order, *credited_to(tx, order))
        before = [row for one in paid for row in store_history.of_order(tx, one.id)]
    policy = gives_back(order, clock(), settings.business.refunds, paid[1:])
    left = sum(part for _, part in givable(order, paid[1:]))
    cents = policy.cents if wish.cents is None else wish.cents or left
    for line in _said(paid, policy, wish, settings):
        typer.echo(line)
    if order.closed == "moved":
        typer.echo(f"Nothing is given back: say `refund {order.replaced_by}`, which gives back the money of both.")
        return 1
    if wish.cents is None and (series := order.series if order.credit_cents else order.id if order.lent_cents else ""):
        typer.echo(
            f"One payment, that of {series}, is for a whole series. A lesson cancelled in the chat gives its own part back;"
        )
        typer.echo(
            f"`refund {series} --all` gives back everything and takes all of them off, a smaller sum takes none off."
        )
        return 1
    if not cents and wish.cents is None:
        return 0
    if why := _refusal(paid, left, cents):
        typer.echo(f"Nothing is given back: {_because(why, left)}.")
        return 0 if why == NOTHING_LEFT and wish.cents == 0 else 1
    parts = shares(order, paid[1:], cents)
    done = [by for one, part in parts if (by := _done_before(before, one, part))]
    if done and not wish.again:
        typer.echo(f"{sum_of(cents)} of it was asked back before ({done[-1]}). To give as much once more, say --again.")
        return 0
    if not agreed(f"Give back {sum_of(cents)} {order.price.currency.upper()}?"):
        typer.echo("Nothing was given back.")
        return 0
    async with acting(settings, clock=clock) as act:
        return max([await _carried_out(act, _request(one, part, wish, order.id)) for one, part in parts])


def _refusal(paid: Sequence[Order], left: int, cents: int) -> str:
    """Why so much of an order and of what was credited to it cannot be given back now, "" when it can."""
    if left and 0 <= cents <= left:
        return ""
    asked = (refusal(one, one.refundable_cents + 1) for one in paid)
    return next((why for why in asked if why in (DISPUTED, NO_INTENT)), MORE_THAN_LEFT if left else NOTHING_LEFT)


def _said(paid: Sequence[Order], policy: GivenBack, wish: Wish, settings: Settings) -> Iterator[str]:
    order, zone = paid[0], settings.business.zone
    yield f"{order.id}: {order.flow} lesson, {moment(order.slot.start, zone)} ({zone.key}), {order.booking}, {order.payment or 'free'}"
    for one in paid[1:]:
        yield f"{sum_of(one.money_in_cents)} were paid with {one.id}; {sum_of(one.refunded_cents)} of that were given back."
    if order.others and order.lent_cents:
        yield f"{sum_of(order.lent_cents)} of it pay for the other {len(order.others)} lessons of its series, which go with all of it."
    if order.series and not order.price.cents:
        yield "The lesson stays booked, whatever goes back, until it is cancelled in the chat."
    money = (order.money_in_cents, order.refunded_cents, sum(part for _, part in givable(order, paid[1:])))
    yield "In {}, given back {}, still to give {}.".format(*map(sum_of, money))
    hours = "" if policy.before is None else f"{policy.before.total_seconds() / 3600:g}"
    because = WHY[policy.why].format(hours=hours, percent=policy.percent)
    yield f"Cancelling now gives back {sum_of(policy.cents)}: {because}."
    if wish.cents is not None:
        yield "You ask for " + (sum_of(wish.cents) if wish.cents else "everything that is left") + " instead."


def _request(order: Order, cents: int, wish: Wish, lesson: str) -> RefundRequested:
    asked = sum(
        len(payment.asked) for payment in order.payments
    )  # only grows; what went back shrinks when a refund fails
    gone = order.refunded_cents + order.on_its_way_back_cents
    return RefundRequested(
        id=f"{order.id}:refund:{cents}:{gone}:{asked}",
        talk=order.talk,
        order_id=order.id,
        amount_cents=cents,
        by=wish.by,
        why=wish.why,
        lesson=lesson if lesson != order.id else "",
    )


def _done_before(rows: Sequence[HistoryRow], order: Order, cents: int) -> str:
    """Who asked for the same sum before, and got it; "" when nobody did."""
    same = f"{order.id}:refund:{cents}:"
    done = [row for row in rows if row.event_id.startswith(same) and row.news == "refund_asked"]
    return f"by {done[-1].who}" if done else ""


async def _carried_out(act: Acting, request: RefundRequested) -> int:
    deadline = monotonic() + SECONDS
    await act.door.accept(request)
    state = (await act.heard([request.id], SECONDS))[request.id]
    row = await _row(act, request)
    if row is None:
        typer.echo(
            "The desk has not taken it up yet; it stands in its inbox." if state == "open" else "It was put aside."
        )
        return 1
    order = await act.store.order(request.order_id)
    if row.news != "refund_asked" or order is None:
        why = refusal(order, request.amount_cents) if order else NOTHING_LEFT
        left = order.refundable_cents if order else 0
        typer.echo(f"Nothing was given back: {_because(why or NOTHING_LEFT, left)}.")
        return 1
    keys = [ask.key for payment in order.payments for ask in payment.asked if ask.request == request.id]
    return await _told(act, request, keys, deadline)


async def _told(act: Acting, request: RefundRequested, keys: Sequence[str], deadline: float) -> int:
    """Waits for Stripe's word on each refund that was asked for."""
    while True:
        order = await act.store.order(request.order_id)
        payments = order.payments if order else ()
        refused = [ask for payment in payments for ask in payment.asked if ask.key in keys and ask.refused]
        made = [one for payment in payments for one in payment.refunds if one.key in keys]
        if refused or any(one.failed for one in made):
            typer.echo(
                "Stripe refused; the conversation in Chatwoot says more, and see `python -m bot order`.", err=True
            )
            return 1
        if len(made) == len(keys):
            for one in made:
                typer.echo(f"Given back: {sum_of(one.amount_cents)}  {one.id}  ({one.status} at Stripe)")
            return 0
        if monotonic() >= deadline:
            typer.echo("Asked for; Stripe has not answered yet, and the desk goes on trying.")
            return 0
        await asyncio.sleep(LOOKS_EVERY_SECONDS)


async def _row(act: Acting, request: RefundRequested) -> HistoryRow | None:
    rows = await act.store.read(lambda tx: store_history.of_order(tx, request.order_id))
    return next((row for row in rows if row.event_id == request.id), None)


def _because(why: str, left: int) -> str:
    return WHY[why].format(left=sum_of(left), hours="", percent="")
