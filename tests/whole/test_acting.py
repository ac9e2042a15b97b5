"""Commands act through the inbox of the desk that runs, or with an engine of their own; never past either."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.commands.acting import Acting, acting
from bot.core.errors import NotForUs, WrongSettings
from bot.core.events import MoneyEvent, OrderRefunded
from bot.shell.engine import Mapped, Reference
from bot.shell.settings import Settings
from bot.shell.store_connections import database_url, writing_engine
from bot.shell.tables import processes
from tests.whole.desk_and_world import sqlite
from tests.whole.desk_with_orders import RunningDesk, running_desk


def _all_back(session_id: str) -> Callable[[Mapped], MoneyEvent]:
    return lambda mapped: OrderRefunded(
        id="told-by-a-command",
        talk=mapped.talk,
        order_id=mapped.order_id,
        session_id=session_id,
        refunded_cents=6000,
        amount_cents=6000,
    )


async def _gives_back(desk: RunningDesk, order_id: str, *, here: bool) -> None:
    """A command tells the desk that all money went back, twice; it is heard once."""
    session_id = desk.session_of(order_id)
    async with acting(desk.settings, clock=desk.now) as act:
        assert act.here is here
        make = _all_back(session_id)
        assert await act.door.accept_mapped(Reference(session_id), make)
        assert not await act.door.accept_mapped(Reference(session_id), make)
        assert await act.heard(["told-by-a-command", "never-told"], 20) == {
            "told-by-a-command": "done",
            "never-told": "",
        }
        order = await act.store.order(order_id)
        assert order is not None
        assert (order.payment, order.booking) == ("refunded", "released")
        with pytest.raises(NotForUs):
            await act.door.accept_mapped(Reference("cs_of_somebody_else"), make)


async def test_a_running_desk_takes_up_what_a_command_puts_into_its_inbox(
    fresh_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In another process, on both databases; the command says that it goes there."""
    async with running_desk(fresh_url, tmp_path) as desk:
        order_id = await desk.books()
        await _gives_back(desk, order_id, here=False)
        assert "A desk runs (" in capsys.readouterr().err
        assert await desk.process.ends() == 0


async def test_without_a_running_desk_the_command_is_the_desk(
    fresh_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also after a desk that was killed."""
    async with running_desk(fresh_url, tmp_path) as desk:
        order_id = await desk.books()
        desk.process.kill()
        engine = writing_engine(database_url(fresh_url))
        with engine.begin() as connection:
            connection.execute(processes.update().values(heartbeat_at=0))  # ten seconds pass
        engine.dispose()
        await _gives_back(desk, order_id, here=True)
        assert "the work is done here" in capsys.readouterr().err


async def test_nobody_hears_within_the_time(tmp_path: Path) -> None:
    """The event waits in the inbox, and the command can say so."""
    async with running_desk(sqlite(tmp_path), tmp_path) as desk:
        order_id = await desk.books()
        async with acting(desk.settings, clock=desk.now) as act:
            desk.process.kill()
            session_id = desk.session_of(order_id)
            await act.door.accept_mapped(Reference(session_id), _all_back(session_id))
            assert await act.heard(["told-by-a-command"], 0.1) == {"told-by-a-command": "open"}


async def _opened(settings: Settings) -> Acting:
    async with acting(settings) as act:
        return act


async def test_a_database_of_another_release_is_left_alone_while_a_desk_runs_on_it(
    fresh_url: str, tmp_path: Path
) -> None:
    """Migrating it would pull the floor from under the desk that runs."""
    async with running_desk(fresh_url, tmp_path) as desk:
        await desk.books(pays=False)
        engine = writing_engine(database_url(fresh_url))
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        with pytest.raises(WrongSettings, match=r"has schema 0001, this release has 0"):
            await _opened(desk.settings)
        with engine.begin() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"
        engine.dispose()


async def test_there_is_nothing_to_act_on_without_a_database(tmp_path: Path) -> None:
    """A new, empty database would only hide a wrong address."""
    async with running_desk(sqlite(tmp_path), tmp_path) as desk:
        nowhere = f"sqlite:///{tmp_path}/nowhere.db"
        for url, says in ((nowhere, "no desk's database at"), ("", "a rehearsal keeps nothing")):
            with pytest.raises(WrongSettings, match=says):
                await _opened(replace(desk.settings, database_url=url))
        assert not (tmp_path / "nowhere.db").exists()
