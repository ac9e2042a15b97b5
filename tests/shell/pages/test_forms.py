"""What the buttons do: an event for the desk, then on to what it made of it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import TryAgainLater
from bot.core.events import Event, ParentAgreed, PayAgainAsked
from bot.core.money import Money
from bot.core.orders import BOOKED, HELD, RELEASED
from tests.shell.pages.shelf import NOW, ORIGIN, STRIPE, Shelf, an_order, booked, browser, page

EXPIRED: dict[str, Any] = {"booking": RELEASED, "closed": "expired", "attempts": (page("expired"),)}
YES = {"name": "  Robin   de Vries ", "agree": "yes"}


def minor(**changes: Any) -> Any:
    """Asked for by somebody under eighteen."""
    return an_order(**{"minor": True, "attempts": ()} | changes)


async def test_pay_now_holds_the_time_again_and_leads_to_the_new_page() -> None:
    """POST, an event, and as soon as the new page is open the browser is sent on to it."""
    shelf = Shelf()
    shelf.put(an_order(**EXPIRED))

    def renew(_event: Event) -> None:
        attempts = (page("expired"), page("open", 2))
        shelf.put(an_order(booking=HELD, attempts=attempts, renewals=1))

    shelf.answers = renew
    async with browser(shelf) as client:
        assert 'action="/p/tok/pay"' in (await client.get("/p/tok")).text
        answer = await client.post("/p/tok/pay", headers={"Origin": ORIGIN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/p/tok")
        assert (await client.get("/p/tok")).headers["location"] == STRIPE
    [event] = shelf.events
    assert isinstance(event, PayAgainAsked)
    assert (event.order_id, event.talk) == ("order_tok", "1:2:src")


async def test_pressing_twice_is_one_wish() -> None:
    """The id is of the order's state, so the second press is the same event."""
    shelf = Shelf()
    shelf.put(an_order(**EXPIRED))
    async with browser(shelf) as client:
        first = await client.post("/p/tok/pay")
        await client.post("/p/tok/pay")
    assert len({event.id for event in shelf.events}) == 1
    assert first.headers["location"] == "/p/tok?asked=1"  # the desk did nothing with it: say so
    async with browser(shelf) as client:
        assert "Kijk in de chat" in (await client.get("/p/tok?asked=1")).text


@pytest.mark.parametrize("order", [an_order(), booked(), an_order(**EXPIRED | {"closed": "cancelled"})])
async def test_pay_now_means_nothing_elsewhere(order: Any) -> None:
    """Only where the button stands."""
    shelf = Shelf()
    shelf.put(order)
    async with browser(shelf) as client:
        assert (await client.post("/p/tok/pay")).status_code == 303
    assert shelf.events == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}, 303),
        ({}, 303),
    ],
)
async def test_forms_from_elsewhere_are_refused(headers: dict[str, str], status: int) -> None:
    """Another site cannot press our buttons."""
    shelf = Shelf()
    shelf.put(an_order(**EXPIRED))
    shelf.put(minor(id="order_kid", token="kid"))
    async with browser(shelf) as client:
        assert (await client.post("/p/tok/pay", headers=headers)).status_code == status
        assert (await client.post("/p/kid/agree", data=YES, headers=headers)).status_code == status
    assert len(shelf.events) == (0 if status == 403 else 2)


async def test_a_parent_sees_everything_before_agreeing() -> None:
    """Lesson, day, place, price, until when it is held and free to cancel; then name, tick, pay."""
    shelf = Shelf()
    shelf.put(minor(language="en"))
    async with browser(shelf) as client:
        text = (await client.get("/p/tok")).text
    for part in (
        "Tutoring", "Thursday 26 November", "16:00–17:00", "Online", "€60.00", "held until", "Free to cancel until",
        "I am the parent or guardian, 18 or older, and I agree", "Agree and pay €60.00", "iDEAL | Wero",
    ):  # fmt: skip
        assert part in text
    assert "learner" not in text


async def test_a_parents_yes_is_kept_and_leads_to_stripe() -> None:
    """The name, tidied, in the event; then the open page."""
    shelf = Shelf()
    shelf.put(minor())
    shelf.answers = lambda _event: void(shelf.put(minor(consent_at=NOW, attempts=(page(),))))
    async with browser(shelf) as client:
        answer = await client.post("/p/tok/agree", data=YES, headers={"Origin": ORIGIN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/p/tok")
        assert (await client.get("/p/tok")).status_code == 302
        await client.post("/p/tok/agree", data=YES)  # again: nothing more
    [event] = shelf.events
    assert isinstance(event, ParentAgreed)
    assert event.name == "Robin de Vries"


async def test_a_free_lesson_is_booked_by_the_yes() -> None:
    """A trial has nothing to pay: *Agree*, then the booked page."""
    shelf = Shelf()
    trial = minor(price=Money(0), flow="trial", language="en")
    shelf.put(trial)
    shelf.answers = lambda _event: void(shelf.put(replace(trial, consent_at=NOW, booking=BOOKED)))
    async with browser(shelf) as client:
        text = (await client.get("/p/tok")).text
        assert ">Agree</button>" in text
        assert "Wero" not in text
        assert (await client.post("/p/tok/agree", data=YES)).status_code == 303
        assert "Your lesson is booked" in (await client.get("/p/tok")).text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"name": "", "agree": "yes"}, ["Vul je naam in"]),
        ({"name": "  .", "agree": "yes"}, ["Vul je naam in"]),
        ({"name": "Robin"}, ["Zet het vinkje"]),
        ({}, ["Vul je naam in", "Zet het vinkje"]),
        ({"name": "x" * 9000, "agree": "yes"}, ["Vul je naam in"]),
    ],
)
async def test_what_is_missing_is_said(data: dict[str, str], says: list[str]) -> None:
    """The form again, with what was filled in and one sentence for each gap; nothing happened."""
    shelf = Shelf()
    shelf.put(minor())
    async with browser(shelf) as client:
        answer = await client.post("/p/tok/agree", data=data)
    assert answer.status_code == 422
    assert all(part in answer.text for part in says)
    assert shelf.events == []


async def test_a_name_cannot_become_markup() -> None:
    """Escaped where it is shown again."""
    shelf = Shelf()
    shelf.put(minor())
    async with browser(shelf) as client:
        answer = await client.post("/p/tok/agree", data={"name": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text


async def test_a_desk_that_cannot_save_says_so() -> None:
    """503 and a kind sentence; the student may press again."""
    shelf = Shelf(fails=TryAgainLater("slow"))
    shelf.put(an_order(**EXPIRED))
    async with browser(shelf) as client:
        answer = await client.post("/p/tok/pay")
    assert answer.status_code == 503
    assert "Even geduld" in answer.text


def void(_value: object) -> None:
    """Nothing."""
