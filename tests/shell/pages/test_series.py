"""The pages and the calendar file of a weekly series: every lesson of it, one sum."""

from dataclasses import replace
from datetime import timedelta

from icalendar import Calendar

from bot.core.money import Money
from bot.core.orders import RELEASED, Order
from tests.shell.pages.shelf import Shelf, an_order, booked, browser


def a_series(first: Order) -> list[Order]:
    """Four weeks, paid with the first."""
    first = replace(first, price=Money(24000), lent_cents=18000, others=("order_2", "order_3", "order_4"))
    later = replace(first, others=(), lent_cents=0, series=first.id, price=Money(0), credit_cents=6000, payments=())
    others = [
        replace(
            later,
            id=f"order_{n}",
            token=f"tok{n}",
            slot=replace(first.slot, start=first.slot.start + timedelta(weeks=n - 1)),
        )
        for n in (2, 3, 4)
    ]
    return [first, *others]


async def test_all_days_and_the_one_sum_are_named() -> None:
    """Also on the page a parent agrees on, with the rule for each of them."""
    for first in (booked(), an_order(minor=True)):
        shelf = Shelf()
        for one in a_series(first):
            shelf.put(one)
        async with browser(shelf) as client:
            page = (await client.get("/p/tok")).text
        assert "do 26 nov 16:00 · do 3 dec 16:00 · do 10 dec 16:00 · do 17 dec 16:00 (tijd in Amsterdam)" in page
        assert "voor 4 lessen" in page
        assert ("Elke les kun je tot 24 uur van tevoren gratis annuleren." in page) == first.minor


async def test_an_expired_series_is_not_held_again_without_a_word_in_the_chat() -> None:
    """Which of its lessons can still be had, only a new summary says."""
    shelf = Shelf()
    for one in a_series(an_order(booking=RELEASED, closed="expired")):
        shelf.put(one)
    async with browser(shelf) as client:
        for token in ("tok", "tok2"):
            assert "/pay" not in (await client.get(f"/p/{token}")).text


async def test_one_file_has_all_of_them() -> None:
    """Each under its own UID; one that was cancelled is taken away, one that was never booked is not there."""
    shelf, (first, second, third, fourth) = Shelf(), a_series(booked())
    off = replace(third, booking=RELEASED, closed="cancelled")
    never = replace(fourth, booking=RELEASED, closed="expired", booked_at=None)
    for one in (first, second, off, never):
        shelf.put(one)
    async with browser(shelf) as client:
        whole = Calendar.from_ical((await client.get("/p/tok/lesson.ics")).text)
        alone = Calendar.from_ical((await client.get("/p/tok2/lesson.ics")).text)
    events = whole.walk("VEVENT")
    assert [one.decoded("DTSTART") for one in events] == [one.slot.start for one in (first, second, third)]
    assert [str(one["STATUS"]) for one in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert len({str(one["UID"]) for one in events}) == 3
    assert [str(one["UID"]) for one in alone.walk("VEVENT")] == [str(events[1]["UID"])]
