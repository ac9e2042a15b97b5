"""A page is opened once, whatever happens on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import OpenCheckout
from bot.core.errors import Refused, TryAgainLater
from bot.core.events import CheckoutExpired, CheckoutOpened, CheckoutRefused, StripeTroubled
from bot.rehearsal.gate import Trouble
from bot.rehearsal.world import World
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.outbound import StripeCarrier
from tests.shell.payments.books import Books, a_carrier, an_order
from tests.shell.payments.wire_tap import WireTap


def refusal(events: object) -> CheckoutRefused:
    """The one refusal among what came back."""
    assert isinstance(events, list | tuple)
    [event] = events
    assert isinstance(event, CheckoutRefused)
    return event


async def test_a_page_opens_with_what_was_frozen(books: Books, world: World) -> None:
    """The answer carries session and address; Stripe has our reference, metadata twice, expiry and methods."""
    order = await books.opened(subject="math")
    [session] = world.stripe.tables.sessions.values()
    attempt = order.attempts[0]
    assert books.news == ["opened"]
    assert (attempt.session_id, attempt.url, attempt.state) == (session["id"], session["url"], "open")
    assert session["client_reference_id"] == order.id
    assert session["metadata"]["program"] == "math"
    assert world.stripe.tables.intent_data[session["id"]]["metadata"] == session["metadata"]
    assert session["expires_at"] == int(attempt.expires_at.timestamp())
    assert session["allowed_payment_method_types"] == ["card", "ideal"]
    assert session["livemode"] is False


async def test_a_repeat_makes_no_second_page(books: Books, world: World) -> None:
    """A crash after Stripe's answer: the same key brings the same page, under the same event id."""
    effect = books.ask(an_order(world.clock.now()))
    parcel = books.parcel(effect)
    assert books.carrier
    first = await books.carrier.deliver(parcel)
    assert await books.carrier.deliver(parcel) == first
    assert len(world.stripe.tables.sessions) == 1
    assert await books.carrier.was_delivered(parcel) is False


@pytest.mark.parametrize("kind", ["429", "500", "503", "drop"])
async def test_a_passing_fault_is_tried_again_and_told_once(books: Books, world: World, kind: str) -> None:
    """Throttled, failing, down, unreachable: later. One hiccup is nobody's business; then a StripeTroubled whose id never changes."""
    world.stripe.knobs.troubles.append(Trouble(kind, times=3, path="/sessions"))
    parcel = books.parcel(books.ask(an_order(world.clock.now())))
    assert books.carrier
    with pytest.raises(TryAgainLater) as first:
        await books.carrier.deliver(parcel)
    assert first.value.events == ()
    told = set()
    for tries in (1, 2):
        with pytest.raises(TryAgainLater) as caught:
            await books.carrier.deliver(replace(parcel, tries=tries))
        [event] = caught.value.events
        assert isinstance(event, StripeTroubled)
        told.add((event.id, event.attempt))
    assert told == {(f"{parcel.id}:troubled", 1)}
    [opened] = await books.carrier.deliver(parcel)
    assert isinstance(opened, CheckoutOpened)
    assert len(world.stripe.tables.sessions) == 1


