"""Each kind of callback, and what it means to the desk."""

import pytest

from bot.core.codec import from_json, to_json
from bot.core.errors import BadRequest, NotForUs
from bot.core.events import EVENTS, ConversationChanged, Event, MessageFailed, StaffWrote, StudentChose, StudentWrote
from bot.shell.chatwoot.inbound import LONGEST_TEXT, Echo, Heard, Ignored, OtherAccount, Several, heard
from tests.shell.chatwoot.payloads import NAMES, payload

OWN = "1:3:0b5a-visitor:4:0"


def test_a_message_on_the_website_is_told_with_everything_the_payload_shows() -> None:
    event = heard(payload("student_wrote"), 1)
    assert isinstance(event, StudentWrote)
    assert (event.talk, event.text, event.message_id) == ("1:3:0b5a-visitor", "Hi, I'd like a lesson", 501)
    seen = event.seen
    assert (seen.account_id, seen.inbox_id, seen.conversation_id, seen.source_id) == (1, 3, 42, "0b5a-visitor")
    assert (seen.channel, seen.status, seen.assignee, seen.can_reply) == ("Channel::WebWidget", "pending", "", True)
    assert (seen.labels, seen.attributes) == (("vip",), {"order_id": "order_old"})
    assert (seen.contact_id, seen.contact_name, seen.contact_reachable) == (77, "Jane", True)
    assert (seen.contact_attributes, seen.browser_language) == ({"language": "nl"}, "en")
    assert (seen.updated_at, seen.hmac_verified) == (1777284000.123456, False)


def test_a_payload_with_few_keys_still_counts() -> None:
    event = heard(payload("student_wrote_412"), 1)
    assert isinstance(event, StudentWrote)
    assert (event.text, event.seen.status, event.seen.contact_reachable) == ("hoi", "pending", False)


def test_from_4_16_the_bot_is_the_assignee_and_that_is_no_person() -> None:
    event = heard(payload("student_wrote_416"), 1)
    assert isinstance(event, StudentWrote)
    assert (event.seen.assignee, event.seen.hmac_verified) == ("agent_bot", True)


def test_a_voice_note_has_no_text_but_an_attachment() -> None:
    event = heard(payload("student_sent_voice_note"), 1)
    assert isinstance(event, StudentWrote)
    assert (event.text, event.attachments) == ("", ("audio",))


def test_a_tap_on_whatsapp_is_a_message_that_answers_ours() -> None:
    event = heard(payload("student_tapped_on_whatsapp"), 1)
    assert isinstance(event, StudentWrote)
    assert (event.text, event.in_reply_to, event.seen.source_id) == ("Mon 10:00", 502, "31612345678")


def test_a_mail_is_a_message_and_never_longer_than_the_desk_reads() -> None:
    event = heard(payload("student_mailed", content="x" * 150_000), 1)
    assert isinstance(event, StudentWrote)
    assert len(event.text) == LONGEST_TEXT


def test_a_tap_names_the_question_it_answers() -> None:
    event = heard(payload("tapped"), 1)
    assert isinstance(event, StudentChose)
    assert (event.value, event.title, event.asked, event.message_id) == ("slot_1", "Mon 10:00", OWN, 502)


def test_the_title_of_a_tap_is_ours_not_the_visitors() -> None:
    forged = [{"title": "<b>free</b>", "value": "slot_2"}]
    event = heard(payload("tapped", content_attributes__submitted_values=forged), 1)
    assert isinstance(event, StudentChose)
    assert (event.value, event.title) == ("slot_2", "Tue 11:00")


@pytest.mark.parametrize(
    "submitted",
    [
        [{"title": "Mon 10:00", "value": "slot_99"}],
        [{"title": "Mon 10:00"}],
        [{"value": None}],
        [{"value": {"nested": 1}}],
        [{"value": "slot_1"}, {"value": "slot_2"}],
        [],
        {"csat_survey_response": {"rating": 5}},
        ["slot_1"],
    ],
)
def test_a_value_we_never_offered_is_nothing(submitted: object) -> None:
    assert heard(payload("tapped", content_attributes__submitted_values=submitted), 1) == Ignored("foreign_choice")


@pytest.mark.parametrize(("name", "message_id"), [("own_message", 502), ("own_message_read", 502), ("own_note", 503)])
def test_our_own_messages_and_notes_come_back_as_echoes(name: str, message_id: int) -> None:
    echo = heard(payload(name), 1)
    assert isinstance(echo, Echo)
    assert (echo.delivery_id.startswith("1:3:0b5a-visitor:4:"), echo.message_id) == (True, message_id)


def test_a_message_the_channel_could_not_deliver_is_a_failure_of_ours() -> None:
    event = heard(payload("own_message_failed"), 1)
    assert isinstance(event, MessageFailed)
    assert (event.delivery_id, event.error) == (OWN, "Template not found or invalid template name")


@pytest.mark.parametrize("name", ["staff_wrote", "staff_wrote_on_phone"])
def test_a_persons_public_message_is_told(name: str) -> None:
    assert isinstance(heard(payload(name), 1), StaffWrote)


