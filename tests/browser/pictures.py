"""Takes pictures: of the rehearsal for the README, of the public pages in every state, of the agenda and the list of times.

`python -m tests.browser.pictures` writes docs/images; with `--pages DIR` or `--agenda DIR` it writes DIR.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.agenda_pages import take_agenda
from tests.browser.chromium import ARGUMENTS, browser_path
from tests.browser.conftest import ROOT, looking, started
from tests.browser.phone import Phone
from tests.browser.public_pages import take
from tests.browser.times_pages import take_times

IMAGES = ROOT / "docs" / "images"
LARGEST_BYTES = 200_000


def main() -> None:
    """What the options ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures", description=__doc__)
    parser.add_argument("--pages", type=Path, metavar="DIR", help="the public pages, in every state, into this folder")
    parser.add_argument("--agenda", type=Path, metavar="DIR", help="the agenda and the list of times, into this folder")
    asked = parser.parse_args()
    if asked.pages:
        sys.stdout.write(f"{len(asyncio.run(take(asked.pages)))} pictures in {asked.pages}\n")
    if asked.agenda:
        taken = [*asyncio.run(take_agenda(asked.agenda)), *take_times(asked.agenda)]
        sys.stdout.write(f"{len(taken)} pictures in {asked.agenda}\n")
    if not asked.pages and not asked.agenda:
        take_readme()


def take_readme() -> None:
    """A lesson is booked and paid on the wide page; its Checkout is looked at as on a phone."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with started() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        with looking(browser, running.url, 1400, 900) as page:
            phone = Phone(page)
            page.get_by_text("Who is it?").click()
            page.get_by_label("Name").fill("Robin Jansen")
            phone.begins("Hi, I am 25 and need 60 minutes of maths on Thursday at 5 pm", language="English")
            phone.reaches("Pay", name="Robin Jansen")
            phone.taps("Pay")
            phone.sees("/p/")
            address = page.locator(".message.bot a[href*='/p/']").last.get_attribute("href")
            checkout = browser.new_page(viewport={"width": 390, "height": 844})
            checkout.goto(str(address))
            checkout.locator(".pay:visible").wait_for()
            checkout.screenshot(path=IMAGES / "checkout-phone.png")
            checkout.locator('[data-pays="card"]').click()
            phone.sees("Booked")
            phone.shows_label("payment:paid")
            page.mouse.move(700, 5)
            page.screenshot(path=IMAGES / "chat-wide.png", animations="disabled")
        browser.close()
    for image in IMAGES.glob("*.png"):
        size = image.stat().st_size
        sys.stdout.write(f"{image.relative_to(ROOT)}  {size:,} bytes\n")
        if size > LARGEST_BYTES:
            sys.stdout.write(f"  more than {LARGEST_BYTES:,}: give it a palette (pngquant) before committing\n")


if __name__ == "__main__":
    main()
