"""A hold ends, and money goes back, only on Stripe's word."""

from dataclasses import replace

import pytest

from bot.core.effects import ExpireCheckout, LookUpCheckout, Refund
from bot.core.errors import TryAgainLater
from bot.core.events import (
    CheckoutExpired,
    CheckoutLookedUp,
    OrderPaid,
    OrderRefunded,
    PaymentFailed,
    RefundFailed,
    RefundTold,
)
from bot.core.orders import ATTENTION, BOOKED, RELEASED
from bot.core.settle import ask_refund
from bot.rehearsal.gate import Trouble
from bot.rehearsal.world import World
from tests.shell.payments.books import Books, an_order


async def test_an_open_page_is_expired(books: Books, world: World) -> None:
    """Stripe's word: the time goes back."""
    order = await books.opened()
    await books.carry(books.ending(order))
    assert books.orders[order.id].booking == RELEASED
    assert next(iter(world.stripe.tables.sessions.values()))["status"] == "expired"
    assert (await books.carry(books.ending(order)))[0].id.endswith(":expired")  # again: the same


async def test_cannot_expire_because_paid_is_a_payment(books: Books, world: World) -> None:
    """The student was faster than the deadline."""
    order = await books.opened()
    await world.customer_side.pay()
    [event] = await books.carry(books.ending(order))
    assert isinstance(event, OrderPaid)
    assert (books.orders[order.id].booking, event.amount_cents, event.currency) == (BOOKED, 6000, "eur")


async def test_cannot_expire_because_processing_keeps_the_hold(books: Books, world: World) -> None:
    """A delayed method: on its way; and when it failed meanwhile, that is the answer."""
    order = await books.opened()
    await world.customer_side.pay_later()
    await books.carry(books.ending(order))
    assert (books.news[-1], books.orders[order.id].booking) == ("processing", "held")
    await world.customer_side.settle(succeeded=False)
    [event] = await books.carry(books.ending(order))
    assert isinstance(event, PaymentFailed)
    assert event.final
    assert books.orders[order.id].payment == "failed"


async def test_a_page_without_a_session_yet_is_found_in_the_order(books: Books, world: World) -> None:
    """The effect was written before the answer came; the order knows by now."""
    order = await books.opened()
    await books.carry(ExpireCheckout(order.id, 1))
    assert books.orders[order.id].booking == RELEASED

    waiting = an_order(world.clock.now(), "two")
    books.ask(waiting)
    with pytest.raises(TryAgainLater):
        await books.carry(ExpireCheckout(waiting.id, 1))
    world.jump(66 * 60)  # whatever there was is over by Stripe's own clock
    await books.carry(ExpireCheckout(waiting.id, 1))
    assert books.orders[waiting.id].booking == RELEASED


async def test_a_page_that_never_was_needs_no_call(books: Books, world: World) -> None:
    """A refused attempt has nothing to expire."""
    order = an_order(world.clock.now())
    books.ask(order)
    attempt = replace(books.orders[order.id].attempts[0], state="refused")
    books.orders[order.id] = order.with_attempt(attempt)
    [event] = await books.carry(ExpireCheckout(order.id, 1))
    assert isinstance(event, CheckoutExpired)
    assert books.orders[order.id].booking == RELEASED


async def test_a_page_stripe_does_not_know_keeps_the_hold(books: Books) -> None:
    """Another account's key: the page may be paid all the same, until its own time is over."""
    order = await books.opened()
    with pytest.raises(TryAgainLater):
        await books.carry(ExpireCheckout(order.id, 1, "cs_test_elsewhere"))


@pytest.mark.parametrize("permission", ["rak_checkout_session_write"])
async def test_without_permission_the_hold_waits(books: Books, world: World, permission: str) -> None:
    """A key that may not expire is repaired, then the work goes on: never a dead letter."""
    order = await books.opened()
    world.stripe.knobs.forbidden.append(permission)
    with pytest.raises(TryAgainLater) as caught:
        await books.carry(books.ending(order))
    assert caught.value.after == 60
    assert books.carrier
    assert books.carrier.limits


