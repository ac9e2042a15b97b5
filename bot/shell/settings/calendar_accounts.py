"""The accounts of the tutors' own calendars, from variables named after each tutor: CALENDAR_<TUTOR>_URL and its sisters."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from google.auth import crypt

from bot.shell.settings.problems import Problems

PREFIX = "CALENDAR_"
PARTS = {
    "URL": "https://cloud.example.org/remote.php/dav/calendars/noor/lessons/",
    "USER": "noor",
    "PASSWORD": "an app password of that user",
    "ID": "Lessons",
    "GOOGLE_KEY_FILE": "/etc/desk/google.json",
    "EMAIL": "noor@example.org",
}
"""What can be said of one calendar, with an example of each."""


@dataclass(frozen=True, slots=True)
class CalendarAccount:
    """Where a tutor's calendar is and who may read and write it. `google_key`: a service account's; None = CalDAV."""

    tutor: str
    url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    calendar: str = ""
    email: str = ""  # whose "no" to an invitation counts
    google_key: Mapping[str, Any] | None = field(default=None, repr=False)


def calendar_accounts(env_file: Path | None, tutors: Iterable[str], problems: Problems) -> tuple[CalendarAccount, ...]:
    """The account of each tutor who has one; a problem for each that is wrong, or is of nobody."""
    found: dict[str, dict[str, str]] = {tutor: {} for tutor in tutors}
    known = {f"{PREFIX}{tutor.upper()}_{part}": (tutor, part) for tutor in found for part in PARTS}
    for name, value in _variables(env_file).items():
        if name in known:
            tutor, part = known[name]
            found[tutor][part] = value
        else:
            _wrong(problems, name, f"is of no tutor, or nothing a calendar has. Tutors: {', '.join(found)}.", "URL")
    accounts = (_account(tutor, parts, problems) for tutor, parts in found.items() if parts)
    return tuple(one for one in accounts if one is not None)


def _variables(env_file: Path | None) -> dict[str, str]:
    read = dotenv_values(env_file) if env_file is not None and env_file.is_file() else {}
    both = {**read, **environ}
    named = {name: (value or "").strip() for name, value in both.items() if name.startswith(PREFIX)}
    return {name: value for name, value in named.items() if value}


def _account(tutor: str, parts: Mapping[str, str], problems: Problems) -> CalendarAccount | None:
    name = f"{PREFIX}{tutor.upper()}"
    email, calendar = parts.get("EMAIL", ""), parts.get("ID", "")
    if "URL" in parts and "GOOGLE_KEY_FILE" in parts:
        _wrong(problems, f"{name}_URL", f"and {name}_GOOGLE_KEY_FILE are both set; a tutor has one calendar.", "URL")
        return None
    if "GOOGLE_KEY_FILE" in parts:
        key = _google_key(f"{name}_GOOGLE_KEY_FILE", parts["GOOGLE_KEY_FILE"], problems)
        if not calendar:
            _wrong(problems, f"{name}_ID", "is missing: at Google it is the calendar's address.", "EMAIL")
        return CalendarAccount(tutor, calendar=calendar, email=email, google_key=key) if key and calendar else None
    for part in ("URL", "USER", "PASSWORD"):
        if part not in parts:
            _wrong(problems, f"{name}_{part}", "is missing, while other settings of that calendar are there.", part)
    if not {"URL", "USER", "PASSWORD"} <= parts.keys() or not _is_address(f"{name}_URL", parts["URL"], problems):
        return None
    owner = email or (parts["USER"] if "@" in parts["USER"] else "")
    return CalendarAccount(tutor, parts["URL"], parts["USER"], parts["PASSWORD"], calendar, owner)


def _is_address(name: str, value: str, problems: Problems) -> bool:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        _wrong(problems, name, "is no web address; it starts with https:// and has a host.", "URL")
    elif parts.username or parts.password:
        _wrong(problems, name, "holds a user name or password; they have variables of their own.", "URL")
    else:
        return True
    return False


def _google_key(name: str, path: str, problems: Problems) -> Mapping[str, Any] | None:
    try:
        key = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        _wrong(problems, name, f"cannot be read as JSON ({type(error).__name__}).", "GOOGLE_KEY_FILE")
        return None
    needed = ("client_email", "private_key", "token_uri")
    if not isinstance(key, dict) or not all(isinstance(key.get(one), str) for one in needed):
        _wrong(
            problems, name, "is no key of a service account (it has client_email and private_key).", "GOOGLE_KEY_FILE"
        )
        return None
    try:
        crypt.RSASigner.from_service_account_info(key)  # type: ignore[no-untyped-call]
    except ValueError:
        _wrong(problems, name, "holds a private_key that is none; download the key again.", "GOOGLE_KEY_FILE")
        return None
    return key


def _wrong(problems: Problems, name: str, wrong: str, part: str) -> None:
    problems.sentences.append(f"{name}: {wrong} Example: {PREFIX}TUTOR_{part}={PARTS[part]}")
