"""The pages in a real browser: the policy lets our own script and forms work, and a phone of 320 pixels is wide enough."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, async_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.core.events import Event
from bot.core.orders import HELD, RELEASED
from bot.rehearsal.serving import Serving
from bot.shell.pages.endpoints import Pages
from tests.shell.pages.shelf import NOW, Shelf, an_order, booked, page, the_desk

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]


@dataclass
class Seen:
    """A browser's page in front of the shelf, and what its console complained about."""

    shelf: Shelf
    page: Page
    url: str
    stripe: str
    complaints: list[str]


@pytest.fixture
async def seen() -> AsyncIterator[Seen]:
    """A small phone, dark, in front of the pages; and a second origin that plays Stripe."""

    async def checkout(_request: Request) -> Response:
        return HTMLResponse('<title>Checkout</title><link rel="icon" href="data:,">')

    shelf = Shelf()
    pages = Pages(the_desk(), shelf, shelf, clock=lambda: NOW, rehearsal=True)
    ours = Serving(Starlette(routes=pages.routes()), "127.0.0.1", 0)
    theirs = Serving(Starlette(routes=[Route("/c", checkout)]), "127.0.0.1", 0)
    await ours.start()
    await theirs.start()
    async with async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = await chromium.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark")
        tab = await context.new_page()
        complaints: list[str] = []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        stripe = f"http://127.0.0.1:{theirs.port}/c"
        yield Seen(shelf, tab, f"http://127.0.0.1:{ours.port}", stripe, complaints)
        await chromium.close()
    await ours.stop()
    await theirs.stop()


async def test_nothing_is_wider_than_a_small_phone(seen: Seen) -> None:
    """No sideways scrolling, no complaint in the console."""
    for order in (
        booked(language="en"),
        an_order(minor=True, attempts=()),
        an_order(booking=RELEASED, closed="expired", attempts=(page("expired"),)),
        an_order(attempts=()),
    ):
        seen.shelf.put(order)
        await seen.page.goto(f"{seen.url}/p/tok")
        assert await seen.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert seen.complaints == []


async def test_checking_moves_on_by_itself(seen: Seen) -> None:
    """The script looks again; nobody has to do anything."""
    seen.shelf.put(an_order(language="en"))
    await seen.page.goto(f"{seen.url}/p/tok/thanks")
    assert "Checking" in await seen.page.title()
    seen.shelf.put(booked(language="en"))
    async with asyncio.timeout(60):
        while "Thank you" not in await seen.page.title():  # noqa: ASYNC110  the policy forbids evaluated waits
            await asyncio.sleep(0.1)
    assert seen.complaints == []


async def test_pay_now_arrives_at_stripes_page(seen: Seen) -> None:
    """The form's redirects end at another origin, which the policy must allow."""
    seen.shelf.put(an_order(booking=RELEASED, closed="expired", attempts=(page("expired"),)))

    def renew(_event: Event) -> None:
        seen.shelf.put(an_order(booking=HELD, attempts=(page("open", 2, seen.stripe),)))

    seen.shelf.answers = renew
    await seen.page.goto(f"{seen.url}/p/tok")
    await seen.page.click("button")
    await seen.page.wait_for_url(seen.stripe, timeout=60_000)
    assert len(seen.shelf.events) == 1
    assert seen.complaints == []


async def test_a_parent_agrees_with_name_and_tick(seen: Seen) -> None:
    """The browser itself asks for what is missing; then it goes on to Stripe."""
    seen.shelf.put(an_order(minor=True, attempts=()))

    def open_page(_event: Event) -> None:
        seen.shelf.put(an_order(minor=True, consent_at=NOW, attempts=(page("open", 1, seen.stripe),)))

    seen.shelf.answers = open_page
    await seen.page.goto(f"{seen.url}/p/tok")
    await seen.page.click("button")
    assert seen.shelf.events == []
    await seen.page.fill("#name", "Robin")
    await seen.page.check("[name=agree]")
    await seen.page.click("button")
    await seen.page.wait_for_url(seen.stripe, timeout=60_000)
    assert seen.complaints == []