# -- looking up ----------------------------------------------------------------------------------------------------------


async def test_a_page_known_by_a_hint_is_looked_up_by_its_intent(books: Books, world: World) -> None:
    """The answer to the creation was lost, the money came: adopted and booked."""
    effect = books.ask(an_order(world.clock.now()))
    assert books.carrier
    await books.carrier.deliver(books.parcel(effect))  # the answer never reaches the books
    intent = (await world.customer_side.pay())["session"]["payment_intent"]
    await books.carry(LookUpCheckout("order_tok", payment_intent=intent))
    order = books.orders["order_tok"]
    assert (order.booking, order.payment, order.attempts[0].state) == (BOOKED, "paid", "complete")


async def test_what_the_payment_shows_besides_is_told_too(books: Books, world: World) -> None:
    """A refund that only a hint told of is believed once Stripe itself says so; so is a declined card."""
    await books.opened()
    await world.customer_side.decline(decline_code="insufficient_funds")
    [session] = world.stripe.tables.sessions.values()
    events = await books.carry(LookUpCheckout("order_tok", payment_intent=session["payment_intent"]))
    assert [type(one) for one in events] == [CheckoutLookedUp, PaymentFailed]
    assert books.news[-1] == "declined"
    await world.customer_side.pay()
    await world.owner_side.refund(amount=2500)
    await books.carry(LookUpCheckout("order_tok", session_id=session["id"]))
    assert books.news[-2:] == ["paid", "refunded_part"]


async def test_a_hint_never_makes_anybodys_intent_ours(books: Books) -> None:
    """Our page is open and unpaid; an intent that merely came along with its name is not learnt as its payment."""
    mine = await books.opened()
    session_id = mine.attempts[0].session_id
    await books.carry(LookUpCheckout(mine.id, session_id=session_id, payment_intent="pi_of_somebody"))
    assert (books.orders[mine.id].payments, books.news[-1]) == ((), "")


async def test_what_is_not_there_or_not_ours_settles_nothing(books: Books, world: World) -> None:
    """No such session, or one with another reference: foreign, and nothing behind it is believed."""
    mine = await books.opened()
    await books.carry(LookUpCheckout(mine.id, session_id="cs_test_none"))
    await books.carry(LookUpCheckout(mine.id, payment_intent="pi_none"))
    other = await books.opened("two")
    await world.customer_side.pay()
    events = await books.carry(LookUpCheckout(mine.id, session_id=other.attempts[0].session_id))
    assert len(events) == 1
    assert books.news[-1] == "foreign"
    assert books.orders[mine.id].payments == ()


# -- giving back ---------------------------------------------------------------------------------------------------------


async def paid_order(books: Books, world: World) -> Refund:
    """A booked order, and the refund of its money."""
    order = await books.opened()
    await world.customer_side.pay()
    await books.carry(books.ending(order))
    order, effect = ask_refund(books.orders[order.id], books.orders[order.id].payments[0])
    books.orders[order.id] = order
    return effect


async def test_money_goes_back_once(books: Books, world: World) -> None:
    """The repeat of a refund gets the saved answer; a second parcel with the same key too."""
    effect = await paid_order(books, world)
    await books.carry(effect)
    await books.carry(effect)
    assert len(world.stripe.tables.refunds) == 1
    order = books.orders["order_tok"]
    assert (order.payment, order.booking) == ("refunded", RELEASED)
    [refund] = world.stripe.tables.refunds.values()
    assert (refund["amount"], refund["reason"]) == (6000, "requested_by_customer")


async def test_already_refunded_is_done(books: Books, world: World) -> None:
    """Somebody was faster in the dashboard."""
    effect = await paid_order(books, world)
    await world.owner_side.refund()
    [event] = await books.carry(effect)
    assert isinstance(event, OrderRefunded)  # there is no refund under our key
    assert event.refunded_cents == 6000
    assert len(world.stripe.tables.refunds) == 1


