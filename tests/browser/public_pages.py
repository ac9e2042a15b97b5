"""Pictures of the public pages in every state: both languages, on a phone, wide, dark, and with large letters."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Route, async_playwright
from starlette.applications import Starlette

from bot.rehearsal.serving import Serving
from bot.shell.pages.endpoints import Pages
from tests.browser.chromium import ARGUMENTS, browser_path
from tests.shell.pages.shelf import NOW, Shelf, an_order, the_desk
from tests.shell.pages.states import STATES

# Beside the states themselves: the way back from Stripe, a page asked for too soon, an address nobody knows.
MORE: list[tuple[str, dict[str, Any], str]] = [
    ("back-from-stripe-unpaid", {}, "/back"),
    ("checking", {}, "/thanks"),
    ("checking-long", {}, "/thanks?looks=20"),
    ("unknown", {}, "-none"),
]
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1},
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "large": {"viewport": {"width": 390, "height": 844}},  # letters as large as a phone makes them
}
LARGE = "html { font-size: 200% }"


async def take(folder: Path) -> list[Path]:
    """Every page as a PNG below `folder`, one folder a look. AssertionError when one is wider than its screen."""
    shelf, taken = Shelf(), list[Path]()
    pages = Pages(the_desk(), shelf, shelf, clock=lambda: NOW, waits_seconds=0.0)
    serving = Serving(Starlette(routes=pages.routes()), "127.0.0.1", 0)
    await serving.start()
    async with async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        for look in LOOKS:
            taken += await _look(chromium, shelf, f"http://127.0.0.1:{serving.port}", folder / look, look)
        await chromium.close()
    await serving.stop()
    return taken


async def _look(chromium: Browser, shelf: Shelf, url: str, folder: Path, look: str) -> list[Path]:
    """Without scripts: nothing moves on while it is pictured, and everything has to be there without them."""
    context = await chromium.new_context(java_script_enabled=False, **LOOKS[look])
    if look == "large":
        await context.route("**/pages.css", _enlarged)
    tab, taken = await context.new_page(), list[Path]()
    for name, changes, free, tail in _every():
        for language in ("nl", "en"):
            shelf.free = free
            shelf.put(an_order(**changes, language=language))
            await tab.goto(f"{url}/p/tok{tail}")
            taken.append(folder / f"{name}.{language}.png")
            wide = await tab.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{name} in {language} is {wide} pixels wider than its screen ({look})"
            await tab.screenshot(path=taken[-1], full_page=True)
    await context.close()
    return taken


async def _enlarged(route: Route) -> None:
    answer = await route.fetch()
    await route.fulfill(response=answer, body=await answer.text() + LARGE)


def _every() -> Iterator[tuple[str, dict[str, Any], bool, str]]:
    for n, (changes, free, says) in enumerate(STATES, 1):
        yield f"{n:02}-{_name(says)}", changes, free, ""
    for name, changes, tail in MORE:
        yield name, changes, True, tail


def _name(says: str) -> str:
    plain = unicodedata.normalize("NFKD", says).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