def test_an_automation_in_a_persons_name_is_no_person() -> None:
    rule = payload("staff_wrote", content_attributes__automation_rule_id=3)
    assert heard(rule, 1) == Ignored("other_sender")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("staff_note", "note"),
        ("template", "template"),
        ("automation", "other_sender"),
        ("other_bot", "other_sender"),
        ("email_submitted", "template"),
        ("bubble_opened", "webwidget_triggered"),
        ("student_edited_on_telegram", "incoming_updated"),
        ("attributes_changed", "unimportant_change"),
        ("labels_changed", "unimportant_change"),
        ("waiting_changed", "unimportant_change"),
    ],
)
def test_what_can_never_matter_is_ignored(name: str, why: str) -> None:
    assert heard(payload(name), 1) == Ignored(why)


def test_an_event_of_a_later_chatwoot_is_ignored() -> None:
    assert heard({"event": "conversation_typing_on", "id": 3}, 1) == Ignored("unknown_event")


@pytest.mark.parametrize(
    ("name", "status", "assignee"),
    [
        ("opened", "open", ""),
        ("status_changed", "open", ""),
        ("status_updated", "open", ""),
        ("assigned", "pending", "user"),
    ],
)
def test_a_changed_status_or_assignee_is_told(name: str, status: str, assignee: str) -> None:
    event = first(heard(payload(name), 1))
    assert isinstance(event, ConversationChanged)
    assert (event.seen.status, event.seen.assignee, event.talk) == (status, assignee, "1:3:0b5a-visitor")


def first(what: Heard) -> object:
    """The first thing a callback tells."""
    return what.events[0] if isinstance(what, Several) else what


def test_a_conversation_that_opened_by_itself_brings_the_message_that_was_missed() -> None:
    what = heard(payload("opened"), 1)
    assert isinstance(what, Several)
    missed = what.events[1]
    assert isinstance(missed, StudentWrote)
    first_told = heard(payload("student_wrote"), 1)
    assert isinstance(first_told, StudentWrote)
    assert missed.text == first_told.text
    assert missed.id == first_told.id, "one that was heard before must be recognised as the same"


def latest_is_a_tap(updated_at: str) -> dict[str, object]:
    """The conversation's opening, when the student had just tapped on our last question."""
    tapped = payload("tapped")
    latest = {key: tapped[key] for key in ("id", "content", "content_attributes", "source_id", "private")}
    return payload("opened", messages=[{**latest, "message_type": 1, "account_id": 1, "updated_at": updated_at}])


def test_a_conversation_that_opened_by_itself_brings_the_tap_that_was_missed() -> None:
    what = heard(latest_is_a_tap("2026-04-27T10:00:00.123Z"), 1)
    assert isinstance(what, Several)
    missed, told = what.events[1], heard(payload("tapped"), 1)
    assert isinstance(missed, StudentChose)
    assert isinstance(told, StudentChose)
    assert (missed.id, missed.value, missed.asked) == (told.id, told.value, told.asked)


@pytest.mark.parametrize("updated_at", ["2026-04-27T08:00:00.123Z", "yesterday", ""])
def test_an_old_tap_is_not_missed_when_somebody_opens_the_conversation(updated_at: str) -> None:
    assert isinstance(heard(latest_is_a_tap(updated_at), 1), ConversationChanged)


def test_an_old_message_is_not_missed_when_somebody_opens_the_conversation() -> None:
    later = payload("opened", updated_at=1777284000.0 + 3600)
    assert isinstance(heard(later, 1), ConversationChanged)


def test_an_update_that_does_not_say_what_changed_may_matter() -> None:
    assert isinstance(heard(payload("waiting_changed", changed_attributes=None), 1), ConversationChanged)


@pytest.mark.parametrize("name", ["student_wrote", "tapped", "staff_wrote", "own_message_failed", "assigned"])
def test_every_event_survives_the_inbox(name: str) -> None:
    event = heard(payload(name), 1)
    assert isinstance(event, Event)
    assert from_json(EVENTS[type(event).__name__], to_json(event)) == event


@pytest.mark.parametrize("name", [n for n in NAMES if n != "bubble_opened"])
def test_another_accounts_callback_is_not_for_us(name: str) -> None:
    with pytest.raises(OtherAccount):
        heard(payload(name), 2)


def test_a_conversation_without_a_contact_inbox_is_not_for_us() -> None:
    with pytest.raises(NotForUs):
        heard(payload("student_wrote", conversation__contact_inbox=None), 1)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"event": 7},
        payload("student_wrote", id=None),
        payload("student_wrote", id="501"),
        payload("student_wrote", conversation=None),
        payload("student_wrote", conversation__id=0),
        payload("opened", id=None),
    ],
)
def test_a_malformed_callback_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        heard(broken, 1)


def test_what_a_database_cannot_keep_is_taken_out_of_texts() -> None:
    event = heard(payload("student_wrote", content="a\x00b\ud800c"), 1)
    assert isinstance(event, StudentWrote)
    assert event.text == "ab?c"
