"""What is kept of a value reads back as the same value, in this release and beside the next."""

import json
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import pytest

from bot.core.codec import from_json, to_json
from bot.core.conversation import Choice, Conversation, Offer, Wish, new_talk, talk_from_json, talk_to_json
from bot.core.effects import EFFECTS
from bot.core.events import EVENTS, DeadlinePassed, Snapshot, StudentWrote
from bot.core.orders import Order
from tests.core.test_settle import an_attempt, an_order

NOW = datetime(2026, 11, 23, 15, 0, 0, 250_000, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Newer:
    """A wish as a later release may write it."""

    flow: str = "trial"
    colour: str = "blue"


def test_a_talk_keeps_moments_tuples_mappings_and_nothing() -> None:
    """Also text that JSON has to escape."""
    offer = Offer("1:2:s:4:0", "welcome.menu", (Choice("60", "€ 60 \u2028 \x00 😀", "minutes"),), NOW)
    talk = new_talk(1, 2, "s")
    conversation = Conversation(
        1, 2, "s", offered=offer, earlier=(offer,), wish=Wish(start=NOW), attributes={"a": [1, None, {"b": 2.5}]}
    )
    kept = talk_to_json(talk.__class__(talk.id, 4, conversation, talk.student))
    assert talk_from_json(talk.id, 4, kept, {}).conversation == conversation


def test_an_unknown_key_is_ignored() -> None:
    """An older process may read what a newer one wrote."""
    assert from_json(Wish, to_json(Newer())) == Wish(flow="trial")


def test_a_missing_field_takes_its_default() -> None:
    """A new field needs no migration."""
    event = from_json(DeadlinePassed, '{"id": "1", "talk": "1:2:s", "name": "remind"}')
    assert event == DeadlinePassed(id="1", talk="1:2:s", name="remind")


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "1", "talk": "t"}',
        '{"id": 1, "talk": "t", "name": "n"}',
        '{"id": "1"',
        "[]",
        '{"due_at": "tomorrow"}',
        "",
    ],
)
def test_what_does_not_fit_is_refused(text: str) -> None:
    """A row that was damaged is an error, never half an event."""
    with pytest.raises(ValueError, match=r"."):
        from_json(DeadlinePassed, text)


def test_a_moment_of_another_zone_is_refused_where_utc_is_required() -> None:
    """A slot is a moment in UTC, wherever it comes from."""
    order = json.loads(to_json(an_order(attempts=(an_attempt(),))))
    assert from_json(Order, json.dumps(order)) == an_order(attempts=(an_attempt(),))
    order["slot"]["start"] = "2026-11-26T16:00:00+01:00"
    with pytest.raises(ValueError, match="UTC"):
        from_json(Order, json.dumps(order))


def test_chatwoots_whole_seconds_are_read_as_a_float() -> None:
    """`updated_at` decides which snapshot is newer: 5 and 5.0 are the same moment."""
    event = StudentWrote(id="1", talk="t", seen=Snapshot(1, 2, 3, "s", updated_at=5))
    assert isinstance(from_json(StudentWrote, to_json(event)).seen.updated_at, float)


@pytest.mark.parametrize("cls", [*EVENTS.values(), *EFFECTS.values()], ids=lambda cls: cls.__name__)
def test_every_event_and_effect_can_be_kept(cls: type) -> None:
    """No field has a type that cannot be read back."""
    required = [field.name for field in fields(cls)]
    with pytest.raises(ValueError, match=r"."):
        from_json(cls, "[]" if required else "1")
