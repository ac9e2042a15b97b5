"""Merging: ours changes, others' stays."""

from bot.shell.chatwoot.mirror import Hash, contact_changes, is_ours, merged_attributes, merged_labels
from tests.shell.chatwoot.doors import settings

COLON = settings()
UNDERSCORE = settings(label_separator="_")


def test_only_a_known_prefix_with_a_known_word_is_ours() -> None:
    assert is_ours("payment:paid", COLON)
    assert is_ours("flow:trial", COLON)
    assert not is_ours("payment:invoice", COLON)
    assert not is_ours("payment_paid", COLON)
    assert not is_ours("paid", COLON)
    assert is_ours("status_booked", UNDERSCORE)
    assert not is_ours("status_booked_by_phone", UNDERSCORE)


def test_labels_of_ours_are_replaced_and_labels_of_others_stay() -> None:
    seen = ("vip", "payment:pending", "payment:invoice", "flow:trial")
    after = merged_labels(("payment:paid", "flow:trial", "status:booked"), seen, COLON)
    assert after == ("vip", "payment:invoice", "flow:trial", "payment:paid", "status:booked")


def test_labels_that_stand_already_are_not_written() -> None:
    assert merged_labels(("payment:paid", "flow:trial"), ("flow:trial", "vip", "payment:paid"), COLON) is None
    assert merged_labels((), (), COLON) is None


def test_the_last_label_of_ours_can_go() -> None:
    assert merged_labels((), ("payment:paid",), COLON) == ()


def test_attributes_keep_what_others_wrote_and_say_when_a_key_goes() -> None:
    assert merged_attributes({"a": 1}, {"theirs": 2}) == Hash({"theirs": 2, "a": 1}, merge=True)
    assert merged_attributes({"a": None}, {"theirs": 2, "a": 1}) == Hash({"theirs": 2}, merge=False)
    assert merged_attributes({"a": None, "b": 1}, {"theirs": None}) == Hash({"theirs": None, "b": 1}, merge=True)


def test_attributes_that_stand_already_are_not_written() -> None:
    assert merged_attributes({"a": 1, "gone": None}, {"a": 1, "theirs": 2}) is None


def test_what_staff_set_on_a_contact_meanwhile_is_kept() -> None:
    wanted = {"segment": "urgent", "customer_since": "2026-11-23", "language": "nl"}
    assert contact_changes(wanted, {"segment": "premium", "customer_since": "2019-01-01"}) == ({"language": "nl"}, [])
    assert contact_changes(wanted, {"segment": "standard", "language": "en"}) == (wanted, [])


def test_only_what_changes_on_a_contact_is_written() -> None:
    assert contact_changes({"a": 1, "b": 2, "c": None, "d": None}, {"a": 1, "c": 3}) == ({"b": 2}, ["c"])
    assert contact_changes({"a": 1}, {"a": 1}) == ({}, [])
