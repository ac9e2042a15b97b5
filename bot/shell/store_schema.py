"""Brings a database to the schema of this release, at start; beside a running desk it only compares."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from bot.core.errors import WrongSettings

MIGRATIONS = Path(__file__).with_name("migrations")
ONE_AT_A_TIME = 7_205_511  # an advisory lock of our own: replicas that start together migrate one after the other


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Runs every migration the database has not seen, up to that one; harmless when there is none."""
    config = _config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def compare(engine: Engine) -> None:
    """WrongSettings when the database has no schema yet, or another release's: whoever runs there would be surprised."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    ours = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise WrongSettings(["DATABASE_URL: there is no desk in this database yet; start one with `python -m bot run`"])
    if found != ours:
        raise WrongSettings(
            [
                f"DATABASE_URL: the database has schema {found}, this release has {ours}; use the release of the desk that"
                " runs there, or start this one first (it brings the database up to date)"
            ]
        )


def revision_of(connection: Connection) -> str:
    """The schema a database has, "" for none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def knows(revision: str) -> bool:
    """Whether this release can bring a database of that schema up to its own."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
