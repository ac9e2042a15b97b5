"""A booked lesson moves in the chat: in time free at the same price, a difference paid or given back, too late to a person."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core import effects as x
from bot.core.orders import BOOKED, RELEASED
from tests.flows.script import LANGUAGES, Script

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
WISH = (
    "bijles wiskunde 60 minuten voor mezelf, 18+, donderdag 16:00",
    "maths lesson 60 minutes for me, I'm an adult, thursday 16:00",
)
ON_SATURDAY = (
    "weekendles wiskunde 60 minuten voor mezelf, 18+, zaterdag 11:00",
    "weekend maths lesson 60 minutes for me, I'm an adult, saturday 11:00",
)
TRIAL = (
    "proefles wiskunde voor mezelf, 18+, ik heet Sam Vos, woensdag 17:30",
    "trial maths lesson for me, I'm an adult, my name is Sam Vos, wednesday 17:30",
)
THURSDAY = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


def booked(language: str, wish: tuple[str, str] = WISH, **more: object) -> Script:
    """A student with a paid lesson, prepared."""
    s = Script(language, reachable=True, **more)  # type: ignore[arg-type]
    s.says(*wish)
    s.chooses("pay")
    s.pays()
    s.chooses("skip")
    s.chooses("skip")
    s.chooses("skip")
    s.forget_effort()
    return s


def refunded(s: Script) -> int:
    """Cents that were asked back."""
    return sum(one.amount_cents for one in s.done if isinstance(one, x.Refund))


def test_moved_in_time(language: str) -> None:
    """“Reschedule”, a time, yes: the same order on the same payment; and once more with typed words."""
    s = booked(language)
    order = s.order
    s.says("verzetten", "reschedule")
    s.chooses_nth(3)
    s.chooses("yes")
    assert (s.tapped, s.typed) == (2, 1)
    assert (s.order.id, s.order.moves, s.order.booking) == (order.id, 1, BOOKED)
    assert s.order.slot.start != THURSDAY
    assert s.claims.slots == {order.id: s.order.slot}
    s.says("verzet mijn les naar vrijdag 17:00", "move my lesson to friday 17:00")
    s.says("ja", "yes")
    assert s.order.moves == 2
    assert s.order.slot.start == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    assert refunded(s) == 0
    s.is_as_written("moving/in_time", test_moved_in_time.__doc__ or "")


def test_an_hour_later(language: str) -> None:
    """“Can my lesson of Thursday be an hour later?” leads straight to the summary; “no” leaves all as it is."""
    s = booked(language)
    s.says("kan mijn les van donderdag een uur later?", "can my lesson on thursday be an hour later?")
    assert s.talk.conversation.step == "moving.confirm"
    s.chooses("keep")
    assert s.order.slot.start == THURSDAY
    s.is_as_written("moving/an_hour_later", test_an_hour_later.__doc__ or "")


def test_too_late_to_move(language: str) -> None:
    """Within the notice the desk says until when it was free, and offers a person."""
    s = booked(language)
    s.rings(THURSDAY - timedelta(hours=5))
    s.says("verzetten", "reschedule")
    assert s.offered[0].value == "person"
    s.chooses("keep")
    assert (s.order.slot.start, s.order.moves) == (THURSDAY, 0)
    s.is_as_written("moving/too_late", test_too_late_to_move.__doc__ or "")


def test_a_trial_moves_until_it_begins(language: str) -> None:
    """A trial is always free to move, also an hour before."""
    s = Script(language, reachable=True)
    s.says(*TRIAL)
    s.chooses("book")
    s.rings(s.order.slot.start - timedelta(hours=1))
    s.says("verzet mijn les naar donderdag", "move my lesson to thursday")
    s.chooses_nth(1)
    s.chooses("yes")
    assert (s.order.moves, s.order.booking) == (1, BOOKED)
    s.is_as_written("moving/trial", test_a_trial_moves_until_it_begins.__doc__ or "")


def test_one_of_several_lessons(language: str) -> None:
    """With two lessons the desk asks which one; a day that is named tells."""
    s = booked(language)
    s.says("nog een les wiskunde, vrijdag 16:00", "one more maths lesson, friday 16:00")
    s.chooses("pay")
    s.pays()
    s.says("ik wil mijn les verzetten", "I want to move my lesson")
    s.chooses_nth(1)
    s.chooses("other_day")
    s.chooses_nth(3)
    s.chooses_nth(1)
    s.chooses("yes")
    s.says("verzet de les van vrijdag naar maandag", "move the lesson of friday to monday")
    assert s.talk.orders[s.talk.conversation.wish.moves].slot.start.weekday() == 4
    s.chooses("other_day")
    s.chooses("keep") if any(one.value == "keep" for one in s.offered) else s.says("stop", "stop")
    s.is_as_written("moving/several", test_one_of_several_lessons.__doc__ or "")


def test_to_the_weekend_for_the_difference(language: str) -> None:
    """The lesson stays until the difference is paid; then the new order is the lesson and the old one's money is credited."""
    s = booked(language)
    old = s.order
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    new = s.order
    assert new.moves_order == old.id
    assert s.talk.orders[old.id].booking == BOOKED
    s.pays()
    old, new = s.talk.orders[old.id], s.talk.orders[new.id]
    assert (old.booking, old.closed) == (RELEASED, "moved")
    assert (new.booking, new.credit_from, new.slot.start) == (BOOKED, old.id, SATURDAY)
    assert old.credited_cents == new.credit_cents
    assert new.worth_cents == s.desk.business.rules["weekend"].price(60).cents
    assert s.claims.slots == {new.id: new.slot}
    s.says("verzet mijn les naar vrijdag 17:00", "move my lesson to friday 17:00")
    if s.talk.conversation.step == "moving.slot":
        s.chooses("regular")
    s.chooses("yes")
    assert refunded(s) == new.price.cents
    assert s.talk.orders[new.id].worth_cents == s.desk.business.rules["regular"].price(60).cents
    s.is_as_written("moving/to_the_weekend", test_to_the_weekend_for_the_difference.__doc__ or "")


