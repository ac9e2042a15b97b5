"""What works everywhere: questions, another language, start over, back, stop, thanks; late taps; and not being understood."""

from datetime import timedelta

import pytest

from bot.core import effects as x
from tests.flows.meeting import booked, known, waiting_to_pay
from tests.flows.script import LANGUAGES, Script
from tests.flows.stage import MONDAY_MORNING

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_nobody_told_the_language(language: str) -> None:
    """Only the default decided the language: a menu in two languages, with a row to switch. One tap, and the menu again."""
    s = Script(language, told=False)
    s.says("👋")
    s.chooses("language:en")
    assert s.talk.student.language == "en"
    s.chooses("regular")
    s.is_as_written("anywhere/bilingual_menu", test_nobody_told_the_language.__doc__ or "")


def test_another_language_anywhere(language: str) -> None:
    """A language is switched at any moment, in words or by a flag, and the same question comes again."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.says("in english please", "in het nederlands graag")
    s.says("🇳🇱", "🇬🇧")
    s.chooses("60")
    s.chooses_nth(1)
    s.chooses("change", "language")
    s.says("Engels", "dutch")
    s.chooses("pay")
    assert s.order.language == ("en" if language == "nl" else "nl")
    s.is_as_written("anywhere/another_language", test_another_language_anywhere.__doc__ or "")


def test_not_understood(language: str) -> None:
    """Once: the question again with a hint. Twice: also a person. Three times: a person."""
    s = Script(language)
    s.says("hoi", "hello")
    s.chooses("regular", "math", "60")
    s.says("blauw krokodil", "blue crocodile")
    s.says("qwertyuiop")
    assert s.offered[-1].value == "person"
    s.says("zzzz")
    assert s.talk.conversation.status == "open"
    s.is_as_written("anywhere/not_understood", test_not_understood.__doc__ or "")


def test_without_words(language: str) -> None:
    """A picture, a voice note, a smile, an empty message: a kind answer and the question again; never a miss."""
    s = Script(language)
    s.says("hoi", "hello")
    s.chooses("regular")
    s.says("", attachments=("audio",))
    s.says("😀")
    s.says("")
    s.says("👍👍")
    assert s.talk.conversation.misses == 0
    s.chooses("english")
    s.is_as_written("anywhere/without_words", test_without_words.__doc__ or "")


def test_thanks_and_smiles_after_booking(language: str) -> None:
    """After booking, thanks and smiles get a kind word, not a question; a picture opens the menu."""
    s = booked(language)
    s.says("Dank je wel!", "Thanks a lot!")
    s.says("👍")
    s.says("ok")
    s.says("", attachments=("image",))
    s.is_as_written("anywhere/thanks", test_thanks_and_smiles_after_booking.__doc__ or "")


def test_questions_anywhere(language: str) -> None:
    """A question in the middle of a booking is answered in one message, and the flow's own question comes again. Prices come from the tariff."""
    s = Script(language)
    s.says("Hoeveel kost een weekendles?", "How much is a weekend lesson?")
    s.chooses("question", "trial")
    s.says("wie geeft les", "who is the tutor")
    s.says("iets heel anders", "something completely different")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.says("kan ik annuleren?", "can i cancel?")
    s.chooses("60")
    s.says("waar zijn de lessen?", "where are the lessons?")
    s.says("wat kost wiskunde?", "how much is maths?")
    assert s.talk.conversation.step == "regular.slot"
    s.is_as_written("anywhere/questions", test_questions_anywhere.__doc__ or "")


def test_back_and_help(language: str) -> None:
    """*Back* asks the question before; *help* says what can be done; *start over* opens the menu."""
    s = Script(language, name="Noor de Vries")
    s.says("hoi", "hello")
    s.chooses("regular", "math", "60")
    s.says("terug", "back")
    s.chooses("90")
    s.says("help")
    s.chooses("other_day")
    s.chooses_nth(3)
    s.chooses("more") if "more" in [c.value for c in s.offered] else None
    s.says("menu")
    assert s.talk.conversation.step == "welcome.menu"
    s.is_as_written("anywhere/back_and_help", test_back_and_help.__doc__ or "")


