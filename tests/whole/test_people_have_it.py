"""Who has the conversation: take-over, give-back, a callback that failed, money that comes while a person talks."""

import pytest

from tests.whole.desk_and_world import Chat, Whole, choices, texts


async def test_a_reply_of_a_person_silences_the_desk_and_marking_as_pending_gives_it_back(
    whole: Whole, paying: Chat
) -> None:
    """The desk opens the conversation itself, says in a note how to give it back, and goes on where it was."""
    await whole.staff.replies(paying.conversation_id, "Ik kijk even mee")
    await paying.hears()
    staff = await paying.seen_by_staff()
    assert (staff["status"], len(staff["notes"])) == ("open", 2)
    assert "terug" in staff["notes"][-1]
    assert await paying.writes("kan ik ook bellen?") == [], "a person has it"
    await whole.staff.gives_back(paying.conversation_id)
    back = await paying.hears()
    assert choices(back) == ["link", "change", "cancel", "person"]
    assert (await paying.seen_by_staff())["status"] == "pending"


async def test_an_assignee_silences_the_desk_and_is_taken_off_when_it_is_given_back(whole: Whole, paying: Chat) -> None:
    """A leftover assignee would keep the desk silent for ever."""
    await whole.staff.assigns(paying.conversation_id)
    await paying.hears()
    assert await paying.writes("hallo?") == []
    await whole.staff.gives_back(paying.conversation_id)
    assert await paying.hears() != []
    staff = await paying.seen_by_staff()
    assert (staff["status"], staff["assignee"]) == ("pending", None)


async def test_who_asks_for_a_person_gets_one_and_may_go_on_meanwhile(whole: Whole, paying: Chat) -> None:
    """Labelled, noted, open; *go on booking* works until a person has written."""
    told = await paying.taps("person")
    staff = await paying.seen_by_staff()
    assert (staff["status"], "status:attention" in staff["labels"]) == ("open", True)
    assert "mens nodig" in staff["notes"][-1]
    await paying.taps(choices(told)[0])
    assert (await paying.seen_by_staff())["status"] == "pending"
    await paying.taps("person")
    await whole.staff.replies(paying.conversation_id, "Dag, met Sam")
    await whole.settles()
    assert await paying.writes("ok") == []


async def test_a_payment_while_a_person_has_it_books_all_the_same(whole: Whole, paying: Chat) -> None:
    """The student gets the bare fact in one plain message; everything else is a note."""
    await whole.staff.replies(paying.conversation_id, "Ik help je")
    await paying.hears()
    await whole.payer("pay")
    told = await paying.hears()
    assert (len(told), choices(told)) == (1, [])
    assert "Geboekt!" in texts(told)
    staff = await paying.seen_by_staff()
    assert (staff["status"], "status:booked" in staff["labels"]) == ("open", True)
    assert "Betaald" in staff["notes"][-1]


@pytest.mark.parametrize("step", ["tap math", "say wiskunde"])
async def test_what_a_failed_callback_kept_from_the_desk_is_answered_and_the_conversation_taken_back(
    whole: Whole, step: str
) -> None:
    """Chatwoot opens a conversation when the desk cannot be reached: undone once; a second such *open* is respected."""
    chat = await whole.chat(language="nl")
    await chat.goes("say hoi", "tap regular")
    whole.front.loses = 1
    assert choices(await chat.goes(step)) == ["60", "90"]
    assert (await chat.seen_by_staff())["status"] == "pending"
    whole.front.loses = 1
    assert await chat.taps("60") == []
    assert (await chat.seen_by_staff())["status"] == "open"


async def test_a_lost_echo_opens_the_conversation_too_and_nothing_is_said_of_it(whole: Whole) -> None:
    """Nothing of the student's was missed: the conversation is taken back in silence."""
    chat = await whole.chat(language="nl")
    await chat.writes("hoi")
    phone = len(await chat.student.phone())
    conversation = whole.world.chatwoot.tables.conversations[1, chat.conversation_id]
    echo = next(each for each in whole.world.chatwoot.callbacks.log if b"desk_delivery" in each.body)
    whole.world.chatwoot.handling.bot_failed(echo)
    assert conversation.status == "open"
    await whole.settles()
    assert (conversation.status, len(await chat.student.phone())) == ("pending", phone)
