"""Judges addresses: of Chatwoot, of a Stripe double, our own, and the database's."""

from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from bot.shell.settings.environment import Environment
from bot.shell.settings.keys import is_live
from bot.shell.settings.problems import Problems

DEFAULT_DATABASE = "sqlite:///var/desk.sqlite3"
POSTGRES = ("postgres://", "postgresql://", "postgresql+psycopg://")


def web_address(name: str, value: str, problems: Problems) -> str:
    """The address without its last slash; "" when it is not set or is none."""
    if not value:
        return ""
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        problems.variable(name, "is no web address; it starts with https:// (or http://) and has a host.")
    elif parts.username or parts.password:
        problems.variable(name, "holds a user name or password; addresses are shown and logged, leave them out.")
    elif parts.query or parts.fragment:
        problems.variable(name, "holds a ? or #; give the bare address.")
    else:
        return value.rstrip("/")
    return ""


def chatwoot_address(env: Environment, problems: Problems) -> str:
    """Where Chatwoot answers, without a path of its dashboard."""
    address = web_address("chatwoot_url", env.chatwoot_url, problems)
    for tail in ("/app/", "/api/v1"):
        if tail in address + "/":
            problems.variable("chatwoot_url", f"leave out everything from {tail} on.")
    return address


def public_address(env: Environment, problems: Problems) -> str:
    """Where students reach us. Payment links go there: https, unless only test money moves or nobody else can get in."""
    address = web_address("public_url", env.public_url, problems)
    if address.startswith("http://") and is_live(env) and not is_loopback(urlsplit(address).hostname or ""):
        problems.variable("public_url", "must start with https://: real payments go through it.")
    if urlsplit(address).path:
        problems.variable("public_url", "has a path; the desk's pages need a host (or a port) of their own.")
    return address


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def database_address(env: Environment, problems: Problems) -> str:
    """The address as SQLAlchemy wants it. PostgreSQL goes through psycopg, whichever of its names is used."""
    value = env.database_url or DEFAULT_DATABASE
    if value.startswith("sqlite:///"):
        wrong = _wrong_with_file(value.removeprefix("sqlite:///").split("?")[0])
    elif value.startswith(POSTGRES):
        wrong = _wrong_with_postgres(value)
        value = "postgresql+psycopg://" + value.split("://", 1)[1]
    else:
        wrong = "is not understood: it starts with sqlite:///, postgres://, postgresql:// or postgresql+psycopg://."
    if wrong:
        problems.variable("database_url", wrong)
    return value


def _wrong_with_file(path: str) -> str:
    if path in ("", ":memory:"):
        return "names no file, and what is only in memory is lost at a restart; sqlite:///var/desk.sqlite3 is kept."
    return "names a folder; add the name of a file in it." if Path(path).is_dir() else ""


def _wrong_with_postgres(value: str) -> str:
    parts = _split(value)
    if parts is None or not parts.path.strip("/"):
        return "names no database after the host."
    if find_spec("psycopg") is None:
        return "needs the PostgreSQL driver; install the desk with its extra: pip install 'tutorbot[postgres]'."
    return ""


def port_number(env: Environment, problems: Problems) -> int:
    """The port; 0 lets the machine choose one."""
    if env.port.isascii() and env.port.isdigit() and len(env.port) <= 5 and int(env.port) <= 65535:
        return int(env.port)
    problems.variable("port", "is no port number (0 to 65535).")
    return 0


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        return parts if parts.port is None or parts.port >= 0 else None
    except ValueError:
        return None
