"""Conversations that Chatwoot deleted, or whose contact it merged, while a payment was on its way: nobody told the desk."""

import re
from io import StringIO

import pytest

from tests.whole.desk_and_world import Chat, Whole, texts

SAID = ["delivery Say", "delivery NoteForStaff", "delivery Mirror", "alert delivery_dead", "alert student_not_told"]
"""What the log says of a conversation that is not there."""


@pytest.fixture
def troubles() -> list[str]:
    """Every test here meets a conversation that is gone."""
    return ["needs_attention", *SAID]


def delete(whole: Whole, chat: Chat, conversation_id: int) -> None:
    """An administrator deletes the conversation; the contact stays. Bots hear nothing: Chatwoot has no event for it."""
    chat.said = []  # a phone shows no messages of a conversation that is gone
    tables = whole.world.chatwoot.tables
    conversation = tables.conversations.pop((1, conversation_id))
    for message in conversation.messages:
        tables.messages.pop(message.id)
    for found in tables.by_contact_inbox.values():
        found[:] = [each for each in found if each is not conversation]


async def pays(whole: Whole) -> None:
    """Somebody pays; everything that follows ends, one way or the other."""
    await whole.world.do("stripe/pay")
    await whole.settles()


async def test_the_money_is_booked_although_the_conversation_is_gone(whole: Whole, paying: Chat, log: StringIO) -> None:
    """Deleted between link and payment: the lesson is booked, its page says so, and the owner hears once that the student was not told."""
    link = paying.link
    delete(whole, paying, paying.conversation_id)
    await pays(whole)
    page = await whole.page(link)
    assert (whole.charged, page.status_code, "lesson.ics" in page.text) == ([6_000], 200, True)
    told = re.findall(r"alert student_not_told: conversation (\d+) is gone", log.getvalue())
    assert told == [str(paying.conversation_id)]


async def test_the_student_hears_it_in_the_next_conversation(whole: Whole, paying: Chat) -> None:
    """They write again, which opens a new conversation: the first message says what is booked, with the calendar file."""
    link, first = paying.link, paying.conversation_id
    delete(whole, paying, first)
    await pays(whole)
    new = await paying.writes("hoi")
    assert paying.conversation_id != first
    assert "Je les is geboekt" in texts(new)
    assert f"{link}/lesson.ics" in texts(new)
    staff = await paying.seen_by_staff()
    assert {"payment:paid", "status:booked"} <= set(staff["labels"])
    again = await paying.writes("hoi")
    assert "Je les is geboekt" not in texts(again), "once is enough"


async def test_a_person_of_the_team_reads_it_where_they_can(whole: Whole, paying: Chat) -> None:
    """The newest conversation is gone, the one where the order began is not: the note stands there, and calls somebody."""
    began = paying.conversation_id
    await whole.staff.resolves(began)
    await paying.student.opens_new()
    await paying.writes("hoi, ik ben er weer")
    delete(whole, paying, paying.conversation_id)
    await pays(whole)
    staff = await whole.staff.sees(began)
    assert any("verwijderd" in note for note in staff["notes"])
    assert any(note.startswith("Betaald en geboekt") for note in staff["notes"])


async def test_a_deleted_old_conversation_disturbs_nothing(whole: Whole, paying: Chat) -> None:
    """The conversation where the order began is deleted, the student is in another: told there, noted there."""
    began = paying.conversation_id
    await whole.staff.resolves(began)
    await paying.student.opens_new()
    await paying.writes("hoi, ik ben er weer")
    delete(whole, paying, began)
    await pays(whole)
    assert "Geboekt!" in texts(await paying.hears())
    staff = await paying.seen_by_staff()
    assert any(note.startswith("Betaald en geboekt") for note in staff["notes"])


async def test_a_merged_contact_is_told_as_if_nothing_had_happened(whole: Whole, paying: Chat) -> None:
    """The contact of the conversation became another one: message, note, labels, and the attributes on the contact that is there."""
    other = await whole.chat(language="nl")
    await other.writes("hoi")
    await whole.world.do(
        "chatwoot/staff/merges_contact",
        conversation_id=paying.conversation_id,
        into_conversation_id=other.conversation_id,
    )
    await pays(whole)
    assert "Geboekt!" in texts(await paying.hears())
    staff = await paying.seen_by_staff()
    assert "status:booked" in staff["labels"]
    assert staff["contact"]["custom_attributes"]["has_paid_lesson"] is True


async def test_a_deleted_contact_takes_no_money_with_it(whole: Whole, paying: Chat) -> None:
    """The contact was deleted with all its conversations (a request to be forgotten): the lesson is booked all the same."""
    await whole.world.do("chatwoot/staff/deletes_contact", conversation_id=paying.conversation_id)
    await pays(whole)
    page = await whole.page(paying.link)
    assert (whole.charged, "lesson.ics" in page.text) == ([6_000], True)
