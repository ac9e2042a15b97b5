"""The page itself: narrow and wide, by keyboard, live, and honest about what it is."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Running, looking, started
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser
NO_SIDEWAYS = "document.documentElement.scrollWidth <= innerWidth"
NAMELESS = """[...document.querySelectorAll('button, input, textarea, select, a')]
    .filter((each) => each.checkVisibility() && !(each.innerText || each.ariaLabel || each.labels?.length))
    .map((each) => each.outerHTML)"""


def test_nothing_is_wider_than_the_screen(chromium: Browser, rehearsal: Running) -> None:
    """From the narrowest phone to a desk, in every pane; and everything that can be pressed has a name."""
    with looking(chromium, rehearsal.url, 360, 800) as page:
        assert page.evaluate(NO_SIDEWAYS)
        Phone(page).begins("hoi", channel="Telegram")
        page.locator(".message.bot").first.wait_for()
        for width in (360, 390, 768, 1020, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for view in ("Staff", "Engine", "Student"):
                tab = page.get_by_role("tab", name=view, exact=True)
                if tab.is_visible():
                    tab.click()
                    expect(page.locator(f"#{view.lower()}")).to_be_visible()
                assert page.evaluate(NO_SIDEWAYS), f"{view} at {width}"
                assert page.evaluate(NAMELESS) == []


def test_the_tabs_are_walked_with_the_arrows(chromium: Browser, rehearsal: Running) -> None:
    with looking(chromium, rehearsal.url, 390, 844) as page:
        page.get_by_role("tab", name="Student").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name="Staff")).to_be_focused()
        expect(page.locator("#staff")).to_be_visible()
        expect(page.locator("#student")).to_be_hidden()


def test_two_students_side_by_side_do_not_change_places(page: Page) -> None:
    phone = Phone(page)
    phone.begins("hoi")
    phone.sees("digitale boekingshulp")
    page.get_by_role("button", name="Two phones side by side").click()
    expect(page.locator(".phone")).to_have_count(2)
    names = page.locator(".phone-title p").all_inner_texts()
    page.locator(".phone").last.get_by_label("Message", exact=True).click()
    expect(page.locator(".phone").last).to_have_class("phone looked-at")
    expect(page.locator(".phone-title p")).to_have_text(names)


def test_what_a_student_writes_is_never_markup(phone: Phone) -> None:
    phone.begins("<img src=x onerror=alert(1)><b>hoi</b>")
    expect(phone.page.locator(".message.student .text")).to_have_text("<img src=x onerror=alert(1)><b>hoi</b>")
    expect(phone.page.locator("#staff .says").first).to_have_text("<img src=x onerror=alert(1)><b>hoi</b>")
    expect(phone.page.locator("main img, main b")).to_have_count(0)


def test_another_window_sees_the_same_students(chromium: Browser, rehearsal: Running, phone: Phone) -> None:
    phone.begins("hoi")
    phone.sees("digitale boekingshulp")
    count = phone.page.locator(".pick").count()
    with looking(chromium, rehearsal.url, 1400, 900) as other:
        expect(other.locator(".pick")).to_have_count(count)


def test_it_ends_at_once_while_a_page_listens(chromium: Browser) -> None:
    """An open event stream does not hold the end up, and the page says that the rehearsal is gone."""
    context = chromium.new_context()
    page = context.new_page()
    with started() as running:
        page.goto(running.url)
        page.locator("#live.on").wait_for()
        assert running.ends() == 0
        expect(page.locator("#live")).to_have_text("the rehearsal is gone; waiting for it")
    context.close()
