"""The business file: the example says what the business does today, and every mistake in a copy is named."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.core.desk import Business
from bot.core.money import Money
from bot.core.refund_policy import RefundStep
from bot.core.slots import free_slots
from bot.shell.settings.business_file import example_text, read_business
from bot.shell.settings.problems import Problems


def business_with(tmp_path: Path, text: str) -> Business:
    problems = Problems()
    path = tmp_path / "business.toml"
    path.write_text(text, encoding="utf-8")
    business = read_business(path, {}, problems).business
    problems.raise_if_any()
    return business


def problems_with(tmp_path: Path, text: str) -> list[str]:
    problems = Problems()
    path = tmp_path / "business.toml"
    path.write_text(text, encoding="utf-8")
    read_business(path, {}, problems)
    return [problem.removeprefix("business file, ") for problem in problems.sentences]


@pytest.fixture(scope="module")
def example() -> Business:
    problems = Problems()
    read = read_business(None, {}, problems)
    assert problems.sentences == []
    return read.business


def hours(business: Business, flow: str) -> dict[int, tuple[time, time]]:
    return {one.weekday: (one.opens, one.closes) for one in business.rules[flow].profile.hours}


def test_the_example_has_the_four_flows_with_their_lengths_and_prices(example: Business) -> None:
    priced = {
        name: {minutes: rules.price(minutes) for minutes in rules.profile.minutes}
        for name, rules in example.rules.items()
    }
    assert priced == {
        "trial": {30: Money(0)},
        "regular": {60: Money(6000), 90: Money(9000)},
        "urgent": {120: Money(12000)},
        "weekend": {60: Money(7500), 90: Money(11250)},
    }
    assert {name: rules.lesson_status for name, rules in example.rules.items()} == {
        "trial": "trial_lesson",
        "regular": "definitief",
        "urgent": "urgent",
        "weekend": "weekend",
    }
    assert [name for name, rules in example.rules.items() if rules.once_per_learner] == ["trial"]
    assert [name for name, rules in example.rules.items() if not rules.paid] == ["trial"]


def test_the_example_opens_when_the_business_does(example: Business) -> None:
    weekdays, weekend = range(5), range(5, 7)
    assert hours(example, "trial") == dict.fromkeys(weekdays, (time(17), time(19)))
    assert hours(example, "regular") == dict.fromkeys(weekdays, (time(9), time(21)))
    assert hours(example, "weekend") == dict.fromkeys(weekend, (time(10), time(18)))
    assert hours(example, "urgent") == {
        **dict.fromkeys(weekdays, (time(9), time(21))),
        **dict.fromkeys(weekend, (time(10), time(18))),
    }


def test_the_example_keeps_its_notice_horizon_and_holds(example: Business) -> None:
    rows = {
        name: (
            rules.profile.notice,
            rules.profile.notice_new,
            rules.profile.horizon_days,
            rules.hold,
            rules.parent_hold,
        )
        for name, rules in example.rules.items()
    }
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    assert rows == {
        "trial": (12 * hour, 12 * hour, 10, 0 * hour, 24 * hour),
        "regular": (6 * hour, 12 * hour, 14, 60 * minute, 24 * hour),
        "urgent": (90 * minute, 90 * minute, 2, 31 * minute, 60 * minute),
        "weekend": (3 * hour, 3 * hour, 14, 60 * minute, 24 * hour),
    }


def test_the_example_has_its_subjects_levels_and_places_in_order(example: Business) -> None:
    assert [one.value for one in example.subjects] == [
        "math",
        "stats",
        "english",
        "programming",
        "science",
        "chemistry",
    ]
    assert [one.value for one in example.levels] == [
        *("po", "vmbo", "havo", "vwo", "mbo"),
        *("university_hbo", "university_wo", "adult"),
    ]
    assert [one.value for one in example.places] == ["online", "in_person"]
    assert len(example.topics) == 8


def test_nothing_is_offered_on_a_public_holiday(example: Business) -> None:
    profile = example.rules["weekend"].profile
    christmas_week = datetime(2026, 12, 20, 8, tzinfo=UTC)
    days = {
        slot.start.astimezone(example.zone).date()
        for slot in free_slots(profile, 60, "online", (), christmas_week, new_student=False)
    }
    assert date(2026, 12, 27) in days
    assert date(2026, 12, 26) not in days


def test_a_copy_of_the_example_is_the_example(tmp_path: Path, example: Business) -> None:
    assert business_with(tmp_path, example_text()) == example


def test_what_a_copy_leaves_out_is_the_examples_and_what_it_gives_is_whole(tmp_path: Path, example: Business) -> None:
    business = business_with(
        tmp_path,
        """
        [business]
        name = "Les & Co"
        [flows.regular]
        minutes = [45]
        prices = { 45 = "47.50" }
        [[topics]]
        value = "prices"
        title = { nl = "Prijs", en = "Price" }
        words = { nl = ["prijs"], en = ["price"] }
        answer = { nl = "{price:regular:45}", en = "{price:regular:45}" }
        """,
    )
    assert business.name == "Les & Co"
    assert business.tutor == example.tutor
    assert business.rules["regular"].price(45) == Money(4750)
    assert business.rules["regular"].profile.minutes == (45,)
    assert business.rules["regular"].hold == example.rules["regular"].hold
    assert business.rules["weekend"] == example.rules["weekend"]
    assert [one.value for one in business.topics] == ["prices"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[buisness]", "buisness: is not known. Did you mean business?"),
        ("[calendar]\ngap_minute = 1", "calendar.gap_minute: is not known. Did you mean gap_minutes?"),
        ("[flows.regulr]", "flows.regulr: there is no such flow. Did you mean regular?"),
        ("staff = 3", "staff: is a table. Example: [staff]"),
        ("topics = []", "topics: is a list of tables with at least one in it. Example: [[topics]]"),
        ("[calendar]\nzone = 'Amsterdam'", "calendar.zone: is no time zone"),
        ("[calendar]\nzone = '../etc'", "calendar.zone: is no time zone"),
        ("[calendar]\nclosed = ['2026-12-25']", "calendar.closed.0: should be a valid date."),
        ("[calendar]\npreferred_hours = '20:00-15:00'", "calendar.preferred_hours: 'Mon 20:00-15:00' closes before it opens"),
        (f"[business]\nname = '{'x' * 61}'", "business.name: is longer than the 60 characters that fit."),
        (f"[texts]\nterms = {{ nl = '{'x' * 201}', en = 'x' }}", "texts.terms.nl: is longer than the 200 characters that fit."),
        ("[business]\nname = ''", "business.name: should have at least 1 character"),
        ("[business]\nname = '{{contact.name}}'", "business.name: holds { or }, which nothing fills in here."),
        ("[business]\nprivacy_url = 'example.org'", "business.privacy_url: is not written the way it should be."),
        ("[business]\ndefault_language = 'fr'", "business.default_language: is none of languages = ['nl', 'en']."),
        ("[business]\nlanguages = ['nl', 'xx']", "business.languages: 'xx' is no language code."),
        ("[business]\nlanguages = ['nl', 'en', 'de']", "texts.terms: has no de, one of [business] languages."),
        ("[texts]\nterms.nl = 'x'", "texts.terms: has no en, one of [business] languages."),
        ("[texts]\nterms = 'x'", "texts.terms: has a value for each language."),
        ("[payment]\ncurrency = 'jpy'", "payment.currency: is no currency with cents"),
        ("[payment]\ncurrency = 'EUR'", "payment.currency: is no currency with cents"),
        ("[payment]\nmost_unpaid = '2'", "payment.most_unpaid: should be a valid integer. Example: most_unpaid = 2"),
        ("[staff]\nmention = '@anna'", "staff.mention: is not written the way it should be."),
        ("[staff]\nhours = ['Mon-Fri 9-18']", "staff.hours: 'Mon-Fri 9-18' is not understood"),
        ("[staff]\nhours = ['Mon 09:00-12:00', 'Mon-Tue 11:00-17:00']", "staff.hours: opens twice at the same time on Mon."),
        ("[flows.regular]\nhours = ['Mon 09:00-25:00']", "flows.regular.hours: 'Mon 09:00-25:00' names a time that does not exist"),
        ("[flows.regular]\nhours = []", "flows.regular.hours: should have at least 1 item"),
        ("[flows.regular]\nhours = ['Mon 09:00-09:30']", "flows.regular.hours: a window is shorter than a lesson of 60 minutes."),
        ("[flows.regular]\nminutes = [60, 90, 120]", "flows.regular.prices: 120 minutes has no price."),
        ("[flows.regular]\nminutes = [60, 60]", "flows.regular.minutes: names a length twice."),
        ("[flows.weekend]\nminutes = [90]", "flows.weekend.prices: 60 has a price and is not one of minutes = [90]."),
        ("[flows.weekend]\nprices = { 60 = '75', 90 = '112.505' }", "flows.weekend.prices: '112.505' is no amount such as 60.00."),
        ("[flows.weekend]\nprices = { 60 = '0', 90 = '1' }", "flows.weekend.prices: '0' is no amount such as 60.00."),
        ("[flows.trial]\nprices = { 30 = '1.00' }", "flows.trial: is free and has prices; keep one of the two."),
        ("[flows.urgent]\nhold_minutes = 30", "flows.urgent.hold_minutes: a time that waits for its payment is held for 31"),
        ("[flows.urgent]\nnotice_minutes = 3000", "flows.urgent.notice_minutes: is longer than horizon_days = 2: nothing fits."),
        ("[flows.regular]\nnotice_new_minutes = 1", "flows.regular.notice_new_minutes: is shorter than notice_minutes"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_key(tmp_path: Path, text: str, told: str) -> None:
    problems = problems_with(tmp_path, text)
    assert any(problem.startswith(told) for problem in problems), problems


TOPIC = """
[[topics]]
value = "{value}"
title = {{ nl = "{title}", en = "Price" }}
words = {{ nl = ["prijs"], en = ["price"] }}
answer = {{ nl = "{answer}", en = "x" }}
"""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("{price:regular:75}", "topics[a].answer.nl: {price:regular:75} has no price."),
        ("{price:trial:30}", "topics[a].answer.nl: {price:trial:30} has no price."),
        ("{price:special:30}", "topics[a].answer.nl: {price:special:30} has no price."),
        ("{prijs}", "topics[a].answer.nl: holds { or } that is no price."),
        ("{{ contact.name }}", "topics[a].answer.nl: holds { or } that is no price."),
    ],
)
def test_a_price_in_an_answer_is_one_the_desk_charges(tmp_path: Path, answer: str, told: str) -> None:
    (problem,) = problems_with(tmp_path, TOPIC.format(value="a", title="T", answer=answer))
    assert problem.startswith(told)


def test_titles_fit_and_differ(tmp_path: Path) -> None:
    text = TOPIC.format(value="a", title="Same", answer="x") + TOPIC.format(value="a", title="same", answer="x")
    problems = problems_with(tmp_path, text + TOPIC.format(value="b", title="x" * 25, answer="x"))
    assert problems[0].startswith("topics[b].title.nl: is longer than the 24 characters that fit.")
    assert any(one.startswith("topics[a]: stands there twice") for one in problems)
    assert any(one.startswith("topics: two titles are the same in nl: 'same'.") for one in problems)


def test_more_topics_than_a_list_has_room_for_are_refused(tmp_path: Path) -> None:
    text = "".join(TOPIC.format(value=f"t{n}", title=f"T{n}", answer="x") for n in range(9))
    assert any(one.startswith("topics: are 9;") for one in problems_with(tmp_path, text))


@pytest.mark.parametrize(("content", "told"), [(b"[x", "is not TOML"), (b"\xff\xfe", "is not written in UTF-8")])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "business.toml"
    path.write_bytes(content)
    problems = Problems()
    read_business(path, {}, problems)
    (problem,) = problems.sentences
    assert told in problem


def test_what_is_left_from_the_example_is_warned_about(tmp_path: Path) -> None:
    path = tmp_path / "business.toml"
    path.write_text('[business]\nname = "Les"\nprivacy_url = "https://les.nl/p"\nchat_url = "https://les.nl"\n')
    warnings = read_business(path, {}, Problems()).warnings
    assert not any("business file, business:" in warning for warning in warnings)
    assert any("business file, places:" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("table", "key"),
    [("calendar", "gap_minutes"), ("payment", "consent_kept_days"), ("payment", "cancel_notice_hours"),
     ("payment", "most_renewals"), ("flows.urgent", "parent_hold_minutes"), ("flows.trial", "notice_new_minutes")],
)  # fmt: skip
def test_a_number_beyond_every_calendar_is_a_sentence(tmp_path: Path, table: str, key: str) -> None:
    (problem,) = problems_with(tmp_path, f"[{table}]\n{key} = {10**30}\n")
    assert problem.startswith(f"{table}.{key}: ")


def test_a_name_fits_what_stripe_and_chatwoot_take(tmp_path: Path) -> None:
    (problem,) = problems_with(tmp_path, f'[payment]\nservice = "{"a" * 600}"\n')
    assert problem.startswith("payment.service: ")


def test_without_steps_a_cancellation_gives_everything_back_until_its_notice(tmp_path: Path) -> None:
    """The notice students are told; nothing after it."""
    business = business_with(tmp_path, "[payment]\ncancel_notice_hours = 48\n")
    assert business.refunds == (RefundStep(timedelta(hours=48), 100),)


def test_steps_of_what_a_cancellation_gives_back_are_read_and_judged(tmp_path: Path) -> None:
    """In hours and percent; they may not contradict the notice in the summary, nor reward coming late."""
    written = "[payment]\nrefunds = [{ hours = 24, percent = 100 }, { hours = 6, percent = 50 }]\n"
    assert business_with(tmp_path, written).refunds[1] == RefundStep(timedelta(hours=6), 50)
    for wrong, says in (
        ("{ hours = 12, percent = 100 }", "another hour than cancel_notice_hours = 24"),
        ("{ hours = 24, percent = 100 }, { hours = 24, percent = 50 }", "an hour twice"),
        ("{ hours = 24, percent = 100 }, { hours = 48, percent = 50 }", "the later somebody cancels"),
        ("{ hours = 24, percent = 110 }", "percent"),
    ):
        told = problems_with(tmp_path, f"[payment]\nrefunds = [{wrong}]\n")
        assert says in " ".join(told)
