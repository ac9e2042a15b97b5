"""What every kind of calendar is tested with: a place where the tutor writes, and the calendar as the desk sees it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.shell.calendars.radicale import Radicale

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """One real server for all tests of this process."""
    folder: Path = tmp_path_factory.mktemp("radicale")
    server = Radicale(folder)
    server.start()
    yield server
    server.stop()
