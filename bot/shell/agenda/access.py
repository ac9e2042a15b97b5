"""Who may see the agenda and the feed: whoever shows a token, once as a link, then by a cookie that is not the token.

Tokens are compared in constant time. Who shows ten wrong ones within a minute is not listened to for that minute, not
even with the right one; browsers that are in already stay in.
"""

import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from starlette.requests import Request

COOKIE = "agenda"
COOKIE_SECONDS = 180 * 24 * 3600
MOST_WRONG, WRONG_SECONDS = 10, 60.0
MOST_ADDRESSES = 1000
LONGEST_TOKEN = 200


class TooManyTries(Exception):
    """Somebody is guessing: do not even look at what they show."""


class Access:
    """The tokens that open one door, and who has shown too many wrong ones. No tokens: nobody gets in."""

    def __init__(self, tokens: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._tokens = tuple(token for token in tokens if token)
        self._clock = clock
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    @property
    def is_used(self) -> bool:
        """Whether there is a token at all."""
        return bool(self._tokens)

    def opens(self, request: Request, token: str) -> bool:
        """Whether the token is one of ours. TooManyTries after too many wrong ones from there."""
        who, now = address_of(request), self._clock()
        recent = [at for at in self._wrong.get(who, []) if now - at < WRONG_SECONDS]
        if len(recent) >= MOST_WRONG:
            raise TooManyTries
        given = hashlib.sha256(token[:LONGEST_TOKEN].encode()).digest()
        # Every token is compared, and hashes of one length: how long it takes tells nothing.
        right = [hmac.compare_digest(given, hashlib.sha256(one.encode()).digest()) for one in self._tokens]
        if any(right):
            return True
        self._wrong[who] = [*recent, now]
        self._wrong.move_to_end(who)
        if len(self._wrong) > MOST_ADDRESSES:
            self._wrong.popitem(last=False)
        return False

    def cookie(self, token: str) -> str:
        """What the browser keeps: it opens the page as long as the token stands in the settings, and is no token itself."""
        return hmac.new(token.encode(), b"the agenda's cookie", hashlib.sha256).hexdigest()

    def knows(self, request: Request) -> bool:
        """Whether the browser has been let in with a token that still counts."""
        given = request.cookies.get(COOKIE, "").encode()
        return any([hmac.compare_digest(given, self.cookie(token).encode()) for token in self._tokens])


def address_of(request: Request) -> str:
    """Whose request it is: the client's address, or what a proxy beside us says of it (its own word comes last)."""
    host = request.client.host if request.client else ""
    said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return said if said and _is_near(host) else host


def _is_near(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
