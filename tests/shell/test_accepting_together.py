"""Events that are accepted at once share a statement, and each is answered as if it had come alone."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import NotForUs
from bot.core.orders import BOOKED, HELD, Attempt
from bot.shell import store_inbox
from bot.shell.engine import Reference
from bot.shell.prepared import Prepared
from bot.shell.store import open_store
from bot.shell.store_inbox import put, put_many, row_of
from bot.shell.tables import inbox
from bot.shell.writer import Tx
from tests.shell.stage import Stage
from tests.shell.test_engine_money import held, paid, saved
from tests.shell.toys import NOW, order, wrote


def rows(*names: str) -> list[dict[str, object]]:
    """A new event each; the same name is the same event."""
    return [{**row_of(wrote("say hello"), 1), "id": name, "talk": f"1:2:{name}"} for name in names]


@pytest.mark.parametrize("many", [1, 2, 3, 63, 64, 65, 200])
async def test_however_many_they_are_all_are_saved(sqlite_url: str, many: int) -> None:
    """Whatever the sizes of the statements they are cut into; what each row holds is its own."""
    store = await open_store(sqlite_url)
    names = [f"event-{n}" for n in range(many)]
    assert await store.write(lambda tx: put_many(tx, rows(*names)), name="put") == [True] * many

    def heads(tx: Tx) -> list[str]:
        found = [store_inbox.head(tx, f"1:2:{name}")[0] for name in names]
        return [one.id for one in found if one is not None and one.event == wrote("say hello")]

    assert await store.read(heads) == names
    await store.close()


async def test_a_repeat_is_told_apart_within_and_across_batches(sqlite_url: str) -> None:
    """The first of two in one batch is new, what an earlier batch saved is not."""
    store = await open_store(sqlite_url)
    await store.write(lambda tx: put(tx, rows("old")[0]), name="put")
    new = await store.write(lambda tx: put_many(tx, rows("a", "old", "b", "a", "c")), name="put")
    assert new == [True, False, True, False, True]
    assert await store.write(lambda tx: put_many(tx, rows("a", "b")), name="put") == [False, False]
    await store.close()


async def test_the_same_event_at_once_is_new_once(stage: Stage) -> None:
    """Twenty callbacks of one message beside twenty others: one hello, one answer to each."""
    same = [stage.engine.accept(wrote("say hello")) for _ in range(20)]
    others = [stage.engine.accept(wrote(f"say {n}")) for n in range(20)]
    new = await asyncio.gather(*same, *others)
    assert (sum(new[:20]), new[20:]) == (1, [1] * 20)
    await stage.engine.idle()
    assert sorted(stage.world.texts) == sorted(["hello", *(str(n) for n in range(20))])


async def test_a_batch_that_fails_is_saved_one_by_one(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Together they could not be saved: each is tried by itself, and none is lost or doubled."""
    broken = Prepared(inbox.insert().values(id=None))
    monkeypatch.setattr(store_inbox, "_put_so_many", lambda size: (broken, [str(n) for n in range(6 * size)]))
    events = [wrote(f"say {n}") for n in range(8)]
    assert sum(await asyncio.gather(*map(stage.engine.accept, events))) == 8
    await stage.engine.idle()
    assert sorted(stage.world.texts) == [str(n) for n in range(8)]


async def test_money_shares_the_commit_and_finds_its_order_all_the_same(stage: Stage) -> None:
    """Twenty webhooks about two orders and one of nobody, beside twenty callbacks: each answered as if it had come alone."""
    for name in ("o1", "o2"):
        start = NOW + timedelta(days=int(name[1:]))
        page = Attempt(1, f"{name}:1", {}, NOW + timedelta(hours=1), "open", f"cs_{name}")
        await held(stage, order(name, start, booking=HELD, attempts=(page,)))
    ours = [
        stage.engine.accept_mapped(Reference(session_id=f"cs_o{n % 2 + 1}"), paid(f"evt_{n % 10}", f"pi_{n % 2}"))
        for n in range(20)
    ]
    foreign = stage.engine.accept_mapped(Reference("cs_x", "pi_x", "order_x"), paid("evt_x"))
    others = [stage.engine.accept(wrote(f"say {n}")) for n in range(20)]
    *new, nobody = await asyncio.gather(*ours, *others, foreign, return_exceptions=True)
    assert isinstance(nobody, NotForUs)
    assert (new[:10], new[10:20], new[20:]) == ([True] * 10, [False] * 10, [1] * 20)
    await stage.engine.idle()
    assert [(await saved(stage, name)).booking for name in ("o1", "o2")] == [BOOKED, BOOKED]
