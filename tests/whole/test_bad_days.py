"""Chatwoot or Stripe slow, refusing, broken or gone: the student hears a plain sentence, and all goes on by itself."""

from pathlib import Path

import pytest

from bot.rehearsal.gate import Trouble
from tests.whole.conftest import BOOK
from tests.whole.desk_and_world import Chat, Whole, choices, desk_and_world, sqlite, texts


@pytest.fixture
async def at_the_summary(whole: Whole) -> Chat:
    """A student who is about to ask for the link."""
    chat = await whole.chat(language="nl")
    await chat.goes(*BOOK)
    return chat


async def test_while_chatwoot_is_down_nothing_is_lost_and_afterwards_all_is_said_once(
    whole: Whole, paying: Chat
) -> None:
    """The payment is booked at once; message, note and labels follow as soon as Chatwoot answers."""
    whole.world.chatwoot.knobs.down = "503"
    await whole.world.do("stripe/pay")
    ledger = whole.world.stripe.tables
    await whole.until(lambda: all(each["pending_webhooks"] == 0 for each in ledger.events.values()))
    await whole.desk.engine.idle()
    orders = [await whole.desk.store.order_by_token(paying.link.rpartition("/")[2])]
    assert [order.booking for order in orders if order] == ["booked"]
    whole.world.chatwoot.knobs.down = None
    await whole.settles(backoffs=True)
    told = await paying.hears()
    assert texts(told).count("Geboekt!") == 1
    staff = await paying.seen_by_staff()
    assert (len(staff["notes"]), "payment:paid" in staff["labels"]) == (2, True)


@pytest.mark.parametrize("kind", ["429", "500", "503", "500_after", "drop", "drop_after"])
async def test_a_message_that_meets_trouble_on_its_way_is_said_once(whole: Whole, kind: str) -> None:
    """Refused before or after it was taken, or no answer at all: the message list is asked before it is sent again."""
    chat = await whole.chat(language="nl")
    whole.world.chatwoot.knobs.troubles = [_trouble(kind, "/messages")]
    await chat.student.writes("hoi")
    await whole.settles(backoffs=True)
    assert len(await chat.hears()) == 1
    assert whole.world.chatwoot.knobs.troubles == []


async def test_without_a_user_token_a_message_of_unknown_outcome_is_found_by_its_echo(
    tmp_path: Path, troubles: list[str]
) -> None:
    """Nobody can be asked, but Chatwoot told us of the message: it is not said again."""
    troubles += ["chatwoot_mirror_partial"]
    async with desk_and_world(sqlite(tmp_path), user_token=False) as whole:
        chat = await whole.chat(language="nl")
        whole.world.chatwoot.knobs.troubles = [_trouble("drop_after", "/messages")]
        await chat.student.writes("hoi")
        await whole.settles(backoffs=True)
        assert len(await chat.hears()) == 1


@pytest.mark.parametrize("kind", ["429", "500", "500_after", "503", "drop", "drop_after"])
async def test_a_page_whose_opening_meets_trouble_is_opened_once(
    whole: Whole, at_the_summary: Chat, kind: str, troubles: list[str]
) -> None:
    """The same key with the same parameters again: one page, one link. A 500 is kept under its key: the next attempt."""
    troubles += ["stripe_trouble"]
    whole.world.stripe.knobs.troubles = [_trouble(kind, "/checkout/sessions")]
    await at_the_summary.student.taps("pay")
    await whole.settles(backoffs=True)
    told = texts(await at_the_summary.hears())
    assert (told.count("/p/"), len(whole.pages)) == (1, 2 if kind == "500_after" else 1)
    await whole.payer("pay")
    assert "Geboekt!" in texts(await at_the_summary.hears())
    assert (whole.charged, whole.pages.count("complete")) == ([6_000], 1)


async def test_while_stripe_is_slow_the_conversation_goes_on(whole: Whole, at_the_summary: Chat) -> None:
    """The door and the talk do not wait for Stripe; the link comes when it comes."""
    whole.world.stripe.knobs.latency_s = 9  # one more, and the call would be given up
    await at_the_summary.student.taps("pay")
    await at_the_summary.student.writes("wat kost een les van 90 minuten?")
    await whole.until(lambda: any("90" in bubble for bubble in _phone(whole)))
    assert not any("/p/" in bubble for bubble in _phone(whole))
    whole.world.stripe.knobs.latency_s = 0
    await whole.settles()
    assert "/p/" in texts(await at_the_summary.hears())


async def test_stripe_cannot_be_reached_first_a_sentence_then_a_person_then_the_link_all_the_same(
    whole: Whole, at_the_summary: Chat, troubles: list[str]
) -> None:
    """Told once; after five minutes a person, with the other way to pay; the page opens when Stripe is back."""
    troubles += ["stripe_trouble", "TryAgainLater", "OutcomeUnknown"]
    whole.world.stripe.knobs.down = "refuse"
    await at_the_summary.taps("pay")
    await whole.until(lambda: any("werkt nu even niet" in bubble for bubble in _phone(whole)))
    assert "werkt nu even niet" in texts(await at_the_summary.hears())
    await whole.passes(2)
    assert await at_the_summary.hears() == []
    await whole.passes(4)
    told = texts(await at_the_summary.hears())
    assert "overmaken" in told
    staff = await at_the_summary.seen_by_staff()
    assert (staff["status"], "status:attention" in staff["labels"]) == ("open", True)
    assert any("al minuten geen betaalpagina" in note for note in staff["notes"])
    whole.world.stripe.knobs.down = None
    await whole.until(lambda: whole.pages)
    await whole.settles()
    assert "/p/" in texts(await at_the_summary.hears())
    await whole.payer("pay")
    assert "Geboekt!" in texts(await at_the_summary.hears())
    assert (whole.pages, whole.charged) == (["complete"], [6_000])


async def test_callbacks_that_come_twice_and_in_the_wrong_order_are_one_conversation(whole: Whole) -> None:
    """Every callback doubled, half of them late: each question is asked once."""
    await whole.world.do(
        "world/chatwoot_knobs", callbacks={"duplicate_rate": 1.0, "shuffle_rate": 0.5, "shuffle_up_to_s": 0.05}
    )
    await whole.world.do("world/stripe_knobs", webhooks={"copies": 3, "shuffle_rate": 0.5, "shuffle_up_to_s": 0.05})
    await whole.world.do("stripe/shuffle", on=True)
    chat = await whole.chat(language="nl")
    assert len(await chat.goes(BOOK[0])) == 1
    assert len(await chat.goes(BOOK[1])) == 1
    assert choices(await chat.goes(BOOK[2]))[0] == "pay"
    assert texts(await chat.taps("pay")).count("/p/") == 1
    await whole.payer("pay")
    assert texts(await chat.hears()).count("Geboekt!") == 1
    assert whole.charged == [6_000]


def _trouble(kind: str, path: str) -> Trouble:
    return Trouble(kind, path=path, method="POST")


def _phone(whole: Whole) -> list[str]:
    return [message.content or "" for message in whole.world.chatwoot.tables.messages.values()]
