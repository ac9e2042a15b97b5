"""Brings a database to the schema of this release, at start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

MIGRATIONS = Path(__file__).with_name("migrations")
ONE_AT_A_TIME = 7_205_511  # an advisory lock of our own: replicas that start together migrate one after the other


def upgrade(engine: Engine) -> None:
    """Runs every migration the database has not seen; harmless when there is none."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
