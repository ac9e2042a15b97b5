"""A person books through the page, in both languages, and the team takes over and gives back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone

pytestmark = pytest.mark.browser


def test_a_trial_is_booked_in_dutch(phone: Phone) -> None:
    """From one of the suggestions to *booked*, with what the team sees beside it."""
    phone.page.get_by_text("hoi", exact=True).click()
    phone.sees("digitale boekingshulp")
    phone.is_at(r"welcome\.menu")
    phone.taps("Gratis proefles")
    phone.taps("Wiskunde")
    phone.taps()
    phone.taps("18 of ouder")
    phone.writes("Sanne de Vries, 06 12345678")
    phone.is_at(r"trial\.confirm")
    phone.taps("Boek")
    phone.sees("Geboekt")
    phone.shows_label("flow:trial")
    phone.shows_label("status:booked")
    phone.is_at(r"booked\.")
    expect(phone.page.locator(".line.note", has_text="Sanne")).to_be_visible()
    expect(phone.opens_list("Orders").locator('[data-state="booked"]').first).to_be_visible()


def test_a_paid_lesson_is_booked_in_english(phone: Phone) -> None:
    """Declined once, then paid; the thank-you page and the chat both say so."""
    phone.begins("60 minutes of maths for myself, I am 25", language="English")
    phone.reaches("Pay", name="Robin Jansen")
    phone.taps("Pay €60.00")
    phone.sees("/p/")
    phone.shows_label("payment:pending")
    expect(phone.opens_list("Wake-ups").get_by_text("the deadline of the held time")).to_be_visible()

    checkout = phone.opens_link()
    expect(checkout.get_by_role("note")).to_contain_text("no money moves")
    expect(checkout.locator(".total")).to_have_text("€60.00")
    checkout.get_by_role("button", name="The card is declined").click()
    expect(checkout.get_by_role("alert")).to_contain_text("declined")
    checkout.get_by_text("iDEAL | Wero").click()
    checkout.get_by_role("button", name="Pay €60.00").click()
    expect(checkout.get_by_text("rehearsal", exact=False).first).to_be_visible()
    expect(checkout.get_by_role("heading", name=re.compile("Thank"))).to_be_visible()
    phone.page.get_by_role("button", name="Close", exact=True).click()

    phone.sees("Booked")
    phone.shows_label("payment:paid")
    phone.shows_label("status:booked")
    expect(phone.said.filter(has_text="Booked")).to_have_count(1)


def test_a_person_takes_over_and_gives_back(phone: Phone) -> None:
    """Taken over, the desk hears everything and says nothing; given back, it goes on."""
    phone.begins("hoi")
    phone.taps("Bijles")
    phone.sees("Waar gaat de les over")
    staff = phone.page.locator("#staff")
    staff.get_by_role("button", name="Take over").click()
    phone.has_status("open")
    expect(staff.locator('[data-assignee="Sam Staff"]')).to_be_visible()
    staff.get_by_label("Reply to the student").fill("Hoi, met Sam!")
    staff.get_by_label("Reply to the student").press("Enter")
    phone.sees("met Sam")
    said = phone.page.locator(".message.bot").count()
    phone.writes("fijn, dank je")
    expect(phone.opens_list("Decisions").get_by_text("fijn, dank je")).to_be_visible()
    expect(phone.page.locator(".message.bot")).to_have_count(said)
    staff.get_by_role("button", name="Private note").click()
    staff.get_by_label("Private note", exact=True).last.fill("Belt morgen terug")
    staff.get_by_label("Private note", exact=True).last.press("Enter")
    expect(staff.locator(".line.note", has_text="Belt morgen terug")).to_be_visible()
    staff.get_by_role("button", name="Give back").click()
    phone.has_status("pending")
    phone.sees("Ik ben er weer")
    phone.taps("Wiskunde")


def test_typed_numbers_work_where_there_are_no_buttons(phone: Phone) -> None:
    """SMS: numbered text, and a number is an answer."""
    phone.begins("hoi", channel="SMS")
    phone.sees("2. Bijles")
    expect(phone.page.locator(".choice")).to_have_count(0)
    phone.writes("2")
    phone.sees("Waar gaat de les over")
    phone.is_at(r"regular\.subject")


def test_a_whatsapp_list_opens_and_a_file_is_answered(phone: Phone) -> None:
    phone.begins("hoi", channel="WhatsApp")
    phone.page.get_by_role("button", name="Choose").click()
    phone.page.get_by_role("dialog", name="Choose").get_by_text("Ik heb een vraag").click()
    phone.is_at(r"questions\.")
    said = phone.said.count()
    phone.page.get_by_role("button", name="Send a pretend file").click()
    phone.page.get_by_text("A photo", exact=True).click()
    expect(phone.page.locator(".attachment.image")).to_be_visible()
    expect(phone.said).not_to_have_count(said)


def test_two_students_side_by_side_cannot_have_the_same_hour(phone: Phone) -> None:
    """One holds it and gets a link, the other is offered times that are still free."""
    page = phone.page
    for name in ("Robin Jansen", "Sanne Smit"):
        if page.get_by_role("button", name="New student").get_attribute("aria-pressed") == "false":
            page.get_by_role("button", name="New student").click()
        page.get_by_text("Who is it?").click()
        page.get_by_label("Name").fill(name)
        phone.begins("60 minutes of maths for myself, I am 25", language="English")
        phone.reaches("Pay", name=name)
    page.get_by_role("button", name="Two phones side by side").click()
    pay = page.locator(".message.fresh .choice", has_text="Pay")
    expect(pay).to_have_count(2)
    pay.evaluate_all("(buttons) => buttons.forEach((each) => each.click())")
    expect(page.locator(".message.bot a[href*='/p/']")).to_have_count(1)
    expect(page.locator(".message.bot", has_text="no longer free")).to_have_count(1)
