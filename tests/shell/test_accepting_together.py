"""Events that are accepted at once share a statement, and each is answered as if it had come alone."""

import asyncio

import pytest

from bot.shell import store_inbox
from bot.shell.prepared import Prepared
from bot.shell.store import open_store
from bot.shell.store_inbox import put, put_many, row_of
from bot.shell.tables import inbox
from bot.shell.writer import Tx
from tests.shell.stage import Stage
from tests.shell.toys import wrote


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
