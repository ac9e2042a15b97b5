"""Money that comes late, twice, slowly or not at all; held times and their end; the parent's page and the public pages."""

import re

import pytest

from tests.whole.desk_and_world import Chat, Whole, choices, texts
from tests.whole.ledger_of import Ledger


async def test_a_delayed_payment_keeps_the_time_until_the_money_is_there(whole: Whole, paying: Chat) -> None:
    """Processing, then paid; each has its sentence, its label and its note."""
    await whole.payer("pay_later")
    assert "onderweg" in texts(await paying.hears())
    assert "payment:processing" in (await paying.seen_by_staff())["labels"]
    await whole.passes(20 * 60)
    assert await paying.hears() == []
    await whole.payer("settle")
    assert "Geboekt!" in texts(await paying.hears())
    staff = await paying.seen_by_staff()
    assert sorted(staff["labels"]) == ["flow:regular", "payment:paid", "status:booked"]


async def test_a_delayed_payment_that_fails_brings_a_new_page_behind_the_same_link(whole: Whole, paying: Chat) -> None:
    """Nothing was charged, the time is held on."""
    link = paying.link
    await whole.payer("pay_later")
    await whole.payer("settle", succeeded=False)
    assert "niet gelukt" in texts(await paying.hears())
    assert (whole.pages, paying.link) == (["complete", "open"], link)
    await whole.payer("pay")
    assert "Geboekt!" in texts(await paying.hears())
    assert whole.charged == [6_000]


async def test_a_declined_card_is_told_and_the_same_page_still_works(whole: Whole, paying: Chat) -> None:
    """A hint, and the payment stays pending."""
    await whole.payer("decline")
    assert "geweigerd" in texts(await paying.hears())
    assert "payment:pending" in (await paying.seen_by_staff())["labels"]
    await whole.payer("pay", method="ideal")
    assert "Geboekt!" in texts(await paying.hears())


async def test_a_held_time_is_reminded_of_then_ends_on_stripes_word_and_can_be_had_again(
    whole: Whole, paying: Chat
) -> None:
    """Ten minutes before the end one reminder; then the page is expired and the time offered again."""
    await whole.passes(49)
    assert await paying.hears() == []
    await whole.passes(1.1)
    reminder = await paying.hears()
    assert (len(reminder), paying.link in texts(reminder)) == (1, True)
    await whole.passes(10)
    ended = await paying.hears()
    assert (whole.pages, choices(ended)) == (["expired"], ["again", "other", "stop"])
    staff = await paying.seen_by_staff()
    assert ("payment:expired" in staff["labels"], "weer vrij" in staff["notes"][-1]) == (True, True)
    link = paying.link
    again = await paying.taps("again")
    assert (paying.link, whole.pages) == (link, ["expired", "open"])
    assert "gereserveerd" in texts(again)
    await whole.payer("pay")
    assert "Geboekt!" in texts(await paying.hears())
    assert whole.charged == [6_000]


async def test_the_old_page_was_paid_in_the_moment_a_change_was_confirmed(whole: Whole, paying: Chat) -> None:
    """The old page cannot be expired, it is complete: that lesson is booked, no new page opens, one charge."""
    await paying.goes("tap change", "tap length", "tap 90")
    whole.world.stripe.knobs.webhooks.paused = True
    await whole.world.do("stripe/pay")
    told = texts(await paying.taps("pay"))
    assert ("Geboekt!" in told, "60 minuten" in told) == (True, True)
    await whole.world.do("world/stripe_knobs", webhooks={"paused": False})
    assert await paying.hears() == []
    assert (whole.pages, whole.charged) == (["complete"], [6_000])
    staff = await paying.seen_by_staff()
    assert (staff["custom_attributes"]["lesson_minutes"], "status:booked" in staff["labels"]) == (60, True)


async def test_two_payments_for_one_order_the_second_goes_back_by_itself(
    whole: Whole, paying: Chat, troubles: list[str]
) -> None:
    """A second payment of the same page (a bank that charged twice): one lesson, one refund, staff are told."""
    troubles += ["paid_twice"]
    await whole.payer("pay")
    await paying.hears()
    paid = next(iter(whole.world.stripe.tables.intents.values()))
    session = next(iter(whole.world.stripe.tables.sessions.values()))
    twin = paid | {"id": "pi_twin", "latest_charge": "ch_twin"}
    charge = next(iter(whole.world.stripe.tables.charges.values()))
    whole.world.stripe.tables.intents["pi_twin"] = twin
    whole.world.stripe.tables.charges["ch_twin"] = charge | {"id": "ch_twin", "payment_intent": "pi_twin"}
    await whole.payer("emit", type="checkout.session.completed", object=session | {"payment_intent": "pi_twin"})
    assert "dubbel betaald" in texts(await paying.hears())
    refunds = [(each["payment_intent"], each["amount"]) for each in whole.world.stripe.tables.refunds.values()]
    assert refunds == [("pi_twin", 6_000)]
    staff = await paying.seen_by_staff()
    assert ("payment:paid" in staff["labels"], "status:booked" in staff["labels"]) == (True, True)
    assert any("Dubbel betaald" in note for note in staff["notes"])


async def test_a_lost_webhook_is_found_out_when_the_page_is_expired(whole: Whole, paying: Chat) -> None:
    """“Cannot expire: complete” is a payment."""
    whole.world.stripe.knobs.webhooks.lose_next = 99
    await whole.payer("pay")
    assert await paying.hears() == []
    await whole.passes(61)
    assert "Geboekt!" in texts(await paying.hears())
    assert "status:booked" in (await paying.seen_by_staff())["labels"]


