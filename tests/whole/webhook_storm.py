"""Stripe's events of one payment, posted by us: any number of times, in any order, at once."""

import asyncio
import json
import random
from collections.abc import Iterable, Sequence

from bot.rehearsal.chatwoot.callbacks import Delivery
from bot.rehearsal.chatwoot.signing import signature
from bot.rehearsal.stripe.webhooks import signature_header
from bot.rehearsal.wire import Json
from tests.whole.desk_and_world import Chat, Whole

BOOK = ("say Bijles wiskunde, 60 minuten", "tap 1", "tap adult", "tap pay")


async def paid_unheard(whole: Whole, *, later: bool) -> tuple[Chat, list[Json]]:
    """A student who has paid, and the events of that payment, none of which the desk has heard yet."""
    chat = await whole.chat(language="nl")
    await chat.goes(*BOOK)
    whole.world.stripe.knobs.webhooks.lose_next = 99
    before = set(whole.world.stripe.tables.events)
    await whole.world.do("stripe/pay_later" if later else "stripe/pay")
    if later:
        await whole.world.do("stripe/settle")
    whole.world.stripe.knobs.webhooks.lose_next = 0
    return chat, [event for id_, event in whole.world.stripe.tables.events.items() if id_ not in before]


async def post(whole: Whole, events: Iterable[Json]) -> list[int]:
    """The answers to these events, posted at once."""
    return list(await asyncio.gather(*(_post(whole, event) for event in events)))


async def _post(whole: Whole, event: Json) -> int:
    body = json.dumps(event).encode()
    stamp = signature_header(whole.world.stripe_webhook_secret, whole.world.clock.seconds(), body)
    answer = await whole.browser.post(
        whole.url + "/webhook/payments", content=body, headers={"Stripe-Signature": stamp}
    )
    return answer.status_code


async def post_shuffled(whole: Whole, events: Sequence[Json], times: int, dice: random.Random) -> list[int]:
    """Each event so many times, all of them at once, in an order of the dice."""
    many = [event for event in events for _ in range(times)]
    dice.shuffle(many)
    return await post(whole, many)


async def repeat(whole: Whole, callback: Delivery, times: int) -> list[int]:
    """The answers to a callback of Chatwoot's, posted so many times at once, signed anew each time."""
    timestamp = str(whole.world.clock.seconds())
    headers = {
        "Content-Type": "application/json",
        "X-Chatwoot-Timestamp": timestamp,
        "X-Chatwoot-Signature": signature(callback.secret, timestamp, callback.body),
    }
    posts = (whole.browser.post(callback.url, content=callback.body, headers=headers) for _ in range(times))
    return [answer.status_code for answer in await asyncio.gather(*posts)]
