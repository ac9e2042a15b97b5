"""A database belongs to one mode and one Stripe account: other keys are refused before they can do anything."""

import sqlite3
from pathlib import Path

import pytest

from bot.core.errors import WrongSettings
from bot.rehearsal.people import Student
from bot.shell.app import open_desk
from bot.shell.app_identity import check_mode, order_secret, same_account
from bot.shell.store import open_store
from bot.shell.store_marks import STRIPE_MODE, mark
from tests.whole.desk_and_world import settings_of, sqlite
from tests.whole.restarting import TO_THE_LINK, Restarting, restarting

LIVE = "sk_live_" + "x" * 24


@pytest.fixture
def troubles() -> list[str]:
    """What this is about."""
    return ["needs_attention", "stripe_"]


async def _sold(at: Restarting) -> Student:
    """Somebody with a link to a page of Stripe's."""
    student = await Student.arrives(at.world, language="nl")
    await at.comes(student)
    assert len(at.world.stripe.tables.sessions) == 1
    return student


async def test_a_database_of_test_money_does_not_start_with_a_live_key(tmp_path: Path) -> None:
    """Nor one whose mark an earlier release did not write; before the first sale the mode may change."""
    database = sqlite(tmp_path)
    async with restarting(database, tmp_path) as at:
        live = at.desk.environment | {"STRIPE_SECRET_KEY": LIVE, "STRIPE_API_BASE": ""}
        await at.until(lambda: not at.ledger.waiting())
        store = await open_store(database, lock=False)
        await check_mode(store, live=True)
        await check_mode(store, live=False)
        await _sold(at)
        await at.desk.ends()
        for older in (False, True):
            if older:
                with sqlite3.connect(tmp_path / "desk.sqlite3") as connection:
                    connection.execute("DELETE FROM marks WHERE name = 'stripe_mode'")
                connection.close()
            with pytest.raises(WrongSettings, match="sold in test mode"):
                async with open_desk(settings_of({name: value for name, value in live.items() if value})):
                    pass
        assert await store.read(lambda tx: mark(tx, STRIPE_MODE)) == ""
        await store.close()


async def test_nothing_is_asked_of_another_account_and_all_goes_on_with_the_right_one(tmp_path: Path) -> None:
    """A key of another account: no page opens or ends, /ready names both; with the right key all that waited is done."""
    async with restarting(sqlite(tmp_path), tmp_path) as at:
        first = await _sold(at)
        tables, ours = at.world.stripe.tables, at.world.stripe.tables.account_id
        tables.account_id = "acct_somebodyelse"
        await at.restarts()
        second = await Student.arrives(at.world, language="nl")
        await at.comes(second, *TO_THE_LINK[:-1])
        await second.taps("pay")
        await first.taps("cancel")
        await at.until(lambda: sorted(at.ledger.waiting()) == ["ExpireCheckout", "OpenCheckout"], quiet=True)
        assert [each["status"] for each in tables.sessions.values()] == ["open"]
        attention = (await at.asks("/ready")).json()["attention"]
        assert any("acct_somebodyelse" in each and ours in each for each in attention), attention
        assert len(at.lines("stripe_account_is_another")) == 1
        tables.account_id = ours
        await at.restarts()
        await at.settles()
        assert sorted(each["status"] for each in tables.sessions.values()) == ["expired", "open"]
        assert not any("acct_" in each for each in (await at.asks("/ready")).json()["attention"])


async def test_a_restricted_key_that_may_not_read_its_account_works_with_a_hint(tmp_path: Path) -> None:
    """Less safe, not wrong."""
    async with restarting(sqlite(tmp_path), tmp_path) as at:
        at.world.stripe.knobs.forbidden = ["rak_accounts_kyc_basic_read"]
        await at.restarts()
        student = await _sold(at)
        await at.world.do("stripe/pay")
        await at.settles()
        assert "Geboekt!" in await at.phone(student)
        await at.until(lambda: any("may not read which account" in str(each) for each in at.lines("needs_attention")))


async def test_the_first_account_is_kept_and_before_the_first_sale_another_may_come(fresh_url: str) -> None:
    """On both databases; and the secret of order tokens is made once, of the old keys where they were in use."""
    store = await open_store(fresh_url)
    try:
        assert [await same_account(store, one) for one in ("acct_a", "acct_a", "acct_b")] == ["", "", ""]
        made = await order_secret(store, b"of the keys")
        assert made != b"of the keys"
        assert await order_secret(store, b"of other keys") == made
    finally:
        await store.close()


async def test_a_turn_that_died_with_the_old_key_is_decided_again_with_the_new_one(tmp_path: Path) -> None:
    """Killed in the middle of the turn that makes the order, started with another key: one order, and its link works."""
    async with restarting(sqlite(tmp_path), tmp_path) as at:
        await at.asks("/health")
        await at.desk.ends()
        secrets = []
        for environment in (at.desk.environment, at.desk.environment | {"STRIPE_SECRET_KEY": "sk_test_another"}):
            async with open_desk(settings_of(environment)) as desk:
                secrets.append(desk.desk.secret)
        assert secrets[0] == secrets[1]
        at.desk.start(failpoint="turn.before_commit:4")
        student = await Student.arrives(at.world, language="nl")
        for does, what in (("writes", "Bijles wiskunde, 60 minuten"), ("taps", 1), ("taps", "adult")):
            await (student.writes(str(what)) if does == "writes" else student.taps(what))
            await at.settles()
        await student.taps("pay")
        await at.desk.dies()
        at.world.stripe.key = "sk_test_another"
        at.starts(STRIPE_SECRET_KEY="sk_test_another")
        await at.until(lambda: len(at.world.stripe.tables.sessions) == 1)
        await at.settles()
        await at.world.do("stripe/pay")
        await at.settles()
        assert "Geboekt!" in await at.phone(student)
        assert (at.ledger.counts()["orders"], at.sold()) == (1, [6_000])
