"""Every state of an order has its page; looking at it changes nothing."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.core.orders import Payment
from bot.shell.pages import endpoints
from tests.shell.pages.shelf import NOW, STRIPE, Shelf, an_order, booked, browser, page
from tests.shell.pages.states import MOVED_PAID, RELEASED_UNPAID, STATES


def checked(answer: httpx.Response) -> str:
    """The text of a page, once everything every page promises has been looked at."""
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    text = answer.text
    assert "learner" not in text.lower()
    assert "<script>" not in text
    assert "style=" not in text
    assert "http://" not in text
    assert not re.search(r"(src|action)=\"(?!/)", text)
    assert 'href="https://example.org/"' in text  # the way back to the chat
    return text


@pytest.mark.parametrize(("changes", "free", "says"), STATES)
async def test_each_state_has_its_page(changes: dict[str, Any], free: bool, says: str) -> None:
    """In the order's language, with a way back, whatever the state; HEAD is as harmless as GET."""
    shelf = Shelf(free=free)
    order = shelf.put(an_order(**changes))
    async with browser(shelf) as client:
        answer = await client.get("/p/tok")
        assert answer.status_code == 200
        text = checked(answer)
        assert says in text
        assert '<html lang="nl">' in text
        assert (await client.head("/p/tok")).status_code == 200
        assert (await client.get("/p/tok/")).status_code == 200
    assert shelf.orders[order.id] is order
    assert shelf.events == []


@pytest.mark.parametrize(
    ("language", "zone", "place", "says"),
    [
        ("en", "America/New_York", "online", ("10:00–11:00 (New York time; 16:00 in Amsterdam)",)),
        ("nl", "America/New_York", "online", ("10:00–11:00 (tijd in New York; 16:00 in Amsterdam)",)),
        ("en", "America/New_York", "in_person", ("16:00–17:00 (Amsterdam time)",)),
        (
            "en",
            "Pacific/Auckland",
            "online",
            ("Friday 27 November", "04:00–05:00 (Auckland time; Thu 26 Nov 16:00 in Amsterdam)"),
        ),
        ("en", "Europe/Berlin", "online", ("16:00–17:00 (Amsterdam time)",)),
        ("en", "Mars/Olympus", "online", ("16:00–17:00 (Amsterdam time)",)),
    ],
)
async def test_a_student_elsewhere_reads_their_own_clock(language: str, zone: str, place: str, says: Any) -> None:
    """With the business's beside it; a lesson they come to is by the clock there."""
    shelf = Shelf()
    order = booked()
    shelf.put(replace(order, language=language, zone=zone, slot=replace(order.slot, place=place)))
    async with browser(shelf) as client:
        text = checked(await client.get("/p/tok"))
    assert all(one in text for one in says), text


@pytest.mark.parametrize(("place", "says"), [("online", "07:42"), ("in_person", "13:42 (Amsterdam time)")])
async def test_until_when_it_is_held_for_a_student_elsewhere(place: str, says: str) -> None:
    """By their own clock, or with the city whose clock it is."""
    shelf = Shelf()
    order = an_order(language="en", zone="America/New_York")
    shelf.put(replace(order, slot=replace(order.slot, place=place)))
    async with browser(shelf) as client:
        assert f"Mon 23 Nov {says}." in checked(await client.get("/p/tok/back"))


async def test_an_open_page_is_gone_to_at_once() -> None:
    """302 to Stripe, fragment included, never cached; a page past its time is not."""
    shelf = Shelf()
    shelf.put(an_order())
    async with browser(shelf) as client:
        for method in ("GET", "HEAD"):
            answer = await client.request(method, "/p/tok")
            assert (answer.status_code, answer.headers["location"]) == (302, STRIPE)
            assert answer.headers["cache-control"] == "no-store"
    async with browser(shelf, now=NOW + timedelta(minutes=66)) as client:
        assert (await client.get("/p/tok")).status_code == 200


async def test_a_booked_lesson_tells_day_time_place_and_gives_the_file() -> None:
    """Local time, the zone named, the address; no name of anybody."""
    shelf = Shelf()
    shelf.put(booked(language="en"))
    async with browser(shelf) as client:
        text = checked(await client.get("/p/tok"))
    for part in ("Your lesson is booked", "Thursday 26 November", "16:00–17:00 (Amsterdam time)", "Online", "€60.00"):
        assert part in text
    assert 'href="/p/tok/lesson.ics"' in text
    assert 'href="https://meet.example.org/noor"' in text


