"""Which readings are worth an alert, and who may see the numbers."""

import pytest
from starlette.requests import Request

from bot.shell.alerts_checks import Readings, troubles
from bot.shell.alerts_rates import Lately
from bot.shell.engine_health import Health
from bot.shell.health_access import may_look

CALM = Health(0.0, 0.0, 0, 0, 0, 0, ())
FORWARDED = (b"x-forwarded-for", b"10.0.0.9")


@pytest.mark.parametrize(
    ("readings", "causes"),
    [
        (Readings(CALM), []),
        (Readings(CALM, refused={"stripe": 2, "chatwoot": 3}), ["webhook_verification:chatwoot"]),
        (Readings(CALM, misdirected={"livemode": 1, "account": 0}), ["webhook_misdirected:livemode"]),
        (Readings(CALM, went=18, failed=1), []),
        (Readings(CALM, went=1, failed=18), []),
        (Readings(CALM, went=18, failed=2), ["error_rate"]),
        (Readings(CALM, went=18, failed=2, error_percent=11), []),
        (Readings(CALM, key_troubles=("refused",)), ["stripe_key"]),
        (Readings(CALM, calls={"stripe": {"no_answer": 1, "503": 1, "200": 0}}), ["stripe_unreachable"]),
        (Readings(CALM, calls={"stripe": {"no_answer": 5, "200": 1}, "chatwoot": {"no_answer": 1}}), []),
        (Readings(Health(301.0, 301.0, 1, 1, 0, 0, ())), ["inbox_old", "outbox_old"]),
        (Readings(Health(299.0, 299.0, 1, 1, 0, 0, ())), []),
        (Readings(CALM, unbooked=("order_x",)), ["paid_not_booked:order_x"]),
        (Readings(CALM, free_bytes=1), ["disk_full"]),
    ],
)
def test_thresholds(readings: Readings, causes: list[str]) -> None:
    """Each trouble has its threshold and its cause."""
    assert [one.cause for one in troubles(readings)] == causes


def test_what_happened_lately_is_forgotten_in_time() -> None:
    """Growth counts for the window, not for ever."""
    lately = Lately(600)
    assert lately.grown(0, {"x": 7})["x"] == 0
    assert lately.grown(300, {"x": 10})["x"] == 3
    assert lately.grown(901, {"x": 10})["x"] == 0


@pytest.mark.parametrize(
    ("host", "headers", "token", "may"),
    [
        ("127.0.0.1", [], "", True),
        ("::1", [], "", True),
        ("10.0.0.9", [], "", False),
        ("127.0.0.1", [FORWARDED], "", False),
        ("127.0.0.1", [], "a-long-random-word", False),
        ("10.0.0.9", [FORWARDED, (b"authorization", b"Bearer a-long-random-word")], "a-long-random-word", True),
        ("127.0.0.1", [(b"authorization", b"Bearer another")], "a-long-random-word", False),
        ("127.0.0.1", [(b"authorization", b"Basic a-long-random-word")], "a-long-random-word", False),
    ],
)
def test_who_may_see_the_numbers(host: str, headers: list[tuple[bytes, bytes]], token: str, may: bool) -> None:
    """This machine, unless a proxy stands between; with a token only who shows it."""
    assert may_look(Request({"type": "http", "client": (host, 1), "headers": headers}), token) is may
