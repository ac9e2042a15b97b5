"""SQLite files with the schema in place, copied from one that was migrated once in each test process."""

import tempfile
from functools import cache
from pathlib import Path

from bot.shell.store_connections import database_url, writing_engine
from bot.shell.store_schema import upgrade


def migrated_sqlite(file: Path) -> str:
    """The URL of that file, which is a desk's without anything in it unless it was there already."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_template())
    return f"sqlite:///{file}"


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory(prefix="desk-test-") as folder:
        file = Path(folder) / "template.db"
        engine = writing_engine(database_url(f"sqlite:///{file}"))
        upgrade(engine)
        engine.dispose()
        return file.read_bytes()
