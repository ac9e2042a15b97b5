"""The looks that raise what no single event shows, and end it once it is calm."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.core.orders import BOOKED, RELEASED, Payment
from bot.shell import store_inbox
from bot.shell.alerts_watch import Watch
from bot.shell.engine import Engine
from bot.shell.payments.webhook import ALERTS
from bot.shell.store import Store, open_store
from bot.shell.store_talks import save_orders
from tests.shell.toys import NOW, Clock, order, toy_decide, toy_desk


class Watched:
    """An engine that is looked at; `keys`: what is wrong with Stripe's key, `shouted`: what was told past the database."""

    def __init__(self, store: Store) -> None:
        self.clock, self.store, self.keys, self.shouted = Clock(), store, list[str](), list[str]()
        self.engine = Engine(store, toy_decide, toy_desk(), (), clock=self.clock)
        self.watch = Watch(
            self.engine,
            key_troubles=lambda: self.keys,
            error_percent=10,
            shout=self.shout,
            now=lambda: self.clock().timestamp(),
            seconds=lambda: self.clock().timestamp(),
        )

    async def shout(self, title: str, text: str, kind: str) -> Sequence[bool]:
        self.shouted.append(f"{kind} {title}: {text}")
        return ()

    async def causes(self) -> list[tuple[str, int]]:
        return [(one.cause, one.times) for one in await self.engine.alerts.standing()]


async def test_a_trouble_is_raised_every_five_minutes_and_over_after_ten_calm_ones(fresh_url: str) -> None:
    """Not each quarter of a minute, and not over in the first calm look."""
    store = await open_store(fresh_url)
    at = Watched(store)
    at.keys.append("refused")
    for _ in range(21):  # five minutes
        await at.watch.look()
        at.clock.forward(15)
    assert await at.causes() == [("stripe_key", 2)]
    at.keys.clear()
    await at.watch.look()
    assert await at.causes() == [("stripe_key", 2)]
    at.clock.forward(600)
    await at.watch.look()
    assert await at.causes() == []
    await store.close()


@pytest.mark.parametrize(
    ("became", "raised"),
    [
        ({"booking": RELEASED}, True),
        ({"booking": BOOKED}, False),
        ({"booking": RELEASED, "closed": "moved"}, False),
        ({"booking": RELEASED, "closed": "cancelled", "withheld_cents": 6000}, False),
    ],
)
async def test_money_without_a_lesson_is_found_after_two_minutes(
    sqlite_url: str, became: dict[str, Any], raised: bool
) -> None:
    """A look earlier may only have come between two commits; what pays for a moved lesson, or was withheld, is no such money."""
    store = await open_store(sqlite_url)
    at = Watched(store)
    paid = order("order_x", NOW, payments=(Payment("pi_x", "paid", 6000, "eur"),), **became)
    await store.write(lambda tx: save_orders(tx, {paid.id: paid}, {}), name="test")
    await at.watch.look()
    assert await at.causes() == []
    at.clock.forward(120)
    await at.watch.look()
    assert await at.causes() == ([("paid_not_booked:order_x", 1)] if raised else [])
    told, _ = await store.read(lambda tx: store_inbox.head(tx, paid.talk))
    assert (told.kind if told else "") == ("LeftUnbooked" if raised else "")
    await store.close()


async def test_live_money_at_a_test_desk_is_told(sqlite_url: str) -> None:
    """Counted by the webhook's door, raised by the next look."""
    store = await open_store(sqlite_url)
    at = Watched(store)
    await at.watch.look()
    ALERTS.labels("livemode").inc()
    at.clock.forward(15)
    await at.watch.look()
    assert await at.causes() == [("webhook_misdirected:livemode", 1)]
    await store.close()


async def test_a_database_that_cannot_be_written_is_told_past_it(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once when it begins and once when it is over."""
    store = await open_store(sqlite_url)
    at = Watched(store)

    async def full(*_: object, **__: object) -> None:
        raise OSError("no space left on /secret/path")

    with monkeypatch.context() as broken:
        broken.setattr(store, "write", full)
        await at.watch.look()
        await at.watch.look()
    await at.watch.look()
    await at.watch.look()
    assert [one.split(":")[0] for one in at.shouted] == ["failure database", "success database (over)"]
    assert "secret" not in "".join(at.shouted)
    await store.close()