def test_late_taps(language: str) -> None:
    """A button of an earlier question: back to that question with that answer. It never pays twice and changes nothing paid."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.chooses("60")
    s.chooses_nth(1)
    s.chooses_late("90")
    assert (s.talk.conversation.step, s.talk.conversation.wish.minutes) == ("regular.confirm", 90)
    s.chooses("pay")
    pages = len(s.stripe.sessions)
    s.chooses_late("pay")
    assert len(s.stripe.sessions) == pages
    s.pays()
    s.chooses_late("60")
    s.chooses_late("cancel")
    assert s.order.booking == "booked"
    s.is_as_written("anywhere/late_taps", test_late_taps.__doc__ or "")


def test_times_offered_long_ago(language: str) -> None:
    """Times offered hours ago are checked again: one that is too near now is not taken."""
    s = Script(language, name="Noor de Vries")
    s.says("bijles wiskunde voor mezelf", "maths tutoring for myself")
    s.chooses("60")
    first = s.offered[0].value
    s.passes(hours=20)
    s.chooses(first)
    assert s.talk.conversation.step == "regular.slot"
    s.is_as_written("anywhere/times_long_ago", test_times_offered_long_ago.__doc__ or "")


def test_wishes_another_flow_serves(language: str) -> None:
    """A wish this flow cannot serve is named, and the flow that can is offered with its price, one tap, answers kept."""
    s = Script(language, name="Noor de Vries")
    s.says("hoi", "hello")
    s.chooses("regular", "math", "60")
    s.says("zaterdag om 11 uur", "saturday at 11")
    s.chooses("weekend")
    assert s.talk.conversation.wish.subject == "math"
    s.chooses("adult", "change", "time")
    s.says("vandaag om 16 uur", "today at 4 pm")
    s.says("ja", "yes")
    s.says("volgende week donderdag", "next week thursday")
    s.chooses("regular")
    s.says("31-02")
    s.says("over drie maanden", "1 march")
    s.chooses("60")
    s.is_as_written("anywhere/another_flow", test_wishes_another_flow_serves.__doc__ or "")


def test_a_trial_on_saturday(language: str) -> None:
    """Trials are Monday to Friday, late in the afternoon: said with the hours of the settings."""
    s = Script(language, reachable=True)
    s.says("proefles engels zaterdag", "trial lesson english saturday")
    s.chooses("other_times")
    s.says("om 10 uur 's ochtends", "at 10 in the morning")
    s.is_as_written("trial/on_saturday", test_a_trial_on_saturday.__doc__ or "")


def test_nothing_free(language: str) -> None:
    """Nothing free at all: says so, with the first free time of the other flows and a person."""
    s = Script(language, name="Noor de Vries")
    for day in range(2):
        for hour in range(8, 21):
            s.claims.slots[f"other-{day}-{hour}"] = _slot(day, hour)
    s.says("spoed, scheikunde", "urgent, chemistry")
    s.is_as_written("urgent/nothing_free", test_nothing_free.__doc__ or "")
    assert s.offered[-1].value == "person"


def _slot(day: int, hour: int):  # type: ignore[no-untyped-def]
    from bot.core.slots import Slot

    return Slot(MONDAY_MORNING.replace(hour=hour, minute=0) + timedelta(days=day) - timedelta(hours=1), 60)


def test_too_many_unpaid(language: str) -> None:
    """Two unpaid times are held already: the third is a person's matter, no third page opens."""
    s = waiting_to_pay(language)
    s.says("en ook voor mijn dochter, engels, woensdag 17:00", "and also for my daughter, english, wednesday 17:00")
    s.chooses("pay")
    s.says("en ook voor mijn zoon, engels, donderdag 17:00", "and also for my son, english, thursday 17:00")
    s.chooses("someone_new", "60", "pay")
    assert len(s.stripe.sessions) == 2
    s.is_as_written("anywhere/too_many_unpaid", test_too_many_unpaid.__doc__ or "")


def test_other_subject_is_a_persons_matter(language: str) -> None:
    """A subject that is not in the list: a person looks who can help."""
    s = Script(language)
    s.says("hoi", "hello")
    s.chooses("trial", "other_subject")
    assert any(isinstance(one, x.SetStatus) for one in s.done)
    s.is_as_written("anywhere/other_subject", test_other_subject_is_a_persons_matter.__doc__ or "")


def test_hello_next_week_is_no_goal(language: str) -> None:
    """The questions to prepare do not wait for ever: “hello” a week later opens the menu."""
    s = known(language)
    s.chooses("skip") if s.offered and s.offered[0].value == "skip" else None
    s.says("hoi", "hello")
    assert s.talk.conversation.step == "welcome.menu"
    assert all(one.goals != "hoi" for one in s.talk.student.learners)
