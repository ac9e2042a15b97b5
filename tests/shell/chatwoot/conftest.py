"""A client over the real transport, closed after each test."""

from collections.abc import AsyncIterator

import pytest

from bot.shell.chatwoot.client import ChatwootClient
from bot.shell.chatwoot.outbound import ChatwootCarrier
from tests.shell.chatwoot.doors import settings


@pytest.fixture
async def carrier() -> AsyncIterator[ChatwootCarrier]:
    """A carrier with both tokens."""
    made = ChatwootCarrier(ChatwootClient(settings(user_token="user-key", mention="mention://user/7/Anna")))
    yield made
    await made.aclose()


@pytest.fixture
async def lonely() -> AsyncIterator[ChatwootCarrier]:
    """A carrier without a user token."""
    made = ChatwootCarrier(ChatwootClient(settings()))
    yield made
    await made.aclose()
