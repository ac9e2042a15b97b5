"""What real students type on phones, and what the desk makes of it: one message in a step -> the next step and what was taken.

The table is the specification; add the message of a student who was misunderstood.
"""

from collections.abc import Callable
from typing import Any

import pytest

from bot.core.conversation import Wish
from tests.flows.meeting import booked, known, waiting_to_pay
from tests.flows.script import LANGUAGES, Script


def _stranger(language: str) -> Script:
    return Script(language)


def _after(*messages: str) -> Callable[[str], Script]:
    def start(language: str) -> Script:
        s = Script(language)
        for one in messages:
            s.writes(one)
        return s

    return start


at_minutes = _after("bijles wiskunde")
at_slot = _after("bijles wiskunde 60 min")
on_thursday = _after("bijles wiskunde 60 min", "donderdag")
at_for_whom = _after("bijles wiskunde 60 min", "donderdag 16:00")
at_of_age = _after("bijles wiskunde 60 min", "donderdag 16:00", "voor mijn zusje")
at_summary = _after("bijles wiskunde 60 min", "donderdag 16:00", "voor mezelf")
at_subject = _after("bijles")
at_day = _after("bijles wiskunde 60 min", "andere dag")
at_two = _after("wiskunde en engels")
at_trial_name = _after("proefles engels voor mezelf dinsdag 17:00")

