"""`check`: settings, business file, flows and sentences, all judged without starting anything."""

from collections.abc import Iterator

from bot.commands.sentences import wrong_sentences
from bot.core.errors import WrongSettings
from bot.shell.app_desk import build_desk
from bot.shell.pages.words import page_speech
from bot.shell.settings import Settings


def check(settings: Settings) -> Iterator[str]:
    """A line for each thing that is in order. WrongSettings or FlowMistake with everything that is not."""
    business = settings.business
    account = "no account, so the rehearsal" if settings.rehearsal else "live" if settings.live else "a test key"
    yield f"settings   in order ({account})"
    yield f"business   {business.name}: {len(business.subjects)} subjects, {len(business.topics)} topics, prices of {_priced(settings)}"
    desk = build_desk(settings)
    page_speech(business)
    yield f"flows      {len(desk.machine.steps)} steps, {len(desk.machine.moves)} moves"
    problems = [problem for language in business.languages for problem in wrong_sentences(desk, language)]
    if problems:
        raise WrongSettings(problems)
    yield f"sentences  {len(desk.speech.keys(desk.speech.base))} in {', '.join(business.languages)}, each within its channels' room"
    for warning in settings.warnings:
        yield f"look at    {warning}"


def _priced(settings: Settings) -> str:
    lessons = (
        f"{name} {minutes}"
        for name, rules in settings.business.rules.items()
        if rules.paid
        for minutes in rules.profile.minutes
    )
    return ", ".join(lessons)
