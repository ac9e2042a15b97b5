"""The agenda in a real browser: opened from the rehearsal's page, counting down, on a phone, without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Running, looking
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser
NO_SIDEWAYS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def link(page: Page) -> str:
    """The agenda's address with its token, after a student has taken a time that waits for its money."""
    phone = Phone(page)
    phone.begins("60 minutes of maths for myself, I am 25", language="English")
    phone.reaches("Pay", name="Robin Jansen")
    phone.taps("Pay")
    phone.sees("/p/")
    return str(page.get_by_role("link", name="Agenda").get_attribute("href"))


def test_the_rehearsals_page_opens_it(page: Page, link: str) -> None:
    """The token is gone from the address at once; what is held counts down; a tutor reads who it is."""
    del link
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Agenda").click()
    agenda = opened.value
    expect(agenda.get_by_role("heading", level=1)).to_contain_text("Agenda")
    assert "token" not in agenda.url
    assert len(agenda.get_by_role("heading", level=2).all()) == 7
    row = agenda.get_by_role("row").filter(has=agenda.locator("[data-until]")).last
    expect(row.locator(".word")).to_have_text("wacht op betaling")
    left = row.locator("[data-until]")
    expect(left).to_have_text(re.compile(r"nog \d+:\d\d"))
    said = left.inner_text()
    expect(left).not_to_have_text(said)
    expect(agenda.get_by_role("navigation", name="Andere dagen")).to_be_visible()
    agenda.get_by_role("link", name="Dag", exact=True).click()
    expect(agenda.get_by_role("heading", level=2)).to_have_count(1)
    agenda.close()


def test_it_fits_a_phone_and_needs_no_scripts(chromium: Browser, rehearsal: Running, link: str) -> None:
    """From 320 pixels on, with names for everything, tables a screen reader still knows as tables."""
    context = chromium.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(rehearsal.url + link)
    tab.get_by_role("table").first.wait_for()
    for width in (320, 390, 768, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate(NO_SIDEWAYS), width
        expect(tab.get_by_role("columnheader").first).to_be_attached()
        expect(tab.get_by_role("rowheader").first).to_be_visible()
    expect(tab.get_by_text(re.compile(r"nog \d+:\d\d")).first).to_be_visible()
    context.close()


def test_a_link_from_another_site_opens_it_for_who_is_in(chromium: Browser, rehearsal: Running, link: str) -> None:
    """The strict cookie is not sent with the first step from elsewhere, and is with the page's own."""
    with looking(chromium, rehearsal.url, 1280, 800) as page:
        page.goto(rehearsal.url + link)
        page.get_by_role("table").first.wait_for()
        page.goto(f"data:text/html,<a href='{rehearsal.url}/agenda'>agenda</a>")
        page.get_by_role("link", name="agenda").click()
        page.get_by_role("table").first.wait_for()


def test_whoever_has_no_token_sees_nothing(chromium: Browser, rehearsal: Running) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    answer = tab.goto(f"{rehearsal.url}/agenda")
    assert answer is not None
    assert answer.status == 401
    expect(tab.get_by_role("table")).to_have_count(0)
    context.close()
