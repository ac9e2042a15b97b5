"""What scripts about weekly series share: four Thursdays, paid or not, with one payment or one each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core import effects as x
from bot.core.audit import UNACCOUNTED, money
from bot.core.desk import SeriesRules
from bot.core.orders import Order
from tests.flows.script import Script
from tests.flows.stage import DESK

EACH = replace(DESK, business=replace(DESK.business, series=SeriesRules((4, 8), together=False)))
EVERY_WEEK = (
    "elke donderdag 16:00 wiskunde, 60 minuten, voor mezelf, 18+",
    "maths every thursday 16:00, 60 minutes, for me, I'm an adult",
)
FOUR_WEEKS = (
    "komende 4 weken donderdag 16:00 wiskunde, 60 minuten, voor mezelf, 18+",
    "maths for the next 4 weeks, thursday 16:00, 60 minutes, for me, I'm an adult",
)
FOUR_WEEKS_AT_15 = (
    "komende 4 weken donderdag 16:00 wiskunde, 60 minuten, voor mezelf, ik ben 15",
    "maths for the next 4 weeks, thursday 16:00, 60 minutes, for me, I'm 15",
)
FIRST = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


def week(n: int) -> datetime:
    """The start of the nth lesson, from 1."""
    return FIRST + timedelta(weeks=n - 1)


def lessons(s: Script) -> list[Order]:
    """All of the series, in order."""
    found = [one for one in s.talk.orders.values() if one.series or one.others]
    return sorted(found, key=lambda one: one.slot.start)


def asked_back(s: Script) -> list[int]:
    """The refunds that were asked for, in cents."""
    return [one.amount_cents for one in s.done if isinstance(one, x.Refund)]


def books_are_right(s: Script) -> None:
    """No cent of any order is unaccounted for."""
    for order in s.talk.orders.values():
        assert not money(order)[UNACCOUNTED], money(order)
        assert sum(s.talk.orders[one].credit_cents for one in order.others) == order.lent_cents


def paid_series(language: str, **more: object) -> Script:
    """A student with four paid lessons, prepared."""
    s = Script(language, reachable=True, **more)  # type: ignore[arg-type]
    s.says(*FOUR_WEEKS)
    s.chooses("pay")
    s.pays()
    s.chooses("skip", "skip", "skip")
    return s
