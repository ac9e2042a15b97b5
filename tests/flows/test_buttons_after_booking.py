"""*Move · Cancel lesson · Another lesson*: under the last word about a booking, on every channel, and right however late they are tapped."""

import pytest

from tests.flows.meeting import booked, known
from tests.flows.script import LANGUAGES, Script

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def _values(s: Script) -> list[str]:
    return [one.value.partition(":")[0] for one in s.said[-1].choices]


def _books(s: Script, nl: str, en: str) -> str:
    """Another lesson; its order."""
    s.says(nl, en)
    s.chooses("pay")
    s.pays()
    return s.order.id


def test_under_the_confirmation_where_nothing_is_asked(language: str) -> None:
    """A known learner: one message, the confirmation, and three buttons under it instead of the line that says how."""
    s = known(language)
    before = len(s.said)
    lesson = _books(s, "bijles wiskunde donderdag 16:00 60 minuten", "maths tutoring thursday 16:00 60 minutes")
    assert len(s.said) - before == 4  # summary, link and its choices, confirmation
    assert [one.value for one in s.said[-1].choices] == [f"move:{lesson}", f"cancel:{lesson}", lesson]
    assert not any(word in s.said[-1].text for word in ("Verzetten", "To move"))
    s.chooses(f"move:{lesson}")
    assert (s.talk.conversation.step, s.talk.conversation.wish.moves) == ("moving.slot", lesson)


def test_under_the_last_answer_that_helps_to_prepare(language: str) -> None:
    """A stranger: the confirmation is plain, the questions follow, and the word that ends them carries the buttons."""
    s = booked(language)
    assert _values(s)[:2] == ["move", "cancel"]
    assert s.talk.conversation.step == "booked.ready"
    s.chooses(s.order.id)
    assert s.talk.conversation.step == "regular.slot"


def test_tapped_days_later_it_is_about_that_lesson(language: str) -> None:
    """Two lessons, and the buttons of the first: no question which one, and a lesson that is off is never another."""
    s = known(language)
    first = _books(s, "bijles wiskunde donderdag 16:00 60 minuten", "maths tutoring thursday 16:00 60 minutes")
    asked = s.talk.conversation.offered
    assert asked is not None
    second = _books(s, "bijles wiskunde vrijdag 17:00 60 minuten", "maths tutoring friday 17:00 60 minutes")
    s.passes(days=1)
    s.chooses_late(f"cancel:{first}")
    assert (s.talk.conversation.step, s.talk.conversation.wish.cancels) == ("cancelling.confirm", first)
    s.chooses_nth(1)
    assert s.talk.orders[first].booking == "released"
    s.is_as_written("late/buttons_of_a_booking", test_tapped_days_later_it_is_about_that_lesson.__doc__ or "")
    for _ in range(8):
        s.says("menu")
    assert all(one.id != asked.id for one in s.talk.conversation.earlier)
    s.taps(asked.choices[1], asked.id)  # forgotten by now
    assert s.talk.orders[second].booking == "booked"
    assert s.talk.conversation.step == "cancelling.which"


def test_none_while_a_person_has_it(language: str) -> None:
    """Nobody would hear the tap: the bare fact, with the line that says how."""
    s = known(language)
    s.says("bijles wiskunde donderdag 16:00 60 minuten", "maths tutoring thursday 16:00 60 minutes")
    s.chooses("pay")
    s.staff_writes("Ik kijk even mee.")
    s.pays()
    assert s.said[-1].choices == ()
    assert any(word in s.said[-1].text for word in ("Verzetten", "To move"))
