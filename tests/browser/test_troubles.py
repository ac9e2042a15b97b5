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
        if page.get_by_role("button", name="All well again").is_visible():
            page.get_by_role("button", name="All well again").click()
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


def test_the_dashboard_refunds_and_the_chat_follows(phone: Phone) -> None:
    """A part first, then all; the label and the student hear of it."""
    has_a_link(phone)
    pays(phone)
    phone.sees("Booked")
    phone.trouble("The owner refunds €20")
    phone.sees(r"20\.00")
    phone.trouble("The owner refunds all")
    phone.shows_label("payment:refunded")


def test_a_dispute_is_for_the_team(phone: Phone) -> None:
    """Labelled while the bank has the money; paid again once it is won."""
    has_a_link(phone)
    pays(phone)
    phone.sees("Booked")
    phone.trouble("The bank takes the money back")
    phone.shows_label("payment:disputed")
    phone.trouble("The dispute is won")
    phone.shows_label("payment:paid")


def test_ideal_finished_on_another_phone_books(phone: Phone) -> None:
    """Nobody comes back to the success page."""
    has_a_link(phone)
    phone.trouble("iDEAL, finished on another phone")
    phone.sees("Booked")
    phone.shows_label("payment:paid")


def test_a_bank_that_answers_after_the_hour_was_given_away(chromium: Browser) -> None:
    """Paid late, and somebody else has the hour: the student chooses, and nobody says booked."""
    with started() as running, looking(chromium, running.url, 390, 844) as page:
        phone = Phone(page)
        has_a_link(phone)
        phone.trouble("At the bank, for a while")
        phone.trouble("1 second after")
        phone.trouble("Another student books the hour")
        phone.trouble("The bank says yes")
        phone.page.get_by_role("button", name="Close the drawer").click()
        phone.sees("given away")
        expect(phone.said.filter(has_text="Booked")).to_have_count(0)
