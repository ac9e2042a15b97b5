"""[reminders] of the business file: its shape, what it must agree with, and the frozen values the core knows."""

import re
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from bot.core.reminder_rules import Reminders, Template
from bot.shell.settings.business_shapes import Name, Table
from bot.shell.settings.problems import Problems

TEMPLATE_VALUES = ("when", "day", "start", "lesson", "subject", "minutes", "place", "who")
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
NO_NIGHT = time(0)


class TemplateNumbers(Table):
    """One approved template: reminders.templates.nl."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=512)]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Za-z]{2,4})?$")]
    category: str = "UTILITY"
    parameters: list[Name] = Field(default_factory=list)

    @field_validator("parameters")
    @classmethod
    def _are_known(cls, names: list[str]) -> list[str]:
        for name in names:
            if name not in TEMPLATE_VALUES:
                raise ValueError(f"{name!r} is none of {', '.join(TEMPLATE_VALUES)}")
        return names


class ReminderNumbers(Table):
    """When students are reminded and asked: [reminders]."""

    hours_before: list[Annotated[int, Field(ge=1, le=336)]]
    quiet_hours: str
    ask_after_minutes: Annotated[int, Field(ge=0, le=10_080)]
    templates: dict[str, TemplateNumbers]

    @field_validator("hours_before")
    @classmethod
    def _differ(cls, hours: list[int]) -> list[int]:
        if len(set(hours)) < len(hours):
            raise ValueError("names the same hour twice")
        return hours

    @field_validator("quiet_hours")
    @classmethod
    def _is_a_night(cls, value: str) -> str:
        if value and not _QUIET.fullmatch(value):
            raise ValueError("is no night such as 22:00-08:00")
        return value


def check_reminders(reminders: ReminderNumbers | None, languages: Sequence[str], problems: Problems) -> None:
    """Adds a template in a language nobody is answered in."""
    for language in sorted(set(reminders.templates) - set(languages)) if reminders and languages else ():
        problems.key(f"reminders.templates.{language}", "is in a language [business] languages does not name.")


def reminders_of(numbers: ReminderNumbers) -> Reminders:
    """The frozen values."""
    night = _QUIET.fullmatch(numbers.quiet_hours)
    begins, ends = (
        (time(int(night[1]), int(night[2])), time(int(night[3]), int(night[4]))) if night else (NO_NIGHT, NO_NIGHT)
    )
    return Reminders(
        before=tuple(timedelta(hours=hours) for hours in sorted(numbers.hours_before, reverse=True)),
        after=timedelta(minutes=numbers.ask_after_minutes) if numbers.ask_after_minutes else None,
        quiet_from=begins,
        quiet_until=ends,
        templates={
            language: Template(one.name, one.language, tuple(one.parameters), one.category)
            for language, one in numbers.templates.items()
        },
    )
