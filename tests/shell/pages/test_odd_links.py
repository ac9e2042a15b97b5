"""Addresses nobody was given, asked of the real store: unknown in every database, and never an error."""

import httpx
import pytest
from starlette.applications import Starlette

from bot.shell.pages.endpoints import Pages
from bot.shell.pages.reading import StoredOrders
from bot.shell.store import open_store
from tests.shell.databases import databases, fresh_url
from tests.shell.pages.shelf import ORIGIN, Shelf, the_desk

__all__ = ["databases", "fresh_url"]  # the fixtures
ODD = ("x", "%00", "a%00b", "%ff", "%ed%a0%80", "a" * 5000, "%F0%9F%98%80", "%27;--", "%25", "..")


@pytest.mark.parametrize("token", ODD)
async def test_a_link_nobody_was_given_is_unknown(fresh_url: str, token: str) -> None:
    """404 in both languages, whatever is in it."""
    store = await open_store(fresh_url)
    try:
        desk = the_desk()
        app = Starlette(routes=Pages(desk, StoredOrders(store, desk), Shelf()).routes())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
            for method, tail in (("GET", ""), ("GET", "/thanks"), ("GET", "/lesson.ics"), ("POST", "/pay")):
                answer = await client.request(method, f"/p/{token}{tail}")
                assert answer.status_code == 404
    finally:
        await store.close()
