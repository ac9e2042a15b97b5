"""The tokens of the agenda and the feed: judged at the start, and in no line of the log."""

import pytest

from bot.core.errors import WrongSettings
from bot.shell.logs import masked
from bot.shell.settings import Settings, rehearsal_settings

LONG = "abcdefghijklmnop1234"


def settings(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    """Those of a rehearsal with these variables besides."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return rehearsal_settings()


@pytest.mark.parametrize("name", ["AGENDA_TOKEN", "CALENDAR_FEED_TOKEN"])
@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("short", "shorter than 16"),
        (f"{LONG},short", "shorter than 16"),
        (f"'{LONG}'", "quotation marks"),
        (f"{LONG}/x?", "part of an address"),
    ],
)
def test_a_weak_or_odd_token_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str) -> None:
    """With its name and why, never with itself."""
    with pytest.raises(WrongSettings) as refused:
        settings(monkeypatch, **{name: value})
    assert f"{name}: " in str(refused.value)
    assert why in str(refused.value)
    assert LONG not in str(refused.value)


def test_several_count_at_once_and_none_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is replaced by another."""
    read = settings(monkeypatch, AGENDA_TOKEN=f"{LONG}, {LONG}5", CALENDAR_FEED_TOKEN=f"{LONG}6")
    assert (read.agenda_tokens, read.calendar_feed_tokens) == ((LONG, f"{LONG}5"), (f"{LONG}6",))
    assert LONG not in repr(read)


@pytest.mark.parametrize(
    "line",
    [
        f'127.0.0.1 - "GET /agenda?token={LONG} HTTP/1.1" 200',
        f'127.0.0.1 - "GET /agenda?days=1&token={LONG}&from=2026-11-26 HTTP/1.1" 200',
        f'127.0.0.1 - "GET /calendar/{LONG}.ics?tutor=anna HTTP/1.1" 304',
    ],
)
def test_no_line_of_the_log_has_it(line: str) -> None:
    assert LONG not in masked(line)