async def test_what_is_no_http_is_a_passing_fault(books: Books, world: World) -> None:
    """A proxy that talks nonsense, or hangs up in the middle: aiohttp's own errors are no reason to give an order up."""
    answers = [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", b""]
    answers += [b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>"]

    async def talk_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answers.pop(0))
        writer.close()

    async with await asyncio.start_server(talk_nonsense, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        gateway = StripeGateway(world.stripe.key, api_base=f"http://127.0.0.1:{port}")
        carrier = StripeCarrier(gateway, books, clock=world.clock.now)
        while answers:
            with pytest.raises(TryAgainLater):
                await carrier.deliver(books.parcel(books.ask(an_order(world.clock.now()))))
        await carrier.aclose()


async def test_an_answer_that_was_lost_is_replayed(books: Books, world: World) -> None:
    """Stripe made the page and the connection broke: the repeat gets that page."""
    world.stripe.knobs.troubles.append(Trouble("drop_after", path="/sessions"))
    effect = books.ask(an_order(world.clock.now()))
    with pytest.raises(TryAgainLater):
        await books.carry(effect)
    await books.carry(effect)
    assert len(world.stripe.tables.sessions) == 1
    assert books.news == ["opened"]


async def test_a_saved_failure_is_left_behind_for_the_next_attempt(books: Books, world: World) -> None:
    """A 500 kept under the key: what it may have made is expired, the attempt is over, the next one opens."""
    world.stripe.knobs.troubles.append(Trouble("500_after", path="/sessions"))
    effect = books.ask(an_order(world.clock.now()))
    with pytest.raises(TryAgainLater):
        await books.carry(effect)
    refused = refusal(await books.carry(effect))
    assert refused.reason == "try_next"
    [leftover] = world.stripe.tables.sessions.values()
    assert leftover["status"] == "expired"
    order = books.orders["order_tok"]
    assert order.attempts[0].state == "refused"
    await books.carry(books.ask(order))
    assert books.orders["order_tok"].attempts[1].state == "open"


async def test_a_page_that_would_be_too_short_is_only_looked_for(books: Books, world: World) -> None:
    """Under 31 minutes left: never created means the next attempt, created means that page."""
    effect = books.ask(an_order(world.clock.now()))
    world.jump(40 * 60)
    assert refusal(await books.carry(effect)).reason == "try_next"

    other = books.ask(an_order(world.clock.now(), "two"))
    parcel = books.parcel(other)
    assert books.carrier
    await books.carrier.deliver(parcel)
    world.jump(40 * 60)
    [opened] = await books.carrier.deliver(parcel)
    assert isinstance(opened, CheckoutOpened)
    world.jump(60 * 60)
    opened, ended = await books.carrier.deliver(parcel)
    assert isinstance(opened, CheckoutOpened)
    assert isinstance(ended, CheckoutExpired)


async def test_another_sum_than_ours_is_refused_and_the_page_closed(books: Books, world: World) -> None:
    """A price id whose amount somebody changed: nobody may pay it."""
    world.stripe.tables.prices["price_standard_60"]["unit_amount"] = 6500
    order = an_order(world.clock.now())
    effect = books.ask(order)
    changed = {**effect.params, "line_items": [{"price": "price_standard_60", "quantity": 1}]}
    effect = OpenCheckout(effect.order_id, effect.attempt, effect.key, changed, effect.expires_at)
    refused = refusal(await books.carry(effect))
    [session] = world.stripe.tables.sessions.values()
    assert (refused.reason, refused.session_id, session["status"]) == ("amount", session["id"], "expired")


async def test_the_right_price_id_opens(books: Books, world: World) -> None:
    """The owner's own price, at our amount."""
    effect = books.ask(an_order(world.clock.now()))
    changed = {**effect.params, "line_items": [{"price": "price_standard_60", "quantity": 1}]}
    await books.carry(OpenCheckout(effect.order_id, effect.attempt, effect.key, changed, effect.expires_at))
    assert books.news == ["opened"]


async def test_a_wrong_key_is_a_sentence_and_a_flag(books: Books, world: World) -> None:
    """401 and 403 say nothing about the order: told at once, tried again soon, and /ready says what to change until it works."""
    stranger: StripeCarrier = a_carrier(world, books, "sk_test_wrong")
    effect = books.ask(an_order(world.clock.now()))
    later = await unfit(stranger, books, effect)
    assert "STRIPE_SECRET_KEY" in str(later)
    assert "sk_test" not in str(later)
    assert stranger.limits == [str(later)]
    await stranger.aclose()

    assert books.carrier
    world.stripe.knobs.forbidden.append("rak_checkout_session_write")
    later = await unfit(books.carrier, books, effect)
    assert "rak_checkout_session_write" in str(later)
    assert books.carrier.limits == [str(later)]
    world.stripe.knobs.forbidden.clear()
    await books.carry(effect)
    assert books.carrier.limits == []
    assert books.news == ["opened"]


async def unfit(carrier: StripeCarrier, books: Books, effect: OpenCheckout) -> TryAgainLater:
    """The page waits for the right key, and the talk hears so at once."""
    with pytest.raises(TryAgainLater) as caught:
        await carrier.deliver(books.parcel(effect))
    [event] = caught.value.events
    assert isinstance(event, StripeTroubled)
    assert (event.unfit_key, caught.value.after) == (True, 15.0)
    return caught.value


async def test_an_answer_of_the_other_mode_is_refused(books: Books, world: World) -> None:
    """A live key that gets test answers (or the reverse) never opens a page."""
    world.stripe.key = "sk_live_rehearsal"
    live = a_carrier(world, books, "sk_live_rehearsal")
    assert "test mode" in str(await unfit(live, books, books.ask(an_order(world.clock.now()))))
    assert live.limits
    await live.aclose()


async def test_a_lasting_server_error_does_not_spend_the_attempts(books: Books, world: World) -> None:
    """Failures kept under their keys: after the first the next attempt goes at once, then each is asked again for longer."""
    order, patience = an_order(world.clock.now()), []
    for _ in range(3):
        world.stripe.knobs.troubles.append(Trouble("500_after", path="/sessions", method="POST"))
        effect = books.ask(order)
        parcel = replace(books.parcel(effect), since=world.clock.now())
        assert books.carrier
        with pytest.raises(TryAgainLater):
            await books.carrier.deliver(parcel)
        try:
            [refused] = await books.carrier.deliver(parcel)
            assert isinstance(refused, CheckoutRefused)
            patience.append(0.0)
        except TryAgainLater as later:
            patience.append(later.after or 0.0)
        spent = tuple(replace(one, state="refused") for one in books.orders[order.id].attempts)
        books.orders[order.id] = order = replace(books.orders[order.id], attempts=spent)
    assert patience == [0.0, pytest.approx(10, abs=1), pytest.approx(60, abs=1)]


async def test_wrong_parameters_are_a_readable_refusal(books: Books, world: World, wire_tap: WireTap) -> None:
    """A 400 is told as Stripe told it."""
    effect = books.ask(an_order(world.clock.now()))
    wrong = OpenCheckout(
        effect.order_id, 1, effect.key, {**effect.params, "payment_method_types": ["card"]}, effect.expires_at
    )
    assert "payment_method_types" in refusal(await books.carry(wrong)).reason
    assert [told for told in wire_tap.wrong if "payment_method_types" in told]
    wire_tap.wrong.clear()  # it was wrong on purpose


async def test_an_order_nobody_knows_is_never_asked_for(books: Books, world: World) -> None:
    """Without the order there is no sum to compare with."""
    effect = OpenCheckout("order_none", 1, "k", {}, world.clock.now() + timedelta(hours=1))
    with pytest.raises(Refused):
        await books.carry(effect)
    assert not world.stripe.tables.sessions
