"""A callback's bytes, its signature, and what Chatwoot makes of the answer."""

import hashlib
import hmac
import ipaddress
import json
from urllib.parse import urlsplit

from bot.rehearsal.chatwoot.profiles import Profile
from bot.rehearsal.wire import Json

_ESCAPES = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


def body_of(payload: Json) -> bytes:
    """Compact JSON the way Rails writes it: `<`, `>`, `&` and the two line separators escaped, the rest UTF-8."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _ESCAPES:
        text = text.replace(char, escape)
    return text.encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Chatwoot-Signature`: over timestamp, a dot and the raw body."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


def verdict(status: int, profile: Profile) -> str:
    """What Chatwoot makes of the bot's answer: `ok`, `retry`, `see_other`, `redirect` or `failed`."""
    if status in (429, 500):
        return "retry"
    if profile.follows_redirects and status in (301, 302, 303, 307, 308):
        return "redirect"
    if status == 303:
        return "see_other"
    ok = 200 <= status <= 299 if profile.follows_redirects else 200 <= status <= 207
    return "ok" if ok else "failed"


def is_private(url: str) -> bool:
    """Whether the host is no public address; names other than localhost are taken for public ones."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
