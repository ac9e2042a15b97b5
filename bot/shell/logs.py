"""One JSON line an event on stderr, personal data masked; readable lines instead where a person looks on.

Our own code never logs what students write or who they are. The mask is the last net, below everything, for what a
library or a mistake would let through: it knows shapes (addresses, numbers, keys), not meanings.
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from bot.core.errors import DeskError

HIDDEN = "[hidden]"
SECRET_NAMES = re.compile(
    r"(^|_)(token|secret|password|authorization|cookie|api_key|e?mail|phone|phone_number|signature)$", re.IGNORECASE
)
SHAPES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b((?:sk|rk|pk)_(?:test|live|org)_|whsec_)\w+"), r"\1[key]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 [key]"),
    (
        re.compile(
            r"(?i)\b(token|secret|password|api_access_token|api-access-token)(['\"]?\s*[=:]\s*['\"]?)[^\s'\"&,}]+"
        ),
        r"\1\2[key]",
    ),
    (re.compile(r"(://[^\s/:@]+):[^\s/@]+@"), r"\1:[key]@"),  # a database's password
    (re.compile(r"(/webhook/chatwoot/\d+/)[^\s/?\"']+"), r"\1[key]"),
    (re.compile(r"(/p/)[\w-]{8,}"), r"\1[link]"),
    (re.compile(r"(/calendar/)[^\s/?\"']+"), r"\1[key]"),
    # Nine digits or more with at most two signs between two of them, unless they are a date with a time.
    (re.compile(r"(?<![\w.-])(?!\d{4}-\d\d-\d\d)\(?\+?\d(?:[ ()./-]{0,2}\d){8,14}(?![\w-])"), "[number]"),
)
TAME = ("stripe", "transitions", "httpx", "httpcore", "aiohttp", "sqlalchemy", "alembic", "asyncio", "uvicorn")
"""Libraries that write every request, statement or move at INFO; some of them with what was in it."""

LONGEST_REASON = 200
PROJECT = Path(__file__).resolve().parents[2]


def configure_logs(
    level: str = "info", stream: TextIO | None = None, *, for_people: bool | None = None, access_log: bool = False
) -> None:
    """Everything that is logged from now on, by us or a library, goes to `stream` (stderr) in one shape."""
    out = stream or sys.stderr
    readable = out.isatty() if for_people is None else for_people
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exception_in_short,
        mask,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared[:-2],
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared[-2:],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=out.isatty())
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in TAME:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.INFO if access_log else logging.WARNING)
    logging.captureWarnings(capture=True)


def mask(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The event with whatever looks like personal data or a key replaced, at any depth. Its time is left alone."""
    kept = {
        key: value for key, value in event.items() if key in ("timestamp", "level", "logger") or key.startswith("_")
    }
    return {**_masked_mapping({key: value for key, value in event.items() if key not in kept}), **kept}


def masked(text: str) -> str:
    """The text with e-mail addresses, phone numbers, keys and private links replaced."""
    for shape, replacement in SHAPES:
        text = shape.sub(replacement, text)
    return text


def exception_in_short(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception as its class and the places of ours it came through; the first line of its reason only if we wrote it.

    A whole traceback shows statements with their values, and so do the reasons of others: `invalid literal for int():
    'my son is ill'`, psycopg's `DETAIL: Key (id)=…`. Of a database's error its code is told.
    """
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else sys.exc_info()[1] if found is True else found
    if isinstance(error, BaseException):
        event["exception"] = _in_short(error)
    return event


def _in_short(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)] or list(frames)
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in ours[-6:])
    told = ": ".join(filter(None, (type(error).__name__, _reason(error)))) + f" [{places}]"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{told} because of {_in_short(cause)}" if cause else told


def _reason(error: BaseException) -> str:
    if isinstance(error, DeskError | OSError):
        return next(iter(str(error).splitlines()), "")[:LONGEST_REASON]
    return str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")


def _is_ours(filename: str) -> bool:
    return filename.startswith(str(PROJECT)) and "site-packages" not in filename


def _masked_mapping(values: Mapping[str, Any]) -> MutableMapping[str, Any]:
    return {
        key: HIDDEN if value and isinstance(value, str) and SECRET_NAMES.search(str(key)) else _masked_value(value)
        for key, value in values.items()
    }


def _masked_value(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return _masked_mapping(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked_value(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return masked(str(value))