def test_the_difference_is_not_paid(language: str) -> None:
    """The new time runs out, the lesson stays where it was, and the student is told."""
    s = booked(language)
    old = s.order
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    new = s.order
    s.passes(hours=2)
    assert s.talk.orders[new.id].booking == RELEASED
    assert s.claims.slots == {old.id: old.slot}
    s.is_as_written("moving/not_paid", test_the_difference_is_not_paid.__doc__ or "")


def test_stopped_before_the_difference_is_paid(language: str) -> None:
    """*Cancel* under the link lets the new time go; the lesson stays."""
    s = booked(language)
    old = s.order
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    s.chooses("cancel")
    assert s.claims.slots == {old.id: old.slot}
    s.is_as_written("moving/stopped", test_stopped_before_the_difference_is_paid.__doc__ or "")


def test_back_to_a_weekday(language: str) -> None:
    """What the new time costs less was said before the yes, and goes back."""
    s = booked(language, ON_SATURDAY)
    before = s.order
    s.says("verzet mijn les naar vrijdag 17:00", "move my lesson to friday 17:00")
    s.chooses("regular")
    s.chooses("yes")
    cheaper = before.price.cents - s.desk.business.rules["regular"].price(60).cents
    assert refunded(s) == cheaper
    assert (s.order.id, s.order.moves, s.order.flow) == (before.id, 1, "regular")
    assert s.order.booked_cents == s.order.price.cents == before.price.cents - cheaper
    s.is_as_written("moving/to_a_weekday", test_back_to_a_weekday.__doc__ or "")


def test_the_new_time_is_taken_meanwhile(language: str) -> None:
    """Somebody was faster: the lesson stays, and the nearest times are offered."""
    s = booked(language)
    s.says("verzet mijn les naar vrijdag 17:00", "move my lesson to friday 17:00")
    s.somebody_takes(datetime(2026, 11, 27, 16, 0, tzinfo=UTC))
    s.chooses("yes")
    assert s.order.slot.start == THURSDAY
    s.chooses_nth(1)
    s.chooses("yes")
    assert s.order.moves == 1
    s.is_as_written("moving/taken_meanwhile", test_the_new_time_is_taken_meanwhile.__doc__ or "")


def test_paid_while_a_person_has_it(language: str) -> None:
    """The difference arrives while a person has the conversation: the bare fact, and the lesson is moved."""
    s = booked(language)
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    s.staff_writes("Hoi, ik lees even mee.")
    s.pays()
    assert s.order.credit_from
    s.is_as_written("moving/a_person_has_it", test_paid_while_a_person_has_it.__doc__ or "")


def test_a_parent_pays_the_difference(language: str) -> None:
    """A minor's lesson: the parent's yes stays with the lesson, and the difference goes to a parent's page of its own."""
    s = Script(language, reachable=True)
    s.says(
        "bijles wiskunde 60 minuten voor mezelf, ik ben 15, donderdag 16:00",
        "maths lesson 60 minutes for me, I am 15, thursday 16:00",
    )
    s.chooses("pay")
    s.parent_agrees("Eva Visser")
    s.pays()
    for _ in range(3):
        s.chooses("skip")
    old = s.order
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    assert not s.order.attempts
    s.parent_agrees("Eva Visser")
    s.pays()
    assert (s.order.credit_from, s.order.booking) == (old.id, BOOKED)
    s.is_as_written("moving/a_parent_pays", test_a_parent_pays_the_difference.__doc__ or "")


def test_stopped_and_paid_in_the_same_second(language: str) -> None:
    """The lesson is cancelled while the difference is being paid: there is nothing to move any more, so it goes back too."""
    s = booked(language)
    old = s.order
    s.says("verzet mijn les naar zaterdag 11:00", "move my lesson to saturday 11:00")
    s.chooses("weekend")
    s.chooses("yes")
    new = s.order
    s.chooses("cancel")
    s.says("annuleren", "cancel my lesson")
    s.chooses_nth(1)
    s.pays(new)
    assert s.talk.orders[new.id].booking == s.talk.orders[old.id].booking == RELEASED
    assert refunded(s) == old.price.cents + new.price.cents
    assert not s.claims.slots
    s.is_as_written("moving/nothing_left_to_move", test_stopped_and_paid_in_the_same_second.__doc__ or "")