# start, language, what is typed, the step it leads to, what the wish then holds
HEARD: tuple[tuple[Callable[[str], Script], str, str, str, dict[str, Any]], ...] = (
    # at the door
    (_stranger, "nl", "hoi, heb je morgen nog plek?", "regular.subject", {"flow": "regular"}),
    (_stranger, "nl", "Wanneer heb je tijd?", "regular.subject", {"flow": "regular"}),
    (_stranger, "nl", "Ik wil graag iemand spreken", "handoff.person", {}),
    (_stranger, "en", "can i speak to a human pls", "handoff.person", {}),
    (_stranger, "nl", "hallo ik zoek iemand voor economie", "handoff.person", {}),
    (_stranger, "en", "do you teach spanish?", "handoff.person", {}),
    (_stranger, "en", "can my friend join", "welcome.menu", {"who": ""}),
    (_stranger, "nl", "online toch?", "welcome.menu", {"place": ""}),
    (_stranger, "nl", "?", "welcome.menu", {}),
    (_stranger, "en", "my kid needs help with chem, hes 12, any saturday morning?", "weekend.slot", {"who": "child", "subject": "chemistry"}),
    (_stranger, "nl", "engels bedoel ik, geen wiskunde", "regular.minutes", {"subject": "english"}),
    (_stranger, "nl", "bijles voor m'n dochter van 15, scheikunde", "regular.minutes", {"who": "child", "minor": True}),
    (_stranger, "nl", "Hallo, ik ben Annelies, de moeder van Daan (11). Hulp nodig met rekenen", "regular.minutes", {"who": "child", "name": "Daan"}),
    (_stranger, "nl", "bijles voor mijn zoon Tim en mijn dochter Emma, allebei wiskunde", "regular.minutes", {"name": "Tim"}),
    (_stranger, "en", "my little brother (12) needs physics", "regular.minutes", {"who": "other", "minor": True}),
    (_stranger, "nl", "bijles statistiek, ik ben 34", "regular.minutes", {"who": "adult"}),
    (_stranger, "en", "i need help with my maths exam on friday, im 15", "regular.minutes", {"who": "minor", "when": None}),
    (_stranger, "nl", "hoi ik wil mijn les verzetten", "welcome.menu", {"flow": ""}),
    (_stranger, "nl", "klacht: de les was slecht, ik wil mijn geld terug", "handoff.person", {}),
    (_stranger, "nl", "Can you teach in English? I need statistics", "regular.minutes", {"subject": "stats"}),
    # one letter away from a word the desk knows
    (_stranger, "nl", "{{contact.email}} {% if %}", "welcome.menu", {"flow": ""}),
    (_stranger, "nl", "kracht en beweging snap ik niet", "welcome.menu", {}),
    (_stranger, "nl", "de stelling van pythagoras", "welcome.menu", {}),
    # the day of a test is not the day of the lesson
    (_stranger, "nl", "wiskunde B vwo 5 toets vrijdag help", "regular.minutes", {"when": None}),
    (_stranger, "nl", "toets natuurkunde a.s. donderdag", "regular.minutes", {"when": None}),
    (_stranger, "nl", "morgen toets scheikunde", "urgent.slot", {"when": None}),
    # somebody at school is not of age because it is “for me”
    (_stranger, "nl", "bijles wiskunde voor mezelf, vwo 4, dinsdag 16:00", "regular.for_whom", {"who": ""}),
    # length
    (at_minutes, "nl", "dinsdag 4 uur", "regular.minutes", {"minutes": 0}),
    (at_minutes, "nl", "uurtje", "regular.slot", {"minutes": 60}),
    (at_minutes, "nl", "doe maar anderhalf", "regular.slot", {"minutes": 90}),
    (at_minutes, "en", "90 min ipv 60", "regular.slot", {"minutes": 90}),
    (at_minutes, "en", "the second one please", "regular.slot", {"minutes": 90}),
    # times
    (at_slot, "nl", "nee 90", "regular.slot", {"minutes": 90}),
    (at_slot, "nl", "nee donderdag", "regular.slot", {}),
    (at_slot, "nl", "nee", "regular.day", {}),
    (at_slot, "en", "none of these", "regular.day", {}),
    (on_thursday, "nl", "17", "regular.for_whom", {}),
    (on_thursday, "nl", "doe maar de eerste", "regular.for_whom", {}),
    (on_thursday, "en", "I'll take the last one", "regular.for_whom", {}),
    (at_for_whom, "nl", "sorry verkeerde knop", "regular.slot", {}),
    (on_thursday, "nl", "voor mij, ik ben 16", "regular.slot", {"who": "minor"}),
    # for whom
    (at_for_whom, "nl", "ik", "regular.for_whom", {"who": ""}),
    (at_for_whom, "nl", "17", "regular.confirm", {"who": "minor"}),
    (at_for_whom, "nl", "ikzelf, ik ben 22", "regular.confirm", {"who": "adult"}),
    (at_for_whom, "nl", "voor mij, ik ben 16", "regular.confirm", {"who": "minor"}),
    (at_for_whom, "nl", "mijn broertje van 12", "regular.confirm", {"who": "other", "minor": True}),
    (at_for_whom, "nl", "ik ben 17 en mijn moeder betaalt", "regular.confirm", {"who": "minor"}),
    (at_for_whom, "nl", "mijn ouders betalen", "regular.for_whom", {"who": ""}),
    (at_of_age, "nl", "ok", "regular.of_age", {"minor": None}),
    (at_of_age, "nl", "ja klopt", "regular.confirm", {"minor": False}),
    # the summary
    (at_summary, "nl", "ja, doe maar", "payment.waiting", {}),
    (at_summary, "en", "Yes, please!", "payment.waiting", {}),
    (at_summary, "nl", "👍", "payment.waiting", {}),
    (at_summary, "nl", "ja hoor", "payment.waiting", {}),
    (at_summary, "nl", "boek maar", "payment.waiting", {}),
    (at_summary, "nl", "annuleer maar", "welcome.rest", {}),
    (at_summary, "nl", "niet online maar bij jullie", "regular.confirm", {"place": "in_person"}),
    (at_summary, "nl", "kan het ook fysiek?", "regular.confirm", {"place": "in_person"}),
    (at_summary, "nl", "oh nee, ik ben 16", "regular.confirm", {"who": "minor"}),
    # names
    (at_trial_name, "en", "O'Brien-van der Berg +31 6 12345678", "trial.confirm", {"name": "O'Brien-van der Berg"}),
    (at_trial_name, "en", "Li, li@x.nl", "trial.confirm", {"name": "Li"}),
    (at_trial_name, "nl", "Jip", "trial.name", {"name": "Jip"}),
    (at_trial_name, "en", "English, mail kid@x.nl", "trial.confirm", {"name": "English"}),
    # a link is out
    (waiting_to_pay, "nl", "annuleer maar", "welcome.rest", {}),
    (waiting_to_pay, "nl", "kan het ook om half 5 ipv 4", "regular.confirm", {}),
    # a lesson stands: nobody who wants to move it books a second
    (booked, "nl", "ik ben ziek", "booked.ready", {"flow": ""}),
    (booked, "nl", "kan het een uur later", "moving.confirm", {"flow": "regular"}),
    (booked, "en", "i cant make it thursday", "booked.ready", {"flow": ""}),
    (booked, "en", "can we move to wed?", "moving.slot", {"flow": "regular"}),
    (booked, "nl", "hoe laat was het ook alweer?", "booked.ready", {"flow": ""}),
    (booked, "nl", "ik ben 10 minuten te laat", "handoff.person", {}),
    (booked, "nl", "ik wil cancelen", "cancelling.confirm", {}),
    (booked, "en", "thx bye", "booked.ready", {"flow": ""}),
    (booked, "nl", "nog een les graag, donderdag", "regular.slot", {"flow": "regular"}),
    # a lesson stands, and no second one is booked by half a sentence
    (booked, "nl", "kan het ook later?", "moving.slot", {}),
    (booked, "nl", "ben iets later", "handoff.person", {}),
    (booked, "nl", "ja maar dan online", "booked.ready", {"flow": ""}),
    (booked, "nl", "liever bij jullie", "handoff.person", {}),
    # none of what is offered
    (at_slot, "nl", "geen van deze tijden", "regular.day", {}),
    (at_slot, "nl", "kan niet op die tijden", "regular.day", {}),
    (at_slot, "nl", "past allemaal niet", "regular.day", {}),
    (at_slot, "en", "none of them work for me", "regular.day", {"who": ""}),
    (at_slot, "nl", "welke dagen heb je nog", "regular.day", {}),
    (at_slot, "nl", "kan niet op die tijden, wel vrijdag", "regular.slot", {}),
    (at_slot, "nl", "kan het ook later?", "regular.slot", {"page": 1}),
    (at_day, "nl", "eerder", "regular.slot", {}),
    (at_day, "nl", "geen van deze", "regular.day", {}),
    (at_subject, "nl", "geen van deze", "handoff.person", {}),
    (at_subject, "en", "none of these", "handoff.person", {}),
    (at_minutes, "nl", "geen van deze", "regular.minutes", {}),
    # a name before it is asked
    (_stranger, "nl", "hoi, ik ben Sanne", "welcome.menu", {"flow": ""}),
    (_stranger, "nl", "ik ben Sanne, wil een proefles", "trial.subject", {"flow": "trial"}),
    # words that look like an answer
    (at_summary, "nl", "hoe duur", "regular.confirm", {}),
    (at_summary, "nl", "korter", "regular.minutes", {}),
    (at_for_whom, "nl", "m'n kleindochter", "regular.of_age", {"who": "other"}),
    (at_trial_name, "nl", "waarom moet je dat weten?", "trial.name", {"name": ""}),
    (waiting_to_pay, "nl", "ik betaal morgen", "payment.waiting", {}),
    (waiting_to_pay, "nl", "ik betaal zo, kan het om 17:00?", "regular.confirm", {}),
    # the same again
    (known, "en", "same as last time please", "regular.confirm", {"minutes": 60}),
    (known, "nl", "zelfde tijd volgende week", "regular.confirm", {"minutes": 60}),
)  # fmt: skip