async def test_who_says_to_have_paid_is_believed_once_stripe_says_so(whole: Whole, paying: Chat) -> None:
    """The webhook was lost; a look at Stripe finds the payment at once."""
    whole.world.stripe.knobs.webhooks.lose_next = 99
    await whole.payer("pay")
    assert "Geboekt!" in texts(await paying.writes("ik heb betaald"))


async def test_without_stripes_word_a_held_time_is_not_given_away(
    whole: Whole, paying: Chat, troubles: list[str]
) -> None:
    """Paid while Stripe could not be reached any more: the hold stays, staff are told, and the payment is found."""
    troubles += ["hold_stuck"]
    whole.world.stripe.knobs.webhooks.lose_next = 99
    await whole.payer("pay")
    whole.world.stripe.knobs.down = "503"
    await whole.passes(61)
    await whole.passes(16)
    staff = await paying.seen_by_staff()
    assert "payment:pending" in staff["labels"], "released only on Stripe's word"
    assert "kon niet worden vrijgegeven" in staff["notes"][-1]
    whole.world.stripe.knobs.down = None
    await whole.settles(backoffs=True)
    assert "Geboekt!" in texts(await paying.hears())


@pytest.mark.parametrize(("language", "checking"), [("nl", "kijken of je betaling"), ("en", "checking your payment")])
async def test_the_public_page_shows_each_state_of_an_order(whole: Whole, language: str, checking: str) -> None:
    """Open: on to Stripe. Expired but free: pay now. Paid: day, time and calendar file. Never changed by looking."""
    chat = await whole.chat(language=language)
    await chat.goes("say hi" if language == "en" else "say hoi", "tap regular", "tap math", "tap 60")
    await chat.goes("tap 1", "tap adult", "tap pay")
    open_page = await whole.page(chat.link)
    assert (open_page.status_code, "/checkout/" in open_page.headers["location"]) == (302, True)
    assert open_page.headers["cache-control"] == "no-store"
    assert checking in (await whole.page(chat.link + "/thanks")).text.lower()
    await whole.passes(61)
    await chat.hears()
    expired = await whole.page(chat.link)
    assert (expired.status_code, f"{chat.link}/pay" in expired.text or 'action="' in expired.text) == (200, True)
    assert whole.pages == ["expired"], "looking changes nothing"
    await whole.browser.post(chat.link + "/pay", headers={"Origin": whole.url})
    await whole.settles()
    assert (await whole.page(chat.link)).status_code == 302
    await whole.payer("pay")
    paid = await whole.page(chat.link)
    assert (paid.status_code, "lesson.ics" in paid.text) == (200, True)
    lesson = await whole.page(chat.link + "/lesson.ics")
    assert (lesson.status_code, lesson.text.startswith("BEGIN:VCALENDAR")) == (200, True)
    assert "Noor de Vries" not in paid.text + lesson.text
    assert (await whole.page("/p/aaaaaaaaaaaaaaaaaaaa")).status_code == 404


async def test_a_parent_agrees_and_pays_for_a_minor(whole: Whole) -> None:
    """The link leads to our own page; its yes opens Stripe's, and the student hears of both."""
    chat = await whole.chat(language="nl")
    await chat.goes("say Bijles wiskunde, 60 minuten", "tap 1", "tap minor")
    asked = await chat.taps(choices(chat.said)[0])
    assert "ouder" in texts(asked)
    assert whole.pages == []
    page = await whole.page(chat.link)
    assert (page.status_code, "name=" in page.text) == (200, True)
    fields = {found: "yes" for found in re.findall(r'type="checkbox"[^>]*name="(\w+)"', page.text)} | {
        found: "yes" for found in re.findall(r'name="(\w+)"[^>]*type="checkbox"', page.text)
    }
    agreed = await whole.browser.post(
        chat.link + "/agree", data={"name": "Petra de Vries", **fields}, headers={"Origin": whole.url}
    )
    assert agreed.status_code in (302, 303), agreed.text[:2000]
    await whole.settles()
    assert whole.pages == ["open"]
    assert "akkoord" in texts(await chat.hears())
    staff = await chat.seen_by_staff()
    assert any("Petra de Vries" in note for note in staff["notes"])
    await whole.payer("pay")
    assert "Geboekt!" in texts(await chat.hears())
    assert "Petra" not in str(whole.world.stripe.tables.sessions)


async def test_the_page_of_a_replaced_and_of_a_cancelled_order_says_so_and_sells_nothing(
    whole: Whole, paying: Chat
) -> None:
    """The old link of a changed order, and the link of one that was stopped: a page, a way back to the chat, no page of Stripe's."""
    first = paying.link
    await paying.goes("tap change", "tap length", "tap 90", "tap pay")
    assert (paying.link != first, whole.pages) == (True, ["expired", "open"])
    await paying.taps("cancel")
    assert whole.pages == ["expired", "expired"]
    for link in (first, paying.link):
        page = await whole.page(link)
        assert (page.status_code, "location" in page.headers, 'action="' in page.text) == (200, False, False), page.text
        assert whole.desk.settings.business.chat_url in page.text
    assert Ledger(whole.desk.settings.database_url).claimed() == []
