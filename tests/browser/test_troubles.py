"""The drawer of troubles: what it promises to show is what happens."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Running, looking, started
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(chromium: Browser, rehearsal: Running) -> Iterator[Phone]:
    with looking(chromium, rehearsal.url, 1400, 900) as page:
        yield Phone(page)
        if page.get_by_role("button", name="All calm").is_visible():
            page.get_by_role("button", name="All calm").click()
            expect(page.locator("#troubles-on")).to_be_hidden()


def has_a_link(phone: Phone) -> None:
    """A student of their own with a held time and a page to pay on."""
    phone.begins("60 minutes of maths for myself, I am 25", language="English")
    phone.reaches("Pay", name="Robin Jansen")
    phone.taps("Pay")
    phone.sees("/p/")


def pays(phone: Phone) -> None:
    phone.opens_link().locator('[data-pays="card"]').click()


def test_every_webhook_twice_books_once(phone: Phone) -> None:
    has_a_link(phone)
    completed = phone.opens_list("Wire").get_by_text("checkout.session.completed", exact=True)
    before = completed.count()
    phone.trouble("Every webhook twice")
    expect(phone.page.locator("#troubles-on")).to_have_text("1")
    pays(phone)
    phone.sees("Booked")
    expect(phone.said.filter(has_text="Booked")).to_have_count(1)
    expect(completed).to_have_count(before + 2)


def test_while_chatwoot_is_down_answers_wait_and_then_go_out(phone: Phone) -> None:
    phone.trouble("Chatwoot is down")
    phone.begins("hoi")
    expect(phone.opens_list("Out").locator('[data-state="due"], [data-state="sending"]').first).to_be_visible()
    expect(phone.said).to_have_count(0)
    phone.trouble("Chatwoot is down")
    phone.sees("digitale boekingshulp")
    expect(phone.said).to_have_count(1)


def test_a_lost_webhook_is_made_good_at_the_deadline(chromium: Browser) -> None:
    """Time jumps, so it has a rehearsal of its own."""
    with started() as running, looking(chromium, running.url, 1400, 900) as page:
        phone = Phone(page)
        has_a_link(phone)
        phone.trouble("Every webhook lost")
        pays(phone)
        expect(phone.opens_list("Wire").locator('[data-state="lost"]').first).to_be_visible()
        expect(phone.said.filter(has_text="Booked")).to_have_count(0)
        phone.trouble("To the deadline of the held time")
        phone.sees("Booked")
        expect(page.locator("#jumped")).to_be_visible()
        phone.shows_label("payment:paid")


def test_delayed_money_arrives_later(phone: Phone) -> None:
    has_a_link(phone)
    phone.opens_link().get_by_role("button", name="Pay with a slow method").click()
    phone.shows_label("payment:processing")
    phone.trouble("The delayed money arrives")
    phone.sees("Booked")
    phone.shows_label("payment:paid")
