"""The same happening gets one id, two happenings get two."""

from typing import Any

from bot.core.events import Event
from bot.shell.chatwoot.inbound import Several, heard
from tests.shell.chatwoot.payloads import payload


def key(name: str, **changes: Any) -> str:
    """The id of the event a payload tells."""
    what = heard(payload(name, **changes), 1)
    event = what.events[0] if isinstance(what, Several) else what
    assert isinstance(event, Event)
    return event.id


def test_a_message_told_twice_is_one() -> None:
    assert key("student_wrote") == key("student_wrote", conversation__updated_at=1777284099.0)


def test_two_messages_with_the_same_words_are_two() -> None:
    assert key("student_wrote") != key("student_wrote", id=777)


def test_a_providers_retry_is_the_same_message_under_another_number() -> None:
    assert key("student_tapped_on_telegram") == key("student_tapped_on_telegram", id=999)


def test_the_same_provider_number_in_another_conversation_is_another_message() -> None:
    assert key("student_tapped_on_telegram") != key("student_tapped_on_telegram", conversation__id=43)


def test_a_tap_stays_one_through_redeliveries_and_read_receipts_but_another_choice_is_another() -> None:
    again = key("tapped", conversation__updated_at=1777284099.0, conversation__contact_last_seen_at=1777284090)
    other = key("tapped", content_attributes__submitted_values=[{"value": "slot_2"}])
    assert key("tapped") == again != other


def test_a_tap_and_the_failure_of_the_same_message_differ() -> None:
    assert key("tapped") != key("own_message_failed")


def test_the_three_callbacks_of_one_opening_are_one() -> None:
    assert key("opened") == key("status_changed") == key("status_updated")


def test_a_give_back_at_another_moment_is_another_change() -> None:
    assert key("opened") != key("opened", status="pending")
    assert key("opened") != key("opened", updated_at=1777284010.6)
    assert key("assigned") != key("assigned", meta__assignee=None)
