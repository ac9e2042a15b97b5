"""The store: opened by its address, brought up to date, one desk a file."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.core.effects import KeepConsent
from bot.core.errors import WrongSettings
from bot.core.orders import Attempt
from bot.shell import store_inbox, store_outbox, store_talks, store_wakeups, sweep_housekeeping
from bot.shell.ports import Parcel
from bot.shell.store import open_store
from bot.shell.store_connections import database_url, writing_engine
from bot.shell.store_schema import upgrade
from bot.shell.tables import metadata, to_ms
from tests.shell.toys import NOW, TALK, order, say, wrote


def test_the_migrations_make_the_tables(fresh_url: str) -> None:
    """What a migrated database has is what `tables` says; running them twice changes nothing."""
    engine = writing_engine(database_url(fresh_url))
    upgrade(engine)
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@pytest.mark.parametrize("written", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_every_way_to_write_postgresql_means_psycopg(written: str) -> None:
    """Hosters hand out all three."""
    assert database_url(written).render_as_string(hide_password=False) == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize("written", ["mysql://u@h/d", "sqlite://", "sqlite:///:memory:", "desk.db", "", "https://h/d"])
def test_other_addresses_are_refused_with_an_example(written: str) -> None:
    """The sentence names the variable."""
    with pytest.raises(WrongSettings, match=r"DATABASE_URL.*sqlite:///desk\.db"):
        database_url(written)


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Not a traceback of the driver."""
    with pytest.raises(WrongSettings, match=r"the folder .*nowhere does not exist"):
        await open_store(f"sqlite:///{tmp_path}/nowhere/desk.db")


async def test_a_second_desk_on_the_same_file_is_refused(sqlite_url: str) -> None:
    """With the number of the process that has it; after it closed, the next may have it."""
    store = await open_store(sqlite_url)
    program = "import asyncio, sys; from bot.shell.store import open_store; asyncio.run(open_store(sys.argv[1]))"
    second = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, sqlite_url, stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await second.communicate()
    assert b"is already served by process" in complaint
    assert second.returncode == 1
    await store.close()
    await (await open_store(sqlite_url)).close()


async def test_a_talk_is_saved_only_over_the_version_that_was_loaded(fresh_url: str) -> None:
    """A second save from the same version changes nothing."""
    store = await open_store(fresh_url)
    talk = await store.read(lambda tx: store_talks.read_talk(tx, TALK, 0, ""))
    newer = type(talk)(talk.id, 1, talk.conversation, talk.student)
    assert await store.write(lambda tx: store_talks.save_talk(tx, newer, 0), name="save")
    assert not await store.write(lambda tx: store_talks.save_talk(tx, newer, 0), name="save")
    version, body = await store.read(lambda tx: store_talks.talk_row(tx, TALK))
    assert await store.read(lambda tx: store_talks.read_talk(tx, TALK, version, body)) == newer
    await store.close()


async def test_an_order_is_found_by_its_link_and_by_what_stripe_calls_it(fresh_url: str) -> None:
    """Token, session and payment intent; else the hint, and that is told apart."""
    store = await open_store(fresh_url)
    page = Attempt(1, "k", {}, NOW, session_id="cs_1")
    made = order("o1", NOW + timedelta(days=1), attempts=(page,))
    await store.write(lambda tx: store_talks.save_orders(tx, {"o1": made}, {}), name="save")
    assert await store.order_by_token("token-o1") == made
    assert await store.order_by_token("token-o2") is None
    assert await store.read(lambda tx: store_talks.whose(tx, ("cs_1", ""), "")) == ("o1", TALK, False)
    assert await store.read(lambda tx: store_talks.whose(tx, ("cs_2", "pi_1"), "o1")) == ("o1", TALK, True)
    assert await store.read(lambda tx: store_talks.whose(tx, ("cs_2", ""), "o2")) is None
    await store.close()


async def test_texts_go_after_30_days_and_keys_after_60(fresh_url: str) -> None:
    """Of finished rows only; what is open stays, however old."""
    store = await open_store(fresh_url)
    now_ms = to_ms(NOW)
    for n in range(3):
        row = store_inbox.row_of(wrote(f"say {n}"), now_ms)
        await store.write(lambda tx, row=row: store_inbox.put(tx, row), name="put")  # type: ignore[misc]
    await store.write(lambda tx: store_inbox.finish(tx, f"{TALK}/say 0", now_ms), name="finish")
    await store.write(
        lambda tx: store_inbox.finish(tx, f"{TALK}/say 1", to_ms(NOW + timedelta(days=35))), name="finish"
    )
    parcel = Parcel("p:1:0", TALK, say("hello"))
    await store.write(lambda tx: store_outbox.put(tx, [(parcel, "messages", True)], frozenset(), now_ms), name="put")
    await store.write(lambda tx: store_outbox.finish(tx, "p:1:0", "done", now_ms), name="finish")
    young = await sweep_housekeeping.tidy(store, NOW + timedelta(days=29))
    assert (young.texts, young.rows) == (0, 0)
    month = await sweep_housekeeping.tidy(store, NOW + timedelta(days=31))
    assert (month.texts, month.rows) == (2, 0)
    two = await sweep_housekeeping.tidy(store, NOW + timedelta(days=66))
    assert (two.texts, two.rows) == (1, 2)
    assert await store.read(lambda tx: store_inbox.has_open(tx, TALK))
    await store.close()


async def test_a_consent_is_erased_on_its_day(fresh_url: str) -> None:
    """Not a day earlier."""
    store = await open_store(fresh_url)
    consent = KeepConsent("o1", "A Parent", NOW, NOW + timedelta(days=365))
    await store.write(lambda tx: store_wakeups.keep_consent(tx, consent), name="keep")
    assert (await sweep_housekeeping.tidy(store, NOW + timedelta(days=364))).consents == 0
    assert (await sweep_housekeeping.tidy(store, NOW + timedelta(days=365))).consents == 1
    await store.close()