async def test_the_line_to_meet_is_for_booked_lessons() -> None:
    """A link that was only looked at gives no way into somebody's lesson."""
    shelf = Shelf()
    shelf.put(an_order(**RELEASED_UNPAID))
    async with browser(shelf) as client:
        text = (await client.get("/p/tok")).text
    assert "Online" in text
    assert "meet.example.org" not in text


async def test_the_way_back_from_stripe_never_says_failed() -> None:
    """Checking, and looking again by itself with and without scripts, until the money is known."""
    shelf = Shelf()
    for order in (an_order(), an_order(attempts=(page("expired"),)), an_order(**RELEASED_UNPAID)):
        shelf.put(order)
        async with browser(shelf) as client:
            text = checked(await client.get("/p/tok/thanks?looks=2"))
        assert "We kijken of je betaling binnen is" in text
        assert '<noscript><meta http-equiv="refresh" content="2;url=/p/tok/thanks?looks=3"></noscript>' in text
        assert "pages.js" in text
    shelf.put(booked())
    async with browser(shelf) as client:
        text = checked(await client.get("/p/tok/thanks"))
    assert "Dank je wel!" in text
    assert "refresh" not in text


async def test_money_that_is_known_a_moment_later_is_thanked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page waits a moment for the turn behind the webhook."""
    monkeypatch.setattr(endpoints, "THANKS_SECONDS", 60)  # a busy machine's moment
    shelf = Shelf()
    shelf.put(an_order(language="en"))
    async with browser(shelf) as client:
        asking = asyncio.create_task(client.get("/p/tok/thanks"))
        await asyncio.sleep(0.05)
        shelf.put(booked(language="en"))
        assert "Thank you!" in (await asking).text


async def test_leaving_stripe_changes_nothing() -> None:
    """Nothing charged, held until, and the way to pay after all."""
    shelf = Shelf()
    shelf.put(an_order())
    async with browser(shelf) as client:
        text = checked(await client.get("/p/tok/back"))
        assert "Nog niet betaald" in text
        assert "13:42" in text
        assert 'href="/p/tok"' in text
        assert "iDEAL | Wero" in text
        shelf.put(booked())
        assert "Je les is geboekt" in (await client.get("/p/tok/back")).text
    assert shelf.events == []


async def test_a_replaced_order_leads_to_the_newer_one() -> None:
    """One tap to the page that counts."""
    shelf = Shelf()
    shelf.put(an_order(**RELEASED_UNPAID | {"closed": "replaced", "replaced_by": "order_new"}))
    shelf.put(an_order(id="order_new", token="new"))
    async with browser(shelf) as client:
        assert 'href="/p/new"' in (await client.get("/p/tok")).text


async def test_a_lesson_moved_for_a_higher_price_leads_to_where_it_is_now() -> None:
    """Its money counts there: nothing here says that nothing was charged, or asks for it again."""
    shelf = Shelf()
    shelf.put(an_order(**MOVED_PAID | {"replaced_by": "order_new", "language": "en"}))
    shelf.put(booked(id="order_new", token="new"))
    async with browser(shelf) as client:
        text = checked(await client.get("/p/tok"))
        assert "Your payment counts for the new time." in text
        assert 'href="/p/new"' in text
        assert "Nothing has been charged" not in text
        assert "/p/tok/pay" not in text
        assert "This lesson was moved" in (await client.get("/p/tok/thanks")).text


async def test_a_tab_left_open_on_the_way_back_from_stripe_does_not_check_for_ever() -> None:
    """The lesson was cancelled too late for a refund: its money is known."""
    shelf = Shelf()
    shelf.put(an_order(**MOVED_PAID | {"closed": "cancelled", "withheld_cents": 6000}))
    async with browser(shelf) as client:
        text = checked(await client.get("/p/tok/thanks"))
    assert "Deze les is geannuleerd" in text
    assert "refresh" not in text


async def test_an_unknown_link_is_told_in_both_languages() -> None:
    """404, and nothing about what exists."""
    async with browser(Shelf()) as client:
        for path in ("/p/none", "/p/none/thanks", "/p/none/back", "/p/none/lesson.ics", "/assets/none.css"):
            answer = await client.get(path)
            assert answer.status_code == 404
            assert "Deze link kennen we niet" in answer.text
            assert "We do not know this link" in answer.text
        assert (await client.post("/p/none/pay")).status_code == 404


async def test_a_language_we_do_not_speak_gets_the_base() -> None:
    """Rather Dutch than nothing."""
    shelf = Shelf()
    shelf.put(booked(language="fr"))
    async with browser(shelf) as client:
        assert "Je les is geboekt" in (await client.get("/p/tok")).text


async def test_a_rehearsal_says_so_on_every_page() -> None:
    """Nobody shall take it for real."""
    shelf = Shelf()
    shelf.put(booked())
    async with browser(shelf, rehearsal=True) as client:
        for path in ("/p/tok", "/p/tok/thanks", "/p/none"):
            assert "Dit is een oefening" in (await client.get(path)).text
    async with browser(shelf) as client:
        assert "oefening" not in (await client.get("/p/tok")).text


async def test_style_and_script_are_served() -> None:
    """From here, and nothing in them from elsewhere."""
    async with browser(Shelf()) as client:
        style, script = await client.get("/assets/pages.css"), await client.get("/assets/pages.js")
    assert style.headers["content-type"].startswith("text/css")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "prefers-color-scheme: dark" in style.text
    assert "http" not in style.text + script.text


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_no_page_lacks_a_sentence(language: str) -> None:
    """Every state, every place, in every language: a missing value would be a FlowMistake."""
    shelf = Shelf()
    async with browser(shelf) as client:
        for changes, free, _ in STATES:
            shelf.free = free
            shelf.put(an_order(**changes, language=language))
            for tail in ("", "/thanks", "/back", "?asked=1"):
                assert (await client.get(f"/p/tok{tail}")).status_code == 200


async def test_a_calendar_file_is_offered_for_lessons_to_come_only() -> None:
    """Not for one that has been, and not while its money is a matter for people."""
    shelf = Shelf()
    async with browser(shelf) as client:
        for changes, _, says in STATES:
            shelf.put(an_order(**changes))
            text = (await client.get("/p/tok")).text
            assert ("lesson.ics" in text) is (" is geboekt" in text), says


async def test_checking_that_takes_long_says_not_to_pay_again() -> None:
    """After a minute or so; still never "failed"."""
    shelf = Shelf()
    shelf.put(an_order(language="en"))
    async with browser(shelf) as client:
        assert "do not have to pay again" not in (await client.get("/p/tok/thanks?looks=14")).text
        text = (await client.get("/p/tok/thanks?looks=15")).text
    assert "Checking your payment" in text
    assert "do not have to pay again" in text


async def test_a_delayed_payment_that_failed_for_good_is_not_checked_for_ever() -> None:
    """Even the success page offers the way on, once that is the last word."""
    shelf = Shelf()
    shelf.put(an_order(attempts=(page("complete"),), payments=(Payment("pi_1", "failed", stage="failed"),)))
    async with browser(shelf) as client:
        assert 'action="/p/tok/pay"' in (await client.get("/p/tok/thanks")).text


async def test_a_store_that_cannot_be_read_gets_a_page_for_people() -> None:
    """503 in every language, to be asked again; never a bare error, never "failed"."""
    shelf = Shelf()
    shelf.put(booked())
    shelf.reads = OperationalError("select", {}, Exception("disk I/O error"))
    async with browser(shelf) as client:
        for path in ("/p/tok", "/p/tok/thanks", "/p/tok/lesson.ics"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
            assert "We kunnen nu even niet kijken" in answer.text
            assert "a payment you made is never lost" in answer.text
            assert "disk" not in answer.text
        assert (await client.post("/p/tok/pay")).status_code == 503


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_every_page_is_one_document_for_a_screen_reader(language: str) -> None:
    """Its language, one main part, one first heading, and a label for whatever can be filled in."""
    shelf = Shelf()
    async with browser(shelf) as client:
        for changes, free, says in STATES:
            shelf.free = free
            shelf.put(an_order(**changes, language=language))
            text = (await client.get("/p/tok")).text
            assert text.count("<h1>") == text.count("<main>") == 1, says
            assert f'<html lang="{language}">' in text
            assert text.count("<label") == text.count("<input")
        assert (await client.get("/p/none")).text.count("<h1>") == 1
