"""Pictures of a student's list of times, wide and on a phone, light and dark."""

from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.chromium import ARGUMENTS, browser_path
from tests.browser.conftest import looking, started
from tests.browser.phone import Phone

LOOKS: dict[str, dict[str, Any]] = {
    "wide-light": {"width": 1280, "height": 900},
    "wide-dark": {"width": 1280, "height": 900, "color_scheme": "dark"},
    "phone-light": {"width": 390, "height": 844},
    "phone-dark": {"width": 390, "height": 844, "color_scheme": "dark"},
}


def take_times(folder: Path) -> list[Path]:
    """A student asks for a lesson and is offered times; a PNG of each look in `folder`."""
    taken = []
    with started() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        for look, options in LOOKS.items():
            with looking(browser, running.url, **options) as page:
                phone = Phone(page)
                page.get_by_text("Who is it?").click()
                page.get_by_label("Name").fill("Robin Jansen")
                phone.begins("I am 25 and want 60 minutes of maths, online", language="English")
                page.locator(".message.fresh .choice").nth(4).wait_for()
                page.mouse.move(5, 5)
                taken.append(folder / f"times-{look}.png")
                page.screenshot(path=taken[-1], animations="disabled")
        browser.close()
    return taken