async def test_what_is_left_goes_back_when_a_part_went_in_the_dashboard_that_very_second(
    books: Books, world: World
) -> None:
    """Everything was to go back: Stripe refuses the whole, so the rest goes, and nobody repays a cent by hand or twice."""
    effect = await paid_order(books, world)
    await world.owner_side.refund(amount=2000)
    for _ in range(2):  # its answer may be lost: the repeat finds the rest
        await books.carry(effect)
    order, amounts = books.orders["order_tok"], [one["amount"] for one in world.stripe.tables.refunds.values()]
    assert amounts == [2000, 4000]
    assert (order.refunded_cents, order.on_its_way_back_cents, order.kept_cents) == (6000, 0, 0)
    assert (order.payment, order.booking) == ("refunded", RELEASED)
    assert "refund_failed" not in books.news
    assert books.news.count("refunded") == 1


async def test_a_part_that_no_longer_fits_is_a_persons_and_names_what_is_left(books: Books, world: World) -> None:
    """50.00 were wanted, and 20.00 had just gone in the dashboard: was that a part of it? Never more than is left is named."""
    effect = replace(await paid_order(books, world), amount_cents=5000)
    order = books.orders["order_tok"]
    asked = replace(order.payments[0].asked[0], amount_cents=5000)
    books.orders[order.id] = order.with_payment(replace(order.payments[0], asked=(asked,), refund_asked=False))
    await world.owner_side.refund(amount=2000)
    told, failed = await books.carry(effect)
    assert isinstance(told, OrderRefunded)
    assert isinstance(failed, RefundFailed)
    assert (told.refunded_cents, failed.amount_cents) == (2000, 4000)
    after = books.orders["order_tok"]
    assert (after.refunded_cents, after.kept_cents, after.booking) == (2000, 4000, BOOKED)


async def test_a_refund_stripe_will_not_make_needs_a_person(books: Books, world: World) -> None:
    """A disputed charge cannot be refunded on top."""
    effect = await paid_order(books, world)
    await world.owner_side.dispute()
    [event] = await books.carry(effect)
    assert isinstance(event, RefundFailed)
    assert (event.reason, books.orders["order_tok"].booking) == ("charge_disputed", BOOKED)


@pytest.mark.parametrize("kind", ["500_after", "drop_after"])
async def test_a_refund_whose_answer_was_lost_is_not_made_twice(books: Books, world: World, kind: str) -> None:
    """Executed, and the answer lost or saved as a failure: found again, never a second one."""
    effect = await paid_order(books, world)
    world.stripe.knobs.troubles.append(Trouble(kind, path="/refunds", method="POST"))
    with pytest.raises(TryAgainLater):
        await books.carry(effect)
    [event] = await books.carry(effect)
    assert isinstance(event, RefundTold)
    assert len(world.stripe.tables.refunds) == 1


async def test_money_kept_after_a_failed_refund(books: Books, world: World) -> None:
    """A failed refund leaves the money with us, and a person with the matter."""
    effect = await paid_order(books, world)
    [made] = await books.carry(effect)
    assert isinstance(made, RefundTold)
    books.take_in([replace(made, id="evt", status="failed")])
    assert books.orders["order_tok"].booking == ATTENTION


async def test_a_repeat_after_stripe_forgot_the_key_makes_no_second_refund(books: Books, world: World) -> None:
    """A part of the money, answered into nothing, asked again two days later: the refund is found by its key."""
    order = await books.opened()
    await world.customer_side.pay()
    await books.carry(books.ending(order))
    payment = books.orders[order.id].payments[0]
    effect = Refund(order.id, payment.intent, 1000, "refund:order_tok:1")
    await books.carry(effect)
    world.clock.jump(48 * 3600)
    [told] = await books.carry(effect)
    assert isinstance(told, RefundTold)
    assert (told.key, len(world.stripe.tables.refunds)) == (effect.key, 1)
    assert books.orders[order.id].refunded_cents == 1000
