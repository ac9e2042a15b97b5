"""Pictures of the agenda, with a day in every state: wide and on a phone, light and dark, and as it is printed."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright
from starlette.applications import Starlette

from bot.rehearsal.serving import Serving
from bot.shell.agenda.access import Access
from bot.shell.agenda.endpoints import AgendaPages
from bot.shell.agenda.rendering import Rendering
from bot.shell.store import Store, open_store
from tests.browser.chromium import ARGUMENTS, browser_path
from tests.shell.agenda.lessons import NOW, busy_elsewhere, keep, thursday
from tests.shell.pages.shelf import the_desk

TOKEN = "a-token-for-pictures"
LOOKS: dict[str, dict[str, Any]] = {
    "wide-light": {"viewport": {"width": 1280, "height": 900}},
    "wide-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone-light": {"viewport": {"width": 390, "height": 844}},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


def agenda_of(store: Store) -> AgendaPages:
    """The page over that store, on a Thursday at noon, with links into a Chatwoot."""
    business = the_desk().business
    rendering = Rendering(business, "https://chat.example.org", rehearsal=False)
    return AgendaPages(store, business, Access([TOKEN]), rendering, clock=lambda: NOW, secure=False)


async def take_agenda(folder: Path) -> list[Path]:
    """Every look as a PNG in `folder`, and the print. AssertionError when one is wider than its screen."""
    home = tempfile.mkdtemp()
    store = await open_store(f"sqlite:///{home}/desk.db")
    await keep(store, thursday())
    await busy_elsewhere(store, 9, 45)
    serving = Serving(Starlette(routes=agenda_of(store).routes()), "127.0.0.1", 0)
    await serving.start()
    taken = []
    async with async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        for look, options in LOOKS.items():
            context = await chromium.new_context(**options)
            tab = await context.new_page()
            await tab.goto(f"http://127.0.0.1:{serving.port}/agenda?token={TOKEN}")
            await tab.get_by_role("table").first.wait_for()
            assert await tab.evaluate(SIDEWAYS) <= 0, f"the agenda is wider than its screen ({look})"
            taken.append(folder / f"agenda-{look}.png")
            await tab.screenshot(path=taken[-1], full_page=True)
            if look == "wide-light":
                await tab.emulate_media(media="print")
                await tab.set_viewport_size({"width": 700, "height": 990})
                taken.append(folder / "agenda-print.png")
                await tab.screenshot(path=taken[-1], full_page=True)
                await tab.pdf(path=folder / "agenda-print.pdf", prefer_css_page_size=True)
            await context.close()
        await chromium.close()
    await serving.stop()
    await store.close()
    shutil.rmtree(home)
    return taken
