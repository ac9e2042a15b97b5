"""Who is talking: names that are names, languages that were told, what an earlier system left; and old news of who has it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import effects as x
from bot.core import events as e
from bot.core.acquaint import real_name
from tests.flows.meeting import waiting_to_pay
from tests.flows.script import Script
from tests.flows.stage import Stage


@pytest.mark.parametrize("name", ["Noor", "Anne-Marie de Wit", "Özlem", "J. Bakker", "O'Neill"])
def test_a_persons_name_is_used(name: str) -> None:
    """A profile name without digits is how the student is greeted."""
    assert real_name(f" {name} ") == name


@pytest.mark.parametrize(
    "name", ["wispy-sun-423", "wispy-sun", "+31612345678", "User 12", "Visitor", "noor@example.org", "", "😀"]
)
def test_what_is_no_name_is_not_used(name: str) -> None:
    """Generated names, numbers and addresses are nobody's name."""
    assert real_name(name) == ""


@pytest.mark.parametrize(
    ("text", "browser", "attributes", "language", "by"),
    [
        ("hi", "", {}, "nl", "default"),
        ("hi", "en-GB", {}, "en", "browser"),
        ("hi", "fr", {}, "nl", "default"),
        ("I would like a lesson", "nl", {}, "en", "words"),
        ("ik wil graag bijles", "en", {}, "nl", "words"),
        ("ik wil graag bijles", "en", {"language": "en"}, "en", "contact"),
        ("bijles please", "", {}, "nl", "default"),
        ("🇬🇧", "nl", {}, "en", "chosen"),
    ],
)
def test_the_language_by_contact_words_browser_default(
    text: str, browser: str, attributes: dict[str, str], language: str, by: str
) -> None:
    """By contact, clear words, browser, default; the student's own choice goes before all."""
    s = Stage(browser=browser, attributes=attributes)
    s.writes(text)
    assert (s.talk.student.language, s.talk.student.language_by) == (language, by)


def test_a_language_nobody_told_is_not_shown_as_the_contacts() -> None:
    """Only the default decided: the contact's `language` stays empty, or it would pass for their own next time."""
    s = Stage(browser="")
    s.writes("hi")
    s.taps(s.offered[1], s.talk.conversation.offered.id if s.talk.conversation.offered else "")
    mirrors = [one for one in s.done if isinstance(one, x.Mirror)]
    assert mirrors
    assert all("language" not in one.contact_attributes for one in mirrors)


def test_a_merged_contact_does_not_lend_its_name() -> None:
    """On a website anybody may claim any contact: a name that turns up later is not used, unless its bearer is proven."""
    s = Stage(name="wispy-sun-423")
    s.writes("hoi")
    s.name = "Somebody Else"
    s.writes("hoi")
    assert s.talk.student.name == ""
    s.happens(e.StudentWrote(id="proven", talk=s.talk.id, seen=replace(s.snapshot(), hmac_verified=True), text="hoi"))
    assert s.talk.student.name == "Somebody Else"


def test_what_an_earlier_system_left_is_read_once() -> None:
    """A trial had before is not offered again; a payment before means the shorter notice; the level is the audience."""
    left = {
        "has_paid_lesson": True,
        "trial_lesson_completed": "true",
        "school_level": "havo",
        "customer_since": "2024-09-01",
        "segment": "premium",
    }
    s = Script("nl", name="Noor de Vries", attributes=left)
    s.says("hoi")
    assert "trial" not in [one.value for one in s.offered]
    s.chooses("regular", "math", "60")
    assert s.offered[0].value == "20261123T1500"  # six hours ahead, not twelve
    s.chooses_nth(1)
    s.chooses("adult", "pay")
    assert s.order.audience == "havo"
    s.pays()
    mirror = [one for one in s.done if isinstance(one, x.Mirror)][-1]
    assert "segment" not in mirror.contact_attributes  # staff's own value is kept
    assert "customer_since" not in mirror.contact_attributes
    assert s.talk.conversation.step == "booked.goals"  # the level is known


def test_the_segment_follows_the_latest_booking() -> None:
    """`urgent` when the latest booking is, else `standard`."""
    s = Script("nl", name="Noor de Vries")
    s.says("spoed, scheikunde, voor mezelf")
    s.chooses_nth(1)
    s.chooses("pay")
    s.pays()
    assert [one for one in s.done if isinstance(one, x.Mirror)][-1].contact_attributes["segment"] == "urgent"
    s.chooses("skip", "skip")
    s.says("bijles scheikunde")
    s.chooses("60")
    s.chooses_nth(1)
    s.chooses("pay")
    s.pays()
    assert [one for one in s.done if isinstance(one, x.Mirror)][-1].contact_attributes["segment"] == "standard"


def test_an_older_snapshot_overrides_nothing() -> None:
    """Chatwoot's callbacks may arrive in the wrong order: what is older than what is known changes nothing."""
    s = waiting_to_pay("nl")
    old = replace(s.snapshot(), updated_at=1.0, status="open", assignee="user")
    s.happens(e.ConversationChanged(id="old", talk=s.talk.id, seen=old))
    assert (s.talk.conversation.status, s.talk.conversation.assignee) == ("pending", "")


def test_a_snapshot_from_before_our_own_handover_is_no_give_back() -> None:
    """The student wrote before *open* arrived there: their message still shows *pending*; that is not staff giving back."""
    s = waiting_to_pay("nl")
    s.chooses("person")
    s.status = "pending"
    before = len(s.said)
    s.says("hallo?")
    assert (s.talk.conversation.status, len(s.said)) == ("open", before)
    s.rings(s.now + timedelta(minutes=2))
    s.says("hallo??")
    assert s.talk.conversation.status == "pending"


def test_the_first_note_of_a_takeover_is_the_only_one() -> None:
    """A colleague assigns themselves and writes: one note, one *open*, whatever Chatwoot still shows."""
    s = waiting_to_pay("nl")
    s.staff_sets("pending", assignee="user")
    s.status = "pending"
    s.staff_writes("Hoi!")
    s.happens(e.ConversationChanged(id="late", talk=s.talk.id, seen=s.snapshot()))
    notes = [one for one in s.done if isinstance(one, x.NoteForStaff) and "zwijgt" in one.text]
    assert len(notes) == 1
    assert s.talk.conversation.status == "open"
