"""From the judged tables to the frozen values the core knows."""

from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.core.desk import Business, FlowRules, Option, OutsideRules, SeriesRules, StaffHours, Topic, Tutor
from bot.core.errors import WrongSettings
from bot.core.money import Money, Tariff
from bot.core.refund_policy import RefundStep
from bot.core.slots import TUTOR, Hours, Profile
from bot.shell.settings.business_reminders import reminders_of
from bot.shell.settings.business_shapes import Calendar, Chosen, FlowNumbers, Payment, Place, Words, cents_of
from bot.shell.settings.business_tables import Judged
from bot.shell.settings.hours import Window, read_windows

PriceIds = Mapping[tuple[str, int], str]


def business_of(judged: Judged, price_ids: PriceIds) -> Business:
    """The business. Every table must be there and without contradictions."""
    who, calendar, payment, staff, texts = judged.business, judged.calendar, judged.payment, judged.staff, judged.texts
    reminders, series = judged.reminders, judged.series
    if not (who and calendar and payment and staff and texts and reminders and series):
        raise WrongSettings(["business file: a table is missing; its problems were not looked at"])
    (preferred,) = read_windows([f"Mon {calendar.preferred_hours}"])
    return Business(
        name=who.name,
        tutor=who.tutor,
        privacy_url=who.privacy_url,
        chat_url=who.chat_url,
        zone=ZoneInfo(calendar.zone),
        languages=tuple(who.languages),
        default_language=who.default_language,
        staff_language=who.staff_language,
        currency=payment.currency,
        service=payment.service,
        rules={name: _rules(name, flow, calendar, payment.currency, price_ids) for name, flow in judged.flows.items()},
        subjects=tuple(_option(one) for one in judged.subjects),
        levels=tuple(_option(one) for one in judged.levels),
        places=tuple(_option(one) for one in judged.places),
        topics=tuple(Topic(one.value, one.title, one.answer, _words(one.words)) for one in judged.topics),
        terms=texts.terms,
        pay_otherwise=texts.pay_otherwise,
        staff_hours=StaffHours(_days(staff.hours), staff.reply_minutes),
        staff_mention=staff.mention,
        closed=frozenset(calendar.closed),
        special_price_attribute=payment.special_price_attribute,
        zone_attribute=calendar.zone_attribute,
        payment_methods=tuple(payment.methods),
        cancel_notice=timedelta(hours=payment.cancel_notice_hours),
        refunds=_refunds(payment),
        preferred_from=preferred.opens,
        preferred_until=preferred.closes,
        hold_ends_before=timedelta(minutes=payment.hold_ends_before_minutes),
        reminder_before=timedelta(minutes=payment.reminder_before_minutes),
        trouble_person_after=timedelta(minutes=payment.trouble_person_after_minutes),
        late_minimum=timedelta(minutes=payment.late_minimum_minutes),
        most_renewals=payment.most_renewals,
        most_unpaid=payment.most_unpaid,
        consent_kept=timedelta(days=payment.consent_kept_days),
        untaken_back=staff.take_back,
        tutors=_tutors(calendar, who.tutor),
        reminders=reminders_of(reminders),
        series=SeriesRules(
            weeks=tuple(series.weeks),
            together=series.payment == "together",
            pay_before=timedelta(hours=series.pay_hours_before),
        ),
        outside=_outside(calendar),
    )


def _refunds(payment: Payment) -> tuple[RefundStep, ...]:
    """The steps of the file; without any, everything until the notice, and nothing after it."""
    steps = tuple(RefundStep(timedelta(hours=one.hours), one.percent) for one in payment.refunds)
    return steps or (RefundStep(timedelta(hours=payment.cancel_notice_hours), 100),)


def _rules(name: str, flow: FlowNumbers, calendar: Calendar, currency: str, price_ids: PriceIds) -> FlowRules:
    prices = {int(minutes): Money(cents_of(amount), currency) for minutes, amount in flow.prices.items()}
    return FlowRules(
        name=name,
        profile=_profile(flow, calendar),
        tariff=Tariff(prices, {minutes: id_ for (owner, minutes), id_ in price_ids.items() if owner == name}),
        hold=timedelta(minutes=flow.hold_minutes),
        parent_hold=timedelta(minutes=flow.parent_hold_minutes),
        lesson_status=flow.lesson_status,
        paid=not flow.free,
        once_per_learner=flow.once_per_learner,
        segment=flow.segment,
    )


def _profile(flow: FlowNumbers, calendar: Calendar) -> Profile:
    return Profile(
        minutes=tuple(sorted(flow.minutes)),
        hours=_hours(flow.hours),
        notice=timedelta(minutes=flow.notice_minutes),
        notice_new=timedelta(minutes=flow.notice_new_minutes),
        horizon_days=flow.horizon_days,
        zone=ZoneInfo(calendar.zone),
        closed=frozenset(calendar.closed),
        gap=timedelta(minutes=calendar.gap_minutes),
        gap_in_person=timedelta(minutes=calendar.gap_in_person_minutes),
        pauses=_hours(calendar.pauses),
    )


def _outside(calendar: Calendar) -> OutsideRules:
    return OutsideRules(
        every=timedelta(minutes=calendar.sync_minutes),
        trust=timedelta(hours=calendar.trust_hours),
        tentative_is_busy=calendar.tentative_is_busy,
        removed_asks=calendar.removed_lesson == "student",
        show_held=calendar.show_held,
        title=tuple(calendar.event_title),
        alarms=tuple(timedelta(minutes=minutes) for minutes in calendar.event_alarm_minutes),
    )


def _tutors(calendar: Calendar, only: str) -> tuple[Tutor, ...]:
    """Everybody who teaches; without a list the one tutor of [business], always and everything."""
    return tuple(
        Tutor(
            one.value,
            one.name,
            tuple(one.subjects),
            tuple(one.languages),
            tuple(one.places),
            _hours(one.hours),
            _hours(one.pauses),
        )
        for one in calendar.tutors
    ) or (Tutor(TUTOR, only),)


def _hours(windows: Iterable[Window]) -> tuple[Hours, ...]:
    return tuple(Hours(window.weekday, window.opens, window.closes) for window in windows)


def _option(one: Chosen) -> Option:
    if isinstance(one, Place):
        return Option(one.value, one.title, _words(one.words), one.details, one.capacity)
    return Option(one.value, one.title, _words(one.words), {})


def _words(words: Words) -> dict[str, tuple[str, ...]]:
    return {language: tuple(word.casefold() for word in each) for language, each in words.items()}


def _days(windows: Iterable[Window]) -> dict[int, tuple[time, time]]:
    """One stretch a day: from its first opening to its last closing."""
    days = {}
    for weekday, group in groupby(windows, key=lambda window: window.weekday):
        on_day = list(group)
        days[weekday] = (on_day[0].opens, on_day[-1].closes)
    return days
