"""What no table of the business file can know by itself: languages, prices, places that name each other."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from babel import Locale, UnknownLocaleError

from bot.core.slots import IN_PERSON, ONLINE
from bot.shell.settings.business_reminders import check_reminders
from bot.shell.settings.business_shapes import Chosen, FlowNumbers, Identity, Payment, Question
from bot.shell.settings.business_tables import Judged
from bot.shell.settings.business_tutors import check_tutors
from bot.shell.settings.environment import PRICE_IDS
from bot.shell.settings.problems import Problems

MOST_TOPICS = 8  # a WhatsApp list has ten rows; a person and the way back take two
PLACEHOLDER = re.compile(r"\{price:([a-z0-9_]+):(\d+)\}")


def check_business(judged: Judged, price_ids: Mapping[tuple[str, int], str], problems: Problems) -> None:
    """Adds every contradiction between the tables that are well-formed by themselves."""
    for name, flow in judged.flows.items():
        _check_flow(name, flow, problems)
    _check_price_ids(judged.flows, price_ids, problems)
    if judged.payment:
        _check_refunds(judged.payment, problems)
    if judged.business:
        _check_languages(judged.business, problems)
        for path, texts in _texts(judged):
            for language in judged.business.languages:
                if language not in texts:
                    problems.key(path, f"has no {language}, one of [business] languages.", f'{language} = "…"')
            for language in set(texts) - set(judged.business.languages):
                problems.key(f"{path}.{language}", "is in a language [business] languages does not name.")
    entries: Sequence[tuple[str, Sequence[Chosen | Question]]] = (
        ("subjects", judged.subjects),
        ("levels", judged.levels),
        ("places", judged.places),
        ("topics", judged.topics),
    )
    for name, each in entries:
        _check_unique(name, each, problems)
    for place in judged.places:
        if place.value not in (ONLINE, IN_PERSON):
            problems.key(f"places[{place.value}]", "is no place the desk knows.", f'value = "{ONLINE}"')
    _check_topics(judged, problems)
    check_tutors(judged, problems)
    check_reminders(judged.reminders, judged.business.languages if judged.business else (), problems)


def _check_flow(name: str, flow: FlowNumbers, problems: Problems) -> None:
    path, priced = f"flows.{name}", {int(minutes) for minutes in flow.prices}
    if flow.free and priced:
        problems.key(path, "is free and has prices; keep one of the two.")
    for minutes in sorted(set(flow.minutes) - priced) if not flow.free else ():
        problems.key(f"{path}.prices", f"{minutes} minutes has no price.", f'prices = {{ {minutes} = "60.00" }}')
    for minutes in sorted(priced - set(flow.minutes)) if not flow.free else ():
        problems.key(f"{path}.prices", f"{minutes} has a price and is not one of minutes = {flow.minutes}.")
    if len(set(flow.minutes)) < len(flow.minutes):
        problems.key(f"{path}.minutes", "names a length twice.")
    for window in flow.hours:
        if window.closes_minute - window.opens_minute < min(flow.minutes):
            problems.key(f"{path}.hours", f"a window is shorter than a lesson of {min(flow.minutes)} minutes.")
    if flow.notice_new_minutes < flow.notice_minutes:
        problems.key(f"{path}.notice_new_minutes", "is shorter than notice_minutes, so newcomers would go first.")
    if flow.notice_minutes >= flow.horizon_days * 1440:
        problems.key(f"{path}.notice_minutes", f"is longer than horizon_days = {flow.horizon_days}: nothing fits.")


def _check_price_ids(
    flows: Mapping[str, FlowNumbers], price_ids: Mapping[tuple[str, int], str], problems: Problems
) -> None:
    for variable, (name, minutes) in PRICE_IDS.items():
        flow = flows.get(name)
        if (name, minutes) in price_ids and flow and minutes not in flow.minutes:
            problems.variable(variable, f"is set, but [flows.{name}] has no lesson of {minutes} minutes.")


def _check_refunds(payment: Payment, problems: Problems) -> None:
    steps = {step.hours: step.percent for step in payment.refunds}
    example = f"refunds = [{{ hours = {payment.cancel_notice_hours}, percent = 100 }}, {{ hours = 6, percent = 50 }}]"
    if len(steps) < len(payment.refunds):
        problems.key("payment.refunds", "names an hour twice.", example)
    falling = [steps[hours] for hours in sorted(steps, reverse=True)]
    if falling != sorted(falling, reverse=True):
        problems.key("payment.refunds", "gives more back the later somebody cancels.", example)
    whole = [hours for hours, percent in steps.items() if percent == 100]
    if steps and min(whole, default=-1) != payment.cancel_notice_hours:
        notice = f"cancel_notice_hours = {payment.cancel_notice_hours}"
        problems.key(
            "payment.refunds",
            f"gives everything back until another hour than {notice}, which students are told.",
            example,
        )


def _check_languages(business: Identity, problems: Problems) -> None:
    for language in business.languages:
        try:
            Locale.parse(language)
        except (UnknownLocaleError, ValueError):
            problems.key("business.languages", f"{language!r} is no language code.", 'languages = ["nl", "en"]')
    for key in ("default_language", "staff_language"):
        if getattr(business, key) not in business.languages:
            problems.key(f"business.{key}", f"is none of languages = {business.languages}.")


def _texts(judged: Judged) -> Iterator[tuple[str, Mapping[str, object]]]:
    if judged.texts:
        yield "texts.terms", judged.texts.terms
        yield "texts.pay_otherwise", judged.texts.pay_otherwise
    named = (("subjects", judged.subjects), ("levels", judged.levels), ("places", judged.places))
    for name, entries in named:
        for one in entries:
            yield f"{name}[{one.value}].title", one.title
            yield f"{name}[{one.value}].words", one.words
    for place in judged.places:
        yield f"places[{place.value}].details", place.details
    for topic in judged.topics:
        yield f"topics[{topic.value}].title", topic.title
        yield f"topics[{topic.value}].words", topic.words
        yield f"topics[{topic.value}].answer", topic.answer


def _check_unique(name: str, entries: Sequence[Chosen | Question], problems: Problems) -> None:
    for value, times in Counter(one.value for one in entries).items():
        if times > 1:
            problems.key(f"{name}[{value}]", "stands there twice; values are unique.")
    titles = Counter((language, title.casefold()) for one in entries for language, title in one.title.items())
    for (language, title), times in titles.items():
        if times > 1:
            problems.key(name, f"two titles are the same in {language}: {title!r}. Students could not tell them apart.")


def _check_topics(judged: Judged, problems: Problems) -> None:
    if len(judged.topics) > MOST_TOPICS:
        problems.key("topics", f"are {len(judged.topics)}; a list on WhatsApp has room for {MOST_TOPICS}.")
    for topic in judged.topics:
        for language, answer in topic.answer.items():
            path = f"topics[{topic.value}].answer.{language}"
            for name, minutes in PLACEHOLDER.findall(answer):
                flow = judged.flows.get(name)
                if name in judged.wrong_flows:
                    continue  # told already, and its prices are not known
                if flow is None or flow.free or minutes not in flow.prices:
                    problems.key(path, f"{{price:{name}:{minutes}}} has no price.", "{price:regular:60}")
            if re.search(r"[{}]", PLACEHOLDER.sub("", answer)):
                problems.key(path, "holds { or } that is no price.", "{price:regular:60}")
