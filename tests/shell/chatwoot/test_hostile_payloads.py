"""Whatever a payload holds where we look, the answer is an event, nothing, or a refusal; never a crash."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.codec import from_json, to_json
from bot.core.errors import BadRequest, NotForUs
from bot.core.events import EVENTS, Event
from bot.shell.chatwoot.inbound import heard
from tests.shell.chatwoot.payloads import NAMES, payload

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=3)), max_size=3),
    st.dictionaries(st.sampled_from(["id", "type", "value", "items"]), st.one_of(st.none(), st.integers()), max_size=3),
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a payload."""
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    nested = [place for key in keys if isinstance(value[key], dict | list) for place in places(value[key])]
    return [(value, key) for key in keys] + nested


@settings(max_examples=1500, deadline=None)
@given(name=st.sampled_from(NAMES), data=st.data())
def test_no_payload_makes_us_crash(name: str, data: st.DataObject) -> None:
    body = payload(name)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(body)))
        container[key] = data.draw(ODD)
    try:
        event = heard(body, 1)
    except (BadRequest, NotForUs):
        return
    if isinstance(event, Event):
        row = to_json(event)
        assert from_json(EVENTS[type(event).__name__], row) == event
        assert "\x00" not in event.talk
        assert row.encode()