@pytest.mark.parametrize(("start", "language", "typed", "step", "taken"), HEARD, ids=[row[2][:40] for row in HEARD])
def test_a_message_is_heard(
    start: Callable[[str], Script], language: str, typed: str, step: str, taken: dict[str, Any]
) -> None:
    """The step that follows, and what the message put into the wish."""
    s = start(language)
    s.writes(typed)
    wish: Wish = s.talk.conversation.wish
    assert s.talk.conversation.step == step
    assert {field: getattr(wish, field) for field in taken} == taken


# what is typed at the door, and what the student is called from then on
NAMES = (
    ("ik ben Sanne, wil een proefles", "Sanne"),
    ("Hoi, met Sanne. ik zoek bijles wiskunde", "Sanne"),
    ("Ik ben Sanne de Boer, 34, bijles engels", "Sanne"),
    ("hi im Tom, i need maths help", "Tom"),
    ("Hello, this is Tom Baker. maths please", "Tom Baker"),
    ("my name is tom and i want a trial lesson", "Tom"),
    ("I am Dutch and need maths help", ""),
    ("Ik ben VWO leerling, wiskunde", ""),
    ("Ik ben Engels aan het leren", ""),
    ("i am Friday free for maths", ""),
    ("ik ben ziek", ""),
    ("mijn naam is geheim", "Geheim"),
)


@pytest.mark.parametrize(("typed", "name"), NAMES, ids=[row[0] for row in NAMES])
def test_a_name_before_it_is_asked(typed: str, name: str) -> None:
    """Taken, so that it is never asked; what only looks like one is not."""
    s = Script("nl")
    s.writes(typed)
    assert s.talk.student.name == name


def test_a_name_told_at_the_door_is_not_asked_again() -> None:
    """Under the summary and after booking."""
    s = Script("nl")
    s.writes("ik ben Sanne, bijles wiskunde 60 min donderdag 16:00 voor mezelf, ik ben 30")
    assert "Voor: Sanne" in s.said[-1].text
    s.chooses("pay")
    s.pays()
    assert s.talk.conversation.step == "booked.level"


def test_a_question_is_nobodys_name() -> None:
    """After booking: answered, and asked again; “ok” and a class are none either; “geen idee” skips."""
    s = at_summary("nl")
    s.chooses("pay")
    s.pays()
    for typed in ("btw?", "ok", "3 havo"):
        s.writes(typed)
        assert s.talk.conversation.step == "booked.name"
    s.writes("geen idee")
    assert s.talk.conversation.step == "booked.level"
    assert s.talk.student.learners[0].name == ""


