"""What is logged is one line of JSON, and holds nobody's data even when somebody logs it by mistake."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot.shell.logs import HIDDEN, configure_logs, masked


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Where the log goes; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logs("info", stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_time_level_and_name(out: io.StringIO) -> None:
    structlog.get_logger("bot.test").info("turn_done", talk_version=3, effects=["Say"])
    (line,) = lines(out)
    assert line["event"] == "turn_done"
    assert line["level"] == "info"
    assert line["logger"] == "bot.test"
    assert line["talk_version"] == 3
    assert line["effects"] == ["Say"]
    assert str(line["timestamp"]).endswith("Z")


def test_a_librarys_line_has_the_same_shape(out: io.StringIO) -> None:
    logging.getLogger("some.library").warning("cannot reach %s", "anna@example.org")
    (line,) = lines(out)
    assert line["event"] == "cannot reach [e-mail]"
    assert line["level"] == "warning"


@pytest.mark.parametrize("library", ["stripe", "transitions.core", "httpx", "sqlalchemy.engine", "uvicorn.error"])
def test_libraries_that_write_every_step_are_heard_only_when_something_is_wrong(out: io.StringIO, library: str) -> None:
    logging.getLogger(library).info("step")
    logging.getLogger(library).warning("trouble")
    assert [line["event"] for line in lines(out)] == ["trouble"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write to anna.de-vries+x@mail.example.co.uk now", "write to [e-mail] now"),
        ("call +31612345678", "call [number]"),
        ("call 06-12345678 today", "call [number] today"),
        ("call (020) 123 4567.", "call [number]."),
        ("talk 1:3:31612345678", "talk 1:3:[number]"),
        ("key sk_live_51Habc and rk_test_x9", "key sk_live_[key] and rk_test_[key]"),
        ("secret whsec_abc123DEF", "secret whsec_[key]"),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer [key]"),
        ("api_access_token=Zx81kQ", "api_access_token=[key]"),
        ("postgresql+psycopg://desk:hunter2@db/desk", "postgresql+psycopg://desk:[key]@db/desk"),
        ("POST /webhook/chatwoot/1/long-secret", "POST /webhook/chatwoot/1/[key]"),
        ("GET https://desk.example.org/p/Ab3dEf6hIj", "GET https://desk.example.org/p/[link]"),
    ],
)
def test_what_looks_like_a_person_or_a_key_is_masked(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26 16:00:00+00:00",
        "2026-11-26T16:00:00.123456Z",
        "order_k3Jx9 in talk 1:2 took 1234 ms",
        "cs_test_a1b2c3 is open, 6000 eur",
        "port 8000, 2500 requests a minute",
    ],
)
def test_what_an_owner_needs_to_read_is_left_alone(text: str) -> None:
    assert masked(text) == text


def test_values_under_a_secrets_name_are_hidden_at_any_depth(out: io.StringIO) -> None:
    structlog.get_logger().warning("call", headers={"api_access_token": "Zx81", "accept": "json"}, bot_token="Zx81")
    (line,) = lines(out)
    assert line["headers"] == {"api_access_token": HIDDEN, "accept": "json"}
    assert line["bot_token"] == HIDDEN


def test_an_exception_is_told_by_its_class_and_its_places(out: io.StringIO) -> None:
    try:
        raise ValueError("duplicate key of anna@example.org\nDETAIL: Key (id)=(Anna de Vries)")
    except ValueError:
        structlog.get_logger().exception("turn_failed")
    (line,) = lines(out)
    told = str(line["exception"])
    assert told.startswith("ValueError [test_logs.py:")
    assert "Vries" not in out.getvalue()


@pytest.mark.parametrize(
    "wrong", [lambda: {"a": 1}["Anna's son"], lambda: int("Anna"), lambda: float("it's Anna's \"turn\"")]
)
def test_an_exception_does_not_quote_what_a_student_wrote(out: io.StringIO, wrong: Callable[[], object]) -> None:
    try:
        wrong()
    except (KeyError, ValueError):
        structlog.get_logger().exception("turn_failed")
    (line,) = lines(out)
    assert str(line["exception"]).startswith(("KeyError [", "ValueError ["))
    assert "Anna" not in out.getvalue()


def test_debug_lines_appear_only_when_asked_for(out: io.StringIO) -> None:
    structlog.get_logger().debug("detail")
    assert lines(out) == []


def test_people_get_readable_lines(out: io.StringIO) -> None:
    configure_logs("debug", out, for_people=True)
    structlog.get_logger().debug("turn_done", step="welcome.menu")
    assert "turn_done" in out.getvalue()
    assert "{" not in out.getvalue()
