"""Children, parents, minors, several learners: whose lesson it is, and who has to say yes."""

from datetime import timedelta

import pytest

from bot.core import effects as x
from tests.flows.meeting import at, known
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import MONDAY_MORNING

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_a_parent_for_two_children(language: str) -> None:
    """A parent books for a son, then for a daughter while the first link is still open; pays both; later books for one of them."""
    s = Script(language, name="Eva Jansen")
    s.says("bijles wiskunde voor mijn zoon Tim, dinsdag om 16:00", "maths tutoring for my son Tim, tuesday at 16:00")
    s.chooses("pay")
    s.says(
        "en ook voor mijn dochter Lisa, engels, woensdag om 16:00",
        "and also for my daughter Lisa, english, wednesday at 16:00",
    )
    first, second = next(iter(s.talk.orders)), None
    s.chooses("pay")
    second = s.order.id
    assert second != first
    s.pays()
    s.chooses("vmbo", "skip")
    s.pays(s.talk.orders[first])
    assert {o.booking for o in s.talk.orders.values()} == {"booked"}
    assert [one.name for one in s.talk.student.learners] == ["Tim", "Lisa"]
    s.rings(MONDAY_MORNING + timedelta(days=7))
    s.says("hoi", "hello")
    s.chooses("regular")
    s.chooses("learner:2")
    s.chooses_nth(1)
    assert (s.talk.conversation.wish.subject, s.talk.conversation.wish.minutes) == ("english", 60)
    s.chooses("pay")
    s.pays()
    s.is_as_written("people/two_children", test_a_parent_for_two_children.__doc__ or "")


def test_a_parent_says_son_again(language: str) -> None:
    """“My son” where a child is known: which one? One tap, and subject and length come with it."""
    s = known(language, who="child", name="Eva Jansen")
    s.says("weer bijles voor mijn zoon, donderdag om 17:00", "another lesson for my son, thursday at 17:00")
    assert s.offered[0].value == "learner:1"
    s.chooses("learner:1")
    assert s.talk.conversation.step == "regular.confirm"
    s.chooses("change", "who", "someone_new", "child")
    s.chooses("pay")
    s.pays()
    s.says("Lisa")
    assert [one.name for one in s.talk.student.learners] == ["Tim", "Lisa"]
    s.is_as_written("people/son_again", test_a_parent_says_son_again.__doc__ or "")


def test_a_minor_pays_through_a_parent(language: str) -> None:
    """A learner under 18: *Ask my parent*, a link to forward, the parent's yes on our page, then the payment. Held for 24 hours."""
    s = Script(language, name="Daan Visser")
    s.attributes_too = True
    s.says("hoi", "hello")
    s.chooses("regular", "math", "60")
    s.chooses_nth(5)
    s.chooses("minor", "pay")
    assert (s.order.minor, s.order.held_until) == (True, MONDAY_MORNING + timedelta(hours=24))
    assert not s.order.attempts
    s.passes(hours=3)
    s.parent_agrees("Eva Visser")
    assert [one.name for one in s.done if isinstance(one, x.KeepConsent)] == ["Eva Visser"]
    s.pays()
    assert s.order.booking == "booked"
    s.chooses("havo", "skip")
    s.rings(MONDAY_MORNING + timedelta(days=8))
    s.says("hoi", "hello")
    s.chooses("same_again")
    assert s.offered[0].title == s.desk.speech.say(language, "choice-ask-parent")
    s.is_as_written("people/minor_paid", test_a_minor_pays_through_a_parent.__doc__ or "")


def test_a_minor_books_a_trial(language: str) -> None:
    """A trial for a minor: booked when the parent agrees, without a payment."""
    s = Script(language, name="Daan Visser", reachable=True)
    s.says("proefles wiskunde, ik ben onder de 18, dinsdag 17:00", "trial lesson maths, i am under 18, tuesday 17:00")
    s.chooses("pay")
    assert s.order.booking == "held"
    s.says("is het betaald?", "is it paid?")
    s.chooses("link")
    s.parent_agrees("Eva Visser")
    assert s.order.booking == "booked"
    s.is_as_written("people/minor_trial", test_a_minor_books_a_trial.__doc__ or "")


def test_a_parent_who_never_answers(language: str) -> None:
    """The parent says nothing for a day: one reminder to the student, then the time is free and may be held once more."""
    s = Script(language, name="Daan Visser")
    s.says("bijles wiskunde, ik ben onder de 18, vrijdag 17:00", "maths lesson, i am under 18, friday 17:00")
    s.chooses("pay")
    s.passes(hours=24)
    assert s.order.booking == "released"
    s.chooses("again")
    assert (s.order.booking, s.order.attempts) == ("held", ())
    s.chooses("cancel")
    assert not s.claims.slots
    s.is_as_written("people/minor_unanswered", test_a_parent_who_never_answers.__doc__ or "")


def test_somebody_else_under_18(language: str) -> None:
    """A lesson for a nephew of 15: a parent or guardian has to agree, although an adult is asking."""
    s = Script(language, name="Eva Jansen")
    s.says("bijles scheikunde, woensdag 16:00", "chemistry lesson, wednesday 16:00")
    s.chooses("other")
    s.says("hij is 15", "he is 15")
    assert s.offered[0].title == s.desk.speech.say(language, "choice-ask-a-parent")
    s.says("terug", "back")
    s.says("ja", "yes")
    assert s.offered[0].title.startswith(("Betaal", "Pay"))
    s.is_as_written("people/somebody_else", test_somebody_else_under_18.__doc__ or "")


def test_the_same_first_name_twice(language: str) -> None:
    """Two learners of one first name are offered by their full names."""
    s = known(language, who="child", name="Eva Jansen")
    s.says(
        "nog een les voor mijn dochter Tim Bakker, engels, vrijdag 17:00",
        "also for my daughter Tim Bakker, english, friday 17:00",
    )
    s.chooses("someone_new", "child") if s.offered[-1].value == "someone_new" else None
    s.chooses("pay")
    s.pays()
    s = at(s, MONDAY_MORNING + timedelta(days=7))
    s.says("hoi", "hello")
    s.chooses("regular")
    titles = [one.title for one in s.offered]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 20 for title in titles)


def test_a_trial_that_was_not_booked_is_not_spent(language: str) -> None:
    """The parent never answered: the trial is still there, and is booked the second time."""
    s = Script(language, name="Daan Visser", reachable=True)
    for day in ("donderdag", "vrijdag") if language == "nl" else ("thursday", "friday"):
        s.says(f"proefles wiskunde, ik ben onder de 18, {day} 17:00", f"trial lesson maths, i am under 18, {day} 17:00")
        s.chooses("pay")
        if not s.order.consent_at and day in ("donderdag", "thursday"):
            s.chooses("cancel")
    s.parent_agrees("Eva Visser")
    assert (s.order.booking, len(s.claims.trials)) == ("booked", 1)