# start, language, what is typed, words of the answer
ANSWERED: tuple[tuple[Callable[[str], Script], str, str, str], ...] = (
    (_stranger, "en", "💸?", "€60.00"),
    (_stranger, "nl", "hoe lang duurt een les", "60,00"),
    (_stranger, "en", "can my friend join", "one on one"),
    (_stranger, "nl", "ben je een robot", "digitale hulp"),
    (_stranger, "en", "maths and english please", "one lesson at a time"),
    (at_slot, "nl", "31-02", "bestaat niet"),
    (at_slot, "nl", "gisteren", "al voorbij"),
    (at_slot, "nl", "kerst", "Zo ver vooruit"),
    (at_slot, "nl", "na de vakantie", "een dag en een tijd"),
    (at_slot, "nl", "voor mezelf", "Genoteerd"),
    (at_slot, "nl", "maakt niet uit", "Geen haast"),
    (at_slot, "nl", "ja graag", "Fijn!"),
    (_stranger, "nl", "btw?", "er komt geen btw meer bij"),
    (_stranger, "en", "incl. vat?", "no VAT is added"),
    (at_slot, "nl", "is dat incl btw?", "Welk moment past je"),
    (at_for_whom, "nl", "ik", "18 of ouder"),
    (at_two, "nl", "beide", "één les per keer"),
    (at_two, "nl", "allebei graag", "één les per keer"),
    (at_subject, "en", "both", "één les per keer"),
    (at_slot, "nl", "👍", "Fijn!"),
    (at_minutes, "nl", "geen van deze", "iemand van ons"),
    (_after("bijles wiskunde 60 min", "andere dag"), "nl", "geen van deze", "Welke dag"),
    (_after("bijles wiskunde 60 min", "andere dag", "geen van deze"), "nl", "geen van deze", "Verder vooruit"),
    (_stranger, "nl", "hoi, ik ben Sanne", "Sanne!"),
    (waiting_to_pay, "nl", "is het gelukt", "Ik vraag het na"),
    (waiting_to_pay, "en", "did it work?", "checking"),
    (waiting_to_pay, "en", "my card doesnt work", "Sorry about that"),
    (waiting_to_pay, "nl", "ik betaal straks", "gereserveerd"),
    (waiting_to_pay, "nl", "te duur", "60,00"),
    (waiting_to_pay, "en", "can i pay later?", "held"),
    (booked, "nl", "ok tot dan", "Tot dinsdag"),
    (booked, "nl", "waar is het ook alweer?", "meet.example.org"),
)


@pytest.mark.parametrize(("start", "language", "typed", "words"), ANSWERED, ids=[row[2][:40] for row in ANSWERED])
def test_a_message_is_answered(start: Callable[[str], Script], language: str, typed: str, words: str) -> None:
    """Words the answer has to hold."""
    s = start(language)
    before = len(s.said)
    s.writes(typed)
    assert words in "\n".join(one.text for one in s.said[before:])


def test_an_hour_later_is_measured_from_the_time_there_is() -> None:
    """At the summary and while a link is out."""
    for start in (at_summary, waiting_to_pay):
        s = start("nl")
        start_before = s.talk.conversation.wish.start or s.order.slot.start
        s.writes("een half uur later")
        assert s.talk.conversation.step == "regular.confirm"
        assert s.talk.conversation.wish.start is not None
        assert (s.talk.conversation.wish.start - start_before).total_seconds() == 1800


@pytest.mark.parametrize("language", LANGUAGES)
def test_typed_on_a_phone(language: str) -> None:
    """A pupil of sixteen types as pupils do: a test on Friday, a friend, a change of mind, a thumb. A parent has to agree."""
    s = Script(language)
    s.says("wiskunde B vwo 5 toets vrijdag help", "maths vwo 5 exam on friday help")
    s.says("uurtje", "an hour")
    s.says("kan mijn vriend mee?", "can my friend join?")
    s.says("nee donderdag", "no thursday")
    s.says("doe maar de tweede", "the second one please")
    s.says("ik", "me")
    s.says("16")
    s.says("half uur later", "half an hour later")
    s.says("👍")
    assert s.order.minor
    s.is_as_written("people/on_a_phone", test_typed_on_a_phone.__doc__ or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_ill_after_booking(language: str) -> None:
    """“What time was it again?”, “can it be an hour later?” and “I am ill” are about the lesson that stands."""
    s = booked(language)
    s.says("hoe laat was het ook alweer?", "what time was it again?")
    s.says("kan het een uur later?", "can it be an hour later?")
    s.says("nee laat maar", "no never mind")
    s.says("ik ben ziek", "im sick")
    s.chooses("cancel")
    s.is_as_written("people/ill_after_booking", test_ill_after_booking.__doc__ or "")
