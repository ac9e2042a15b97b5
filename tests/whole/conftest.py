"""A running desk with the world around it, and what its log may hold."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from bot.shell.logs import configure_logs
from tests.whole.desk_and_world import Chat, Whole, desk_and_world, sqlite

BOOK = ("say Bijles wiskunde, 60 minuten", "tap 1", "tap adult")
"""From nothing to the summary of a regular lesson."""


@pytest_asyncio.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    """A desk as most are: Chatwoot 4.13, a user token, SQLite."""
    async with desk_and_world(sqlite(tmp_path)) as opened:
        yield opened


@pytest_asyncio.fixture
async def paying(whole: Whole) -> Chat:
    """A student with a link in hand."""
    chat = await whole.chat(language="nl")
    await chat.goes(*BOOK, "tap pay")
    return chat


@pytest.fixture
def troubles() -> list[str]:
    """Parts of the warnings a test expects; it adds its own."""
    return ["needs_attention"]


@pytest.fixture(autouse=True)
def log() -> Iterator[StringIO]:
    """Everything the desk would write to its log, ours and the libraries', as it would be written."""
    root, stream = logging.getLogger(), StringIO()
    handlers, level = root.handlers[:], root.level
    configure_logs("debug", stream, for_people=False)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def nothing_went_wrong(troubles: list[str], log: StringIO) -> Iterator[None]:
    """No exception, no error and no warning in the log, unless the test said which."""
    yield
    lines = [line for line in log.getvalue().splitlines() if json.loads(line)["level"] not in ("debug", "info")]
    assert [line for line in lines if not any(each in line for each in troubles)] == []
